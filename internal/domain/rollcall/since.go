package rollcall

import (
	"context"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// A call lasts, and the house goes on meanwhile: somebody is let go, dies, or is moved to another brigade or zone, and is
// counted no more; somebody comes, from outside or from another brigade, and is put on the list before it is closed. Who
// is called follows from where everybody is now and from which rolls run (elsewhere), so that of two rolls that run at once
// exactly one counts whoever is moved between them, and a move that is taken back leaves everything as it was.

// left and moved are the devices of the marks by which the house says that somebody left it, or was moved, while the roll
// was called. No tablet can bear the names.
const left, moved = "house:left", "house:moved"

// Left tells whether the house made the mark itself because somebody had left it.
func (m Mark) Left() bool { return m.Device == left }

// Moved tells whether the house made the mark itself because another roll calls somebody now.
func (m Mark) Moved() bool { return m.Device == moved }

// calls tells whether a stay is of those who are called.
func (c Call) calls(s resident.Resident) bool {
	return c.Zone == "" && s.Unit == c.Unit || c.Zone != "" && s.Phase == c.Zone
}

// since compares the list of a call with who is called now; of a closed call its marks say who was called no more.
func (s *Sheet) since(ctx context.Context, tx *store.Tx) error {
	if s.Call.State == Closed {
		for i := range s.Rows {
			r := &s.Rows[i]
			r.Moved = r.Mark.Moved()
			r.Gone = r.Moved || r.Mark.Left()
		}
		return nil
	}
	stays, err := resident.HereIn(ctx, tx, s.Call.Facility)
	if err != nil {
		return err
	}
	here, listed := make(map[id.ID]resident.Resident, len(stays)), make(map[id.ID]bool, len(s.Rows))
	for _, x := range stays {
		here[x.Person] = x
	}
	strayed := map[id.ID]resident.Resident{}
	for i := range s.Rows {
		r := &s.Rows[i]
		x, stays := here[r.Person]
		listed[r.Person], r.Gone = true, !stays
		if r.Stray = stays && !s.Call.calls(x); r.Stray {
			strayed[r.Person] = x
		}
	}
	elsewhere, err := s.Call.elsewhere(ctx, tx, strayed)
	if err != nil {
		return err
	}
	for i := range s.Rows {
		if r := &s.Rows[i]; elsewhere[r.Person] {
			r.Gone, r.Moved, r.Stray = true, true, false
		}
	}
	for _, x := range stays {
		if s.Call.calls(x) && !listed[x.Person] {
			s.New = append(s.New, x.Person)
		}
	}
	return nil
}

// lie says where people sleep who were given another bed since the call was opened: now, or when it was closed. The order
// of the list stays. Where somebody sleeps whom this roll calls no more is for his own brigade to see.
func (s *Sheet) lie(ctx context.Context, tx *store.Tx, at time.Time) error {
	fresh, err := placement.Since(ctx, tx, s.people(), s.Call.Opened, at)
	if err != nil || len(fresh) == 0 {
		return err
	}
	beds, err := facility.Beds(ctx, tx, s.Call.Facility)
	if err != nil {
		return err
	}
	names := make(map[id.ID]facility.Place, len(beds))
	for _, b := range beds {
		names[b.Bed] = b.Place
	}
	for i := range s.Rows {
		r := &s.Rows[i]
		if b, named := names[fresh[r.Person].Bed]; named && !r.Gone {
			r.Room, r.Bed, r.given = b.Room, b.Bed, fresh[r.Person].ID
		}
	}
	return nil
}

func (s *Sheet) people() []id.ID {
	out := make([]id.ID, len(s.Rows))
	for i, r := range s.Rows {
		out[i] = r.Person
	}
	return out
}

// Renew puts who has come since on the list of a running call, behind the others. It returns how many they are.
func (k *Desk) Renew(ctx context.Context, key store.Key, call id.ID, version int64) (_ int, err error) {
	defer errs.Wrap(&err, "rollcall.Renew(%s)", call)
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (int, error) {
		s, err := k.underway(ctx, tx, call, version)
		if err != nil {
			return 0, err
		}
		if len(s.New) == 0 {
			return 0, errs.New(errs.Invalid, "rollcall.nobody_new")
		}
		return len(s.New), k.add(ctx, tx, s)
	})
}

// add lists the new ones of a sheet, each with his bed, and marks who of them is out.
func (k *Desk) add(ctx context.Context, tx *store.Tx, s Sheet) error {
	fresh := map[id.ID]bool{}
	for _, p := range s.New {
		fresh[p] = true
	}
	list, out, err := Listed(ctx, tx, s.Call.Facility, func(x resident.Resident) bool { return fresh[x.Person] })
	if err != nil {
		return err
	}
	for i := range list {
		list[i].Place += len(s.Rows)
	}
	c := s.Call
	c.Heads += len(list)
	if err := save(ctx, tx, &c); err != nil {
		return err
	}
	if err := k.list(ctx, tx, c, list, out); err != nil {
		return err
	}
	return record(ctx, tx, "rollcall.renewed", c)
}

// leave marks who has left the house or was moved while the roll was called: he is counted no more. What was seen of him
// before stands below the mark; who was not found before he was moved is not found still.
func (k *Desk) leave(ctx context.Context, tx *store.Tx, s *Sheet) error {
	var gone []Mark
	for i := range s.Rows {
		if r := &s.Rows[i]; r.Gone {
			m := Mark{Person: r.Person, Sort: Other, At: tx.Now(), Device: left, Sent: tx.Now()}
			if r.Moved {
				m.Device = moved
			}
			if r.Lost() {
				m.Sort = Missing
			}
			gone, r.Mark, r.Older = append(gone, m), m, append([]Mark{r.Mark}, r.Older...)
		}
	}
	if len(gone) == 0 {
		return nil
	}
	made, err := k.insertMarks(ctx, tx, s.Call, gone)
	if err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Fact{
		Room: "rollcall", Kind: "rollcall.left", Record: s.Call.ID, Version: s.Call.Version, Facility: s.Call.Facility, Compartment: seal.General,
		Rows: audit.AllMade("rollcall_mark", markColumns, made),
	})
}

// Heads is how many are counted: who has left or was moved meanwhile is not.
func (s Sheet) Heads() (n int) {
	for _, r := range s.Rows {
		if !r.Gone {
			n++
		}
	}
	return n
}

// Asks counts the rows about which the roll asks something.
func (s Sheet) Asks() (n int) {
	for _, r := range s.Rows {
		if r.Question != "" {
			n++
		}
	}
	return n
}

// List names what is called, in a word without meaning: whom, and in which bed. A page that shows another one is old.
func (s Sheet) List() string {
	in := map[id.ID]id.ID{}
	for _, r := range s.Rows {
		if !r.Gone {
			in[r.Person] = r.given
		}
	}
	return named(in)
}

// named mixes people and the beds that they were given since into a number: it tells two lists apart, and hides none.
func named(in map[id.ID]id.ID) string {
	mix := fnv.New64a()
	for _, p := range slices.Sorted(maps.Keys(in)) {
		mix.Write([]byte(p + "/" + in[p] + ";")) // never fails
	}
	return strconv.FormatUint(mix.Sum64(), 36)
}

// tally is how far a running call is.
type tally struct {
	marked, heads int
	list          string
}

// progress says of a running call how many are marked and how many are counted, as Sheet.Marked, Heads and List do, and
// reads no more than that takes.
func progress(ctx context.Context, tx *store.Tx, c Call) (t tally, err error) {
	t, people, err := counted(ctx, tx, c)
	if err != nil {
		return t, err
	}
	fresh, err := placement.Since(ctx, tx, people, c.Opened, tx.Now())
	in := make(map[id.ID]id.ID, len(people))
	for _, p := range people {
		in[p] = fresh[p].ID
	}
	t.list = named(in)
	return t, err
}

// counted is progress without the list, and whom it counts. Nearly all are where they were when the roll began, and of them
// it is only asked that they are; the others are looked at one by one.
func counted(ctx context.Context, tx *store.Tx, c Call) (t tally, people []id.ID, err error) {
	type row struct {
		person id.ID
		marked bool
	}
	rows, err := store.Collect(ctx, tx, func(s store.Scanner) (r row, err error) { return r, s.Scan(&r.person, &r.marked) },
		`select r.person, exists (select 1 from rollcall_mark m where m.month = r.month and m.call = r.call and m.person = r.person and not m.late)
		from rollcall_row r where r.month = $1 and r.call = $2`, c.ID.Month(), c.ID)
	if err != nil {
		return t, nil, err
	}
	called, err := resident.Called(ctx, tx, c.Facility, c.Unit, c.Zone)
	if err != nil {
		return t, nil, err
	}
	there, away := make(map[id.ID]bool, len(rows)), []id.ID(nil)
	for _, p := range called {
		there[p] = true
	}
	for _, r := range rows {
		if !there[r.person] {
			away = append(away, r.person)
		}
	}
	if err := c.strayed(ctx, tx, away, there); err != nil {
		return t, nil, err
	}
	for _, r := range rows {
		if there[r.person] {
			people = append(people, r.person)
			t.heads++
			if r.marked {
				t.marked++
			}
		}
	}
	return t, people, nil
}

// strayed adds to those who are counted who of some people is elsewhere in the house and on no other roll.
func (c Call) strayed(ctx context.Context, tx *store.Tx, people []id.ID, counted map[id.ID]bool) error {
	stays, err := resident.LatestOf(ctx, tx, people)
	if err != nil {
		return err
	}
	maps.DeleteFunc(stays, func(_ id.ID, s resident.Resident) bool { return !s.Here() || s.Facility != c.Facility })
	elsewhere, err := c.elsewhere(ctx, tx, stays)
	for p := range stays {
		counted[p] = !elsewhere[p]
	}
	return err
}
