package staff

import (
	"context"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Role is what a seat is for. The code is used by policy and by duties; its title is "role.<code>".
type Role string

// Roles lists every role, each with the sort of unit it sits in and whether it heads that unit.
var Roles = []RoleKind{
	{"duty_officer", InBrigade, false},
	{"zone_officer", InBrigade, false},
	{"case_officer", InBrigade, false},
	{"brigade_head", InBrigade, true},
	{"intake_officer", InFacility, false},
	{"return_officer", InFacility, false},
	{"legal_officer", InFacility, false},
	{"assessor", InFacility, false},
	{"assessment_head", InFacility, false},
	{"doctor", InFacility, false},
	{"nurse", InFacility, false},
	{"pharmacist", InFacility, false},
	{"psychologist", InFacility, false},
	{"teacher", InFacility, false},
	{"trainer", InFacility, false},
	{"facility_admin", InFacility, false},
	{"facility_head", InFacility, true},
	{"bureau_head", InBureau, true},
	{"bureau_legal", InBureau, false},
	{"bureau_statistician", InBureau, false},
	{"bureau_inspector", InBureau, false},
	{"system_keeper", InBureau, false},
	{"station_officer", InStation, false},
	{"procurator", InFacility, false}, // of the facility that he watches over; the bureau appoints him (staff.manage.above)
}

// Where is the sort of unit a role sits in.
type Where string

const (
	InBrigade  Where = "brigade"
	InFacility Where = "facility"
	InBureau   Where = "bureau"
	InStation  Where = "station"
)

// RoleKind is what the house knows of a role.
type RoleKind struct {
	Role  Role
	Where Where
	Head  bool
}

// KindOf is what the house knows of a role; ok is false for a role that is not in the table.
func KindOf(r Role) (RoleKind, bool) {
	for _, k := range Roles {
		if k.Role == r {
			return k, true
		}
	}
	return RoleKind{}, false
}

// Member is a member of staff. Name is opened from its seal when the row is read.
type Member struct {
	ID      id.ID
	Version int64
	Name    string
	Number  string // police or staff number, "" when none
	Phone   string
}

// Post is a seat held by somebody: a role in a unit, from a day until a day (last day included; zero while
// it lasts).
type Post struct {
	ID             id.ID
	Version        int64
	Member         id.ID
	Role           Role
	Facility, Unit id.ID
	From, Until    civil.Date
}

// On tells whether the post is held on a day.
func (p Post) On(d civil.Date) bool {
	return !d.Before(p.From) && (p.Until.IsZero() || !d.After(p.Until))
}

// Draft is a member as somebody types him.
type Draft struct{ Name, Number, Phone string }

// NewMember makes a member out of a draft, or answers every field that is wrong.
func NewMember(d Draft) (Member, error) {
	var f errs.Fields
	m := Member{ID: id.New(), Version: 1, Number: strings.TrimSpace(d.Number), Phone: strings.TrimSpace(d.Phone)}
	m.Name, _ = cn.CleanName(d.Name) // a name is a name, whoever bears it
	switch bad := cn.NotOfName(m.Name); {
	case m.Name == "":
		f.Add("name", "staff.name_missing", d.Name)
	case bad != "":
		f.Add("name", "staff.name_bad", d.Name, d.Name, bad)
	case len([]rune(m.Name)) > 50:
		f.Add("name", "staff.name_long", d.Name, 50)
	}
	return m, f.Err("staff.bad_input")
}

// PostDraft is a post as somebody wants it: dates as YYYY-MM-DD, Until empty while it lasts.
type PostDraft struct {
	Member, Unit id.ID
	Role         string
	From, Until  string
}

// NewPost makes a post in a unit (of a facility, of a sort) out of a draft, or answers every field that is
// wrong.
func NewPost(d PostDraft, facility id.ID, unitKind string) (Post, error) {
	var f errs.Fields
	p := Post{ID: id.New(), Version: 1, Member: d.Member, Role: Role(d.Role), Facility: facility, Unit: d.Unit}
	k, ok := KindOf(p.Role)
	if d.Role == "" {
		f.Add("role", "staff.role_missing", "")
	} else if !ok {
		f.Add("role", "staff.role_unknown", d.Role, d.Role)
	} else if string(k.Where) != unitKind && !(k.Where == InFacility && unitKind == "office") {
		f.Add("unit", "staff.role_not_here", unitKind, text.Key("facility.kind."+unitKind), text.Key("facility.kind."+string(k.Where)))
	}
	p.From = day(&f, "from", d.From, true)
	p.Until = day(&f, "until", d.Until, false)
	if !p.Until.IsZero() && p.Until.Before(p.From) {
		f.Add("until", "staff.until_before_from", d.Until, p.Until, p.From)
	}
	return p, f.Err("staff.bad_input")
}

// Day reads the day of a field, as the acts of this room do.
func Day(name, value string) (civil.Date, error) {
	var f errs.Fields
	d := day(&f, name, value, true)
	return d, f.Err("staff.bad_input")
}

// day reads a day; what is wrong with it is said with the name of its field and what stands in it.
func day(f *errs.Fields, name, value string, must bool) civil.Date {
	value = strings.TrimSpace(value)
	if value == "" {
		if must {
			f.Add(name, "staff.day_missing", "", text.Key("staff.field."+name))
		}
		return civil.Date{}
	}
	d, err := civil.ParseDate(value)
	if err != nil {
		f.Add(name, "staff.day_bad", value, text.Key("staff.field."+name), value)
	}
	return d
}

// Desk is where the acts of this room are done: every method is one use case.
type Desk struct {
	db     *store.DB
	vault  *seal.Vault
	policy *policy.Engine

	// Second asks whether somebody besides the actor, and not the member himself, could agree today to what needs two at a
	// facility. It is set once, when the house is wired; nil where nobody is asked.
	Second func(ctx context.Context, tx *store.Tx, facility, member id.ID) (bool, error)
}

// New opens the desk.
func New(db *store.DB, v *seal.Vault, p *policy.Engine) *Desk {
	return &Desk{db: db, vault: v, policy: p}
}
