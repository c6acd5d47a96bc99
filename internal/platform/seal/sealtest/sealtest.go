// Package sealtest opens vaults for the tests of other rooms.
package sealtest

import (
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Vault opens a vault on a migrated test database, under a root key that is forgotten with the test.
func Vault(t testing.TB, db *store.DB) *seal.Vault { return With(t, db, seal.Intl) }

// With is Vault under a suite.
func With(t testing.TB, db *store.DB, s seal.Suite) *seal.Vault {
	t.Helper()
	root, err := seal.RootText(seal.NewRootText(), s)
	if err != nil {
		t.Fatal(err)
	}
	v, err := seal.Open(t.Context(), db, root, s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Key makes a key for a record in a transaction of its own and opens it outside of one, for tests of what
// needs a key and no database.
func Key(t testing.TB, db *store.DB, v *seal.Vault, record id.ID) *seal.Key {
	t.Helper()
	var k *seal.Key
	_, err := store.Write(t.Context(), db, store.NewKey(), func(tx *store.Tx) (_ int, err error) {
		k, err = v.Create(t.Context(), tx, record, seal.General)
		return 0, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return k
}
