package measure

import (
	"context"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Transfer is somebody who arrives in another facility of the service and is received there. The measure goes on as it
// is: no fact of the clock says where it is served, and no day of it moves.
type Transfer struct {
	Person         id.ID
	Facility, Unit id.ID // where he is from now on
	Phase          resident.Phase
	Bed            id.ID // a free one of the brigade
	On             civil.Date
}

// TransferIn gives somebody into the charge of another facility, as a step of a larger act: the old stay and its bed end,
// the new ones begin, and with him goes what the clock owes. It fails with the fields of the bed and policy.denied.
func (k *Desk) TransferIn(ctx context.Context, tx *store.Tx, t Transfer) (err error) {
	defer errs.Wrap(&err, "measure.TransferIn(%s)", t.Person)
	l, err := k.life(ctx, tx, t.Person)
	if err != nil {
		return err
	}
	who, err := k.persons.Get(ctx, tx, t.Person)
	if err != nil {
		return err
	}
	if err := k.policy.Check(ctx, tx, policy.ResidentOpen, policy.Resource{Kind: "resident", Facility: t.Facility, Unit: t.Unit}); err != nil {
		return err
	}
	if err := policy.Derived(tx, "measure"); err != nil {
		return err
	}
	if err := outing.CloseIn(ctx, tx, t.Person, outing.Moved); err != nil {
		return err
	}
	if err := placement.LeaveIn(ctx, tx, t.Person); err != nil {
		return err
	}
	if err := resident.CloseIn(ctx, tx, t.Person, t.On); err != nil {
		return err
	}
	stay := resident.Resident{ID: id.New(), Person: t.Person, Facility: t.Facility, Unit: t.Unit, Phase: t.Phase, Admitted: t.On}
	if err := resident.New(k.db, k.policy).OpenIn(ctx, tx, []resident.Resident{stay}); err != nil {
		return err
	}
	a := placement.Arrival{Who: who, Facility: t.Facility, Unit: t.Unit, Phase: string(t.Phase), Bed: t.Bed}
	if err := placement.New(k.persons, k.db, k.vault, k.policy).LieIn(ctx, tx, a); err != nil {
		return err
	}
	l.Facility, l.Unit = t.Facility, t.Unit
	return k.again(ctx, tx, l, whoIs(who))
}
