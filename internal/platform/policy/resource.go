package policy

import (
	"context"
	"strings"
	"time"

	"guitu/internal/base/id"
)

// Resource is what an action touches, as far as a decision needs it. Fields that do not apply stay empty;
// a policy that needs an empty one does not permit.
type Resource struct {
	Kind        string   // "measure", "duty", "account"
	ID          id.ID    // of the record; empty for a list or a record to be made
	Facility    id.ID    // the facility it belongs to; empty for what belongs to the bureau or to all
	Unit        id.ID    // the unit (大队, 科室) that has charge of it now
	Compartment string   // seal.Compartment in lower case; empty is "general"
	Person      id.ID    // whose file it is
	Owner       string   // staff id of the requester, proposer, holder: whom separation of duty is about
	State       string   // "sealed" closes everything; exports have "approved"
	Role        string   // a role: which owes the duty, or which the post to be given has
	Receiver    string   // staff id of who would receive it: the delegate, the appointee
	Holds       []string // the receiver's own roles in that facility, of a post to be lent; the roles of an account's holder
}

// The states that policies know.
const (
	StateSealed   = "sealed"
	StateApproved = "approved"
)

// The purposes for which a compartment, or a file outside one's own care, may be opened.
const (
	Treatment        = "treatment"         // 诊疗
	InfectionControl = "infection_control" // 传染病防控
	Emergency        = "emergency"         // 紧急救治: break-glass (WithEmergency); the head is told
	ChildProtection  = "child_protection"  // 儿童保护
	Handover         = "handover"          // 衔接移交
	Supervision      = "supervision"       // 监督检查
	LegalReview      = "legal_review"      // 法制审核
	ComplaintWork    = "complaint"         // 办理投诉
	PersonRequest    = "person_request"    // 本人申请查阅
)

// Purposes lists every purpose, for the prompt that asks one.
func Purposes() []string {
	return []string{
		Treatment, InfectionControl, Emergency, ChildProtection, Handover,
		Supervision, LegalReview, ComplaintWork, PersonRequest,
	}
}

type purposeKey struct{}

// WithPurpose puts the purpose that the officer chose into the context.
func WithPurpose(ctx context.Context, purpose string) context.Context {
	return context.WithValue(ctx, purposeKey{}, purpose)
}

// Purpose is the purpose of the context, or "".
func Purpose(ctx context.Context) string {
	p, _ := ctx.Value(purposeKey{}).(string)
	return p
}

// A Grant is an emergency opening that stands: for one person, one compartment, until a moment.
type Grant struct {
	Person      id.ID
	Compartment string // as in Resource
	Until       time.Time
}

type grantKey struct{}

// WithEmergency lets an emergency count as the purpose, within the grant and nowhere else. That somebody merely says so
// (WithPurpose) opens nothing: only the room that keeps the openings, and owes their review, calls this.
func WithEmergency(ctx context.Context, g Grant) context.Context {
	return WithPurpose(context.WithValue(ctx, grantKey{}, g), Emergency)
}

// EmergencyUntil is until when the emergency of the context counts; the zero time where there is none.
func EmergencyUntil(ctx context.Context) time.Time {
	g, _ := ctx.Value(grantKey{}).(Grant)
	return g.Until
}

// purposeFor is the purpose of the context as far as it counts for this question: an emergency only within its grant.
func purposeFor(ctx context.Context, a Action, r Resource, now time.Time) string {
	p := Purpose(ctx)
	if p != Emergency {
		return p
	}
	g, ok := ctx.Value(grantKey{}).(Grant)
	if !ok || r.Person == "" || g.Person != r.Person || g.Compartment != r.compartment(a) || !now.Before(g.Until) {
		return ""
	}
	return p
}

// compartment is the compartment that decides: an action of a compartment is about that compartment, whatever
// the caller wrote, so that nobody opens a clinical file by calling it general.
func (r Resource) compartment(a Action) string {
	switch room := a.Room(); room {
	case "clinical", "infection", "psychology", "child", "voluntary", "complaint":
		return room
	}
	if r.Compartment == "" {
		return "general"
	}
	return strings.ToLower(r.Compartment)
}
