package store_test

import (
	"fmt"
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// More texts than a connection keeps, one of them again inside a loop over its own rows.
func TestPreparedStatementsAreManyAndNest(t *testing.T) {
	c := config(t, store.SQLite)
	db := storetest.Open(t, c)
	insertRows(t, db, row{ID: id.New(), Rank: 1}, row{ID: id.New(), Rank: 2})
	for i := range 1200 {
		if n := ask[int](t, db, fmt.Sprintf(`select %d + count(*) from trial_case`, i)); n != i+2 {
			t.Fatalf("text %d gave %d", i, n)
		}
	}
	err := store.Ledger(t.Context(), db, func(tx *store.Tx) error {
		const text = `select rank from trial_case order by rank`
		rows, err := tx.SQL().Query(text)
		if err != nil {
			return err
		}
		defer rows.Close()
		for seen := 1; rows.Next(); seen++ {
			var outer, inner int
			if err := rows.Scan(&outer); err != nil {
				return err
			}
			if err := tx.SQL().QueryRow(text).Scan(&inner); err != nil {
				return err
			}
			if outer != seen || inner != 1 {
				t.Errorf("row %d: outer %d, inner %d", seen, outer, inner)
			}
		}
		return rows.Err()
	})
	if err != nil {
		t.Error(err)
	}
	raw := open(t, c)
	defer raw.Close()
	if _, err := raw.Exec(`alter table trial_case add column more text`); err != nil {
		t.Fatal(err)
	}
	insertRows(t, db, row{ID: id.New(), Rank: 3}) // the statement kept from before is prepared again
	if n := ask[int](t, db, `select count(*) from trial_case where more is null`); n != 3 {
		t.Errorf("%d rows after a change of the schema", n)
	}
}
