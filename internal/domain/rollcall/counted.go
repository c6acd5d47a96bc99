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
	tells := map[id.ID]bool{}
	for month, calls := range byMonth(all) {
		found, err := telling(ctx, tx, month, calls, o)
		if err != nil {
			return nil, err
		}
		for _, c := range found {
			tells[c] = true
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

// byMonth parts calls by their month: what belongs to them stands by it.
func byMonth(calls []Call) map[int][]id.ID {
	out := map[int][]id.ID{}
	for _, c := range calls {
		out[c.ID.Month()] = append(out[c.ID.Month()], c.ID)
	}
	return out
}

// telling lists which calls of a month tell of an outing.
func telling(ctx context.Context, tx *store.Tx, month int, calls []id.ID, o outing.Outing) (out []id.ID, err error) {
	for len(calls) > 0 {
		n := min(len(calls), 500)
		in, ids := store.In(4, calls[:n])
		calls = calls[n:]
		found, err := store.Collect(ctx, tx, store.Value[id.ID], `select call from rollcall_found where month = $1 and person = $2 and outing = $3 and call in `+in+`
			union all select r.call from rollcall_row r join rollcall_call c on c.id = r.call where r.month = $1 and r.person = $2 and $3 <> '' and c.state <> 'closed' and r.call in `+in,
			append([]any{month, o.Person, o.ID}, ids...)...)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}
