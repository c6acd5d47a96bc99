package paper

import (
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/press"
	"guitu/internal/platform/seal"
)

// State is whether a paper counts.
type State string

// The states.
const (
	InForce State = "in_force"
	Void    State = "void" // by hand, or because another replaces it
)

// Paper is one that was issued, without its sheet.
type Paper struct {
	ID          id.ID
	Version     int64
	Kind        Kind
	Number      string
	Facility    id.ID
	Unit        id.ID
	Person      id.ID // "" for a paper about nobody
	Record      id.ID // the case it belongs to, "" for none
	Compartment seal.Compartment
	Issued      time.Time
	By          string     // actor.Ref
	States      civil.Date // the end of a term that it states, zero for none
	State       State
	Voided      time.Time
	VoidedBy    string // actor.Ref
	Replaces    id.ID
	ReplacedBy  id.ID
	Stale       id.ID // cause of the duty to replace it, "" while it states what the file says
}

// InForce tells whether the paper counts.
func (p Paper) InForce() bool { return p.State == InForce }

// MayBeReplaced tells whether the paper states an end that the file does not know any more.
func (p Paper) MayBeReplaced() bool { return p.InForce() && p.Stale != "" }

// Draft is a paper to be issued.
type Draft struct {
	ID             id.ID // made by the caller
	Kind           Kind
	Facility, Unit id.ID
	Person         id.ID  // whom it is about, "" for nobody
	Name           string // his name, of which the proof says the first character
	Record         id.ID  // the case it belongs to
	Compartment    seal.Compartment
	Sheet          press.Sheet // its number and its check code are set here
	States         civil.Date  // the end of a term that it states, zero for none
	Replaces       id.ID       // the paper in whose place it stands
}

// Resource is a draft as policy sees it.
func (d Draft) Resource() policy.Resource {
	return policy.Resource{Kind: "paper", ID: d.ID, Facility: d.Facility, Unit: d.Unit, Compartment: string(d.Compartment), Person: d.Person}
}

// Resource is a paper as policy sees it.
func (p Paper) Resource() policy.Resource {
	return policy.Resource{Kind: "paper", ID: p.ID, Facility: p.Facility, Unit: p.Unit, Compartment: string(p.Compartment), Person: p.Person}
}

// Statement is what the proof of a paper says, in this order: what a reader compares with the paper in his hand.
type Statement struct {
	Kind     Kind
	Number   string
	Facility string
	Issued   string // 2026-11-24
	About    string // 李某某, "" for nobody
	States   string // 2027-07-13, "" for none
}

func (s Statement) list() []string {
	return []string{string(s.Kind), s.Number, s.Facility, s.Issued, s.About, s.States}
}

// StatementOf reads the statement of a slip; ok is false for one that is no paper's.
func StatementOf(list []string) (s Statement, ok bool) {
	if len(list) != 6 || byKind[Kind(list[0])].title == "" {
		return s, false
	}
	return Statement{Kind(list[0]), list[1], list[2], list[3], list[4], list[5]}, true
}
