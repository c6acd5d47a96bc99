package outing

import (
	"context"
	"slices"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// What had ended with something that has not happened goes on as it was: where he is, with whom, and until when. Nobody came
// back in between, so nobody is put into a bed, and the day on which he is due is the one that was approved.

// stood finds the outing that goes on by the fold in the place of the one that ends with it; it is the name of a new one where
// none stood before. Whom the law has out by a fact again is out as he was by it. Whom it has out by nothing, because what it
// said was a mistake, is out for what had given way to the mistake.
func (s Standing) stood(ctx context.Context, tx *store.Tx, ends Outing) (_ Outing, ok bool, err error) {
	all, err := Of(ctx, tx, s.Person)
	if err != nil {
		return Outing{}, false, err
	}
	find := func(is func(Outing) bool) (x Outing, ok bool) {
		if i := slices.IndexFunc(all, func(x Outing) bool { return !x.Until.IsZero() && !x.Void && is(x) }); i >= 0 {
			return all[i], true
		}
		return Outing{ID: id.New()}, false
	}
	if s.Kind != "" {
		x, ok := find(func(x Outing) bool {
			return x.Fact == s.Fact || ends.ID != "" && x.GaveWay == ends.ID && x.Kind == s.Kind && !s.counts(ends) // his fact was told anew meanwhile
		})
		x.Fact, x.From, x.Facility, x.Unit = s.Fact, s.from(x), s.Facility, s.Unit
		return x, ok, nil
	}
	stays, err := resident.LatestOf(ctx, tx, []id.ID{s.Person})
	stay := stays[s.Person]
	if err != nil || !stay.Here() {
		return Outing{}, false, err
	}
	for ends.ID != "" && !s.counts(ends) {
		if ends, ok = find(func(x Outing) bool { return x.GaveWay == ends.ID }); !ok {
			break
		}
		if ends.Fact == "" {
			ends.Facility, ends.Unit = stay.Facility, stay.Unit
			return ends, true, nil
		}
	}
	return Outing{}, false, nil
}

// goesOn opens an outing again, with what it owed.
func goesOn(ctx context.Context, tx *store.Tx, o Outing) error {
	o.Until, o.Ended, o.GaveWay, o.ClosedBy = time.Time{}, "", "", ""
	if err := save(ctx, tx, &o); err != nil {
		return err
	}
	if err := record(ctx, tx, "outing.settled", o); err != nil {
		return err
	}
	return owe(ctx, tx, o)
}

// AgainIn has somebody out as he was by the latest outing of a kind, as a consequence of an act already allowed: that he came back
// from it was taken back. Who is out already is where he is.
func AgainIn(ctx context.Context, tx *store.Tx, person id.ID, kind Kind) error {
	all, err := Of(ctx, tx, person)
	if err != nil || slices.ContainsFunc(all, func(o Outing) bool { return o.Until.IsZero() }) {
		return err
	}
	all = slices.DeleteFunc(all, func(o Outing) bool { return o.Kind != kind || o.Void })
	if len(all) == 0 {
		return nil
	}
	if err := policy.Derived(tx, "outing"); err != nil {
		return err
	}
	return goesOn(ctx, tx, slices.MaxFunc(all, func(a, b Outing) int { return a.From.Compare(b.From) }))
}

// OverIn says of a transfer that it is over, whatever he is out by since: it does not go on when that was a mistake.
func OverIn(ctx context.Context, tx *store.Tx, person id.ID) error {
	all, err := Of(ctx, tx, person)
	if err != nil {
		return err
	}
	for _, o := range all {
		if o.Kind != Transfer || o.GaveWay == "" {
			continue
		}
		if err := policy.Derived(tx, "outing"); err != nil {
			return err
		}
		o.GaveWay = ""
		if err := save(ctx, tx, &o); err != nil {
			return err
		}
		if err := record(ctx, tx, "outing.settled", o); err != nil {
			return err
		}
	}
	return nil
}

// ReopenIn lets the outing go on from which somebody did not come back because his stay ended, as a consequence of an act
// already allowed: two officers have taken back the release, or the death, that ended it. A transfer does not: its package was
// taken back, and another is made.
func ReopenIn(ctx context.Context, tx *store.Tx, person id.ID) error {
	stays, err := resident.LatestOf(ctx, tx, []id.ID{person})
	stay, known := stays[person]
	if err != nil || !known || !stay.Here() {
		return err
	}
	all, err := Of(ctx, tx, person)
	if err != nil || len(all) == 0 {
		return err
	}
	o := slices.MaxFunc(all, func(a, b Outing) int { return a.Until.Compare(b.Until) }) // the last one that ended
	left := slices.Contains([]End{Died, Released, Annulled, Gone}, o.Ended)
	if !left || o.Void || o.Kind == Transfer || civil.DateOf(o.From).Before(stay.Admitted) {
		return nil
	}
	if err := policy.Derived(tx, "outing"); err != nil {
		return err
	}
	return goesOn(ctx, tx, o)
}
