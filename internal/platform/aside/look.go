package aside

import (
	"context"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/flaw"
	"guitu/internal/platform/store"
)

// Looked is what Look saw of the boxes.
type Looked struct {
	Flawed []id.ID        // boxes that are not whole, or hold other rows than went into them
	Rows   []Row          // of the tables that were asked for
	Held   map[id.ID]bool // the boxes, and every row that lies in one: whose keys the escrow has
}

// Look opens every box, for who proves the house: each piece is there and opens, and every row that a fact digested is the
// one that went in. For who holds the database can make a box that opens, by the public half of the escrow; he cannot make
// rows of it that the elements beside it are of. An error means that it could not look.
func Look(ctx context.Context, db *store.DB, v *seal.Vault, tables ...string) (l Looked, err error) {
	defer errs.Wrap(&err, "aside.Look")
	l.Held = map[id.ID]bool{}
	all, err := store.Read(ctx, db, func(tx *store.Tx) ([]id.ID, error) {
		return store.Collect(ctx, tx, store.Value[id.ID], `select id from aside_box order by id`)
	})
	if err != nil {
		return l, err
	}
	for _, box := range all {
		whole, err := store.Read(ctx, db, func(tx *store.Tx) (bool, error) { return l.box(ctx, tx, v, box, tables) })
		if flaw.NotAsMade(err) || errs.Is(err, "aside.broken") || errs.Is(err, "aside.no_box") {
			whole, err = false, nil
		}
		if err != nil {
			return l, err
		}
		if !whole {
			l.Flawed = append(l.Flawed, box)
		}
	}
	return l, nil
}

// box holds the rows of one box against its elements.
func (l *Looked) box(ctx context.Context, tx *store.Tx, v *seal.Vault, box id.ID, tables []string) (whole bool, err error) {
	rows, err := Open(ctx, tx, v, box)
	if err != nil {
		return false, err
	}
	elements, err := store.One(ctx, tx, store.Value[[]byte], `select elements from aside_box where id = $1`, string(box))
	if err != nil {
		return false, err
	}
	kept := audit.ElementsOf(elements)
	l.Held[box] = true
	var people []*seal.Key // under whose keys the rows of their files are digested
	for _, r := range rows {
		l.Held[r.ID("id")] = true
		if slices.Contains(tables, r.Table) {
			l.Rows = append(l.Rows, r)
		}
		if r.Table == "person_person" {
			if people, err = keysOf(ctx, tx, v, people, r.ID("id")); err != nil {
				return false, err
			}
		}
	}
	for _, r := range rows {
		keys := slices.Insert(slices.Clone(people), 0, nil)
		names, values := r.plain()
		for own := false; ; own = true {
			met, err := kept.Meets(tx, r.Table, names, values, keys)
			if err != nil {
				return false, err
			}
			if met || own {
				break
			}
			if keys, err = keysOf(ctx, tx, v, nil, r.ID("id")); err != nil {
				return false, err
			}
		}
	}
	delete(l.Held, "") // of rows that have no id
	return kept.AllMet(), nil
}

// keysOf adds the keys of a record that was sealed away; it may have none.
func keysOf(ctx context.Context, tx *store.Tx, v *seal.Vault, to []*seal.Key, record id.ID) ([]*seal.Key, error) {
	keys, err := v.Peek(ctx, tx, record)
	if err != nil && !errs.Is(err, "seal.no_key") {
		return nil, err
	}
	for _, k := range keys {
		to = append(to, k)
	}
	return to, nil
}

// plain is the row as it stood.
func (r Row) plain() (names []string, values []any) {
	for name, v := range r.values {
		names, values = append(names, name), append(values, v.plain())
	}
	return names, values
}
