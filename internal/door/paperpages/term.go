package paperpages

import (
	"slices"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/paper/forms"
	"guitu/internal/domain/person"
	clock "guitu/internal/domain/term"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/store"
)

func storeKey(r *web.Request) store.Key { return store.Key(r.Key()) }

// term is the compulsory isolation whose sum the sheet tells: the latest one. While nobody knows its end there is no sheet,
// and that of an earlier one would be taken for it.
func term(f *file) (int, error) {
	m := f.Measure.Answer.Measures
	for i := len(m) - 1; i >= 0; i-- {
		switch {
		case m[i].Kind != law.CI:
		case !m[i].End.IsZero():
			return i, nil
		case m[i].Substate == law.Absconded:
			return 0, errs.New(errs.Invalid, "papers.term_away")
		default:
			return 0, errs.New(errs.Invalid, "papers.no_term")
		}
	}
	return 0, errs.New(errs.Invalid, "papers.no_term")
}

// termSheet issues the term sheet of a person as the file stands now; one that was in force is replaced by it.
func (d *desk) termSheet(r *web.Request) error {
	return d.within(r, census.Parts{Measure: true}, func(f *file) error {
		i, err := term(f)
		if err != nil {
			return err
		}
		list, err := d.papers(f)
		if err != nil {
			return err
		}
		draft := paper.Draft{
			ID: id.New(), Kind: paper.TermSheet, Facility: f.Stay.Facility, Unit: f.Stay.Unit, Person: f.Person.ID, Name: f.Person.Name,
			Sheet: forms.TermSheet(d.sum(r, f, i)), States: f.Measure.Answer.Measures[i].End,
		}
		for _, x := range list {
			if x.Kind == paper.TermSheet && x.InForce() {
				draft.Replaces = x.ID
			}
		}
		made, err := d.Paper.Issue(f.ctx, storeKey(r), draft)
		if err != nil {
			return err
		}
		return r.Done(at(f.Person.ID, string(made)), "papers.issued")
	})
}

// sum fills the term sheet from the fold of the life, in Chinese.
func (d *desk) sum(r *web.Request, f *file, i int) forms.Term {
	p := d.Words.In(text.ZH)
	m := f.Measure.Answer.Measures[i]
	end := m.End
	if m.State.Final() && !m.LegalEnd.IsZero() {
		end = m.LegalEnd
	}
	t := forms.Term{
		House:  forms.House{Name: f.Facility.Name},
		Person: forms.Person{Name: f.Person.Name, File: f.Person.NumberOf(person.FileNumber)},
		Months: m.ExtensionMonths, End: end, Early: m.EarlyOn, State: telling.State(p, m.State.String()), On: telling.Today(r.Page("", "")),
		Decision: forms.Decision{On: m.Decided, From: m.Start, To: m.Base, Reckoned: true},
	}
	if m.State.Final() && m.End != end {
		t.Left = m.End
	}
	if away := end.Sub(m.Base.AddMonths(m.ExtensionMonths)); !m.Base.IsZero() && away > 0 {
		t.Away = away
	}
	events := f.Measure.Life.Events
	if m.Fact >= 0 && m.Fact < len(events) {
		e := events[m.Fact]
		t.Decision.Organ, t.Decision.Number = e.Note.Organ, e.Note.Number
		if !e.Fact.TermStart.IsZero() && !e.Fact.TermEnd.IsZero() { // as the letter says, whatever the clock makes of it
			t.Decision.From, t.Decision.To, t.Decision.Reckoned = e.Fact.TermStart, e.Fact.TermEnd, false
		}
	}
	for _, s := range f.Measure.Answer.Trace {
		if s.Measure == i {
			t.Lines = append(t.Lines, forms.Line{Why: s.Say(p), Basis: articles(p, s), Unsure: s.Unsure})
		}
	}
	t.Facts = moved(p, f.Measure, m.Fact)
	return t
}

// movers are the facts that a term is computed from. No other stands on the sheet: it is shown to others, and what
// happened of health or tests is not their business.
var movers = []clock.Type{
	clock.CIDecided, clock.PSAdmitted, clock.JAAdmitted, clock.Abscond, clock.Recapture, clock.ExtensionDecided, clock.EarlyDecided,
	clock.ConversionDecided, clock.Released, clock.CIAnnulled,
}

// moved lists them from the decision on, as they stand, by day. What is kept without counting moved nothing.
func moved(p text.Printer, v measure.View, first int) []forms.Line {
	var standing []measure.Event
	for i, e := range telling.Standing(v.Life) {
		if i >= first && slices.Contains(movers, e.Fact.Type) && (i == first || e.Fact.Type != clock.CIDecided) && v.Answer.Counts(i, e.Fact.Type) {
			standing = append(standing, e)
		}
	}
	slices.SortStableFunc(standing, func(a, b measure.Event) int { return a.Fact.On.Compare(b.Fact.On) })
	out := make([]forms.Line, len(standing))
	for i, e := range standing {
		said := telling.Said(p, e.Fact)
		what := telling.Fact(p, e.Fact.Type)
		if said != "" && e.Fact.Type != clock.CIDecided && e.Fact.Type != clock.JAAdmitted {
			what += "（" + said + "）"
		}
		out[i] = forms.Line{What: what, Value: p.Day(e.Fact.On), Why: strings.TrimSpace(e.Note.Organ + " " + e.Note.Number)}
	}
	return out
}

func articles(p text.Printer, s clock.Step) string {
	out := make([]string, len(s.Basis))
	for i, b := range s.Basis {
		out[i] = p.Article(string(b))
	}
	return strings.Join(out, "，")
}
