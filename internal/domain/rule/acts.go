package rule

import (
	"context"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/law"
	"guitu/internal/domain/term"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/history"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Changed is the job that follows a confirmation: every life is to be folded by the new book. App gives it
// to measure, which stands higher.
type Changed struct{ Confirmation id.ID }

// Kind is the job's name; it runs as the part "sweep".
func (Changed) Kind() string { return "sweep.rules" }

// Limits leave time for every life of a province.
func (Changed) Limits() jobs.Limits { return jobs.Limits{Within: 9 * time.Minute} }

// Propose asks for a parameter to be confirmed as it stands, or set to a value. It fails with rule.bad_input,
// with what law.Book.With answers (law.confirm.unfavourable …), and with policy.denied.
func (k *Desk) Propose(ctx context.Context, key store.Key, d Draft) (_ id.ID, err error) {
	defer errs.Wrap(&err, "rule.Propose(%s)", d.Key)
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		if err := k.policy.Check(ctx, tx, policy.LawPropose, policy.Resource{Kind: "parameter"}); err != nil {
			return "", err
		}
		c, err := New(d)
		if err != nil {
			return "", err
		}
		c.Proposer, c.Proposed = actor.From(ctx).Staff, tx.Now()
		if err := k.stands(ctx, tx, c, anybody); err != nil {
			return "", err
		}
		if err := insert(ctx, tx, c); err != nil {
			return "", err
		}
		return c.ID, k.record(ctx, tx, "rule.proposed", c)
	})
}

// anybody stands for the second officer while a row is only proposed.
const anybody id.ID = "?"

// Confirm lets a proposed row count from now on. The one who proposed it cannot (policy), and signs freshly.
// version is the one the officer saw; a row that is settled already is rule.settled.
func (k *Desk) Confirm(ctx context.Context, key store.Key, row id.ID, version int64) (err error) {
	defer errs.Wrap(&err, "rule.Confirm(%s)", row)
	return k.settle(ctx, key, row, version, Confirmed)
}

// Refuse closes a proposed row without effect.
func (k *Desk) Refuse(ctx context.Context, key store.Key, row id.ID, version int64) (err error) {
	defer errs.Wrap(&err, "rule.Refuse(%s)", row)
	return k.settle(ctx, key, row, version, Refused)
}

func (k *Desk) settle(ctx context.Context, key store.Key, row id.ID, version int64, to State) error {
	_, err := store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		c, err := Get(ctx, tx, row)
		if err != nil {
			return "", err
		}
		if err := k.policy.Check(ctx, tx, policy.LawConfirm, c.resource()); err != nil {
			return "", err
		}
		if c.State != Proposed {
			return "", errs.New(errs.Conflict, "rule.settled")
		}
		c.State, c.Settler, c.Settled = to, actor.From(ctx).Staff, tx.Now()
		if to == Confirmed {
			if err := k.stands(ctx, tx, c, c.Settler); err != nil {
				return "", err
			}
			if err := jobs.Enqueue(ctx, tx, Changed{Confirmation: c.ID}); err != nil {
				return "", err
			}
		}
		if err := save(ctx, tx, c, version); err != nil {
			return "", err
		}
		return c.ID, k.record(ctx, tx, "rule."+string(to), c)
	})
	return err
}

// stands tells whether the book of today takes the row, and whether the clock can work with it.
func (k *Desk) stands(ctx context.Context, tx *store.Tx, c Confirmation, second id.ID) error {
	book, err := k.Book(ctx, tx)
	if err != nil {
		return err
	}
	next, bad := book.With([]law.Confirmation{c.asked(second, tx.Today())})
	if bad[0] != nil {
		return bad[0]
	}
	if _, err := term.NewClock(next, k.calendar); err != nil {
		return errs.Because(errs.Invalid, "rule.clock_cannot", err)
	}
	return nil
}

func (k *Desk) record(ctx context.Context, tx *store.Tx, kind string, c Confirmation) error {
	// The act is the law's (law.propose, law.confirm); its table bears this room's name.
	if err := policy.Derived(tx, "rule"); err != nil {
		return err
	}
	return history.Record(ctx, tx, audit.Fact{
		Room: "rule", Kind: kind, Record: c.ID, Version: c.Version, Facility: id.ID(c.Scope.Facility),
		Compartment: seal.General, Basis: string(c.Key), Rows: []audit.Row{audit.Kept("rule_confirmation", c.ID)},
	})
}

// edition is a book with the clock made of it, for one set of confirmed rows.
type edition struct {
	stamp string
	book  law.Book
	clock *term.Clock
	bad   map[id.ID]string
}

// Book is the law's book as a transaction sees it: the shipped parameters with what the bureau confirmed.
func (k *Desk) Book(ctx context.Context, tx *store.Tx) (law.Book, error) {
	e, err := k.edition(ctx, tx)
	if err != nil {
		return law.Book{}, err
	}
	return e.book, nil
}

// Clock is the legal clock by that book. Making one takes a hundred times as long as a fold, so the latest is
// kept; which one counts is asked of the database each time.
func (k *Desk) Clock(ctx context.Context, tx *store.Tx) (*term.Clock, error) {
	e, err := k.edition(ctx, tx)
	if err != nil {
		return nil, err
	}
	return e.clock, nil
}

func (k *Desk) edition(ctx context.Context, tx *store.Tx) (*edition, error) {
	now, err := stamp(ctx, tx)
	if err != nil {
		return nil, err
	}
	if e := k.made.Load(); e != nil && e.stamp == now {
		return e, nil
	}
	e := &edition{stamp: now, book: law.Shipped(), bad: map[id.ID]string{}}
	rows, err := confirmed(ctx, tx)
	if err != nil {
		return nil, err
	}
	asked := make([]law.Confirmation, len(rows))
	for i, c := range rows {
		asked[i] = c.asked(c.Settler, civil.DateOf(c.Settled))
	}
	var bad map[int]*errs.Error
	e.book, bad = e.book.With(asked)
	for i, why := range bad {
		e.bad[rows[i].ID] = why.Code
	}
	if e.clock, err = term.NewClock(e.book, k.calendar); err != nil {
		return nil, errs.Because(errs.Internal, "rule.clock_cannot", err)
	}
	k.made.Store(e)
	return e, nil
}

// List lists the rows in a state, latest first; all of them for "". A bureau has tens.
func (k *Desk) List(ctx context.Context, tx *store.Tx, s State) (_ []Confirmation, err error) {
	defer errs.Wrap(&err, "rule.List")
	if err := k.policy.Check(ctx, tx, policy.LawView, policy.Resource{Kind: "parameter"}); err != nil {
		return nil, err
	}
	e, err := k.edition(ctx, tx)
	if err != nil {
		return nil, err
	}
	rows, err := list(ctx, tx, s)
	for i := range rows {
		rows[i].Outdone = e.bad[rows[i].ID]
	}
	return rows, err
}
