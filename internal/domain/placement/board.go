package placement

import (
	"context"
	"slices"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/placement/known"
	"guitu/internal/domain/placement/separation"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Spot is a bed with who keeps it, as the bed map shows it.
type Spot struct {
	facility.BedNamed
	At      id.ID // the facility
	State   State
	Stay    Stay // ID is "" for a bed that nobody keeps
	Charge  resident.Resident
	Held    known.Reservation // ID is "" for one that is not reserved
	Kind    string            // of being away: why its keeper is out of the walls
	Nowhere bool              // who keeps it is in nobody's charge here: something is to be put right
}

// Of is the brigade that a bed belongs to for its keeper: a room that no brigade keeps is his own's.
func (s Spot) Of() id.ID {
	if s.Unit == "" {
		return s.Charge.Unit
	}
	return s.Unit
}

// Floor is the beds of a facility that a reader may see, in the order of rooms and beds, and who has none.
type Floor struct {
	Spots   []Spot
	Without []resident.Resident // here, and waiting for a bed
	Outside []resident.Resident // out of the walls, and no bed is kept for them: nobody waits
}

// Board reads the floor of a facility for a reader (his scope of placement.view). away says who is out of the walls, and
// how.
func Board(ctx context.Context, tx *store.Tx, at id.ID, scope policy.Scope, away map[id.ID]string) (f Floor, err error) {
	h, err := enter(ctx, tx, at)
	if err != nil {
		return f, err
	}
	all := scope.All || slices.Contains(scope.Facilities, at)
	f.Spots = make([]Spot, 0, len(h.beds))
	shared := map[id.ID]bool{} // rooms that no brigade keeps, in which somebody of the reader's sleeps
	for _, b := range h.beds {
		s, taken := h.keeper[b.Bed]
		shared[b.Room] = shared[b.Room] || taken && b.Unit == "" && slices.Contains(scope.Units, h.charge[s.Person].Unit)
	}
	for _, b := range h.beds {
		if s := h.spot(b, away); all || slices.Contains(scope.Units, s.Of()) || s.Of() == "" && shared[b.Room] {
			f.Spots = append(f.Spots, s)
		}
	}
	for who, c := range h.charge {
		switch _, sleeps := h.has[who]; {
		case sleeps || !all && !slices.Contains(scope.Units, c.Unit):
		case away[who] != "":
			f.Outside = append(f.Outside, c)
		default:
			f.Without = append(f.Without, c)
		}
	}
	for _, list := range [][]resident.Resident{f.Without, f.Outside} {
		slices.SortFunc(list, func(a, b resident.Resident) int { return strings.Compare(string(a.ID), string(b.ID)) })
	}
	return f, nil
}

func (h *house) spot(b facility.BedNamed, away map[id.ID]string) Spot {
	s := Spot{BedNamed: b, At: h.id, State: Empty, Held: h.held[b.Bed]}
	stay, taken := h.keeper[b.Bed]
	switch {
	case taken:
		s.State, s.Stay = Occupied, stay
		var here bool
		if s.Charge, here = h.charge[stay.Person]; !here {
			s.Nowhere = true
		}
		if s.Kind = away[stay.Person]; s.Kind != "" {
			s.State = Away
		}
	case b.Out:
		s.State = Out
	case s.Held.ID != "":
		s.State = Reserved
	}
	return s
}

// SpotOf is one bed with who keeps it and what the words of its reservation say; the reader must be allowed to see it.
func (k *Desk) SpotOf(ctx context.Context, tx *store.Tx, bed id.ID, away map[id.ID]string) (s Spot, err error) {
	at, err := facility.FacilityOfBed(ctx, tx, bed)
	if err != nil {
		return s, err
	}
	h, err := enter(ctx, tx, at)
	if err != nil {
		return s, err
	}
	s = h.spot(h.beds[h.at[bed]], away)
	r := policy.Resource{Kind: "placement", Facility: at, Unit: s.Of()}
	if r.Unit == "" {
		r.Unit = at
	}
	if err := k.policy.Check(ctx, tx, policy.PlacementView, r); err != nil {
		return s, err
	}
	if s.Held.ID != "" {
		s.Held.Words, err = k.known.Words(ctx, tx, s.Held)
	}
	return s, err
}

// SetBed takes a bed out of use or back into use. One that somebody keeps, or that is reserved, is not taken away from
// under him: placement.bed_kept.
func (k *Desk) SetBed(ctx context.Context, key store.Key, places *facility.Desk, bed id.ID, c BedChange) (err error) {
	defer errs.Wrap(&err, "placement.SetBed(%s)", bed)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		b, h, err := k.ofBed(ctx, tx, bed)
		if err != nil {
			return "", err
		}
		if err := places.SetBedIn(ctx, tx, bed, c.Version, c.Out); err != nil {
			return "", err
		}
		if c.Out && !b.Out && !h.open(b, "") {
			return "", errs.New(errs.Conflict, "placement.bed_kept")
		}
		return bed, nil
	})
	return err
}

// BedChange is a bed as somebody wants it from now on; Version is the one he saw.
type BedChange struct {
	Version int64
	Out     bool
}

func (k *Desk) ofBed(ctx context.Context, tx *store.Tx, bed id.ID) (b facility.BedNamed, h *house, err error) {
	at, err := facility.FacilityOfBed(ctx, tx, bed)
	if err != nil {
		return b, nil, err
	}
	if h, err = enter(ctx, tx, at); err != nil {
		return b, nil, err
	}
	return h.beds[h.at[bed]], h, nil
}

// ChangeRoom renames a room, adds beds to it, takes it out of use, or gives it to another brigade or zone. What would
// put those who sleep in it where they may not be is refused: a room out of use (placement.room_kept), another brigade
// than theirs (placement.room_of_others), another zone than their phase (placement.no.phase).
func (k *Desk) ChangeRoom(ctx context.Context, key store.Key, places *facility.Desk, c facility.RoomChange) (err error) {
	defer errs.Wrap(&err, "placement.ChangeRoom(%s)", c.Room)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		old, err := facility.RoomOf(ctx, tx, c.Room)
		if err != nil {
			return "", err
		}
		if err := places.ChangeRoomIn(ctx, tx, c); err != nil {
			return "", err
		}
		h, err := enter(ctx, tx, old.Facility)
		if err != nil {
			return "", err
		}
		if err := h.allows(old, c); err != nil {
			return "", err
		}
		return c.Room, k.ReviewOf(ctx, tx, old.Facility, h.sleepers(c.Room)...)
	})
	return err
}

// allows judges a room's change by who sleeps in it.
func (h *house) allows(old facility.RoomNamed, c facility.RoomChange) error {
	people := h.sleepers(c.Room)
	kept := len(people)
	for _, i := range h.rooms[c.Room] {
		if _, held := h.held[h.beds[i].Bed]; held {
			kept++
		}
	}
	if c.Out && !old.Out && kept > 0 {
		return errs.New(errs.Conflict, "placement.room_kept", kept)
	}
	for _, p := range people {
		n := h.charge[p]
		if c.Unit != "" && c.Unit != old.Unit && n.Unit != c.Unit {
			return errs.New(errs.Conflict, "placement.room_of_others", len(people))
		}
		if c.Zone != "" && c.Zone != old.Zone && n.Phase != "" && string(n.Phase) != c.Zone {
			return refused([]separation.Reason{{Rule: separation.RuleOf(separation.ByPhase)}})
		}
	}
	return nil
}
