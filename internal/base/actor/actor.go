// Package actor says who acts: the one value, besides request id, locale and deadline, that a context
// carries through the house.
//
// An Actor is an officer with posts, a resident at his own page, a part of the system itself, or nobody yet (at the
// sign-in page). What he may do is not written here: policy decides, each time.
package actor

import (
	"context"
	"time"

	"guitu/internal/base/id"
)

// Kind is the sort of an actor.
type Kind string

const (
	Nobody   Kind = ""         // not signed in
	Officer  Kind = "officer"  // a member of staff with an account
	Resident Kind = "resident" // a person whom the house keeps, at his own page: he holds no post
	System   Kind = "system"   // a part of the house: "sweep", "demo", "import"
)

// Post is a seat that the actor holds now: a role in a unit (岗位). Facility is the facility the unit belongs
// to, or "" for a seat in the bureau; Unit is the unit itself (大队, 科室), or the facility when the seat is
// the whole facility's.
type Post struct {
	ID       id.ID
	Role     string // a staff.Role code, such as "zone_officer"
	Facility id.ID
	Unit     id.ID
	For      id.ID // the post that is held by delegation, "" for one's own
}

// Actor is who acts, on the strength of which posts.
type Actor struct {
	Kind    Kind
	Name    string // of a system actor: which part; never a person's name
	Account id.ID
	Staff   id.ID
	Person  id.ID // of a resident: who he is
	Posts   []Post
	// SecondAt is when the officer last proved a second factor; the zero time when never in this session.
	SecondAt time.Time
}

// Part is the actor for a part of the house that acts by itself.
func Part(name string) Actor { return Actor{Kind: System, Name: name} }

// Has tells whether the actor holds a post with the role anywhere.
func (a Actor) Has(role string) bool {
	for _, p := range a.Posts {
		if p.Role == role {
			return true
		}
	}
	return false
}

// Ref is how the actor is written in a fact: "staff:<id>", "resident:<person>", "system:<part>" or "nobody".
func (a Actor) Ref() string {
	switch a.Kind {
	case Officer:
		return "staff:" + string(a.Staff)
	case Resident:
		return ResidentRef + string(a.Person)
	case System:
		return "system:" + a.Name
	default:
		return "nobody"
	}
}

// ResidentRef is how the reference of a resident begins.
const ResidentRef = "resident:"

type key struct{}

// With puts the actor into a context.
func With(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, key{}, a) }

// From is the actor of the context; the zero Actor (nobody) when there is none.
func From(ctx context.Context) Actor {
	a, _ := ctx.Value(key{}).(Actor)
	return a
}
