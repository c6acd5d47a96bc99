package census

import (
	"context"
	"slices"
	"strconv"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Week is how many days ahead a headline looks.
const Week = 7

// Headline is how many people are in the reader's care just now.
type Headline struct {
	Here int // in the facility's charge
	Out  int // of these, out of the walls by any outing that is open, as outing.Count counts them
	Due  int // of these, with a last day that is today or has passed
	Ends int // of these, with a last day within a Week from today, today included
}

// Headline counts who is in the reader's care, for the first page of the day. It fails with policy.denied for a
// reader who may list nobody.
func (k *Desk) Headline(ctx context.Context) (_ Headline, err error) {
	defer errs.Wrap(&err, "census.Headline")
	return store.Read(ctx, k.db, func(tx *store.Tx) (h Headline, err error) {
		who := actor.From(ctx)
		scope := k.policy.Scope(who, policy.ResidentList)
		if scope.Empty() {
			return h, errs.New(errs.Denied, "policy.denied")
		}
		of := ofStay.within(scope, who)
		if h.Here, err = here(ctx, tx, scope, who, of); err != nil {
			return h, err
		}
		if h.Out, err = out(ctx, tx, ofFound.within(scope, who)); err != nil {
			return h, err
		}
		h.Due, h.Ends, err = ending(ctx, tx, of)
		return h, err
	})
}

const (
	whoIsHere = `resident_resident r`
	isHere    = `r.left_on is null and ` + latest
)

// here counts who is here: by the tally, which does not know whose a file is.
func here(ctx context.Context, tx *store.Tx, scope policy.Scope, who actor.Actor, of store.Cond) (int, error) {
	if !scope.Own {
		return Filter{}.total(scope, who)(ctx, tx)
	}
	return store.One(ctx, tx, store.Value[int], `select count(*) from `+whoIsHere+` where `+isHere+` and (`+of.SQL+`)`, of.Args...)
}

// out counts who of them is out of the walls: those who are out are few, and it is asked where they belong.
func out(ctx context.Context, tx *store.Tx, of store.Cond) (int, error) {
	return store.One(ctx, tx, store.Value[int], `select count(*) from outing_outing x
		join `+whoIsHere+` on r.person = x.person and r.facility = x.facility
		where x.until_at is null and `+isHere+` and (`+of.SQL+`)`, of.Args...)
}

// ending counts whose last day has come, and whose comes within a Week, today included in both.
func ending(ctx context.Context, tx *store.Tx, of store.Cond) (due, ends int, err error) {
	n := len(of.Args)
	today, week := "$"+strconv.Itoa(n+1), "$"+strconv.Itoa(n+2)
	_, err = store.One(ctx, tx, func(s store.Scanner) (_ int, err error) { return 0, s.Scan(&due, &ends) },
		`select coalesce(sum(case when m.ends_on <= `+today+` then 1 else 0 end), 0), coalesce(sum(case when m.ends_on >= `+today+` then 1 else 0 end), 0)
		from `+whoIsHere+` join measure_measure m on m.person = r.person and m.last and m.ends_on <= `+week+`
		where `+isHere+` and (`+of.SQL+`)`, append(slices.Clip(of.Args), tx.Today().String(), tx.Today().AddDays(Week).String())...)
	return due, ends, err
}
