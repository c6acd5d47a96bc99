package aside

import (
	"context"
	"slices"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Table is one table of which rows go: its digests as verify knows them, and which rows.
type Table struct {
	audit.Table
	Where  string   // SQL over t; $1 is the record whose rows go. "" for the versions of every row that goes
	Keys   []string // columns that name a row; id where empty
	Silent bool     // no fact digests its rows: caches, tokens, versions
	Lost   bool     // its rows are not kept: what can be computed again, such as search tokens
}

// Order says what is taken for whom.
type Order struct {
	Box      id.ID
	Tables   []Table // children before the rows that they refer to
	Records  []id.ID // for whom: the person first, then who is here only because of him
	Facility id.ID
	Basis    string
	Purpose  string
}

// row is one row as it lies in a box.
type row struct {
	Table   string
	Columns []string
	Values  []value
}

// taking is an order under way.
type taking struct {
	Order
	vault    *seal.Vault
	rows     []row
	elements []byte
	ids      []id.ID             // of every row that goes
	seen     map[string]bool     // table/key
	gone     map[string][][]any  // table → keys of its rows
	rooms    map[string]struct{} // that lose rows
}

// Take takes rows away. The act was checked by the caller, whose room policy.SetAside names. It tells how many rows went.
func Take(ctx context.Context, tx *store.Tx, v *seal.Vault, o Order) (n int, err error) {
	defer errs.Wrap(&err, "aside.Take(%s)", o.Box)
	t := &taking{Order: o, vault: v, ids: slices.Clone(o.Records), seen: map[string]bool{}, gone: map[string][][]any{}, rooms: map[string]struct{}{}}
	for _, table := range o.Tables {
		if err := t.read(ctx, tx, table); err != nil {
			return 0, err
		}
	}
	if err := t.keep(ctx, tx); err != nil {
		return 0, err
	}
	// Keys last: until here they were needed to see what the log says of the rows.
	for _, record := range append(t.ids, o.Box) {
		if _, err := v.SealAway(ctx, tx, record); err != nil {
			return 0, err
		}
	}
	for _, table := range o.Tables {
		if err := t.remove(ctx, tx, table); err != nil {
			return 0, err
		}
	}
	return len(t.rows), t.record(ctx, tx)
}

// read reads what goes of one table.
func (t *taking) read(ctx context.Context, tx *store.Tx, table Table) error {
	if table.Where != "" {
		for _, record := range t.Records {
			if err := t.add(ctx, tx, table, store.Where(table.Where, string(record))); err != nil {
				return err
			}
		}
		return nil
	}
	for part := range slices.Chunk(t.ids, 500) {
		in, args := store.In(1, part)
		if err := t.add(ctx, tx, table, store.Where("t.record in "+in, args...)); err != nil {
			return err
		}
	}
	return nil
}

func (t *taking) add(ctx context.Context, tx *store.Tx, table Table, where store.Cond) error {
	if table.Silent {
		table.Owner, table.Part = "", "" // no digest is wanted of it, and no key
	}
	found, err := audit.Standings(ctx, tx, t.vault, table.Table, where)
	if err != nil {
		return err
	}
	room, _, _ := strings.Cut(table.Name, "_")
	for _, s := range found {
		r := row{Table: table.Name, Columns: s.Columns}
		for _, x := range s.Values {
			r.Values = append(r.Values, valueOf(x))
		}
		keys, name := r.named(table)
		if t.seen[name] {
			continue
		}
		t.seen[name] = true
		t.gone[table.Name] = append(t.gone[table.Name], keys)
		t.rooms[room] = struct{}{}
		if s.ID != "" {
			t.ids = append(t.ids, s.ID)
		}
		if !table.Silent {
			t.elements = append(t.elements, s.Element...)
		}
		if !table.Lost {
			t.rows = append(t.rows, r)
		}
	}
	return nil
}

// named is the key of a row, as arguments and as a text that tells rows apart.
func (r row) named(table Table) (keys []any, name string) {
	name = table.Name
	for _, c := range table.keys() {
		i := slices.Index(r.Columns, c)
		x := r.Values[i].plain()
		keys = append(keys, x)
		name += "\x00" + r.Values[i].text()
	}
	return keys, name
}

func (t Table) keys() []string {
	if len(t.Keys) == 0 {
		return []string{"id"}
	}
	return t.Keys
}

// remove deletes the rows of one table, by their keys and by nothing else.
func (t *taking) remove(ctx context.Context, tx *store.Tx, table Table) error {
	columns := table.keys()
	list := t.gone[table.Name]
	delete(t.gone, table.Name) // a table may be named twice, for two reasons
	if len(columns) == 1 {
		for part := range slices.Chunk(list, 500) {
			names := make([]any, len(part))
			for i, k := range part {
				names[i] = k[0]
			}
			in, args := store.In(1, names)
			if err := deleted(ctx, tx, len(part), "delete from "+table.Name+" where "+columns[0]+" in "+in, args...); err != nil {
				return err
			}
		}
		return nil
	}
	conds := make([]string, len(columns))
	for i, c := range columns {
		conds[i] = c + " = $" + string(rune('1'+i))
	}
	for _, keys := range list {
		if err := deleted(ctx, tx, 1, "delete from "+table.Name+" where "+strings.Join(conds, " and "), keys...); err != nil {
			return err
		}
	}
	return nil
}

func deleted(ctx context.Context, tx *store.Tx, want int, text string, args ...any) error {
	n, err := tx.Exec(ctx, text, args...)
	if err == nil && n != int64(want) {
		err = errs.New(errs.Internal, "aside.not_as_read", want, n)
	}
	return err
}

// record says in every room that rows of it went: which, is in the box. The digest proves nothing but that the house did it;
// of what shape the rows were stays in the elements of the box.
func (t *taking) record(ctx context.Context, tx *store.Tx) error {
	rooms := []string{"aside"}
	for room := range t.rooms {
		rooms = append(rooms, room)
	}
	slices.Sort(rooms)
	if err := policy.SetAside(tx, rooms...); err != nil {
		return err
	}
	digest, err := tx.Digest("aside", []byte(t.Box))
	if err != nil {
		return err
	}
	facts := make([]audit.Fact, len(rooms))
	for i, room := range rooms {
		facts[i] = audit.Fact{
			Room: room, Kind: "aside.taken", Record: t.Box, Version: 1, About: t.Records[0], Facility: t.Facility,
			Compartment: seal.General, Basis: t.Basis, Purpose: t.Purpose, Digest: digest,
		}
		if room == "aside" {
			facts[i].Rows = []audit.Row{audit.Kept("aside_box", t.Box)}
		}
	}
	return audit.Record(ctx, tx, facts...)
}
