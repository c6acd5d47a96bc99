package audit

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/flaw"
	"guitu/internal/platform/store"
)

// Table is a table whose rows the facts digest.
type Table struct {
	Name  string
	Owner string // SQL over t of the record under whose key its rows were digested; "" for the house's key
	Part  string // SQL over t of the compartment of that key; "" for the general one
	Month bool   // its rows are kept by month and id
	Loose bool   // its rows also change by themselves, without a fact: only that they are there is looked at
	Only  string // some of its columns, by blanks, of which facts say more than that the row is there (KeptOf); it stands in the list a second time
	Words bool   // its rows are named by words, not by ids that somebody made
	Goes  bool   // its rows also come and go by themselves: a fact tells of an act upon one, and nothing of what became of it
}

// What VerifyRows can find wrong.
const (
	RowChanged = "row_changed" // Row is not as the last fact about it left it
	RowStands  = "row_stands"  // Row is in its table, though its record counts as sealed away: a sealing takes rows along
	RowUnsaid  = "row_unsaid"  // no fact tells of Row: it was slipped in
	RowGone    = "row_removed" // the row that Fact was the last to write is not there
	KeyGone    = "key_gone"    // the key of the record Row is not there, nor is it sealed away
	FoundOff   = "found_off"   // what the person Row is found by is not what his row makes
	SealBroken = "seal_broken" // something sealed of the record Row does not open
)

// RowFinding is a row that is not what the log says.
type RowFinding struct {
	Table string
	Row   id.ID
	What  string
	Fact  id.ID // of a row that is gone: who wrote it last
}

// Key is the finding's words in the catalogue; {0} is the table, {1} the row or the fact.
func (f RowFinding) Key() string { return "audit.finding." + f.What }

// RowReport is what VerifyRows saw.
type RowReport struct {
	Rows     int64
	Closed   int64        // rows that nobody can look at, because their person's file is sealed away
	Findings []RowFinding // at most 100
}

const (
	rowsPage    = "1000"
	tagsInHand  = 4 << 20 // what the facts say of so many rows is held at once; more are looked at in several passes
	mostRowsBad = 100
)

// rowCheck holds one share of the rows against what the facts say of them. Rows fall into shares by their tag.
type rowCheck struct {
	vault         *seal.Vault
	tables        []Table
	away          []Away
	share, shares uint32
	said          map[tag][macSize]byte
	blank         map[tag]bool   // what was kept of rows that were sealed away, without a digest
	gone          map[under]bool // keys that are missing, told once
	report        *RowReport
}

// Away gives what was kept of rows that a sealing took away: in which row of which table, and the elements one after the
// other (Standing.Element).
type Away func(ctx context.Context, tx *store.Tx, each func(table string, row id.ID, elements []byte)) error

// VerifyRows digests every row of some tables again and holds it against the last fact about it. Tables must be all whose
// rows facts digest; what a fact says of another's rows is found missing. Rows that were sealed away are held against what
// was kept of them, and counted as closed. Each pass reads one snapshot and may run
// beside the business. An error means that it could not look.
func VerifyRows(ctx context.Context, db *store.DB, v *seal.Vault, tables []Table, away ...Away) (r RowReport, err error) {
	defer errs.Wrap(&err, "audit.VerifyRows")
	elements, err := store.Read(ctx, db, func(tx *store.Tx) (int64, error) {
		return store.One(ctx, tx, store.Value[int64], `select coalesce(sum(length(digest)), 0) from audit_fact`)
	})
	if err != nil {
		return r, err
	}
	shares := uint32(elements/elementSize/tagsInHand) + 1
	gone := map[under]bool{}
	for share := range shares {
		c := &rowCheck{vault: v, tables: tables, away: away, share: share, shares: shares, gone: gone, report: &r}
		if _, err := store.Read(ctx, db, func(tx *store.Tx) (int, error) { return 0, c.run(ctx, tx) }); err != nil {
			return r, err
		}
	}
	return r, nil
}

func (c *rowCheck) mine(t tag) bool {
	return (uint32(t[0])<<16|uint32(t[1])<<8|uint32(t[2]))%c.shares == c.share
}

func (c *rowCheck) run(ctx context.Context, tx *store.Tx) error {
	c.said, c.blank = map[tag][macSize]byte{}, map[tag]bool{}
	err := c.facts(ctx, tx, func(t tag, f said) { c.said[t] = f.mac })
	if err != nil {
		return err
	}
	for _, t := range c.tables {
		if t.Goes {
			continue
		}
		if err := c.table(ctx, tx, t); err != nil {
			return err
		}
	}
	for _, away := range c.away {
		if err := away(ctx, tx, c.sealed); err != nil {
			return err
		}
	}
	return c.missing(ctx, tx)
}

// sealed holds rows that were sealed away against what was last said of them: as they stood when they went. One that stands
// in its table again, or that no fact tells of, is not looked at here.
func (c *rowCheck) sealed(table string, row id.ID, elements []byte) {
	for e := elements; len(e) >= elementSize; e = e[elementSize:] {
		t := tag(e[:tagSize])
		was, ok := c.said[t]
		if !ok || !c.mine(t) {
			continue
		}
		mac := [macSize]byte(e[tagSize:elementSize])
		if mac == ([macSize]byte{}) { // for a table without digests only: missing tells which it is
			c.blank[t] = true
			continue
		}
		delete(c.said, t)
		c.report.Rows++
		c.report.Closed++
		if mac != was {
			c.found(RowFinding{Table: table, Row: row, What: RowChanged})
		}
	}
}

// missing looks for what facts say of rows that are not there. One that the house took away, and recorded as an empty row,
// is not missed.
func (c *rowCheck) missing(ctx context.Context, tx *store.Tx) error {
	if len(c.said) == 0 {
		return nil
	}
	last := map[tag]said{}
	if err := c.facts(ctx, tx, func(t tag, f said) {
		if _, ok := c.said[t]; ok {
			last[t] = f
		}
	}); err != nil {
		return err
	}
	for t, f := range last {
		away, err := c.takenAway(tx, t, f)
		if err != nil {
			return err
		}
		if !away {
			c.found(RowFinding{What: RowGone, Fact: f.fact})
		}
	}
	return nil
}

func (c *rowCheck) takenAway(tx *store.Tx, t tag, f said) (bool, error) {
	for _, x := range c.tables {
		r := Row{table: x.Name, key: "id", id: f.record}
		if r.tag() != t {
			continue
		}
		if x.Goes || x.Loose && c.blank[t] {
			return true, nil
		}
		mac, err := r.mac(tx, nil)
		return err == nil && string(mac) == string(f.mac[:]), err
	}
	return false, nil
}

// said is what a fact says of a row.
type said struct {
	fact, record id.ID
	mac          [macSize]byte
}

// facts goes through what the facts say of the rows of this share, in their order.
func (c *rowCheck) facts(ctx context.Context, tx *store.Tx, say func(tag, said)) error {
	type fact struct {
		said
		digest []byte
	}
	for f, err := range store.Each(ctx, tx, func(s store.Scanner) (f fact, err error) { return f, s.Scan(&f.fact, &f.record, &f.digest) },
		`select id, record, digest from audit_fact order by at, id`) {
		if err != nil {
			return err
		}
		for e := f.digest; len(e) > 0 && len(e)%elementSize == 0; e = e[elementSize:] {
			if t := tag(e[:tagSize]); c.mine(t) {
				f.mac = [macSize]byte(e[tagSize:elementSize])
				say(t, f.said)
			}
		}
	}
	return nil
}

// query reads rows with the key that each was digested under, up to its condition.
func (t Table) query() string {
	return `select t.*, ` + cmp.Or(t.Owner, `''`) + ` as key_of, ` + cmp.Or(t.Part, `'general'`) + ` as key_part from ` + t.Name + ` t `
}

// table goes through the rows of a table, page by page, from the very first: no id and no month lies before it.
func (c *rowCheck) table(ctx context.Context, tx *store.Tx, t Table) error {
	shape, err := store.Shape(ctx, tx, t.Name)
	if err != nil {
		return err
	}
	after, order := `where t.id > $1 `, `t.id`
	if t.Month {
		after, order = `where (t.month, t.id) > ($2, $1) `, `t.month, t.id`
	}
	end := `order by ` + order + ` limit ` + rowsPage
	text, args := t.query()+end, []any(nil)
	for {
		rows, err := store.Collect(ctx, tx, scanRow, text, args...)
		if err != nil || len(rows) == 0 {
			return err
		}
		text, args = t.query()+after+end, rows[len(rows)-1].place(t)
		if err := c.page(ctx, tx, t, shape, rows); err != nil {
			return err
		}
	}
}

// under is the key that a row was digested with: a compartment of a record, or the house's when there is none.
type under struct {
	record id.ID
	part   seal.Compartment
}

// named takes what a row was digested with from its end, and gives the row its name.
func (r *Row) named(table string) (u under) {
	n := len(r.columns) - 2
	u.record, u.part = id.ID(asText(r.values[n])), seal.Compartment(asText(r.values[n+1]))
	r.columns, r.values = r.columns[:n], r.values[:n]
	r.table, r.key = table, "id"
	if i := slices.Index(r.columns, "id"); i >= 0 {
		r.id = id.ID(asText(r.values[i]))
	}
	return u
}

func asText(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case []byte:
		return string(x)
	}
	return ""
}

func (c *rowCheck) page(ctx context.Context, tx *store.Tx, t Table, shape []store.Shaped, rows []Row) error {
	rows = c.known(t, rows)
	unders, wanted := make([]under, len(rows)), map[seal.Compartment][]id.ID{}
	for i := range rows {
		unders[i] = rows[i].named(t.Name)
		if rows[i].only = strings.Fields(t.Only); t.Only == "" && c.mine(rows[i].tag()) && !rows[i].shaped(shape) {
			c.found(RowFinding{Table: t.Name, Row: rows[i].id, What: RowChanged})
		}
		if u := unders[i]; u.record != "" && c.mine(rows[i].tag()) {
			wanted[u.part] = append(wanted[u.part], u.record)
		}
	}
	keys, away := map[under]*seal.Key{}, map[under]bool{}
	for part, records := range wanted {
		found, err := flaw.Usable(ctx, tx, c.vault, records, part)
		if err != nil {
			return err
		}
		for _, record := range found.Gone {
			if u := (under{record, part}); !c.gone[u] {
				c.gone[u] = true
				c.found(RowFinding{Table: "seal_key", Row: record, What: KeyGone})
			}
		}
		for _, record := range found.Away {
			away[under{record, part}] = true
		}
		for record, key := range found.Open {
			keys[under{record, part}] = key
		}
	}
	for i, r := range rows {
		if !c.mine(r.tag()) {
			continue
		}
		if away[unders[i]] {
			c.found(RowFinding{Table: t.Name, Row: r.id, What: RowStands})
		}
		if err := c.row(tx, t, r, keys[unders[i]], unders[i].record != ""); err != nil {
			return err
		}
	}
	return nil
}

// row holds a row against what was said of it.
func (c *rowCheck) row(tx *store.Tx, t Table, r Row, key *seal.Key, keyed bool) error {
	mark := r.tag()
	was, ok := c.said[mark]
	delete(c.said, mark)
	if t.Only == "" {
		c.report.Rows++
	}
	switch {
	case !ok && t.Only != "": // of an older program, and not changed since
		return nil
	case !ok:
		c.found(RowFinding{Table: r.table, Row: r.id, What: RowUnsaid})
		return nil
	case t.Loose:
		return nil
	case keyed && key == nil: // found with its key
		return nil
	}
	mac, err := r.mac(tx, key)
	if err == nil && string(mac) != string(was[:]) {
		c.found(RowFinding{Table: r.table, Row: r.id, What: RowChanged})
	}
	return err
}

func (c *rowCheck) found(f RowFinding) {
	if len(c.report.Findings) < mostRowsBad {
		c.report.Findings = append(c.report.Findings, f)
	}
}
