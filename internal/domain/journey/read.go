package journey

import (
	"context"
	"slices"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// File is a case for its page.
type File struct {
	Case
	Course  *Course
	Lacks   []string        // what a Whole step waits for
	Seen    policy.Resource // as which the reader may see it: where it is led, or where its person is now
	Brought policy.Resource // as which he may see its documents, if he may
	Read    bool            // he looked at it today already
	Still   error           // why no paper is filed with it any more: he has died, and this is not that affair
}

// File reads a case. What the steps of another compartment say is not in it.
func (k *Desk) File(ctx context.Context, of id.ID) (_ File, err error) {
	defer errs.Wrap(&err, "journey.File(%s)", of)
	return store.Read(ctx, k.db, func(tx *store.Tx) (File, error) { return k.FileIn(ctx, tx, of) })
}

// FileIn is File inside a larger reading.
func (k *Desk) FileIn(ctx context.Context, tx *store.Tx, of id.ID) (f File, err error) {
	if f.Case, err = k.load(ctx, tx, of); err != nil {
		return f, err
	}
	if f.Seen, err = resident.SeenAs(ctx, tx, k.policy, policy.JourneyView, f.Resource()); err != nil {
		return File{}, err
	}
	if err := k.policy.Check(ctx, tx, policy.JourneyView, f.Seen); err != nil {
		return File{}, err
	}
	if f.Brought, err = k.brought(ctx, tx, &f.Case); err != nil {
		return File{}, err
	}
	if f.Course, err = k.Course(f.Kind); err != nil {
		return f, err
	}
	seen, err := audit.List(ctx, tx, audit.Filter{About: f.Person, Actor: actor.From(ctx).Ref(), Day: tx.Today(), Record: f.ID, Kinds: []string{person.AffairKind}}, store.Page{Limit: 1, Uncounted: true})
	if err != nil {
		return f, err
	}
	f.Read, f.Lacks = len(seen.Rows) > 0, f.Case.Lacks(f.Course)
	f.Still = still(ctx, tx, f.Course, &Act{Case: &f.Case, Step: &Step{}}, nil)
	if errs.Is(f.Still, "measure.frozen") {
		return f, nil
	}
	return f, f.Still
}

// Open gives what a step of another compartment said, to its staff and for a purpose. The reading is a fact.
func (k *Desk) Open(ctx context.Context, key store.Key, of id.ID, step string) (a Answers, err error) {
	defer errs.Wrap(&err, "journey.Open(%s, %s)", of, step)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (int, error) {
		c, err := k.load(ctx, tx, of)
		if err != nil {
			return 0, err
		}
		e, ok := c.Last(step)
		if !ok || !e.Hides() {
			return 0, errs.New(errs.NotFound, "journey.no_step")
		}
		r := c.Resource()
		r.Compartment = string(e.Compartment)
		if err := k.policy.Check(ctx, tx, policy.Action(string(e.Compartment)+".view"), r); err != nil {
			return 0, err
		}
		dataKey, err := k.vault.Key(ctx, tx, c.ID, e.Compartment)
		if err != nil {
			return 0, err
		}
		if err := dataKey.OpenValue(hiddenColumn, e.hidden, &a); err != nil {
			return 0, err
		}
		return 0, audit.Record(ctx, tx, audit.Fact{
			Sort: audit.Read, Room: "journey", Kind: person.AffairKind, Record: c.ID, Version: c.Version, About: c.Person,
			Facility: c.Facility, Compartment: e.Compartment,
		})
	})
	return a, err
}

// OfEntry finds the case of a step that somebody did.
func OfEntry(ctx context.Context, tx *store.Tx, entry id.ID) (id.ID, error) {
	return store.One(ctx, tx, store.Value[id.ID], `select case_id from journey_entry where month = $1 and id = $2`, entry.Month(), entry)
}

// ByEntry finds the cases of some steps, as far as the reader may look at them: one query however many there are. Their
// steps are not read.
func (k *Desk) ByEntry(ctx context.Context, tx *store.Tx, entries []id.ID) (map[id.ID]Case, error) {
	out := make(map[id.ID]Case, len(entries))
	who := actor.From(ctx)
	scope := k.policy.Scope(who, policy.JourneyView)
	if len(entries) == 0 || scope.Empty() {
		return out, nil
	}
	type row struct {
		Case
		entry  id.ID
		sealed []byte
	}
	var months []int
	for _, e := range entries {
		if m := e.Month(); !slices.Contains(months, m) {
			months = append(months, m)
		}
	}
	at, args := store.In(1, months)
	list, more := store.In(1+len(months), entries)
	rows, err := store.Collect(ctx, tx, func(s store.Scanner) (r row, err error) {
		err = s.Scan(&r.entry, &r.ID, &r.Kind, &r.Facility, &r.Unit, &r.Person, &r.sealed)
		return r, err
	}, `select e.id, c.id, c.kind, c.facility, c.unit, c.person, c.subject from journey_entry e join journey_case c on c.id = e.case_id
		join seal_key s on s.record = c.id and s.compartment = 'general' and s.state = 'open'
		where e.month in `+at+` and e.id in `+list, append(args, more...)...)
	if err != nil {
		return nil, err
	}
	var ids []id.ID
	for _, r := range rows {
		if scope.Covers(who, r.Resource()) {
			ids = append(ids, r.ID)
		}
	}
	keys, err := k.vault.Keys(ctx, tx, ids, seal.General)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		key, seen := keys[r.ID]
		if !seen || !scope.Covers(who, r.Resource()) {
			continue
		}
		if err := r.open(key, r.sealed); err != nil {
			return nil, err
		}
		out[r.entry] = r.Case
	}
	return out, nil
}

// Filter narrows a list of cases; the zero value of a field does not.
type Filter struct {
	Kind     Kind
	Facility id.ID
	State    State
	Person   id.ID
	Closed   bool // those that are closed instead of those that go on
}

func (f Filter) where() []store.Cond {
	conds := []store.Cond{store.Where(`c.closed_at is null`)}
	if f.Closed {
		conds[0] = store.Where(`c.closed_at is not null`)
	}
	for column, value := range map[string]string{"c.kind": string(f.Kind), "c.facility": string(f.Facility), "c.state": string(f.State), "c.person": string(f.Person)} {
		if value != "" {
			conds = append(conds, store.Where(column+` = $1`, value))
		}
	}
	return conds
}

// List pages through the cases of the reader's scope, the latest first. Their steps are not read.
func (k *Desk) List(ctx context.Context, tx *store.Tx, f Filter, page store.Page) (out store.Slice[Case], err error) {
	defer errs.Wrap(&err, "journey.List")
	who := actor.From(ctx)
	scope := k.policy.Scope(who, policy.JourneyView)
	if scope.Empty() {
		return out, errs.New(errs.Denied, "policy.denied")
	}
	type row struct {
		Case
		sealed []byte
	}
	rows, err := store.Select(ctx, tx, store.List{
		Columns: `c.id, c.version, c.kind, c.facility, c.unit, c.person, c.state, c.subject, c.opened_at, c.opened_by, c.closed_at, c.owed`,
		From:    `journey_case c join seal_key s on s.record = c.id and s.compartment = 'general' and s.state = 'open'`,
		Where:   append(f.where(), within(scope)),
		Sorts:   map[string]store.Sort{"opened": store.By("c.opened_at"), "closed": store.By("c.closed_at")},
		Default: "-opened", ID: "c.id",
	}, page, func(s store.Scanner) (r row, err error) {
		r.Case, r.sealed, err = scanCase(s)
		return r, err
	})
	if err != nil {
		return out, err
	}
	out = store.Slice[Case]{Total: rows.Total, First: rows.First, Prev: rows.Prev, Next: rows.Next, Rows: make([]Case, len(rows.Rows))}
	ids := make([]id.ID, 0, len(rows.Rows))
	for i, r := range rows.Rows {
		if !scope.Covers(who, r.Resource()) {
			return out, errs.New(errs.Internal, "journey.outside_scope")
		}
		out.Rows[i] = r.Case
		ids = append(ids, r.ID)
	}
	keys, err := k.vault.Keys(ctx, tx, ids, seal.General)
	if err != nil {
		return out, err
	}
	for i, r := range rows.Rows {
		if err := out.Rows[i].open(keys[r.ID], r.sealed); err != nil {
			return out, err
		}
	}
	return out, nil
}

// OfPerson lists the cases of a person, the latest first, without their steps.
func OfPerson(ctx context.Context, tx *store.Tx, person id.ID) ([]Case, error) {
	return store.Collect(ctx, tx, func(s store.Scanner) (Case, error) {
		c, _, err := scanCase(s)
		return c, err
	}, selectCase+`where person = $1 order by opened_at desc, id desc`, person)
}

// Led finds the open cases of a kind of some persons with their steps, for lists that answer themselves for who may read them.
func (k *Desk) Led(ctx context.Context, tx *store.Tx, kind Kind, people []id.ID) (map[id.ID]Case, error) {
	out, err := OpenOf(ctx, tx, kind, people)
	if err != nil || len(out) == 0 {
		return out, err
	}
	var ids []id.ID
	for _, c := range out {
		ids = append(ids, c.ID)
	}
	keys, err := k.vault.Keys(ctx, tx, ids, seal.General)
	if err != nil {
		return nil, err
	}
	entries, err := entriesOf(ctx, tx, keys, ids)
	for p, c := range out {
		c.Entries = entries[c.ID]
		k.voids(&c)
		out[p] = c
	}
	return out, err
}

// OpenOf finds the open cases of a kind of some persons, of several the latest.
func OpenOf(ctx context.Context, tx *store.Tx, kind Kind, people []id.ID) (map[id.ID]Case, error) {
	out := make(map[id.ID]Case, len(people))
	if len(people) == 0 {
		return out, nil
	}
	list, args := store.In(2, people)
	rows, err := store.Collect(ctx, tx, func(s store.Scanner) (Case, error) {
		c, _, err := scanCase(s)
		return c, err
	}, selectCase+`where closed_at is null and kind = $1 and person in `+list+` order by opened_at, id`, append([]any{kind}, args...)...)
	for _, c := range rows {
		out[c.Person] = c
	}
	return out, err
}

// within is a scope as a condition.
func within(s policy.Scope) store.Cond {
	if s.All {
		return store.Where("1 = 1")
	}
	sql, args := "1 = 0", []any(nil)
	for column, values := range map[string][]id.ID{"c.facility": s.Facilities, "c.unit": s.Units} {
		if len(values) > 0 {
			list, more := store.In(len(args)+1, values)
			sql, args = sql+" or "+column+" in "+list, append(args, more...)
		}
	}
	return store.Where(sql, args...)
}
