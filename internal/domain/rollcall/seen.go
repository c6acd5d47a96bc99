package rollcall

import (
	"context"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/store"
)

// Seen is a closed call by which somebody was present, and the moment of the mark.
type Seen struct {
	Call Call
	At   time.Time
}

// SeenAfter lists the closed calls of a facility that counted somebody as present after a moment, latest first: who is said
// to have been gone by then was seen, or was marked without being seen.
func SeenAfter(ctx context.Context, tx *store.Tx, at resident.Resident, after time.Time) (out []Seen, err error) {
	calls, err := store.Collect(ctx, tx, scanCall, selectCall+`where facility = $1 and state = 'closed' and closed_at > $2 order by closed_at desc, id desc`,
		at.Facility, store.Micros(after))
	if err != nil {
		return nil, err
	}
	marks := map[id.ID][]Mark{} // by call
	for _, list := range byMonth(calls) {
		if err := marksIn(ctx, tx, marks, list, at.Person); err != nil {
			return nil, err
		}
	}
	for _, c := range calls {
		if now, _, _ := latest(marks[c.ID]); now.Sort == Present && now.At.After(after) {
			out = append(out, Seen{c, now.At})
		}
	}
	return out, nil
}

// marksIn reads the marks of somebody in calls of one month.
func marksIn(ctx context.Context, tx *store.Tx, out map[id.ID][]Mark, calls []id.ID, person id.ID) error {
	for month := calls[0].Month(); len(calls) > 0; {
		n := min(len(calls), 500)
		in, ids := store.In(3, calls[:n])
		calls = calls[n:]
		var call id.ID
		scan := func(s store.Scanner) (m Mark, err error) {
			return m, s.Scan(&call, &m.Sort, store.Instant(&m.At), &m.Device, &m.Seq, &m.Late)
		}
		for m, err := range store.Each(ctx, tx, scan, `select call, mark, at, device, seq, late from rollcall_mark where month = $1 and person = $2 and call in `+in,
			append([]any{month, person}, ids...)...) {
			if err != nil {
				return err
			}
			out[call] = append(out[call], m)
		}
	}
	return nil
}
