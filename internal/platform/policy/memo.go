package policy

import (
	"strings"
	"sync"

	cedar "github.com/cedar-policy/cedar-go"

	"guitu/internal/base/actor"
)

// A shape is a question without its ids: all that the policies can tell apart. They compare an id with the actor's own and
// with nothing else, so that a thousand files of one brigade are one question. A test reads the policies for that, and
// another holds the answers of shapes against those of whole questions.
type shape struct {
	kind                           actor.Kind
	part                           string // of the house, by name
	rel                            relation
	action                         Action
	compartment, sort, state, role string
	holds, purpose                 string
	owner, receiver, person        likeness
	placed, signed, knowsHolds     bool
}

// likeness is how an id of the resource stands to the actor's own.
type likeness uint8

const (
	absent likeness = iota
	his
	another
)

func like(value, own string) likeness {
	switch value {
	case "":
		return absent
	case own:
		return his
	}
	return another
}

func shapeOf(q question) shape {
	who, r := q.who, q.resource
	s := shape{
		kind: who.Kind, action: q.action, compartment: r.compartment(q.action), sort: r.Kind, state: r.State, role: r.Role,
		purpose: q.purpose, signed: q.signed, placed: r.Facility != "", knowsHolds: r.Receiver != "" || len(r.Holds) > 0,
	}
	if len(r.Holds) > 0 {
		s.holds = strings.Join(r.Holds, " ")
	}
	own := string(who.Staff)
	switch who.Kind {
	case actor.Officer:
		s.rel, s.person = relate(who, r), like(string(r.Person), "")
	case actor.Resident:
		own, s.person = "", like(string(r.Person), string(who.Person))
	default:
		own, s.part, s.person = "", who.Name, like(string(r.Person), "")
	}
	s.owner, s.receiver = like(r.Owner, own), like(r.Receiver, own)
	return s
}

// maxShapes bounds the answers kept: the house's own questions have some thousands of shapes.
const maxShapes = 1 << 15

// memo keeps what the policies answered. They never change while the program runs, so an answer stays.
type memo struct {
	mu   sync.RWMutex
	kept map[shape]answer
}

type answer struct {
	allow bool
	diag  cedar.Diagnostic // only its reasons: one with errors is not kept
}

func (m *memo) find(s shape) (answer, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	a, ok := m.kept[s]
	return a, ok
}

func (m *memo) keep(s shape, a answer) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept == nil || len(m.kept) >= maxShapes {
		m.kept = map[shape]answer{}
	}
	m.kept[s] = a
}
