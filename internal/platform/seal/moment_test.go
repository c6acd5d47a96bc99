package seal_test

import (
	"context"
	"testing"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// A key is unwrapped once a page, and goes with the page's snapshot: the next page is not told of a record that was sealed away
// in between. In a transaction that writes nothing is kept, for there a key may go.
func TestAKeyIsOpenedOnceAPage(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		v, p := sealtest.Vault(t, db), id.New()
		must(t, db, func(tx *store.Tx) (*seal.Key, error) { return v.Create(t.Context(), tx, p, seal.General) })
		look := func(ctx context.Context) error {
			_, err := store.Read(ctx, db, func(tx *store.Tx) (*seal.Key, error) { return v.Key(ctx, tx, p, seal.General) })
			return err
		}
		ctx, release := db.Share(t.Context())
		before := v.Work()
		for range 3 {
			if err := look(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if n := v.Work() - before; n != 1 {
			t.Errorf("unwrapped %d times for one page", n)
		}
		must(t, db, func(tx *store.Tx) (int, error) {
			if _, err := v.Key(t.Context(), tx, p, seal.General); err != nil {
				return 0, err
			}
			if err := v.Destroy(t.Context(), tx, p); err != nil {
				return 0, err
			}
			if _, err := v.Key(t.Context(), tx, p, seal.General); !errs.Is(err, "seal.no_key") {
				t.Error("a key is used that is gone:", err)
			}
			return 0, nil
		})
		if err := look(ctx); err != nil {
			t.Error("the page's own moment has changed:", err)
		}
		release()
		if err := look(t.Context()); !errs.Is(err, "seal.no_key") {
			t.Error("the next page opens what is gone:", err)
		}
	})
}
