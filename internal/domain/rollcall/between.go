package rollcall

import (
	"context"

	"guitu/internal/base/id"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/store"
)

// Who is moved while a roll is called goes to the roll of the brigade or zone that he came to, if one is called there. If
// none is, he stays with the roll that began with him: nobody falls between two rolls, and nobody is counted by two.

// elsewhere tells who of some people that a call began with, and whose brigade or zone is another now, is called by another
// roll: by one that runs where he is now, by one that was closed with him since this one was opened, or, where no roll runs
// there, by an older one that began with him too.
func (c Call) elsewhere(ctx context.Context, tx *store.Tx, people map[id.ID]resident.Resident) (map[id.ID]bool, error) {
	out := map[id.ID]bool{}
	if len(people) == 0 {
		return out, nil
	}
	others, err := store.Collect(ctx, tx, scanCall, selectCall+`where facility = $1 and id <> $2 and (state <> 'closed' or closed_at >= $3) order by opened_at, id`,
		c.Facility, c.ID, store.Micros(c.Opened))
	if err != nil {
		return nil, err
	}
	for _, o := range others {
		if (o.Zone == "") != (c.Zone == "") { // zones are a second cut through the same people
			continue
		}
		if o.State != Closed {
			for p, s := range people {
				out[p] = out[p] || o.calls(s)
			}
			if !o.before(c) {
				continue
			}
		}
		if err := o.counts(ctx, tx, people, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// before tells whether a call was opened before another.
func (c Call) before(o Call) bool {
	return c.Opened.Before(o.Opened) || c.Opened.Equal(o.Opened) && c.ID < o.ID
}

// counts marks who of some people stands on the list of a call. Of a closed one, who had left it or was moved from it is not.
func (c Call) counts(ctx context.Context, tx *store.Tx, people map[id.ID]resident.Resident, out map[id.ID]bool) error {
	ids := make([]id.ID, 0, len(people))
	for p := range people {
		ids = append(ids, p)
	}
	for len(ids) > 0 {
		n := min(len(ids), 500)
		in, args := store.In(5, ids[:n])
		ids = ids[n:]
		for p, err := range store.Each(ctx, tx, store.Value[id.ID], `select person from rollcall_row r where month = $1 and call = $2 and not exists (select 1
			from rollcall_mark m where m.month = r.month and m.call = r.call and m.person = r.person and m.device in ($3, $4)) and person in `+in,
			append([]any{c.ID.Month(), c.ID, left, moved}, args...)...) {
			if err != nil {
				return err
			}
			out[p] = true
		}
	}
	return nil
}
