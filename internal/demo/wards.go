package demo

import (
	"context"
	"slices"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/demo/affairs"
	"guitu/internal/domain/daybook"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/rollcall"
	"guitu/internal/platform/store"
)

// wards lets a morning go on in the first brigade of each facility: some are out, one is late, the roll is half called.
func (m *maker) wards(ctx context.Context) error {
	minute := func(hours int) string {
		return m.DB.Clock()().Add(time.Duration(hours) * time.Hour).In(civil.Shanghai).Format("2006-01-02T15:04")
	}
	for _, h := range m.province.houses {
		b := h.brigades[0]
		if h.imported || !slices.ContainsFunc(h.lives, func(l *life) bool { return l.brigade == b && l.bed != "" }) {
			continue
		}
		as := m.as(ctx, held(b.officers, "duty_officer", m.province.today)[0], h.id)
		trips := []outing.Departure{
			{Kind: "hospital", From: minute(-39), Due: minute(41), Words: outing.Words{Where: "县人民医院住院部", Escort: "民警 2 人，每班轮换"}},
			{Kind: "court", From: minute(-9), Due: minute(18), Words: outing.Words{Where: "区人民法院", Escort: "民警 2 人"}},
			{Kind: "hospital", From: minute(-10), Due: minute(-6), Words: outing.Words{Where: "市第三医院门诊", Escort: "民警 1 人"}},
		}
		for _, l := range h.lives {
			if len(trips) == 0 || l.brigade != b || l.bed == "" || l.part != nil || l.stays[len(l.stays)-1].admitted.After(m.province.today.AddDays(-3)) {
				continue
			}
			d := trips[0]
			d.Person, trips = l.who.ID, trips[1:]
			if _, err := m.Outing.Leave(as, store.NewKey(), d); err != nil {
				return err
			}
		}
		if err := m.halfCall(as, h.id, b.id); err != nil {
			return err
		}
	}
	return nil
}

// leaves lets one of each house be on home leave, with a permit that says when he is due back.
func (m *maker) leaves(ctx context.Context) error {
	for _, h := range m.province.houses {
		for _, l := range h.lives {
			if l.onLeave.IsZero() || l.brigade == nil {
				continue
			}
			if err := m.desk(ctx, h).Leave(affairs.Someone{Person: l.who.ID, Unit: l.brigade.id}, l.onLeave, m.province.today.AddDays(1)); err != nil {
				return err
			}
		}
	}
	return nil
}

// halfCall opens the morning roll of a brigade and marks two of three who are there.
func (m *maker) halfCall(ctx context.Context, house, brigade id.ID) error {
	call, err := m.Rolls.Open(ctx, store.NewKey(), rollcall.Opening{Facility: house, Unit: brigade, Shift: "morning"})
	if err != nil {
		return err
	}
	var marks []rollcall.Mark
	s, err := store.Read(ctx, m.DB, func(tx *store.Tx) (rollcall.Sheet, error) { return m.Rolls.Sheet(ctx, tx, call) })
	for i, r := range s.Rows {
		if r.Mark.Sort == "" && i%3 < 2 {
			marks = append(marks, rollcall.Mark{Person: r.Person, Sort: rollcall.Present, At: s.Call.Opened, Device: "demo", Seq: int64(i)})
		}
	}
	if err == nil && len(marks) > 0 {
		_, err = m.Rolls.Mark(ctx, store.NewKey(), call, marks)
	}
	return err
}

// books makes the day book of the first brigade of each facility, as if for the hand-over to this morning's shift; the
// others come with the first night.
func (m *maker) books(ctx context.Context) error {
	for _, h := range m.province.houses {
		w := daybook.Whom{Facility: h.id, Unit: h.brigades[0].id}
		if _, err := m.Books.Make(ctx, store.NewKey(), w); err != nil && !errs.Is(err, "daybook.nobody") {
			return err
		}
	}
	return nil
}
