package outing

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/store"
)

// Heads is how many people a place has, and where they are: Present + Out + Waiting = All.
type Heads struct {
	All     int
	Present int // in a bed, and not out
	Out     int
	Waiting int // neither in a bed nor out
	By      map[Kind]int
}

func (h *Heads) add(out Kind, abed bool) {
	h.All++
	switch {
	case out != "":
		h.Out++
		if h.By == nil {
			h.By = map[Kind]int{}
		}
		h.By[out]++
	case abed:
		h.Present++
	default:
		h.Waiting++
	}
}

// Count counts the heads of a facility, and of each of its brigades by who has charge; "" are those of no brigade yet.
func Count(ctx context.Context, tx *store.Tx, facility id.ID) (all Heads, units map[id.ID]Heads, err error) {
	stays, err := resident.Here(ctx, tx, facility)
	if err != nil {
		return all, nil, err
	}
	beds, err := placement.Here(ctx, tx, facility)
	if err != nil {
		return all, nil, err
	}
	out, err := Out(ctx, tx, facility)
	if err != nil {
		return all, nil, err
	}
	abed, away := make(map[id.ID]bool, len(beds)), make(map[id.ID]Kind, len(out))
	for _, b := range beds {
		abed[b.Person] = true
	}
	for _, o := range out {
		away[o.Person] = o.Kind
	}
	units = map[id.ID]Heads{}
	for _, s := range stays {
		all.add(away[s.Person], abed[s.Person])
		h := units[s.Unit]
		h.add(away[s.Person], abed[s.Person])
		units[s.Unit] = h
	}
	return all, units, nil
}

// ForLong tells whether somebody is gone with nobody knowing when he comes back: he absconded, or is held elsewhere. His bed
// may be given to another. Who is in a hospital or on leave comes back to his own.
func ForLong(ctx context.Context, tx *store.Tx, person id.ID) (bool, error) {
	o, err := Current(ctx, tx, person)
	if errs.KindOf(err) == errs.NotFound {
		return false, nil
	}
	return err == nil && o.Kind.ForLong(), err
}
