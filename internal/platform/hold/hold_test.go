package hold_test

import (
	"testing"
	"time"

	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/platform/hold"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

const quick = 20 * time.Millisecond

func TestOneProcessServes(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			c := storetest.Config(t, engine, clock.At(storetest.Start))
			one, two := storetest.Open(t, c), storetest.Open(t, c)
			held, err := hold.Take(t.Context(), one, quick)
			if err != nil {
				t.Fatal(err)
			}
			_, err = hold.Take(t.Context(), two, 10*quick)
			wantCode(t, err, errs.Unavailable, "store.served")
			if err := store.Ledger(t.Context(), two, func(*store.Tx) error { return nil }); err != nil {
				t.Errorf("a command beside it cannot write: %v", err)
			}
			if err := held.Close(); err != nil {
				t.Fatal(err)
			}
			again, err := hold.Take(t.Context(), two, quick)
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
		still, err := hold.Take(t.Context(), one, time.Hour) // it does not beat any more
		if err != nil {
			t.Fatal(err)
		}
		held, err := hold.Take(t.Context(), two, quick)
		if err != nil {
			t.Fatal(err)
		}
		awake, err := hold.Take(t.Context(), one, 10*quick)
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
		if err := held.Close(); err != nil {
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
		held, err := hold.Take(t.Context(), db, time.Second)
		if err != nil {
			t.Fatal(err)
		}
		if err := store.Ledger(t.Context(), db, func(tx *store.Tx) error {
			_, err := tx.Exec(t.Context(), "update store_node set boot = 'another'")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		<-held.Lost()
		if err := held.Close(); err != nil {
			t.Error(err)
		}
	}
}

func wantCode(t testing.TB, err error, kind errs.Kind, code string) {
	t.Helper()
	if !errs.Is(err, code) || errs.KindOf(err) != kind {
		t.Errorf("error is %v (%s), want %s (%s)", err, errs.KindOf(err), code, kind)
	}
}
