package census

import (
	"context"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/law"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Filter narrows the list of residents; the zero value of a field does not.
type Filter struct {
	Left           bool // those who have left, instead of those who are here
	Facility, Unit id.ID
	Phase          string // resident.Phase, or NoPhase
	State          string // law.State of the latest measure, or its substate
	Within         Span   // how far off the last day is
}

// NoPhase asks for those whose phase nobody has said.
const NoPhase = "none"

// States are the states by which the list is narrowed: what somebody in a facility can be in.
var States = []string{
	law.CIJAFacility.String(), law.OutsideMedical.String(), law.HomeLeave.String(), law.HeldElsewhere.String(), law.Absconded.String(),
}

// The orders of the list; "-" before one is the other way round.
const (
	ByEnd      = "end"
	ByAdmitted = "admitted"
	ByLeft     = "left"
	ByBed      = "bed"
)

// Row is one person of a list.
type Row struct {
	Person, Stay, Facility, Unit, Officer id.ID
	Name                                  Name
	FileNumber                            string // "" when there is none, or the reader may not open the file
	Alias                                 string // by which a search found him; "" where his name did, or is masked
	FacilityName, UnitName                string
	Phase                                 resident.Phase
	Room, Bed                             string
	bed                                   id.ID
	Admitted, Left                        civil.Date
	Kind, State, Substate                 string // of the latest measure; "" when there is none
	End                                   civil.Date
}

// Here tells whether the person is in the facility.
func (r Row) Here() bool { return r.Left.IsZero() }

// DaysLeft is how many days are left until the end, negative when it has passed; ok is false without an end.
func (r Row) DaysLeft(today civil.Date) (n int, ok bool) {
	return r.End.Sub(today), !r.End.IsZero()
}

func (r Row) resource() policy.Resource {
	return policy.Resource{Kind: "resident", ID: r.Stay, Person: r.Person, Facility: r.Facility, Unit: r.Unit, Owner: string(r.Officer)}
}

// fromStays is the latest stay of every person whose record is open, with the latest measure and the bed. What units and beds
// are called comes from memory (called): four tables less for each row.
const fromStays = justStays + `
	left join measure_measure m on m.person = r.person and m.last
	left join placement_stay s on s.person = r.person and s.until_at is null`

// fromBeds are the same rows with what they are sorted by where they are sorted by bed.
const fromBeds = fromStays + `
	left join facility_bed b on b.id = s.bed
	left join facility_room o on o.id = b.room`

// justStays are the same rows without what is only told of them: what a total is counted by. Its key is looked for when a stay is
// found: said plainly, SQLite begins with the keys of all who are searched for, and most of them are somewhere else.
const justStays = `resident_resident r
	join seal_key k on k.record = r.person || '' and k.compartment = 'general' and k.state = 'open'`

const ofStays = `r.person, r.id, r.facility, r.unit, r.officer, r.phase, coalesce(s.bed, ''),
	r.admitted_on, r.left_on, coalesce(m.kind, ''), coalesce(m.state, ''), coalesce(m.substate, ''), m.ends_on`

// latest leaves out a stay that another one of the same person followed: who moved on is the next house's.
const latest = `not exists (select 1 from resident_resident n where n.person = r.person and (n.admitted_on, n.id) > (r.admitted_on, r.id))`

func scanRow(s store.Scanner) (r Row, err error) {
	err = s.Scan(&r.Person, &r.Stay, &r.Facility, &r.Unit, &r.Officer, &r.Phase, &r.bed,
		store.Day(&r.Admitted), store.Day(&r.Left), &r.Kind, &r.State, &r.Substate, store.Day(&r.End))
	return r, err
}

var staySorts = map[string]store.Sort{
	ByEnd:      store.By(`coalesce(m.ends_on, '9999-12-31')`),
	ByAdmitted: store.By(`r.admitted_on`),
	ByLeft:     store.By(`coalesce(r.left_on, '')`),
	ByBed:      store.By(`coalesce(o.name, '')`, `coalesce(b.name, '')`),
}

// Residents lists who is here, or who has left, within the reader's scope, by end unless asked otherwise. It
// fails with policy.denied for a reader who may list nobody, and with what store.Select answers.
func (k *Desk) Residents(ctx context.Context, f Filter, page store.Page) (_ store.Slice[Row], err error) {
	defer errs.Wrap(&err, "census.Residents")
	return store.Read(ctx, k.db, func(tx *store.Tx) (store.Slice[Row], error) {
		who := actor.From(ctx)
		scope := k.policy.Scope(who, policy.ResidentList)
		if scope.Empty() {
			return store.Slice[Row]{}, errs.New(errs.Denied, "policy.denied")
		}
		list := store.List{
			Columns: ofStays, From: fromStays, Sorts: staySorts, Default: ByEnd, ID: "r.id",
			Where: append(f.where(tx.Today()), ofStay.within(scope, who)),
		}
		if strings.TrimPrefix(page.Sort, "-") == ByBed {
			list.From = fromBeds
		}
		if f.Left {
			list.Default = "-" + ByLeft
		}
		if f.State == "" && f.Within == "" { // nothing asks about a measure
			list.Count = justStays
			if !scope.Own { // the tally does not know whose a file is
				list.Total = f.total(scope, who)
			}
		}
		rows, err := store.Select(ctx, tx, list, page, scanRow)
		if err != nil {
			return rows, err
		}
		return rows, k.open(ctx, tx, scope, rows.Rows, "")
	})
}

// total reads how many a list is of from the tally of the stays, by the conditions of where: those that it knows.
func (f Filter) total(scope policy.Scope, who actor.Actor) func(context.Context, *store.Tx) (int, error) {
	return func(ctx context.Context, tx *store.Tx) (int, error) {
		clause, args := store.Joined(append(f.ofStays(), ofStay.within(scope, who)))
		return store.One(ctx, tx, store.Value[int], `select cast(coalesce(sum(r.n), 0) as bigint) from (
			select facility, unit, phase, n, case when here then null else '' end as left_on from resident_tally) r`+clause, args...)
	}
}

func (f Filter) where(today civil.Date) []store.Cond {
	conds := append([]store.Cond{store.Where(latest)}, f.ofStays()...)
	if f.State != "" {
		conds = append(conds, store.Where(`m.state = $1 or m.substate = $1`, f.State))
	}
	return append(conds, f.Within.ends(today)...)
}

// ofStays are the conditions that ask about the stay alone.
func (f Filter) ofStays() (conds []store.Cond) {
	add := func(sql string, args ...any) { conds = append(conds, store.Where(sql, args...)) }
	if f.Left {
		add(`r.left_on is not null`)
	} else {
		add(`r.left_on is null`)
	}
	if f.Facility != "" {
		add(`r.facility = $1`, f.Facility)
	}
	if f.Unit != "" {
		add(`r.unit = $1`, f.Unit)
	}
	switch f.Phase {
	case "":
	case NoPhase:
		add(`r.phase = ''`)
	default:
		add(`r.phase = $1`, f.Phase)
	}
	return conds
}

// open holds rows against the scope and puts the names in, and the alias that a searched text meant.
func (k *Desk) open(ctx context.Context, tx *store.Tx, scope policy.Scope, rows []Row, searched string) error {
	who := actor.From(ctx)
	ids := make([]id.ID, len(rows))
	for i, r := range rows {
		if !scope.Covers(who, r.resource()) {
			return outside(r.Stay)
		}
		ids[i] = r.Person
	}
	found, err := k.persons.Load(ctx, tx, ids)
	if err != nil {
		return err
	}
	if err := called(ctx, tx, rows); err != nil {
		return err
	}
	for i := range rows {
		p := found[rows[i].Person]
		if rows[i].Name = k.name(ctx, p, rows[i].resource()); !rows[i].Name.Masked {
			rows[i].FileNumber, rows[i].Alias = p.NumberOf(person.FileNumber), p.AliasMeant(searched)
		}
	}
	return nil
}

// called puts in what units, rooms and beds are called, as they are remembered.
func called(ctx context.Context, tx *store.Tx, rows []Row) error {
	names, err := facility.Names(ctx, tx)
	if err != nil {
		return err
	}
	for i := range rows {
		r := &rows[i]
		r.FacilityName, r.UnitName = names[r.Facility], names[r.Unit]
		if r.bed == "" {
			continue
		}
		places, err := facility.Places(ctx, tx, r.Facility)
		if err != nil {
			return err
		}
		r.Room, r.Bed = places[r.bed].Room, places[r.bed].Bed
	}
	return nil
}
