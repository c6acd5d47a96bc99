package rollcall

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// A call lasts, and the house goes on meanwhile: somebody is let go, or dies, and is counted no more; somebody comes, and
// is put on the list before it is closed.

// left is the device of the mark by which the house says that somebody left it while the roll was called. No tablet can
// bear the name.
const left = "house:left"

// Left tells whether the house made the mark itself because somebody had left.
func (m Mark) Left() bool { return m.Device == left }

// calls tells whether a stay is of those who are called.
func (c Call) calls(s resident.Resident) bool {
	return c.Zone == "" && s.Unit == c.Unit || c.Zone != "" && s.Phase == c.Zone
}

// since compares the list of a call with who is here now; of a closed call its marks say who had left.
func (s *Sheet) since(ctx context.Context, tx *store.Tx) error {
	if s.Call.State == Closed {
		for i := range s.Rows {
			s.Rows[i].Gone = s.Rows[i].Mark.Left()
		}
		return nil
	}
	stays, err := resident.HereIn(ctx, tx, s.Call.Facility)
	if err != nil {
		return err
	}
	here, listed := make(map[id.ID]bool, len(stays)), make(map[id.ID]bool, len(s.Rows))
	for _, x := range stays {
		here[x.Person] = true
	}
	for i := range s.Rows {
		r := &s.Rows[i]
		listed[r.Person], r.Gone = true, !here[r.Person]
	}
	for _, x := range stays {
		if s.Call.calls(x) && !listed[x.Person] {
			s.New = append(s.New, x.Person)
		}
	}
	return nil
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

// leave marks who has left the house while the roll was called: he is counted no more.
func (k *Desk) leave(ctx context.Context, tx *store.Tx, s *Sheet) error {
	var gone []Mark
	for i := range s.Rows {
		if r := &s.Rows[i]; r.Gone {
			m := Mark{Person: r.Person, Sort: Other, At: tx.Now(), Device: left, Sent: tx.Now()}
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

// Heads is how many are counted: who has left meanwhile is not.
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

// progress says of a running call how many are marked and how many are counted, as Sheet.Marked and Sheet.Heads do, and
// reads no more than that takes.
func progress(ctx context.Context, tx *store.Tx, c Call) (marked, heads int, err error) {
	seen := map[id.ID]bool{}
	people, err := store.Collect(ctx, tx, func(s store.Scanner) (p id.ID, err error) {
		var is bool
		err = s.Scan(&p, &is)
		seen[p] = is
		return p, err
	}, `select r.person, exists (select 1 from rollcall_mark m where m.month = r.month and m.call = r.call and m.person = r.person and not m.late)
		from rollcall_row r where r.month = $1 and r.call = $2`, c.ID.Month(), c.ID)
	if err != nil {
		return 0, 0, err
	}
	stays, err := resident.LatestOf(ctx, tx, people)
	for _, p := range people {
		if s, ok := stays[p]; ok && s.Here() && s.Facility == c.Facility {
			heads++
			if seen[p] {
				marked++
			}
		}
	}
	return marked, heads, err
}
