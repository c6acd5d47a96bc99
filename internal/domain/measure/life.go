package measure

import (
	"context"
	"slices"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/law"
	"guitu/internal/domain/person"
	"guitu/internal/domain/term"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Event is a fact as the house keeps it: what happened, and how we know.
type Event struct {
	ID        id.ID
	Person    id.ID
	Seq       int64 // order of recording, from 0
	Fact      term.Fact
	Withdraws id.ID  // the event that is to count as never recorded
	Outside   string // codes of the rules it breaks, by spaces; "" when none
	Note      Note
	Document  id.ID // the scan or sheet, "" when there is none yet
	Recorded  time.Time
	By        string // actor.Ref
	Node      string
	left      civil.Date // Recording.Left, while it is recorded
}

// Note is what people wrote about a fact; it is sealed.
type Note struct {
	Number string // of the letter or sheet
	Organ  string // who issued it, by name
	Words  string // the reason, or what the fact's text field says
}

// Life is the legal life of one person as the house knows it.
type Life struct {
	Person         id.ID
	Version        int64
	Region         string // first two digits of GB/T 2260
	Facility, Unit id.ID  // who has charge
	Settings       term.Settings
	KnownFrom      time.Time // since when the house itself keeps this clock
	Traits         Traits
	Events         []Event // in the order recorded

	who term.Person // of a life that was loaded
}

// Traits is what the clock must know of the person's body at the decision; it is sealed in the clinical
// compartment and no page shows it.
type Traits struct {
	Pregnant          bool
	NursingInfantBorn civil.Date

	sealed []byte
}

// Resource is the life as policy sees it.
func (l Life) Resource() policy.Resource {
	return policy.Resource{Kind: "measure", ID: l.Person, Person: l.Person, Facility: l.Facility, Unit: l.Unit}
}

// recording is the life as policy sees somebody who records a kind of fact: with the role that owes it.
func (l Life) recording(t term.Type) policy.Resource {
	r := l.Resource()
	r.Role = duty.OwnerOf(t.String())
	return r
}

// Case is the life as the clock wants it, at a moment.
func (l Life) Case(who term.Person, at time.Time) term.Case {
	c := term.Case{Kept: true, Region: l.Region, Facility: string(l.Facility), AsOf: civil.InstantOf(at), Settings: l.Settings, Person: who}
	c.Person.Pregnant, c.Person.NursingInfantBorn = l.Traits.Pregnant, l.Traits.NursingInfantBorn
	index := make(map[id.ID]int32, len(l.Events))
	c.Facts = make([]term.Fact, len(l.Events))
	for i, e := range l.Events {
		index[e.ID] = int32(i)
		c.Facts[i] = e.Fact
		if e.Withdraws != "" {
			c.Facts[i].Index = index[e.Withdraws]
		}
	}
	return c
}

// last is the index of the measure that counts now: the latest that began; -1 when there is none.
func last(a *term.Answer) int { return len(a.Measures) - 1 }

// Died tells whether a life has ended by death, and on which day.
func Died(a *term.Answer) (on civil.Date, dead bool) {
	for _, m := range a.Measures {
		if m.State == law.CIDeceased {
			return m.End, true
		}
	}
	return on, false
}

// tellsDeath tells whether an event is that of a death.
func (l Life) tellsDeath(event id.ID) bool {
	return slices.ContainsFunc(l.Events, func(e Event) bool { return e.ID == event && e.Fact.Type == term.CIDeceased })
}

// Frozen refuses that the file of somebody who has died is written anew: it stands as it stood, for whoever looks into the
// death (measure.frozen, Invalid).
func Frozen(ctx context.Context, tx *store.Tx, p id.ID) error {
	died, err := store.Collect(ctx, tx, store.Value[string], `select ends_on from measure_measure where person = $1 and state = $2 order by number desc`, p, law.CIDeceased.String())
	if err == nil && len(died) > 0 {
		var on civil.Date
		if on, err = civil.ParseDate(died[0]); err == nil {
			err = errs.New(errs.Invalid, "measure.frozen", on)
		}
	}
	return err
}

// Rules gives the clock for a transaction: the law's book with what the bureau confirmed. It is plugged by
// app, so that rules never read the database.
type Rules interface {
	Clock(ctx context.Context, tx *store.Tx) (*term.Clock, error)
}

// Desk is where the acts of this room are done: every method is one use case.
type Desk struct {
	db      *store.DB
	vault   *seal.Vault
	policy  *policy.Engine
	persons *person.Desk
	rules   Rules

	// Left is told of who has left for good, in the act, and how (see leaves). It is plugged by app: what is going on about
	// him ends there.
	Left func(ctx context.Context, tx *store.Tx, person id.ID, how string) error
	// Going refuses a fact by hand that an affair of the person records, or that cannot be so by where he is: one act, one record.
	Going func(ctx context.Context, tx *store.Tx, person id.ID, x term.Fact) error
	// Amended is told of whose facts were corrected, in the act: what was issued on them is held against them anew.
	Amended func(ctx context.Context, tx *store.Tx, person id.ID) error
}

// New opens the desk.
func New(persons *person.Desk, db *store.DB, v *seal.Vault, p *policy.Engine, r Rules) *Desk {
	return &Desk{db: db, vault: v, policy: p, persons: persons, rules: r}
}

// Codes joins the codes of findings, for a row.
func codes(fs []term.Finding, fact int) string {
	out := ""
	for _, f := range fs {
		if f.Fact == fact {
			if out != "" {
				out += " "
			}
			out += f.Code.String()
		}
	}
	return out
}

// basis lists the articles of the findings about a fact.
func basis(fs []term.Finding, fact int) []string {
	var out []string
	for _, f := range fs {
		if f.Fact != fact {
			continue
		}
		for _, article := range law.Finding(f.Code).Basis {
			if !slices.Contains(out, article) {
				out = append(out, article)
			}
		}
	}
	return out
}
