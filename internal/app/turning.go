package app

import (
	"context"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/config"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/keys"
	"guitu/internal/platform/pair"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/keyfile"
	"guitu/internal/platform/store"
)

// rootSource is where the root key comes from, for the room that turns it.
type rootSource struct {
	path   string // of the key file; "" where the key comes from elsewhere
	suite  seal.Suite
	handed []string // where it may lie as a credential
}

// Add puts a fresh key into the key file. Elsewhere a new one is made from outside: in GUITU_KEY, on the token.
func (s rootSource) Add() error {
	if s.path == "" {
		return nil
	}
	_, err := keyfile.Turn(s.path, s.suite, s.handed...)
	return err
}

// Drop takes keys that wrap nothing out of the key file.
func (s rootSource) Drop(kept []string) ([]string, error) {
	if s.path == "" {
		return nil, errs.New(errs.Conflict, "app.key_elsewhere")
	}
	return keyfile.Drop(s.path, s.suite, kept, s.handed...)
}

// openKeys opens the rooms of the keys and of what needs two.
func (h *House) openKeys() {
	source := rootSource{suite: h.Vault.Suite(), handed: h.Config.Handed()}
	if h.Config.KeySource() == config.FileKey {
		source.path = h.Config.KeyPath()
	}
	h.Keys = keys.New(keys.Config{DB: h.DB, Vault: h.Vault, Policy: h.Policy, Source: source})
	kinds := []pair.Kind{
		{Name: "keys.root", Concerns: ofHouse, Do: func(ctx context.Context, tx *store.Tx, a pair.Act) error {
			return jobs.Enqueue(ctx, tx, keys.TurnRoot{From: jobs.Code(a.Word)})
		}},
		{Name: "keys.ring", Concerns: ofHouse, Do: func(ctx context.Context, tx *store.Tx, _ pair.Act) error {
			return jobs.Enqueue(ctx, tx, keys.TurnRing{})
		}},
	}
	for _, name := range []string{authn.Strip, authn.CloseTwo, authn.ReopenTwo} {
		kinds = append(kinds, pair.Kind{
			Name: name,
			Concerns: func(ctx context.Context, tx *store.Tx, a pair.Act) (c pair.Concern, err error) {
				c.Facility, c.Subject, err = h.Accounts.Concerns(ctx, tx, a.Kind, a.About)
				return c, err
			},
			Do: func(ctx context.Context, tx *store.Tx, a pair.Act) error {
				return h.Accounts.DoIn(ctx, tx, a.Kind, a.About)
			},
		})
	}
	for _, name := range []string{staff.LeaveTwo, staff.GiveTwo, staff.LendTwo} {
		kinds = append(kinds, pair.Kind{
			Name: name,
			Concerns: func(ctx context.Context, tx *store.Tx, a pair.Act) (c pair.Concern, err error) {
				c.Facility, c.Subject, err = h.Staff.Concerns(ctx, tx, a.Kind, a.About, a.Word)
				return c, err
			},
			Do: func(ctx context.Context, tx *store.Tx, a pair.Act) error {
				return h.Staff.DoIn(ctx, tx, a.Kind, a.About, a.Word)
			},
		})
	}
	h.Pairs = pair.New(h.DB, h.Policy, kinds...)
}

// ofHouse is an act on the house itself: the bureau's keepers propose it.
func ofHouse(context.Context, *store.Tx, pair.Act) (pair.Concern, error) { return pair.Concern{}, nil }

// bySetup is the context of who holds the machine.
func bySetup(ctx context.Context) context.Context { return actor.With(ctx, actor.Part("setup")) }

// TurnRoot makes a fresh root key where the house keeps it in a file, and moves the ring to the one that wraps then. It
// tells how many keys were moved, and the id of the key that wraps now.
func (h *House) TurnRoot(ctx context.Context) (moved int, now string, err error) {
	defer errs.Wrap(&err, "app.TurnRoot")
	before, err := h.Vault.CurrentRoot(ctx)
	if err != nil {
		return 0, "", err
	}
	if moved, err = h.Keys.Turn(bySetup(ctx), store.NewKey(), before); err != nil {
		return moved, "", err
	}
	now, err = h.Vault.CurrentRoot(ctx)
	return moved, now, err
}

// RewrapAll makes new keys of the compartments and moves every data key to them; told is told how many were looked at.
// A house that is served meanwhile goes on, and does the same with its own jobs: whoever comes first has done it.
func (h *House) RewrapAll(ctx context.Context, told func(n int)) (n int, err error) {
	defer errs.Wrap(&err, "app.RewrapAll")
	if err := h.Keys.Renew(bySetup(ctx), store.NewKey()); err != nil {
		return 0, err
	}
	for _, c := range seal.All() {
		some, err := h.Keys.Rewrap(ctx, c, func(m int) { told(n + m) })
		if err != nil {
			return n, err
		}
		n += some
	}
	return n, nil
}

// DropRoots takes the root keys out of the key file that wrap nothing any more.
func (h *House) DropRoots(ctx context.Context) ([]string, error) {
	return h.Keys.Drop(bySetup(ctx), store.NewKey())
}
