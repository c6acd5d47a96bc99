// Package amended lets the affairs of a person follow his file after facts were corrected: an affair that told of what did not
// happen ends, one whose person is not back goes on, an answer becomes what the file says, and a leaving that did not end the
// measure is none. The steps by which an affair follows stand in its own table; which of them is due is decided here.
package amended

import (
	"context"
	"errors"
	"maps"
	"slices"

	"guitu/internal/base/id"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/decided"
	"guitu/internal/domain/journey/course/leaving"
	"guitu/internal/domain/journey/course/paperwork"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/store"
)

// desk is what following calls: the receipt for a decision is made anew.
type desk struct{ decided.Desk }

// Follow makes what measure calls after facts of a person were corrected. It holds his affairs against them: the receipts of what
// was decided, and the ways by which he is said to have left.
func Follow(in act.Rooms, k *journey.Desk) func(context.Context, *store.Tx, id.ID) error {
	r := desk{decided.Desk{Desk: leaving.Desk{Desk: paperwork.Desk{Rooms: in}}}}
	return func(ctx context.Context, tx *store.Tx, person id.ID) error {
		for range 2 { // what one affair lets go on again follows the file as well
			if err := r.amended(ctx, tx, k, person); err != nil {
				return err
			}
		}
		return nil
	}
}

func (r desk) amended(ctx context.Context, tx *store.Tx, k *journey.Desk, person id.ID) error {
	cases, err := k.Affairs(ctx, tx, person, slices.Concat(slices.Collect(maps.Keys(affair.Goes)), slices.Collect(maps.Keys(affair.Decides)))...)
	if err != nil || len(cases) == 0 {
		return err
	}
	lives, err := r.Measures.Lives(ctx, tx, []id.ID{person})
	if err != nil {
		return err
	}
	f := file{life: lives[person]}
	if f.last, err = r.Measures.LatestIn(ctx, tx, person); err != nil {
		return err
	}
	stays, err := resident.LatestOf(ctx, tx, []id.ID{person})
	if err != nil {
		return err
	}
	stay, known := stays[person]
	f.runs, f.here = measure.Runs(f.last), known && stay.Here()
	f.free = slices.ContainsFunc(cases, func(c journey.Case) bool { return c.State == affair.Released || c.State == affair.Elapsed })
	for _, c := range cases {
		if err := r.follows(ctx, tx, k, &c, &f); err != nil {
			return err
		}
	}
	return nil
}

// follows lets one affair follow the file.
func (r desk) follows(ctx context.Context, tx *store.Tx, k *journey.Desk, c *journey.Case, f *file) error {
	course, err := k.Course(c.Kind)
	if err != nil {
		return err
	}
	if tookBack(course, c, f.life) {
		return errors.Join(k.Follow(ctx, tx, c.ID, journey.Mistaken, nil), resume(ctx, tx, k, c))
	}
	if f.notBack(course, c) {
		return k.Follow(ctx, tx, c.ID, affair.StillAway, nil)
	}
	if done, err := r.cameUntold(ctx, tx, course, c, f); err != nil || done {
		return err
	}
	on, err := runsStill(ctx, tx, course, c, f)
	if err != nil {
		return err
	}
	if on {
		return errors.Join(k.Follow(ctx, tx, c.ID, affair.RunsOn, nil), resume(ctx, tx, k, c))
	}
	if endedAfterAll(course, c, f) {
		f.free = true // one release ends it, and no second one
		return k.Follow(ctx, tx, c.ID, affair.EndsThen, nil)
	}
	if step := saysOtherwise(course, c, f); step != "" {
		if err := errors.Join(k.Follow(ctx, tx, c.ID, step, nil), resume(ctx, tx, k, c)); err != nil {
			return err
		}
	}
	if e, did := lastAnswer(c); did { // one that was typed again has its receipt in the place of the first
		return r.ReceiptAnew(ctx, tx, c, e, f.life)
	}
	return nil
}
