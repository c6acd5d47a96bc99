package demo

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
	"guitu/internal/platform/document"
	"guitu/internal/platform/store"
)

// batch is how many lives one transaction takes: many enough to share a sync, few enough that SQLite's journal of the
// savepoint, which every statement walks, stays short.
const batch = 80

// By the thousand people the bulk path of the store pays; a body that has its transaction to itself has no such journal.
const (
	many      = 20_000
	bulkBatch = 1000
)

// everybody writes the people by the way that suits how many they are.
func (m *maker) everybody(ctx context.Context) error {
	if m.province.scale.Size < many {
		return m.people(ctx)
	}
	return m.inBulk(ctx)
}

func (m *maker) inBulk(ctx context.Context) error {
	m.batch = bulkBatch
	return m.DB.Bulk(ctx, func() error { return m.people(ctx) })
}

// people writes everybody, house by house.
func (m *maker) people(ctx context.Context) error {
	total := 0
	for _, h := range m.province.houses {
		total += h.people
	}
	step := cmp.Or(m.batch, batch)
	for _, h := range m.province.houses {
		for k := 0; k < h.people; k += step {
			part := h.part(k, min(k+step, h.people))
			if err := m.write(ctx, func(tx *store.Tx) error { return m.lives(ctx, tx, h, part) }); err != nil {
				return err
			}
			if m.done += len(part); m.progress != nil {
				m.progress(m.done, total)
			}
		}
	}
	return nil
}

// part is the lives of a house from one number to before another.
func (h *house) part(from, to int) []*life {
	out := make([]*life, 0, to-from)
	for k := from; k < to; k++ {
		out = append(out, h.life(k))
	}
	return out
}

func (m *maker) lives(ctx context.Context, tx *store.Tx, h *house, lives []*life) error {
	at := person.At{Facility: h.id}
	var everybody []person.Person
	var links []person.Kin
	var stays []resident.Resident
	openings := make([]measure.Opening, len(lives))
	if err := m.Person.CreateIn(ctx, tx, at, nil); err != nil { // nobody yet: it lets the file numbers follow
		return err
	}
	for i, l := range lives {
		l.who.ID = id.New()
		who, err := m.numbered(ctx, tx, l)
		if err != nil {
			return err
		}
		everybody = append(everybody, who)
		for _, r := range l.kin {
			r.Who.ID = id.New()
			everybody = append(everybody, r.Who)
			links = append(links, person.Kin{Person: l.who.ID, Relative: r.Who.ID, Relation: r.Relation, Contact: r.Contact})
		}
		stays = append(stays, m.stays(l)...)
		openings[i] = measure.Opening{Life: m.life(tx, l), Who: who}
	}
	if err := m.Person.CreateIn(ctx, tx, at, everybody); err != nil {
		return err
	}
	if err := m.Person.LinkIn(ctx, tx, at, links); err != nil {
		return err
	}
	if err := m.Resident.OpenIn(ctx, tx, stays); err != nil {
		return err
	}
	if _, err := m.Measure.OpenIn(ctx, tx, openings); err != nil {
		return err
	}
	m.remember(h, lives)
	var past []duty.Duty
	for i, l := range lives {
		if err := m.toReport(ctx, tx, l, openings[i].Life.Events); err != nil {
			return err
		}
		done, err := m.assess(ctx, tx, l, openings[i].Life)
		if err != nil {
			return err
		}
		past = append(past, done...)
	}
	if err := duty.OpenNew(ctx, tx, past); err != nil {
		return err
	}
	return m.beds(ctx, tx, h, lives)
}

// numbered is the person with the number of his file, taken in the year of his first admission.
func (m *maker) numbered(ctx context.Context, tx *store.Tx, l *life) (person.Person, error) {
	number, err := document.Number(ctx, tx, "DA", l.house.code, l.stays[0].admitted.Year())
	who := l.who
	who.Identifiers = append(slices.Clip(who.Identifiers), person.Identifier{Kind: person.FileNumber, Value: number})
	return who, err
}

func (m *maker) stays(l *life) []resident.Resident {
	out := make([]resident.Resident, len(l.stays))
	officers := held(l.brigade.officers, "case_officer", m.province.today)
	for i, s := range l.stays {
		out[i] = resident.Resident{
			ID: id.New(), Version: 1, Person: l.who.ID, Facility: l.house.id, Unit: l.brigade.id, Admitted: s.admitted, Left: s.left,
			Officer: officers[int(l.who.Born.Weekday())%len(officers)].member,
		}
		if s.left.IsZero() {
			out[i].Phase = l.phase
		} else {
			out[i].Phase = resident.Reentry
		}
	}
	// Who has left and is looked after by a station is the station's, and no longer the brigade's.
	if n := len(out) - 1; n >= 0 && l.station != nil && !out[n].Here() {
		out[n].Unit, out[n].Officer = l.station.id, ""
	}
	return out
}

// life is a life as the measure room takes it. Facts were recorded soon after they happened; those of a roster
// or an archive all at once, yesterday.
func (m *maker) life(tx *store.Tx, l *life) measure.Life {
	yesterday := m.province.today.AddDays(-1).Start().Add(9 * time.Hour).Time()
	out := measure.Life{Person: l.who.ID, Region: law.Sichuan, Facility: l.house.id, Unit: l.brigade.id}
	if l.station != nil {
		out.Unit = l.station.id
	}
	for i, e := range l.events {
		at := e.recordedAt()
		if out.KnownFrom.IsZero() {
			out.KnownFrom = e.fact.On.Start().Time()
		}
		if l.takenOver() {
			at, out.KnownFrom = yesterday, yesterday
		}
		if midnight := m.province.today.Start().Time(); at.After(midnight) {
			at = midnight
		}
		out.Events = append(out.Events, measure.Event{
			ID: id.New(), Person: l.who.ID, Seq: int64(i), Fact: e.fact, Note: e.note, Recorded: at, By: m.recorder(l, e.fact.Type), Node: tx.Node(),
		})
	}
	return out
}

// recorder is the officer who would have recorded a fact.
func (m *maker) recorder(l *life, t term.Type) string {
	role := "legal_officer"
	switch name := t.String(); {
	case l.takenOver():
		return "system:demo"
	case strings.HasPrefix(name, "ja."), name == "ps.admitted":
		role = "intake_officer"
	case strings.HasPrefix(name, "release"), name == "certificate.issued":
		role = "return_officer"
	}
	seats := held(l.house.seats, role, m.province.today)
	return "staff:" + string(seats[0].member)
}

// assess gives the diagnostic assessments that were done of isolations that have ended, to be entered, and closes those
// of the one that runs, which were opened with it. The hour is that of the decision's paper.
func (m *maker) assess(ctx context.Context, tx *store.Tx, l *life, made measure.Life) (past []duty.Duty, err error) {
	if len(l.checks) == 0 || l.takenOver() {
		return nil, nil
	}
	var running []duty.Duty
	if l.stays[len(l.stays)-1].left.IsZero() {
		if running, err = duty.Of(ctx, tx, l.who.ID); err != nil {
			return nil, err
		}
	}
	by := "staff:" + string(held(l.house.seats, "assessor", m.province.today)[0].member)
	for i, x := range l.fold().Measures {
		c, known := l.checked(x)
		if !known || x.End.IsZero() {
			continue
		}
		for _, o := range measure.Assessments(i, made.Events[x.Fact].ID, x) {
			day := map[duty.Code]civil.Date{"da.pre_expiry": c.assessed, "da.one_year": c.yearly}[o.Code]
			if day.IsZero() {
				continue
			}
			o.Closed, o.ClosedBy, o.State = day.Start().Time().Add(l.events[x.Fact].recorded), by, duty.Done
			if k := slices.IndexFunc(running, func(r duty.Duty) bool { return r.Code == o.Code && r.Cause == o.Cause }); k >= 0 {
				running[k].Closed = o.Closed
				if err := duty.Discharge(ctx, tx, running[k], "", ""); err != nil {
					return nil, err
				}
				continue
			}
			o.Subject, o.Facility, o.Unit = l.who.ID, l.house.id, l.house.id
			past = append(past, o)
		}
	}
	return past, nil
}

// toReport opens the duty to report each fact that stands outside the rules; long ago it was reported the next day.
func (m *maker) toReport(ctx context.Context, tx *store.Tx, l *life, events []measure.Event) error {
	for _, e := range events {
		if e.Outside == "" || l.archive { // reported, or not, where it happened: a roster owes no report either
			continue
		}
		d := duty.Duty{
			Code: "act.report", Subject: l.who.ID, Cause: e.ID, Number: -1, Facility: l.house.id, Unit: l.house.id,
			Due: duty.On(e.Fact.On.AddDays(1)), Certainty: "S", Note: e.Outside,
		}
		for _, code := range strings.Fields(e.Outside) {
			if f, ok := law.Found(code); ok {
				d.Basis = strings.Join(law.Finding(f).Basis, "; ")
			}
		}
		if l.part == nil || !l.part.report {
			d.State, d.Closed, d.ClosedBy = duty.Done, e.Recorded.Add(20*time.Hour), e.By
		}
		if _, err := duty.Open(ctx, tx, d); err != nil {
			return err
		}
	}
	return nil
}

// beds puts those who sleep here into their beds.
func (m *maker) beds(ctx context.Context, tx *store.Tx, h *house, lives []*life) error {
	var places []facility.Place
	for _, l := range lives {
		if l.bed != "" {
			places = append(places, facility.Place{Room: l.room, Bed: l.bed})
		}
	}
	if len(places) == 0 {
		return nil
	}
	beds, err := m.Facility.BedsAsNamed(ctx, tx, h.id, "", places)
	if err != nil {
		return err
	}
	taken := map[id.ID]id.ID{}
	for _, l := range lives {
		if l.bed != "" {
			taken[l.who.ID] = beds[facility.Place{Room: l.room, Bed: l.bed}]
		}
	}
	return m.Placement.PlaceIn(ctx, tx, h.id, taken)
}
