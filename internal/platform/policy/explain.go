package policy

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	cedar "github.com/cedar-policy/cedar-go"

	"guitu/internal/base/actor"
)

// Decision is an answer with its reasons, for the page "may this officer open this file, and why".
type Decision struct {
	Allow     bool
	Policies  []string // ids of the policies that decided, as written in the .cedar files
	Reasons   []string // catalogue keys, one for each policy, or policy.reason.none
	Purposes  []string // refused as asked, but one of these purposes would allow it
	SignAgain bool     // refused as asked, but a fresh second factor would allow it (with a purpose, if Purposes is not empty)
}

// Explain answers for any actor, without a transaction, a purpose or a mark: it is a question, not an act.
func (e *Engine) Explain(who actor.Actor, a Action, r Resource, now time.Time) Decision {
	return e.explain(question{who: who, action: a, resource: r, signed: signed(who, now)})
}

// May is Explain without reasons, for deciding whether a button or a menu line is drawn: whether who could do a to r
// now or after a purpose or a signature. It is never a substitute for Check.
func (e *Engine) May(who actor.Actor, a Action, r Resource) bool {
	q := question{who: who, action: a, resource: r, signed: true}
	if ok, _ := e.decide(q); ok {
		return true
	}
	return len(e.purposes(q)) > 0
}

// OpensPart tells whether who holds a post opens, in his daily work, what lies in a compartment of somebody's file; what
// everybody may open in an emergency does not count.
func (e *Engine) OpensPart(post actor.Post) bool {
	who := actor.Actor{Kind: actor.Officer, Posts: []actor.Post{post}}
	for _, a := range []Action{ClinicalView, InfectionView, PsychologyView, ChildView} {
		part, _, _ := strings.Cut(string(a), ".")
		q := question{who: who, action: a, resource: Resource{Kind: "person", Facility: post.Facility, Unit: post.Unit, Compartment: part}, signed: true}
		if ok, _ := e.decide(q); ok {
			return true
		}
		if slices.ContainsFunc(e.purposes(q), func(why string) bool { return why != Emergency }) {
			return true
		}
	}
	return false
}

// weighty is what two do, or one does for all: who comes in by another's password is the second of himself.
var weighty = []Action{
	PairConfirm, MeasureConfirm, JourneyApprove, ExportApprove, LawConfirm, SealingConfirm, SealingOpenGrant, EmergencyReview, AuthnReset, StaffManage,
}

// Weighs tells whether who holds a post agrees to what others propose, reviews it, keeps accounts or gives posts.
func (e *Engine) Weighs(post actor.Post) bool {
	who := actor.Actor{Kind: actor.Officer, Posts: []actor.Post{post}}
	return slices.Contains(Outside, post.Role) || slices.ContainsFunc(weighty, func(a Action) bool {
		return e.May(who, a, Resource{Facility: post.Facility, Unit: post.Unit, Owner: "another"})
	})
}

// Somewhere is May at the place of one of the actor's posts, for what leads to a page: a line of the menu, a way, a
// button above a list. What is his own opens some doors and shuts others, so both are asked: nobody keeps his own
// account.
func (e *Engine) Somewhere(who actor.Actor, a Action) bool {
	for _, post := range who.Posts {
		own := Resource{Facility: post.Facility, Unit: post.Unit, Role: post.Role, Owner: string(who.Staff)}
		if e.May(who, a, own) {
			return true
		}
	}
	return e.ByPost(who, a)
}

// ByPost is Somewhere without what is his own: for work that belongs to a post, whoever it was given to.
func (e *Engine) ByPost(who actor.Actor, a Action) bool {
	for _, post := range who.Posts {
		if e.May(who, a, Resource{Facility: post.Facility, Unit: post.Unit}) {
			return true
		}
	}
	return false
}

// MayAsk tells whether an actor may ask what others may do: who gives posts, and who sees the whole log.
func (e *Engine) MayAsk(who actor.Actor) bool {
	return e.Somewhere(who, StaffManage) || e.Scope(who, AuditView).All
}

func (e *Engine) explain(q question) Decision {
	allow, diag := e.decide(q)
	d := Decision{Allow: allow}
	e.reason(&d, diag)
	if allow {
		return d
	}
	d.Purposes, d.SignAgain = e.missing(q)
	return d
}

func (e *Engine) reason(d *Decision, diag cedar.Diagnostic) {
	for _, r := range diag.Reasons {
		d.Policies = append(d.Policies, string(r.PolicyID))
		if key := e.reasons[r.PolicyID]; !slices.Contains(d.Reasons, key) {
			d.Reasons = append(d.Reasons, key)
		}
	}
	for _, f := range diag.Errors {
		d.Policies = append(d.Policies, string(f.PolicyID))
		d.Reasons = append(d.Reasons, "policy.reason.broken")
	}
	if len(d.Reasons) == 0 {
		d.Reasons = []string{"policy.reason.none"}
	}
}

// missing says what would turn a refusal: which purposes, and whether a signature.
func (e *Engine) missing(q question) (purposes []string, sign bool) {
	if purposes = e.purposes(q); len(purposes) > 0 || q.signed || !e.asks[q.action].signed {
		return purposes, false
	}
	q.signed = true
	if ok, _ := e.decide(q); ok {
		return nil, true
	}
	purposes = e.purposes(q)
	return purposes, len(purposes) > 0
}

// purposes is which purposes would allow q. Only the context changes between the tries.
func (e *Engine) purposes(q question) (out []string) {
	for _, p := range e.asks[q.action].purposes {
		q.purpose = p
		if ok, _ := e.decide(q); ok {
			out = append(out, p)
		}
	}
	return out
}

// refusal is the code and the cause of a refused check. A prohibition speaks only to one who would otherwise be
// permitted: to everybody else a file looks like any other that is not his. That a file is sealed or lies in a
// compartment is said to nobody: the lock itself would tell.
func (e *Engine) refusal(q question, diag cedar.Diagnostic) (string, error) {
	d := Decision{}
	e.reason(&d, diag)
	cause := errors.New(string(q.action) + " by " + q.who.Ref() + " on " + string(q.resource.ID) + ": " + join(d.Policies))
	purposes, sign := e.missing(q)
	switch {
	case len(purposes) > 0:
		return "policy.purpose_needed", cause
	case sign:
		return "policy.sign_again", cause
	case len(diag.Reasons) > 0 && len(diag.Errors) == 0 && !silent(d.Policies):
		q.signed = true
		if ok, _ := e.evaluate(e.actions[q.action].permits(), q); ok {
			return d.Reasons[0], cause
		}
	}
	return "policy.denied", cause
}

func silent(policies []string) bool {
	return slices.Contains(policies, "sealed") || slices.Contains(policies, "compartment.closed")
}

func join(ids []string) string {
	if len(ids) == 0 {
		return "no policy permits"
	}
	out := ids[0]
	for _, s := range ids[1:] {
		out += ", " + s
	}
	return out
}

// Allows asks like Check after a signature, marks nothing and explains nothing: for leaving out of an answer what the
// actor of ctx may not see. What is written needs Check.
func (e *Engine) Allows(ctx context.Context, a Action, r Resource) bool {
	who := actor.From(ctx)
	ok, _ := e.decide(question{who: who, action: a, resource: r, purpose: purposeFor(ctx, a, r, e.clock()), signed: true})
	return ok && who.Kind != actor.Nobody
}
