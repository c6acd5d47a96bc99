package document_test

import (
	"slices"
	"testing"

	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/document"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// A file whose content somebody destroyed is named before anybody opens it, and is not said to be erased; one that was erased,
// and one that was sealed away by an act, are whole.
func TestAFileThatIsNotWholeIsNamed(t *testing.T) {
	each(t, clock.At(storetest.Start), func(t *testing.T, h house) {
		put := func(n int) document.Draft {
			t.Helper()
			d := draft(content(n))
			if _, err := h.put(d); err != nil {
				t.Fatal(err)
			}
			return d
		}
		flaws := func(taken id.ID) []id.ID {
			t.Helper()
			out, err := document.Flaws(t.Context(), h.db, h.vault, func(i id.ID) bool { return i == taken })
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		alter := func(sql string, file id.ID) {
			t.Helper()
			if err := h.write(h.ctx, func(tx *store.Tx) error {
				tx.MarkPolicy("document") // the test's own hand
				tx.MarkAudit("document")
				_, err := tx.Exec(h.ctx, sql, string(file))
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		whole, erased, away := put(600<<10), put(10), put(10)
		if err := h.write(h.ctx, func(tx *store.Tx) error {
			if err := h.room.EraseIn(h.ctx, tx, erased.ID, ""); err != nil {
				return err
			}
			_, err := h.vault.SealAway(h.ctx, tx, away.ID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if got := flaws(away.ID); len(got) != 0 {
			t.Error("whole files:", got)
		}
		if got := flaws(""); len(got) != 1 || got[0] != away.ID {
			t.Error("sealed away by nobody:", got)
		}
		for _, sql := range []string{
			`delete from document_piece where file = $1 and n = 1`,
			`update document_piece set sealed = (select p.sealed from document_piece p where p.file = $1 and p.n = 0) where file = $1 and n = 2`,
			`insert into document_piece select month, file, 9, sealed from document_piece where file = $1 and n = 0`,
		} {
			d := put(600 << 10)
			alter(sql, d.ID)
			if got := flaws(away.ID); len(got) != 1 || got[0] != d.ID {
				t.Errorf("%s: %v", sql, got)
			}
			alter(`delete from document_piece where file = $1`, d.ID)
			if _, _, err := h.read(d); !errs.Is(err, "seal.broken") {
				t.Error("a file that nobody erased:", err)
			}
			alter(`update document_file set erased_at = 1 where id = $1`, d.ID)
		}
		if _, _, err := h.read(whole); err != nil {
			t.Error(err)
		}
	})
}

// A piece that stands of no file is named, and so is one beside a file in a month that is not its own; what a sealing left is not.
func TestAPieceOfNoFileIsNamed(t *testing.T) {
	each(t, clock.At(storetest.Start), func(t *testing.T, h house) {
		d, taken := draft(content(300<<10)), draft(content(10))
		for _, x := range []document.Draft{d, taken} {
			if _, err := h.put(x); err != nil {
				t.Fatal(err)
			}
		}
		strays := func() []id.ID {
			t.Helper()
			out, err := document.Strays(t.Context(), h.db, func(i id.ID) bool { return i == taken.ID })
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		alter := func(sql string, args ...any) {
			t.Helper()
			if err := h.write(h.ctx, func(tx *store.Tx) error {
				tx.MarkPolicy("document") // the test's own hand
				tx.MarkAudit("document")
				_, err := tx.Exec(h.ctx, sql, args...)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		alter(`delete from document_file where id = $1`, string(taken.ID))
		if got := strays(); len(got) > 0 {
			t.Error("what a sealing left:", got)
		}
		alter(`insert into document_piece select month + 1, file, n, sealed from document_piece where file = $1 and n = 0`, string(d.ID))
		if got := strays(); !slices.Equal(got, []id.ID{d.ID}) {
			t.Error("another month:", got)
		}
		alter(`delete from document_piece where file = $1 and month <> $2`, string(d.ID), d.ID.Month())
		nobody := id.New()
		alter(`insert into document_piece select $2, $3, n, sealed from document_piece where file = $1`, string(d.ID), nobody.Month(), string(nobody))
		if got := strays(); !slices.Equal(got, []id.ID{nobody}) {
			t.Error("of nobody:", got)
		}
	})
}
