package outing

import (
	"context"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/history"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

var columns = []string{
	"id", "version", "person", "facility", "unit", "kind", "fact", "from_at", "due_at", "until_at", "void", "opened_by", "closed_by", "ended", "gave_way",
}

const (
	listed       = `id, version, person, facility, unit, kind, fact, from_at, due_at, until_at, void, opened_by, closed_by, coalesce(ended, case when gave_way = '' then '' else 'turned' end), gave_way`
	selectOuting = `select ` + listed + ` from outing_outing `
)

func scan(s store.Scanner) (o Outing, err error) {
	err = s.Scan(&o.ID, &o.Version, &o.Person, &o.Facility, &o.Unit, &o.Kind, &o.Fact, store.Instant(&o.From), store.Instant(&o.Due),
		store.Instant(&o.Until), &o.Void, &o.OpenedBy, &o.ClosedBy, &o.Ended, &o.GaveWay)
	return o, err
}

func insert(ctx context.Context, tx *store.Tx, list []Outing) error {
	rows := make([][]any, len(list))
	for i, o := range list {
		rows[i] = []any{
			o.ID, o.Version, o.Person, o.Facility, o.Unit, o.Kind, o.Fact, store.Micros(o.From), store.NullMicros(o.Due),
			store.NullMicros(o.Until), o.Void, o.OpenedBy, o.ClosedBy, o.Ended.column(), o.GaveWay,
		}
	}
	return store.Insert(ctx, tx, "outing_outing", columns, rows)
}

// save writes what can change of an outing, if nobody changed it meanwhile.
func save(ctx context.Context, tx *store.Tx, o *Outing) error {
	err := store.Update(ctx, tx, `update outing_outing set version = version + 1, facility = $3, unit = $4, fact = $5, from_at = $6, due_at = $7,
		until_at = $8, void = $9, closed_by = $10, ended = $11, gave_way = $12 where id = $1 and version = $2`,
		o.ID, o.Version, o.Facility, o.Unit, o.Fact, store.Micros(o.From), store.NullMicros(o.Due), store.NullMicros(o.Until), o.Void, o.ClosedBy, o.Ended.column(), o.GaveWay)
	o.Version++
	return err
}

func record(ctx context.Context, tx *store.Tx, kind string, o Outing) error {
	return history.Record(ctx, tx, audit.Fact{
		Room: "outing", Kind: kind, Record: o.ID, Version: o.Version, About: o.Person, Facility: o.Facility, Compartment: seal.General,
		Rows: []audit.Row{audit.Kept("outing_outing", o.ID)},
	})
}

// Get is one outing; NotFound when there is none.
func Get(ctx context.Context, tx *store.Tx, outing id.ID) (Outing, error) {
	return store.One(ctx, tx, scan, selectOuting+`where id = $1`, outing)
}

// Current is the open outing of a person; NotFound when he is not out.
func Current(ctx context.Context, tx *store.Tx, person id.ID) (Outing, error) {
	return store.One(ctx, tx, scan, selectOuting+`where person = $1 and until_at is null`, person)
}

// Of lists the outings of a person, latest first.
func Of(ctx context.Context, tx *store.Tx, person id.ID) ([]Outing, error) {
	return store.Collect(ctx, tx, scan, selectOuting+`where person = $1 order by from_at desc, id desc`, person)
}

// Out lists who of a facility is out now, longest first.
func Out(ctx context.Context, tx *store.Tx, facility id.ID) ([]Outing, error) {
	return store.Collect(ctx, tx, scan, selectOuting+`where facility = $1 and until_at is null order by from_at, id`, facility)
}

// Now says where each of some persons is out, those who are not out left out.
func Now(ctx context.Context, tx *store.Tx, people []id.ID) (map[id.ID]Outing, error) {
	out := map[id.ID]Outing{}
	for len(people) > 0 {
		n := min(len(people), 500)
		in, args := store.In(1, people[:n])
		people = people[n:]
		for o, err := range store.Each(ctx, tx, scan, selectOuting+`where until_at is null and person in `+in, args...) {
			if err != nil {
				return nil, err
			}
			out[o.Person] = o
		}
	}
	return out, nil
}

// The views of the board.
const (
	Everybody = ""     // who is out now
	Due       = "due"  // of those, who is due back today
	Late      = "late" // of those, who should have been back
	Back      = "back" // who came back today, or arrived where he was transferred to
)

// Views lists the views of the board, in their order.
var Views = []string{Everybody, Due, Late, Back}

// Board is which outings a reader wants to see.
type Board struct {
	Scope policy.Scope // of policy.OutingList
	Unit  id.ID        // "" for all of the scope
	View  string       // one of Views
	Kind  Kind         // "" for all
}

// where is the board as conditions; now is the moment of reading.
func (b Board) where(tx *store.Tx) []store.Cond {
	day := tx.Today()
	from, to := store.Micros(day.Start().Time()), store.Micros(day.AddDays(1).Start().Time())
	conds := []store.Cond{within(b.Scope)}
	switch b.View {
	case Due:
		conds = append(conds, store.Where(`until_at is null and due_at >= $1 and due_at < $2`, from, to))
	case Late:
		conds = append(conds, store.Where(`until_at is null and due_at < $1`, store.Micros(tx.Now())))
	case Back:
		conds = append(conds, store.Where(`until_at >= $1 and until_at < $2 and not void`, from, to))
	default:
		conds = append(conds, store.Where(`until_at is null`))
	}
	if b.Unit != "" {
		conds = append(conds, store.Where(`unit = $1`, b.Unit))
	}
	if b.Kind != "" {
		conds = append(conds, store.Where(`kind = $1`, b.Kind))
	}
	return conds
}

// within is a scope as a condition; an empty scope has no rows.
func within(s policy.Scope) store.Cond {
	if s.All {
		return store.Where(`1 = 1`)
	}
	places, args := store.In(1, s.Facilities)
	units, more := store.In(len(args)+1, s.Units)
	return store.Where(`(facility in `+places+` or unit in `+units+`)`, append(args, more...)...)
}

// List pages through a board: who is due back first, then who left first.
func List(ctx context.Context, tx *store.Tx, b Board, page store.Page) (store.Slice[Outing], error) {
	return store.Select(ctx, tx, store.List{
		Columns: listed, From: "outing_outing", Where: b.where(tx),
		Sorts: map[string]store.Sort{
			"due":  store.By("coalesce(due_at, 9000000000000000)", "from_at"),
			"from": store.By("from_at"),
			"back": store.By("coalesce(until_at, 0)"),
		},
		Default: "due", ID: "id",
	}, page, scan)
}

// Tally counts a board by view, for its tabs.
func Tally(ctx context.Context, tx *store.Tx, b Board) (map[string]int, error) {
	out := map[string]int{}
	for _, v := range Views {
		b.View = v
		clause, args := store.Joined(b.where(tx))
		n, err := store.One(ctx, tx, store.Value[int], `select count(*) from outing_outing `+clause, args...)
		if err != nil {
			return nil, err
		}
		out[v] = n
	}
	return out, nil
}

// During lists the outings of a facility that went on at a moment, for who compares a roll call with them. Those that still
// go on and those that ended later are read apart, each by its index: the outings of years past are not looked at.
func During(ctx context.Context, tx *store.Tx, facility id.ID, at time.Time) ([]Outing, error) {
	const began = ` and not void and from_at <= $2`
	return store.Collect(ctx, tx, scan, selectOuting+`where facility = $1 and until_at is null`+began+`
		union all `+selectOuting+`where facility = $1 and until_at is not null and until_at > $2`+began+` order by from_at, id`, facility, store.Micros(at))
}

// against finds an outing of a person that goes on, or that ended after a moment: he cannot have left then.
func against(ctx context.Context, tx *store.Tx, person id.ID, at time.Time) ([]Outing, error) {
	return store.Collect(ctx, tx, scan, selectOuting+`where person = $1 and not void and (until_at is null or until_at > $2)
		order by from_at desc, id desc limit 1`, person, store.Micros(at))
}
