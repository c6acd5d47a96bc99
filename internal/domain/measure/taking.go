package measure

import (
	"context"
	"maps"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/term"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Taking is what a paper of another house says of a life that is known here: facts to add, and facts that it
// tells otherwise than the file does. It is taken as found: what the law refuses is kept and marked.
type Taking struct {
	Person   id.ID
	Facility id.ID // who has charge from now on, "" for no change
	Add      []Recording
	Instead  map[id.ID]Recording // event → what stands in its place
}

// TakeIn records a Taking as a step of a larger act. A fact told otherwise is withdrawn and recorded anew, with
// everything that was recorded behind it, since facts are judged in the order recorded. Where that would move
// an end, nothing is withdrawn: the correction waits for a second officer (Confirm). What was due before now
// is to be confirmed from paper.
func (k *Desk) TakeIn(ctx context.Context, tx *store.Tx, t Taking) (err error) {
	defer errs.Wrap(&err, "measure.TakeIn(%s)", t.Person)
	l, who, err := k.load(ctx, tx, t.Person)
	if err != nil {
		return err
	}
	if err := k.policy.Check(ctx, tx, policy.MeasureRecord, l.Resource()); err != nil {
		return err
	}
	first := len(l.Events)
	next := l.instead(ctx, tx, t.Instead)
	before, after, err := k.twice(ctx, tx, l, next, who)
	if err != nil {
		return err
	}
	if !slices.Equal(ends(&before), ends(&after)) {
		t.Instead = maps.Clone(t.Instead)
		for _, e := range l.Events {
			if r, told := t.Instead[e.ID]; told && e.Fact.Type == term.CIDecided {
				delete(t.Instead, e.ID)
				ch := Change{
					Person: l.Person, Event: e.ID, With: r.Fact, Note: r.Note, Document: r.Document,
					Before: endOf(&before), After: endOf(&after),
				}
				if _, err := k.propose(ctx, tx, l, ch); err != nil {
					return err
				}
			}
		}
		next = l.instead(ctx, tx, t.Instead)
	}
	for _, r := range t.Add {
		next.Events = append(next.Events, next.event(ctx, tx, r))
	}
	if t.Facility != "" {
		next.Facility = t.Facility
	}
	if len(next.Events) == first && next.Facility == l.Facility {
		return nil
	}
	a, err := k.fold(ctx, tx, next, who)
	if err != nil {
		return err
	}
	for i := first; i < len(next.Events); i++ {
		next.Events[i].Outside = marks(a.Refused, i)
	}
	next.KnownFrom = tx.Now()
	return k.take(ctx, tx, next, &a, first)
}

// take saves the events from first on. Only what is new moves people out of their beds: a release that is told
// anew lies in the past.
func (k *Desk) take(ctx context.Context, tx *store.Tx, l Life, a *term.Answer, first int) error {
	added := l.Events[first:]
	rows, err := k.insertEvents(ctx, tx, l.Person, added)
	if err != nil {
		return err
	}
	facts := []audit.Fact{{ // who has charge stands in the cache of the fold; the facts below have their rows
		Sort: audit.Computed, Room: "measure", Kind: "measure.taken", Record: l.Person, Version: l.Version + 1, About: l.Person, Facility: l.Facility, Compartment: seal.General,
	}}
	told := map[id.ID]bool{}
	for i, e := range added {
		facts = append(facts, l.fact("measure.recorded", e, rows, i))
		told[e.Withdraws] = true
	}
	if err := audit.Record(ctx, tx, facts...); err != nil {
		return err
	}
	if err := k.keep(ctx, tx, l, a); err != nil {
		return err
	}
	again := len(told) > 1 // "" is always told
	for _, e := range added {
		if again && leaves[e.Fact.Type] && e.Outside == "" {
			continue
		}
		if err := follow(ctx, tx, l, e); err != nil {
			return err
		}
	}
	return nil
}

// instead is the life with some facts told otherwise.
func (l Life) instead(ctx context.Context, tx *store.Tx, with map[id.ID]Recording) Life {
	next := l
	next.Events = slices.Clone(l.Events)
	gone := map[id.ID]bool{}
	for _, e := range l.Events {
		gone[e.Withdraws] = true
	}
	var again []Recording
	for _, e := range l.Events {
		if gone[e.ID] || e.Fact.Type == term.Withdrawn {
			continue
		}
		r, told := with[e.ID]
		if !told && len(again) == 0 {
			continue
		}
		if !told {
			r = Recording{Fact: e.Fact, Note: e.Note, Document: e.Document}
		}
		w := next.event(ctx, tx, Recording{Fact: term.OnDay(term.Withdrawn, tx.Today()), Note: r.Note, Document: r.Document})
		w.Withdraws = e.ID
		next.Events = append(next.Events, w)
		again = append(again, r)
	}
	for _, r := range again {
		next.Events = append(next.Events, next.event(ctx, tx, r))
	}
	return next
}

// Standing lists the events of a life that count, in the order recorded.
func (l Life) Standing() []Event {
	gone := map[id.ID]bool{}
	for _, e := range l.Events {
		gone[e.Withdraws] = true
	}
	var out []Event
	for _, e := range l.Events {
		if !gone[e.ID] && e.Fact.Type != term.Withdrawn {
			out = append(out, e)
		}
	}
	return out
}

// Lives reads many lives with their events and without the traits of the body; persons without a life are left out.
func (k *Desk) Lives(ctx context.Context, tx *store.Tx, people []id.ID) (_ map[id.ID]Life, err error) {
	defer errs.Wrap(&err, "measure.Lives(%d)", len(people))
	out := make(map[id.ID]Life, len(people))
	for part := range slices.Chunk(people, 500) {
		keys, err := k.vault.Keys(ctx, tx, part, seal.General)
		if err != nil {
			return nil, err
		}
		in, args := store.In(1, part)
		for l, err := range store.Each(ctx, tx, scanLife, selectLife+`where person in `+in, args...) {
			if err != nil {
				return nil, err
			}
			if keys[l.Person] != nil {
				out[l.Person] = l
			}
		}
		open := func(s store.Scanner) (Event, error) { return scanSealedEvent(s, keys) }
		for e, err := range store.Each(ctx, tx, open, `select id, person, seq, type, at, fields, withdraws, outside, note, document,
			recorded_at, recorded_by, node from measure_fact where person in `+in+` order by person, seq`, args...) {
			if err != nil {
				return nil, err
			}
			if l, ok := out[e.Person]; ok {
				l.Events = append(l.Events, e)
				out[e.Person] = l
			}
		}
	}
	return out, nil
}

// scanSealedEvent reads an event of any of the persons whose keys are given.
func scanSealedEvent(s store.Scanner, keys map[id.ID]*seal.Key) (e Event, err error) {
	var note []byte
	if e, note, err = scanBare(s); err != nil || len(note) == 0 || keys[e.Person] == nil {
		return e, err
	}
	return e, keys[e.Person].OpenValue(noteColumn, note, &e.Note)
}

// Measures lists the measures of many persons as last folded, in their order.
func Measures(ctx context.Context, tx *store.Tx, people []id.ID) (_ map[id.ID][]Short, err error) {
	defer errs.Wrap(&err, "measure.Measures(%d)", len(people))
	out := make(map[id.ID][]Short, len(people))
	for part := range slices.Chunk(people, 500) {
		in, args := store.In(1, part)
		for m, err := range store.Each(ctx, tx, scanShort, selectShort+`where person in `+in+` order by person, number`, args...) {
			if err != nil {
				return nil, err
			}
			out[m.Person] = append(out[m.Person], m)
		}
	}
	return out, nil
}

// Waiting lists the corrections of some persons that wait for a second officer, by the event they correct.
func (k *Desk) Waiting(ctx context.Context, tx *store.Tx, people []id.ID) (map[id.ID]Change, error) {
	out := map[id.ID]Change{}
	for part := range slices.Chunk(people, 500) {
		in, args := store.In(1, part)
		list, err := k.changes(ctx, tx, `where state = 'proposed' and person in `+in, args...)
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			out[c.Event] = c
		}
	}
	return out, nil
}
