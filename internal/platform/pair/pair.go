// Package pair is what needs two (双人操作): an act that weakens the protection of the house is proposed by one officer,
// who signs it, and done when another, who signs too, confirms it within a day. Both are facts of the log, and the list
// stands open to those who watch.
//
// A room that has such an act says so by a Kind, and refuses to do it for one alone. What is proposed is told by a code and
// ids, so that the list names nobody and the log can hold it.
//
// The words: proposal 提议, confirm 复核, withdraw 撤回, subject (whom it is about: he is no second).
package pair

import (
	"context"
	"embed"
	"regexp"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Catalogue holds the words of this room in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Life is how long a proposal waits for its second: the house's choice.
const Life = 24 * time.Hour

// Act is what is proposed.
type Act struct {
	Kind  string // "account.strip"; its words are "pair.kind." and it
	About id.ID  // the record, "" when it is the house
	Word  string // a code, at most 64 letters, digits and . _ : -
}

// Concern is whom an act concerns.
type Concern struct {
	Facility id.ID // whose keepers may propose and confirm it; "" for the bureau
	Subject  id.ID // staff whom it is about; he confirms nothing of it
}

// Kind is a kind of acts, given by app.
type Kind struct {
	Name string
	// Concerns finds out whom an act concerns, and fails where the proposer may not ask for it or nothing is to be done.
	Concerns func(ctx context.Context, tx *store.Tx, a Act) (Concern, error)
	// Do does the act, in the transaction that confirms it. What reaches outside of the database is a job.
	Do func(ctx context.Context, tx *store.Tx, a Act) error
}

// State of a proposal.
type State string

// The states; the key of the words is "pair.state." and the name. Lapsed is computed.
const (
	Open      State = "open"
	Done      State = "done"
	Withdrawn State = "withdrawn"
	Lapsed    State = "lapsed"
)

// Proposal is an act that was proposed.
type Proposal struct {
	ID      id.ID
	Version int64
	Act
	Concern
	State    State
	Proposer id.ID // staff
	Proposed time.Time
	Ends     time.Time
	Settler  id.ID // staff who confirmed or withdrew it
	Settled  time.Time
}

func (p Proposal) resource() policy.Resource {
	return policy.Resource{Kind: "proposal", ID: p.ID, Facility: p.Facility, Owner: string(p.Proposer), Receiver: string(p.Subject)}
}

// Room is where proposals are kept.
type Room struct {
	db     *store.DB
	policy *policy.Engine
	kinds  map[string]Kind
}

// New opens the room for the kinds.
func New(db *store.DB, p *policy.Engine, kinds ...Kind) *Room {
	r := &Room{db: db, policy: p, kinds: map[string]Kind{}}
	for _, k := range kinds {
		r.kinds[k.Name] = k
	}
	return r
}

// Kinds lists the names of what needs two here.
func (r *Room) Kinds() []string {
	out := make([]string, 0, len(r.kinds))
	for name := range r.kinds {
		out = append(out, name)
	}
	return out
}

var wordForm = regexp.MustCompile(`^[A-Za-z0-9._:-]{0,64}$`)

// Propose proposes an act. One of the same kind about the same that still waits, whoever proposed it, is pair.waits_already
// (Conflict). It fails with pair.unknown (Internal), with what the kind says, and as policy says.
func (r *Room) Propose(ctx context.Context, key store.Key, a Act) (_ id.ID, err error) {
	defer errs.Wrap(&err, "pair.Propose(%s)", a.Kind)
	k, ok := r.kinds[a.Kind]
	if !ok || !wordForm.MatchString(a.Word) {
		return "", errs.New(errs.Internal, "pair.unknown", a.Kind)
	}
	return store.Write(ctx, r.db, key, func(tx *store.Tx) (id.ID, error) {
		concern, err := k.Concerns(ctx, tx, a)
		if err != nil {
			return "", err
		}
		p := Proposal{
			ID: id.New(), Version: 1, Act: a, Concern: concern, State: Open, Proposer: actor.From(ctx).Staff,
			Proposed: tx.Now(), Ends: tx.Now().Add(Life),
		}
		if err := r.policy.Check(ctx, tx, policy.PairPropose, p.resource()); err != nil {
			return "", err
		}
		waiting, err := waits(ctx, tx, a)
		if err != nil {
			return "", err
		}
		if len(waiting) > 0 {
			return "", errs.New(errs.Conflict, "pair.waits_already")
		}
		if err := insert(ctx, tx, p); err != nil {
			return "", err
		}
		return p.ID, record(ctx, tx, "pair.proposed", p)
	})
}

// Confirm does what another proposed. It fails with pair.not_open and pair.lapsed (Conflict), with what the act itself
// says, and as policy says: not by the proposer, nor by whom it is about.
func (r *Room) Confirm(ctx context.Context, key store.Key, which id.ID, version int64) (err error) {
	defer errs.Wrap(&err, "pair.Confirm(%s)", which)
	return r.settle(ctx, key, which, version, Done)
}

// Withdraw takes a proposal back: its proposer, or who could confirm it and will not.
func (r *Room) Withdraw(ctx context.Context, key store.Key, which id.ID, version int64) (err error) {
	defer errs.Wrap(&err, "pair.Withdraw(%s)", which)
	return r.settle(ctx, key, which, version, Withdrawn)
}

func (r *Room) settle(ctx context.Context, key store.Key, which id.ID, version int64, to State) error {
	_, err := store.Write(ctx, r.db, key, func(tx *store.Tx) (int, error) {
		p, err := find(ctx, tx, which)
		if err != nil {
			return 0, err
		}
		action, fact := policy.PairConfirm, "pair.confirmed"
		if to == Withdrawn {
			action, fact = policy.PairWithdraw, "pair.withdrawn"
		}
		if err := r.policy.Check(ctx, tx, action, p.resource()); err != nil {
			return 0, err
		}
		switch p.stands(tx.Now()) {
		case Open:
		case Lapsed:
			return 0, errs.New(errs.Conflict, "pair.lapsed", p.Ends)
		default:
			return 0, errs.New(errs.Conflict, "pair.not_open")
		}
		p.State, p.Settler, p.Settled = to, actor.From(ctx).Staff, tx.Now()
		if err := settle(ctx, tx, p, version); err != nil {
			return 0, err
		}
		if to == Done {
			k, ok := r.kinds[p.Kind]
			if !ok {
				return 0, errs.New(errs.Internal, "pair.unknown", p.Kind)
			}
			if err := k.Do(ctx, tx, p.Act); err != nil {
				return 0, err
			}
		}
		p.Version = version + 1
		return 0, record(ctx, tx, fact, p)
	})
	return err
}

// stands is the state at a moment: what waited too long has lapsed.
func (p Proposal) stands(now time.Time) State {
	if p.State == Open && !now.Before(p.Ends) {
		return Lapsed
	}
	return p.State
}

// List shows what was proposed, the newest first, as far as the actor may see it: at most most of them.
func (r *Room) List(ctx context.Context, most int) (_ []Proposal, err error) {
	defer errs.Wrap(&err, "pair.List")
	return store.Read(ctx, r.db, func(tx *store.Tx) ([]Proposal, error) {
		scope := r.policy.Scope(actor.From(ctx), policy.PairView)
		all, err := list(ctx, tx, scope, most)
		for i := range all {
			all[i].State = all[i].stands(tx.Now())
		}
		return all, err
	})
}

func record(ctx context.Context, tx *store.Tx, kind string, p Proposal) error {
	return audit.Record(ctx, tx, audit.Fact{
		Kind: kind, Record: p.ID, Version: p.Version, Facility: p.Facility, Rows: []audit.Row{audit.Kept("pair_proposal", p.ID)},
	})
}
