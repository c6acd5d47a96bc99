package act

import (
	"context"
	"slices"
	"strings"

	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/paper"
	"guitu/internal/platform/store"
)

// What falls when the fact that a case told is taken back: papers, and what was owed.

// Withdrawn stands on a paper whose fact was taken back.
const Withdrawn = "本件所依据的登记已撤回"

// TakenBack is the step for a table: nobody is told any more of what did not happen, and no paper says it.
func (r Rooms) TakenBack(from ...journey.State) journey.Step {
	return journey.Step{Name: journey.Mistaken, Follows: true, Voids: true, From: from, To: affair.Mistaken, Do: All(r.PapersFall(Withdrawn), OwedNoMore)}
}

// PapersFall makes void what the case issued, all of it where no kinds are named: nothing that it says is so.
func (r Rooms) PapersFall(why string, kinds ...paper.Kind) Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		papers, err := paper.OfCase(ctx, tx, a.Case.ID)
		if err != nil {
			return err
		}
		for _, p := range papers {
			if !p.InForce() || len(kinds) > 0 && !slices.Contains(kinds, p.Kind) {
				continue
			}
			if err := r.Papers.VoidIn(ctx, tx, p, why); err != nil {
				return err
			}
		}
		return nil
	}
}

// untrue are the duties that are owed because somebody has gone.
var untrue = []string{"death", "annulment", "release", "leave"}

// OwedNoMore lets fall what was owed because of it. What was told already stays as it was done, and that somebody else stood
// before an officer is still to be looked into.
func OwedNoMore(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	all, err := duty.Of(ctx, tx, a.Case.Person)
	if err != nil {
		return err
	}
	for _, d := range all {
		room, _, _ := strings.Cut(string(d.Code), ".")
		his := slices.ContainsFunc(a.Case.Entries, func(e journey.Entry) bool { return e.ID == d.Cause })
		if d.State != duty.Pending || !his || !slices.Contains(untrue, room) {
			continue
		}
		if err := duty.Lapse(ctx, tx, d, a.Entry); err != nil {
			return err
		}
	}
	return nil
}

// NotOverYet stands on a paper that says of a day that the measure ended on it.
const NotOverYet = "强制隔离戒毒的期限没有在这一天结束"
