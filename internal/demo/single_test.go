package demo

import (
	"context"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/demo/organs"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/partner"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// single makes a province as officers would: every organ, officer, relative, stay, life, duty and bed by an act and a
// transaction of its own, one person after the other, where the demo writes many rows in a statement.
type single struct{ *maker }

func (m single) people(ctx context.Context) error {
	for _, h := range m.province.houses {
		for k := range h.people {
			if err := m.person(ctx, h, h.life(k)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m single) person(ctx context.Context, h *house, l *life) error {
	at := person.At{Facility: h.id}
	l.who.ID = id.New()
	var who person.Person
	if err := m.write(ctx, func(tx *store.Tx) (err error) {
		if err := m.Person.CreateIn(ctx, tx, at, nil); err != nil { // allowed before the number is taken
			return err
		}
		if who, err = m.numbered(ctx, tx, l); err != nil {
			return err
		}
		return m.Person.CreateIn(ctx, tx, at, []person.Person{who})
	}); err != nil {
		return err
	}
	if err := m.family(ctx, at, l); err != nil {
		return err
	}
	for _, s := range m.stays(l) {
		if err := m.write(ctx, func(tx *store.Tx) error {
			err := m.Resident.OpenIn(ctx, tx, []resident.Resident{s})
			if err == nil && s.Here() {
				err = m.beds(ctx, tx, h, []*life{l}) // as who is taken in gets his
			}
			return err
		}); err != nil {
			return err
		}
	}
	return m.write(ctx, func(tx *store.Tx) error {
		o := measure.Opening{Life: m.life(tx, l), Who: who}
		if _, err := m.Measure.OpenIn(ctx, tx, []measure.Opening{o}); err != nil {
			return err
		}
		return m.follows(ctx, tx, l, o.Life)
	})
}

func (m single) family(ctx context.Context, at person.At, l *life) error {
	var links []person.Kin
	for _, r := range l.kin {
		r.Who.ID = id.New()
		if err := m.write(ctx, func(tx *store.Tx) error { return m.Person.CreateIn(ctx, tx, at, []person.Person{r.Who}) }); err != nil {
			return err
		}
		links = append(links, person.Kin{Person: l.who.ID, Relative: r.Who.ID, Relation: r.Relation, Contact: r.Contact})
	}
	if len(links) == 0 {
		return nil
	}
	return m.write(ctx, func(tx *store.Tx) error { return m.Person.LinkIn(ctx, tx, at, links) }) // a family is told as one
}

// follows is what a life brings with it, a duty at a time: what is to be reported, and the assessments that were done.
func (m single) follows(ctx context.Context, tx *store.Tx, l *life, made measure.Life) error {
	if err := m.toReport(ctx, tx, l, made.Events); err != nil {
		return err
	}
	past, err := m.assess(ctx, tx, l, made)
	for _, d := range past {
		if err == nil {
			_, err = duty.Open(ctx, tx, d)
		}
	}
	return err
}

func (m single) organs(ctx context.Context) error {
	for _, d := range someOrgans(m.maker) {
		if _, err := m.Partner.Enter(ctx, store.NewKey(), d); err != nil {
			return err
		}
	}
	return nil
}

func (m single) officers(ctx context.Context) error {
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

func (m single) enrol(ctx context.Context, at id.ID, officers []*officer) (err error) {
	for i, o := range officers {
		if o.member, err = m.Staff.Enrol(ctx, store.NewKey(), at, m.draft(at, i, o)); err != nil {
			return err
		}
		if o.post, err = m.Staff.Appoint(ctx, store.NewKey(), o.appointment()); err != nil {
			return err
		}
	}
	return nil
}

// someOrgans are enough of the directory to see that many in a statement are what each by itself is.
func someOrgans(m *maker) []partner.Draft { return organs.Directory(m.province.divisions)[:100] }

// The province that the demo writes in bulk is, row by row, the one that the desks make of the same people one act
// after the other: every table, with what is sealed opened and what is random told by what it stands for. What the demo
// lets officers do after that (acts, wards, affairs) it does one by one itself.
func TestBulkIsWhatOneActAfterTheOtherMakes(t *testing.T) {
	for i, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			bulk := made(t, engine, func(ctx context.Context, m *maker) error {
				enter := func(ctx context.Context) error { return m.enter(ctx, someOrgans(m)) }
				return follow(ctx, m.places, enter, m.officers, m.people)
			})
			quick := made(t, engine, func(ctx context.Context, m *maker) error {
				enter := func(ctx context.Context) error { return m.enter(ctx, someOrgans(m)) }
				return follow(ctx, m.places, enter, m.officers, m.inBulk)
			})
			each := made(t, engine, func(ctx context.Context, m *maker) error {
				s := single{m}
				return follow(ctx, m.places, s.organs, s.officers, s.people)
			})
			for _, d := range append(differences(bulk, each), differences(quick, each)...) {
				t.Error(d)
			}
			if i == 0 {
				bites(t, bulk)
			}
		})
	}
}

// made is what a small province has in its tables, made in this way.
func made(t *testing.T, engine store.Engine, how func(context.Context, *maker) error) *content {
	t.Helper()
	day := civil.On(2026, 3, 2)
	c := storetest.Config(t, engine, clock.At(Moment(day)))
	c.Exercise = false
	h, _, v := vaulted(t, storetest.Open(t, c))
	clock := drawn(t, 7, day, 150).clock
	p := draw(sketch{seed: 7, today: day, scale: Scale{Size: 150}.whole(), clock: clock, divisions: h.Divisions})
	if err := how(actor.With(t.Context(), actor.Part("demo")), &maker{House: h, province: p}); err != nil {
		t.Fatal(err)
	}
	whole(t, h, v)
	return contentOf(t, h, v)
}

// whole holds the log of a house against its signatures, and what it says of facts and duties against the rows.
func whole(t *testing.T, h House, v *seal.Vault) {
	t.Helper()
	l, err := audit.NewLedger(t.Context(), h.DB, v)
	for n := 1; n > 0 && err == nil; {
		n, err = l.Step(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	r, err := audit.Verify(t.Context(), h.DB, v)
	if err != nil || !r.Whole() || r.Waiting > 0 || len(r.Nodes) != 1 || r.Nodes[0].Facts == 0 {
		t.Errorf("the log is not whole: %+v %v", r, err)
	}
}
