// Package keys turns the keys of a house while it runs: the root key that stands outside of the database, and the seven
// keys of the compartments with the data keys under them. How it is done is seal's; here it is allowed, recorded, and done
// page by page.
//
// The words: turn 更换 (a new key wraps from now on), rewrap 重新封装 (what an older key wrapped goes under the new one).
// A root key that wraps nothing any more may be dropped, but copies of the database from before need it: keep it as long
// as them.
package keys

import (
	"context"
	"embed"
	"slices"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Catalogue holds the words of this room in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Source is where the root key comes from.
type Source interface {
	// Add puts a fresh root key beside the others, to wrap from now on. Where the house cannot make one (the key stands in
	// the environment, or with a command) it does nothing: a new one was given from outside.
	Add() error
	// Drop takes away the root keys that are not among kept nor the last, and tells which.
	Drop(kept []string) ([]string, error)
}

// Config is what the room needs.
type Config struct {
	DB     *store.DB
	Vault  *seal.Vault
	Policy *policy.Engine
	Source Source
}

// Room is where keys are turned.
type Room struct{ Config }

// New opens the room and gives its work to the jobs.
func New(c Config) *Room { return &Room{c} }

type (
	// TurnRoot is the job that turns the root key, unless another than From wraps already.
	TurnRoot struct{ From jobs.Code }
	// TurnRing is the job that makes new keys of the compartments.
	TurnRing struct{}
	// Rewrap is the job that moves the data keys of a compartment to its new key.
	Rewrap struct{ Compartment jobs.Code }
)

// Kind names the work.
func (TurnRoot) Kind() string { return "keys.root" }

// Kind names the work.
func (TurnRing) Kind() string { return "keys.ring" }

// Kind names the work.
func (Rewrap) Kind() string { return "keys.rewrap" }

// Limits of a rewrap: as many as a province has people, some thousand a second; begun anew, it passes quickly over what is
// done.
func (Rewrap) Limits() jobs.Limits { return jobs.Limits{Within: 9 * time.Minute} }

// Work tells the jobs what is done with each kind.
func (r *Room) Work(j *jobs.Room) {
	jobs.Handle(j, func(ctx context.Context, a TurnRoot) error {
		_, err := r.Turn(ctx, jobs.Key(ctx, "turn"), string(a.From))
		return err
	})
	jobs.Handle(j, func(ctx context.Context, _ TurnRing) error { return r.Renew(ctx, jobs.Key(ctx, "renew")) })
	jobs.Handle(j, func(ctx context.Context, a Rewrap) error {
		_, err := r.Rewrap(ctx, seal.Compartment(a.Compartment), nil)
		return err
	})
}

// Turn makes a fresh root key, if from still wraps, all of the ring is under it and the house can make one, and moves the
// ring to the one that wraps then. It tells how many keys of the ring were moved. What it did is a fact also where nothing was left to move.
func (r *Room) Turn(ctx context.Context, key store.Key, from string) (moved int, err error) {
	defer errs.Wrap(&err, "keys.Turn")
	now, err := r.Vault.CurrentRoot(ctx)
	if err != nil {
		return 0, err
	}
	roots, err := r.Vault.Roots(ctx)
	if err != nil {
		return 0, err
	}
	waits := slices.ContainsFunc(roots, func(root string) bool { return root != now }) // a key was put there by hand, or a turn was cut short
	if now == from && !waits {
		if err := r.Source.Add(); err != nil {
			return 0, err
		}
	}
	if moved, err = r.Vault.TurnRoot(ctx); err != nil {
		return moved, err
	}
	return moved, r.fact(ctx, key, "keys.root_turned")
}

// Renew makes a new key of every compartment, and jobs that move the data keys to it.
func (r *Room) Renew(ctx context.Context, key store.Key) (err error) {
	defer errs.Wrap(&err, "keys.Renew")
	for _, c := range seal.All() {
		if err := r.Vault.TurnRing(ctx, c); err != nil {
			return err
		}
	}
	return r.fact(ctx, key, "keys.ring_turned", func(tx *store.Tx) error {
		for _, c := range seal.All() {
			if err := jobs.Enqueue(ctx, tx, Rewrap{jobs.Code(c)}); err != nil {
				return err
			}
		}
		return nil
	})
}

// page is how many data keys are moved in one transaction: others wait for no more than its commit.
const page = 200

// Rewrap moves every data key of a compartment to its newest key, and tells how many it looked at; told is told after
// every page.
func (r *Room) Rewrap(ctx context.Context, c seal.Compartment, told func(n int)) (n int, err error) {
	defer errs.Wrap(&err, "keys.Rewrap(%s)", c)
	for after := id.ID(""); ; {
		if after, err = r.Vault.Rewrap(ctx, c, after, page); err != nil || after == "" {
			return n, err
		}
		if n += page; told != nil {
			told(n)
		}
	}
}

// Drop takes away the root keys that wrap nothing any more, and tells their ids. Where there is none it is keys.none_to_drop (Conflict).
func (r *Room) Drop(ctx context.Context, key store.Key) (gone []string, err error) {
	defer errs.Wrap(&err, "keys.Drop")
	kept, err := r.Vault.Roots(ctx)
	if err != nil {
		return nil, err
	}
	if gone, err = r.Source.Drop(kept); err != nil {
		return nil, err
	}
	if len(gone) == 0 {
		return nil, errs.New(errs.Conflict, "keys.none_to_drop")
	}
	return gone, r.fact(ctx, key, "keys.root_dropped")
}

func (r *Room) fact(ctx context.Context, key store.Key, kind string, also ...func(*store.Tx) error) error {
	if actor.From(ctx).Kind == "" {
		ctx = actor.With(ctx, actor.Part("keys"))
	}
	_, err := store.Write(ctx, r.DB, key, func(tx *store.Tx) (int, error) {
		if err := r.Policy.Check(ctx, tx, policy.KeysTurn, policy.Resource{Kind: "key"}); err != nil {
			return 0, err
		}
		for _, do := range also {
			if err := do(tx); err != nil {
				return 0, err
			}
		}
		return 0, audit.Record(ctx, tx, audit.Fact{Kind: kind, Sort: audit.Computed})
	})
	return err
}

// Status is how the keys stand.
type Status struct {
	Suite   seal.Suite
	Current string   // id of the root key that wraps
	Older   []string // ids of root keys that still wrap something
	Behind  int64    // data keys that an older key of their compartment wraps
}

// Status tells how the keys stand, to who may see it.
func (r *Room) Status(ctx context.Context) (s Status, err error) {
	defer errs.Wrap(&err, "keys.Status")
	s.Suite = r.Vault.Suite()
	if s.Current, err = r.Vault.CurrentRoot(ctx); err != nil {
		return s, err
	}
	roots, err := r.Vault.Roots(ctx)
	if err != nil {
		return s, err
	}
	for _, root := range roots {
		if root != s.Current {
			s.Older = append(s.Older, root)
		}
	}
	s.Behind, err = r.Vault.Behind(ctx)
	return s, err
}
