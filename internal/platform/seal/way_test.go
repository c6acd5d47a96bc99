package seal_test

import (
	"context"
	"errors"
	"testing"

	"guitu/internal/base/errs"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

func ringSize(t *testing.T, db *store.DB) int {
	t.Helper()
	n, err := store.Read(t.Context(), db, func(tx *store.Tx) (int, error) {
		return store.One(t.Context(), tx, store.Value[int], "select count(*) from seal_ring")
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Only who leads changes the suite of a house. Who works seals under the one that the house has, whatever he was told, and
// who looks makes no key at all.
func TestOnlyWhoLeadsChangesTheSuite(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, text := t.Context(), seal.NewRootText()
		as := func(s seal.Suite, w seal.Way) (*seal.Vault, error) {
			return seal.OpenAs(ctx, db, root(t, text, s), s, w)
		}
		if _, err := as(seal.Intl, seal.Looks); !errs.Is(err, "seal.unknown_kek") || ringSize(t, db) != 0 {
			t.Fatal("who looks made keys for an empty house, or could do without:", err)
		}
		if _, err := as(seal.Intl, seal.Works); err != nil {
			t.Fatal(err)
		}
		n := ringSize(t, db)
		for _, w := range []seal.Way{seal.Looks, seal.Works} {
			v, err := as(seal.GM, w)
			if err != nil || v.Suite() != seal.Intl || ringSize(t, db) != n {
				t.Fatal(w, err, ringSize(t, db), n)
			}
			if _, err := v.Signer(ctx, "ledger/n9"); w == seal.Looks && !errs.Is(err, "seal.unknown_kek") {
				t.Error("a signer was made by who looks:", err)
			}
			n = ringSize(t, db)
		}
		if v, err := as(seal.GM, seal.Leads); err != nil || v.Suite() != seal.GM || ringSize(t, db) <= n {
			t.Error("who leads does not change the suite:", err)
		}
		n = ringSize(t, db)
		if v, err := as(seal.GM, seal.Looks); err != nil || v.Suite() != seal.GM || ringSize(t, db) != n {
			t.Error(err)
		}
	})
}

// slow is a root that opens one key at once, and the next ones never.
type slow struct {
	seal.Root
	left int
	err  error
}

func (s *slow) Unwrap(ctx context.Context, root string, wrapped, place []byte) ([]byte, error) {
	if s.left--; s.left >= 0 {
		return s.Root.Unwrap(ctx, root, wrapped, place)
	}
	if s.err != nil {
		return nil, s.err
	}
	<-ctx.Done()
	return nil, ctx.Err()
}

// A root that takes long is no wrong one.
func TestASlowRootFits(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, text := t.Context(), seal.NewRootText()
		right := root(t, text, seal.Intl)
		if _, err := seal.Open(ctx, db, right, seal.Intl); err != nil {
			t.Fatal(err)
		}
		if err := seal.Fits(ctx, db, &slow{Root: right, left: 1}); err != nil {
			t.Error("slow:", err)
		}
		broken := errs.New(errs.Internal, "seal.broken", "seal_ring.wrapped", "x")
		if err := seal.Fits(ctx, db, &slow{Root: right, left: 1, err: broken}); !errors.Is(err, broken) {
			t.Error("a ring key that does not open was passed over:", err)
		}
		if err := seal.Fits(ctx, db, root(t, seal.NewRootText(), seal.Intl)); !errs.Is(err, "seal.wrong_root") {
			t.Error(err)
		}
	})
}
