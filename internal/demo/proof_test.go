package demo

import (
	"strings"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
	"guitu/internal/verify"
)

// proof numbers what the log still has to number, and looks at everything.
func proof(t *testing.T, h House, v *seal.Vault, known ...string) verify.Report {
	t.Helper()
	ctx := actor.With(t.Context(), actor.Part("demo"))
	l, err := audit.NewLedger(ctx, h.DB, v)
	for n := 1; err == nil && n > 0; {
		n, err = l.Step(ctx)
	}
	if err != nil {
		t.Fatal(err)
	}
	r, err := verify.Run(ctx, verify.House{DB: h.DB, Vault: v, Measures: h.Measure, Persons: h.Person}, known, func(verify.Stage) {})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func proven(t *testing.T, h House, v *seal.Vault) {
	t.Helper()
	if r := proof(t, h, v); !r.Proven() || r.Rows.Rows == 0 || r.Clock.Lives == 0 {
		t.Errorf("log %v, rows %v, clock %+v, stopped by %v", r.Log.Findings, r.Rows.Findings, r.Clock, r.Stopped)
	}
}

// A province is proven as it was made; each way of changing it behind the house's back is named.
func TestWhoAltersAProvinceIsFound(t *testing.T) {
	hand := clock.At(storetest.Start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		h, _, vault := vaulted(t, db)
		if err := Make(t.Context(), h, Options{Seed: 3, Scale: Scale{Size: 60, Inside: 20}}); err != nil {
			t.Fatal(err)
		}
		proven(t, h, vault)
		for _, c := range []struct{ name, alter, finds string }{
			{"a duty that is said to be done", `update duty_duty set state = 'done' where id = (select min(id) from duty_duty where state = 'open')`, "duty_duty row_changed"},
			{"a stay that is moved", `update resident_resident set unit = 'x' where id = (select min(id) from resident_resident)`, "resident_resident row_changed"},
			{"a fact of a life", `update measure_fact set at = at + 86400000000 where id = (select min(id) from measure_fact where type = 'ci.decided')`, "measure_fact row_changed"},
			{"a state", `update measure_measure set state = 'lifted' where person = (select min(person) from measure_measure) and number = 0`, "measure"},
			{"a last day", `update measure_measure set ends_on = '2031-01-01' where person = (select max(person) from measure_measure) and last`, "measure"},
			{"what the clock is given", `update measure_extract set sealed = (select o.sealed from measure_extract o where o.person <> measure_extract.person order by o.person limit 1) where person = (select max(person) from measure_measure)`, "extract"},
			{"how many a list is of", `update resident_tally set n = n - 1 where n = (select max(n) from resident_tally)`, "resident_tally"},
			{"a row that goes", `delete from rollcall_mark where id = (select min(id) from rollcall_mark)`, "row_removed"},
			{"a row that is slipped in", `insert into facility_room select 'zz' || substr(id, 3), version, facility, building, unit, name || '9', zone, out_of_use from facility_room where id = (select min(id) from facility_room)`, "row_unsaid"},
		} {
			alter(t, h, c.alter)
			if got := found(proof(t, h, vault)); !strings.Contains(got, c.finds) {
				t.Errorf("%s: found %q", c.name, got)
			}
		}
	})
}

// found writes what a proof found.
func found(r verify.Report) string {
	var b strings.Builder
	for _, f := range r.Rows.Findings {
		b.WriteString(f.Table + " " + f.What + "\n")
	}
	for _, f := range r.Clock.Findings {
		b.WriteString(f.What + " " + string(f.Duty) + "\n")
	}
	for range r.Tally {
		b.WriteString("resident_tally\n")
	}
	return b.String()
}

// alter changes rows behind the house's back.
func alter(t *testing.T, h House, sql string) {
	t.Helper()
	ctx := actor.With(t.Context(), actor.Part("demo"))
	n, err := store.Write(ctx, h.DB, store.NewKey(), func(tx *store.Tx) (int64, error) {
		for _, room := range []string{"duty", "resident", "measure", "rollcall", "facility"} { // as somebody with the database's password has no need to
			tx.MarkPolicy(room)
			tx.MarkAudit(room)
		}
		return tx.Exec(ctx, sql)
	})
	if err != nil || n == 0 {
		t.Fatalf("%s: %d rows, %v", sql, n, err)
	}
}
