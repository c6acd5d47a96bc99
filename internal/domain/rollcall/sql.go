package rollcall

import (
	"context"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/history"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

var (
	callColumns = []string{
		"id", "version", "facility", "unit", "zone", "shift", "state", "heads", "missing", "opened_at", "opened_by", "until_at",
		"closing_by", "closed_at", "closed_by", "closing_at", "asks",
	}
	rowColumns   = []string{"month", "id", "call", "person", "place", "room", "bed"}
	markColumns  = []string{"month", "id", "call", "person", "mark", "at", "device", "seq", "late", "sent_at", "said_by", "words"}
	checkColumns = []string{"month", "id", "call", "person", "item", "at", "said_by", "words"}
)

const (
	listed     = `id, version, facility, unit, zone, shift, state, heads, missing, opened_at, opened_by, until_at, closing_by, closed_at, closed_by, closing_at, coalesce(asks, -1)`
	selectCall = `select ` + listed + ` from rollcall_call `
	selectMark = `select person, mark, at, device, seq, late, sent_at, said_by, words from rollcall_mark `
)

func (c Call) row() []any {
	return []any{
		c.ID, c.Version, c.Facility, c.Unit, c.Zone, c.Shift, c.State, c.Heads, c.Missing, store.Micros(c.Opened), c.OpenedBy,
		store.NullMicros(c.Until), c.ClosingBy, store.NullMicros(c.Closed), c.ClosedBy,
		store.NullMicros(c.ClosingAt), c.asks(),
	}
}

// asks is how many rows differed, as the store keeps it: nothing while it is not known.
func (c Call) asks() any {
	if c.Asks == unkept {
		return nil
	}
	return c.Asks
}

func scanCall(s store.Scanner) (c Call, err error) {
	err = s.Scan(&c.ID, &c.Version, &c.Facility, &c.Unit, &c.Zone, &c.Shift, &c.State, &c.Heads, &c.Missing, store.Instant(&c.Opened),
		&c.OpenedBy, store.Instant(&c.Until), &c.ClosingBy, store.Instant(&c.Closed), &c.ClosedBy, store.Instant(&c.ClosingAt), &c.Asks)
	return c, err
}

func scanMark(s store.Scanner) (m Mark, err error) {
	err = s.Scan(&m.Person, &m.Sort, store.Instant(&m.At), &m.Device, &m.Seq, &m.Late, store.Instant(&m.Sent), &m.By, &m.sealed)
	return m, err
}

// Get is one call; NotFound when there is none.
func Get(ctx context.Context, tx *store.Tx, call id.ID) (Call, error) {
	return store.One(ctx, tx, scanCall, selectCall+`where id = $1`, call)
}

// Current is the call of some people that is not closed; NotFound when there is none.
func Current(ctx context.Context, tx *store.Tx, facility, unit id.ID, zone resident.Phase) (Call, error) {
	return store.One(ctx, tx, scanCall, selectCall+`where facility = $1 and unit = $2 and zone = $3 and state <> 'closed'`, facility, unit, zone)
}

// Standing is a call that is not closed, with how many are marked of how many who are counted now.
type Standing struct {
	Call
	Marked int
}

// Now lists the calls of a scope that are not closed, oldest first.
func Now(ctx context.Context, tx *store.Tx, s policy.Scope) ([]Standing, error) {
	w := within(s)
	calls, err := store.Collect(ctx, tx, scanCall, selectCall+`where state <> 'closed' and `+w.SQL+` order by opened_at, id`, w.Args...)
	if err != nil {
		return nil, err
	}
	out := make([]Standing, len(calls))
	for i, c := range calls {
		out[i].Call = c
		p, _, err := counted(ctx, tx, c)
		if err != nil {
			return nil, err
		}
		out[i].Marked, out[i].Heads = p.marked, p.heads
	}
	return out, nil
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

// History pages through the calls of a scope, latest first.
func History(ctx context.Context, tx *store.Tx, s policy.Scope, unit id.ID, page store.Page) (store.Slice[Call], error) {
	where := []store.Cond{within(s), store.Where(`state = 'closed'`)}
	if unit != "" {
		where = append(where, store.Where(`unit = $1`, unit))
	}
	return store.Select(ctx, tx, store.List{
		Columns: listed, From: "rollcall_call", Where: where,
		Sorts: map[string]store.Sort{"opened": store.By("opened_at")}, Default: "-opened", ID: "id",
	}, page, scanCall)
}

// save writes what can change of a call, if nobody changed it meanwhile.
func save(ctx context.Context, tx *store.Tx, c *Call) error {
	err := store.Update(ctx, tx, `update rollcall_call set version = version + 1, state = $3, missing = $4, closing_by = $5, closed_at = $6,
		closed_by = $7, heads = $8, closing_at = $9, asks = $10 where id = $1 and version = $2`,
		c.ID, c.Version, c.State, c.Missing, c.ClosingBy, store.NullMicros(c.Closed), c.ClosedBy, c.Heads,
		store.NullMicros(c.ClosingAt), c.asks())
	c.Version++
	return err
}

func record(ctx context.Context, tx *store.Tx, kind string, c Call) error {
	return history.Record(ctx, tx, audit.Fact{
		Room: "rollcall", Kind: kind, Record: c.ID, Version: c.Version, Facility: c.Facility, Compartment: seal.General,
		Rows: []audit.Row{audit.Kept("rollcall_call", c.ID)},
	})
}

const markWords = "rollcall_mark.words"

// insertMarks writes marks, their words under the key of whom they are about.
func (k *Desk) insertMarks(ctx context.Context, tx *store.Tx, c Call, marks []Mark) ([][]any, error) {
	rows := make([][]any, len(marks))
	for i, m := range marks {
		words, err := k.seal(ctx, tx, m.Person, markWords, m.Words)
		if err != nil {
			return nil, err
		}
		rows[i] = []any{
			c.ID.Month(), id.New(), c.ID, m.Person, m.Sort, store.Micros(m.At), m.Device, m.Seq, m.Late, store.Micros(m.Sent), m.By, words,
		}
	}
	return rows, store.Insert(ctx, tx, "rollcall_mark", markColumns, rows)
}

func (k *Desk) seal(ctx context.Context, tx *store.Tx, person id.ID, column, words string) ([]byte, error) {
	if words == "" {
		return []byte{}, nil
	}
	key, err := k.vault.Key(ctx, tx, person, seal.General)
	if err != nil {
		return nil, err
	}
	return key.SealString(column, words), nil
}

// marksOf reads the marks of some persons in a call, of all of them when nobody is named.
func marksOf(ctx context.Context, tx *store.Tx, c Call, people ...id.ID) (map[id.ID][]Mark, error) {
	where, args := `where month = $1 and call = $2`, []any{c.ID.Month(), c.ID}
	if len(people) > 0 {
		in, more := store.In(3, people)
		where, args = where+` and person in `+in, append(args, more...)
	}
	out := map[id.ID][]Mark{}
	for m, err := range store.Each(ctx, tx, scanMark, selectMark+where, args...) {
		if err != nil {
			return nil, err
		}
		out[m.Person] = append(out[m.Person], m)
	}
	return out, nil
}

// Sheet reads a call with its list, in the reader's right.
func (k *Desk) Sheet(ctx context.Context, tx *store.Tx, call id.ID) (s Sheet, err error) {
	defer errs.Wrap(&err, "rollcall.Sheet(%s)", call)
	if s.Call, err = Get(ctx, tx, call); err != nil {
		return s, err
	}
	if err = k.policy.Check(ctx, tx, policy.RollcallView, s.Call.Resource()); err != nil {
		return s, err
	}
	return s, k.fill(ctx, tx, &s)
}

// fill reads the list of a call with its marks, and compares them with who is out (judge).
func (k *Desk) fill(ctx context.Context, tx *store.Tx, s *Sheet) (err error) {
	s.Rows, err = store.Collect(ctx, tx, func(x store.Scanner) (r Row, err error) {
		return r, x.Scan(&r.Person, &r.Place, &r.Room, &r.Bed)
	}, `select person, place, room, bed from rollcall_row where month = $1 and call = $2 order by place`, s.Call.ID.Month(), s.Call.ID)
	if err != nil {
		return err
	}
	marks, err := marksOf(ctx, tx, s.Call)
	if err != nil {
		return err
	}
	for i := range s.Rows {
		r := &s.Rows[i]
		r.Mark, r.Older, r.Late = latest(marks[r.Person])
	}
	if err := s.since(ctx, tx); err != nil {
		return err
	}
	if err := s.sought(ctx, tx); err != nil {
		return err
	}
	if err := s.lie(ctx, tx, s.asOf(tx)); err != nil {
		return err
	}
	return s.judge(ctx, tx)
}

// Tell opens the words of a sheet: what was said of "other", and of the outings.
func (k *Desk) Tell(ctx context.Context, tx *store.Tx, s Sheet, outings *outing.Desk) error {
	var people []id.ID
	list := make([]outing.Outing, len(s.Rows))
	for i, r := range s.Rows {
		list[i] = r.Outing
		if len(r.Mark.sealed) > 0 {
			people = append(people, r.Person)
		}
	}
	if err := outings.Told(ctx, tx, list); err != nil {
		return err
	}
	keys, err := k.vault.Keys(ctx, tx, people, seal.General)
	if err != nil {
		return err
	}
	for i := range s.Rows {
		r := &s.Rows[i]
		r.Outing = list[i]
		if key := keys[r.Person]; key != nil && len(r.Mark.sealed) > 0 {
			if r.Mark.Words, err = key.OpenString(markWords, r.Mark.sealed); err != nil {
				return err
			}
		}
	}
	return nil
}

func staffOf(ref string) string {
	s, _ := strings.CutPrefix(ref, "staff:")
	return s
}
