package person

import (
	"context"
	"slices"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// ComparedKind is that somebody was shown, or asked about, as perhaps the same person as another who is entered.
const ComparedKind = "person.compared"

// MostCompared is how many people one officer may have compared on one day. It is the house's choice: far above what a day
// of admissions needs, far below what somebody needs who goes through a list of names.
const MostCompared = 60

// owedClash is what the legal officer owes where two files would bear one number.
const owedClash duty.Code = "person.clash"

// Named tells whether a candidate agrees in the name or the number. Birth and county alone are those of many: whose file
// another house keeps is not shown for them.
func (c Candidate) Named() bool {
	return c.Same || slices.Contains(c.Agree, AgreeName) || slices.Contains(c.Agree, AgreeReading)
}

// Compared states that people were shown to the actor as perhaps the same as one whom he enters: each can ask who compared
// him. It fails with person.compared_enough where that are more than MostCompared of a day.
func (k *Desk) Compared(ctx context.Context, at At, shown []id.ID) (err error) {
	defer errs.Wrap(&err, "person.Compared(%d)", len(shown))
	if len(shown) == 0 {
		return nil
	}
	_, err = store.Write(ctx, k.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		if err := k.policy.Check(ctx, tx, policy.PersonCreate, at.resource("")); err != nil {
			return 0, err
		}
		return len(shown), compared(ctx, tx, at, shown)
	})
	return err
}

// compared writes the facts, one of a person and day.
func compared(ctx context.Context, tx *store.Tx, at At, shown []id.ID) error {
	facts, over, err := unseen(ctx, tx, at, shown)
	if err == nil && over {
		return errs.New(errs.TooMany, "person.compared_enough", MostCompared)
	}
	if err != nil {
		return err
	}
	return audit.Record(ctx, tx, facts...)
}

// unseen are the facts of whom the actor has not compared today, and whether he has compared enough without them.
func unseen(ctx context.Context, tx *store.Tx, at At, shown []id.ID) (facts []audit.Fact, over bool, err error) {
	today, err := audit.List(ctx, tx, audit.Filter{Actor: actor.From(ctx).Ref(), Kinds: []string{ComparedKind}, Day: tx.Today()}, store.Page{Limit: 2 * MostCompared})
	if err != nil {
		return nil, false, err
	}
	known := map[id.ID]bool{}
	for _, x := range today.Rows {
		known[x.About] = true
	}
	for _, p := range shown {
		if !known[p] {
			known[p] = true
			f := at.fact(ComparedKind, p, 0, nil)
			f.Sort = audit.Read
			facts = append(facts, f)
		}
	}
	return facts, len(facts) > 0 && len(known) > MostCompared, nil
}

// clash is a change that would give two files one number. It is not made; who bears the number can see that it was asked
// for, and the legal officer looks at both. The refusal alone says that the house knows the number: so beyond the bound of a day
// it leaves the same traces, and only then answers person.compared_enough.
func (k *Desk) clash(ctx context.Context, at At, next Person) error {
	// a key of its own: the form that is sent again with the number put right is not this
	over, err := store.Write(ctx, k.db, store.NewKey(), func(tx *store.Tx) (bool, error) {
		if err := k.policy.Check(ctx, tx, policy.PersonChange, at.resource(next.ID)); err != nil {
			return false, err
		}
		bearers, err := k.ByNumber(ctx, tx, next.Number())
		if err != nil || len(bearers) == 0 {
			return false, err
		}
		facts, over, err := unseen(ctx, tx, at, bearers)
		if err != nil {
			return false, err
		}
		if err := audit.Record(ctx, tx, facts...); err != nil {
			return false, err
		}
		return over, duty.Renew(ctx, tx, duty.Duty{
			Code: owedClash, Subject: next.ID, Cause: bearers[0], Number: -1, Facility: at.Facility, Unit: at.Facility, NotBefore: tx.Today(),
		})
	})
	if err == nil && over {
		err = errs.New(errs.TooMany, "person.compared_enough", MostCompared)
	}
	return err
}
