package duty

import (
	"context"
	"maps"
	"slices"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/store"
)

// SeatsOf lists the chairs an officer sits in today: what each post owes, and what rises to the posts that
// head something. A role that nobody in a unit holds falls to the unit's head; a brigade without a head, and a
// station without an officer, falls to the head of the facility, an office of the bureau to the bureau's.
func SeatsOf(ctx context.Context, tx *store.Tx, who actor.Actor) (_ []Seat, err error) {
	defer errs.Wrap(&err, "duty.SeatsOf(%s)", who.Ref())
	var seats []Seat
	for _, p := range who.Posts {
		seats = append(seats, Seat{Role: p.Role, Facility: p.Facility, Unit: p.Unit, Level: ToOwner})
		if k, _ := staff.KindOf(staff.Role(p.Role)); k.Where == staff.InBureau { // what a facility waits for from above
			seats = append(seats, Seat{Role: p.Role, Level: ToOwner})
		}
		switch p.Role {
		case "duty_officer": // sees what is late in the brigade, and who must leave today
			seats = append(seats, Seat{Facility: p.Facility, Unit: p.Unit, Level: ToUnit})
		case "brigade_head":
			held, err := staff.HeldRoles(ctx, tx, p.Facility, tx.Today())
			if err != nil {
				return nil, err
			}
			seats = append(seats, headOf(p.Facility, p.Unit, staff.InBrigade, held))
		case "facility_head":
			risen, err := risesToFacility(ctx, tx, p.Facility)
			if err != nil {
				return nil, err
			}
			seats = append(seats, risen...)
		case "bureau_head":
			waiting, err := vacantOffices(ctx, tx, p.Facility)
			if err != nil {
				return nil, err
			}
			seats = append(append(seats, Seat{Role: p.Role, Level: ToBureau}), waiting...)
		case "bureau_inspector":
			seats = append(seats, Seat{Role: p.Role, Level: ToBureau})
		case "bureau_legal":
			seats = append(seats, Seat{Role: p.Role, Level: ToSupervisor})
		case watcher: // over his own facility
			seats = append(seats, Seat{Role: p.Role, Facility: p.Facility, Level: ToSupervisor})
		}
	}
	return seats, nil
}

// watcher is the seat that nobody of the facility fills in for: his chair is empty, or his.
const watcher = "procurator"

// headOf is the chair of a unit's head, with the roles of that sort of unit that nobody holds.
func headOf(f, unit id.ID, where staff.Where, held map[id.ID]map[staff.Role]bool) Seat {
	s := Seat{Facility: f, Unit: unit, Level: ToUnit}
	for _, r := range staff.Roles {
		if r.Where == where && !r.Head && r.Role != watcher && !held[unit][r.Role] {
			s.Vacant = append(s.Vacant, string(r.Role))
		}
	}
	return s
}

// risesToFacility lists the chairs of a facility's head: the whole facility after a day, the facility's own
// offices at once, and every brigade that has no head.
func risesToFacility(ctx context.Context, tx *store.Tx, f id.ID) ([]Seat, error) {
	held, err := staff.HeldRoles(ctx, tx, f, tx.Today())
	if err != nil {
		return nil, err
	}
	units, err := facility.Below(ctx, tx, f)
	if err != nil {
		return nil, err
	}
	own := headOf(f, f, staff.InFacility, held)
	for _, r := range staff.Roles { // roles of a brigade whose brigade is not known yet
		if r.Where == staff.InBrigade {
			own.Vacant = append(own.Vacant, string(r.Role))
		}
	}
	seats := []Seat{{Facility: f, Level: ToFacility}, own}
	for _, u := range units {
		if u.Kind == facility.Brigade && !held[u.ID]["brigade_head"] {
			seats = append(seats, headOf(f, u.ID, staff.InBrigade, held))
		}
		if u.Kind == facility.Station && !held[u.ID]["station_officer"] { // a station has no head of its own
			seats = append(seats, headOf(f, u.ID, staff.InStation, held))
		}
	}
	return seats, nil
}

// vacantOffices are the chairs of the bureau's offices in which nobody sits, for its head: what a facility waits for, and what
// residents wrote to the bureau, is on somebody's day. What stands in a compartment he sees as a neutral line.
func vacantOffices(ctx context.Context, tx *store.Tx, bureau id.ID) (seats []Seat, err error) {
	held, err := staff.HeldRoles(ctx, tx, bureau, tx.Today())
	if err != nil {
		return nil, err
	}
	for _, role := range offices {
		if !slices.ContainsFunc(slices.Collect(maps.Values(held)), func(unit map[staff.Role]bool) bool { return unit[staff.Role(role)] }) {
			seats = append(seats, Seat{Role: role, Level: ToOwner})
		}
	}
	return seats, nil
}

// offices are the roles of the bureau that owe something: those of the table, and the law office, to which affairs are submitted.
var offices = func() (out []string) {
	for _, r := range staff.Roles {
		owns := slices.ContainsFunc(kinds, func(k Kind) bool { return k.Owner == string(r.Role) })
		if r.Where == staff.InBureau && !r.Head && (owns || r.Role == "bureau_legal") {
			out = append(out, string(r.Role))
		}
	}
	return out
}()

// Heads are the units whose own head sees what is late there, by the day's seats: a brigade with a brigade head.
type Heads map[id.ID]bool

// HeadsOf finds the heads of the units in which some duties are late.
func HeadsOf(ctx context.Context, tx *store.Tx, ds []Duty) (_ Heads, err error) {
	defer errs.Wrap(&err, "duty.HeadsOf(%d)", len(ds))
	heads, known := Heads{}, map[id.ID]bool{}
	for _, d := range ds {
		if d.Unit == d.Facility || known[d.Facility] || d.Reached(tx.Now()) != ToUnit {
			continue
		}
		known[d.Facility] = true
		held, err := staff.HeldRoles(ctx, tx, d.Facility, tx.Today())
		if err != nil {
			return nil, err
		}
		units, err := facility.Below(ctx, tx, d.Facility)
		if err != nil {
			return nil, err
		}
		for _, u := range units {
			if u.Kind == facility.Brigade {
				heads[u.ID] = held[u.ID]["brigade_head"]
			}
		}
	}
	return heads, nil
}

// Told is how high a duty has risen, by who really has it on his day: at the due moment the head of its unit, who is
// the facility's where it sits in the facility itself or in a brigade that nobody heads. A station has no head; what is
// late there is the facility's after a day.
func (h Heads) Told(d Duty, now time.Time) Level {
	level := d.Reached(now)
	if level != ToUnit {
		return level
	}
	own, brigade := h[d.Unit]
	switch {
	case own:
		return ToUnit
	case brigade || d.Unit == d.Facility:
		return ToFacility
	}
	return ToOwner
}
