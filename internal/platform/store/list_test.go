package store_test

import (
	"testing"

	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

func TestListSmoke(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		err := store.Ledger(t.Context(), db, func(tx *store.Tx) error {
			var rows [][]any
			for i := range 10 {
				rows = append(rows, []any{1, string(rune('a' + i)), "x", i / 3, "{}"})
			}
			return store.Insert(t.Context(), tx, "store_command", []string{"month", "key", "actor", "at", "result"}, rows)
		})
		if err != nil {
			t.Fatal(err)
		}
		l := store.List{Columns: "key", From: "store_command", Where: []store.Cond{store.Where("at < $1", 3)},
			Sorts: map[string]store.Sort{"at": store.By("at")}, Default: "-at", ID: "key"}
		p := store.Page{Limit: 4}
		got := ""
		for {
			s, err := store.Read(t.Context(), db, func(tx *store.Tx) (store.Slice[string], error) {
				return store.Select(t.Context(), tx, l, p, store.Value[string])
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range s.Rows {
				got += r
			}
			got += "|"
			if s.Next == "" {
				break
			}
			p.After = s.Next
		}
		if got != "ihgf|edcb|a|" {
			t.Error(got)
		}
	})
}
