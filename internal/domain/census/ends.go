package census

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Term is one measure of a list of terms: whose, and when it ends.
type Term struct {
	Person, Facility, Unit id.ID
	Name                   Name
	Kind, State, Substate  string
	Decided, Start, End    civil.Date
	Extension              int // months
}

// Ends narrows a list of terms; the zero value of a field does not.
type Ends struct {
	Kind, State string // law.Kind, law.State
	From, Until civil.Date
}

// Measures lists the latest measure of everybody within the reader's scope, by end, whether or not the person
// lives in a facility. It fails with policy.denied for a reader who may see no term.
func (k *Desk) Measures(ctx context.Context, f Ends, page store.Page) (_ store.Slice[Term], err error) {
	defer errs.Wrap(&err, "census.Measures")
	return store.Read(ctx, k.db, func(tx *store.Tx) (store.Slice[Term], error) {
		who := actor.From(ctx)
		scope := k.policy.Scope(who, policy.MeasureView)
		if scope.Empty() {
			return store.Slice[Term]{}, errs.New(errs.Denied, "policy.denied")
		}
		rows, err := store.Select(ctx, tx, store.List{
			Columns: `m.person, l.facility, l.unit, m.kind, m.state, m.substate, m.decided_on, m.started_on, m.ends_on, m.extension`,
			From: `measure_measure m join measure_life l on l.person = m.person
				join seal_key k on k.record = m.person and k.compartment = 'general' and k.state = 'open'`,
			Where:   append(f.where(), store.Where("m.last"), ofLife.within(scope, who)),
			Sorts:   map[string]store.Sort{ByEnd: store.By(`coalesce(m.ends_on, '9999-12-31')`), "decided": store.By("m.decided_on")},
			Default: ByEnd, ID: "m.person",
		}, page, scanTerm)
		if err != nil {
			return rows, err
		}
		return rows, k.openTerms(ctx, tx, scope, rows.Rows)
	})
}

// Ending gives of some persons the latest measures that f means, by end, for who has their list already. It names nobody.
func Ending(ctx context.Context, tx *store.Tx, people []id.ID, f Ends) (_ []Term, err error) {
	defer errs.Wrap(&err, "census.Ending(%d)", len(people))
	var out []Term
	for len(people) > 0 {
		in, args := store.In(1, people[:min(len(people), 500)])
		people = people[len(args):]
		clause, more := store.Joined(append([]store.Cond{store.Where(`m.person in `+in, args...), store.Where(`m.last`)}, f.where()...))
		rows, err := store.Collect(ctx, tx, scanTerm, `select m.person, l.facility, l.unit, m.kind, m.state, m.substate, m.decided_on, m.started_on, m.ends_on, m.extension
			from measure_measure m join measure_life l on l.person = m.person `+clause, more...)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	slices.SortFunc(out, func(a, b Term) int {
		return cmp.Or(strings.Compare(a.End.String(), b.End.String()), strings.Compare(string(a.Person), string(b.Person)))
	})
	return out, nil
}

func (f Ends) where() (conds []store.Cond) {
	if f.Kind != "" {
		conds = append(conds, store.Where(`m.kind = $1`, f.Kind))
	}
	if f.State != "" {
		conds = append(conds, store.Where(`m.state = $1`, f.State))
	}
	if !f.From.IsZero() {
		conds = append(conds, store.Where(`m.ends_on >= $1`, f.From.String()))
	}
	if !f.Until.IsZero() {
		conds = append(conds, store.Where(`m.ends_on <= $1`, f.Until.String()))
	}
	return conds
}

func scanTerm(s store.Scanner) (t Term, err error) {
	err = s.Scan(&t.Person, &t.Facility, &t.Unit, &t.Kind, &t.State, &t.Substate, store.Day(&t.Decided), store.Day(&t.Start), store.Day(&t.End), &t.Extension)
	return t, err
}

func (k *Desk) openTerms(ctx context.Context, tx *store.Tx, scope policy.Scope, rows []Term) error {
	ids := make([]id.ID, len(rows))
	for i, r := range rows {
		if !scope.Covers(actor.From(ctx), policy.Resource{Kind: "measure", Facility: r.Facility, Unit: r.Unit}) {
			return outside(r.Person)
		}
		ids[i] = r.Person
	}
	found, err := k.persons.Load(ctx, tx, ids)
	if err != nil {
		return err
	}
	for i, r := range rows {
		rows[i].Name = k.name(ctx, found[r.Person], policy.Resource{Facility: r.Facility, Unit: r.Unit})
	}
	return nil
}
