package audit_test

import (
	"testing"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

var unitColumns = []string{"id", "version", "parent", "facility", "kind", "name", "code", "seat", "opened_on", "closed_on"}

func unit(i id.ID, name string) []any {
	return []any{i, 1, "", i, "brigade", name, "", "", "2026-01-01", nil}
}

// What is digested as it is inserted and what is read back from either engine is the same row.
func TestAChangedRowIsFound(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db, seal.Intl)
		made, kept, removed, slipped, facility := id.New(), id.New(), id.New(), id.New(), id.New()
		write := func(body func(tx *store.Tx) error) {
			t.Helper()
			if _, err := store.Write(t.Context(), db, store.NewKey(), func(tx *store.Tx) (int, error) {
				tx.MarkPolicy("facility")
				return 0, body(tx)
			}); err != nil {
				t.Fatal(err)
			}
		}
		key := sealtest.Key(t, db, h.vault, facility)
		write(func(tx *store.Tx) error {
			rows := [][]any{unit(made, "一大队"), unit(kept, "二大队"), unit(removed, "三大队")}
			if err := store.Insert(t.Context(), tx, "facility_unit", unitColumns, rows); err != nil {
				return err
			}
			return audit.Record(t.Context(), tx,
				audit.Fact{Kind: "facility.opened", Facility: facility, Rows: audit.AllMade("facility_unit", unitColumns, rows[:1])},
				audit.Fact{Kind: "facility.opened", Facility: facility, Key: key, Rows: []audit.Row{audit.Kept("facility_unit", kept)}},
				audit.Fact{Kind: "facility.opened", Facility: facility, Rows: audit.AllMade("facility_unit", unitColumns, rows[2:])})
		})
		table := audit.Table{Name: "facility_unit", Owner: "case when t.id = '" + string(kept) + "' then '" + string(facility) + "' else '' end"}
		stands := func(want map[id.ID]string) {
			t.Helper()
			r, err := audit.VerifyRows(t.Context(), db, h.vault, []audit.Table{table})
			if err != nil || len(r.Findings) != len(want) || r.Rows == 0 {
				t.Errorf("%+v, want %v (%v)", r, want, err)
			}
			for _, f := range r.Findings {
				if want[f.Row] != f.What {
					t.Errorf("row %q of %s is %s, want %v", f.Row, f.Table, f.What, want)
				}
			}
		}
		stands(nil)
		write(func(tx *store.Tx) error { // behind the log's back
			tx.MarkAudit("facility")
			if _, err := tx.Exec(t.Context(), `update facility_unit set name = 'x' where id = $1`, made); err != nil {
				return err
			}
			if _, err := tx.Exec(t.Context(), `delete from facility_unit where id = $1`, removed); err != nil {
				return err
			}
			return store.Insert(t.Context(), tx, "facility_unit", unitColumns, [][]any{unit(slipped, "四大队")})
		})
		stands(map[id.ID]string{made: audit.RowChanged, "": audit.RowGone, slipped: audit.RowUnsaid})
		write(func(tx *store.Tx) error { // the house changes it and says so
			if _, err := tx.Exec(t.Context(), `update facility_unit set closed_on = '2026-03-03' where id = $1`, made); err != nil {
				return err
			}
			return audit.Record(t.Context(), tx, audit.Fact{Kind: "facility.closed", Facility: facility, Rows: []audit.Row{audit.Kept("facility_unit", made)}})
		})
		stands(map[id.ID]string{"": audit.RowGone, slipped: audit.RowUnsaid})
		write(func(tx *store.Tx) error { // one that the house takes away with a fact is not missed
			if _, err := tx.Exec(t.Context(), `delete from facility_unit where id = $1`, made); err != nil {
				return err
			}
			return audit.Record(t.Context(), tx, audit.Fact{Kind: "facility.closed", Record: made, Facility: facility, Rows: []audit.Row{audit.Kept("facility_unit", made)}})
		})
		stands(map[id.ID]string{"": audit.RowGone, slipped: audit.RowUnsaid})
	})
}

func TestAFactOfAWriteHasADigest(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for sort, ok := range map[audit.Sort]bool{audit.Wrote: false, audit.Read: true, audit.Computed: true} {
			_, err := store.Write(t.Context(), db, store.NewKey(), func(tx *store.Tx) (int, error) {
				return 0, audit.Record(t.Context(), tx, audit.Fact{Kind: "measure.recorded", Sort: sort, Purpose: policy.Treatment})
			})
			if ok != (err == nil) || !ok && !errs.Is(err, "audit.no_digest") {
				t.Errorf("%d: %v", sort, err)
			}
		}
	})
}
