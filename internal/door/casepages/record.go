package casepages

import (
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/measure"
	issued "guitu/internal/domain/paper"
	"guitu/internal/domain/term"
	"guitu/internal/domain/term/written"
	"guitu/internal/door/purpose"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// recordPage is the form of a fact, or, while no kind is chosen, the choice of one.
type recordPage struct {
	filePage
	Owed   []kind
	Groups []kindGroup

	Back    string // "/" for who came from his day
	Any     bool   // the reader may record other kinds too
	Type    term.Type
	Own     bool // an act of the house: it is refused when the law refuses it
	Moment  bool
	At      string
	Inputs  []telling.Input
	Refused bool                // the law refused it just now: recording what happened anyway is offered
	News    []telling.Happening // what others recorded since this form was drawn
	Waive   bool                // this notice may be left out for a noted reason
	Again   bool                // he is not here: an admission goes with a stay
	Scan    int64               // a decision's letter may be brought, of so many bytes; 0 where none is asked for
}

type kind struct {
	Title, URL string
	Own        bool
}

type kindGroup struct {
	Title string
	Far   bool
	Kinds []kind
}

func (d *desk) recordForm(r *web.Request) error {
	if !d.Policy.Somewhere(r.Actor(), policy.MeasureRecord) { // told before a purpose is asked for nothing
		return web.Known(errs.New(errs.Denied, "policy.denied"), "case.record.denied")
	}
	return d.tab("record", census.Parts{Measure: true, Owed: true}, d.showRecord)(r)
}

func (d *desk) showRecord(r *web.Request, f *file) error {
	if !f.HasLife {
		return errs.New(errs.NotFound, "web.not_found")
	}
	t, chosen := written.ParseType(r.FormValue("type"))
	life := lifeOf(f)
	if chosen {
		life.Role = duty.OwnerOf(t.String()) // who owes it may record it
	}
	if !d.Policy.May(r.Actor(), policy.MeasureRecord, life) {
		return web.Known(errs.New(errs.Denied, "policy.denied"), "case.record.denied")
	}
	if f.Stay.Here() && measure.ByAffair(t) {
		return d.toAffair(r, f, t)
	}
	if of, err := d.asked(r, f, t); err != nil || of != "" {
		if err != nil {
			return err
		}
		return r.Redirect("/journeys/" + string(of))
	}
	if f.still != nil {
		return d.legal(r, f)
	}
	p := recordPage{filePage: d.page(r, f, r.T("case.record"), "record"), Any: d.Policy.May(r.Actor(), policy.MeasureRecord, lifeOf(f))}
	p.Head.Primary = web.Act{}
	p.Crumbs = []web.Crumb{{Label: p.T("case.title"), URL: at(f.Person.ID, "")}}
	if !chosen || t == term.Withdrawn {
		p.choose(f, d.comesAgain(r, f))
		return r.Draw(p.Page, chooseView(p))
	}
	p.Title = telling.Fact(p.Printer, t)
	p.Type, p.Own, p.Moment = t, measure.Own(t), term.SchemaOf(t).Moment
	p.At, p.Back = telling.Today(p.Page).String(), r.FormValue("back")
	if p.Moment {
		p.At = p.Now.In(civil.Shanghai).Format("2006-01-02T15:04")
	}
	if t == term.JAAdmitted && unadmitted(f) {
		p.At = f.Stay.Admitted.String() // he came before his decision did
	}
	p.Inputs = telling.Inputs(p.Page, t, written.Values{"who": r.FormValue("who")})
	p.notice(r.FormValue("who"))
	p.Refused = p.Own && refused(p.Form)
	if len(p.Form.Basis) > 0 && p.Form.Remedy == "" {
		p.Form.Remedy = p.T("case.remedy")
	}
	if issued.Decides(t) {
		p.Scan = d.Document.Limit()
	}
	if p.Again = t == term.JAAdmitted && d.comesAgain(r, f); p.Again && p.Form.Code == "measure.no_stay" {
		p.Form.Next = web.Act{Label: p.T("case.again"), URL: at(f.Person.ID, "again")}
	}
	if p.Form.Changed {
		p.News = newer(p.Page, f, number(p.Form.Value("seen", "")))
	}
	return r.Draw(p.Page, recordView(p))
}

// affairOf is the affair out of which a fact comes, and who may begin it.
var affairOf = map[term.Type]struct {
	kind string
	may  policy.Action
}{
	term.Released: {"release", policy.JourneyRelease}, term.CIDeceased: {"death", policy.JourneyReport},
	term.CIAnnulled: {"annulment", policy.JourneyDecide}, term.ConversionDecided: {"conversion", policy.JourneyPropose},
}

// toAffair leads to the affair out of which a fact of somebody who lives here comes; who may not begin it is told where it
// is done.
func (d *desk) toAffair(r *web.Request, f *file, t term.Type) error {
	if x := affairOf[t]; d.Policy.Somewhere(r.Actor(), x.may) {
		return r.Redirect("/journeys/new/" + x.kind + "?person=" + string(f.Person.ID))
	}
	return r.Tell(at(f.Person.ID, ""), web.Info, "measure.by_affair")
}

// refused tells whether the law stands against the form at hand: it said so, or the officer says that it
// happened anyway.
func refused(f web.Form) bool {
	return f.Shown && (len(f.Basis) > 0 || f.Value("happened", "") == "true")
}

// choose fills the first step: what is owed first, then every kind where one would look for it.
func (p *recordPage) choose(f *file, comesAgain bool) {
	one := func(t term.Type) kind {
		if t == term.JAAdmitted && comesAgain {
			return kind{Title: telling.Fact(p.Printer, t), URL: at(f.Person.ID, "again"), Own: true}
		}
		return kind{Title: telling.Fact(p.Printer, t), URL: at(f.Person.ID, "record?type="+t.String()), Own: measure.Own(t)}
	}
	for _, t := range owedFirst(p.Page, f) {
		p.Owed = append(p.Owed, one(t))
	}
	for _, g := range groups {
		x := kindGroup{Title: p.T("case.group." + g.Code), Far: g.Far}
		for _, t := range g.Types {
			x.Kinds = append(x.Kinds, one(t))
		}
		p.Groups = append(p.Groups, x)
	}
}

// newer are the facts that were recorded after the reader saw so many.
func newer(p web.Page, f *file, seen int64) []telling.Happening {
	var out []telling.Happening
	for _, h := range telling.Happenings(p, f.life(nil)) {
		for _, e := range f.Measure.Life.Events {
			if e.ID == h.ID && e.Seq >= seen {
				out = append(out, h)
			}
		}
	}
	return out
}

// record takes the form. A refused act comes back with its article, its remedy and what can be done; what
// happened is recorded whatever the law says, and is then marked.
func (d *desk) record(r *web.Request) error {
	f, err := d.open(r, "record", census.Parts{})
	if err != nil {
		return err
	}
	form, err := read(r)
	if err != nil {
		return err
	}
	fact, err := form.fact()
	if err != nil {
		return again(r, err, ofFact, d.recordForm)
	}
	rec := measure.Recording{
		Person: f.Person.ID, Version: form.Version, Fact: fact, Note: form.note(fact.Type), Happened: form.Happened,
	}
	if rec.Scan, err = d.letter(r, f, fact.Type); err != nil {
		return again(r, err, ofFact, d.recordForm)
	}
	event, err := d.Measure.Record(f.ctx, store.Key(r.Key()), rec)
	if err != nil {
		return again(r, err, ofFact, d.recordForm)
	}
	return d.recorded(r, f, event)
}

// recorded leads to the new line of the timeline and says what became of it; or straight on to what comes next: from a
// late decision to the admission.
func (d *desk) recorded(r *web.Request, f *file, event id.ID) error {
	p := f.Person.ID
	v, err := d.Measure.View(purpose.General(r, p), p)
	if err != nil {
		return err
	}
	to := telling.Line(p, v.Life, event)
	if r.PostForm.Get("back") == "/" {
		to = "/" // from the day, back to the day
	}
	for _, e := range v.Life.Events {
		if e.ID != event {
			continue
		}
		if e.Outside != "" {
			code, _, _ := strings.Cut(e.Outside, " ")
			return r.Tell(to, web.Warn, "case.recorded.outside", telling.Breach(r.Page("", "").Printer, code))
		}
		if e.Fact.Type == term.CIDecided && d.comesAgain(r, f) {
			return r.Done(at(p, "again"), "case.recorded.decision_again")
		}
		if f.Measure = v; e.Fact.Type == term.CIDecided && unadmitted(f) {
			return r.Done(at(p, "record?type="+term.JAAdmitted.String()), "case.recorded.decision")
		}
	}
	return r.Done(to, "case.recorded.done")
}
