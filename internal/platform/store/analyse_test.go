package store_test

import (
	"strings"
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

func words(t *testing.T, db *store.DB, text string) []string {
	t.Helper()
	all, err := store.Read(t.Context(), db, func(tx *store.Tx) ([]string, error) {
		return store.Collect(t.Context(), tx, store.Value[string], text)
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Who asked before learns what a table holds as well; no value of a row is kept, and a small table is not taken for one that is
// best read from end to end. A table that grew ten times is looked at again, one that grew a little is not.
func TestAnalyseTellsHowManyAndNotWhat(t *testing.T) {
	db := storetest.Open(t, config(t, store.SQLite))
	const standing = `select stat from sqlite_stat1 where tbl = 'trial_case' and idx = 'sqlite_autoindex_trial_case_1'`
	fill := func(n int) {
		rows := make([]row, n)
		for i := range rows {
			rows[i] = row{ID: id.New(), Rank: i}
		}
		insertRows(t, db, rows...)
		if err := db.Analyse(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []struct {
		more int
		want string
	}{{20, "1000 1"}, {2000, "1000 1"}, {20000, "22020 1"}, {3000, "22020 1"}} {
		if fill(step.more); strings.Join(words(t, db, standing), "; ") != step.want {
			t.Errorf("after %d more: %q", step.more, words(t, db, standing))
		}
	}
	if n := ask[int](t, db, `select count(*) from sqlite_stat4`); n != 0 {
		t.Errorf("%d samples of rows", n)
	}
}

// A join begins with the side that has few rows, also for a reader that was there before.
func TestAnalyseReachesWhoReads(t *testing.T) {
	db := storetest.Open(t, config(t, store.SQLite))
	err := store.Ledger(t.Context(), db, func(tx *store.Tx) error {
		return inTurn(tx,
			`create table trial_few (person text not null, over integer)`, `create unique index few_one on trial_few (person) where over is null`,
			`create table trial_many (person text not null, unit text not null, away integer)`, `create unique index many_here on trial_many (person) where away is null`,
			`insert into trial_few values ('7', null), ('8', null)`,
			`insert into trial_many with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000) select i, 'u', null from n`)
	})
	if err != nil {
		t.Fatal(err)
	}
	const join = `select count(*) from trial_few x join trial_many r on r.person = x.person where x.over is null and r.away is null and r.unit || '' = 'u'`
	first := func() string {
		plan, err := db.Plan(t.Context(), join)
		if err != nil {
			t.Fatal(err)
		}
		return plan[0]
	}
	if before := first(); !strings.HasPrefix(before, "SCAN r") {
		t.Fatalf("the join is told aright without counting: %s", before) // then it proves nothing here
	}
	if err := db.Analyse(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := first(); !strings.HasPrefix(after, "SCAN x") {
		t.Error(after)
	}
}

func inTurn(tx *store.Tx, texts ...string) error {
	for _, text := range texts {
		if _, err := tx.SQL().Exec(text); err != nil {
			return err
		}
	}
	return nil
}
