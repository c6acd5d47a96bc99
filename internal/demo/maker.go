package demo

import (
	"context"
	"fmt"
	"slices"

	"guitu/internal/base/id"
	"guitu/internal/demo/folk"
	"guitu/internal/demo/organs"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/partner"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/store"
)

// maker writes a province into a house. A body of the store may run twice, so that what one step finds out for
// the next is the store's answer or set anew each time.
type maker struct {
	House
	province *province
	progress func(done, of int)
	done     int
	batch    int // lives a transaction; 0 for the usual

	bureau   id.ID
	crew     []*officer // of the bureau
	accounts []Account
	left     []id.ID // some of the first house who have left
}

func (m *maker) write(ctx context.Context, body func(*store.Tx) error) error {
	_, err := store.Write(ctx, m.DB, store.NewKey(), func(tx *store.Tx) (int, error) { return 0, body(tx) })
	return err
}

// places writes bureau, facilities, brigades, stations, rooms and beds.
func (m *maker) places(ctx context.Context) error {
	return m.write(ctx, func(tx *store.Tx) (err error) {
		if m.bureau, err = m.Facility.FoundIn(ctx, tx, bureauName); err != nil {
			return err
		}
		for _, h := range m.province.houses {
			if h.id, err = m.unit(ctx, tx, m.bureau, facility.Draft{Kind: "facility", Name: h.name, Code: h.code, Seat: h.seat, Contact: facility.Contact{Address: "归途路1号（虚构地址）", Phone: "000-0000 0000"}}); err != nil {
				return err
			}
			if err := m.parts(ctx, tx, h); err != nil {
				return err
			}
		}
		return nil
	})
}

func (m *maker) unit(ctx context.Context, tx *store.Tx, parent id.ID, d facility.Draft) (id.ID, error) {
	d.Parent = string(parent)
	return m.Facility.AddIn(ctx, tx, d)
}

func (m *maker) parts(ctx context.Context, tx *store.Tx, h *house) (err error) {
	for _, s := range h.stations {
		if s.id, err = m.unit(ctx, tx, h.id, facility.Draft{Kind: "station", Name: s.name, Seat: s.seat}); err != nil {
			return err
		}
	}
	var fittings []facility.Fitting
	for _, b := range h.brigades {
		if b.id, err = m.unit(ctx, tx, h.id, facility.Draft{Kind: "brigade", Name: b.name, Seat: h.seat}); err != nil {
			return err
		}
		var places []facility.Place
		for _, r := range b.rooms {
			fittings = append(fittings, facility.Fitting{Room: r.name, Building: b.building, Zone: string(r.zone)})
			for n := range r.beds {
				places = append(places, facility.Place{Room: r.name, Bed: fmt.Sprint(n + 1)})
			}
		}
		if _, err := m.Facility.BedsAsNamed(ctx, tx, h.id, b.id, places); err != nil {
			return err
		}
	}
	return m.Facility.FitOutIn(ctx, tx, h.id, fittings)
}

// organs writes the directory: every county and prefecture, and every township.
func (m *maker) organs(ctx context.Context) error {
	return m.enter(ctx, organs.Directory(m.province.divisions))
}

func (m *maker) enter(ctx context.Context, list []partner.Draft) error {
	for part := range slices.Chunk(list, 1000) {
		err := m.write(ctx, func(tx *store.Tx) error {
			_, err := m.Partner.EnterIn(ctx, tx, part)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// officers writes who sits where.
func (m *maker) officers(ctx context.Context) error {
	m.seat()
	if err := m.enrol(ctx, m.bureau, m.crew); err != nil {
		return err
	}
	for _, h := range m.province.houses {
		if err := m.enrol(ctx, h.id, h.seats); err != nil {
			return err
		}
	}
	return nil
}

// seat draws the officers of every place.
func (m *maker) seat() {
	p := m.province
	d := folk.Roll(p.seed, 1<<30)
	m.crew = crew(d, p.today, m.bureau, inBureau)
	for _, h := range p.houses {
		h.seats = nil
		for _, o := range crew(d, p.today, h.id, inHouse) {
			if !vacant[[2]string{h.code, o.role}] {
				h.seats = append(h.seats, o)
			}
		}
		for i, b := range h.brigades {
			b.officers = nil
			for _, o := range crew(d, p.today, b.id, inBrigade) {
				if h.code == "YQ" && i == 2 && o.role == "brigade_head" {
					continue // a brigade without a head
				}
				b.officers = append(b.officers, o)
			}
			h.seats = append(h.seats, b.officers...)
		}
		for _, s := range h.stations {
			h.seats = append(h.seats, crew(d, p.today, s.id, inStation)...)
		}
	}
}

func (m *maker) enrol(ctx context.Context, at id.ID, officers []*officer) error {
	return m.write(ctx, func(tx *store.Tx) (err error) {
		for i, o := range officers {
			if o.member, err = m.Staff.EnrolIn(ctx, tx, at, m.draft(at, i, o)); err != nil {
				return err
			}
			if o.post, err = m.Staff.AppointIn(ctx, tx, o.appointment()); err != nil {
				return err
			}
		}
		return nil
	})
}

// draft is the i-th officer of a house, or of the bureau, with his number.
func (m *maker) draft(at id.ID, i int, o *officer) staff.Draft {
	site := 1 + slices.IndexFunc(m.province.houses, func(h *house) bool { return h.id == at })
	return staff.Draft{Name: o.name, Number: fmt.Sprintf("5199%03d%03d", site, i)}
}

func (o *officer) appointment() staff.PostDraft {
	d := staff.PostDraft{Member: o.member, Unit: o.unit, Role: o.role, From: o.from.String()}
	if !o.until.IsZero() {
		d.Until = o.until.String()
	}
	return d
}
