package away

import (
	"context"
	"slices"

	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/store"
)

// What follows, for the table of a way out, from a correction.

// awayYet is the step for a table by which an affair goes on from which somebody came back, once that he did was taken back; nobody
// does it by hand. It leads from where his coming back led, to where it stood before, with what that owes. While nothing
// holds him, the law says nothing of where he is, and the board has him where he was.
func (r desk) awayYet(by string, to []journey.State, from ...journey.State) journey.Step {
	return journey.Step{
		Name: affair.StillAway, Follows: true, From: from, Or: to, Anew: []string{by},
		Do: func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
			e, _ := CameBack(a.Case)
			a.Goes = e.Was
			return outing.AgainIn(ctx, tx, a.Case.Person, affair.WayOut[a.Case.Kind])
		},
	}
}

// CameBack is how an affair has somebody back.
func CameBack(c *journey.Case) (e journey.Entry, did bool) {
	for _, e := range slices.Backward(c.Entries) {
		if e.Now != e.Was && (e.Was == affair.Out || e.Was == affair.Missing) {
			return e, true
		}
	}
	return e, false
}

// heldOnThere is what goesOn is, of whose file was closed because his term ran out where he is held: he is held there, and serves on.
func (r desk) heldOnThere() journey.Step {
	return journey.Step{
		Name: affair.RunsOn, Follows: true, Voids: true, From: affair.In(affair.Closed), To: affair.Out,
		Do: act.All(r.PapersFall(act.NotOverYet), act.OwedNoMore, func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
			if err := resident.ReopenIn(ctx, tx, a.Case.Person); err != nil {
				return err
			}
			return outing.ReopenIn(ctx, tx, a.Case.Person)
		}),
	}
}
