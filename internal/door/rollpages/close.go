package rollpages

import (
	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/rollcall"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// close ends a call, or asks for the second officer.
func (d *desk) close(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	var form struct {
		Version int64
		Seen    string // what the sheet asked when it was looked at
	}
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.sheet)
	}
	state, err := d.Rolls.Close(r.Context(), store.Key(r.Key()), which, form.Version, form.Seen)
	if err != nil {
		return r.Again(err, d.sheet)
	}
	if state == rollcall.Closing {
		return r.Tell(roll(which)+"/second", web.Warn, "roll.closing")
	}
	return d.closed(r, which, "roll.closed", "roll.closed_asks")
}

// closed says how a call was closed: that the heads agree is said only where the roll asks nothing.
func (d *desk) closed(r *web.Request, call id.ID, agrees, asks string) error {
	s, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (rollcall.Sheet, error) { return d.Rolls.Sheet(r.Context(), tx, call) })
	if err != nil {
		return err
	}
	if n := s.Asks(); n > 0 {
		return r.Tell(roll(call), web.Warn, asks, n)
	}
	return r.Done(roll(call), agrees)
}

// renew puts who has come since on the list.
func (d *desk) renew(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	var form struct{ Version int64 }
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.sheet)
	}
	n, err := d.Rolls.Renew(r.Context(), store.Key(r.Key()), which, form.Version)
	if err != nil {
		return r.Again(err, d.sheet)
	}
	return r.Done(roll(which), "roll.renewed", n)
}

// askSecond is where the second officer confirms, from his own seat or at the machine of the first.
func (d *desk) askSecond(r *web.Request) error {
	p := sheetPage{Page: r.Page(r.T("roll.second"), "roll")}
	got, err := d.gather(r, p.Page)
	if err != nil {
		return err
	}
	c := got.sheet.Call
	if c.State != rollcall.Closing {
		return r.Redirect(roll(c.ID))
	}
	p.Crumbs = []web.Crumb{{Label: p.T("roll.title"), URL: "/rolls"}, {Label: p.T(string(c.Shift.Title())), URL: roll(c.ID)}}
	p.Call, p.Where = c, where(p.Page, got.tree, c)
	p.Sub = p.Where
	p.Asked = c.ClosingBy == r.Actor().Ref()
	p.May = d.Policy.May(r.Actor(), policy.RollcallConfirm, c.Resource())
	p.Asker, p.Seen = d.officer(r.Context(), c.ClosingBy), got.sheet.Asked()
	d.show(r, &p, got)
	return r.Draw(p.Page, secondView(p))
}

// second is the second officer in his own seat.
func (d *desk) second(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	var form struct {
		Version   int64
		Yes, Seen string
	}
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.askSecond)
	}
	if err := d.Rolls.Confirm(r.Context(), store.Key(r.Key()), rollcall.Second{Call: which, Version: form.Version, Yes: form.Yes == "yes", Seen: form.Seen}); err != nil {
		return r.Again(err, d.unconfirmed(err))
	}
	return d.confirmed(r, which, form.Yes == "yes")
}

// unconfirmed is what a second officer is shown who could not confirm: the roll itself, where it goes on meanwhile.
func (d *desk) unconfirmed(err error) web.Handler {
	if errs.Is(err, "rollcall.goes_on") {
		return d.sheet
	}
	return d.askSecond
}

// vouch is the second officer at the machine of the first: with his name, his password and a fresh code.
func (d *desk) vouch(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	var form struct {
		Version              int64
		Yes, Seen            string
		Name, Password, Code string
	}
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.askSecond)
	}
	who, err := d.Vouch(r, form.Name, form.Password, form.Code)
	if err != nil {
		return r.Again(unvouched(err), d.askSecond)
	}
	ctx := actor.With(r.Context(), who)
	if err := d.Rolls.Confirm(ctx, store.Key(r.Key()), rollcall.Second{Call: which, Version: form.Version, Yes: form.Yes == "yes", Seen: form.Seen}); err != nil {
		if errs.KindOf(err) == errs.Denied {
			var f errs.Fields
			f.Add("name", "roll.not_he", "")
			err = f.Err("rollcall.bad_input")
		}
		return r.Again(err, d.unconfirmed(err))
	}
	return d.confirmed(r, which, form.Yes == "yes")
}

// unvouched says what is wrong with name, password or code at the field of the code; which of them is nobody's business.
func unvouched(err error) error {
	e := errs.Find(err)
	if e == nil || e.Kind == errs.Internal || e.Kind == errs.Unavailable {
		return err
	}
	var f errs.Fields
	f.Add("code", e.Code, "", e.Args...)
	return f.Err("rollcall.bad_input")
}

func (d *desk) confirmed(r *web.Request, call id.ID, yes bool) error {
	if yes {
		return d.closed(r, call, "roll.closed_two", "roll.closed_two_asks")
	}
	return r.Tell(roll(call), web.Info, "roll.goes_on")
}

type searchPage struct {
	web.Page
	Call   rollcall.Call
	Row    row
	Items  []item
	Looks  []string // in the order in which they were done
	Open   bool     // he is still looked for
	Record string   // where the reader may record that he has gone; "" for who may not
	Keeps  string   // who keeps him now, and may record it, where the reader may not
	Choose []web.Option
	Mine   bool
}

// item is a line of the checklist.
type item struct {
	Title string
	Done  string // when and by whom; "" while it is not
}

// search is the checklist for somebody who is not found.
func (d *desk) search(r *web.Request) error {
	person, err := r.ID("person")
	if err != nil {
		return err
	}
	p := searchPage{Page: r.Page(r.T("roll.search"), "roll")}
	got, err := d.gather(r, p.Page)
	if err != nil {
		return err
	}
	p.Call = got.sheet.Call
	var stays map[id.ID]resident.Resident
	looks, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (_ map[id.ID][]rollcall.Look, err error) {
		if stays, err = resident.LatestOf(r.Context(), tx, []id.ID{person}); err != nil {
			return nil, err
		}
		return d.Rolls.Looks(r.Context(), tx, p.Call)
	})
	if err != nil {
		return err
	}
	w := wording{p: p.Page, call: p.Call, names: got.names, officers: d.officers(r.Context(), got.sheet)}
	for _, x := range got.sheet.Rows {
		if x.Person == person {
			p.Row = w.row(x)
		}
	}
	if p.Row.Person == "" {
		return errs.New(errs.NotFound, "web.not_found")
	}
	switch s := stays[person]; {
	case !s.Here():
	case d.Policy.May(r.Actor(), policy.JourneyReport, policy.Resource{Kind: "journey", Person: person, Facility: s.Facility, Unit: s.Unit}):
		p.Record = "/journeys/new/abscond?person=" + string(person)
	case s.Unit != "" && s.Unit != p.Call.Unit: // he was moved before anybody knew that he has gone
		p.Keeps = got.tree.Name(s.Unit)
	}
	d.checklist(r, &p, looks[person])
	p.Heading, p.Sub = p.Row.Name, p.T("roll.search")+" · "+p.Row.Bed
	p.Crumbs = []web.Crumb{{Label: p.T("roll.title"), URL: "/rolls"}, {Label: p.T(string(p.Call.Shift.Title())), URL: roll(p.Call.ID)}}
	p.Mine = d.Policy.May(r.Actor(), policy.RollcallRecord, p.Call.Resource())
	return r.Draw(p.Page, searchView(p))
}

func (d *desk) checklist(r *web.Request, p *searchPage, looks []rollcall.Look) {
	p.Open = true
	done := map[string]string{}
	for _, l := range looks {
		line := p.Clock(l.At)
		if civil.DateOf(l.At) != civil.DateOf(p.Now) {
			line = p.MomentShort(l.At)
		}
		line += " " + d.officer(r.Context(), l.By)
		if l.Words != "" {
			line += p.T("roll.colon") + l.Words
		}
		done[l.Item] = line
		p.Looks = append(p.Looks, p.T("rollcall.item."+l.Item)+" · "+line)
		p.Open = p.Open && l.Item != rollcall.Found
	}
	for _, i := range rollcall.Items {
		if title := p.T("rollcall.item." + i); i != rollcall.Found {
			p.Items = append(p.Items, item{title, done[i]})
		}
		p.Choose = append(p.Choose, web.Option{Value: i, Label: p.T("rollcall.item." + i)})
	}
}

// look keeps where somebody was looked for, or who was told.
func (d *desk) look(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	person, err := r.ID("person")
	if err != nil {
		return err
	}
	var form struct{ Item, Words string }
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.search)
	}
	if err := d.Rolls.Look(r.Context(), store.Key(r.Key()), which, rollcall.Look{Person: person, Item: form.Item, Words: form.Words}); err != nil {
		return r.Again(err, d.search)
	}
	return r.Done(roll(which)+"/search/"+string(person), "roll.looked")
}
