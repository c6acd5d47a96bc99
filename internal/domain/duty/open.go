package duty

import (
	"context"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Open owes something: any room calls it in its own transaction, after its own act was allowed. What is
// owed already (same subject, code and cause) is owed once. The duty's seat, basis and due come from the
// caller, who knows the rule; its compartment and owner from the code when left empty.
//
// It fails with duty.unknown_code for a code that is not in the table.
func Open(ctx context.Context, tx *store.Tx, d Duty) (_ id.ID, err error) {
	defer errs.Wrap(&err, "duty.Open(%s)", d.Code)
	if d, err = d.completed(tx); err != nil {
		return "", err
	}
	if old, err := find(ctx, tx, d.Subject, d.Code, d.Cause); err == nil {
		return old.ID, nil
	} else if errs.KindOf(err) != errs.NotFound {
		return "", err
	}
	d.OpenedBy = d.causer(ctx)
	if err := insert(ctx, tx, []Duty{d}); err != nil {
		return "", err
	}
	return d.ID, record(ctx, tx, "duty.opened", d)
}

// completed fills what the table knows and what every new duty has.
func (d Duty) completed(tx *store.Tx) (Duty, error) {
	k, ok := KindOf(d.Code)
	if !ok {
		return d, errs.New(errs.Internal, "duty.unknown_code", string(d.Code))
	}
	if d.Owner == "" {
		d.Owner = k.Owner
	}
	if d.Compartment == "" {
		d.Compartment = k.Compartment
	}
	if d.ID == "" {
		d.ID = id.New()
	}
	if d.State == "" {
		d.State = Pending
	}
	d.Version, d.Opened = 1, tx.Now()
	return d, nil
}

// causer is whose act a duty comes out of, for those that he may not tick off. Of no other is it kept: who wrote a complaint
// stands in no row of the house.
func (d Duty) causer(ctx context.Context) string {
	if k, _ := KindOf(d.Code); !k.Apart() || actor.From(ctx).Kind != actor.Officer {
		return ""
	}
	return ref(ctx)
}

// Discharge closes a duty with its proof: the fact or document that did it. It was done now, or when the caller
// set d.Closed, as an older proof says. A duty that is closed already stays as it was closed.
func Discharge(ctx context.Context, tx *store.Tx, d Duty, evidence id.ID, note string) (err error) {
	defer errs.Wrap(&err, "duty.Discharge(%s)", d.ID)
	if d.State != Pending {
		return nil
	}
	if d.Closed.IsZero() {
		d.Closed = tx.Now()
	}
	d.State, d.Evidence, d.Note = closing(d.Due, d.Closed), evidence, note
	return shut(ctx, tx, d, "duty.discharged")
}

// Move lets an open duty be due at another moment, because what it waits for was promised anew. The zero Due is none.
func Move(ctx context.Context, tx *store.Tx, d Duty, due Due) (err error) {
	defer errs.Wrap(&err, "duty.Move(%s)", d.ID)
	if d.State != Pending || d.Due == due || d.Due.Moment().Equal(due.Moment()) {
		return nil
	}
	d.Due = due
	if err := save(ctx, tx, d); err != nil {
		return err
	}
	d.Version++ // as save wrote it
	return record(ctx, tx, "duty.reconciled", d)
}

// Again lets a closed duty be owed once more, because what closed it has not happened; due is until when.
func Again(ctx context.Context, tx *store.Tx, d Duty, due Due) (err error) {
	defer errs.Wrap(&err, "duty.Again(%s)", d.ID)
	d.State, d.Due, d.Closed, d.ClosedBy, d.Evidence, d.Note = Pending, due, time.Time{}, "", "", ""
	d.OpenedBy = d.causer(ctx)
	if err := save(ctx, tx, d); err != nil {
		return err
	}
	d.Version++ // as save wrote it
	return record(ctx, tx, "duty.reconciled", d)
}

// Renew is Open of what may have been owed before: what was done since, or fell, is owed once more.
func Renew(ctx context.Context, tx *store.Tx, d Duty) error {
	old, err := Owed(ctx, tx, d.Subject, d.Code, d.Cause)
	switch {
	case errs.KindOf(err) == errs.NotFound:
		_, err = Open(ctx, tx, d)
	case err == nil && old.State != Pending:
		err = Again(ctx, tx, old, d.Due)
	}
	return err
}

// Lapse closes a duty that is owed no longer, because what caused it is owed in another way from now on.
func Lapse(ctx context.Context, tx *store.Tx, d Duty, cause id.ID) (err error) {
	defer errs.Wrap(&err, "duty.Lapse(%s)", d.ID)
	if d.State != Pending {
		return nil
	}
	d.State, d.Evidence = Void, cause
	return shut(ctx, tx, d, "duty.reconciled")
}

// shut saves a closed duty and says so in the log.
func shut(ctx context.Context, tx *store.Tx, d Duty, kind string) error {
	if d.Closed.IsZero() {
		d.Closed = tx.Now()
	}
	d.ClosedBy = ref(ctx)
	if err := save(ctx, tx, d); err != nil {
		return err
	}
	d.Version++ // as save wrote it
	return record(ctx, tx, kind, d)
}

// record writes the fact that a duty was opened or closed, as it stands in its table now: a consequence of an
// act already allowed in this transaction.
func record(ctx context.Context, tx *store.Tx, kind string, d Duty) error {
	if err := policy.Derived(tx, "duty"); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Fact{
		Room: "duty", Kind: kind, Record: d.ID, Version: d.Version, About: d.Subject,
		Facility: d.Facility, Compartment: d.Compartment, Basis: d.Basis, Rows: written(d),
	})
}
