package export

import (
	"context"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

const (
	columns = `id, version, facility, unit, list, format, sealed, counted, requester, asked_at, state, decided_by, decided_at, taken_at`
	column  = "export_request.sealed"
)

// hidden is what of a request is sealed.
type hidden struct {
	Filters Filters
	Purpose string
}

func (k *Desk) insert(ctx context.Context, tx *store.Tx, q Request) error {
	key, err := k.vault.Create(ctx, tx, q.ID, seal.General)
	if err != nil {
		return err
	}
	sealed, err := key.SealValue(column, hidden{q.Filters, q.Purpose})
	if err != nil {
		return err
	}
	if err := store.Insert(ctx, tx, "export_request", []string{
		"id", "version", "facility", "unit", "list", "format", "sealed", "counted", "requester", "asked_at", "state", "decided_by", "decided_at", "taken_at",
	}, [][]any{{
		q.ID, q.Version, q.Facility, q.Unit, q.List, string(q.Format), sealed, q.Counted, q.Requester, store.Micros(q.Asked), string(q.State), q.DecidedBy, store.NullMicros(q.Decided), nil,
	}}); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Fact{
		Room: "export", Kind: "export.requested", Record: q.ID, Version: 1, Facility: q.Facility, Compartment: seal.General,
		Rows: []audit.Row{audit.Kept("export_request", q.ID)},
	})
}

func scan(s store.Scanner) (q Request, err error) {
	err = s.Scan(&q.ID, &q.Version, &q.Facility, &q.Unit, &q.List, &q.Format, &q.sealed, &q.Counted, &q.Requester, store.Instant(&q.Asked),
		&q.State, &q.DecidedBy, store.Instant(&q.Decided), store.Instant(&q.TakenAt))
	return q, err
}

func (k *Desk) get(ctx context.Context, tx *store.Tx, request id.ID) (Request, error) {
	q, err := store.One(ctx, tx, scan, `select `+columns+` from export_request where id = $1`, request)
	if errs.KindOf(err) == errs.NotFound {
		return q, errs.New(errs.NotFound, "export.no_request")
	}
	if err != nil {
		return q, err
	}
	all := []Request{q}
	err = k.open(ctx, tx, all)
	return all[0], err
}

// open opens what is sealed of some requests.
func (k *Desk) open(ctx context.Context, tx *store.Tx, all []Request) error {
	ids := make([]id.ID, len(all))
	for i, q := range all {
		ids[i] = q.ID
	}
	keys, err := k.vault.Keys(ctx, tx, ids, seal.General)
	if err != nil {
		return err
	}
	for i, q := range all {
		var h hidden
		if key := keys[q.ID]; key != nil {
			if err := key.OpenValue(column, q.sealed, &h); err != nil {
				return err
			}
		}
		all[i].Filters, all[i].Purpose = h.Filters, h.Purpose
	}
	return nil
}

func (k *Desk) list(ctx context.Context, page store.Page, conds ...store.Cond) (store.Slice[Request], error) {
	return store.Read(ctx, k.db, func(tx *store.Tx) (store.Slice[Request], error) {
		if actor.From(ctx).Kind == actor.Nobody {
			return store.Slice[Request]{}, errs.New(errs.Unauthenticated, "policy.nobody")
		}
		s, err := store.Select(ctx, tx, store.List{
			Columns: columns, From: "export_request", Where: conds, Sorts: map[string]store.Sort{"asked": store.By("asked_at")}, Default: "-asked", ID: "id",
		}, page, scan)
		if err != nil {
			return s, err
		}
		return s, k.open(ctx, tx, s.Rows)
	})
}
