package facility

import (
	"context"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Kind is the sort of a unit.
type Kind string

const (
	Bureau   Kind = "bureau"   // 戒毒管理局
	Facility Kind = "facility" // 戒毒所
	Brigade  Kind = "brigade"  // 大队: residents live in it
	Office   Kind = "office"   // 科室, 中心: staff work in it
	Station  Kind = "station"  // 指导站
)

// Unit is a part of the service. Facility is the facility it belongs to: itself for a facility, "" for the
// bureau. Code is the short mark in human numbers and is unique in the bureau.
type Unit struct {
	ID       id.ID
	Version  int64
	Parent   id.ID
	Facility id.ID
	Kind     Kind
	Name     string
	Code     string
	Seat     string // GB/T 2260 code of its place, "" when unknown
	Contact
	Opened civil.Date // zero when before the house
	Closed civil.Date // zero while it works
}

// Contact is where a facility is and how it is called, as its papers tell families and organs; "" while nobody has said.
type Contact struct{ Address, Phone string }

// Room is a room with beds, in a building of a facility, belonging to the brigade that keeps it.
type Room struct {
	ID                       id.ID
	Version                  int64
	Facility, Building, Unit id.ID
	Name                     string
	Zone                     string // zone the place is assigned to, "" when free
}

// Bed is a bed in a room.
type Bed struct {
	ID       id.ID
	Version  int64
	Facility id.ID
	Room     id.ID
	Name     string
	Out      bool // not to be used
}

// Draft is a unit as somebody wants it: plain words, not yet true.
type Draft struct {
	Parent, Kind, Name, Code, Seat string
	Contact
}

// NewUnit makes a unit out of a draft, or answers every field that is wrong.
func NewUnit(d Draft, parent Unit) (Unit, error) {
	var f errs.Fields
	name := named(&f, d.Name)
	k := Kind(d.Kind)
	switch k {
	case Facility, Brigade, Office, Station:
	default:
		f.Add("kind", "facility.kind_unknown", d.Kind)
	}
	if k == Facility && parent.Kind != Bureau || k != Facility && parent.Kind == Bureau && k == Brigade {
		f.Add("parent", "facility.parent_wrong", d.Parent)
	}
	u := Unit{ID: id.New(), Version: 1, Parent: parent.ID, Facility: parent.Facility, Kind: k, Name: name, Code: strings.ToUpper(strings.TrimSpace(d.Code)), Seat: d.Seat}
	u.reached(&f, d.Contact)
	if k == Facility {
		u.Facility = u.ID
		if u.Code == "" {
			f.Add("code", "facility.code_missing", d.Code)
		}
	}
	return u, f.Err("facility.bad_input")
}

// named reads a unit's name.
func named(f *errs.Fields, typed string) string {
	name := strings.TrimSpace(typed)
	if name == "" {
		f.Add("name", "facility.name_missing", typed)
	}
	if len([]rune(name)) > 60 {
		f.Add("name", "facility.name_long", typed, 60)
	}
	return name
}

// reached reads where a unit is and how it is called.
func (u *Unit) reached(f *errs.Fields, at Contact) {
	u.Address, u.Phone = strings.TrimSpace(at.Address), strings.TrimSpace(at.Phone)
	if len([]rune(u.Address)) > 100 {
		f.Add("address", "facility.address_long", at.Address, 100)
	}
	if len([]rune(u.Phone)) > 40 {
		f.Add("phone", "facility.phone_long", at.Phone, 40)
	}
}

// Desk is where the acts of this room are done: every method is one use case.
type Desk struct {
	db     *store.DB
	policy *policy.Engine

	// Filled tells what a unit still holds that outlasts a day. It is set once, when the house is wired.
	Filled func(ctx context.Context, tx *store.Tx, u Unit, on civil.Date) (Filling, error)
}

// Filling is what keeps a unit open: people in its charge, posts in it, and what is owed there.
type Filling struct{ People, Posts, Duties int }

// New opens the desk.
func New(db *store.DB, p *policy.Engine) *Desk { return &Desk{db: db, policy: p} }

func (u Unit) resource() policy.Resource {
	return policy.Resource{Kind: "unit", ID: u.ID, Facility: u.Facility, Unit: u.ID}
}
