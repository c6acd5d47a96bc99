package duty

import (
	"context"
	"fmt"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

// Count is how much an officer is to see to, for where nothing else may be said of it.
type Count struct{ Overdue, Today int }

// CountOf counts what the day of these seats shows as overdue, as due today, and as liberty that is due: the same as DayOf
// lists, whole.
func CountOf(ctx context.Context, tx *store.Tx, seats []Seat) (n Count, err error) {
	defer errs.Wrap(&err, "duty.CountOf(%d seats)", len(seats))
	if len(seats) == 0 {
		return n, nil
	}
	now, tonight := store.Micros(tx.Now()), store.Micros(endOf(tx.Today()))
	where, args := seatsSQL(seats, tx.Now(), []any{now, tonight})
	return store.One(ctx, tx, func(s store.Scanner) (n Count, err error) { return n, s.Scan(&n.Overdue, &n.Today) }, fmt.Sprintf(
		`select coalesce(sum(case when due_at < $1 then 1 else 0 end), 0), coalesce(sum(case when due_at >= $1 then 1 else 0 end), 0)
		from duty_duty where state = 'open' and not paper and due_at <= $2
		and (due_at >= $1 or code in (%s) or code not in (%s)) and (%s)`, liberties, remedies, where), args...)
}

// OutsideOf lists the acts outside the law of a facility that nobody has reported yet, earliest due first and at most so many, and
// counts all of them, whatever else is owed there.
func OutsideOf(ctx context.Context, tx *store.Tx, facility id.ID, most int) (out []Duty, all int, err error) {
	defer errs.Wrap(&err, "duty.OutsideOf(%s)", facility)
	where := `where state = 'open' and not paper and facility = $1 and code in (` + outside + `)`
	if all, err = store.One(ctx, tx, store.Value[int], `select count(*) from duty_duty `+where, facility); err != nil {
		return nil, 0, err
	}
	out, err = store.Collect(ctx, tx, scan, selectDuty+where+` order by due_at, id limit $2`, facility, most)
	return out, all, err
}

// Came is since when somebody has a duty on his day: who owes it since it was opened, another one since it last rose, which
// may be to somebody below him.
func (d Duty) Came(owes bool, now time.Time) time.Time {
	level := d.Reached(now)
	if owes || level == ToOwner || d.Due.None() {
		return d.Opened
	}
	due := d.Due.Moment()
	rose := due.Add(Rises[level])
	if k, _ := KindOf(d.Code); k.Outside {
		rose = d.Opened // everybody's at once
	} else if k.Liberty {
		rose = startOf(civil.DateOf(due)) // everybody's on the day
	}
	if rose.Before(d.Opened) {
		return d.Opened
	}
	return rose
}
