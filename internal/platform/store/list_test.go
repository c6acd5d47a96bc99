package store_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"testing"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

var sorts = map[string]store.Sort{
	"rank":  store.By("rank"),
	"label": store.By("label", "rank"),
	"at":    store.By("coalesce(at, 0)"),
	"id":    {},
}

func list(where ...store.Cond) store.List {
	return store.List{Columns: "rank, label", From: "trial_case", Where: where, Sorts: sorts, Default: "rank", ID: "id"}
}

func page(t testing.TB, db *store.DB, l store.List, p store.Page) (store.Slice[string], error) {
	t.Helper()
	return store.Read(t.Context(), db, func(tx *store.Tx) (store.Slice[string], error) {
		return store.Select(t.Context(), tx, l, p, func(s store.Scanner) (string, error) {
			var rank int
			var label string
			err := s.Scan(&rank, &label)
			return fmt.Sprint(label, rank), err
		})
	})
}

// places tells, for the pages of a walk, which row of the whole each begins with.
func places(t testing.TB, db *store.DB, l store.List, p store.Page, back bool) (out []int) {
	t.Helper()
	for {
		s, err := page(t, db, l, p)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, s.First)
		p.After = s.Next
		if back {
			p.After = s.Prev
		}
		if p.After == "" {
			return out
		}
	}
}

// walk reads all pages, forwards or (from the last) backwards.
func walk(t testing.TB, db *store.DB, l store.List, p store.Page, back bool) (pages [][]string) {
	t.Helper()
	for {
		s, err := page(t, db, l, p)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, s.Rows)
		p.After = s.Next
		if back {
			p.After = s.Prev
		}
		if p.After == "" {
			return pages
		}
	}
}

func TestListWalks(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		var rows []row
		for i := range 23 {
			rows = append(rows, row{ID: id.New(), Rank: i / 4, Label: string(rune('a' + i%3))})
		}
		insertRows(t, db, rows...)
		for order := range sorts {
			for _, sign := range []string{"", "-"} {
				p := store.Page{Sort: sign + order, Limit: 5}
				whole, err := page(t, db, list(), store.Page{Sort: p.Sort})
				if err != nil || len(whole.Rows) != 23 || whole.Total != 23 || whole.Next != "" || whole.Prev != "" {
					t.Fatalf("%s: %v, %v", p.Sort, whole, err)
				}
				there := walk(t, db, list(), p, false)
				if !slices.Equal(slices.Concat(there...), whole.Rows) || len(there) != 5 {
					t.Errorf("%s: pages %v are not the whole %v", p.Sort, there, whole.Rows)
				}
				for _, l := range []store.List{list(), known(23)} {
					p.After = ""
					if got := places(t, db, l, p, false); !slices.Equal(got, []int{1, 6, 11, 16, 21}) {
						t.Errorf("%s: pages begin at %v", p.Sort, got)
					}
					p.After = last(t, db, p)
					if got := places(t, db, l, p, true); !slices.Equal(got, []int{21, 16, 11, 6, 1}) {
						t.Errorf("%s: pages backwards begin at %v", p.Sort, got)
					}
				}
				again := walk(t, db, list(), p, true)
				slices.Reverse(again)
				if !slices.Equal(slices.Concat(again...), whole.Rows) {
					t.Errorf("%s: pages backwards %v are not the whole", p.Sort, again)
				}
			}
		}
	})
}

// known is a list whose total is known without counting.
func known(n int) store.List {
	l := list()
	l.Total = func(context.Context, *store.Tx) (int, error) { return n, nil }
	return l
}

// Where the total is known, nobody counts a long list up to a page far behind: its place is left out.
func TestAPageFarBehindIsNotCountedUpTo(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		rows := make([]row, 2600)
		for i := range rows {
			rows[i] = row{ID: id.New(), Rank: i, Label: "a"}
		}
		insertRows(t, db, rows...)
		p := store.Page{Limit: 500}
		if got := places(t, db, known(2600), p, false); !slices.Equal(got, []int{1, 501, 1001, 1501, 2001, 0}) {
			t.Errorf("pages begin at %v", got)
		}
		p.After = last(t, db, p)
		if got := places(t, db, known(2600), p, true); !slices.Equal(got, []int{0, 0, 1501, 1001, 501, 1}) {
			t.Errorf("pages backwards begin at %v", got)
		}
		if s, err := page(t, db, known(2600), store.Page{}); err != nil || s.Total != 2600 {
			t.Errorf("%d %v", s.Total, err)
		}
	})
}

// last is the cursor of the last page.
func last(t testing.TB, db *store.DB, p store.Page) string {
	t.Helper()
	for {
		s, err := page(t, db, list(), p)
		if err != nil {
			t.Fatal(err)
		}
		if s.Next == "" {
			return p.After
		}
		p.After = s.Next
	}
}

func TestListFilters(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		for i := range 10 {
			insertRows(t, db, row{ID: id.New(), Rank: i, Label: string(rune('a' + i%2))})
		}
		l := list(store.Where(`rank >= $1 and rank < $2`, 2, 9), store.Where(`label = $1 or label = $2`, "a", "x"), store.Among("rank", []int{2, 4, 5, 6, 99}))
		got := walk(t, db, l, store.Page{Limit: 2, Sort: "-rank"}, false)
		if fmt.Sprint(got) != "[[a6 a4] [a2]]" {
			t.Errorf("pages are %v", got)
		}
		s, err := page(t, db, list(store.Among[int]("rank", nil)), store.Page{})
		if err != nil || len(s.Rows) != 0 || s.Total != 0 {
			t.Errorf("among nothing: %v, %v", s, err)
		}
		l.Uncounted = true
		if s, err = page(t, db, l, store.Page{}); err != nil || s.Total != -1 {
			t.Errorf("uncounted: %v, %v", s, err)
		}
	})
}

// Officers work through a queue: the rows of the page before are gone when they ask for the next.
func TestListGoesOnWhenRowsLeave(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		for i := range 9 {
			insertRows(t, db, row{ID: id.New(), Rank: i})
		}
		first, err := page(t, db, list(store.Where(`rank >= $1`, 0)), store.Page{Limit: 3})
		if err != nil {
			t.Fatal(err)
		}
		second, err := page(t, db, list(store.Where(`rank >= $1`, 3)), store.Page{Limit: 3, After: first.Next})
		if err != nil || fmt.Sprint(second.Rows) != "[3 4 5]" {
			t.Errorf("%v, %v", second, err)
		}
	})
}

func TestListRefusesWhatItDidNotMake(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		for i := range 9 {
			insertRows(t, db, row{ID: id.New(), Rank: i})
		}
		s, err := page(t, db, list(), store.Page{Limit: 3})
		if err != nil {
			t.Fatal(err)
		}
		cursors := []string{"x", "%%%", s.Next + "A", s.Next[:len(s.Next)-3]}
		for _, text := range []string{
			`{}`, `null`, `[]`, `{"o":"rank","k":[1]}`, `{"o":"rank","k":[1.5,"a"]}`, `{"o":"rank","k":[null,"a"]}`,
			`{"o":"rank","k":[{},"a"]}`, `{"o":"label","k":["a",1,"a"]}`, `{"o":"rank","k":[1,"a"],"x":1}`, `{"o":"rank","k":[99999999999999999999,"a"]}`,
		} {
			cursors = append(cursors, base64.RawURLEncoding.EncodeToString([]byte(text)))
		}
		for _, c := range cursors {
			_, err := page(t, db, list(), store.Page{After: c})
			wantCode(t, err, errs.Invalid, "store.bad_cursor")
		}
		_, err = page(t, db, list(), store.Page{Sort: "-rank", After: s.Next})
		wantCode(t, err, errs.Invalid, "store.bad_cursor")
		_, err = page(t, db, list(), store.Page{Sort: "rank; drop"})
		wantCode(t, err, errs.Invalid, "store.bad_sort")
		if db.Engine() == store.Postgres { // SQLite compares a text with a number and finds an order
			for _, text := range []string{`{"o":"rank","k":["a","a"]}`, `{"o":"rank","k":[true,"a"]}`, `{"o":"rank","k":[1,"\u0000"]}`} {
				forged := base64.RawURLEncoding.EncodeToString([]byte(text))
				_, err = page(t, db, list(), store.Page{After: forged})
				wantCode(t, err, errs.Invalid, "store.bad_cursor")
			}
		}
	})
}

// A defect on a later page is a defect, not the reader's fault.
func TestListBlamesTheCursorOnlyForTheCursor(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		for i := range 9 {
			insertRows(t, db, row{ID: id.New(), Rank: i})
		}
		s, err := page(t, db, list(), store.Page{Limit: 3})
		if err != nil {
			t.Fatal(err)
		}
		l := list()
		l.Columns, l.Uncounted = "nothing_of_that_name, label", true
		_, err = page(t, db, l, store.Page{After: s.Next})
		wantCode(t, err, errs.Internal, "store.failed")
		broken := errs.New(errs.Internal, "trial.broken")
		_, err = store.Read(t.Context(), db, func(tx *store.Tx) (store.Slice[string], error) {
			return store.Select(t.Context(), tx, list(), store.Page{After: s.Next}, func(store.Scanner) (string, error) { return "", broken })
		})
		wantCode(t, err, errs.Internal, "trial.broken")
	})
}
