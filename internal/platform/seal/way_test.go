package seal_test

import (
	"context"
	"errors"
	"sync"
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

// asked is a root like a command: it says how often it was asked for its key, and can be away.
type asked struct {
	seal.Root
	mu   sync.Mutex
	n    int
	away bool
	done chan struct{}
}

func (a *asked) Current(ctx context.Context) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.n++
	defer func() { a.done <- struct{}{} }()
	if a.away {
		return "", errs.New(errs.Unavailable, "seal.command_late", "current", 10)
	}
	return a.Root.Current(ctx)
}

// A command is asked beside the caller, and not at every look.
func TestWellAsksACommandSeldom(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		a := &asked{Root: root(t, seal.NewRootText(), seal.Intl), done: make(chan struct{}, 8)}
		v, err := seal.Open(t.Context(), db, a, seal.Intl)
		if err != nil {
			t.Fatal(err)
		}
		for len(a.done) > 0 {
			<-a.done
		}
		a.away, a.n = true, 0
		if err := v.Well(t.Context()); err != nil {
			t.Error("told before it was asked:", err)
		}
		<-a.done
		for range 5 {
			err = v.Well(t.Context())
			for err == nil { // the answer is noted a moment after it was given
				err = v.Well(t.Context())
			}
			if !errs.Is(err, "seal.command_late") {
				t.Fatal(err)
			}
		}
		if a.n != 1 {
			t.Errorf("asked %d times within a minute", a.n)
		}
	})
}
