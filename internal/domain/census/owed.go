package census

import (
	"context"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Owed is one duty of a list across people.
type Owed struct {
	ID, Subject, Facility, Unit          id.ID
	Name                                 Name // of whom it is about
	FacilityName                         string
	Code, Owner, State, Basis, Certainty string
	Due                                  time.Time // zero where no moment is named
	NotBefore                            civil.Date
	Paper                                bool
	Closed                               time.Time
}

// Owing narrows a list of duties; the zero value of a field does not.
type Owing struct {
	State    string // duty.State
	Facility id.ID
	Code     string
	Due      civil.Date // due on that day or before
}

var ofDuty = columns{"d.facility", "d.unit", ""}

// Duties lists what is owed and was owed, within the reader's scope, by due moment. Duties of other compartments
// than the general one are in no list across people.
func (k *Desk) Duties(ctx context.Context, f Owing, page store.Page) (_ store.Slice[Owed], err error) {
	defer errs.Wrap(&err, "census.Duties")
	return store.Read(ctx, k.db, func(tx *store.Tx) (store.Slice[Owed], error) {
		who := actor.From(ctx)
		scope := k.policy.Scope(who, policy.DutyList)
		scope.Own = false // what one owes oneself is one's own day
		if scope.Empty() {
			return store.Slice[Owed]{}, errs.New(errs.Denied, "policy.denied")
		}
		rows, err := store.Select(ctx, tx, store.List{
			Columns: `d.id, d.subject, d.facility, d.unit, f.name, d.code, d.owner, d.state, d.basis, d.certainty, d.due_at, d.not_before, d.paper, d.closed_at`,
			From: `duty_duty d join facility_unit f on f.id = d.facility
				join seal_key k on k.record = d.subject and k.compartment = 'general' and k.state = 'open'`,
			Where:   append(f.where(), store.Where(`d.compartment = 'general'`), ofDuty.within(scope, who)),
			Sorts:   map[string]store.Sort{"due": store.By(`coalesce(d.due_at, 9007199254740991)`)},
			Default: "due", ID: "d.id",
		}, page, scanOwed)
		if err != nil {
			return rows, err
		}
		return rows, k.openOwed(ctx, tx, scope, rows.Rows)
	})
}

func (f Owing) where() (conds []store.Cond) {
	if f.State != "" {
		conds = append(conds, store.Where(`d.state = $1`, f.State))
	}
	if f.Facility != "" {
		conds = append(conds, store.Where(`d.facility = $1`, f.Facility))
	}
	if f.Code != "" {
		conds = append(conds, store.Where(`d.code = $1`, f.Code))
	}
	if !f.Due.IsZero() {
		conds = append(conds, store.Where(`d.due_at <= $1`, store.Micros(f.Due.AddDays(1).Start().Time())))
	}
	return conds
}

func scanOwed(s store.Scanner) (o Owed, err error) {
	err = s.Scan(&o.ID, &o.Subject, &o.Facility, &o.Unit, &o.FacilityName, &o.Code, &o.Owner, &o.State, &o.Basis, &o.Certainty,
		store.Instant(&o.Due), store.Day(&o.NotBefore), &o.Paper, store.Instant(&o.Closed))
	return o, err
}

func (k *Desk) openOwed(ctx context.Context, tx *store.Tx, scope policy.Scope, rows []Owed) error {
	ids := make([]id.ID, len(rows))
	for i, r := range rows {
		if !scope.Covers(actor.From(ctx), policy.Resource{Kind: "duty", Facility: r.Facility, Unit: r.Unit}) {
			return outside(r.ID)
		}
		ids[i] = r.Subject
	}
	found, err := k.persons.Load(ctx, tx, ids)
	if err != nil {
		return err
	}
	for i, r := range rows {
		rows[i].Name = k.name(ctx, found[r.Subject], policy.Resource{Facility: r.Facility, Unit: r.Unit})
	}
	return nil
}
