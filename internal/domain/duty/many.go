package duty

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Begin is Reconcile for the clocks of persons who are all new to the house, in as few statements as it takes.
func Begin(ctx context.Context, tx *store.Tx, cs []Clock) (err error) {
	defer errs.Wrap(&err, "duty.Begin(%d)", len(cs))
	var all []Duty
	var facts []audit.Fact
	for _, c := range cs {
		opened, _, err := c.compare(tx, nil)
		if err != nil {
			return err
		}
		if len(opened) == 0 {
			continue
		}
		for i := range opened {
			opened[i].shutAlready(ctx, tx)
		}
		all = append(all, opened...)
		facts = append(facts, audit.Fact{
			Room: "duty", Kind: "duty.reconciled", Record: c.Subject, About: c.Subject,
			Facility: c.Facility, Compartment: seal.General, Rows: written(opened...),
		})
	}
	if len(all) == 0 {
		return nil
	}
	if err := policy.Derived(tx, "duty"); err != nil {
		return err
	}
	if err := insert(ctx, tx, all); err != nil {
		return err
	}
	return audit.Record(ctx, tx, facts...)
}

// OpenNew is Open for many duties whose causes arose in this transaction, so that none of them can be owed
// already.
func OpenNew(ctx context.Context, tx *store.Tx, ds []Duty) (err error) {
	defer errs.Wrap(&err, "duty.OpenNew(%d)", len(ds))
	if len(ds) == 0 {
		return nil
	}
	if err := policy.Derived(tx, "duty"); err != nil {
		return err
	}
	facts := make([]audit.Fact, len(ds))
	for i, d := range ds {
		if ds[i], err = d.completed(tx); err != nil {
			return err
		}
		ds[i].OpenedBy = ds[i].causer(ctx)
		d = ds[i]
		facts[i] = audit.Fact{
			Room: "duty", Kind: "duty.opened", Record: d.ID, Version: d.Version, About: d.Subject,
			Facility: d.Facility, Compartment: d.Compartment, Basis: d.Basis, Rows: written(d),
		}
	}
	if err := insert(ctx, tx, ds); err != nil {
		return err
	}
	return audit.Record(ctx, tx, facts...)
}
