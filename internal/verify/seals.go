package verify

import (
	"context"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/person"
	"guitu/internal/domain/sealing"
	"guitu/internal/platform/aside"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/document"
	"guitu/internal/platform/history"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/flaw"
	"guitu/internal/platform/store"
)

// column is a sealed column that no fact digests as it stands: what can be told of it is whether it still opens.
type column struct {
	table, row, record, sealed string // row is a column that orders the table, record whose key seals it
	part                       seal.Compartment
}

var columns = []column{
	{"person_person", "id", "id", "sealed", seal.General},
	{"measure_health", "fact", "person", "sealed", seal.Clinical},
	{"measure_life", "person", "person", "traits", seal.Clinical},
	{"roster_note", "id", "person", "sealed", seal.General},
}

const sealsPage = "500"

// seals tries every data key, every sealed column above and every box of sealed files, and adds what does not open.
func seals(ctx context.Context, h House, report *audit.RowReport) error {
	add := func(table string, record id.ID, what string) {
		f := audit.RowFinding{Table: table, Row: record, What: what}
		if len(report.Findings) < mostOff && !slices.Contains(report.Findings, f) {
			report.Findings = append(report.Findings, f)
		}
	}
	if err := strange(ctx, h.DB, add); err != nil {
		return err
	}
	boxes, err := aside.Look(ctx, h.DB, h.Vault, "document_file", "person_person")
	if err != nil {
		return err
	}
	for _, box := range boxes.Flawed {
		add("aside_piece", box, audit.SealBroken)
	}
	if err := escrowed(ctx, h, boxes, add); err != nil {
		return err
	}
	for _, c := range columns {
		if err := c.tried(ctx, h, add); err != nil {
			return err
		}
	}
	versions, err := history.Flaws(ctx, h.DB, h.Vault)
	if err != nil {
		return err
	}
	for _, f := range versions {
		add(f.Table, f.Record, audit.RowChanged)
	}
	persons, err := h.Persons.Agree(ctx)
	if err != nil {
		return err
	}
	for _, f := range person.Findings(persons) {
		add(f.Table, f.Row, f.What)
	}
	gone, err := person.Missing(ctx, h.DB)
	for _, f := range gone {
		if !boxes.Held[f.Row] && len(report.Findings) < mostOff {
			report.Findings = append(report.Findings, f)
		}
	}
	return err
}

// escrowed tries every data key. One that is sealed away is a box's or of what lies in one, or the sealing room's own.
func escrowed(ctx context.Context, h House, boxes aside.Looked, add func(table string, record id.ID, what string)) error {
	misled, err := store.Read(ctx, h.DB, func(tx *store.Tx) ([]string, error) { return h.Vault.Misled(ctx, tx) })
	if err != nil {
		return err
	}
	for _, key := range misled {
		add("seal_ring", id.ID(key), audit.SealBroken)
	}
	people := slices.DeleteFunc(slices.Clone(boxes.Rows), func(r aside.Row) bool { return r.Table != "person_person" })
	mismarked, err := sealing.Mismarked(ctx, h.DB, h.Vault, people)
	if err != nil {
		return err
	}
	for _, x := range mismarked {
		add("sealing_mark", x, audit.RowChanged)
	}
	own, err := sealing.Escrowed(ctx, h.DB)
	if err != nil {
		return err
	}
	taken := func(record id.ID) bool { return boxes.Held[record] || own[record] }
	flawed, err := flaw.Keys(ctx, h.DB, h.Vault, taken)
	if err != nil {
		return err
	}
	for _, f := range flawed {
		add("seal_key", f.Record, audit.SealBroken)
	}
	files, err := document.Flaws(ctx, h.DB, h.Vault, taken)
	if err != nil {
		return err
	}
	for _, file := range files {
		add("document_piece", file, audit.SealBroken)
	}
	strays, err := document.Strays(ctx, h.DB, func(file id.ID) bool { return boxes.Held[file] })
	if err != nil {
		return err
	}
	for _, file := range strays {
		add("document_piece", file, audit.RowUnsaid)
	}
	return sealedFiles(ctx, h, boxes.Rows, add)
}

// sealedFiles reads the files whose rows lie in boxes: their pieces stayed where they were.
func sealedFiles(ctx context.Context, h House, rows []aside.Row, add func(table string, record id.ID, what string)) error {
	for _, r := range rows {
		if r.Table != "document_file" || r.Int("erased_at") != 0 {
			continue
		}
		a := document.Away{ID: r.ID("id"), Pieces: int(r.Int("pieces")), Meta: r.Bytes("meta")}
		whole, err := store.Read(ctx, h.DB, func(tx *store.Tx) (bool, error) {
			keys, err := h.Vault.Peek(ctx, tx, a.ID)
			if err != nil {
				return false, err
			}
			return a.Whole(ctx, tx, keys[seal.Compartment(r.Text("compartment"))])
		})
		if err != nil && !flaw.NotAsMade(err) && !errs.Is(err, "seal.no_key") {
			return err
		}
		if !whole {
			add("document_piece", a.ID, audit.SealBroken)
		}
	}
	return nil
}

// strange finds rows whose name the house cannot have made, in tables that the passes after it go through by that name:
// theirs are longer than nothing, and texts.
func strange(ctx context.Context, db *store.DB, add func(table string, record id.ID, what string)) error {
	for _, c := range columns {
		names, err := store.Read(ctx, db, func(tx *store.Tx) ([]id.ID, error) {
			return store.Collect(ctx, tx, store.Value[id.ID], `select `+c.row+` from `+c.table+`
				where length(`+c.row+`) <> 26 or `+c.row+` <> cast(`+c.row+` as text) limit `+sealsPage)
		})
		if err != nil {
			return err
		}
		for _, name := range names {
			add(c.table, name, audit.RowUnsaid)
		}
	}
	return nil
}

// tried opens every value of a column, page by page.
func (c column) tried(ctx context.Context, h House, add func(table string, record id.ID, what string)) error {
	type value struct {
		row, record id.ID
		sealed      []byte
	}
	text := `select ` + c.row + `, ` + c.record + `, ` + c.sealed + ` from ` + c.table + ` where ` + c.row + ` > $1 and length(` + c.sealed + `) > 0
		order by ` + c.row + ` limit ` + sealsPage
	for last := id.ID(""); ; {
		after := last
		n, err := store.Read(ctx, h.DB, func(tx *store.Tx) (int, error) {
			rows, err := store.Collect(ctx, tx, func(s store.Scanner) (v value, err error) { return v, s.Scan(&v.row, &v.record, &v.sealed) }, text, last)
			if err != nil || len(rows) == 0 {
				return 0, err
			}
			records := make([]id.ID, len(rows))
			for i, r := range rows {
				records[i], last = r.record, r.row
			}
			keys, err := flaw.Usable(ctx, tx, h.Vault, records, c.part)
			for _, record := range keys.Gone {
				add("seal_key", record, audit.KeyGone)
			}
			for _, record := range keys.Away {
				add(c.table, record, audit.RowStands)
			}
			for _, r := range rows {
				if key := keys.Open[r.record]; key != nil {
					if _, err := key.Open(c.table+"."+c.sealed, r.sealed); err != nil {
						add(c.table, r.record, audit.SealBroken)
					}
				}
			}
			return len(rows), err
		})
		if err != nil || n == 0 || last == after { // no more, or the same again: names that are no text
			return err
		}
	}
}
