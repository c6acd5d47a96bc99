package paperwork

import (
	"context"
	"strconv"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/paper/forms"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
	"guitu/internal/platform/press"
	"guitu/internal/platform/store"
)

// About is what a paper says of a person and of the decision by which he is here.
type About struct {
	House    forms.House
	Person   forms.Person
	Decision forms.Decision
	End      civil.Date
	Written  bool       // the end is that which the decision states: nobody has computed it
	Early    civil.Date // from when an early release may be proposed
	EarlyOn  civil.Date // the day of one that is approved and counts
	Asked    civil.Date // the last day, if what is proposed were granted
	Extended int        // months
	reason   string     // how it ended, "" while it runs
	Earlier  string     // number of the decision by which he leaves early
	Changed  string     // and of that by which he goes into community treatment
	Came     civil.Date // to this house
	Ground   forms.Ground
}

// Field is where a step keeps the papers that came out of it.
const Field = "papers"

// Papers lists the papers that came out of a step.
func Papers(e journey.Entry) (out []id.ID) {
	for _, p := range strings.Fields(e.Answers.Of(Field)) {
		out = append(out, id.ID(p))
	}
	return out
}

// About reads what papers say of the person of a case.
func (r Desk) About(ctx context.Context, tx *store.Tx, a *journey.Act) (x About, err error) {
	if x, err = r.Housed(ctx, tx, a); err != nil {
		return x, err
	}
	who, err := r.Persons.Get(ctx, tx, a.Case.Person)
	if err != nil {
		return x, err
	}
	x.Person = r.personOf(who)
	if a.Case.Kind == affair.Intake {
		x.called(who.Name, a.Case.Said("identity").Of("name"))
	}
	lives, err := r.Measures.Lives(ctx, tx, []id.ID{a.Case.Person})
	if err != nil {
		return x, err
	}
	for _, e := range lives[a.Case.Person].Standing() {
		if e.Fact.Type == term.CIDecided {
			x.Decision = forms.Decision{Organ: e.Note.Organ, Number: e.Note.Number, On: e.Fact.On, From: e.Fact.TermStart, To: e.Fact.TermEnd}
		}
		switch counts := e.Fact.Approved && e.Outside == ""; {
		case counts && e.Fact.Type == term.EarlyDecided:
			x.Earlier = e.Note.Number
		case counts && e.Fact.Type == term.ConversionDecided:
			x.Changed = e.Note.Number
		}
	}
	stays, err := resident.LatestOf(ctx, tx, []id.ID{a.Case.Person})
	if err != nil {
		return x, err
	}
	x.Came = stays[a.Case.Person].Admitted
	m, err := r.Measures.LatestIn(ctx, tx, a.Case.Person)
	if !m.Decided.IsZero() {
		x.Computed(m)
	}
	return x, err
}

// Computed adds what the clock says of the term.
func (x *About) Computed(m term.Measure) {
	x.End, x.Early, x.EarlyOn, x.Extended, x.reason, x.Ground = m.End, m.EarliestEarlyRelease, m.EarlyOn, m.ExtensionMonths, m.Reason.String(), groundOf(m)
	if d := &x.Decision; d.From.IsZero() || d.To.IsZero() { // as long as one is not printed, both are the clock's
		d.From, d.To, d.Reckoned = m.Start, m.Base, true
	}
}

// Housed is About before there is a person: the house, and what the case knows of a newcomer.
func (r Desk) Housed(ctx context.Context, tx *store.Tx, a *journey.Act) (x About, err error) {
	house, err := facility.Get(ctx, tx, a.Case.Facility)
	x.House = House(house)
	letter := act.Latest(a, "decision")
	if who, bad := r.Persons.Parse(act.Newcomer(act.Latest(a, "identity"))); bad == nil { // of a hand-over nothing but the name is known
		x.Person = r.personOf(who)
	}
	x.Person.Name = a.Case.Name
	if known := id.ID(act.Latest(a, "identity").Of("known")); err == nil && known != "" && a.Case.Kind == affair.Intake {
		var who person.Person
		who, err = r.Persons.Get(ctx, tx, known)
		x.Person.File = who.NumberOf(person.FileNumber)
		x.called(who.Name, a.Case.Name)
	}
	x.Decision = forms.Decision{Organ: letter.Of("organ"), Number: letter.Of("number"), On: letter.Day("decided"), From: letter.Day("term_start"), To: letter.Day("term_end")}
	return x, err
}

// called gives papers the name of his file, with that which was said at this door beside it where it is another.
func (x *About) called(name, said string) {
	x.Person.Name, x.Person.Alias = name, ""
	if said != "" && cn.Normalise(name) != cn.Normalise(said) {
		x.Person.Alias = said
	}
}

// House is a facility, or who is above one, as papers name it.
func House(u facility.Unit) forms.House {
	return forms.House{Name: u.Name, Address: u.Address, Phone: u.Phone}
}

// Sexes are the words of papers for the sex of somebody.
var Sexes = map[string]string{string(cn.Male): "男", string(cn.Female): "女"}

func (r Desk) personOf(p person.Person) forms.Person {
	return forms.Person{
		Name: p.Name, Sex: Sexes[string(p.Sex)], Born: p.Born, IDNumber: p.Number(), Ethnic: p.Ethnic.String(), File: p.NumberOf(person.FileNumber), Home: r.Persons.Written(p.Home),
	}
}

// Issue issues a paper of a step, and keeps with the step which it was.
func (r Desk) Issue(ctx context.Context, tx *store.Tx, a *journey.Act, d paper.Draft) (paper.Paper, error) {
	p, err := r.Papers.IssueIn(ctx, tx, Of(a, d))
	Keep(a, p)
	return p, err
}

// Again is Issue for a step that may have been done before: one paper of a kind counts in a case.
func (r Desk) Again(ctx context.Context, tx *store.Tx, a *journey.Act, d paper.Draft) (paper.Paper, error) {
	p, err := r.Papers.AgainIn(ctx, tx, Of(a, d))
	Keep(a, p)
	return p, err
}

// Of is a draft as one of the case.
func Of(a *journey.Act, d paper.Draft) paper.Draft {
	d.ID, d.Facility, d.Unit, d.Person, d.Record = id.New(), a.Case.Facility, a.Case.Unit, a.Case.Person, a.Case.ID
	return d
}

// Keep keeps with a step that a paper came out of it.
func Keep(a *journey.Act, p paper.Paper) {
	a.Answers.Values[Field] = strings.TrimSpace(a.Answers.Values[Field] + " " + string(p.ID))
}

// Issues makes a Do of one paper about the person of the case.
func (r Desk) Issues(k paper.Kind, sheet func(About, *journey.Act) press.Sheet) act.Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		x, err := r.About(ctx, tx, a)
		if err != nil {
			return err
		}
		d := paper.Draft{Kind: k, Name: x.Person.Name, Sheet: sheet(x, a)}
		if k != paper.HandoverReceipt {
			d.States = x.End
		}
		_, err = r.Issue(ctx, tx, a, d)
		return err
	}
}

// Column is a column of a table as papers write it, in one line; what is empty is left out.
func Column(rows []journey.Row, name string) string {
	var out []string
	for _, r := range rows {
		if r[name] != "" {
			out = append(out, r[name])
		}
	}
	return strings.Join(out, "、")
}

// Yuan writes an amount in fen as papers do, "" for none.
func Yuan(fen string) string {
	n, err := strconv.ParseInt(fen, 10, 64)
	if err != nil || n == 0 {
		return ""
	}
	cents := strconv.FormatInt(n%100+100, 10)[1:]
	return strconv.FormatInt(n/100, 10) + "." + cents + "元"
}

// groundOf is why a term ends on its last day: it is over, or the organ approved an earlier day that counts.
func groundOf(m term.Measure) forms.Ground {
	if m.EarlyOn.IsZero() {
		return forms.GroundExpired
	}
	return forms.GroundEarly
}
