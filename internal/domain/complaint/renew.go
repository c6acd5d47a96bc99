package complaint

import (
	"context"
	"slices"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/pair"
	"guitu/internal/platform/store"
)

// propose keeps a new key of an office whose letters nobody can open, sealed to who proposes it. One alone could otherwise make
// himself the only reader of all that is written from then on.
func propose(ctx context.Context, tx *store.Tx, o Office, mine own, private []byte) error {
	if public, err := readBy(ctx, tx, o); err != nil || public != nil {
		return firstOf(err, errs.New(errs.Conflict, "complaint.key_stands"))
	}
	_, err := insertReader(ctx, tx, o, mine, private)
	return err
}

// Agree makes the new key of an office that another of its officers proposed within a day. What was written to the old one opens for
// nobody: who wrote is told so at his own page and writes again, and the duty to answer falls with the letter. It fails with
// complaint.no_reader (NotFound) where nobody proposes one, complaint.key_stands (Conflict) where somebody can open again, and as
// policy says: complaint.key, signed, and not by who proposed it.
func (k *Desk) Agree(ctx context.Context, key store.Key, o Office, reader id.ID) (err error) {
	defer errs.Wrap(&err, "complaint.Agree(%s)", reader)
	return k.enrol(ctx, key, o, func(tx *store.Tx) (id.ID, error) {
		all, err := readers(ctx, tx, o)
		if err != nil {
			return "", err
		}
		i := slices.IndexFunc(all, func(r Reader) bool { return r.ID == reader && r.Proposes && tx.Now().Before(r.At.Add(pair.Life)) })
		if i < 0 {
			return "", errs.New(errs.NotFound, "complaint.no_reader")
		}
		if all[i].Staff == actor.From(ctx).Staff {
			return "", errs.New(errs.Denied, "policy.denied")
		}
		if held, err := holds(ctx, tx, o, all[i].Staff); err != nil || !held {
			return "", firstOf(err, errs.New(errs.NotFound, "complaint.no_reader"))
		}
		if public, err := readBy(ctx, tx, o); err != nil || public != nil {
			return "", firstOf(err, errs.New(errs.Conflict, "complaint.key_stands"))
		}
		if err := turn(ctx, tx, o, all, i); err != nil {
			return "", err
		}
		return reader, fall(ctx, tx, o)
	})
}

// turn puts the proposed key in the place of the old one. Who held the old one has his own key still, and waits to be let in.
func turn(ctx context.Context, tx *store.Tx, o Office, all []Reader, i int) error {
	for n, r := range all {
		text, kind, args := `update complaint_reader set office_key = null, proposes = null, admitted_by = '', version = version + 1 where id = $1 and version = $2`, "complaint.reader_shut", []any{r.ID, r.Version}
		if n == i {
			text, kind = `update complaint_reader set proposes = null, admitted_by = $3, version = version + 1 where id = $1 and version = $2`, "complaint.reader_admitted"
			args = append(args, actor.From(ctx).Ref())
		}
		if err := store.Update(ctx, tx, text, args...); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, readerFact(kind, r.ID, r.Version+1)); err != nil {
			return err
		}
	}
	version, err := store.One(ctx, tx, store.Value[int64], `update complaint_office set public = $2, made_at = $3, version = version + 1 where id = $1 returning version`,
		string(o), all[i].proposes, store.Micros(tx.Now()))
	if err != nil {
		return err
	}
	return keyed(ctx, tx, o, version)
}

// fall ends the duties to answer what nobody can open any more.
func fall(ctx context.Context, tx *store.Tx, o Office) error {
	lost, err := store.Collect(ctx, tx, store.Value[id.ID], `select id from complaint_complaint where office = $1 and answered_at is null`, string(o))
	if err != nil {
		return err
	}
	for _, c := range lost {
		d, err := duty.Owed(ctx, tx, "", "complaint.answer", c)
		if errs.KindOf(err) == errs.NotFound {
			continue // the procurators owe the house nothing
		}
		if err != nil {
			return err
		}
		if err := duty.Lapse(ctx, tx, d, id.ID(o)); err != nil {
			return err
		}
	}
	return nil
}
