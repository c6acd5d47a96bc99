package rollcall

import (
	"context"

	"guitu/internal/base/id"
	"guitu/internal/domain/outing"
	"guitu/internal/platform/store"
)

// Counted lists the calls that tell of an outing, latest first: those that were closed while it was recorded and counted its
// person as out by it, and those that run and have him on their list. A closed one stays as it was when its outing is
// withdrawn; a running one asks anew.
func Counted(ctx context.Context, tx *store.Tx, o outing.Outing) ([]Call, error) {
	until := o.Until
	if until.IsZero() {
		until = tx.Now()
	}
	all, err := store.Collect(ctx, tx, scanCall, selectCall+`where facility = $1 and opened_at <= $2 and (closed_at is null or closed_at >= $3)
		order by opened_at desc, id desc`, o.Facility, store.Micros(until), store.Micros(o.From))
	if err != nil {
		return nil, err
	}
	months := map[int][]id.ID{} // of calls: what they found stands by month
	for _, c := range all {
		months[c.ID.Month()] = append(months[c.ID.Month()], c.ID)
	}
	tells := map[id.ID]bool{}
	for month, calls := range months {
		if err := telling(ctx, tx, tells, month, calls, o); err != nil {
			return nil, err
		}
	}
	var out []Call
	for _, c := range all {
		if tells[c.ID] {
			out = append(out, c)
		}
	}
	return out, nil
}

// telling marks which calls of a month tell of an outing.
func telling(ctx context.Context, tx *store.Tx, tells map[id.ID]bool, month int, calls []id.ID, o outing.Outing) error {
	for len(calls) > 0 {
		n := min(len(calls), 500)
		in, ids := store.In(4, calls[:n])
		calls = calls[n:]
		args := append([]any{month, o.Person, o.ID}, ids...)
		for c, err := range store.Each(ctx, tx, store.Value[id.ID], `select call from rollcall_found where month = $1 and person = $2 and outing = $3 and call in `+in+`
			union all select r.call from rollcall_row r join rollcall_call c on c.id = r.call where r.month = $1 and r.person = $2 and $3 <> '' and c.state <> 'closed' and r.call in `+in, args...) {
			if err != nil {
				return err
			}
			tells[c] = true
		}
	}
	return nil
}
