package casepages

import (
	"slices"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/term"
	"guitu/internal/domain/term/written"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// correctPage is the form that withdraws a fact or puts another in its place.
type correctPage struct {
	filePage
	Event  id.ID
	Fact   telling.Happening
	Type   term.Type
	Moment bool
	At     string
	Inputs []telling.Input
	News   []telling.Happening
}

func (d *desk) correctForm(r *web.Request) error {
	if !d.Policy.Somewhere(r.Actor(), policy.MeasureCorrect) {
		return web.Known(errs.New(errs.Denied, "policy.denied"), "case.correct.denied")
	}
	return d.tab("correct", census.Parts{Measure: true}, d.showCorrect)(r)
}

func (d *desk) showCorrect(r *web.Request, f *file) error {
	e, err := standingEvent(r, f)
	if err != nil {
		return err
	}
	if !d.Policy.May(r.Actor(), policy.MeasureCorrect, lifeOf(f)) {
		return web.Known(errs.New(errs.Denied, "policy.denied"), "case.correct.denied")
	}
	if f.mends(func(id.ID) string { return "?" })(e.ID) == "" {
		return d.legal(r, f)
	}
	p := correctPage{filePage: d.page(r, f, r.T("case.correct.title"), "record"), Event: e.ID, Type: e.Fact.Type}
	p.Head.Primary = web.Act{}
	p.Crumbs = []web.Crumb{{Label: p.T("case.tab.law"), URL: at(f.Person.ID, legal)}}
	for _, h := range telling.Happenings(p.Page, f.life(nil)) {
		if h.ID == e.ID {
			p.Fact = h
		}
	}
	p.Moment = term.SchemaOf(e.Fact.Type).Moment
	p.At = e.Fact.On.String()
	if p.Moment {
		p.At = e.Fact.At.Time().In(civil.Shanghai).Format("2006-01-02T15:04")
	}
	p.Inputs = telling.Inputs(p.Page, e.Fact.Type, written.ValuesOf(e.Fact))
	if p.Form.Changed {
		p.News = newer(p.Page, f, number(p.Form.Value("seen", "")))
	}
	return r.Draw(p.Page, correctView(p))
}

// standingEvent is the fact named in the address, unless it was withdrawn already.
func standingEvent(r *web.Request, f *file) (measure.Event, error) {
	which, err := r.ID("event")
	if err != nil {
		return measure.Event{}, err
	}
	for _, e := range telling.Standing(f.Measure.Life) {
		if e.ID == which {
			return e, nil
		}
	}
	return measure.Event{}, errs.New(errs.NotFound, "measure.no_such_fact")
}

// correct takes the form: a withdrawal, or a withdrawal with another fact in its place. What moves an end
// date waits for a second officer. The officer signs it with a code, which the kit asks for on the way.
func (d *desk) correct(r *web.Request) error {
	f, err := d.open(r, "correct", census.Parts{Measure: true})
	if err != nil {
		return err
	}
	c, err := d.correction(r, f)
	if err != nil {
		return again(r, err, ofCorrection, d.correctForm)
	}
	done, err := d.Measure.Correct(f.ctx, store.Key(r.Key()), c)
	if err != nil {
		return again(r, err, ofCorrection, d.correctForm)
	}
	ch, _, err := d.Measure.Proposal(f.ctx, done)
	switch {
	case errs.KindOf(err) == errs.NotFound: // it counts already
		said := "case.corrected"
		if c.With.Type == term.NoType {
			said = "case.withdrawn"
		}
		return r.Done(telling.Line(f.Person.ID, f.Measure.Life, c.Event), said)
	case err != nil:
		return err
	}
	return r.Tell(at(f.Person.ID, "changes/"+string(ch.ID)), web.Warn, of(ch, "case.change.proposed", "case.change.proposed.same"))
}

func (d *desk) correction(r *web.Request, f *file) (c measure.Correction, err error) {
	old, err := standingEvent(r, f)
	if err != nil {
		return c, err
	}
	form, err := read(r)
	if err != nil {
		return c, err
	}
	v, err := r.Posted()
	if err != nil {
		return c, err
	}
	c = measure.Correction{Person: f.Person.ID, Version: form.Version, Event: old.ID, Note: measure.Note{Number: firstOf(form.Number, old.Note.Number), Organ: firstOf(form.Organ, old.Note.Organ), Words: form.Words}}
	var faults errs.Fields
	switch how := v.Get("how"); how {
	case "withdraw":
	case "replace":
		form.Type, form.Happened = old.Fact.Type.String(), false
		if c.With, err = form.fact(); err != nil {
			e := errs.Find(err)
			if e == nil || e.Kind != errs.Invalid {
				return c, err
			}
			for _, x := range e.Fields {
				faults.Add(x.Name, x.Code, x.Value, x.Args...)
			}
		}
	default:
		faults.Add("how", "case.how_missing", how)
	}
	if form.Words == "" {
		faults.Add("words", "case.reason_needed", "")
	}
	return c, faults.Err("measure.bad_input")
}

// of is what a page says of a correction: with the last day that it moves, or of one that moves none.
func of(ch measure.Change, moves, same string) string {
	if ch.Before == ch.After && !ch.After.IsZero() {
		return same
	}
	return moves
}

// changePage shows a correction that two officers decide, both versions, to the second one.
type changePage struct {
	filePage
	Called   string // its title
	Follows  string // that an affair follows it
	Lives    string // that he lives here, of whom the file would say that he was never taken in
	Change   measure.Change
	Old      telling.Happening
	Diff     web.Diff
	By       string
	Reason   string
	MayTell  bool   // this officer may decide
	Decision string // what was decided already, "" while it waits
}

func (d *desk) change(r *web.Request) error {
	return d.tab("change", census.Parts{Measure: true}, d.showChange)(r)
}

func (d *desk) showChange(r *web.Request, f *file) error {
	which, err := r.ID("change")
	if err != nil {
		return err
	}
	ch, _, err := d.Measure.Proposal(f.ctx, which)
	if err != nil {
		return err
	}
	if ch.Person != f.Person.ID {
		return errs.New(errs.NotFound, "web.not_found")
	}
	called := r.T(of(ch, "case.change.title", "case.change.title.same"))
	p := changePage{filePage: d.page(r, f, called, "record"), Change: ch, Called: called}
	p.Head.Primary = web.Act{}
	p.Lives = housing(p.filePage, ch)
	if slices.ContainsFunc(f.Measure.Life.Events, func(e measure.Event) bool { return e.ID == ch.Event && measure.Followed(e.Fact.Type) }) {
		p.Follows = p.T("case.change.follows")
	}
	p.Crumbs = []web.Crumb{{Label: p.T("case.tab.law"), URL: at(f.Person.ID, legal)}}
	p.By = p.T("case.change.by", telling.Seat(p.Printer, f.Posts.By(ch.By, ch.Proposed)), text.DayOf(ch.Proposed))
	p.Reason = ch.Note.Words
	for _, h := range telling.Happenings(p.Page, f.life(nil)) {
		if h.ID == ch.Event {
			p.Old = h
		}
	}
	p.Diff = diff(p.Page, f, ch)
	p.MayTell = d.mayDecide(r, f, ch)
	if ch.State != "proposed" {
		p.Decision = p.T("case.change."+ch.State, text.DayOf(ch.Decided), telling.Seat(p.Printer, f.Posts.By(ch.DecidedBy, ch.Decided)))
	}
	return r.Draw(p.Page, changeView(p))
}

// housing says what a correction that waits means for where he lives, "" where it changes nothing of it.
func housing(p filePage, ch measure.Change) string {
	switch {
	case ch.Unhouses:
		return p.T("case.change.lives", p.File.Facility.Name, p.File.Stay.Admitted)
	case ch.Returns && !p.File.Stay.Here():
		return p.T("case.change.returns", p.File.Facility.Name)
	}
	return ""
}

// decisions are what an officer can say to a correction: of the file of who has died, that it does not count.
func decisions(p changePage) (out []web.Option) {
	if p.File.mendable(p.Change.Event) {
		out = append(out, web.Option{Value: "confirm", Label: p.T("case.change.confirm"), Hint: p.T(of(p.Change, "case.change.confirm.hint", "case.change.confirm.same"), endText(p.Page, p.Change.After))})
	}
	return append(out, web.Option{Value: "refuse", Label: p.T("case.change.refuse"), Hint: p.T("case.change.refuse.hint")})
}

// mayDecide tells whether this officer may let a correction count: another one than who proposed it.
func (d *desk) mayDecide(r *web.Request, f *file, ch measure.Change) bool {
	life := lifeOf(f)
	life.Kind, life.ID, life.Owner, life.State = "change", ch.ID, ownerOf(ch.By), ch.State
	return ch.State == "proposed" && ch.By != r.Actor().Ref() && d.Policy.May(r.Actor(), policy.MeasureConfirm, life)
}

// waiting are the corrections that wait for a second officer, each with the way to it for who may decide; who
// proposed one reads that it waits for another.
func (d *desk) waiting(r *web.Request, p filePage) []waiting {
	var out []waiting
	for _, c := range p.File.Measure.Changes {
		words := p.T("case.change.waits", endText(p.Page, c.Before), endText(p.Page, c.After))
		lives := housing(p, c)
		switch {
		case lives != "":
			words = lives
		case c.Before == c.After && !c.After.IsZero():
			words = p.T("case.change.waits_same")
		}
		w := waiting{Text: words, Since: p.T("case.change.since", text.DayOf(c.Proposed))}
		if d.mayDecide(r, p.File, c) {
			w.URL = at(p.File.Person.ID, "changes/"+string(c.ID))
		}
		out = append(out, w)
	}
	return out
}

func ownerOf(ref string) string {
	member, _ := strings.CutPrefix(ref, "staff:")
	return member
}

// diff sets the fact and the last day side by side, as they stand and as they would.
func diff(p web.Page, f *file, ch measure.Change) web.Diff {
	out := web.Diff{Mine: p.T("case.change.after"), Theirs: p.T("case.change.before")}
	var old measure.Event
	for _, e := range f.Measure.Life.Events {
		if e.ID == ch.Event {
			old = e
		}
	}
	add := func(label, mine, theirs string) {
		if mine != theirs || label == p.T("told.day.end") {
			out.Fields = append(out.Fields, web.DiffField{Name: label, Label: label, Mine: mine, Theirs: theirs})
		}
	}
	fact := func(x term.Fact) (what, on, fields string) {
		if x.Type == term.NoType {
			return p.T("case.change.withdrawn"), p.T("case.none"), p.T("case.none")
		}
		return telling.Fact(p.Printer, x.Type), p.Day(x.On), orNone(p, telling.Said(p.Printer, x))
	}
	what, on, fields := fact(ch.With)
	what0, on0, fields0 := fact(old.Fact)
	add(p.T("case.change.fact"), what, what0)
	add(p.T("measure.field.at"), on, on0)
	add(p.T("case.change.fields"), fields, fields0)
	if ch.With.Type != term.NoType {
		add(p.T("measure.field.number"), orNone(p, ch.Note.Number), orNone(p, old.Note.Number))
		add(p.T("measure.field.organ"), orNone(p, ch.Note.Organ), orNone(p, old.Note.Organ))
	}
	add(p.T("told.day.end"), endText(p, ch.After), endText(p, ch.Before))
	return out
}

func endText(p web.Page, d civil.Date) string {
	if d.IsZero() {
		return p.T("told.end.unknown")
	}
	return p.DayLong(d)
}

// decide takes the second officer's word.
func (d *desk) decide(r *web.Request) error {
	f, err := d.open(r, "change", census.Parts{})
	if err != nil {
		return err
	}
	which, err := r.ID("change")
	if err != nil {
		return err
	}
	var form struct {
		Version, Life int64
		Decision      string
	}
	if err := r.Decode(&form); err != nil {
		return err
	}
	if form.Decision != "confirm" && form.Decision != "refuse" {
		var bad errs.Fields
		bad.Add("decision", "case.decision_missing", "")
		return r.Again(bad.Err("measure.bad_input"), d.change)
	}
	if err := d.Measure.Confirm(f.ctx, store.Key(r.Key()), measure.Second{Change: which, Version: form.Version, Life: form.Life, Yes: form.Decision == "confirm"}); err != nil {
		if errs.Is(err, "policy.reason.own_proposal") || errs.Is(err, "measure.second_officer") {
			return web.Known(err, "measure.second_officer")
		}
		return r.Again(err, d.change)
	}
	if form.Decision == "refuse" {
		return r.Done(at(f.Person.ID, legal), "case.change.done.refuse")
	}
	ch, _, err := d.Measure.Proposal(f.ctx, which) // as it was signed
	if err != nil {
		return err
	}
	return r.Done(at(f.Person.ID, legal), of(ch, "case.change.done.confirm", "case.change.done.same"))
}
