package store_test

import (
	"context"
	"sync"
	"testing"

	"guitu/internal/base/errs"
	"guitu/internal/platform/store"
)

// keeps adds a case, as an act of the room.
func keeps(ctx context.Context, t *testing.T, db *store.DB, id string) {
	t.Helper()
	_, err := store.Write(ctx, db, store.NewKey(), func(tx *store.Tx) (int, error) {
		tx.MarkPolicy("trial")
		tx.MarkAudit("trial")
		_, err := tx.Exec(ctx, `insert into trial_case (id, version, label, rank, open) values ($1, 1, '', 0, true)`, id)
		return 0, err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func casesSeen(ctx context.Context, t *testing.T, db *store.DB) int {
	t.Helper()
	n, err := store.Read(ctx, db, func(tx *store.Tx) (int, error) {
		return store.One(ctx, tx, store.Value[int], `select count(*) from trial_case`)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// What a page reads in several rooms is one moment, in one transaction; its own write ends it, and so does release.
func TestSharedReadsSeeOneStateUntilTheirOwnWrite(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ctx, release := db.Share(t.Context())
		defer release()
		before := db.Work().Reads
		if n := casesSeen(ctx, t, db); n != 0 {
			t.Fatal(n)
		}
		keeps(t.Context(), t, db, "another's")
		if n := casesSeen(ctx, t, db); n != 0 {
			t.Fatalf("%d: another's commit is seen in the middle of a page", n)
		}
		if n := db.Work().Reads - before; n != 1 {
			t.Fatalf("%d transactions for two reads of a page", n)
		}
		keeps(ctx, t, db, "its own")
		if n := casesSeen(ctx, t, db); n != 2 {
			t.Fatalf("%d: what the page wrote is not seen by it", n)
		}
		keeps(t.Context(), t, db, "a third")
		if n := casesSeen(ctx, t, db); n != 2 {
			t.Fatal(n)
		}
		release()
		if n := casesSeen(ctx, t, db); n != 3 {
			t.Fatalf("%d: a snapshot that was released is read", n)
		}
	})
}

// A read that fails, or panics, spoils nothing for the reads after it; and nothing is written in what is shared.
func TestSharedReadsOutliveOneThatFails(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ctx, release := db.Share(t.Context())
		defer release()
		casesSeen(ctx, t, db)
		for _, text := range []string{`select nothing from trial_case`, `delete from trial_case`} {
			if _, err := store.Read(ctx, db, func(tx *store.Tx) (int, error) {
				return store.One(ctx, tx, store.Value[int], text)
			}); err == nil {
				t.Fatal(text)
			}
			if n := casesSeen(ctx, t, db); n != 0 {
				t.Fatal(n)
			}
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was lost")
				}
			}()
			_, _ = store.Read(ctx, db, func(*store.Tx) (int, error) { panic("of a body") })
		}()
		if n := casesSeen(ctx, t, db); n != 0 {
			t.Fatal(n)
		}
		if _, err := store.Read(ctx, db, func(tx *store.Tx) (int, error) {
			return store.Read(ctx, db, func(*store.Tx) (int, error) { return 0, nil })
		}); !errs.Is(err, "store.nested") {
			t.Fatal(err)
		}
	})
}

// Two goroutines of a page do not wait for one another, and who no longer waits for a page begins nothing.
func TestSharedReadsBesideOneAnother(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		outer, cancel := context.WithCancel(t.Context())
		ctx, release := db.Share(outer)
		defer release()
		before := db.Work().Reads
		in, on := make(chan struct{}), make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() {
			_, err := store.Read(ctx, db, func(*store.Tx) (int, error) { close(in); <-on; return 0, nil })
			if err != nil {
				t.Error(err)
			}
		})
		<-in
		casesSeen(ctx, t, db)
		close(on)
		wg.Wait()
		if n := db.Work().Reads - before; n != 2 {
			t.Fatal(n)
		}
		cancel()
		if _, err := store.Read(ctx, db, func(*store.Tx) (int, error) { return 0, nil }); err == nil {
			t.Fatal("nobody waits for it")
		}
		safe := context.WithoutCancel(ctx)
		if n := casesSeen(safe, t, db); n != 0 {
			t.Fatal(n)
		}
	})
}

// More pages than there are connections all come to their end: none waits for a second one while it has the first.
func TestSharedReadsEndWithManyPages(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		var wg sync.WaitGroup
		for range 60 {
			wg.Go(func() {
				ctx, release := db.Share(t.Context())
				defer release()
				for range 3 {
					if _, err := store.Read(ctx, db, func(tx *store.Tx) (int, error) {
						return store.One(ctx, tx, store.Value[int], `select count(*) from trial_case`)
					}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
	})
}

// What policy allowed to one reading of a page allows nothing to the next.
func TestSharedReadsShareNoMarks(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ctx, release := db.Share(t.Context())
		defer release()
		for range 2 {
			_, err := store.Read(ctx, db, func(tx *store.Tx) (int, error) {
				if tx.Looked("trial") || tx.PolicyMarked("trial") || tx.AnyPolicyMark() {
					t.Error("a mark of the reading before counts in this one")
				}
				tx.MarkLook("trial")
				tx.MarkPolicy("trial")
				return 0, nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}
