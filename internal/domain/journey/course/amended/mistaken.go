package amended

import (
	"context"
	"slices"
	"time"

	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/away"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// What did not happen after all: somebody has not gone, or is not back.

// tookBack tells whether the fact by which a case let somebody go has been withdrawn since. A case that has come to another end
// by then keeps it.
func tookBack(course *journey.Course, c *journey.Case, l measure.Life) bool {
	s, ok := course.Step(journey.Mistaken)
	if !ok || !slices.Contains(s.From, c.State) {
		return false
	}
	return slices.ContainsFunc(affair.Goes[c.Kind], func(by affair.Going) bool {
		e, did := c.Last(by.Step)
		_, _, stands, known := l.ToldAt(e.At, by.Fact)
		return did && known && !stands
	})
}

// resume lets go on what ended with the leaving that a case told of.
func resume(ctx context.Context, tx *store.Tx, k *journey.Desk, c *journey.Case) error {
	at := make([]time.Time, len(c.Entries))
	for i, e := range c.Entries {
		at[i] = e.At
	}
	return k.Resume(ctx, tx, c.Person, at)
}

// saidBack is the fact by which an affair has somebody back, as the file has it now: recorded by its step, or later, once something
// held him again. known is false where there is none.
func (f *file) saidBack(c *journey.Case) (stands, known bool) {
	e, _ := away.CameBack(c)
	ends, on := affair.ComesBack[c.Kind], act.DayOf(e.Answers, "returned")
	if _, _, stands, known = f.life.ToldAt(e.At, ends); known {
		return stands, known
	}
	for _, x := range f.life.Events {
		if x.Fact.Type == ends && x.Fact.On == on && !x.Recorded.Before(e.At) {
			_, _, stands, known = f.life.ToldAt(x.Recorded, ends)
			return stands, known
		}
	}
	return false, false
}

// isOut finds by which fact the file has somebody away still of whom an affair that can go on says that he is back.
func (f *file) isOut(course *journey.Course, c *journey.Case) (since measure.Event, is bool) {
	s, ok := course.Step(affair.StillAway)
	if !ok || !f.here || !slices.Contains(s.From, c.State) {
		return since, false
	}
	since, _ = f.life.Lasts(affair.ComesBack[c.Kind])
	return since, since.ID != "" && f.tells(c, since)
}

// notBack tells whether it has been taken back since that somebody came back, and the file has him away by the same fact still.
func (f *file) notBack(course *journey.Course, c *journey.Case) bool {
	_, is := f.isOut(course, c)
	stands, known := f.saidBack(c)
	return is && known && !stands
}

// cameUntold records that somebody came back while the clock had nothing to say of him, now that it has again: his measure had ended
// by what is withdrawn since. done is false where there is nothing to record.
func (r desk) cameUntold(ctx context.Context, tx *store.Tx, course *journey.Course, c *journey.Case, f *file) (done bool, err error) {
	e, _ := away.CameBack(c)
	fact := term.OnDay(affair.ComesBack[c.Kind], act.DayOf(e.Answers, "returned"))
	since, is := f.isOut(course, c)
	if _, known := f.saidBack(c); known || !is || !f.runs || fact.On.IsZero() || fact.On.Before(since.Fact.On) {
		return false, nil
	}
	fact.ForceMajeure = e.Answers.Says("late", "excused")
	_, err = r.Measures.RecordIn(ctx, tx, measure.Recording{Person: c.Person, Fact: fact})
	return true, err
}

// tells tells whether an affair told of a fact first.
func (f *file) tells(c *journey.Case, fact measure.Event) bool {
	return slices.ContainsFunc(affair.Goes[c.Kind], func(by affair.Going) bool {
		e, did := c.Last(by.Step)
		_, now, stands, _ := f.life.ToldAt(e.At, by.Fact)
		return did && stands && now.ID == fact.ID
	})
}
