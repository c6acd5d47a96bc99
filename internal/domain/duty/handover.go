package duty

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

// HandOver gives what is still owed of a person to the seats of another facility or brigade, as the consequence of an act
// already allowed: he is received there. What was done stays where it was done, and so does what is owed of it (Kind.Stays).
func HandOver(ctx context.Context, tx *store.Tx, subject, facility, unit id.ID) (err error) {
	defer errs.Wrap(&err, "duty.HandOver(%s)", subject)
	all, err := Of(ctx, tx, subject)
	if err != nil {
		return err
	}
	for _, d := range all {
		k, _ := KindOf(d.Code)
		to := seatOf(d.Owner, facility, unit)
		if k.Stays || d.State != Pending || d.Facility == facility && d.Unit == to {
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

// Named gives a person what was owed of him before he had a file: the steps that led there are its causes. His page, and
// who may see it, find it from then on.
func Named(ctx context.Context, tx *store.Tx, subject id.ID, causes []id.ID) (err error) {
	defer errs.Wrap(&err, "duty.Named(%s)", subject)
	list, args := store.In(1, causes)
	rows, err := store.Collect(ctx, tx, scan, selectDuty+`where subject = '' and cause in `+list+` order by id`, args...)
	if err != nil {
		return err
	}
	for _, d := range rows {
		if err := store.Update(ctx, tx, `update duty_duty set version = version + 1, subject = $3 where id = $1 and version = $2`,
			d.ID, d.Version, subject); err != nil {
			return err
		}
		d.Version, d.Subject = d.Version+1, subject
		if err := record(ctx, tx, "duty.reconciled", d); err != nil {
			return err
		}
	}
	return nil
}
