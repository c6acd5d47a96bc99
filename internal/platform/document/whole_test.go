package document_test

import (
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
