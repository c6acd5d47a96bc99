// Package census reads across the rooms (查询): search, lists, a person's file for its pages. It writes
// nothing but that somebody was compared (person.Compared), and every list is cut to the reader's scope inside its query.
//
// The promises. Nobody outside the scope is in a page, a total or a cursor; after each query the rows are
// held against the scope once more, and one that does not belong is a defect, not a filter. A record that is
// sealed away is in none of them. A name is given whole to those who may open the file, masked to others, and
// nothing here can be sorted by name, because the database does not know any. Search goes by keyed tokens.
//
// Words: 检索 search, 在所 here, 已离所 left, 到期 end, 名册行 row.
package census

import (
	"context"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/person"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Desk is where other rooms' rows are read together.
type Desk struct {
	db       *store.DB
	policy   *policy.Engine
	persons  *person.Desk
	staff    *staff.Desk
	measures *measure.Desk
	vault    *seal.Vault
	few      int // how many may be meant by a search before they are a crowd
}

// Rooms is what the desk reads through: only who owns a sealed column opens it.
type Rooms struct {
	Persons  *person.Desk
	Staff    *staff.Desk
	Measures *measure.Desk
}

// New opens the desk.
func New(r Rooms, db *store.DB, v *seal.Vault, p *policy.Engine) *Desk {
	return &Desk{db: db, policy: p, persons: r.Persons, staff: r.Staff, measures: r.Measures, vault: v, few: few}
}

// columns says which columns of a query policy's scope is about.
type columns struct{ facility, unit, owner string }

var (
	ofStay = columns{"r.facility", "r.unit", "r.officer"}
	ofLife = columns{"l.facility", "l.unit", ""}
	// Where a few people are who are known already: with || SQLite takes no index by place, which goes through a whole brigade.
	ofFound = columns{"r.facility || ''", "r.unit || ''", "r.officer || ''"}
)

// within is a scope as a condition. An empty scope is a condition that nothing fulfils.
func (c columns) within(s policy.Scope, who actor.Actor) store.Cond {
	if s.All {
		return store.Where("1 = 1")
	}
	var parts []string
	var args []any
	in := func(column string, values []id.ID) {
		if len(values) > 0 {
			list, more := store.In(len(args)+1, values)
			parts, args = append(parts, column+" in "+list), append(args, more...)
		}
	}
	in(c.facility, s.Facilities)
	in(c.unit, s.Units)
	if s.Own && c.owner != "" && who.Staff != "" {
		in(c.owner, []id.ID{who.Staff})
	}
	if len(parts) == 0 {
		return store.Where("1 = 0")
	}
	// Nothing else stands beside the parts: a constant among them hides from SQLite that an index answers each.
	return store.Where(strings.Join(parts, " or "), args...)
}

// outside is the answer when a row came out of a query that is not within the scope.
func outside(row id.ID) error { return errs.New(errs.Internal, "census.outside_scope", string(row)) }

// Name is a name as the reader may see it.
type Name struct {
	Text   string // whole, or masked as Chinese pages write it
	Latin  string // masked as English pages write it; "" when it is whole
	Masked bool
}

// name gives the name whole to who may open the file, and masked to others.
func (k *Desk) name(ctx context.Context, p person.Person, at policy.Resource) Name {
	at.Kind, at.ID, at.Person = "person", p.ID, p.ID
	if k.policy.Allows(ctx, policy.PersonView, at) {
		return Name{Text: p.Name}
	}
	return Name{Text: cn.Mask(p.Name), Latin: cn.MaskLatin(p.Name), Masked: true}
}
