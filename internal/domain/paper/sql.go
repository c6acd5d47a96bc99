package paper

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

const columns = `id, version, kind, number, facility, unit, person, record, compartment, issued_at, issued_by, states, state,
	void_at, void_by, replaces, replaced_by, stale`

const selectPaper = `select ` + columns + ` from paper_paper `

func (p *Paper) fields() []any {
	return []any{
		&p.ID, &p.Version, &p.Kind, &p.Number, &p.Facility, &p.Unit, &p.Person, &p.Record, &p.Compartment, store.Instant(&p.Issued), &p.By,
		store.Day(&p.States), &p.State, store.Instant(&p.Voided), &p.VoidedBy, &p.Replaces, &p.ReplacedBy, &p.Stale,
	}
}

func scan(s store.Scanner) (p Paper, err error) { return p, s.Scan(p.fields()...) }

// sealedRow is a paper with its sealed columns.
type sealedRow struct {
	Paper
	sheet, said, reason []byte
}

func scanSealed(s store.Scanner) (r sealedRow, err error) {
	return r, s.Scan(append(r.fields(), &r.sheet, &r.said, &r.reason)...)
}

func get(ctx context.Context, tx *store.Tx, paper id.ID) (Paper, error) {
	p, err := store.One(ctx, tx, scan, selectPaper+`where id = $1`, paper)
	if errs.Is(err, "store.not_found") {
		return p, errs.New(errs.NotFound, "paper.not_found")
	}
	return p, err
}

func getSealed(ctx context.Context, tx *store.Tx, paper id.ID) (sealedRow, error) {
	r, err := store.One(ctx, tx, scanSealed, `select `+columns+`, sheet, said, reason from paper_paper where id = $1`, paper)
	if errs.Is(err, "store.not_found") {
		return r, errs.New(errs.NotFound, "paper.not_found")
	}
	return r, err
}

func insert(ctx context.Context, tx *store.Tx, p Paper, sheet, said []byte) error {
	return store.Insert(ctx, tx, "paper_paper", []string{
		"id", "version", "kind", "number", "facility", "unit", "person", "record", "compartment", "issued_at", "issued_by",
		"states", "state", "void_at", "void_by", "replaces", "replaced_by", "stale", "sheet", "said",
	}, [][]any{{
		p.ID, p.Version, p.Kind, p.Number, p.Facility, p.Unit, p.Person, p.Record, p.Compartment, store.Micros(p.Issued), p.By,
		store.DayArg(p.States), p.State, nil, "", p.Replaces, "", "", sheet, said,
	}})
}

// save writes what can change of a paper, if nobody changed it meanwhile; a reason that is given already stays.
func save(ctx context.Context, tx *store.Tx, p Paper, reason []byte) error {
	return store.Update(ctx, tx, `update paper_paper set version = version + 1, state = $3, void_at = $4, void_by = $5, replaced_by = $6,
		stale = $7, reason = coalesce($8, reason), person = $9, unit = $10 where id = $1 and version = $2`,
		p.ID, p.Version, p.State, store.NullMicros(p.Voided), p.VoidedBy, p.ReplacedBy, p.Stale, reason, p.Person, p.Unit)
}
