package store_test

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

const addCase = `insert into trial_case (id, version, label, rank, open) values ($1, 1, 'a', 1, true)`

func addFor(ctx context.Context, tx *store.Tx, record id.ID) error {
	_, err := tx.Exec(ctx, addCase, record)
	return err
}

func cases(t testing.TB, db *store.DB) int {
	t.Helper()
	return ask[int](t, db, `select count(*) from trial_case`)
}

func TestWriteCommits(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		record := id.New()
		if err := do(t, db, func(ctx context.Context, tx *store.Tx) error { return addFor(ctx, tx, record) }); err != nil {
			t.Fatal(err)
		}
		if n := cases(t, db); n != 1 {
			t.Errorf("%d cases, want 1", n)
		}
		if err := db.Well(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestMoment(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		err := do(t, db, func(_ context.Context, tx *store.Tx) error {
			if got := tx.Now().Format(time.RFC3339); got != "2026-03-02T01:00:00Z" {
				t.Errorf("Now is %s", got)
			}
			if tx.Today() != civil.On(2026, 3, 2) {
				t.Errorf("Today is %s", tx.Today())
			}
			if tx.Node() != "n1" || tx.Engine() != db.Engine() || tx.Key() == "" {
				t.Error("node, engine or key is missing")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestWriteWithoutMarksIsRefused(t *testing.T) {
	trial := func(ctx context.Context, tx *store.Tx) error { return addFor(ctx, tx, id.New()) }
	both := func(ctx context.Context, tx *store.Tx) error {
		tx.MarkPolicy("trial")
		tx.MarkAudit("trial")
		if err := trial(ctx, tx); err != nil {
			return err
		}
		_, err := store.One(ctx, tx, store.Value[int64], `insert into retrial_case (id, n) values ($1, 1) returning n`, id.New())
		return err
	}
	attempts := map[string]struct {
		body func(context.Context, *store.Tx) error
		code string
	}{
		"no mark":                              {trial, "store.no_policy_mark"},
		"no policy":                            {func(ctx context.Context, tx *store.Tx) error { tx.MarkAudit("trial"); return trial(ctx, tx) }, "store.no_policy_mark"},
		"no audit":                             {func(ctx context.Context, tx *store.Tx) error { tx.MarkPolicy("trial"); return trial(ctx, tx) }, "store.no_audit_mark"},
		"one of two rooms, written by a query": {both, "store.no_policy_mark"},
		"an update of nothing": {func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `update trial_case set rank = 2 where 1 = 0`)
			return err
		}, "store.no_policy_mark"},
	}
	each(t, func(t *testing.T, db *store.DB) {
		for name, a := range attempts {
			t.Run(name, func(t *testing.T) {
				ctx := t.Context()
				_, err := store.Write(ctx, db, store.NewKey(), func(tx *store.Tx) (int, error) { return 0, a.body(ctx, tx) })
				wantCode(t, err, errs.Internal, a.code)
				if n := cases(t, db); n != 0 {
					t.Errorf("%d cases were kept", n)
				}
			})
		}
	})
}

func TestReadAndLedgerKeepToTheirs(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		_, err := store.Read(ctx, db, func(tx *store.Tx) (int, error) { return 0, addFor(ctx, tx, id.New()) })
		wantCode(t, err, errs.Internal, "store.read_only")
		err = store.Ledger(ctx, db, func(tx *store.Tx) error { return addFor(ctx, tx, id.New()) })
		wantCode(t, err, errs.Internal, "store.ledger_only")
		err = store.Ledger(ctx, db, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, `delete from store_command`)
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestOldCommandsAreForgotten(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		if err := do(t, db, func(ctx context.Context, tx *store.Tx) error { return addFor(ctx, tx, id.New()) }); err != nil {
			t.Fatal(err)
		}
		if err := store.Ledger(t.Context(), db, func(tx *store.Tx) error {
			_, err := tx.Exec(t.Context(), `insert into store_command (month, key, actor, at, result) values (202509, 'a', '', 0, ''), (202510, 'b', '', 0, '')`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		start := storetest.Start.Year()*12 + int(storetest.Start.Month()) - 1
		if n, err := store.ForgetCommands(t.Context(), db, start-(2025*12+9)); n != 1 || err != nil {
			t.Errorf("%d forgotten (%v), want the one of September 2025", n, err)
		}
	})
}

func TestNestingIsRefused(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		read := func() error {
			_, err := store.Read(t.Context(), db, func(*store.Tx) (int, error) { return 0, nil })
			return err
		}
		write := func() error { return do(t, db, func(context.Context, *store.Tx) error { return nil }) }
		for _, inner := range []func() error{read, write} {
			wantCode(t, do(t, db, func(context.Context, *store.Tx) error { return inner() }), errs.Internal, "store.nested")
			_, err := store.Read(t.Context(), db, func(*store.Tx) (int, error) { return 0, inner() })
			wantCode(t, err, errs.Internal, "store.nested")
		}
	})
}

func TestFailedBodyLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		mine := errors.New("mine")
		err := do(t, db, func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(addFor(ctx, tx, id.New()), mine)
		})
		if !errors.Is(err, mine) {
			t.Errorf("error is %v, want the body's", err)
		}
		func() {
			defer func() {
				if p := recover(); p != "body" {
					t.Errorf("recovered %v, want the body's panic", p)
				}
			}()
			do(t, db, func(ctx context.Context, tx *store.Tx) error {
				addFor(ctx, tx, id.New())
				panic("body")
			})
		}()
		var gone sync.WaitGroup
		gone.Go(func() {
			do(t, db, func(ctx context.Context, tx *store.Tx) error {
				addFor(ctx, tx, id.New())
				runtime.Goexit() // what t.FailNow does
				return nil
			})
		})
		gone.Wait()
		if n := cases(t, db); n != 0 {
			t.Errorf("%d cases were kept", n)
		}
	})
}

func TestSwallowedErrorIsRefused(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		record := id.New()
		err := do(t, db, func(ctx context.Context, tx *store.Tx) error {
			addFor(ctx, tx, record)
			wantCode(t, addFor(ctx, tx, record), errs.Conflict, "store.exists")
			return nil
		})
		wantCode(t, err, errs.Internal, "store.swallowed")
		if n := cases(t, db); n != 0 {
			t.Errorf("%d cases were kept", n)
		}
	})
}

func TestConstraintsHaveKinds(t *testing.T) {
	statements := map[string]struct {
		kind errs.Kind
		text string
	}{
		"store.reference":  {errs.Conflict, `insert into trial_note (id, of) values ('n', 'nobody')`},
		"store.constraint": {errs.Internal, `insert into retrial_case (id, n) values ('n', -1)`},
		"store.failed":     {errs.Internal, `update trial_case set nowhere = 1`},
	}
	each(t, func(t *testing.T, db *store.DB) {
		for code, s := range statements {
			err := do(t, db, func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Exec(ctx, s.text)
				return err
			})
			wantCode(t, err, s.kind, code)
		}
	})
}

func TestTwoOfficersChangeTheSame(t *testing.T) {
	plain(t, func(t *testing.T, db *store.DB) {
		record := id.New()
		if err := do(t, db, func(ctx context.Context, tx *store.Tx) error { return addFor(ctx, tx, record) }); err != nil {
			t.Fatal(err)
		}
		var won, lost atomic.Int32
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				err := do(t, db, func(ctx context.Context, tx *store.Tx) error {
					return store.Update(ctx, tx, `update trial_case set version = version + 1 where id = $1 and version = $2`, record, 1)
				})
				if err == nil {
					won.Add(1)
				} else {
					wantCode(t, err, errs.Conflict, "store.changed_meanwhile")
					lost.Add(1)
				}
			})
		}
		all.Wait()
		if won.Load() != 1 || lost.Load() != 7 {
			t.Errorf("%d changed it, %d were told", won.Load(), lost.Load())
		}
	})
}

func TestReplayedCommandRunsOnce(t *testing.T) {
	plain(t, func(t *testing.T, db *store.DB) {
		key := store.NewKey()
		ctx := as(t.Context(), "import")
		results := make([]id.ID, 50)
		var all sync.WaitGroup
		for i := range results {
			all.Go(func() {
				var err error
				results[i], err = store.Write(ctx, db, key, func(tx *store.Tx) (id.ID, error) {
					mark(tx)
					record := id.New()
					return record, addFor(ctx, tx, record)
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := cases(t, db); n != 1 {
			t.Errorf("it ran %d times", n)
		}
		if n := len(slices.Compact(results)); n != 1 {
			t.Errorf("%d different answers", n)
		}
	})
}

func TestKeys(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		key := store.NewKey()
		write := func(ctx context.Context, key store.Key, answer int, err error) (int, error) {
			return store.Write(ctx, db, key, func(tx *store.Tx) (int, error) { return answer, err })
		}
		mine := errors.New("mine")
		if _, err := write(t.Context(), key, 1, mine); !errors.Is(err, mine) {
			t.Fatal(err)
		}
		if n, err := write(as(t.Context(), "sweep"), key, 2, nil); n != 2 || err != nil {
			t.Errorf("after a failed attempt: %d, %v", n, err)
		}
		if n, err := write(as(t.Context(), "sweep"), key, 3, nil); n != 2 || err != nil {
			t.Errorf("the replay: %d, %v, want the first answer", n, err)
		}
		_, err := write(as(t.Context(), "import"), key, 4, nil)
		wantCode(t, err, errs.Conflict, "store.key_reused")
		if n, err := write(t.Context(), key.Step("2"), 5, nil); n != 5 || err != nil {
			t.Errorf("a step: %d, %v", n, err)
		}
		for _, bad := range []store.Key{"", "7", store.Key(strings.Repeat("z", 26)), key + store.Key(strings.Repeat("z", 300))} {
			_, err := write(t.Context(), bad, 6, nil)
			wantCode(t, err, errs.Invalid, "store.bad_key")
		}
	})
}

// A key is a command's: what says something else, or answers with something else, is not taken for its repetition.
func TestAKeyBelongsToItsCommand(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		key := store.NewKey()
		write := func(key store.Key, answer int) (int, error) {
			return store.Write(t.Context(), db, key, func(*store.Tx) (int, error) { return answer, nil })
		}
		if n, err := write(key.Saying([]byte("one")), 1); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		if n, err := write(key.Saying([]byte("one")), 2); n != 1 || err != nil {
			t.Errorf("sent twice: %d, %v", n, err)
		}
		_, err := write(key.Saying([]byte("two")), 3)
		wantCode(t, err, errs.Conflict, "store.sent_otherwise")
		if n, err := write(key, 4); n != 1 || err != nil {
			t.Errorf("who says nothing is answered: %d, %v", n, err)
		}
		if n, err := write(key.Saying([]byte("two")).Step("2"), 5); n != 5 || err != nil {
			t.Errorf("a step: %d, %v", n, err)
		}
		if n, err := write(key.Step("2").Saying([]byte("two")), 6); n != 5 || err != nil {
			t.Errorf("the same step: %d, %v", n, err)
		}
		_, err = store.Write(t.Context(), db, key, func(*store.Tx) (string, error) { return "another.use.case", nil })
		wantCode(t, err, errs.Conflict, "store.key_reused")
		if kept := ask[int](t, db, `select count(*) from store_command where said like '%one%' or said like '%b25l%'`); kept != 0 {
			t.Error("what was said stands in the clear")
		}
	})
}

// A body that calls a Write from however far down fails; on SQLite it would wait for itself.
func TestADeepBodyDoesNotNest(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		var down func(n int) error
		down = func(n int) error {
			if n > 0 {
				return errors.Join(down(n - 1))
			}
			_, err := store.Write(t.Context(), db, store.NewKey(), func(*store.Tx) (int, error) { return 0, nil })
			return err
		}
		err := do(t, db, func(context.Context, *store.Tx) error { return down(1000) })
		wantCode(t, err, errs.Internal, "store.nested")
	})
}

// What is kept beside a key stands in the clear.
func TestAResultNamesNobody(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		type answer struct{ What string }
		for text, ok := range map[string]bool{
			"": true, "measure.confirm": true, string(id.New()): true, "马海木": false, "519900199001011234": false, "13900001234": false, "two words": false,
		} {
			_, err := store.Write(t.Context(), db, store.NewKey(), func(*store.Tx) ([]answer, error) { return []answer{{text}}, nil })
			if ok != (err == nil) || !ok && !errs.Is(err, "store.result_names") {
				t.Errorf("%q: %v", text, err)
			}
		}
	})
}

func TestExercise(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		runs := 0
		if err := do(t, db, func(ctx context.Context, tx *store.Tx) error { runs++; return addFor(ctx, tx, id.New()) }); err != nil {
			t.Fatal(err)
		}
		if n := cases(t, db); runs != 2 || n != 1 {
			t.Errorf("%d runs, %d cases", runs, n)
		}
		type hidden struct{ n int }
		_, err := store.Write(t.Context(), db, store.NewKey(), func(*store.Tx) (hidden, error) { return hidden{7}, nil })
		wantCode(t, err, errs.Internal, "store.result_lost")
	})
}

func TestCancelledBodyHarmsNobody(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				_, err := store.Write(ctx, db, store.NewKey(), func(tx *store.Tx) (int, error) {
					mark(tx)
					if err := addFor(ctx, tx, id.New()); err != nil {
						return 0, err
					}
					if i%2 == 0 {
						cancel()
					}
					return 0, addFor(ctx, tx, id.New())
				})
				if i%2 == 1 && err != nil {
					t.Error(err)
				}
				if i%2 == 0 {
					wantCode(t, err, errs.Unavailable, "store.cancelled")
					if !errors.Is(err, context.Canceled) {
						t.Errorf("%v does not say that it was cancelled", err)
					}
				}
			})
		}
		all.Wait()
		if n := cases(t, db); n != 20 {
			t.Errorf("%d cases, want two of each body that was not cancelled", n)
		}
	})
}

func TestReadSeesOneState(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		counts, err := store.Read(t.Context(), db, func(tx *store.Tx) (counts [2]int, err error) {
			for i := range counts {
				if counts[i], err = store.One(t.Context(), tx, store.Value[int], `select count(*) from trial_case`); err != nil {
					return counts, err
				}
				done := make(chan error)
				go func() {
					done <- do(t, db, func(ctx context.Context, tx *store.Tx) error { return addFor(ctx, tx, id.New()) })
				}()
				if err := <-done; err != nil {
					return counts, err
				}
			}
			return counts, nil
		})
		if err != nil || counts != [2]int{} {
			t.Errorf("%v, %v: the reading saw a later write", counts, err)
		}
		if n := cases(t, db); n != 2 {
			t.Errorf("%d cases afterwards", n)
		}
	})
}

func TestClosed(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		if db.Engine() == store.Postgres {
			return
		}
		other, err := store.Open(t.Context(), store.Config{Data: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		if err := other.Close(); err != nil {
			t.Fatal(err)
		}
		_, err = store.Write(t.Context(), other, store.NewKey(), func(*store.Tx) (int, error) { return 0, nil })
		wantCode(t, err, errs.Unavailable, "store.closed")
		wantCode(t, other.Well(t.Context()), errs.Unavailable, "store.closed")
	})
}
