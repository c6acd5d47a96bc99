package keys_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/keys"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/keyfile"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// file is a key file as app keeps one.
type file struct{ path string }

func (f file) Add() error { _, err := keyfile.Turn(f.path, seal.Intl); return err }
func (f file) Drop(kept []string) ([]string, error) {
	return keyfile.Drop(f.path, seal.Intl, kept)
}

func vault(t *testing.T, db *store.DB, path string) *seal.Vault {
	t.Helper()
	root, err := keyfile.Open(path, seal.Intl)
	if err != nil {
		t.Fatal(err)
	}
	v, err := seal.Open(t.Context(), db, root, seal.Intl)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Where the file belongs to somebody else, he puts the new key there: it is taken, and no second one is made.
func TestAKeyThatWasMadeByHandIsTaken(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		path := filepath.Join(t.TempDir(), "key")
		if _, err := keyfile.New(path, seal.Intl); err != nil {
			t.Fatal(err)
		}
		v := vault(t, db, path)
		room := keys.New(keys.Config{DB: db, Vault: v, Policy: policytest.Engine(t, db.Clock()), Source: file{path}})
		ctx := actor.With(t.Context(), actor.Part("setup"))
		if _, err := keyfile.Turn(path, seal.Intl); err != nil { // as by hand
			t.Fatal(err)
		}
		byHand, err := v.CurrentRoot(ctx)
		if err != nil {
			t.Fatal(err)
		}
		moved, err := room.Turn(ctx, store.NewKey(), byHand)
		if now, err2 := v.CurrentRoot(ctx); err != nil || err2 != nil || moved < 10 || now != byHand {
			t.Error(moved, now, byHand, err, err2)
		}
		if _, err := room.Turn(ctx, store.NewKey(), byHand); err != nil {
			t.Error(err)
		}
		if now, err := v.CurrentRoot(ctx); err != nil || now == byHand {
			t.Error("the next turn makes a key again:", now, err)
		}
	})
}

// Keys are turned while others read and write; nobody is kept from anything, and what was sealed at any time opens in the
// house that ran on, and in one that starts with the new root key alone.
func TestKeysTurnUnderReadersAndWriters(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		path := filepath.Join(t.TempDir(), "key")
		if _, err := keyfile.New(path, seal.Intl); err != nil {
			t.Fatal(err)
		}
		v, engine := vault(t, db, path), policytest.Engine(t, db.Clock())
		serving := vault(t, db, path) // the house that is served; v is the command beside it
		work := jobs.New(jobs.Config{DB: db, Policy: engine})
		room := keys.New(keys.Config{DB: db, Vault: v, Policy: engine, Source: file{path}})
		room.Work(work)
		ctx := actor.With(t.Context(), actor.Part("setup"))

		var mu sync.Mutex
		sealed := map[id.ID][]byte{}
		write := func(ctx context.Context, n int) error {
			record := id.New()
			var out []byte
			_, err := store.Write(ctx, db, store.NewKey(), func(tx *store.Tx) (int, error) {
				k, err := serving.Create(ctx, tx, record, seal.General)
				if err == nil {
					out = k.SealString("person_person.name", fmt.Sprint(n))
				}
				return n, err
			})
			mu.Lock()
			defer mu.Unlock()
			sealed[record] = out
			return err
		}
		read := func(ctx context.Context, v *seal.Vault) error {
			mu.Lock()
			all := map[id.ID][]byte{}
			for r, s := range sealed {
				all[r] = s
			}
			mu.Unlock()
			for r, s := range all {
				_, err := store.Read(ctx, db, func(tx *store.Tx) (string, error) {
					k, err := v.Key(ctx, tx, r, seal.General)
					if err != nil {
						return "", err
					}
					return k.OpenString("person_person.name", s)
				})
				if err != nil {
					return err
				}
			}
			return nil
		}
		for n := range 30 {
			if err := write(ctx, n); err != nil {
				t.Fatal(err)
			}
		}
		stop, failed := make(chan struct{}), make(chan error, 4)
		var all sync.WaitGroup
		for i := range 2 {
			all.Go(func() {
				for n := 0; ; n++ {
					select {
					case <-stop:
						return
					default:
					}
					err := write(ctx, n)
					if i == 1 {
						err = read(ctx, serving)
					}
					if err != nil {
						failed <- err
						return
					}
				}
			})
		}
		before, err := v.CurrentRoot(ctx)
		if err != nil {
			t.Fatal(err)
		}
		moved, err := room.Turn(ctx, store.NewKey(), before)
		if err != nil || moved < 10 {
			t.Error("root:", moved, err)
		}
		if again, err := room.Turn(ctx, store.NewKey(), before); err != nil || again != 0 {
			t.Error("the same turn once more made another key:", again, err)
		}
		if err := room.Renew(ctx, store.NewKey()); err != nil {
			t.Error("ring:", err)
		}
		if _, err := work.Drain(ctx); err != nil {
			t.Error("rewrap:", err)
		}
		close(stop)
		all.Wait()
		select {
		case err := <-failed:
			t.Fatal("somebody was kept from his work:", err)
		default:
		}
		gone, err := room.Drop(ctx, store.NewKey())
		if err != nil || len(gone) != 1 || gone[0] != before {
			t.Error("dropped:", gone, err)
		}
		if _, err := room.Drop(ctx, store.NewKey()); !errs.Is(err, "keys.none_to_drop") {
			t.Error("dropped again:", err)
		}
		for name, v := range map[string]*seal.Vault{"served": serving, "started anew": vault(t, db, path)} {
			if err := read(ctx, v); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		// Those written meanwhile by the house that had not read the ring anew are moved by the next rewrap.
		if _, err := room.Rewrap(ctx, seal.General, nil); err != nil {
			t.Error(err)
		}
		s, err := room.Status(ctx)
		if err != nil || s.Behind != 0 || s.Current == before || len(s.Older) != 0 {
			t.Errorf("%+v %v", s, err)
		}
	})
}

// Only the house itself, after two have agreed, and who holds the machine turn keys.
func TestNoOfficerTurnsKeysAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		path := filepath.Join(t.TempDir(), "key")
		if _, err := keyfile.New(path, seal.Intl); err != nil {
			t.Fatal(err)
		}
		engine := policytest.Engine(t, db.Clock())
		room := keys.New(keys.Config{DB: db, Vault: vault(t, db, path), Policy: engine, Source: file{path}})
		keeper := policytest.Signed(policytest.Officer("system_keeper", "", ""), db.Clock()())
		if err := room.Renew(actor.With(t.Context(), keeper), store.NewKey()); errs.KindOf(err) != errs.Denied {
			t.Error(err)
		}
	})
}
