package measure

import (
	"context"
	"slices"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// Became tells of each fact that was taken back by which one it is told now: another in its place, or the same once more,
// because a correction tells what stands behind it again. What was only withdrawn is not in it.
func (l Life) Became() map[id.ID]Event {
	type act struct {
		gone []id.ID
		told []Event
	}
	acts := map[int64]*act{} // what one act wrote, by its moment
	for _, e := range l.Events {
		a := acts[e.Recorded.UnixMicro()]
		if a == nil {
			a = &act{}
			acts[e.Recorded.UnixMicro()] = a
		}
		switch {
		case e.Withdraws != "":
			a.gone = append(a.gone, e.Withdraws)
		case len(a.gone) > 0: // what was told before, in the same moment, stands for nothing that was taken back
			a.told = append(a.told, e)
		}
	}
	out := map[id.ID]Event{}
	for _, a := range acts {
		l.match(out, a.gone, a.told)
	}
	return out
}

// match finds for each fact that was taken back which one is told in its place: they are written in one order, word for word
// but for what was put right; what has nothing in its place is left out.
func (l Life) match(out map[id.ID]Event, gone []id.ID, told []Event) {
	for _, was := range gone {
		old := l.Events[slices.IndexFunc(l.Events, func(e Event) bool { return e.ID == was })].Fact
		i := slices.IndexFunc(told, func(e Event) bool { return e.Fact == old })
		if i < 0 && len(told) > 0 && told[0].Fact.Type == old.Type {
			i = 0
		}
		if i >= 0 {
			out[was], told = told[i], told[i+1:]
		}
	}
}

// ToldAt finds the fact of a kind that an act recorded at a moment, and what it is now; stands is false where it was
// withdrawn, ok where there is none.
func (l Life) ToldAt(at time.Time, t term.Type) (was, now Event, stands, ok bool) {
	became, gone := l.Became(), map[id.ID]bool{}
	for _, e := range l.Events {
		gone[e.Withdraws] = true
		if !ok && e.Withdraws == "" && e.Fact.Type == t && e.Recorded.Equal(at) {
			was, ok = e, true
		}
	}
	for now, stands = was, true; ok && gone[now.ID] && stands; {
		now, stands = became[now.ID], became[now.ID].ID != ""
	}
	return was, now, stands, ok
}

// toldSince is since when the file tells a decision as it does: by its day, its number and its organ. Told again because of
// another fact, it is the same.
func (l Life) toldSince(fact int) time.Time {
	now := l.Events[fact]
	since := now.Recorded
	for _, e := range l.Events {
		same := e.Fact.Type == now.Fact.Type && e.Fact.On == now.Fact.On && e.Note.Number == now.Note.Number && e.Note.Organ == now.Note.Organ
		if same && e.Recorded.Before(since) {
			since = e.Recorded
		}
	}
	return since
}

// EndAfter is the last day of the term as the facts up to one, in the order in which they stand, make it: what was right to
// say on the day of it.
func (k *Desk) EndAfter(ctx context.Context, tx *store.Tx, p, fact id.ID) (civil.Date, error) {
	l, who, err := k.load(ctx, tx, p)
	if err != nil {
		return civil.Date{}, err
	}
	all := l.Standing()
	for i, e := range all {
		if e.ID == fact {
			l.Events = all[:i+1]
			break
		}
	}
	a, err := k.fold(ctx, tx, l, who)
	return endOf(&a), err
}
