package sealing

import (
	"context"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/person"
	"guitu/internal/platform/aside"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/flaw"
	"guitu/internal/platform/store"
)

// Mismarked are the sealings whose marks are not those of the numbers in the file that was sealed, and what marks lead to that
// is no sealing that was carried out. People are the rows of persons as they lie in boxes; a file whose box does not open is
// named by that. Of a single paper only this is told: its person goes on, and his numbers may be others now. It is for who
// proves the house, and asks no policy: what it answers names nobody.
func Mismarked(ctx context.Context, db *store.DB, v *seal.Vault, people []aside.Row) (out []id.ID, err error) {
	defer errs.Wrap(&err, "sealing.Mismarked")
	by := map[id.ID]aside.Row{}
	for _, p := range people {
		by[p.ID("id")] = p
	}
	type done struct{ sealing, person, document id.ID }
	all, err := store.Read(ctx, db, func(tx *store.Tx) ([]done, error) {
		if out, err = store.Collect(ctx, tx, store.Value[id.ID], `select distinct m.sealing from sealing_mark m where not exists
			(select 1 from sealing_sealing s where s.id = m.sealing and s.state = 'sealed') order by m.sealing`); err != nil {
			return nil, err
		}
		return store.Collect(ctx, tx, func(s store.Scanner) (d done, err error) { return d, s.Scan(&d.sealing, &d.person, &d.document) },
			`select id, person, document from sealing_sealing where state = 'sealed' order by id`)
	})
	for _, d := range all {
		row, opens := by[d.person]
		if d.document != "" || !opens {
			continue
		}
		meets, err := store.Read(ctx, db, func(tx *store.Tx) (bool, error) { return markedAs(ctx, tx, v, d.sealing, row) })
		if err != nil && !flaw.NotAsMade(err) && !errs.Is(err, "seal.no_key") {
			return nil, err
		}
		if !meets {
			out = append(out, d.sealing)
		}
	}
	return out, err
}

// markedAs holds the marks of a sealing against the numbers of its person.
func markedAs(ctx context.Context, tx *store.Tx, v *seal.Vault, sealing id.ID, row aside.Row) (bool, error) {
	stand, err := store.Collect(ctx, tx, store.Value[[]byte], `select token from sealing_mark where sealing = $1`, sealing)
	if err != nil {
		return false, err
	}
	keys, err := v.Peek(ctx, tx, row.ID("id"))
	if err != nil {
		return false, err
	}
	if keys[seal.General] == nil {
		return false, nil
	}
	who, err := person.Opened(keys[seal.General], row.Bytes("sealed"))
	if err != nil {
		return false, err
	}
	register, err := v.Peek(ctx, tx, register)
	if err != nil {
		return false, err
	}
	if register[seal.General] == nil {
		return false, nil
	}
	due := marksOf(register[seal.General], who)
	slices.SortFunc(due, slices.Compare)
	slices.SortFunc(stand, slices.Compare)
	return slices.EqualFunc(due, stand, slices.Equal), nil
}
