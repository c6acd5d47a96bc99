package history_test

import (
	"strings"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/history"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

func TestARowInTheClearKeepsItsVersions(t *testing.T) {
	hand := clock.At(storetest.Start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		unit, ctx := id.New(), actor.With(t.Context(), actor.Part("demo"))
		columns := []string{"id", "version", "parent", "facility", "kind", "name", "code", "seat"}
		write := func(body func(tx *store.Tx) error) {
			t.Helper()
			if _, err := store.Write(ctx, db, store.NewKey(), func(tx *store.Tx) (int, error) {
				tx.MarkPolicy("facility")
				return 0, body(tx)
			}); err != nil {
				t.Fatal(err)
			}
		}
		write(func(tx *store.Tx) error {
			row := []any{unit, 1, "", unit, "brigade", "一大队", "", ""}
			if err := store.Insert(ctx, tx, "facility_unit", columns, [][]any{row}); err != nil {
				return err
			}
			return history.Record(ctx, tx, audit.Fact{Kind: "facility.opened", Rows: []audit.Row{audit.Made("facility_unit", columns, row)}})
		})
		hand.Forward(time.Hour)
		write(func(tx *store.Tx) error {
			if err := store.Update(ctx, tx, `update facility_unit set name = $2, version = version + 1 where id = $1`, unit, "新一大队"); err != nil {
				return err
			}
			return history.Record(ctx, tx, audit.Fact{Kind: "facility.renamed", Rows: []audit.Row{audit.Kept("facility_unit", unit)}})
		})
		for after, want := range map[time.Duration]string{0: `"name":"一大队"`, 30 * time.Minute: `"name":"一大队"`, 2 * time.Hour: `"name":"新一大队"`} {
			got, err := store.Read(ctx, db, func(tx *store.Tx) ([]byte, error) {
				return history.RowAt(ctx, tx, "facility_unit", unit, storetest.Start.Add(after))
			})
			if err != nil || !strings.Contains(string(got), want) {
				t.Errorf("after %v: %s (%v)", after, got, err)
			}
		}
		_, err := store.Read(ctx, db, func(tx *store.Tx) ([]byte, error) {
			return history.RowAt(ctx, tx, "facility_unit", unit, storetest.Start.Add(-time.Hour))
		})
		if !errs.Is(err, "history.not_yet") {
			t.Error(err)
		}
	})
}
