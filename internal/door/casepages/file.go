package casepages

import (
	"context"
	"errors"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/door/purpose"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// The tabs of a file that have a page of their own: the last part of its address, "" for the first.
const (
	overview  = ""
	legal     = "law"
	owed      = "duties"
	family    = "family"
	identity  = "identity"
	documents = "documents"
	trail     = "trail"
)

var tabs = []string{overview, legal, owed, family, identity, documents, trail}

// closed are the compartments whose tabs are drawn for everybody alike, locked, whether or not anything lies
// in them.
var closed = []string{"clinical", "infection", "psychology", "child", "complaint"}

// file is a person's file while one of its pages is being made.
type file struct {
	census.File
	ctx context.Context // with the purpose for which the file is open
	tab string

	out   outing.Outing // where he is while he is out
	still error         // why it stands still: he has died; nil where he has not
	death id.ID         // the affair of his death
}

// life is the legal life for telling it.
func (f *file) life(correct func(id.ID) string) telling.Life {
	return telling.Life{Life: f.Measure.Life, Stays: f.Stays, Proofs: f.Proofs, Posts: f.Posts, Decided: f.Measure.Decided, Begun: f.Begun, Void: telling.Voided(f.Measure), Correct: correct}
}

// filePage is what every page of a file has.
type filePage struct {
	web.Page
	File  *file
	Head  web.Person
	Still string  // why nothing is written here any more
	Death web.Act // where what is still owed is done
}

// at is an address below the file.
func at(p id.ID, part string) string {
	if part == "" {
		return "/people/" + string(p)
	}
	return "/people/" + string(p) + "/" + part
}

// tab opens the file for one of its pages. Who must say a purpose first is asked for it.
func (d *desk) tab(name string, want census.Parts, show func(*web.Request, *file) error) web.Handler {
	return func(r *web.Request) error {
		f, err := d.open(r, name, want)
		if errs.Is(err, "policy.purpose_needed") {
			return d.askPurpose(r)
		}
		if err != nil {
			return err
		}
		return show(r, f)
	}
}

// open reads the file named in the address and notes in the log that it was opened.
func (d *desk) open(r *web.Request, tab string, want census.Parts) (*file, error) {
	p, err := r.ID("id")
	if err != nil {
		return nil, err
	}
	ctx := purpose.General(r, p)
	got, err := d.Census.File(ctx, p, want)
	if err != nil {
		return nil, err
	}
	if !got.Seen {
		if err := d.Person.Opened(ctx, store.NewKey(), got.At(), p); err != nil {
			return nil, err
		}
	}
	f := &file{File: got, ctx: ctx, tab: tab}
	return f, errors.Join(d.standsStill(f), d.away(f))
}

// page begins a page of the file. Its title never holds the name; the h1 does.
func (d *desk) page(r *web.Request, f *file, title, chapter string) filePage {
	p := filePage{Page: r.Page(title, chapter), File: f}
	p.Head = d.head(r, p.Page, f)
	p.Still, p.Death = d.still(p.Page, f)
	return p
}

func (d *desk) head(r *web.Request, p web.Page, f *file) web.Person {
	h := web.Person{Name: f.Person.Name, Number: f.Person.NumberOf(person.FileNumber), Zone: zones[f.Stay.Phase], Facts: facts(p, f), Safety: access(p, f)}
	h.Bed = telling.Bed(p.Printer, f.Place.Room, f.Place.Bed)
	if f.Stay.Here() && d.Policy.Allows(r.Context(), policy.PlacementView, f.Stay.Resource()) {
		h.BedURL = "/beds/person/" + string(f.Person.ID)
	}
	h.Out, h.OutURL = whereOut(p, f)
	if f.SameName > 0 {
		h.SameAs = p.T("case.same_name", f.SameName)
	}
	for _, name := range tabs {
		if (name == family || name == identity) && !d.Policy.Allows(f.ctx, policy.PersonIdentity, f.Resource()) {
			continue // no lock to look at: these parts are not his work
		}
		h.Tabs = append(h.Tabs, web.Tab{Label: p.T("case.tab." + name), URL: at(f.Person.ID, name), Here: name == f.tab})
	}
	for _, name := range closed {
		h.Tabs = append(h.Tabs, web.Tab{Label: p.T("case.closed." + name), URL: at(f.Person.ID, "closed/"+name), Here: f.tab == "closed/"+name, Locked: true})
	}
	if d.comesAgain(r, f) {
		again := at(f.Person.ID, "again")
		if d.Policy.Somewhere(r.Actor(), policy.JourneyIntake) { // who stands at the door is looked at first; his number finds his file
			again = "/journeys/new/intake"
		}
		h.Actions = append(h.Actions, web.Act{Label: p.T("case.again"), URL: again})
	}
	if f.Stay.ID != "" && f.Stay.Here() && d.Journey.Begins(r.Actor(), f.Resource()) {
		h.Actions = append(h.Actions, web.Act{Label: p.T("case.journeys"), URL: "/journeys/new?person=" + string(f.Person.ID)})
	}
	if f.Stay.ID != "" && f.Stay.Here() && d.Policy.May(r.Actor(), policy.KioskAccount, f.Resource()) {
		h.Actions = append(h.Actions, web.Act{Label: p.T("case.own"), URL: at(f.Person.ID, "own")})
	}
	life := f.Stay.Resource()
	life.Kind, life.ID = "measure", f.Person.ID
	if f.still == nil && f.Stay.ID != "" && d.Policy.Allows(r.Context(), policy.MeasureRecord, life) {
		h.Primary = web.Act{Label: p.T("case.record"), URL: at(f.Person.ID, "record")}
	}
	return h
}

var zones = map[resident.Phase]web.Zone{
	resident.Detox: web.Detox, resident.Adaptation: web.Adaptation,
	resident.Consolidation: web.Consolidation, resident.Reentry: web.Reentry,
}

// facts is the quiet line of the head: sex, age, number, place, officer.
func facts(p web.Page, f *file) []string {
	var out []string
	add := func(s string) {
		if s != "" {
			out = append(out, s)
		}
	}
	if f.Person.Sex != "" {
		add(p.T("case.sex." + string(f.Person.Sex)))
	}
	if !f.Person.Born.IsZero() {
		add(p.T("case.age", f.Person.Born.Age(telling.Today(p))))
	}
	add(f.Person.NumberOf("file"))
	add(f.Facility.Name)
	add(f.Unit.Name)
	if f.Stay.ID != "" && !f.Stay.Here() {
		add(p.T("case.left_on", f.Stay.Left))
	}
	if f.Officer != "" {
		add(p.T("case.officer", f.Officer))
	}
	return out
}

// access are the needs when reading and hearing, and the language: never a risk.
func access(p web.Page, f *file) []web.Mark {
	var out []web.Mark
	if f.Person.Language != "" && f.Person.Language != "zh" {
		out = append(out, web.Mark{Icon: "message", Word: p.T("case.language." + f.Person.Language), Tone: web.Info})
	}
	for _, a := range f.Person.Access {
		out = append(out, web.Mark{Icon: "eye", Word: p.Or("case.access."+a, a), Tone: web.Info})
	}
	return out[:min(4, len(out))]
}

// askPurpose asks why a file outside one's own care is to be opened.
func (d *desk) askPurpose(r *web.Request) error {
	p, err := r.ID("id")
	if err != nil {
		return err
	}
	return d.Purpose.Ask(r, purpose.Question{Record: p, Compartment: seal.General, At: policy.Resource{Facility: p}, Back: at(p, "")})
}
