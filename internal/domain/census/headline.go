package census

import (
	"context"
	"strconv"
	"strings"

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
		n := len(of.Args)
		today, week := "$"+strconv.Itoa(n+1), "$"+strconv.Itoa(n+2)
		count := func(what string) string { return "coalesce(sum(case when " + what + " then 1 else 0 end), 0)" }
		return store.One(ctx, tx, func(s store.Scanner) (h Headline, err error) {
			return h, s.Scan(&h.Here, &h.Out, &h.Due, &h.Ends)
		}, strings.Join([]string{
			"select count(*), " + count("exists (select 1 from outing_outing x where x.person = r.person and x.facility = r.facility and x.until_at is null)") + ", " + count("m.ends_on <= "+today) + ",",
			count("m.ends_on >= "+today+" and m.ends_on <= "+week) + " from " + justStays,
			"left join measure_measure m on m.person = r.person and m.last",
			"where r.left_on is null and " + latest + " and (" + of.SQL + ")",
		}, "\n"), append(of.Args, tx.Today().String(), tx.Today().AddDays(Week).String())...)
	})
}
