package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// together runs bodies in one group: the first holds the transaction until the others wait for it. It runs
// in a bubble, where time passes only when everybody waits, so that the order is the same on any machine.
func together(t *testing.T, db *store.DB, bodies ...func(context.Context, *store.Tx) error) []error {
	t.Helper()
	errors := make([]error, len(bodies))
	var all sync.WaitGroup
	for i, body := range bodies {
		all.Go(func() {
			time.Sleep(time.Duration(i) * time.Millisecond)
			errors[i] = do(t, db, func(ctx context.Context, tx *store.Tx) error {
				if i == 0 {
					time.Sleep(time.Duration(len(bodies)) * time.Millisecond)
				}
				return body(ctx, tx)
			})
		})
	}
	all.Wait()
	return errors
}

// lite runs a test in a bubble, on SQLite, each body once.
func lite(t *testing.T, body func(*testing.T, *store.DB)) {
	t.Helper()
	c := config(t, store.SQLite)
	c.Exercise = false
	synctest.Test(t, func(t *testing.T) { body(t, storetest.Open(t, c)) })
}

func add(ctx context.Context, tx *store.Tx) error { return addFor(ctx, tx, id.New()) }

func TestGroupOneFailsAlone(t *testing.T) {
	lite(t, func(t *testing.T, db *store.DB) {
		mine := errors.New("mine")
		got := together(t, db, add, func(ctx context.Context, tx *store.Tx) error { return errors.Join(add(ctx, tx), mine) }, add)
		if got[0] != nil || !errors.Is(got[1], mine) || got[2] != nil {
			t.Errorf("answers are %v", got)
		}
		if n := cases(t, db); n != 2 {
			t.Errorf("%d cases, want 2", n)
		}
	})
}

// SQLite rolls the whole transaction back after some errors (a full disk): nobody in it may be told that his
// act was kept.
func TestGroupLostTransactionAcknowledgesNobody(t *testing.T) {
	for name, ruin := range map[string]func(context.Context, *store.Tx) error{
		"noticed in the body": func(ctx context.Context, tx *store.Tx) error {
			if _, err := tx.SQL().ExecContext(ctx, "rollback"); err != nil { // what SQLite does by itself
				return err
			}
			return errors.New("disk is full")
		},
		"noticed by nobody": func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.SQL().ExecContext(ctx, "rollback")
			return err
		},
		"noticed at the commit": func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.SQL().ExecContext(ctx, `pragma defer_foreign_keys = on`)
			return errors.Join(err, func() error {
				_, err := tx.Exec(ctx, `insert into trial_note (id, of) values ('n', 'nobody')`)
				return err
			}())
		},
	} {
		t.Run(name, func(t *testing.T) {
			lite(t, func(t *testing.T, db *store.DB) {
				got := together(t, db, add, add, ruin)
				for i, err := range got[:2] {
					if errs.KindOf(err) != errs.Unavailable {
						t.Errorf("body %d was answered %v", i, err)
					}
				}
				if got[2] == nil {
					t.Error("the one that ruined it was acknowledged")
				}
				if n := cases(t, db); n != 0 {
					t.Errorf("%d cases were kept", n)
				}
				if err := do(t, db, add); err != nil {
					t.Errorf("the next group: %v", err)
				}
				if n := cases(t, db); n != 1 {
					t.Errorf("%d cases after the next group", n)
				}
			})
		})
	}
}

func TestGroupWaiterGivesUp(t *testing.T) {
	lite(t, func(t *testing.T, db *store.DB) {
		var all sync.WaitGroup
		all.Go(func() {
			if err := do(t, db, func(ctx context.Context, tx *store.Tx) error {
				time.Sleep(time.Minute)
				return add(ctx, tx)
			}); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := store.Write(ctx, db, store.NewKey(), func(*store.Tx) (int, error) { return 0, nil })
		wantCode(t, err, errs.Unavailable, "store.cancelled")
		all.Wait()
		if err := do(t, db, add); err != nil {
			t.Error(err)
		}
	})
}

// What was acknowledged is in the file: another connection, as after a crash, finds all of it.
func TestGroupKeepsWhatItAcknowledged(t *testing.T) {
	c := config(t, store.SQLite)
	db := storetest.Open(t, c)
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			for range 20 {
				if err := do(t, db, add); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	raw := open(t, c)
	defer raw.Close()
	var n int
	if err := raw.QueryRow(`select count(*) from trial_case`).Scan(&n); err != nil || n != 320 {
		t.Errorf("%d cases, %v", n, err)
	}
	var mode, full string
	if err := raw.QueryRow(`pragma journal_mode`).Scan(&mode); err != nil || mode != "wal" {
		t.Errorf("journal mode is %s, %v", mode, err)
	}
	err := do(t, db, func(ctx context.Context, tx *store.Tx) error {
		return tx.SQL().QueryRowContext(ctx, `pragma synchronous`).Scan(&full)
	})
	var temp string
	_ = do(t, db, func(ctx context.Context, tx *store.Tx) error {
		return tx.SQL().QueryRowContext(ctx, `pragma temp_store`).Scan(&temp)
	})
	if temp != "0" {
		t.Errorf("temp_store is %s: a long body would be quadratic", temp)
	}
	if err != nil || full != "2" {
		t.Errorf("synchronous is %s, %v; acknowledged acts would not survive the loss of power", full, err)
	}
}

// A full disk, as SQLite sees it: whatever it does with the transaction, what is kept is what was acknowledged.
func TestGroupOnAFullDisk(t *testing.T) {
	lite(t, func(t *testing.T, db *store.DB) {
		fill := func(ctx context.Context, tx *store.Tx) error {
			if _, err := tx.SQL().ExecContext(ctx, `pragma max_page_count = 1`); err != nil { // not below what there is
				return err
			}
			for range 1000 {
				if _, err := tx.Exec(ctx, `insert into trial_case (id, version, label, rank, open, body) values ($1, 1, '', 1, true, $2)`,
					id.New(), make([]byte, 10_000)); err != nil {
					addFor(ctx, tx, id.New()) // a body that goes on regardless writes nothing more
					return err
				}
			}
			return nil
		}
		got := together(t, db, add, fill, add)
		wantCode(t, got[1], errs.Unavailable, "store.disk_full")
		want := 0
		for _, err := range got {
			if err == nil {
				want++
			}
		}
		if n := cases(t, db); n != want {
			t.Errorf("%d cases are kept, %d were acknowledged: %v", n, want, got)
		}
	})
}
