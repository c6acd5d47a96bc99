package store_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"testing"

	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// extras are the indexes that are not unique, and the references, with what makes them.
func extras(t *testing.T, db *store.DB) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	_, err := store.Read(t.Context(), db, func(tx *store.Tx) (int, error) {
		list, err := store.Collect(t.Context(), tx, store.Value[string], tx.Pick(
			`select pg_get_indexdef(indexrelid) from pg_index i join pg_class c on c.oid = i.indrelid where c.relnamespace = current_schema()::regnamespace
				union all select conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where contype = 'f' and connamespace = current_schema()::regnamespace`,
			`select sql from sqlite_master where type = 'index' and sql is not null`))
		for _, one := range list {
			out[one] = true
		}
		return 0, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestBulkLeavesEverythingAsItWas(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			db := storetest.Open(t, storetest.Config(t, engine, clock.At(storetest.Start)))
			before := extras(t, db)
			durable, err := db.Durability(t.Context())
			if err != nil || durable.Synchronous == "" {
				t.Fatal(durable, err)
			}
			var fewer int
			err = db.Bulk(t.Context(), func() error {
				fewer = len(before) - len(extras(t, db))
				return filled(t.Context(), db, nil)
			})
			if err != nil || fewer < 20 {
				t.Errorf("%v; %d were away meanwhile", err, fewer)
			}
			if after := extras(t, db); !maps.Equal(before, after) {
				t.Errorf("%d before, %d after", len(before), len(after))
			}
			if now, err := db.Durability(t.Context()); now != durable {
				t.Errorf("%s, then %s %v", durable, now, err)
			}
			if n := turns(t, db); n != 1 {
				t.Errorf("%d rows", n)
			}
			wrong := errors.New("wrong")
			if err := db.Bulk(t.Context(), func() error { return filled(t.Context(), db, wrong) }); !errors.Is(err, wrong) || turns(t, db) != 1 {
				t.Errorf("a body that failed: %v, %d rows", err, turns(t, db))
			}
		})
	}
}

// The rows whose keys come in no order are where they belong afterwards, whatever the order; nothing hides the table, also
// not of a body that failed.
func TestBulkGathersWhatIsKeyedAtRandom(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			db := storetest.Open(t, storetest.Config(t, engine, clock.At(storetest.Start)))
			tokens := func(n ...byte) func() error {
				return func() error {
					_, err := store.Write(t.Context(), db, store.NewKey(), func(tx *store.Tx) (int, error) {
						mark(tx)
						tx.MarkAudit("person")
						tx.MarkPolicy("person")
						var rows [][]any
						for _, b := range n {
							rows = append(rows, []any{[]byte{b}, "someone"})
						}
						return 0, store.Insert(t.Context(), tx, "person_token", []string{"token", "person"}, rows)
					})
					return err
				}
			}
			found := func() int {
				n, err := store.Read(t.Context(), db, func(tx *store.Tx) (int, error) {
					return store.One(t.Context(), tx, store.Value[int], `select count(*) from person_token where person = 'someone' and token in ($1, $2, $3)`, []byte{1}, []byte{2}, []byte{3})
				})
				if err != nil {
					t.Fatal(err)
				}
				return n
			}
			if err := db.Bulk(t.Context(), tokens(3, 1)); err != nil || found() != 2 {
				t.Errorf("%v, %d", err, found())
			}
			wrong := errors.New("wrong")
			if err := db.Bulk(t.Context(), func() error { return errors.Join(tokens(9)(), wrong) }); !errors.Is(err, wrong) {
				t.Error(err)
			}
			if engine == store.SQLite {
				if err := tokens(2)(); err != nil || found() != 3 {
					t.Errorf("the table is hidden still: %v, %d", err, found())
				}
			}
			if err := db.Bulk(t.Context(), tokens(1)); engine == store.SQLite && errs.KindOf(err) != errs.Conflict {
				t.Errorf("a token twice: %v", err)
			}
		})
	}
}

func filled(ctx context.Context, db *store.DB, fails error) error {
	_, err := store.Write(ctx, db, store.NewKey(), func(tx *store.Tx) (int, error) {
		mark(tx)
		if _, err := tx.Exec(ctx, `insert into jobs_turn (kind, turn) values ($1, 1)`, string(id.New())); err != nil {
			return 0, err
		}
		return 0, fails
	})
	return err
}

func turns(t *testing.T, db *store.DB) int {
	t.Helper()
	n, err := store.Read(t.Context(), db, func(tx *store.Tx) (int, error) {
		return store.One(t.Context(), tx, store.Value[int], `select count(*) from jobs_turn`)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Many rows at once, which PostgreSQL takes by COPY, are as those that are inserted, of every sort of column; they fall with a body
// that fails, and no room is written that way which may not be.
func TestBulkTakesManyRowsAsTheyAre(t *testing.T) {
	type named string
	const odd = `甲 "\	`
	columns := []string{"id", "version", "facility", "unit", "owner", "code", "subject", "cause", "number", "compartment", "due_at", "opened_at", "state", "basis", "certainty", "paper", "closed_by", "evidence", "note"}
	var rows [][]any
	for i := range 40 {
		due := any(int64(i))
		if i%2 == 0 {
			due = nil
		}
		rows = append(rows, []any{id.New(), i, "f", "u", named("nurse"), "x", fmt.Sprint(i), "c", int64(i), "general", due, int64(7), "open", "NCL 47", "S", i%3 == 0, "", "", odd})
	}
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			db := storetest.Open(t, storetest.Config(t, engine, clock.At(storetest.Start)))
			add := func(room string, fails error) error {
				return db.Bulk(t.Context(), func() error {
					_, err := store.Write(t.Context(), db, store.NewKey(), func(tx *store.Tx) (int, error) {
						mark(tx)
						tx.MarkAudit(room)
						tx.MarkPolicy(room)
						return 0, errors.Join(store.Insert(t.Context(), tx, "duty_duty", columns, rows), fails)
					})
					return err
				})
			}
			wrong := errors.New("wrong")
			if err := add("duty", wrong); !errors.Is(err, wrong) {
				t.Error(err)
			}
			if err := add("person", nil); !errs.Is(err, "store.no_policy_mark") {
				t.Errorf("without marks: %v", err)
			}
			if err := add("duty", nil); err != nil {
				t.Fatal(err)
			}
			n, err := store.Read(t.Context(), db, func(tx *store.Tx) (int, error) {
				return store.One(t.Context(), tx, store.Value[int], `select count(*) from duty_duty where owner = 'nurse' and note = $1
					and subject = cast(number as text) and version = number and (due_at = number or due_at is null and number % 2 = 0) and paper = (number % 3 = 0)`, odd)
			})
			if err != nil || n != len(rows) {
				t.Errorf("%d of %d rows, %v", n, len(rows), err)
			}
			if err := add("duty", nil); errs.KindOf(err) != errs.Conflict {
				t.Errorf("the same rows again: %v", err)
			}
		})
	}
}
