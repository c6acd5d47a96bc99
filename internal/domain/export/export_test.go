package export_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/export"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// people is a list of n invented rows, five hundred at a time, as a room would page it.
func people(n int) export.List {
	return export.List{
		Name: "people", Persons: true, Columns: []string{"export.bad_input", "export.mark"},
		Page: func(_ context.Context, _ text.Printer, f export.Filters, p store.Page) (store.Slice[[]string], error) {
			from, _ := strconv.Atoi(p.After) // "" is the beginning
			if p.Sort != f[export.Sort] {
				return store.Slice[[]string]{}, errs.New(errs.Invalid, "store.bad_sort")
			}
			s := store.Slice[[]string]{Total: n}
			for i := from; i < min(n, from+p.Limit); i++ {
				s.Rows = append(s.Rows, []string{"=" + f["q"] + strconv.Itoa(i), strings.Repeat("在", 20)})
			}
			if next := from + p.Limit; next < n {
				s.Next = strconv.Itoa(next)
			}
			return s, nil
		},
	}
}

type house struct {
	t        *testing.T
	db       *store.DB
	vault    *seal.Vault
	desk     *export.Desk
	words    text.Printer
	facility id.ID
}

func open(t *testing.T, db *store.DB, n int) *house {
	t.Helper()
	words, err := text.Load(export.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	vault := sealtest.Vault(t, db)
	return &house{
		t: t, db: db, vault: vault, words: words.In(text.ZH), facility: id.New(),
		desk: export.New(db, vault, policytest.Engine(t, db.Clock()), []export.List{people(n)}),
	}
}

func (h *house) officer(role string) context.Context {
	return policytest.As(h.t.Context(), role, h.facility, h.facility, storetest.Start)
}

func (h *house) ask(ctx context.Context) id.ID {
	h.t.Helper()
	q, err := h.desk.Request(ctx, h.command(export.CSV), h.words)
	if err != nil {
		h.t.Fatal(err)
	}
	return q
}

func (h *house) command(f export.Format) export.Command {
	return export.Command{Key: store.NewKey(), List: "people", Filters: export.Filters{"q": "x", export.Sort: "-bed"}, Purpose: " 送 检察院 ", Format: f}
}

// approved is a command of the keeper that a head has signed.
func (h *house) approved(f export.Format) export.Command {
	c := h.command(f)
	c.Facility, c.Second = h.facility, actor.From(h.officer("facility_head"))
	return c
}

// Who holds the machine takes no list of many people out alone either, and the second person must be one who may.
func TestTheKeeperNeedsASecondPersonToo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db, export.Alone+1)
		keeper := actor.With(t.Context(), export.Keeper())
		if _, err := h.desk.Build(keeper, h.command(export.CSV), h.words); errs.CodeOf(err) != "export.second_needed" {
			t.Error(err)
		}
		for role, want := range map[string]errs.Kind{"nurse": errs.Denied, "intake_officer": errs.Denied} {
			c := h.approved(export.CSV)
			c.Second = actor.From(h.officer(role))
			if _, err := h.desk.Build(keeper, c, h.words); errs.KindOf(err) != want {
				t.Error(role, err)
			}
		}
		c := h.approved(export.CSV)
		c.Second = policytest.Officer("facility_head", h.facility, h.facility)
		if _, err := h.desk.Build(keeper, c, h.words); errs.CodeOf(err) != "policy.sign_again" {
			t.Error("unsigned:", err)
		}
		c = h.approved(export.CSV)
		c.Facility = "" // more than one facility: the bureau's
		if _, err := h.desk.Build(keeper, c, h.words); errs.KindOf(err) != errs.Denied {
			t.Error("a head for all facilities:", err)
		}
		c = h.approved(export.CSV)
		q, err := h.desk.Build(keeper, c, h.words)
		if err != nil || q.DecidedBy != c.Second.Ref() || q.Counted != export.Alone+1 {
			t.Errorf("%+v %v", q, err)
		}
	})
}

func TestASmallListLeavesAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db, export.Alone)
		me := h.officer("intake_officer")
		q, err := h.desk.Open(me, h.ask(me), h.words)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		n, err := h.desk.Write(me, &b, q, h.words)
		if err != nil || n != export.Alone {
			t.Fatal(n, err)
		}
		r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b.Bytes(), []byte("\ufeff"))))
		r.FieldsPerRecord = -1
		rows, err := r.ReadAll()
		if err != nil || len(rows) != export.Alone+2 {
			t.Fatal(len(rows), err)
		}
		if mark := rows[0][0]; !strings.Contains(mark, string(q.ID)) || !strings.Contains(mark, "送 检察院") {
			t.Error(mark)
		}
		if cell := rows[2][0]; cell != "'=x0" {
			t.Errorf("%q would be a formula", cell)
		}
	})
}

func TestALongListNeedsASecondPerson(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db, export.Alone+1)
		me, head := h.officer("legal_officer"), h.officer("facility_head")
		i := h.ask(me)
		if _, err := h.desk.Open(me, i, h.words); errs.KindOf(err) == errs.Internal || err == nil {
			t.Fatal("taken without a second person:", err)
		}
		if err := h.desk.Decide(me, store.NewKey(), i, 1, true); errs.KindOf(err) != errs.Denied {
			t.Fatal("nobody approves himself:", err)
		}
		waiting, err := h.desk.Waiting(head, store.Page{})
		if err != nil || len(waiting.Rows) != 1 || waiting.Rows[0].Purpose != "送 检察院" {
			t.Fatal(waiting, err)
		}
		if err := h.desk.Decide(head, store.NewKey(), i, 1, true); err != nil {
			t.Fatal(err)
		}
		if err := h.desk.Decide(head, store.NewKey(), i, 1, false); errs.KindOf(err) != errs.Conflict {
			t.Fatal("decided twice:", err)
		}
		if _, err := h.desk.Open(me, i, h.words); err != nil {
			t.Fatal(err)
		}
		if _, err := h.desk.Open(head, i, h.words); errs.KindOf(err) != errs.Denied {
			t.Fatal("who approved takes it:", err)
		}
		if _, err := h.desk.Get(h.officer("nurse"), i); errs.KindOf(err) != errs.NotFound {
			t.Fatal(err)
		}
	})
}

func TestWhatNobodyCountedNeedsASecondPerson(t *testing.T) {
	for n, want := range map[int]bool{-1: false, 0: true, export.Alone: true, export.Alone + 1: false} {
		if (export.List{Persons: true}).Alone(n) != want || !(export.List{}).Alone(n) {
			t.Errorf("%d rows", n)
		}
	}
}

func TestWhatARequestMustSay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db, 3)
		_, err := h.desk.Request(h.officer("legal_officer"), export.Command{Key: store.NewKey(), List: "people", Format: "pdf"}, h.words)
		if e := errs.Find(err); e == nil || len(e.Fields) != 2 {
			t.Error(err)
		}
		if _, err := h.desk.Request(h.officer("legal_officer"), export.Command{Key: store.NewKey(), List: "nobody"}, h.words); errs.CodeOf(err) != "export.no_list" {
			t.Error(err)
		}
		if _, err := h.desk.Request(h.officer("nurse"), h.command(export.CSV), h.words); errs.KindOf(err) != errs.Denied {
			t.Error(err)
		}
		if _, err := h.desk.Build(actor.With(t.Context(), export.Keeper()), h.command(export.XLSX), h.words); err != nil {
			t.Error(err)
		}
	})
}

func TestAWorkbookCanBeRead(t *testing.T) {
	h := open(t, storetest.Open(t, storetest.Config(t, store.SQLite, hand())), 1200)
	keeper := actor.With(t.Context(), export.Keeper())
	q, err := h.desk.Build(keeper, h.approved(export.XLSX), h.words)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if n, err := h.desk.Write(keeper, &b, q, h.words); err != nil || n != 1200 {
		t.Fatal(n, err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil || len(rows) != 1202 || rows[1201][0] != "'=x1199" {
		t.Error(len(rows), err)
	}
}

// A list of any length takes the memory of a portion: 200,000 rows leave the heap where it was, and nothing of them
// lies in the folder for temporary files.
func TestMemoryStaysFlat(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for _, format := range []export.Format{export.CSV, export.XLSX} {
		h := open(t, storetest.Open(t, storetest.Config(t, store.SQLite, hand())), 200_000)
		keeper := actor.With(t.Context(), export.Keeper())
		q, err := h.desk.Build(keeper, h.approved(format), h.words)
		if err != nil {
			t.Fatal(err)
		}
		before := heap()
		w := &peak{t: t}
		if n, err := h.desk.Write(keeper, w, q, h.words); err != nil || n != 200_000 {
			t.Fatal(n, err)
		}
		if grown := int64(max(w.most, heap())) - int64(before); grown > 48<<20 {
			t.Errorf("%s: the heap grew by %d MB", format, grown>>20)
		}
	}
}

// peak measures the heap while it is written to.
type peak struct {
	t       *testing.T
	n, most uint64
}

func (p *peak) Write(b []byte) (int, error) {
	if p.n += uint64(len(b)); p.n%(1<<20) < uint64(len(b)) {
		p.most = max(p.most, heap())
		if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
			p.t.Errorf("spilt: %v %v", left, err)
		}
	}
	return io.Discard.Write(b)
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func hand() *clock.Hand { return clock.At(storetest.Start) }

// A request that waits for its second stands in a row of its own: who proves the house must find it in the log.
func TestARequestThatWaitsIsInTheLog(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db, export.Alone+1)
		h.ask(h.officer("brigade_head"))
		report, err := audit.VerifyRows(t.Context(), db, h.vault, []audit.Table{{Name: "export_request"}})
		if err != nil || len(report.Findings) > 0 {
			t.Error(err, report.Findings)
		}
	})
}
