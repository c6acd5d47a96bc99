// Package placement is who sleeps where (安置): one bed a person, one person a bed, from a moment until a
// moment, and what in that breaks a rule of separation.
//
// What the house does keeps the rules; what it found is recorded as found, with a warning and a duty to
// move (law.md §3.2, NCL 44, REG 30). The keys known here are sex and being a minor; keys that are health
// facts belong to their compartments and are judged there. Phases mixed in one room are a conflict of zones,
// not of the law.
package placement

import (
	"context"
	"time"

	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/history"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Stay is somebody in a bed.
type Stay struct {
	ID       id.ID
	Facility id.ID
	Person   id.ID
	Bed      id.ID
	From     time.Time
	Until    time.Time // zero while it lasts
}

// Desk is where the acts of this room are done: every method is one use case.
type Desk struct {
	db     *store.DB
	policy *policy.Engine
}

// New opens the desk.
func New(db *store.DB, p *policy.Engine) *Desk { return &Desk{db: db, policy: p} }

// PlaceIn puts persons into beds of a facility, as a step of a larger act; who had another bed leaves it. A
// bed that somebody else keeps is a Conflict bed.taken with nothing done.
func (k *Desk) PlaceIn(ctx context.Context, tx *store.Tx, facility id.ID, beds map[id.ID]id.ID) error {
	if len(beds) == 0 {
		return nil
	}
	r := policy.Resource{Kind: "placement", Facility: facility}
	if err := k.policy.Check(ctx, tx, policy.PlacementAssign, r); err != nil {
		return err
	}
	now, err := Here(ctx, tx, facility)
	if err != nil {
		return err
	}
	keeper := make(map[id.ID]Stay, len(now))
	has := make(map[id.ID]Stay, len(now))
	for _, s := range now {
		keeper[s.Bed], has[s.Person] = s, s
	}
	var rows [][]any
	var facts []audit.Fact
	for person, bed := range beds {
		old, moving := has[person]
		if moving && old.Bed == bed {
			continue
		}
		if other, taken := keeper[bed]; taken && other.Person != person {
			if _, leaves := beds[other.Person]; !leaves {
				return errs.New(errs.Conflict, "bed.taken")
			}
		}
		var left []audit.Row
		if moving {
			if err := end(ctx, tx, old); err != nil {
				return err
			}
			left = append(left, audit.Kept("placement_stay", old.ID))
		}
		s := Stay{ID: id.New(), Facility: facility, Person: person, Bed: bed}
		rows = append(rows, []any{s.ID, facility, person, bed, store.Micros(tx.Now()), nil})
		facts = append(facts, s.fact("placement.placed", append(left, audit.Made("placement_stay", columns, rows[len(rows)-1]))...))
	}
	if err := store.Insert(ctx, tx, "placement_stay", columns, rows); err != nil {
		return err
	}
	return history.Record(ctx, tx, facts...)
}

// LeaveIn frees the bed of a person, as a consequence of an act already allowed.
func LeaveIn(ctx context.Context, tx *store.Tx, person id.ID) error {
	s, err := store.One(ctx, tx, scan, selectStay+`where person = $1 and until_at is null`, person)
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if err := policy.Derived(tx, "placement"); err != nil {
		return err
	}
	if err := end(ctx, tx, s); err != nil {
		return err
	}
	return history.Record(ctx, tx, s.fact("placement.left", audit.Kept("placement_stay", s.ID)))
}

func end(ctx context.Context, tx *store.Tx, s Stay) error {
	return store.Update(ctx, tx, `update placement_stay set until_at = $2 where id = $1 and until_at is null`, s.ID, store.Micros(tx.Now()))
}

func (s Stay) fact(kind string, rows ...audit.Row) audit.Fact {
	return audit.Fact{Room: "placement", Kind: kind, Record: s.ID, About: s.Person, Facility: s.Facility, Compartment: seal.General, Rows: rows}
}

var columns = []string{"id", "facility", "person", "bed", "from_at", "until_at"}

const selectStay = `select id, facility, person, bed, from_at, until_at from placement_stay `

func scan(s store.Scanner) (st Stay, err error) {
	err = s.Scan(&st.ID, &st.Facility, &st.Person, &st.Bed, store.Instant(&st.From), store.Instant(&st.Until))
	return st, err
}

// Here lists who is in which bed of a facility now.
func Here(ctx context.Context, tx *store.Tx, facility id.ID) ([]Stay, error) {
	return store.Collect(ctx, tx, scan, selectStay+`where facility = $1 and until_at is null`, facility)
}

// Of is where a person sleeps; NotFound when he has no bed.
func Of(ctx context.Context, tx *store.Tx, person id.ID) (Stay, error) {
	return store.One(ctx, tx, scan, selectStay+`where person = $1 and until_at is null`, person)
}

// Neighbour is a person in a room, as far as separation needs to know.
type Neighbour struct {
	Person id.ID
	Sex    cn.Sex
	Minor  bool
	Phase  string // "" when nobody has said
}

// Breach says what is wrong with a room, and who of those in it should move: those who are fewer, and all
// when nobody is.
type Breach struct {
	Code   string // bed.separation or bed.zone_conflict
	Basis  string // articles; "" for a conflict of zones
	Movers []id.ID
}

// Judge says which rules a room breaks, for the people in it.
func Judge(people []Neighbour) []Breach {
	var out []Breach
	key := func(of func(Neighbour) string) []id.ID { return fewer(people, of) }
	movers := key(func(n Neighbour) string { return string(n.Sex) })
	movers = append(movers, key(func(n Neighbour) string {
		if n.Minor {
			return "minor"
		}
		return "adult"
	})...)
	if len(movers) > 0 {
		out = append(out, Breach{Code: "bed.separation", Basis: "NCL 44; REG 30", Movers: movers})
	}
	if movers := key(func(n Neighbour) string { return n.Phase }); len(movers) > 0 {
		out = append(out, Breach{Code: "bed.zone_conflict", Movers: movers})
	}
	return out
}

// fewer lists who differs from most of the room in a trait; everybody when no trait has the most; nobody
// when all agree or the trait is not known.
func fewer(people []Neighbour, of func(Neighbour) string) []id.ID {
	count := map[string]int{}
	for _, p := range people {
		if t := of(p); t != "" {
			count[t]++
		}
	}
	if len(count) < 2 {
		return nil
	}
	most, tie := "", false
	for t, n := range count {
		switch {
		case most == "" || n > count[most]:
			most, tie = t, false
		case n == count[most]:
			tie = true
		}
	}
	var out []id.ID
	for _, p := range people {
		if t := of(p); t != "" && (tie || t != most) {
			out = append(out, p.Person)
		}
	}
	return out
}
