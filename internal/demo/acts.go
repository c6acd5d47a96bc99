package demo

import (
	"context"
	"slices"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/demo/affairs"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/rule"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/store"
)

// acts does what only an officer does: corrections that wait for a second one, posts lent, numbers of the law proposed.
func (m *maker) acts(ctx context.Context) error {
	for _, h := range m.province.houses {
		for _, l := range h.lives {
			if l.part != nil && l.part.correct {
				if err := m.correct(ctx, l); err != nil {
					return err
				}
			}
		}
		if err := m.lodge(ctx, h); err != nil {
			return err
		}
		if err := m.papers(ctx, h); err != nil {
			return err
		}
		if h.index%3 == 0 {
			if err := m.lend(ctx, h); err != nil {
				return err
			}
		}
	}
	return m.propose(ctx)
}

// as is a context in which an officer acts, freshly signed.
func (m *maker) as(ctx context.Context, o *officer, house id.ID) context.Context {
	return actor.With(ctx, actor.Actor{
		Kind: actor.Officer, Account: id.New(), Staff: o.member, SecondAt: m.DB.Clock()().Add(-time.Second),
		Posts: []actor.Post{{ID: o.post, Role: o.role, Facility: house, Unit: o.unit}},
	})
}

// correct proposes that the decision of a life was made ten days earlier than recorded.
func (m *maker) correct(ctx context.Context, l *life) error {
	ctx = m.as(ctx, held(l.house.seats, "legal_officer", m.province.today)[0], l.house.id)
	v, err := m.Measure.View(ctx, l.who.ID)
	if err != nil {
		return err
	}
	latest := v.Answer.Measures[len(v.Answer.Measures)-1]
	wrong := v.Life.Events[latest.Fact]
	right := wrong.Fact
	right.On, right.At = right.On.AddDays(-10), right.On.AddDays(-10).Start()
	_, err = m.Measure.Correct(ctx, store.NewKey(), measure.Correction{
		Person: l.who.ID, Version: v.Life.Version, Event: wrong.ID, With: right,
		Note: measure.Note{Number: wrong.Note.Number, Organ: wrong.Note.Organ, Words: "录入日期与决定书原件不符"},
	})
	return err
}

// lend lets one head of a brigade stand in for another for a week.
func (m *maker) lend(ctx context.Context, h *house) error {
	heads := held(h.seats, "brigade_head", m.province.today)
	if len(heads) < 2 {
		return nil
	}
	_, err := m.Staff.Delegate(ctx, store.NewKey(), staff.Loan{
		Post: heads[1].post, To: heads[0].member, From: m.province.today.String(), Until: m.province.today.AddDays(5).String(),
	})
	return err
}

// propose asks for two numbers of the law to be confirmed as they stand.
func (m *maker) propose(ctx context.Context) error {
	ctx = m.as(ctx, held(m.crew, "bureau_legal", m.province.today)[0], "")
	for _, d := range []rule.Draft{
		{Key: "ci.homeLeave.max", Document: "川戒法〔2026〕演示1号"}, {Key: "ci.single.max", Document: "川戒法〔2026〕演示2号"},
	} {
		if _, err := m.Rules.Propose(ctx, store.NewKey(), d); err != nil {
			return err
		}
	}
	return nil
}

// desk is a house whose officers do affairs.
func (m *maker) desk(ctx context.Context, h *house) affairs.House {
	return affairs.House{Journey: m.Journey, Facility: h.id, Now: m.DB.Clock()(), As: func(role string) context.Context {
		return m.as(ctx, held(h.seats, role, m.province.today)[0], h.id)
	}}
}

// transfers has somebody on the way to the first house from the next of the same kind, and somebody packed there for it.
func (m *maker) transfers(ctx context.Context) error {
	first := m.province.houses[0]
	i := slices.IndexFunc(m.province.houses[1:], func(h *house) bool { return h.women == first.women })
	if i < 0 {
		return nil
	}
	second := m.province.houses[1+i]
	bureau := m.as(ctx, held(m.crew, "bureau_legal", m.province.today)[0], "")
	for _, w := range []struct {
		from, to *house
		gone     bool
	}{{second, first, true}, {first, second, false}} {
		s, ok, err := m.settled(ctx, w.from)
		if err != nil {
			return err
		}
		if ok {
			if err := m.desk(ctx, w.from).Send(s, w.to.id, bureau, w.gone); err != nil {
				return err
			}
		}
	}
	return nil
}

// settled is the last grown man of a house who has been there for some days, since the paper that sends him on is older than today, has long to stay and is in his bed: nobody of whom another affair goes on.
func (m *maker) settled(ctx context.Context, h *house) (s affairs.Someone, ok bool, err error) {
	away, err := store.Read(ctx, m.DB, func(tx *store.Tx) ([]outing.Outing, error) { return outing.Out(ctx, tx, h.id) })
	for _, l := range slices.Backward(h.lives) {
		if !l.sleepsHere() || l.brigade == nil || l.part != nil || m.province.today.Sub(l.stays[len(l.stays)-1].admitted) < 3 || l.who.Sex != cn.Male || m.province.today.Before(l.who.Born.Birthday(18)) || slices.ContainsFunc(away, func(o outing.Outing) bool { return o.Person == l.who.ID }) {
			continue
		}
		a := l.fold()
		if last, runs := measure.Running(&a); runs && last.End.Sub(m.province.today) > 300 {
			return affairs.Someone{Person: l.who.ID, Unit: l.brigade.id}, true, err
		}
	}
	return s, false, err
}

// affairs lets some affairs go on in every house, as a morning finds them.
func (m *maker) affairs(ctx context.Context) error {
	for _, h := range m.province.houses {
		a := m.desk(ctx, h)
		for _, l := range h.lives {
			if !l.sleepsHere() || l.brigade == nil || l.part != nil {
				continue
			}
			a0 := l.fold()
			last, ok := measure.Running(&a0)
			s := affairs.Someone{Person: l.who.ID, Unit: l.brigade.id}
			switch {
			case !ok || last.Substate != law.InFacility:
			case last.End.Sub(m.province.today) > 300 && len(a.Visits) < 2:
				a.Visits = append(a.Visits, s)
			case last.End.After(m.province.today) && last.End.Sub(m.province.today) < 30 && len(a.Leaves) < 3:
				a.Leaves = append(a.Leaves, s)
			}
		}
		if err := a.Begin(); err != nil {
			return err
		}
	}
	return nil
}
