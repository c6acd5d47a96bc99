package facility

import (
	"context"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/history"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Found makes the bureau, the root of the tree. It is done once, by the house itself, when a data folder is
// made; a second bureau is facility.bureau_stands.
func (k *Desk) Found(ctx context.Context, key store.Key, name string) (_ id.ID, err error) {
	defer errs.Wrap(&err, "facility.Found")
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) { return k.FoundIn(ctx, tx, name) })
}

// FoundIn is Found inside a larger act.
func (k *Desk) FoundIn(ctx context.Context, tx *store.Tx, name string) (id.ID, error) {
	if _, err := Root(ctx, tx); err == nil {
		return "", errs.New(errs.Conflict, "facility.bureau_stands")
	} else if errs.KindOf(err) != errs.NotFound {
		return "", err
	}
	u := Unit{ID: id.New(), Version: 1, Kind: Bureau, Name: name}
	if err := k.policy.Check(ctx, tx, policy.FacilityManage, u.resource()); err != nil {
		return "", err
	}
	return u.ID, insertUnit(ctx, tx, u)
}

// Add makes a unit below another.
func (k *Desk) Add(ctx context.Context, key store.Key, d Draft) (_ id.ID, err error) {
	defer errs.Wrap(&err, "facility.Add")
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) { return k.AddIn(ctx, tx, d) })
}

// AddIn is Add inside a larger act.
func (k *Desk) AddIn(ctx context.Context, tx *store.Tx, d Draft) (id.ID, error) {
	parent, err := Get(ctx, tx, id.ID(d.Parent))
	if err != nil {
		return "", err
	}
	if err := k.policy.Check(ctx, tx, policy.FacilityManage, parent.resource()); err != nil {
		return "", err
	}
	u, err := NewUnit(d, parent)
	if err != nil {
		return "", err
	}
	return u.ID, insertUnit(ctx, tx, u)
}

// Rename gives a unit another name. version is the one the officer saw; another meanwhile is a conflict.
func (k *Desk) Rename(ctx context.Context, key store.Key, unit id.ID, version int64, name string) (err error) {
	defer errs.Wrap(&err, "facility.Rename(%s)", unit)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		u, err := Get(ctx, tx, unit)
		if err != nil {
			return "", err
		}
		if err := k.policy.Check(ctx, tx, policy.FacilityManage, u.resource()); err != nil {
			return "", err
		}
		var f errs.Fields
		next := named(&f, name)
		if err := f.Err("facility.bad_input"); err != nil {
			return "", err
		}
		if err := store.Update(ctx, tx, `update facility_unit set name = $3, version = version + 1 where id = $1 and version = $2`, unit, version, next); err != nil {
			return "", err
		}
		return unit, record(ctx, tx, "facility.renamed", u.next(), u.kept())
	})
	return err
}

// Reach says where a unit is and how it is called, as its papers tell it. Papers that were issued keep what they said.
func (k *Desk) Reach(ctx context.Context, key store.Key, unit id.ID, version int64, at Contact) (err error) {
	defer errs.Wrap(&err, "facility.Reach(%s)", unit)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		u, err := Get(ctx, tx, unit)
		if err != nil {
			return "", err
		}
		if err := k.policy.Check(ctx, tx, policy.FacilityManage, u.resource()); err != nil {
			return "", err
		}
		var f errs.Fields
		u.reached(&f, at)
		if err := f.Err("facility.bad_input"); err != nil {
			return "", err
		}
		if err := store.Update(ctx, tx, `update facility_unit set address = $3, phone = $4, version = version + 1 where id = $1 and version = $2`,
			unit, version, orNull(u.Address), orNull(u.Phone)); err != nil {
			return "", err
		}
		return unit, record(ctx, tx, "facility.addressed", u.next(), u.kept())
	})
	return err
}

// Close ends a unit on a day; from the next day nobody can be posted to it. A unit that still has people, posts or open duties,
// or a unit below it that works, does not close: nobody would have them in charge.
func (k *Desk) Close(ctx context.Context, key store.Key, unit id.ID, version int64, on civil.Date) (err error) {
	defer errs.Wrap(&err, "facility.Close(%s)", unit)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		u, err := Get(ctx, tx, unit)
		if err != nil {
			return "", err
		}
		if err := k.policy.Check(ctx, tx, policy.FacilityManage, u.resource()); err != nil {
			return "", err
		}
		if err := k.empty(ctx, tx, u, on); err != nil {
			return "", err
		}
		if err := store.Update(ctx, tx, `update facility_unit set closed_on = $3, version = version + 1 where id = $1 and version = $2`, unit, version, store.DayArg(on)); err != nil {
			return "", err
		}
		return unit, record(ctx, tx, "facility.closed", u.next(), u.kept())
	})
	return err
}

// empty refuses to close a unit that is not.
func (k *Desk) empty(ctx context.Context, tx *store.Tx, u Unit, on civil.Date) error {
	var f errs.Fields
	all, err := All(ctx, tx)
	if err != nil {
		return err
	}
	for _, x := range all {
		if x.Parent == u.ID && (x.Closed.IsZero() || x.Closed.After(on)) {
			f.Add("on", "facility.not_last", on.String(), x.Name)
			return f.Err("facility.bad_input")
		}
	}
	if k.Filled == nil {
		return nil
	}
	left, err := k.Filled(ctx, tx, u, on)
	if err == nil && left != (Filling{}) {
		f.Add("on", "facility.not_empty", on.String(), left.People, left.Posts, left.Duties)
		return f.Err("facility.bad_input")
	}
	return err
}

// Place names a bed as a roster or an officer names it: by room and bed.
type Place struct{ Room, Bed string }

// BedsAsNamed gives the bed of each place in a facility, making rooms and beds that do not exist yet: a
// roster says what is. A place without a bed is a room, and is made as such. It is a step of a larger act that was
// allowed. The unit is the brigade new rooms belong to; "" when the roster does not say.
func (k *Desk) BedsAsNamed(ctx context.Context, tx *store.Tx, facility, unit id.ID, places []Place) (map[Place]id.ID, error) {
	if err := policy.Derived(tx, "facility"); err != nil {
		return nil, err
	}
	known, err := bedsByName(ctx, tx, facility)
	if err != nil {
		return nil, err
	}
	rooms, err := roomsByName(ctx, tx, facility)
	if err != nil {
		return nil, err
	}
	out := make(map[Place]id.ID, len(places))
	var newRooms, newBeds [][]any
	for _, p := range places {
		if p.Room == "" {
			continue
		}
		if bed, ok := known[p]; ok {
			out[p] = bed
			continue
		}
		room, ok := rooms[p.Room]
		if !ok {
			room = id.New()
			rooms[p.Room] = room
			newRooms = append(newRooms, []any{room, 1, facility, "", unit, p.Room, ""})
		}
		if p.Bed == "" {
			continue
		}
		bed := id.New()
		known[p], out[p] = bed, bed
		newBeds = append(newBeds, []any{bed, 1, facility, room, p.Bed, false})
	}
	if err := store.Insert(ctx, tx, "facility_room", roomColumns, newRooms); err != nil {
		return nil, err
	}
	if err := store.Insert(ctx, tx, "facility_bed", bedColumns, newBeds); err != nil {
		return nil, err
	}
	if len(newRooms)+len(newBeds) == 0 {
		return out, nil
	}
	made := append(audit.AllMade("facility_room", roomColumns, newRooms), audit.AllMade("facility_bed", bedColumns, newBeds)...)
	return out, record(ctx, tx, "facility.beds_made", Unit{ID: facility, Version: 1, Facility: facility}, made...)
}

// Fitting says in which building a room stands, and which zone it is assigned to ("" for none).
type Fitting struct{ Room, Building, Zone string }

// FitOutIn puts rooms of a facility into buildings, made as named, and assigns them to zones: a step of a larger act that was
// allowed. A room that does not exist is store.changed_meanwhile.
func (k *Desk) FitOutIn(ctx context.Context, tx *store.Tx, facility id.ID, rooms []Fitting) error {
	if err := policy.Derived(tx, "facility"); err != nil {
		return err
	}
	buildings, err := buildingsByName(ctx, tx, facility)
	if err != nil {
		return err
	}
	var made []audit.Row
	for _, r := range rooms {
		if buildings[r.Building] == "" {
			buildings[r.Building] = id.New()
			row := []any{buildings[r.Building], 1, facility, r.Building}
			if err := store.Insert(ctx, tx, "facility_building", []string{"id", "version", "facility", "name"}, [][]any{row}); err != nil {
				return err
			}
			made = append(made, audit.Kept("facility_building", buildings[r.Building]))
		}
		if err := store.Update(ctx, tx, `update facility_room set building = $3, zone = $4, version = version + 1 where facility = $1 and name = $2`,
			facility, r.Room, buildings[r.Building], r.Zone); err != nil {
			return err
		}
	}
	ids, err := roomsByName(ctx, tx, facility)
	if err != nil {
		return err
	}
	for _, r := range rooms {
		made = append(made, audit.Kept("facility_room", ids[r.Room]))
	}
	return record(ctx, tx, "facility.fitted_out", Unit{ID: facility, Version: 1, Facility: facility}, made...)
}

func insertUnit(ctx context.Context, tx *store.Tx, u Unit) error {
	err := store.Insert(ctx, tx, "facility_unit", unitColumns, [][]any{{
		u.ID, u.Version, u.Parent, u.Facility, u.Kind, u.Name, u.Code, u.Seat, store.DayArg(u.Opened), store.DayArg(u.Closed), orNull(u.Address), orNull(u.Phone),
	}})
	if err != nil {
		return err
	}
	return record(ctx, tx, "facility.opened", u, u.kept())
}

// orNull keeps what nobody has said out of a row, as it is in rows from before there was a column for it.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func (u Unit) kept() audit.Row { return audit.Kept("facility_unit", u.ID) }

// next is the unit with the version that its row has after a change.
func (u Unit) next() Unit {
	u.Version++
	return u
}

// record writes the fact of an act in a unit, with the rows it wrote.
func record(ctx context.Context, tx *store.Tx, kind string, u Unit, rows ...audit.Row) error {
	if len(rows) == 0 {
		return nil // nothing was written
	}
	return history.Record(ctx, tx, audit.Fact{
		Room: "facility", Kind: kind, Record: u.ID, Version: u.Version, Facility: u.Facility, Compartment: seal.General, Rows: rows,
	})
}
