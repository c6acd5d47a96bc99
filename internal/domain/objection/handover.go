package objection

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// HandOver gives what still waits for an answer to the facility that has received its person, as a step of the act by which he
// is received: his file is there now, and who does not keep it cannot look whether he is right. What was answered stays where
// it was answered. The duty goes along with the others of him (duty.HandOver).
func (k *Desk) HandOver(ctx context.Context, tx *store.Tx, person, facility, unit id.ID) (err error) {
	defer errs.Wrap(&err, "objection.HandOver(%s)", person)
	waiting, err := store.Collect(ctx, tx, scan, selectObjection+`where person = $1 and answered_at is null order by id`, person)
	if err != nil || len(waiting) == 0 {
		return err
	}
	if err := policy.Derived(tx, "objection"); err != nil {
		return err
	}
	for _, o := range waiting {
		if err := k.move(ctx, tx, o, facility, unit); err != nil {
			return err
		}
	}
	return nil
}

func (k *Desk) move(ctx context.Context, tx *store.Tx, o Objection, facility, unit id.ID) error {
	key, err := k.vault.Key(ctx, tx, o.ID, seal.General)
	if err != nil {
		return err
	}
	if err := store.Update(ctx, tx, `update objection_objection set facility = $3, unit = $4, version = version + 1 where id = $1 and version = $2`,
		o.ID, o.Version, facility, unit); err != nil {
		return err
	}
	o.Version, o.Facility, o.Unit = o.Version+1, facility, unit
	return audit.Record(ctx, tx, o.fact("objection.handed_over", key))
}
