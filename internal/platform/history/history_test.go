package history_test

import (
	"encoding/json"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/history"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

type address struct{ Street string }

func TestWhatTheFileSaidOnThatDay(t *testing.T) {
	hand := clock.At(storetest.Start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		ctx := actor.With(t.Context(), actor.Part("demo"))
		v := sealtest.Vault(t, db)
		person := id.New()
		write := func(body func(*store.Tx) error) error {
			t.Helper()
			_, err := store.Write(ctx, db, store.NewKey(), func(tx *store.Tx) (int, error) { return 0, body(tx) })
			return err
		}
		keep := func(version int64, street string) error {
			return write(func(tx *store.Tx) error {
				k, err := v.Ensure(ctx, tx, person, seal.General)
				if err != nil {
					return err
				}
				return history.Keep(ctx, tx, k, "person_address", person, version, address{street})
			})
		}
		at := func(moment time.Time) (string, error) {
			return store.Read(ctx, db, func(tx *store.Tx) (string, error) {
				k, err := v.Key(ctx, tx, person, seal.General)
				if err != nil {
					return "", err
				}
				raw, err := history.At(ctx, tx, k, "person_address", person, moment)
				if err != nil {
					return "", err
				}
				var a address
				return a.Street, json.Unmarshal(raw, &a)
			})
		}

		var moments []time.Time
		for i, street := range []string{"滨河路1号", "滨河路2号", "滨河路3号"} {
			if err := keep(int64(i+1), street); err != nil {
				t.Fatal(err)
			}
			moments = append(moments, hand.Now())
			hand.Forward(45 * 24 * time.Hour) // another month each time
		}
		if _, err := at(moments[0].Add(-time.Second)); !errs.Is(err, "history.not_yet") {
			t.Error("before the first:", err)
		}
		for i, want := range []string{"滨河路1号", "滨河路2号", "滨河路3号"} {
			for _, later := range []time.Duration{0, time.Hour, 44 * 24 * time.Hour} {
				if got, err := at(moments[i].Add(later)); err != nil || got != want {
					t.Errorf("version %d, %v later: %q %v", i+1, later, got, err)
				}
			}
		}
		_, err := store.Read(ctx, db, func(tx *store.Tx) (int, error) {
			if began, err := history.Begun(ctx, tx, seal.General, "person_address", person); err != nil || !began.Equal(moments[0]) {
				t.Errorf("began %v, not %v: %v", began, moments[0], err)
			}
			if never, err := history.Begun(ctx, tx, seal.Clinical, "person_address", person); err != nil || !never.IsZero() {
				t.Errorf("another compartment began %v: %v", never, err)
			}
			k, err := v.Key(ctx, tx, person, seal.General)
			if err != nil {
				return 0, err
			}
			if raw, err := history.Numbered(ctx, tx, k, "person_address", person, 2); err != nil || string(raw) != `{"Street":"滨河路2号"}` {
				t.Error(string(raw), err)
			}
			if _, err := history.Numbered(ctx, tx, k, "person_address", person, 9); !errs.Is(err, "history.not_yet") {
				t.Error(err)
			}
			return 0, nil
		})
		if err != nil {
			t.Fatal(err)
		}

		hand.Set(moments[2])
		if err := keep(3, "again"); errs.KindOf(err) != errs.Conflict {
			t.Error("a version is kept twice:", err)
		}
		if err := write(func(tx *store.Tx) error { _, err := v.SealAway(ctx, tx, person); return err }); err != nil {
			t.Fatal(err)
		}
		if _, err := at(moments[2]); !errs.Is(err, "seal.no_key") {
			t.Error("a sealed-away record has a past:", err)
		}
	})
}

// A version that was put into another's place does not open.
func TestVersionsAreBoundToTheirPlace(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		v := sealtest.Vault(t, db)
		person := id.New()
		k := sealtest.Key(t, db, v, person)
		_, err := store.Write(ctx, db, store.NewKey(), func(tx *store.Tx) (int, error) {
			for i := range int64(2) {
				if err := history.Keep(ctx, tx, k, "person_address", person, i+1, address{"x"}); err != nil {
					return 0, err
				}
			}
			_, err := tx.Exec(ctx, `update history_version set sealed = (select h.sealed from history_version h where h.version = 1) where version = 2`)
			return 0, err
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = store.Read(ctx, db, func(tx *store.Tx) (int, error) {
			_, err := history.Numbered(ctx, tx, k, "person_address", person, 2)
			return 0, err
		})
		if !errs.Is(err, "seal.broken") {
			t.Error(err)
		}
	})
}
