package rightspages

import (
	"strconv"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/complaint"
	"guitu/internal/domain/staff"
	"guitu/internal/door/units"
	"guitu/internal/door/web"
	"guitu/internal/platform/store"
)

type complaintsPage struct {
	web.Page
	Office  complaint.Office
	Offices []web.Tab // of a reader who belongs to several
	Lost    bool      // he says that he lost his phrase
	Keys    complaint.Keys
	Waiting []waiting // readers who wait to be let in
	Open    bool      // the phrase was typed a moment ago
	Rows    []complaintLine
	Code    string // the recovery code, shown once
}

type waiting struct {
	ID        id.ID
	Name, Now string
	Mine      bool
	Proposes  bool // a new key of the office
}

type complaintLine struct {
	URL, Sent, State, Due string
	New, Late             bool
}

// complaints is the desk: the list without a word of what was written, and the key.
func (d *desk) complaints(r *web.Request) error { return d.drawComplaints(r, "") }

func (d *desk) drawComplaints(r *web.Request, code string) error {
	o, err := officeOf(r)
	if err != nil {
		return err
	}
	p := complaintsPage{Page: r.Page(r.T("rights.complaints.title"), "own"), Office: o, Code: code, Lost: r.URL.Query().Has("lost")}
	p.Sub = p.T("rights.office." + o.Role())
	p.Open = d.open.get(lock{r.Actor().Account, o}, p.Now) != nil
	var list []complaint.Complaint
	names, err := store.Read(work(r), d.DB, func(tx *store.Tx) (_ map[id.ID]staff.Member, err error) {
		where, err := units.Read(work(r), tx)
		if err != nil {
			return nil, err
		}
		p.choose(where, officesOf(r.Actor()))
		if p.Keys, err = d.Complaints.Keys(work(r), tx, o); err != nil {
			return nil, err
		}
		if list, err = d.Complaints.List(work(r), tx, o); err != nil {
			return nil, err
		}
		var who []id.ID
		for _, x := range p.Keys.Readers {
			who = append(who, x.Staff)
		}
		return d.Staff.Members(work(r), tx, who)
	})
	if err != nil {
		return err
	}
	for _, x := range p.Keys.Readers {
		if !x.Admitted {
			p.Waiting = append(p.Waiting, waiting{ID: x.ID, Name: names[x.Staff].Name, Now: p.Moment(x.At), Mine: x.Staff == r.Actor().Staff, Proposes: x.Proposes})
		}
	}
	for _, c := range list {
		p.Rows = append(p.Rows, d.line(p.Page, c))
	}
	return r.Draw(p.Page, complaintsView(p))
}

// choose draws a tab for each office of a reader who belongs to several, and says of which facility the letters are.
func (p *complaintsPage) choose(where units.Tree, all []complaint.Office) {
	for _, o := range all {
		label := p.T("rights.office." + o.Role())
		if f := o.Facility(); f != "" {
			label = where.Name(f)
		}
		p.Offices = append(p.Offices, web.Tab{Label: label, URL: at("/complaints", o), Here: o == p.Office})
	}
	if f := p.Office.Facility(); f != "" {
		p.Sub += " " + where.Name(f)
	}
}

// At is an address of this desk.
func (p complaintsPage) At(path string) string { return at(path, p.Office) }

func (d *desk) line(p web.Page, c complaint.Complaint) complaintLine {
	l := complaintLine{URL: at("/complaints/"+string(c.ID), c.Office), Sent: p.Moment(c.Sent), State: p.T("rights.complaints.new"), New: c.Opened.IsZero()}
	switch {
	case c.Lost():
		l.State, l.New = p.T("rights.complaints.lost"), false
	case !c.Answered.IsZero():
		l.State = p.T("rights.complaints.answered", c.Answered)
	case !c.Opened.IsZero():
		l.State = p.T("rights.complaints.opened", c.Opened)
	}
	if c.Old {
		l.URL = ""
	}
	if due := d.Complaints.Due(c); !due.None() && c.Answered.IsZero() && !c.Lost() {
		l.Due, l.Late = p.Day(due.Day), p.Now.After(due.Moment())
	}
	return l
}

// key is the idempotency key of a form that holds a phrase: nothing of it is digested into it.
func key(r *web.Request) store.Key {
	if k, err := id.Parse(r.PostForm.Get("_key")); err == nil {
		return store.Key(k)
	}
	return store.NewKey()
}

// phrased runs an act of the reader's with a phrase that he typed, twice where he chooses it.
func (d *desk) phrased(r *web.Request, do func(complaint.Office, phrases) error) error {
	o, err := officeOf(r)
	if err != nil {
		return err
	}
	var form phrases
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.complaints)
	}
	if form.Again != form.Phrase && r.PostForm.Has("again") {
		var f errs.Fields
		f.Add("again", "rights.not_same", "")
		return r.Again(f.Err("complaint.bad_input"), d.complaints)
	}
	return do(o, form)
}

type phrases struct{ Phrase, Again, Code string }

func (d *desk) makeKey(r *web.Request) error {
	return d.phrased(r, func(o complaint.Office, f phrases) error {
		code, err := d.Complaints.Make(work(r), key(r), o, f.Phrase)
		if err != nil {
			return r.Again(err, d.complaints)
		}
		return d.drawComplaints(r, code)
	})
}

func (d *desk) ask(r *web.Request) error {
	return d.phrased(r, func(o complaint.Office, f phrases) error {
		if err := d.Complaints.Ask(work(r), key(r), o, f.Phrase); err != nil {
			return r.Again(err, d.complaints)
		}
		return r.Done(at("/complaints", o), "rights.complaints.asked")
	})
}

func (d *desk) recover(r *web.Request) error {
	return d.phrased(r, func(o complaint.Office, f phrases) error {
		if err := d.Complaints.Recover(work(r), key(r), o, f.Code, f.Phrase); err != nil {
			return r.Again(err, d.complaints)
		}
		return r.Done(at("/complaints", o), "rights.complaints.recovered")
	})
}

func (d *desk) unlock(r *web.Request) error {
	return d.phrased(r, func(o complaint.Office, f phrases) error {
		office, err := d.Complaints.Unlock(work(r), o, f.Phrase)
		if err != nil {
			return r.Again(err, d.complaints)
		}
		d.open.put(lock{r.Actor().Account, o}, opened{office, r.Now().Add(openFor)}, r.Now())
		return r.Redirect(at("/complaints", o))
	})
}

func (d *desk) lock(r *web.Request) error {
	o, err := officeOf(r)
	if err != nil {
		return err
	}
	d.open.drop(lock{r.Actor().Account, o})
	return r.Redirect(at("/complaints", o))
}

// opened is the office of the reader with its key; where he has to type his phrase first it answers that itself.
func (d *desk) opened(r *web.Request, do func(complaint.Office, []byte) error) error {
	o, err := officeOf(r)
	if err != nil {
		return err
	}
	if err := d.belongs(r, o); err != nil {
		return err
	}
	office := d.open.get(lock{r.Actor().Account, o}, r.Now())
	if office == nil {
		return r.Tell(at("/complaints", o), web.Info, "rights.complaints.phrase_first")
	}
	return do(o, office)
}

func (d *desk) belongs(r *web.Request, o complaint.Office) error {
	_, err := store.Read(work(r), d.DB, func(tx *store.Tx) (complaint.Keys, error) { return d.Complaints.Keys(work(r), tx, o) })
	return err
}

// admit lets a reader in, or agrees to the new key that he proposes, which nobody can open yet.
func (d *desk) admit(r *web.Request) error {
	var form struct{ Agree string }
	if err := r.Decode(&form); err != nil {
		return err
	}
	if form.Agree != "" {
		return d.agree(r)
	}
	return d.opened(r, func(o complaint.Office, office []byte) error {
		which, err := r.ID("id")
		if err != nil {
			return err
		}
		if err := d.Complaints.Admit(work(r), store.Key(r.Key()), o, which, office); err != nil {
			return err
		}
		return r.Done(at("/complaints", o), "rights.complaints.admitted")
	})
}

func (d *desk) agree(r *web.Request) error {
	o, err := officeOf(r)
	if err != nil {
		return err
	}
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := d.Complaints.Agree(work(r), store.Key(r.Key()), o, which); err != nil {
		return err
	}
	return r.Done(at("/complaints", o), "rights.key.renewed")
}

type complaintPage struct {
	web.Page
	Office  complaint.Office
	Read    complaint.Read
	Version string
	Name    string
}

// Answered is what stands above what was answered: an answer that was sent, or how he was told without one.
func (p complaintPage) Answered() string {
	if p.Read.Complaint.Answer == nil {
		return p.T("rights.complaint.answered_told")
	}
	return p.T("rights.complaint.answer")
}

func (d *desk) complaint(r *web.Request) error {
	return d.opened(r, func(o complaint.Office, office []byte) error {
		which, err := r.ID("id")
		if err != nil {
			return err
		}
		got, err := d.Complaints.Open(work(r), o, which, office)
		if err != nil {
			return err
		}
		p := complaintPage{Page: r.Page(r.T("rights.complaint.title"), "own"), Office: o, Read: got, Version: strconv.FormatInt(got.Version, 10), Name: got.Words.Name}
		if p.Name == "" {
			p.Name = p.T("rights.complaint.no_name")
		}
		p.Sub = p.T("rights.complaint.sent", got.Sent)
		p.Crumbs = []web.Crumb{{Label: r.T("rights.complaints.title"), URL: at("/complaints", o)}}
		return r.Draw(p.Page, complaintView(p))
	})
}

// answerComplaint seals an answer to who wrote.
func (d *desk) answerComplaint(r *web.Request) error {
	return d.opened(r, func(o complaint.Office, office []byte) error {
		which, err := r.ID("id")
		if err != nil {
			return err
		}
		var form struct{ Text, Version, Told string }
		if err := r.Decode(&form); err != nil {
			return r.Again(err, d.complaint)
		}
		version, err := strconv.ParseInt(form.Version, 10, 64)
		if err != nil {
			return r.Again(errs.New(errs.Conflict, "store.changed_meanwhile"), d.complaint) // what he wrote stays on the page
		}
		reply := complaint.Reply{Office: o, ID: which, Version: version, Key: office, Text: form.Text, Told: form.Told == "yes"}
		if err := d.Complaints.Answer(work(r), key(r), reply); err != nil {
			return r.Again(err, d.complaint)
		}
		if reply.Told {
			return r.Done(at("/complaints", o), "rights.complaint.told.kept")
		}
		return r.Done(at("/complaints", o), "rights.complaint.done")
	})
}
