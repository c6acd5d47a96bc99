package measure

import (
	"context"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/law"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// What a correction means for the stay of somebody: the file and the house say the same of when he came, and of whether he
// lives here.

// since has somebody live here from the day of admission that the last n events tell of.
func (l Life) since(ctx context.Context, tx *store.Tx, n int) error {
	was, now := l.readmitted(n)
	if was.ID == "" {
		return nil
	}
	stays, err := resident.OfPerson(ctx, tx, l.Person)
	if err != nil || len(stays) == 0 || !stays[0].Here() {
		return err
	}
	if len(stays) > 1 {
		left := stays[1].Left
		if was.Fact.On.Before(left) { // he came by a transfer, or again under the same decision: this stay began another day
			return nil
		}
		var f errs.Fields
		if now.Fact.On.Before(left) {
			f.Add("at", "measure.before_left", now.Fact.On.String(), left)
		}
		if err := f.Err("measure.bad_input"); err != nil {
			return err
		}
	}
	return resident.SinceIn(ctx, tx, stays[0], now.Fact.On)
}

// back gives who is in the facility again by a correction, because it took back how he had left, his stay again, and where he
// was out then. It comes before the facts are settled: what he is out for by law follows from them.
func (l Life) back(ctx context.Context, tx *store.Tx, after *term.Answer, n int) error {
	if !l.returns(after, n) {
		return nil
	}
	if err := resident.ReopenIn(ctx, tx, l.Person); err != nil {
		return err
	}
	return outing.ReopenIn(ctx, tx, l.Person)
}

// returns tells whether somebody lives here again by the last n events.
func (l Life) returns(after *term.Answer, n int) bool {
	m, runs := Running(after)
	return runs && m.State == law.CIJAFacility && l.stays(n) && !l.left()
}

// readmitted is the admission that the last n events tell of another day, as it was and as it is.
func (l Life) readmitted(n int) (was, now Event) {
	became := l.Became()
	for _, w := range l.Events[len(l.Events)-n:] {
		i := slices.IndexFunc(l.Events, func(x Event) bool { return x.ID == w.Withdraws })
		if i < 0 {
			continue
		}
		if e := became[w.Withdraws]; e.Fact.Type == term.JAAdmitted && e.Fact.On != l.Events[i].Fact.On {
			was, now = l.Events[i], e
		}
	}
	return was, now
}

// stays tells whether the last n events take back a leaving and tell of none.
func (l Life) stays(n int) bool {
	added := l.Events[len(l.Events)-n:]
	goes := func(e Event) bool {
		granted := e.Fact.Type != term.ConversionDecided || e.Fact.Approved
		return e.Withdraws == "" && granted && (leaves[e.Fact.Type] != "" || lets[e.Fact.Type])
	}
	if slices.ContainsFunc(added, goes) {
		return false
	}
	return slices.ContainsFunc(added, func(w Event) bool {
		return slices.ContainsFunc(l.Events, func(e Event) bool { return e.ID == w.Withdraws && goes(e) })
	})
}

// unfounded owes that somebody looks at once by what he is here of whom the file says from now on that the house never took
// him in, while he lives in it: who is held by nothing goes.
func unfounded(ctx context.Context, tx *store.Tx, ch Change, before, after *term.Answer) error {
	lives, err := unhouses(ctx, tx, ch.Person, before, after)
	if err != nil || !lives {
		return err
	}
	stays, err := resident.LatestOf(ctx, tx, []id.ID{ch.Person})
	if err != nil {
		return err
	}
	s := stays[ch.Person]
	_, err = duty.Open(ctx, tx, duty.Duty{
		Code: unfoundedStay, Subject: ch.Person, Cause: ch.ID, Number: -1, Facility: s.Facility, Unit: s.Facility,
		Due: duty.On(tx.Today()), Certainty: law.Inference.String(),
	})
	return err
}

// unhouses tells whether a correction would have the file say of somebody who lives here that the house never took him in, or
// that nobody decided that he be held.
func unhouses(ctx context.Context, tx *store.Tx, p id.ID, before, after *term.Answer) (bool, error) {
	was, _ := Running(before)
	is, runs := Running(after)
	undecided := !runs && len(after.Measures) < len(before.Measures) // the decision itself falls
	if was.State != law.CIJAFacility || is.State == law.CIJAFacility || !runs && !undecided {
		return false, nil
	}
	stays, err := resident.LatestOf(ctx, tx, []id.ID{p})
	s, known := stays[p]
	return known && s.Here(), err
}
