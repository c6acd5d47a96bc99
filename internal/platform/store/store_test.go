package store_test

import (
	"context"
	"testing"

	"guitu/internal/platform/store"
)

func TestSmoke(t *testing.T) {
	ctx := context.Background()
	db, err := store.Open(ctx, store.Config{Data: t.TempDir(), Exercise: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	key := store.NewKey()
	for range 2 {
		n, err := store.Write(ctx, db, key, func(tx *store.Tx) (int, error) {
			return 7, store.Insert(ctx, tx, "store_command", []string{"month", "key", "actor", "at", "result"}, [][]any{{1, "x", "a", 2, "y"}})
		})
		if err != nil || n != 7 {
			t.Fatal(n, err)
		}
	}
	n, err := store.Read(ctx, db, func(tx *store.Tx) (int, error) {
		return store.One(ctx, tx, store.Value[int], `select count(*) from store_command`)
	})
	if err != nil || n != 2 {
		t.Fatal(n, err)
	}
}
