package document_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

type house struct {
	t     *testing.T
	db    *store.DB
	vault *seal.Vault
	room  *document.Room
	ctx   context.Context // of the demo, which may do everything
}

func each(t *testing.T, hand *clock.Hand, body func(*testing.T, house)) {
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		v := sealtest.Vault(t, db)
		body(t, house{
			t: t, db: db, vault: v, room: document.New(db, v, policytest.Engine(t, db.Clock())),
			ctx: actor.With(t.Context(), actor.Part("demo")),
		})
	})
}

func (h house) write(ctx context.Context, body func(*store.Tx) error) error {
	_, err := store.Write(ctx, h.db, store.NewKey(), func(tx *store.Tx) (int, error) { return 0, body(tx) })
	return err
}

func (h house) put(d document.Draft) (f document.File, err error) {
	err = h.write(h.ctx, func(tx *store.Tx) (err error) {
		f, err = h.room.PutIn(h.ctx, tx, d)
		return err
	})
	return f, err
}

func draft(content []byte) document.Draft {
	return document.Draft{
		Place: document.Place{Record: id.New(), About: id.New(), Compartment: seal.General},
		ID:    id.New(), Name: "强制隔离戒毒决定书.pdf", MediaType: "application/pdf", Limit: 8 << 20, Content: bytes.NewReader(content),
	}
}

// content is n bytes of which no two pieces are alike.
func content(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i ^ i>>8 ^ i>>16*31)
	}
	return b
}

func (h house) read(d document.Draft) (document.File, []byte, error) {
	f, r, err := h.room.Open(h.ctx, d.Place, d.ID)
	if err != nil {
		return f, nil, err
	}
	b, err := io.ReadAll(r)
	return f, b, err
}

func TestFilesComeBackWhole(t *testing.T) {
	each(t, clock.At(storetest.Start), func(t *testing.T, h house) {
		const piece = 256 << 10
		for _, n := range []int{1, 1000, piece - 1, piece, piece + 1, 3 * piece, 3*piece + 77} {
			d := draft(content(n))
			if _, err := d.Content.Seek(1, io.SeekStart); err != nil { // somebody has sniffed at it
				t.Fatal(err)
			}
			put, err := h.put(d)
			if err != nil {
				t.Fatal(n, err)
			}
			f, got, err := h.read(d)
			if err != nil || !bytes.Equal(got, content(n)) {
				t.Fatalf("%d bytes came back as %d: %v", n, len(got), err)
			}
			sum := sha256.Sum256(got)
			if f.Name != d.Name || f.Size != int64(n) || !bytes.Equal(f.SHA256, sum[:]) || f.Place != d.Place || fmt.Sprint(f) != fmt.Sprint(put) {
				t.Errorf("%+v\n%+v", f, put)
			}
		}
		for what, c := range map[string]struct {
			change func(*document.Draft)
			code   string
		}{
			"empty":     {func(d *document.Draft) { d.Content = strings.NewReader("") }, "document.bad_file"},
			"nameless":  {func(d *document.Draft) { d.Name = "" }, "document.bad_file"},
			"too large": {func(d *document.Draft) { d.Limit = 1023 }, "document.too_large"},
			"twice":     {func(d *document.Draft) {}, ""},
			"broken":    {func(d *document.Draft) { d.Content = broken{} }, "document.unreadable"},
		} {
			d := draft(content(1024))
			c.change(&d)
			if _, err := h.put(d); errs.CodeOf(err) != c.code {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, _, err := h.read(draft(nil)); !errs.Is(err, "document.not_found") {
			t.Error(err)
		}
	})
}

type broken struct{}

func (broken) Read([]byte) (int, error)       { return 0, errors.New("the line is down") }
func (broken) Seek(int64, int) (int64, error) { return 0, nil }

func TestNobodyReadsWithoutPermission(t *testing.T) {
	each(t, clock.At(storetest.Start), func(t *testing.T, h house) {
		facility := id.New()
		general, clinical := draft(content(10)), draft(content(10))
		general.Facility, clinical.Facility = facility, facility
		clinical.Compartment = seal.Clinical
		for _, d := range []document.Draft{general, clinical} {
			if _, err := h.put(d); err != nil {
				t.Fatal(err)
			}
		}
		officer := policytest.As(t.Context(), "intake_officer", facility, "", h.db.Clock()())
		if _, _, err := h.room.Open(officer, general.Place, general.ID); err != nil {
			t.Error(err)
		}
		if _, _, err := h.room.Open(officer, clinical.Place, clinical.ID); errs.KindOf(err) != errs.Denied {
			t.Error(err)
		}
		// What was allowed in the general file is no key to the medical one.
		err := h.write(officer, func(tx *store.Tx) error {
			if _, _, err := h.room.OpenIn(officer, tx, general.ID); err != nil {
				return err
			}
			_, _, err := h.room.OpenIn(officer, tx, clinical.ID)
			return err
		})
		if errs.KindOf(err) != errs.Denied {
			t.Error(err)
		}
	})
}

func TestAlteredFilesDoNotOpen(t *testing.T) {
	each(t, clock.At(storetest.Start), func(t *testing.T, h house) {
		for what, sql := range map[string]string{
			"pieces change places": "update document_piece set sealed = (select p.sealed from document_piece p where p.file = $1 and p.n = 1) where file = $1 and n = 0",
			"the end is cut":       "update document_file set pieces = 2 where id = $1",
			"a piece is another's": "update document_piece set sealed = (select p.sealed from document_piece p where p.file <> $1 and p.n = 0) where file = $1 and n = 0",
		} {
			if what == "a piece is another's" {
				if _, err := h.put(draft(content(10))); err != nil {
					t.Fatal(err)
				}
			}
			d := draft(content(600 << 10))
			if _, err := h.put(d); err != nil {
				t.Fatal(err)
			}
			if err := h.write(h.ctx, func(tx *store.Tx) error {
				tx.MarkPolicy("document") // the test's own hand
				tx.MarkAudit("document")
				_, err := tx.Exec(h.ctx, sql, string(d.ID))
				return err
			}); err != nil {
				t.Fatal(what, err)
			}
			if _, _, err := h.read(d); !errs.Is(err, "seal.broken") {
				t.Errorf("%s: %v", what, err)
			}
			if err := h.write(h.ctx, func(tx *store.Tx) error { return h.room.EraseIn(h.ctx, tx, d.ID, "") }); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestErasedOnTheDay(t *testing.T) {
	hand := clock.At(storetest.Start)
	each(t, hand, func(t *testing.T, h house) {
		sweep := actor.With(t.Context(), actor.Part("sweep"))
		month, kept := draft(content(300<<10)), draft(content(10))
		kept.Record = month.Record
		month.EraseAt = hand.Now().Add(30 * 24 * time.Hour)
		for _, d := range []document.Draft{month, kept} {
			if _, err := h.put(d); err != nil {
				t.Fatal(err)
			}
		}
		hand.Forward(30*24*time.Hour - time.Second)
		if n, err := h.room.EraseDue(sweep, 10); n != 0 || err != nil {
			t.Fatal("too early", n, err)
		}
		hand.Forward(time.Second)
		if n, err := h.room.EraseDue(actor.With(t.Context(), actor.Part("export")), 0); n != 0 || err != nil {
			t.Error("limit 0", n, err)
		}
		if n, err := h.room.EraseDue(t.Context(), 10); n != 0 || err == nil {
			t.Error("nobody may erase", n, err)
		}
		if n, err := h.room.EraseDue(sweep, 10); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		if n, err := h.room.EraseDue(sweep, 10); n != 0 || err != nil {
			t.Error("again", n, err)
		}
		if _, _, err := h.read(month); !errs.Is(err, "document.erased") {
			t.Error(err)
		}
		if _, _, err := h.read(kept); err != nil {
			t.Error(err)
		}
		left, err := store.Read(h.ctx, h.db, func(tx *store.Tx) (int, error) {
			return store.One(h.ctx, tx, store.Value[int],
				"select (select count(*) from document_piece where file = $1) + (select count(*) from seal_key where record = $1)", string(month.ID))
		})
		if err != nil || left != 0 {
			t.Errorf("%d rows left (%v)", left, err)
		}
		var list []document.File
		if err := h.write(h.ctx, func(tx *store.Tx) (err error) {
			tx.MarkPolicy("document")
			list, err = h.room.OfIn(h.ctx, tx, month.Place)
			return err
		}); err != nil || len(list) != 2 || list[0].Name+list[1].Name != kept.Name {
			t.Errorf("%+v %v", list, err)
		}
	})
}

func TestFilesAreSealedAwayWithTheirRecord(t *testing.T) {
	each(t, clock.At(storetest.Start), func(t *testing.T, h house) {
		d := draft(content(10))
		if _, err := h.put(d); err != nil {
			t.Fatal(err)
		}
		list := func() (list []document.File) {
			_, err := store.Read(h.ctx, h.db, func(tx *store.Tx) (_ int, err error) {
				list, err = h.room.OfIn(h.ctx, tx, d.Place)
				return 0, err
			})
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		if len(list()) != 1 {
			t.Error("not listed")
		}
		if err := h.write(h.ctx, func(tx *store.Tx) error { return h.room.SealAwayIn(h.ctx, tx, d.Record) }); err != nil {
			t.Fatal(err)
		}
		if _, _, err := h.read(d); !errs.Is(err, "document.not_found") || len(list()) != 0 {
			t.Error(err)
		}
		if err := h.write(h.ctx, func(tx *store.Tx) error { return h.room.RestoreIn(h.ctx, tx, d.Record) }); err != nil {
			t.Fatal(err)
		}
		if _, _, err := h.read(d); err != nil || len(list()) != 1 {
			t.Error(err)
		}
	})
}

func TestNumbersAreUniqueWithoutACentralCounter(t *testing.T) {
	each(t, clock.At(storetest.Start), func(t *testing.T, h house) {
		take := func(series, unit string, year int) (n string, err error) {
			err = h.write(h.ctx, func(tx *store.Tx) (err error) {
				tx.MarkPolicy("measure") // as if an act had been checked
				n, err = document.Number(h.ctx, tx, series, unit, year)
				return err
			})
			return n, err
		}
		for _, c := range []struct {
			series, unit string
			year         int
			want         string
		}{
			{"QC", "", 2026, "QC-n1-2026-000001"},
			{"QC", "", 2026, "QC-n1-2026-000002"},
			{"QC", "", 2027, "QC-n1-2027-000001"},
			{"QC", "A01", 2026, "QC-n1-A01-2026-000001"},
			{"强戒决", "A01", 2026, "强戒决-n1-A01-2026-000001"},
		} {
			if got, err := take(c.series, c.unit, c.year); err != nil || got != c.want {
				t.Errorf("%q, want %q (%v)", got, c.want, err)
			}
		}
		for _, bad := range []string{"", "Q-C", "Q C", strings.Repeat("x", 17)} {
			if _, err := take(bad, "", 2026); !errs.Is(err, "document.bad_code") {
				t.Errorf("%q: %v", bad, err)
			}
		}
		err := h.write(h.ctx, func(tx *store.Tx) error {
			_, err := document.Number(h.ctx, tx, "QC", "", 2026)
			return err
		})
		if !errs.Is(err, "policy.nothing_checked") {
			t.Error("a number out of nothing:", err)
		}

		var mu sync.Mutex
		seen := map[string]bool{}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range 10 {
					n, err := take("T", "B02", 2026)
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					if seen[n] {
						t.Errorf("%s was given twice", n)
					}
					seen[n] = true
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if len(seen) == 80 && !seen["T-n1-B02-2026-000080"] {
			t.Error("the series has gaps")
		}
	})
}
