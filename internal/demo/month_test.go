package demo

import (
	"context"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// A month of days in the demo province: people are taken in, go out and come back, run away and are brought back, go to
// other houses, and are let go on their day. Every evening beds and those who are out make the people; at the end every
// term is what its facts make it, every duty what the clock owes, nobody has stayed a day too long, and the log is whole.
func TestAMonthOfDays(t *testing.T) {
	hand := clock.At(storetest.Start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		h, _, vault := vaulted(t, db)
		if err := Make(t.Context(), h, Options{Seed: 5, Scale: Scale{Size: 250, Inside: 60}}); err != nil {
			t.Fatal(err)
		}
		m := &month{t: t, House: h, hand: hand, offices: offices(t, h, hand), vault: vault, back: map[int][]func(){}}
		for m.day = range 30 {
			m.morning()
			m.evening()
		}
		m.agrees()
	})
}

type month struct {
	House
	t       *testing.T
	hand    *clock.Hand
	vault   *seal.Vault
	offices []*office
	day     int
	back    map[int][]func() // what is to be done on a later day
	did     map[string]int
}

func (m *month) count(what string) {
	if m.did == nil {
		m.did = map[string]int{}
	}
	m.did[what]++
}

// morning is what the sweep and the officers of every house do on a day.
func (m *month) morning() {
	if m.day > 0 {
		m.hand.Forward(24 * time.Hour)
	}
	ctx := actor.With(m.t.Context(), actor.Part("sweep"))
	for n := 1; n > 0; {
		var err error
		if n, err = m.Measure.Refresh(ctx, 200); err != nil {
			m.t.Fatal(err)
		}
	}
	if err := m.Placement.ReviewAll(ctx); err != nil {
		m.t.Fatal(err)
	}
	for _, do := range m.back[m.day] {
		do()
	}
	for i, o := range m.offices {
		m.lastDays(o)
		if m.day%5 == i%5 {
			o.arrives("新到"+string(rune('一'+m.day*10+i)), civil.On(1985, 1, 1).AddDays(37*(m.day*10+i)))
			m.count("arrived")
		}
		free := m.free(o)
		m.leaves(o, free, i)
	}
}

// lastDays lets everybody go whose last day it is.
func (m *month) lastDays(o *office) {
	for _, s := range m.here(o) {
		now := m.now(s.Person)
		last, ok := measure.Running(&now)
		if !ok || last.State != law.CIJAFacility || last.Substate != law.InFacility || last.End != civil.DateOf(m.hand.Now()) {
			continue
		}
		o.releases(s, m.who(s.Person).Number())
		m.count("released")
	}
}

// leaves has some of those who are in their beds go out in one way or another, and back on a later day.
func (m *month) leaves(o *office, free []resident.Resident, i int) {
	if len(free) < 3 {
		return
	}
	s := free[(m.day*7)%len(free)]
	who := m.who(s.Person)
	desk := o.as("intake_officer", 0)
	later := func(days int, do func()) { m.back[m.day+days] = append(m.back[m.day+days], do) }
	switch (m.day + i) % 4 {
	case 0:
		of := o.begin(desk, affair.HomeLeave, s, "leave_ground=critical", "kin_name=亲属", "kin_relation=parent", "where=县城", "leaves_on="+o.day(0), "back_on="+o.day(3))
		o.do(o.as("facility_head", 0), of, "approve")
		o.do(desk, of, "depart", "departed="+o.minute(0), "escort_kind=kin", "escort=亲属")
		later(2, func() {
			o.do(desk, of, "return", "returned="+o.minute(0), "late=no", "tested=yes")
			m.count("back from leave")
		})
	case 1:
		out, err := m.Outing.Leave(desk, store.NewKey(), outing.Departure{Person: s.Person, Kind: "hospital", Words: outing.Words{Where: "县医院"}})
		o.must("hospital", err)
		later(3, func() {
			o.must("back", m.Outing.Return(desk, store.NewKey(), outing.Coming{Outing: out, Version: m.version(out)}))
			m.count("back from hospital")
		})
	case 2:
		of := o.begin(o.as("facility_head", 0), affair.Abscond, s, "noticed="+o.minute(0), "left_on="+o.day(0), "where=工地", "words=收工清点不见")
		o.do(o.as("facility_head", 0), of, "tell_police", "told_at="+o.minute(0), "organ=县公安局", "told=值班室")
		later(4, func() {
			o.do(o.as("facility_head", 0), of, "recapture", "returned="+o.day(0), "where=车站", "how_back=recaptured")
			m.count("brought back")
		})
	case 3:
		to := m.offices[(i+1)%len(m.offices)]
		pkg := o.sends(s, to)
		later(1, func() { to.receives(pkg, who); m.count("received") })
	}
}

// evening holds the heads of every house against stays, beds and outings.
func (m *month) evening() {
	for _, o := range m.offices {
		heads, beds := outing.Heads{}, 0
		heads = read(m.t, m.House, func(ctx context.Context, tx *store.Tx) (outing.Heads, error) {
			all, _, err := outing.Count(ctx, tx, o.facility)
			if err != nil {
				return all, err
			}
			stays, err := placement.Here(ctx, tx, o.facility)
			beds = len(stays)
			return all, err
		})
		people := len(m.here(o))
		if heads.Present+heads.Out+heads.Waiting != people || heads.All != people || beds > people {
			m.t.Fatalf("day %d: %d present, %d out, %d waiting and %d people in %d beds", m.day, heads.Present, heads.Out, heads.Waiting, people, beds)
		}
	}
	if n := count(m.t, m.House, `select count(*) from (select person from resident_resident where left_on is null group by person having count(*) > 1) t`); n > 0 {
		m.t.Fatalf("day %d: %d people in two houses", m.day, n)
	}
}

// agrees is the end of the month: log, rows, terms and duties are what the facts make them, and nobody has stayed too long.
func (m *month) agrees() {
	today := civil.DateOf(m.hand.Now())
	for _, p := range m.lives() {
		now := m.now(p)
		if last, ok := measure.Running(&now); ok && last.State == law.CIJAFacility && last.Substate == law.InFacility && last.End.Before(today) && m.isHere(p) {
			m.t.Errorf("%s is here although his term ended on %s", p, last.End)
		}
	}
	proven(m.t, m.House, m.vault)
	for _, what := range []string{"arrived", "released", "back from leave", "back from hospital", "brought back", "received"} {
		if m.did[what] == 0 {
			m.t.Errorf("nobody %s in a month", what)
		}
	}
	m.t.Logf("%v", m.did)
}

func (m *month) lives() []id.ID {
	return read(m.t, m.House, func(ctx context.Context, tx *store.Tx) ([]id.ID, error) {
		return store.Collect(ctx, tx, store.Value[id.ID], `select person from measure_life order by person`)
	})
}

func (m *month) here(o *office) []resident.Resident {
	return read(m.t, m.House, func(ctx context.Context, tx *store.Tx) ([]resident.Resident, error) {
		return resident.Here(ctx, tx, o.facility)
	})
}

func (m *month) isHere(p id.ID) bool {
	stays := read(m.t, m.House, func(ctx context.Context, tx *store.Tx) ([]resident.Resident, error) {
		return resident.OfPerson(ctx, tx, p)
	})
	for _, s := range stays {
		if s.Here() {
			return true
		}
	}
	return false
}

// free are those in their beds of whom no affair goes on, and who stay for the month.
func (m *month) free(o *office) (out []resident.Resident) {
	for _, s := range m.here(o) {
		busy := read(m.t, m.House, func(ctx context.Context, tx *store.Tx) (int, error) {
			return store.One(ctx, tx, store.Value[int], `select (select count(*) from journey_case where person = $1 and closed_at is null)
				+ (select count(*) from outing_outing where person = $1 and until_at is null)`, s.Person)
		})
		now := m.now(s.Person)
		last, ok := measure.Running(&now)
		if busy == 0 && s.Unit != "" && ok && last.State == law.CIJAFacility && last.Substate == law.InFacility && last.End.Sub(civil.DateOf(m.hand.Now())) > 40 {
			out = append(out, s)
		}
	}
	return out
}

func (m *month) now(p id.ID) term.Answer {
	return read(m.t, m.House, func(ctx context.Context, tx *store.Tx) (term.Answer, error) { return m.Measure.NowIn(ctx, tx, p) })
}

func (m *month) who(p id.ID) person.Person {
	return read(m.t, m.House, func(ctx context.Context, tx *store.Tx) (person.Person, error) { return m.Person.Get(ctx, tx, p) })
}

func (m *month) version(o id.ID) int64 {
	return read(m.t, m.House, func(ctx context.Context, tx *store.Tx) (int64, error) {
		got, err := outing.Get(ctx, tx, o)
		return got.Version, err
	})
}
