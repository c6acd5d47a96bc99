package sealing

import (
	"context"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

const (
	saidColumn   = "sealing_sealing.sealed"
	wantedColumn = "sealing_opening.sealed"
)

const columns = `id, version, number, person, document, facility, unit, ground, state, box, gone, sealed, asked_at, asked_by, settled_at, settled_by`

func scan(s store.Scanner) (x Sealing, err error) {
	err = s.Scan(&x.ID, &x.Version, &x.Number, &x.Person, &x.Document, &x.Facility, &x.Unit, &x.Ground, &x.State, &x.Box, &x.Gone, &x.sealed,
		store.Instant(&x.Asked), &x.By, store.Instant(&x.Settled), &x.Settler)
	return x, err
}

func get(ctx context.Context, tx *store.Tx, sealing id.ID) (Sealing, error) {
	s, err := store.One(ctx, tx, scan, `select `+columns+` from sealing_sealing where id = $1`, sealing)
	if errs.KindOf(err) == errs.NotFound {
		err = errs.New(errs.NotFound, "sealing.not_found")
	}
	return s, err
}

func (k *Desk) insert(ctx context.Context, tx *store.Tx, s Sealing) error {
	waits, err := store.One(ctx, tx, store.Value[int], `select count(*) from sealing_sealing where person = $1 and document = $2 and state = 'asked'`, s.Person, s.Document)
	if err != nil {
		return err
	}
	if waits > 0 {
		return errs.New(errs.Conflict, "sealing.asked_already")
	}
	key, err := k.vault.Create(ctx, tx, s.ID, seal.General)
	if err != nil {
		return err
	}
	sealed, err := key.SealValue(saidColumn, s.Said)
	if err != nil {
		return err
	}
	return store.Insert(ctx, tx, "sealing_sealing", strings.Split(columns, ", "), [][]any{{
		s.ID, 1, s.Number, s.Person, s.Document, s.Facility, s.Unit, s.Ground, s.State, "", 0, sealed, store.Micros(s.Asked), s.By, nil, "",
	}})
}

func save(ctx context.Context, tx *store.Tx, s Sealing, seen int64) error {
	return store.Update(ctx, tx, `update sealing_sealing set version = version + 1, state = $3, box = $4, gone = $5, settled_at = $6, settled_by = $7
		where id = $1 and version = $2`, s.ID, seen, s.State, s.Box, s.Gone, store.Micros(s.Settled), s.Settler)
}

const openingColumns = `id, version, number, facility, purpose, state, letter, sealed, asked_at, asked_by, settled_at, settled_by, until_at, closed_at, sealings`

func scanOpening(s store.Scanner) (o Opening, err error) {
	var sealings string
	err = s.Scan(&o.ID, &o.Version, &o.Number, &o.Facility, &o.Purpose, &o.State, &o.Letter, &o.sealed, store.Instant(&o.Asked), &o.By,
		store.Instant(&o.Settled), &o.Settler, store.Instant(&o.Until), store.Instant(&o.ClosedAt), &sealings)
	for _, x := range strings.Split(sealings, ",") {
		if x != "" {
			o.Sealings = append(o.Sealings, id.ID(x))
		}
	}
	return o, err
}

func getOpening(ctx context.Context, tx *store.Tx, opening id.ID) (Opening, error) {
	o, err := store.One(ctx, tx, scanOpening, `select `+openingColumns+` from sealing_opening where id = $1`, opening)
	if errs.KindOf(err) == errs.NotFound {
		err = errs.New(errs.NotFound, "sealing.not_found")
	}
	return o, err
}

func (k *Desk) insertOpening(ctx context.Context, tx *store.Tx, o Opening) error {
	key, err := k.vault.Create(ctx, tx, o.ID, seal.General)
	if err != nil {
		return err
	}
	sealed, err := key.SealValue(wantedColumn, o.Wanted)
	if err != nil {
		return err
	}
	return store.Insert(ctx, tx, "sealing_opening", strings.Split(openingColumns, ", "), [][]any{{
		o.ID, 1, o.Number, o.Facility, o.Purpose, o.State, o.Letter, sealed, store.Micros(o.Asked), o.By, nil, "", nil, nil, "",
	}})
}

func saveOpening(ctx context.Context, tx *store.Tx, o Opening, seen int64) error {
	ids := make([]string, len(o.Sealings))
	for i, s := range o.Sealings {
		ids[i] = string(s)
	}
	return store.Update(ctx, tx, `update sealing_opening set version = version + 1, state = $3, settled_at = $4, settled_by = $5, until_at = $6,
		closed_at = $7, sealings = $8 where id = $1 and version = $2`,
		o.ID, seen, o.State, store.NullMicros(o.Settled), o.Settler, store.NullMicros(o.Until), store.NullMicros(o.ClosedAt), strings.Join(ids, ","))
}

// openWanted opens what was typed, as long as it is not under the escrow.
func (k *Desk) openWanted(ctx context.Context, tx *store.Tx, o *Opening) error {
	key, err := k.vault.Key(ctx, tx, o.ID, seal.General)
	if errs.Is(err, "seal.no_key") {
		return nil
	} else if err != nil {
		return err
	}
	return key.OpenValue(wantedColumn, o.sealed, &o.Wanted)
}
