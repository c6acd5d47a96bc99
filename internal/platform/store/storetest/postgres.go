package storetest

import (
	"context"
	"errors"
	"testing"

	"guitu/internal/platform/store"
)

// migrate opens, migrates and closes a store.
func migrate(c store.Config) error {
	ctx := context.Background()
	db, err := store.Open(ctx, c)
	if err != nil {
		return err
	}
	return errors.Join(db.Migrate(ctx), db.Close())
}

func freshPostgres(t testing.TB) string {
	t.Helper()
	t.Skip("PostgreSQL comes in a few minutes")
	return ""
}
