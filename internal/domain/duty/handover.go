package duty

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

// HandOver gives what is still owed of a person to the seats of another facility or brigade, as the consequence of an act
// already allowed: he is received there. What was done
// stays where it was done.
func HandOver(ctx context.Context, tx *store.Tx, subject, facility, unit id.ID) (err error) {
	defer errs.Wrap(&err, "duty.HandOver(%s)", subject)
	all, err := Of(ctx, tx, subject)
	if err != nil {
		return err
	}
	for _, d := range all {
		to := seatOf(d.Owner, facility, unit)
		if d.State != Pending || d.Facility == facility && d.Unit == to {
			continue
		}
		d.Facility, d.Unit = facility, to
		if err := save(ctx, tx, d); err != nil {
			return err
		}
		d.Version++ // as save wrote it
		if err := record(ctx, tx, "duty.reconciled", d); err != nil {
			return err
		}
	}
	return nil
}
