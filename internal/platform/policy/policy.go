package policy

import (
	"context"
	"embed"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	cedar "github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/ast"
	expast "github.com/cedar-policy/cedar-go/x/exp/ast"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
)

// Fresh is how long a second factor counts as a signature on the act at hand.
const Fresh = 5 * time.Minute

// Marker is the transaction, as far as policy knows it. A transaction that also has Now() time.Time gives the
// moment of the check; else the engine's clock does.
type Marker interface{ MarkPolicy(room string) }

// Engine decides. It is made once, its answers never change, and it may be used by everybody at once.
type Engine struct {
	clock   clock.Clock
	actions map[Action]set // what can possibly match, so that a check evaluates five policies and not ninety
	asks    map[Action]asks
	reasons map[cedar.PolicyID]string
	sets    sync.Map // mask → cedar.Set
	memo    memo
	work    atomic.Int64
}

// Work is how often policies were evaluated so far: what a page costs is told by that before any clock tells it.
func (e *Engine) Work() int64 { return e.work.Load() }

//go:embed cedar/*.cedar
var shipped embed.FS

// New reads the shipped policies. It fails only when they are broken, which the tests of this package exclude.
func New(c clock.Clock) (*Engine, error) {
	files, err := shipped.ReadDir("cedar")
	if err != nil {
		return nil, err
	}
	texts := map[string][]byte{}
	for _, f := range files {
		if texts[f.Name()], err = shipped.ReadFile("cedar/" + f.Name()); err != nil {
			return nil, err
		}
	}
	return load(c, texts)
}

// Must is New for app and tests: the house does not open with broken policies.
func Must(c clock.Clock) *Engine {
	e, err := New(c)
	if err != nil {
		panic(err)
	}
	return e
}

// A set is the policies of one action, in an order that does not change between runs.
type set []named

type named struct {
	id     cedar.PolicyID
	policy *cedar.Policy
}

// All makes a set what cedar.Authorize reads.
func (s set) All() iter.Seq2[cedar.PolicyID, *cedar.Policy] {
	return func(yield func(cedar.PolicyID, *cedar.Policy) bool) {
		for _, n := range s {
			if !yield(n.id, n.policy) {
				return
			}
		}
	}
}

// permits is the set without its prohibitions: what would be allowed if nothing stood against it.
func (s set) permits() (out set) {
	for _, n := range s {
		if n.policy.Effect() == cedar.Permit {
			out = append(out, n)
		}
	}
	return out
}

// Permits lists the rules that permit something, by their ids: a test holds that each of them is used.
func (e *Engine) Permits() (out []string) {
	for _, policies := range e.actions {
		for _, n := range policies.permits() {
			out = append(out, string(n.id))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// load parses policy texts by file name. Every policy needs an @id of its own and a @reason.
func load(c clock.Clock, texts map[string][]byte) (*Engine, error) {
	e := &Engine{clock: c, actions: map[Action]set{}, asks: map[Action]asks{}, reasons: map[cedar.PolicyID]string{}}
	for _, file := range sortedKeys(texts) {
		list, err := cedar.NewPolicyListFromBytes(file, texts[file])
		if err != nil {
			return nil, fmt.Errorf("policy: %s: %w", file, err)
		}
		for _, p := range list {
			if err := e.add(file, p); err != nil {
				return nil, err
			}
		}
	}
	return e, nil
}

func (e *Engine) add(file string, p *cedar.Policy) error {
	// Cedar numbers policies and forgets @id; a refusal must name the rule that a person can look up.
	notes := p.Annotations()
	n := named{id: cedar.PolicyID(notes["id"]), policy: p}
	if n.id == "" || notes["reason"] == "" {
		return fmt.Errorf("policy: %s:%d: a policy needs @id and @reason", file, p.Position().Line)
	}
	if _, twice := e.reasons[n.id]; twice {
		return fmt.Errorf("policy: %s:%d: @id %q is taken", file, p.Position().Line, n.id)
	}
	e.reasons[n.id] = string(notes["reason"])
	named, all := actionsOf(p)
	if all {
		named = Actions()
	}
	for _, a := range named {
		e.actions[a] = append(e.actions[a], n)
		e.asks[a] = e.asks[a].and(p)
	}
	return nil
}

// asks is what the permissions of an action look at beside posts: which purposes, and whether a signature. A refusal
// then tries only these, so that it costs little more than a permission.
type asks struct {
	purposes []string
	signed   bool
}

func (k asks) and(p *cedar.Policy) asks {
	if p.Effect() == cedar.Forbid {
		return k
	}
	text := string(p.MarshalCedar())
	k.signed = k.signed || strings.Contains(text, "context.signed")
	for _, name := range Purposes() {
		if strings.Contains(text, strconv.Quote(name)) && strings.Contains(text, "context.purpose") && !slices.Contains(k.purposes, name) {
			k.purposes = append(k.purposes, name)
		}
	}
	return k
}

// actionsOf is which actions a policy's head names; all when it names none.
func actionsOf(p *cedar.Policy) (out []Action, all bool) {
	switch s := (*expast.Policy)((*ast.Policy)(p.AST())).Action.(type) {
	case expast.ScopeTypeEq:
		return []Action{Action(s.Entity.ID)}, false
	case expast.ScopeTypeIn:
		return []Action{Action(s.Entity.ID)}, false
	case expast.ScopeTypeInSet:
		for _, u := range s.Entities {
			out = append(out, Action(u.ID))
		}
		return out, false
	default:
		return nil, true
	}
}

// Check asks whether the actor of ctx may do a to r, and marks the room of a in the transaction when he may; leave to
// look marks nothing, so that nobody writes by it.
// Errors: policy.nobody (Unauthenticated); Denied with policy.sign_again (a fresh second factor would allow
// it), policy.purpose_needed (a purpose would), the reason of the prohibition that stands against an otherwise
// permitted act (policy.reason.own_request …), or policy.denied. Nothing that an error carries names a person.
func (e *Engine) Check(ctx context.Context, m Marker, a Action, r Resource) error {
	who := actor.From(ctx)
	if who.Kind == actor.Nobody {
		return errs.New(errs.Unauthenticated, "policy.nobody")
	}
	now := e.clock
	if t, ok := m.(interface{ Now() time.Time }); ok {
		now = t.Now
	}
	q := question{who: who, action: a, resource: r, purpose: purposeFor(ctx, a, r, now()), signed: signed(who, now())}
	if err := watched(ctx, Asked{Who: who, Action: a, Resource: r, Err: e.answer(q)}); err != nil {
		return err
	}
	if look, ok := m.(interface{ MarkLook(room string) }); ok {
		look.MarkLook(a.Room())
	}
	if !a.Looks() {
		m.MarkPolicy(a.Room())
	}
	return nil
}

// answer is nil, or the refusal in a code that says what would change it.
func (e *Engine) answer(q question) error {
	allow, diag := e.decide(q)
	if allow {
		return nil
	}
	code, cause := e.refusal(q, diag)
	return errs.Because(errs.Denied, code, cause)
}

// Signed tells whether the officer of ctx signed the act at hand, for a room in which the same act needs it only sometimes.
func Signed(ctx context.Context, now time.Time) bool { return signed(actor.From(ctx), now) }

func signed(who actor.Actor, now time.Time) bool {
	return !who.SecondAt.IsZero() && !now.Before(who.SecondAt) && now.Sub(who.SecondAt) < Fresh
}

// decide is what the policies of the action say, from memory where a question of this shape was answered before.
func (e *Engine) decide(q question) (bool, cedar.Diagnostic) {
	s := shapeOf(q)
	if a, ok := e.memo.find(s); ok {
		return a.allow, a.diag
	}
	allow, diag := e.evaluate(e.actions[q.action], q)
	if len(diag.Errors) == 0 {
		e.memo.keep(s, answer{allow, diag})
	}
	return allow, diag
}

// evaluate asks the policies of a set. A policy that fails to evaluate denies: Cedar would skip it, and a prohibition that is
// skipped opens the door.
func (e *Engine) evaluate(s set, q question) (bool, cedar.Diagnostic) {
	e.work.Add(1)
	ents, req := e.request(q)
	got, diag := cedar.Authorize(s, ents, req)
	return got == cedar.Allow && len(diag.Errors) == 0, diag
}
