package census

import (
	"context"
	"fmt"
	"slices"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/person"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Restrained is one time that somebody was restrained (保护性约束) or kept apart (单独管理); or died, or came in injured.
type Restrained struct {
	Fact, Person   id.ID
	Facility, Unit id.ID // where it happened, for Restraints; that have charge of him now, for the others
	Opens          bool  // the reader may open his file, perhaps for a purpose
	Name           Name
	Type           string // of the fact: restraint, single, ci.deceased, ja.admitted
	At             civil.Instant
	Ended          civil.Instant // 0 while it lasts
	Outside        string        // codes of the rules it breaks, "" when none
}

func (r Restrained) resource() policy.Resource {
	return policy.Resource{Kind: "measure", Person: r.Person, Facility: r.Facility, Unit: r.Unit}
}

// Restraints lists restraint and single management in a facility, the latest first, within the reader's scope of legal lives: by where
// somebody was on the day, wherever he is now. Who was in two facilities on that day stands in the lists of both; of whom no stay
// is known, in that of the facility which has charge of him. What was withdrawn is not in it; of several the end is the first
// behind the beginning.
func (k *Desk) Restraints(ctx context.Context, tx *store.Tx, facility id.ID, page store.Page) (_ store.Slice[Restrained], err error) {
	defer errs.Wrap(&err, "census.Restraints(%s)", facility)
	return k.happened(ctx, tx, facility, facts{which: `f.type in ('restraint', 'single')`, there: happenedThere}, page)
}

// Deaths lists who died in a facility's charge, by the facts of their lives and however these came to the house: by an affair, by
// a list, from another house. The latest first, as Restraints reads.
func (k *Desk) Deaths(ctx context.Context, tx *store.Tx, facility id.ID, page store.Page) (_ store.Slice[Restrained], err error) {
	defer errs.Wrap(&err, "census.Deaths(%s)", facility)
	return k.happened(ctx, tx, facility, facts{which: `f.type = 'ci.deceased'`, join: `join measure_measure m on m.person = f.person and m.facility = l.facility and m.last and m.state = 'CI_DECEASED'`}, page)
}

// Injured lists who is in a facility now and was found injured when he was taken in, whether or not a record of it was issued here.
// The latest first, as Restraints reads.
func (k *Desk) Injured(ctx context.Context, tx *store.Tx, facility id.ID, page store.Page) (_ store.Slice[Restrained], err error) {
	defer errs.Wrap(&err, "census.Injured(%s)", facility)
	return k.happened(ctx, tx, facility, facts{which: `f.type = 'ja.admitted' and f.fields like '%injuries=true%'`, join: `join resident_resident r on r.person = f.person and r.facility = l.facility and r.left_on is null`}, page)
}

// facts are which facts of lives are meant, by what they are found fast, and which of them are a facility's ($1): "" for those of who
// is in its charge now.
type facts struct{ which, join, there string }

// happenedThere is the condition that a fact is the facility's in which somebody was on its day.
var happenedThere = `(exists (select 1 from resident_resident r where r.person = f.person and r.facility = $1 and ` + onTheDay + `)
	or l.facility = $1 and not exists (select 1 from resident_resident r where r.person = f.person and ` + onTheDay + `))`

// onTheDay is the condition that the stay r covers the day of the fact f, in Shanghai.
var onTheDay = dayNumber("r.admitted_on") + ` <= (f.at + 28800000000) / 86400000000 and (r.left_on is null or ` +
	dayNumber("r.left_on") + ` >= (f.at + 28800000000) / 86400000000)`

// dayNumber counts the days since 1970 of a civil day that a column keeps as text: the two engines have no function for it in common.
// A year begins with March here, so that the odd day is its last.
func dayNumber(column string) string {
	part := func(from, n int) string { return fmt.Sprintf("cast(substr(%s, %d, %d) as integer)", column, from, n) }
	early := fmt.Sprintf("(case when %s < 3 then 1 else 0 end)", part(6, 2))
	y, m := "("+part(1, 4)+" - "+early+")", "("+part(6, 2)+" - 3 + 12 * "+early+")"
	return fmt.Sprintf("(365 * %s + %s / 4 - %s / 100 + %s / 400 + (153 * %s + 2) / 5 + %s - 719469)", y, y, y, y, m, part(9, 2))
}

// happened lists facts that stand, of a facility.
func (k *Desk) happened(ctx context.Context, tx *store.Tx, facility id.ID, of facts, page store.Page) (_ store.Slice[Restrained], err error) {
	who := actor.From(ctx)
	scope := k.policy.Scope(who, policy.MeasureView)
	if scope.Empty() {
		return store.Slice[Restrained]{}, errs.New(errs.Denied, "policy.denied")
	}
	if of.there == "" {
		of.there = `l.facility = $1`
	}
	if !scope.All && !slices.Contains(scope.Facilities, facility) {
		return store.Slice[Restrained]{}, nil
	}
	rows, err := store.Select(ctx, tx, store.List{
		Columns: `f.id, f.person, l.facility, l.unit, f.type, f.at, f.outside, coalesce((select min(e.at) from measure_fact e where e.person = f.person
			and e.type = f.type || '.ended' and e.at >= f.at and ` + standing("e") + `), 0)`,
		From: `measure_fact f join measure_life l on l.person = f.person
			join seal_key s on s.record = f.person and s.compartment = 'general' and s.state = 'open' ` + of.join,
		Where: []store.Cond{store.Where(of.which + ` and ` + standing("f")), store.Where(of.there, facility)},
		Sorts: map[string]store.Sort{"at": store.By("f.at")}, Default: "-at", ID: "f.id",
	}, page, func(s store.Scanner) (r Restrained, err error) {
		return r, s.Scan(&r.Fact, &r.Person, &r.Facility, &r.Unit, &r.Type, &r.At, &r.Outside, &r.Ended)
	})
	if err != nil {
		return rows, err
	}
	ids := make([]id.ID, len(rows.Rows))
	for i, r := range rows.Rows {
		rows.Rows[i].Opens = k.policy.May(who, policy.PersonView, r.resource()) // where he is now
		if rows.Rows[i].Facility = facility; r.Facility != facility {
			rows.Rows[i].Unit = ""
		}
		if !scope.Covers(who, rows.Rows[i].resource()) {
			return rows, outside(r.Fact)
		}
		ids[i] = r.Person
	}
	found, err := k.persons.Load(ctx, tx, ids)
	if err != nil {
		return rows, err
	}
	byID := make(map[id.ID]person.Person, len(found))
	for _, p := range found {
		byID[p.ID] = p
	}
	for i, r := range rows.Rows {
		rows.Rows[i].Name = k.name(ctx, byID[r.Person], r.resource())
	}
	return rows, nil
}

// standing is the condition that a fact was not withdrawn or put in another's place.
func standing(fact string) string {
	return `not exists (select 1 from measure_fact w where w.person = ` + fact + `.person and w.withdraws = ` + fact + `.id)`
}
