package demo

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// What two provinces may differ in: digests of what has ids in it, ids, which carry the moment of their making, and what a
// key of the house made; the word for who is called in a roll is made of ids.
var differs = regexp.MustCompile(`[0-9a-f]{64}|[0-9a-hjkmnp-tv-z]{26}|X'[0-9A-F]*'|\$argon2id\$[^']*|"[A-Za-z0-9+/]{40,}={0,2}"|"List":"[^"]*"`)

// dump is every row of every table, without ids and ciphertexts, table by table.
func dump(t *testing.T, h House) map[string][]string {
	t.Helper()
	return read(t, h, func(ctx context.Context, tx *store.Tx) (map[string][]string, error) {
		tables, err := store.Collect(ctx, tx, store.Value[string], `select name from sqlite_master where type = 'table' and name not like 'sqlite%'`)
		if err != nil {
			return nil, err
		}
		out := map[string][]string{}
		for _, table := range tables {
			columns, err := store.Collect(ctx, tx, store.Value[string], `select name from pragma_table_info('`+table+`') where name <> 'month'`)
			if err != nil {
				return nil, err
			}
			rows, err := store.Collect(ctx, tx, store.Value[string], `select quote("`+strings.Join(columns, `") || ' ' || quote("`)+`") from "`+table+`"`)
			if err != nil {
				return nil, err
			}
			for i := range rows {
				rows[i] = differs.ReplaceAllString(rows[i], "·")
			}
			slices.Sort(rows)
			if out[table] = rows; table == "seal_ring" { // fingerprints of the house's own keys
				out[table] = nil
			}
		}
		return out, nil
	})
}

// Two makings of the same seed and day differ in nothing but ids and ciphertexts, to the last column of the last table.
func TestTheSameSeedAndDayMakeTheSameProvince(t *testing.T) {
	day := civil.On(2026, 3, 2)
	make := func() (string, map[string][]string) {
		c := storetest.Config(t, store.SQLite, clock.At(Moment(day)))
		c.Exercise = false
		h, _ := desks(t, storetest.Open(t, c))
		if err := Make(t.Context(), h, Options{Seed: 7, Scale: Scale{Size: 100}}); err != nil {
			t.Fatal(err)
		}
		return digest(t, h), dump(t, h)
	}
	first, tables := make()
	again, same := make()
	if again != first {
		t.Error("the same seed on the same day made something else")
	}
	for table, rows := range tables {
		if k := firstDifference(rows, same[table]); k >= 0 {
			t.Errorf("%s differs: %s", table, rows[k])
		}
	}
	if len(tables["duty_duty"]) == 0 || len(tables["audit_fact"]) == 0 {
		t.Error("nothing was compared")
	}
	told := func(seed uint64, day civil.Date) (all string) {
		for _, l := range drawn(t, seed, day, 100).lives() {
			all += l.who.Name + l.story()
		}
		return all
	}
	if told(7, day) == told(8, day) {
		t.Error("another seed makes the same")
	}
	if told(7, day) == told(7, day.AddDays(1)) {
		t.Error("another day makes the same")
	}
}

func firstDifference(a, b []string) int {
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			return i
		}
	}
	return -1
}

// What is written down is written in office hours, by people who do not all write on the stroke of ten.
func TestFilesAreWrittenInOfficeHours(t *testing.T) {
	moments, n := map[time.Duration]int{}, 0
	for _, l := range drawn(t, 1, civil.On(2026, 3, 2), Standard.Size).lives() {
		for _, e := range l.events {
			at := e.recordedAt()
			into := at.Sub(civil.DateOf(at).Start().Time())
			if into < 8*time.Hour+30*time.Minute || into > 17*time.Hour+30*time.Minute || at.Before(e.fact.At.Time()) {
				t.Fatalf("%s of %s written at %s", e.fact.Type, e.fact.On, at)
			}
			moments[into]++
			n++
		}
	}
	for into, k := range moments {
		if k*50 > n {
			t.Errorf("%d of %d at %s", k, n, into)
		}
	}
}
