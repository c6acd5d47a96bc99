package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

// row is one of trial_case, with every sort of column.
type row struct {
	ID      id.ID
	Version int64
	Label   string
	Rank    int
	At      time.Time
	Day     civil.Date
	Open    bool
	Body    []byte
}

var rowColumns = []string{"id", "version", "label", "rank", "at", "day", "open", "body"}

func (r row) values() []any {
	return []any{r.ID, r.Version, r.Label, r.Rank, store.NullMicros(r.At), store.DayArg(r.Day), r.Open, r.Body}
}

func scanRow(s store.Scanner) (r row, err error) {
	err = s.Scan(&r.ID, &r.Version, &r.Label, &r.Rank, store.Instant(&r.At), store.Day(&r.Day), &r.Open, &r.Body)
	return r, err
}

const selectRows = `select id, version, label, rank, at, day, open, body from trial_case `

func insertRows(t testing.TB, db *store.DB, rows ...row) {
	t.Helper()
	values := make([][]any, len(rows))
	for i, r := range rows {
		values[i] = r.values()
	}
	if err := do(t, db, func(ctx context.Context, tx *store.Tx) error {
		return store.Insert(ctx, tx, "trial_case", rowColumns, values)
	}); err != nil {
		t.Fatal(err)
	}
}

func TestColumnsComeBack(t *testing.T) {
	full := row{
		ID: id.New(), Version: 1 << 40, Label: "单雄信 𠮷 ' ? $1", Rank: -7,
		At: time.Date(2026, 2, 28, 16, 0, 0, 123456000, time.UTC), Day: civil.On(2026, 3, 1), Open: true, Body: []byte{0, 1, 255},
	}
	old := row{ID: id.New(), At: time.Date(1931, 5, 6, 7, 8, 9, 0, time.UTC), Day: civil.On(1931, 5, 6)}
	empty := row{ID: id.New()}
	each(t, func(t *testing.T, db *store.DB) {
		insertRows(t, db, full, old, empty)
		got, err := store.Read(t.Context(), db, func(tx *store.Tx) ([]row, error) {
			return store.Collect(t.Context(), tx, scanRow, selectRows+`order by id`)
		})
		if err != nil {
			t.Fatal(err)
		}
		same := cmp.Comparer(func(a, b civil.Date) bool { return a == b })
		if d := cmp.Diff([]row{full, old, empty}, got, same); d != "" {
			t.Error(d)
		}
		if n := ask[int](t, db, `select count(*) from trial_case where body is null and at is null`); n != 1 {
			t.Errorf("%d rows without bytes and instant", n)
		}
		if n := ask[int](t, db, `select count(*) from trial_case where open = true and at > $2 and day >= $1`, "2026-03-01", 0); n != 1 {
			t.Errorf("%d rows by boolean, instant and day", n)
		}
	})
}

func TestInsertInChunks(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		rows := make([]row, 15_000)
		for i := range rows {
			rows[i] = row{ID: id.New(), Rank: i}
		}
		insertRows(t, db, rows...)
		if n := ask[int64](t, db, `select sum(rank) from trial_case`); n != 15_000*14_999/2 {
			t.Errorf("the ranks sum to %d", n)
		}
		insertRows(t, db) // nothing to insert is fine
		err := do(t, db, func(ctx context.Context, tx *store.Tx) error {
			return store.Insert(ctx, tx, "trial_case", rowColumns, [][]any{{"short"}})
		})
		wantCode(t, err, errs.Internal, "store.bad_statement")
	})
}

func TestOne(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		insertRows(t, db, row{ID: id.New(), Rank: 1}, row{ID: id.New(), Rank: 1}, row{ID: id.New(), Rank: 2})
		one := func(rank int) error {
			_, err := store.Read(t.Context(), db, func(tx *store.Tx) (row, error) {
				return store.One(t.Context(), tx, scanRow, selectRows+`where rank = $1`, rank)
			})
			return err
		}
		wantCode(t, one(0), errs.NotFound, "store.not_found")
		wantCode(t, one(1), errs.Internal, "store.not_one")
		if err := one(2); err != nil {
			t.Error(err)
		}
		for touched, code := range map[int]string{0: "store.changed_meanwhile", 1: "store.not_one"} {
			err := do(t, db, func(ctx context.Context, tx *store.Tx) error {
				return store.Update(ctx, tx, `update trial_case set label = 'b' where rank = $1`, touched)
			})
			if !errs.Is(err, code) {
				t.Errorf("update where rank = %d: %v, want %s", touched, err, code)
			}
		}
	})
}

func TestEach(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		rows := make([]row, 1000)
		for i := range rows {
			rows[i] = row{ID: id.New(), Rank: i}
		}
		insertRows(t, db, rows...)
		ctx := t.Context()
		_, err := store.Read(ctx, db, func(tx *store.Tx) (int, error) {
			seen := 0
			for r, err := range store.Each(ctx, tx, scanRow, selectRows+`order by rank`) {
				if err != nil {
					return 0, err
				}
				if r.Rank != seen {
					return 0, fmt.Errorf("row %d has rank %d", seen, r.Rank)
				}
				if seen++; seen == 500 {
					_, err := tx.Exec(ctx, `select 1`)
					wantCode(t, err, errs.Internal, "store.rows_open")
					break
				}
			}
			return store.One(ctx, tx, store.Value[int], `select count(*) from trial_case`) // after a break all is free again
		})
		if err != nil {
			t.Error(err)
		}
		_, err = store.Read(ctx, db, func(tx *store.Tx) ([]int, error) {
			return store.Collect(ctx, tx, store.Value[int], `select label from trial_case`)
		})
		if err == nil {
			t.Error("a label was read as a number")
		}
	})
}

func TestPortableSQL(t *testing.T) {
	// The subset that rooms may use: what is here runs the same on both engines.
	statements := map[string]struct{ text, want string }{
		"placeholders in any order": {`select $2 || $1 || $2`, "bab"},
		"recursion":                 {`with recursive n (i) as (select 1 union all select i + 1 from n where i < 3) select cast(sum(i) as text) || $1 || $2 from n`, "6ab"},
		"window":                    {`select $1 || $2 || cast(max(r) as text) from (select row_number() over (order by rank) as r from trial_case) x`, "ab3"},
		"upsert":                    {`insert into retrial_case (id, n) values ($1, 1) on conflict (id) do update set n = retrial_case.n + 1 returning id || $2`, "ab"},
		"code point order":          {`select min(x) || $1 || $2 from (select 'é' as x union all select 'z') y`, "zab"},
		"strings that look alike":   {`select '$1 -- ;' || $1 || $2 /* $9 */ -- $8`, "$1 -- ;ab"},
	}
	each(t, func(t *testing.T, db *store.DB) {
		insertRows(t, db, row{ID: id.New(), Rank: 1}, row{ID: id.New(), Rank: 2}, row{ID: id.New(), Rank: 3})
		for name, s := range statements {
			var got string
			err := do(t, db, func(ctx context.Context, tx *store.Tx) (err error) {
				got, err = store.One(ctx, tx, store.Value[string], s.text, "a", "b")
				return err
			})
			if err != nil || got != s.want {
				t.Errorf("%s: %q, %v, want %q", name, got, err, s.want)
			}
		}
	})
}
