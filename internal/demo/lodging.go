package demo

import (
	"context"

	"guitu/internal/domain/facility"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/placement/known"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// lodge does with beds what officers do: in the first house two people are kept apart, a bed is reserved, a room is put
// out of use, and a brigade is for those who need care. Everywhere the rooms are looked at as every morning.
func (m *maker) lodge(ctx context.Context, h *house) error {
	if h.index == 0 {
		if err := m.firstHouse(ctx, h); err != nil {
			return err
		}
	}
	return m.Placement.Review(ctx, store.NewKey(), h.id)
}

func (m *maker) firstHouse(ctx context.Context, h *house) error {
	floor, err := store.Read(ctx, m.DB, func(tx *store.Tx) (placement.Floor, error) {
		return placement.Board(ctx, tx, h.id, policy.Scope{All: true}, nil)
	})
	if err != nil {
		return err
	}
	var first, other, closed placement.Spot // of the first brigade, in two rooms; of the second, with nobody in the room
	for _, s := range floor.Spots {
		switch {
		case s.Of() != h.brigades[0].id || s.Stay.ID == "":
			if s.Unit == h.brigades[1].id {
				closed = s // its last room is free
			}
		case first.Bed == "":
			first = s
		case s.Room != first.Room:
			other = s
		}
	}
	if other.Bed == "" || closed.Bed == "" {
		return nil // a very small province
	}
	zone := m.as(ctx, held(h.brigades[0].officers, "zone_officer", m.province.today)[0], h.id)
	if _, err := m.Placement.KeepApart(zone, store.NewKey(), first.Stay.Person, other.Stay.Person, "7月在操场发生争执"); err != nil {
		return err
	}
	for _, s := range floor.Spots {
		if s.Unit == h.brigades[0].id && s.State == placement.Empty {
			d := placement.ReserveDraft{Bed: s.Bed, Until: m.province.today.AddDays(3).String(), Words: "后天移送一人"}
			if _, err := m.Placement.Reserve(zone, store.NewKey(), d); err != nil {
				return err
			}
			break
		}
	}
	room := facility.RoomChange{Room: closed.Room, Version: closed.RoomAt, Building: closed.Building, Name: closed.Place.Room, Unit: closed.Unit, Out: true}
	if err := m.Placement.ChangeRoom(ctx, store.NewKey(), m.Facility, room); err != nil {
		return err
	}
	doctor := policy.WithPurpose(m.as(ctx, held(h.seats, "doctor", m.province.today)[0], h.id), policy.Treatment)
	return m.Placement.SetClass(doctor, store.NewKey(), h.brigades[2].id, seal.Clinical, known.Medical{Illness: "disabled"})
}
