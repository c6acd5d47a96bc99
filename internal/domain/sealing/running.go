package sealing

import (
	"context"
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/journey/course/remedy"
	"guitu/internal/domain/law"
	"guitu/internal/platform/store"
)

// Ended is how somebody's course ended, as both officers of a sealing should know it.
type Ended struct {
	State string     // of the latest measure, "" for none
	Left  civil.Date // the day on which he left a facility last; zero where he never stayed in one
}

// runs tells how somebody's course ended, and what of it still runs: dynamic control, and limits of remedies of which nobody recorded
// when they began. No rule that was read says that a file may not be sealed meanwhile, so none of it blocks.
func (k *Desk) runs(ctx context.Context, tx *store.Tx, person id.ID) (e Ended, way []Obstacle, err error) {
	left, err := store.One(ctx, tx, store.Value[string], `select coalesce(max(left_on), '') from resident_resident where person = $1`, person)
	if err != nil {
		return e, nil, err
	}
	if left != "" {
		if e.Left, err = civil.ParseDate(left); err != nil {
			return e, nil, err
		}
	}
	lives, err := k.Measures.Lives(ctx, tx, []id.ID{person})
	if err != nil || len(lives) == 0 {
		return e, nil, err
	}
	a, err := k.Measures.NowIn(ctx, tx, person)
	if err != nil {
		return e, nil, err
	}
	if n := len(a.Measures); n > 0 {
		e.State = a.Measures[n-1].State.String()
	}
	if a.DynamicControlOff.After(tx.Today()) {
		way = append(way, Obstacle{Kind: Control, Until: a.DynamicControlOff, Laws: []law.Citation{"REG 7"}, Mark: law.S.String()})
	}
	if slices.ContainsFunc(remedy.Decisions(lives[person]), func(d remedy.Decision) bool { return d.Known == "" }) {
		way = append(way, Obstacle{Kind: Untold, Laws: []law.Citation{"ARL 20", "ALL 46"}, Mark: law.S.String()})
	}
	return e, way, nil
}

// inTheWay is InTheWay with what still runs.
func (k *Desk) inTheWay(ctx context.Context, tx *store.Tx, person id.ID) (Ended, []Obstacle, error) {
	list, err := InTheWay(ctx, tx, person)
	if err != nil {
		return Ended{}, nil, err
	}
	e, more, err := k.runs(ctx, tx, person)
	return e, append(list, more...), err
}
