package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"guitu/internal/base/clock"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

var remembered store.Memory[string, int]

// recall gives what is remembered of "x", or value, and whether it had to be read.
func recall(t *testing.T, db *store.DB, value int) (got int, read bool) {
	t.Helper()
	got, err := store.Read(t.Context(), db, func(tx *store.Tx) (int, error) {
		return remembered.Remember(t.Context(), tx, "x", func() (int, error) { read = true; return value, nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	return got, read
}

// writes changes a slow room as its own desk would.
func writes(ctx context.Context, db *store.DB, then error) error {
	_, err := store.Write(ctx, db, store.NewKey(), func(tx *store.Tx) (int, error) {
		tx.MarkPolicy("staff")
		tx.MarkAudit("staff")
		if _, err := tx.Exec(ctx, `delete from staff_post where id = 'nobody'`); err != nil {
			return 0, err
		}
		return 0, then
	})
	return err
}

func TestMemoryStandsUntilItsRoomIsWritten(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			c := config(t, engine)
			stands(t, storetest.Open(t, c), storetest.Open(t, c)) // two processes on one database
		})
	}
}

func stands(t *testing.T, here, there *store.DB) {
	t.Helper()
	if got, read := recall(t, here, 1); got != 1 || !read {
		t.Fatal(got, read)
	}
	if got, read := recall(t, here, 2); got != 1 || read {
		t.Fatalf("%d, read %v: it was not remembered", got, read)
	}
	if got, _ := recall(t, there, 3); got != 3 {
		t.Fatalf("%d: what one remembers is another's", got)
	}
	if err := writes(t.Context(), there, errors.New("refused")); err == nil {
		t.Fatal("it was not refused")
	}
	if got, read := recall(t, here, 4); got != 1 || read {
		t.Errorf("%d, read %v: what was rolled back has changed nothing", got, read)
	}
	if err := writes(t.Context(), there, nil); err != nil {
		t.Fatal(err)
	}
	if got, _ := recall(t, here, 5); got != 5 {
		t.Errorf("%d: another process wrote the room, and it is remembered", got)
	}
	if err := writes(t.Context(), here, nil); err != nil {
		t.Fatal(err)
	}
	if got, _ := recall(t, here, 6); got != 6 {
		t.Errorf("%d: the room was written, and it is remembered", got)
	}
	nothingRemembered(t, here)
}

// Who writes reads for himself: what he sees may never be committed.
func nothingRemembered(t *testing.T, db *store.DB) {
	t.Helper()
	err := store.Ledger(t.Context(), db, func(tx *store.Tx) error {
		got, err := remembered.Remember(t.Context(), tx, "x", func() (int, error) { return 7, nil })
		if got != 7 {
			t.Errorf("%d was remembered in a transaction that writes", got)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if got, _ := recall(t, db, 8); got != 6 {
		t.Errorf("%d is remembered of a transaction that wrote", got)
	}
}

func TestMemoryEnds(t *testing.T) {
	hand := clock.At(storetest.Start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		recall(t, db, 1)
		hand.Set(hand.Now().Add(11 * time.Minute))
		if got, _ := recall(t, db, 2); got != 2 {
			t.Error("it is remembered for ever")
		}
	})
}
