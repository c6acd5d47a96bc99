package ownpages

import (
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/complaint"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/objection"
	"guitu/internal/door/web"
	"guitu/internal/platform/kiosk"
	"guitu/internal/platform/store"
)

type objectPage struct {
	own
	About, Record string
	Choices       []web.Option
	Past          []said
}

// said is what he wrote, and what was answered.
type said struct{ About, When, Words, Answer, Answered, By string }

func (d *desk) objectForm(v *visit) error {
	mine, err := store.Read(v.Context(), d.DB, func(tx *store.Tx) ([]objection.Objection, error) { return d.Objections.Mine(v.Context(), tx) })
	if err != nil {
		return err
	}
	q := v.URL.Query()
	p := objectPage{About: q.Get("about")}
	if p.own, err = d.page(v, v.T("own.tile.object")); err != nil {
		return err
	}
	p.Record = p.Form.Value("record", q.Get("record")) // a form that was refused has no query: the paper that it is about stays
	for _, a := range objection.About {
		p.Choices = append(p.Choices, web.Option{Value: a, Label: p.T("objection.about." + a)})
	}
	for _, o := range mine {
		s := said{About: p.T("objection.about." + o.About), When: p.Moment(o.Raised), Words: o.Words, Answer: o.Answer}
		if !o.Answered.IsZero() {
			s.Answered = p.Moment(o.Answered)
			if o.Role != "" {
				s.By = p.T("role." + o.Role)
			}
		}
		p.Past = append(p.Past, s)
	}
	return v.Draw(p.Page, objectView(p))
}

func (d *desk) object(v *visit) error {
	var form struct{ About, Record, Words string }
	if err := v.Decode(&form); err != nil {
		return err
	}
	record, err := d.record(v, form.Record)
	if err != nil {
		return v.Again(err, func(*web.Request) error { return d.objectForm(v) })
	}
	if _, err := d.Objections.Raise(v.Context(), store.Key(v.Key()), objection.Draft{About: form.About, Words: form.Words, Record: record}); err != nil {
		return v.Again(err, func(*web.Request) error { return d.objectForm(v) })
	}
	return v.Done("/own/object", "own.object.done")
}

// record is the paper that he says is wrong, "" for none. It is one of those that his page lists: an answerer is not led to any other.
func (d *desk) record(v *visit, said string) (id.ID, error) {
	if said == "" {
		return "", nil
	}
	all, err := d.issued(v)
	if err != nil {
		return "", err
	}
	for _, x := range all {
		if string(x.ID) == said {
			return x.ID, nil
		}
	}
	var f errs.Fields
	f.Add("about", "own.object.not_his", said)
	return "", f.Err("own.bad_input")
}

type complaintPage struct {
	own
	Offices []office
	Sent    []sent
}

type office struct {
	Name, Sub, URL string
	Ready          bool
}

// sent is a complaint of his: where it is, and the answer once he has opened it.
type sent struct {
	ID                         id.ID
	To, When, Opened, Answered string
	HasAnswer                  bool
	Lost                       bool // the office has another key since: it opens for nobody
	Answer                     string
	Asked                      bool // it is about this one that he typed his secret
}

// offices are who may be written to: the bureau, and the procurators of his facility.
func offices(v *visit) []complaint.Office {
	return []complaint.Office{complaint.Bureau, complaint.Procurators(v.s.Stay.Facility)}
}

// slug is how an office stands in the address: an address must not say more than the page.
func slug(o complaint.Office) string {
	if o == complaint.Bureau {
		return "bureau"
	}
	return "procurator"
}

func officeOf(v *visit) (complaint.Office, error) {
	for _, o := range offices(v) {
		if slug(o) == v.PathValue("office") {
			return o, nil
		}
	}
	return "", errs.New(errs.NotFound, "web.not_found")
}

func (d *desk) complaints(v *visit) error { return d.drawComplaints(v, "", "") }

// drawComplaints lists what he sent; opened is the answer to the one that he asked for.
func (d *desk) drawComplaints(v *visit, which id.ID, opened string) error {
	public, err := d.Kiosk.Key(v.Context(), v.s)
	if err != nil {
		return err
	}
	offices := offices(v)
	var ready map[complaint.Office]bool
	mine, err := store.Read(v.Context(), d.DB, func(tx *store.Tx) (_ []complaint.Complaint, err error) {
		if ready, err = complaint.Ready(v.Context(), tx, offices...); err != nil {
			return nil, err
		}
		return d.Complaints.Mine(v.Context(), tx, public)
	})
	if err != nil {
		return err
	}
	p := complaintPage{}
	if p.own, err = d.page(v, v.T("own.tile.complaint")); err != nil {
		return err
	}
	for _, o := range offices {
		p.Offices = append(p.Offices, office{
			Name: p.T("own.office." + slug(o)), Sub: p.T("own.office." + slug(o) + ".sub"), URL: "/own/complaint/write/" + slug(o), Ready: ready[o],
		})
	}
	for _, c := range mine {
		s := sent{ID: c.ID, To: p.T("own.office." + slug(c.Office)), When: p.Moment(c.Sent), HasAnswer: !c.Answered.IsZero(), Lost: c.Lost(), Asked: c.ID == which}
		if !c.Opened.IsZero() {
			s.Opened = p.Moment(c.Opened)
		}
		if s.HasAnswer {
			s.Answered = p.Moment(c.Answered)
		}
		if s.Asked {
			s.Answer = opened
		}
		p.Sent = append(p.Sent, s)
	}
	return v.Draw(p.Page, complaintView(p))
}

type writePage struct {
	own
	Office office
	Place  string
}

func (d *desk) writeForm(v *visit) error {
	o, err := officeOf(v)
	if err != nil {
		return err
	}
	ready, err := store.Read(v.Context(), d.DB, func(tx *store.Tx) (map[complaint.Office]bool, error) { return complaint.Ready(v.Context(), tx, o) })
	if err != nil {
		return err
	}
	if !ready[o] { // nobody could read it: better no form than a letter written for nothing
		return v.Tell("/own/complaint", web.Warn, "own.complaint.no_key")
	}
	p := writePage{Office: office{Name: v.T("own.office." + slug(o)), URL: v.URL.Path}}
	if p.own, err = d.page(v, v.T("own.write.title", v.T("own.office."+slug(o)))); err != nil {
		return err
	}
	if p.Place, err = d.place(v); err != nil {
		return err
	}
	return v.Draw(p.Page, writeView(p))
}

func (d *desk) place(v *visit) (string, error) {
	return store.Read(v.Context(), d.DB, func(tx *store.Tx) (string, error) {
		f, err := facility.Get(v.Context(), tx, v.s.Stay.Facility)
		return f.Name, err
	})
}

// write seals what he wrote within this request.
func (d *desk) write(v *visit) error {
	o, err := officeOf(v)
	if err != nil {
		return err
	}
	var form struct {
		Text  string
		Named string `need:"choice"`
	}
	if err := v.Decode(&form); err != nil {
		return v.Again(err, func(*web.Request) error { return d.writeForm(v) })
	}
	l := complaint.Letter{Office: o, Words: complaint.Words{Text: form.Text}}
	if l.Words.Place, err = d.place(v); err != nil {
		return err
	}
	if form.Named == "yes" {
		who, err := store.Read(v.Context(), d.DB, func(tx *store.Tx) (string, error) {
			p, err := d.Person.Get(v.Context(), tx, v.s.Person)
			return p.Name, err
		})
		if err != nil {
			return err
		}
		l.Words.Name = who
	}
	if l.ReplyTo, err = d.Kiosk.Key(v.Context(), v.s); err != nil {
		return err
	}
	if _, err := d.Complaints.Send(v.Context(), key(v.Request), l); err != nil {
		return v.Again(err, func(*web.Request) error { return d.writeForm(v) })
	}
	return v.Done("/own/complaint", "own.write.done")
}

// answer shows an answer to who types his secret: it is sealed to him, and nothing else opens it.
func (d *desk) answer(v *visit) error {
	which, err := v.ID("id")
	if err != nil {
		return err
	}
	var form struct{ Secret string }
	if err := v.Decode(&form); err != nil {
		return err
	}
	public, err := d.Kiosk.Key(v.Context(), v.s)
	if err != nil {
		return err
	}
	mine, err := store.Read(v.Context(), d.DB, func(tx *store.Tx) ([]complaint.Complaint, error) {
		return d.Complaints.Mine(v.Context(), tx, public)
	})
	if err != nil {
		return err
	}
	for _, c := range mine {
		if c.ID != which || c.Answer == nil {
			continue
		}
		plain, err := d.Kiosk.Unseal(v.Context(), v.s, d.attempt(v.Request, form.Secret), kiosk.Box{Info: complaint.AnswerInfo(which), Sealed: c.Answer})
		if err != nil {
			return v.Again(asForm(err), func(*web.Request) error { return d.drawComplaints(v, which, "") })
		}
		return d.drawComplaints(v, which, complaint.Said(plain))
	}
	return errs.New(errs.NotFound, "web.not_found")
}
