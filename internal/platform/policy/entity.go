package policy

import (
	"maps"
	"slices"

	cedar "github.com/cedar-policy/cedar-go"

	"guitu/internal/base/actor"
)

// question is everything that a decision depends on.
type question struct {
	who      actor.Actor
	action   Action
	resource Resource
	purpose  string
	signed   bool
}

// two is the principal and the resource: the whole world of one decision.
type two struct{ principal, resource cedar.Entity }

// Get makes two what cedar.Authorize reads.
func (t *two) Get(uid cedar.EntityUID) (cedar.Entity, bool) {
	switch uid {
	case t.principal.UID:
		return t.principal, true
	case t.resource.UID:
		return t.resource, true
	}
	return cedar.Entity{}, false
}

// request puts a question into Cedar's words, as guitu.cedarschema declares them.
func (e *Engine) request(q question) (*two, cedar.Request) {
	t := &two{principal: e.principal(q.who, q.resource), resource: record(q)}
	return t, cedar.Request{
		Principal: t.principal.UID,
		Action:    cedar.EntityUID{Type: "Action", ID: cedar.String(q.action)},
		Resource:  t.resource.UID,
		Context:   circumstances(q),
	}
}

func circumstances(q question) cedar.Record {
	c := cedar.RecordMap{"signed": cedar.Boolean(q.signed)}
	if q.purpose != "" {
		c["purpose"] = cedar.String(q.purpose)
	}
	return cedar.NewRecord(c)
}

func (e *Engine) principal(who actor.Actor, r Resource) cedar.Entity {
	if who.Kind == actor.Resident {
		return cedar.Entity{
			UID:        cedar.EntityUID{Type: "Resident", ID: cedar.String(who.Person)},
			Attributes: cedar.NewRecord(cedar.RecordMap{"person": cedar.String(who.Person)}),
		}
	}
	if who.Kind != actor.Officer {
		return cedar.Entity{UID: cedar.EntityUID{Type: "System", ID: cedar.String(who.Name)}}
	}
	rel := relate(who, r)
	return cedar.Entity{
		UID: cedar.EntityUID{Type: "Officer", ID: cedar.String(who.Staff)},
		Attributes: cedar.NewRecord(cedar.RecordMap{
			"staff":    cedar.String(who.Staff),
			"bureau":   e.set(rel.bureau),
			"facility": e.set(rel.facility),
			"unit":     e.set(rel.unit),
			"anywhere": e.set(rel.anywhere),
		}),
	}
}

func record(q question) cedar.Entity {
	r := q.resource
	attrs := make(cedar.RecordMap, 7)
	attrs["compartment"] = cedar.String(r.compartment(q.action))
	optional := func(name cedar.String, value string) {
		if value != "" {
			attrs[name] = cedar.String(value)
		}
	}
	optional("kind", r.Kind)
	optional("person", string(r.Person))
	optional("facility", string(r.Facility))
	optional("owner", r.Owner)
	optional("state", r.State)
	optional("role", r.Role)
	optional("receiver", r.Receiver)
	if r.Receiver != "" || len(r.Holds) > 0 {
		attrs["holds"] = words(r.Holds)
	}
	return cedar.Entity{
		UID:        cedar.EntityUID{Type: "File", ID: cedar.String(r.ID)},
		Attributes: cedar.NewRecord(attrs),
	}
}

func words[S ~string](list []S) cedar.Set {
	out := make([]cedar.Value, len(list))
	for i, s := range list {
		out[i] = cedar.String(s)
	}
	return cedar.NewSet(out...)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
