// Package placement is who sleeps where (安置): one bed a person, one person a bed, from a moment until a
// moment, and what in that breaks a rule of separation.
//
// What the house does keeps the rules: a move, a swap, a bed given on arrival is refused with its article where a rule
// of mark S or X stands against it. What it found (a roster, a birthday, a phase that changed, a pair made later) is
// recorded as found, and Review owes a move (law.md §3.2, NCL 44, REG 30).
//
// Two sorts of keys. Sex, age, phase, grade, will and pairs are general: inside his own brigade an officer sees of every
// bed why it fits or not. What a brigade is for medically and what a person needs are facts of the clinical or infection
// compartment: they are used where the house finds beds in another brigade, and never said. There it offers a few beds;
// every other bed of that brigade has one and the same answer, whatever the reason.
//
// Nothing is deleted: an act is taken back by another act, within ten minutes, if nothing has changed since.
//
// Words: 床位 bed, 调床 move, 对换 swap, 撤销 undo, 预留 reserve, 分开安置 keep apart, 分别管理 separation.
package placement

import (
	"context"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement/known"
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
	db      *store.DB
	vault   *seal.Vault
	policy  *policy.Engine
	persons *person.Desk
	known   known.Book

	// Follow tells who stands above that a person's brigade has changed with his bed, in the same transaction. It is set
	// once, when the house is wired; nil where nobody needs to know.
	Follow func(ctx context.Context, tx *store.Tx, person, unit id.ID) error

	// Gone asks who stands above whether somebody is out of the house for long, so that his bed may be given back. It is
	// set once too; nil where nobody knows, and then no bed is.
	Gone func(ctx context.Context, tx *store.Tx, person id.ID) (bool, error)
}

// New opens the desk.
func New(persons *person.Desk, db *store.DB, v *seal.Vault, p *policy.Engine) *Desk {
	return &Desk{db: db, vault: v, policy: p, persons: persons, known: known.Book{Vault: v}}
}

// PlaceIn puts persons into beds of a facility as found, as a step of a larger act; who had another bed leaves it. A
// bed that somebody else keeps is a Conflict placement.taken with nothing done.
func (k *Desk) PlaceIn(ctx context.Context, tx *store.Tx, facility id.ID, beds map[id.ID]id.ID) error {
	if len(beds) == 0 {
		return nil
	}
	r := policy.Resource{Kind: "placement", Facility: facility}
	if err := k.policy.Check(ctx, tx, policy.PlacementAssign, r); err != nil {
		return err
	}
	return place(ctx, tx, facility, beds)
}

func place(ctx context.Context, tx *store.Tx, facility id.ID, beds map[id.ID]id.ID) error {
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
				return errs.New(errs.Conflict, "placement.was_taken")
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

// LeaveIn frees the bed of a person, as a consequence of an act already allowed; a move of his is owed no longer.
func LeaveIn(ctx context.Context, tx *store.Tx, person id.ID) error {
	s, err := Of(ctx, tx, person)
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
	if err := history.Record(ctx, tx, s.fact("placement.left", audit.Kept("placement_stay", s.ID))); err != nil {
		return err
	}
	return unowed(ctx, tx, person, s.ID)
}

func end(ctx context.Context, tx *store.Tx, s Stay) error {
	return store.Update(ctx, tx, `update placement_stay set until_at = $2 where id = $1 and until_at is null`, s.ID, store.Micros(tx.Now()))
}

func (s Stay) fact(kind string, rows ...audit.Row) audit.Fact {
	return audit.Fact{Room: "placement", Kind: kind, Record: s.ID, About: s.Person, Facility: s.Facility, Compartment: seal.General, Rows: rows}
}
