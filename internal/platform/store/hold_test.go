package store_test

import (
	"testing"
	"time"

	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

const quick = 20 * time.Millisecond

func TestOneProcessServes(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			c := storetest.Config(t, engine, clock.At(storetest.Start))
			one, two := storetest.Open(t, c), storetest.Open(t, c)
			hold, err := one.Hold(t.Context(), quick)
			if err != nil {
				t.Fatal(err)
			}
			_, err = two.Hold(t.Context(), 10*quick)
			wantCode(t, err, errs.Unavailable, "store.served")
			if err := store.Ledger(t.Context(), two, func(*store.Tx) error { return nil }); err != nil {
				t.Errorf("a command beside it cannot write: %v", err)
			}
			if err := hold.Close(); err != nil {
				t.Fatal(err)
			}
			again, err := two.Hold(t.Context(), quick)
			if err != nil {
				t.Fatal("nobody serves any more:", err)
			}
			if err := again.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// A process that died leaves its row; who waits for three beats takes its place, and it learns so if it lives.
func TestADeadProcessIsFollowed(t *testing.T) {
	for _, engine := range storetest.Engines() {
		if engine == store.SQLite {
			continue // the operating system knows
		}
		c := storetest.Config(t, engine, clock.At(storetest.Start))
		one, two := storetest.Open(t, c), storetest.Open(t, c)
		still, err := one.Hold(t.Context(), time.Hour) // it does not beat any more
		if err != nil {
			t.Fatal(err)
		}
		hold, err := two.Hold(t.Context(), quick)
		if err != nil {
			t.Fatal(err)
		}
		awake, err := one.Hold(t.Context(), 10*quick)
		if awake != nil {
			t.Error("two serve")
		}
		wantCode(t, err, errs.Unavailable, "store.served")
		if err := still.Close(); err != nil {
			t.Error(err)
		}
		if _, err := store.Read(t.Context(), one, func(tx *store.Tx) (string, error) {
			return store.One(t.Context(), tx, store.Value[string], "select boot from store_node")
		}); err != nil {
			t.Errorf("who was followed took the row away: %v", err)
		}
		if err := hold.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestWhoWasFollowedLearnsIt(t *testing.T) {
	for _, engine := range storetest.Engines() {
		if engine == store.SQLite {
			continue
		}
		db := storetest.Open(t, storetest.Config(t, engine, clock.At(storetest.Start)))
		hold, err := db.Hold(t.Context(), 10*quick)
		if err != nil {
			t.Fatal(err)
		}
		if err := store.Ledger(t.Context(), db, func(tx *store.Tx) error {
			_, err := tx.Exec(t.Context(), "update store_node set boot = 'another'")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		<-hold.Lost()
		if err := hold.Close(); err != nil {
			t.Error(err)
		}
	}
}
