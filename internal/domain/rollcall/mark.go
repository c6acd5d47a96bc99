package rollcall

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// mostMarks bounds a batch: a zone marked twice over. A device sends a longer queue in parts.
const mostMarks = 500

// mostWords is how long what is said of "other" may be.
const mostWords = 60

// deviceForm is what a device calls itself: the house gives it no name, it makes one for each call.
var deviceForm = regexp.MustCompile(`^[A-Za-z0-9_-]{0,40}$`)

// Answer is what became of a batch of marks.
type Answer struct {
	State  State
	Heads  int
	Marked int
	List   string // what is called: another than a page shows tells that the page is old
	// Looked are the marks that somebody must look at; all of them are kept.
	Looked []Looked
}

// Looked is a mark that was not simply taken.
type Looked struct {
	Person id.ID
	Seq    int64
	Why    string // "not_listed", "bad" (these are not kept), "closed", "overtaken", "over_another"
	Now    Sort   // what counts now
	Was    Sort   // what another officer had marked, for over_another
}

// Mark takes marks, each once however often it is sent: it goes by call, person, device and the device's own count. What
// somebody must look at is answered, and nothing of it is lost: a mark that another officer's later one overtakes, one
// that stands over another officer's, one that comes when the call is closed.
func (k *Desk) Mark(ctx context.Context, key store.Key, call id.ID, marks []Mark) (_ Answer, err error) {
	defer errs.Wrap(&err, "rollcall.Mark(%s, %d)", call, len(marks))
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (a Answer, err error) {
		c, err := Get(ctx, tx, call)
		if err != nil {
			return a, err
		}
		if err := k.policy.Check(ctx, tx, policy.RollcallRecord, c.Resource()); err != nil {
			return a, err
		}
		if len(marks) == 0 || len(marks) > mostMarks {
			return a, errs.New(errs.Invalid, "rollcall.too_many", mostMarks)
		}
		fresh, looked, err := sift(ctx, tx, c, marks)
		if err != nil {
			return a, err
		}
		if err := k.take(ctx, tx, &c, fresh); err != nil {
			return a, err
		}
		a = Answer{State: c.State, Looked: looked}
		p, err := progress(ctx, tx, c)
		a.Marked, a.Heads, a.List = p.marked, p.heads, p.list
		return a, err
	})
}

// sift parts the marks that are new from those that were taken before, and says which must be looked at.
func sift(ctx context.Context, tx *store.Tx, c Call, marks []Mark) (fresh []Mark, looked []Looked, err error) {
	people := make([]id.ID, 0, len(marks))
	for _, m := range marks {
		if !slices.Contains(people, m.Person) {
			people = append(people, m.Person)
		}
	}
	in, args := store.In(3, people)
	onList, err := store.Collect(ctx, tx, store.Value[id.ID], `select person from rollcall_row where month = $1 and call = $2 and person in `+in,
		append([]any{c.ID.Month(), c.ID}, args...)...)
	if err != nil {
		return nil, nil, err
	}
	known, err := marksOf(ctx, tx, c, people...)
	if err != nil {
		return nil, nil, err
	}
	me := actor.From(ctx).Ref()
	for _, m := range marks {
		m.By, m.Sent, m.Late, m.Words = me, tx.Now(), c.State == Closed, strings.TrimSpace(m.Words)
		m.At = sane(m.At, c.Opened, tx.Now())
		l := Looked{Person: m.Person, Seq: m.Seq}
		switch {
		case !slices.Contains(onList, m.Person):
			l.Why = "not_listed"
		case !slices.Contains(Sorts, m.Sort) || !deviceForm.MatchString(m.Device) || len([]rune(m.Words)) > mostWords:
			l.Why = "bad"
		}
		if l.Why != "" {
			looked = append(looked, l)
			continue
		}
		all := known[m.Person]
		if !slices.ContainsFunc(all, func(o Mark) bool { return o.Device == m.Device && o.Seq == m.Seq }) {
			fresh = append(fresh, m)
			known[m.Person] = append(all, m)
		}
		if l = l.judge(m, known[m.Person], me); l.Why != "" {
			looked = append(looked, l)
		}
	}
	return fresh, looked, nil
}

// judge says whether somebody must look at a mark, among all marks of the person.
func (l Looked) judge(m Mark, all []Mark, me string) Looked {
	now, older, late := latest(all)
	l.Now = now.Sort
	was := slices.IndexFunc(older, func(o Mark) bool { return o.By != me && o.Device != "" })
	switch same := now.Device == m.Device && now.Seq == m.Seq; {
	case slices.ContainsFunc(late, func(o Mark) bool { return o.Device == m.Device && o.Seq == m.Seq }):
		if now.Sort != m.Sort {
			l.Why = "closed"
		}
	case !same && now.By != me && now.Sort != m.Sort:
		l.Why = "overtaken"
	case same && was >= 0 && older[was].Sort != m.Sort:
		l.Why, l.Was = "over_another", older[was].Sort
	}
	return l
}

// sane is the moment of a mark: not before the call was opened, not ahead of the house, for a device's clock can be
// wrong; to the microsecond of the store.
func sane(at, opened, now time.Time) time.Time {
	switch {
	case at.IsZero() || at.After(now):
		at = now
	case at.Before(opened):
		at = opened
	}
	return at.Truncate(time.Microsecond)
}

// take keeps marks. One that lands while the call waits for a second officer takes the question back.
func (k *Desk) take(ctx context.Context, tx *store.Tx, c *Call, fresh []Mark) error {
	if len(fresh) == 0 {
		return nil // all of it was taken before
	}
	rows, err := k.insertMarks(ctx, tx, *c, fresh)
	if err != nil {
		return err
	}
	facts := make([]audit.Fact, len(fresh))
	made := audit.AllMade("rollcall_mark", markColumns, rows)
	for i, m := range fresh {
		facts[i] = audit.Fact{
			Room: "rollcall", Kind: "rollcall.marked", Record: c.ID, Version: c.Version, About: m.Person, Facility: c.Facility,
			Compartment: seal.General, Rows: made[i : i+1],
		}
	}
	if err := audit.Record(ctx, tx, facts...); err != nil {
		return err
	}
	if c.State != Closing {
		return nil
	}
	c.State, c.ClosingBy, c.ClosingAt = Running, "", time.Time{}
	if err := save(ctx, tx, c); err != nil {
		return err
	}
	return record(ctx, tx, "rollcall.reopened", *c)
}
