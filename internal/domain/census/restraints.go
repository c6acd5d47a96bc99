package census

import (
	"context"

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
	Facility, Unit id.ID // that have charge of him now
	Name           Name
	Type           string // of the fact: restraint, single, ci.deceased, ja.admitted
	At             civil.Instant
	Ended          civil.Instant // 0 while it lasts
	Outside        string        // codes of the rules it breaks, "" when none
}

func (r Restrained) resource() policy.Resource {
	return policy.Resource{Kind: "measure", Person: r.Person, Facility: r.Facility, Unit: r.Unit}
}

// Restraints lists restraint and single management of who is in a facility's charge now, the latest first, within the
// reader's scope of legal lives. What was withdrawn is not in it; of several the end is the first behind the beginning.
func (k *Desk) Restraints(ctx context.Context, tx *store.Tx, facility id.ID, page store.Page) (_ store.Slice[Restrained], err error) {
	defer errs.Wrap(&err, "census.Restraints(%s)", facility)
	return k.happened(ctx, tx, facility, facts{which: `f.type in ('restraint', 'single')`}, page)
}

// Deaths lists who died in a facility's charge, by the facts of their lives and however these came to the house: by an affair, by
// a list, from another house. The latest first, as Restraints reads.
func (k *Desk) Deaths(ctx context.Context, tx *store.Tx, facility id.ID, page store.Page) (_ store.Slice[Restrained], err error) {
	defer errs.Wrap(&err, "census.Deaths(%s)", facility)
	return k.happened(ctx, tx, facility, facts{`f.type = 'ci.deceased'`, `join measure_measure m on m.person = f.person and m.facility = l.facility and m.last and m.state = 'CI_DECEASED'`}, page)
}

// Injured lists who is in a facility now and was found injured when he was taken in, whether or not a record of it was issued here.
// The latest first, as Restraints reads.
func (k *Desk) Injured(ctx context.Context, tx *store.Tx, facility id.ID, page store.Page) (_ store.Slice[Restrained], err error) {
	defer errs.Wrap(&err, "census.Injured(%s)", facility)
	return k.happened(ctx, tx, facility, facts{`f.type = 'ja.admitted' and f.fields like '%injuries=true%'`, `join resident_resident r on r.person = f.person and r.facility = l.facility and r.left_on is null`}, page)
}

// facts are which facts of lives are meant, and by what they are found fast.
type facts struct{ which, join string }

// happened lists facts that stand, of who is in a facility's charge.
func (k *Desk) happened(ctx context.Context, tx *store.Tx, facility id.ID, of facts, page store.Page) (_ store.Slice[Restrained], err error) {
	who := actor.From(ctx)
	scope := k.policy.Scope(who, policy.MeasureView)
	if scope.Empty() {
		return store.Slice[Restrained]{}, errs.New(errs.Denied, "policy.denied")
	}
	rows, err := store.Select(ctx, tx, store.List{
		Columns: `f.id, f.person, l.facility, l.unit, f.type, f.at, f.outside, coalesce((select min(e.at) from measure_fact e where e.person = f.person
			and e.type = f.type || '.ended' and e.at >= f.at and ` + standing("e") + `), 0)`,
		From: `measure_fact f join measure_life l on l.person = f.person
			join seal_key s on s.record = f.person and s.compartment = 'general' and s.state = 'open' ` + of.join,
		Where: []store.Cond{store.Where(of.which + ` and ` + standing("f")), store.Where(`l.facility = $1`, facility), ofLife.within(scope, who)},
		Sorts: map[string]store.Sort{"at": store.By("f.at")}, Default: "-at", ID: "f.id",
	}, page, func(s store.Scanner) (r Restrained, err error) {
		return r, s.Scan(&r.Fact, &r.Person, &r.Facility, &r.Unit, &r.Type, &r.At, &r.Outside, &r.Ended)
	})
	if err != nil {
		return rows, err
	}
	ids := make([]id.ID, len(rows.Rows))
	for i, r := range rows.Rows {
		if !scope.Covers(who, r.resource()) {
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
