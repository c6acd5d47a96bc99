package demo

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"guitu/internal/base/clock"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
	"guitu/internal/verify"
)

// broken is a province, and somebody who holds its database.
type broken struct {
	burglar
	h     House
	vault *seal.Vault
	lite  bool
}

func eachBroken(t *testing.T, body func(*testing.T, broken)) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			c := storetest.Config(t, engine, clock.At(storetest.Start))
			h, _, vault := vaulted(t, storetest.Open(t, c))
			if err := Make(t.Context(), h, Options{Seed: 3, Scale: Scale{Size: 60, Inside: 20}}); err != nil {
				t.Fatal(err)
			}
			body(t, broken{breakIn(t, c), h, vault, engine == store.SQLite})
		})
	}
}

// must does what alters at least one row.
func (b broken) must(text string, args ...any) {
	b.t.Helper()
	done, err := b.conn.ExecContext(b.t.Context(), text, args...)
	if err != nil {
		b.t.Fatal(text, err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		b.t.Fatal(text, n, err)
	}
}

// finds looks at everything, and wants one thing of each table to be found.
func (b broken) finds(what, of string, tables []string, least int) {
	b.t.Helper()
	got := found(proof(b.t, b.h, b.vault))
	for _, x := range tables {
		if !strings.Contains(got, x+" "+what+"\n") {
			b.t.Errorf("%s in %s: %s is not found", of, x, what)
		}
	}
	if len(tables) < least {
		b.t.Errorf("%s: tried in %d tables, too few to say anything", of, len(tables))
	}
}

// A row that the house cannot have named, for its id is none or lies in no month of it, is named in every table; and so is
// one whose id is no text, which is greater than every other to an engine that lets it stand.
func TestRowsThatTheHouseCannotNameAreFound(t *testing.T) {
	eachBroken(t, func(t *testing.T, b broken) {
		for _, way := range []struct {
			name, column, value, away string
			least                     int
			lite                      bool
		}{
			{"no id", "id", "''", "id = ''", 20, false},
			{"an id that is none", "id", "'~'", "id = '~'", 20, false},
			{"a month before all", "month", "-1", "month = -1", 5, false},
			{"an id that is no text", "id", "cast(id as blob)", "typeof(id) = 'blob'", 20, true},
		} {
			var done []string
			for _, x := range verify.Digested() {
				columns := b.columns(x)
				if columns == nil || way.lite && !b.lite || !slices.Contains(columns, way.column) {
					continue
				}
				if b.inserts(x, columns, map[string]string{way.column: way.value}) {
					done = append(done, x)
				}
			}
			if way.lite && !b.lite {
				continue
			}
			b.finds(audit.RowUnsaid, way.name, done, way.least)
			for _, x := range done {
				b.must("delete from " + x + " where " + way.away)
			}
		}
		proven(t, b.h, b.vault)
	})
}

// A text that is empty where there was none, and a value of another kind than its column's, leave a digest as it is; they are
// found all the same.
func TestWhatOnlyQueriesTellApartIsFound(t *testing.T) {
	eachBroken(t, func(t *testing.T, b broken) {
		for _, alter := range []struct {
			table, text string
			lite        bool
		}{
			{"resident_resident", `update resident_resident set left_on = '' where id = (select min(id) from resident_resident where left_on is null)`, false},
			{"staff_post", `update staff_post set until_day = '' where id = (select min(id) from staff_post where until_day is null)`, false},
			{"outing_outing", `update outing_outing set until_at = '' where id = (select min(id) from outing_outing where until_at is null)`, true},
			{"duty_duty", `update duty_duty set facility = cast(facility as blob) where id = (select min(id) from duty_duty)`, true},
			{"journey_case", `update journey_case set state = cast(state as blob) where id = (select min(id) from journey_case)`, true},
		} {
			if alter.lite && !b.lite {
				continue
			}
			b.must(alter.text)
			if got := found(proof(t, b.h, b.vault)); !strings.Contains(got, alter.table+" "+audit.RowChanged+"\n") {
				t.Errorf("%s: found %q", alter.text, got)
			}
		}
	})
}

// Whose life is taken away, with everything that is computed of it, is missed; and so is the person.
func TestALifeThatIsTakenAwayIsMissed(t *testing.T) {
	eachBroken(t, func(t *testing.T, b broken) {
		var who string
		if err := b.conn.QueryRowContext(t.Context(), `select min(person) from measure_life`).Scan(&who); err != nil {
			t.Fatal(err)
		}
		for _, x := range []string{"measure_extract", "measure_measure", "measure_life"} {
			b.must(fmt.Sprintf("delete from %s where person = '%s'", x, who))
		}
		if got := found(proof(t, b.h, b.vault)); got != "life \n" {
			t.Errorf("without his life: %q", got)
		}
		b.must("delete from person_token where person = '" + who + "'")
		b.must("delete from person_person where id = '" + who + "'")
		got := proof(t, b.h, b.vault)
		if len(got.Rows.Findings) != 1 || got.Rows.Findings[0].What != audit.RowGone || string(got.Rows.Findings[0].Row) != who {
			t.Errorf("without himself: %+v", got.Rows.Findings)
		}
	})
}

// A life whose person alone is gone is named, and the others are looked at all the same.
func TestALifeWithoutAPersonIsFound(t *testing.T) {
	eachBroken(t, func(t *testing.T, b broken) {
		b.must("delete from person_person where id = (select min(person) from measure_life)")
		r := proof(t, b.h, b.vault)
		if got := found(r); !strings.Contains(got, "life \n") || !strings.Contains(got, "person_person "+audit.RowGone+"\n") || r.Stopped != nil || r.Clock.Lives < 30 {
			t.Errorf("found %q, stopped by %v after %d lives", got, r.Stopped, r.Clock.Lives)
		}
	})
}
