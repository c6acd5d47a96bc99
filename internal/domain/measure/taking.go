package measure

import (
	"context"
	"maps"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/person"
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
	Facility id.ID                 // who has charge from now on, "" for no change
	Add      []Recording           // behind all that is known
	Earlier  map[id.ID][]Recording // event → what happened before it
	Instead  map[id.ID]Recording   // event → what stands in its place
}

// TakeIn records a Taking as a step of a larger act. A fact told otherwise is withdrawn and recorded anew, with
// everything that was recorded behind it, since facts are judged in the order recorded; so is what stands behind a
// fact that turns up late. Where a fact told otherwise would move an end, it is not withdrawn: the correction waits
// for a second officer (Confirm). What was due before now is to be confirmed from paper.
func (k *Desk) TakeIn(ctx context.Context, tx *store.Tx, t Taking) (err error) {
	defer errs.Wrap(&err, "measure.TakeIn(%s)", t.Person)
	l, who, err := k.load(ctx, tx, t.Person)
	if err != nil {
		return err
	}
	if err := k.policy.Check(ctx, tx, policy.MeasureRecord, l.Resource()); err != nil {
		return err
	}
	if t.Instead, err = k.proposeEnds(ctx, tx, l, who, t.Instead); err != nil {
		return err
	}
	next, same := l.instead(ctx, tx, t.Instead, t.Earlier)
	first, added := len(l.Events), len(next.Events)
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
		next.Events[i].Outside = marks(&a, i)
	}
	next.KnownFrom = tx.Now()
	if err := k.follows(ctx, tx, l, same); err != nil {
		return err
	}
	return k.take(ctx, tx, next, &a, span{first, added})
}

// proposeEnds puts decisions that are told otherwise before a second officer where an end would move, and gives
// what may be told otherwise at once.
func (k *Desk) proposeEnds(ctx context.Context, tx *store.Tx, l Life, who term.Person, instead map[id.ID]Recording) (map[id.ID]Recording, error) {
	next, _ := l.instead(ctx, tx, instead, nil)
	before, after, err := k.twice(ctx, tx, l, next, who)
	if err != nil || slices.Equal(before.Ends(), after.Ends()) {
		return instead, err
	}
	rest := maps.Clone(instead)
	for _, e := range l.Events {
		r, told := instead[e.ID]
		if !told || e.Fact.Type != term.CIDecided {
			continue
		}
		delete(rest, e.ID)
		ch := Change{
			Person: l.Person, Event: e.ID, With: r.Fact, Note: r.Note, Document: r.Document,
			Before: endOf(&before), After: endOf(&after),
		}
		if _, err := k.propose(ctx, tx, l, ch); err != nil {
			return nil, err
		}
	}
	return rest, nil
}

// follows lets what hangs on events follow to where they are told again: corrections that wait, and duties, so that
// what was confirmed from paper is not asked for once more.
func (k *Desk) follows(ctx context.Context, tx *store.Tx, l Life, same map[id.ID]id.ID) error {
	for _, e := range l.Events {
		if now := same[e.ID]; now != "" {
			if err := l.changesFollow(ctx, tx, e.ID, now); err != nil {
				return err
			}
		}
	}
	return duty.Retold(ctx, tx, l.Person, same)
}

// changesFollow lets the corrections of a fact that wait be of where it is told again.
func (l Life) changesFollow(ctx context.Context, tx *store.Tx, was, now id.ID) error {
	waiting, err := store.Collect(ctx, tx, store.Value[id.ID], `select id from measure_change where person = $1 and fact = $2 and state = 'proposed' order by id`, l.Person, was)
	if err != nil {
		return err
	}
	for _, change := range waiting {
		if _, err := tx.Exec(ctx, `update measure_change set fact = $2 where id = $1`, change, now); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, l.changeFact("measure.change_followed", change)); err != nil {
			return err
		}
	}
	return nil
}

// span is a part of a life's events, from first on; those from added on were not told before.
type span struct{ first, added int }

// take saves the events from first on. Only what is added behind all others moves people out of their beds: a
// release that is told again, or that lies before what is known, is past.
func (k *Desk) take(ctx context.Context, tx *store.Tx, l Life, a *term.Answer, at span) error {
	fresh := l.Events[at.first:]
	rows, err := k.insertEvents(ctx, tx, l.Person, fresh)
	if err != nil {
		return err
	}
	facts := []audit.Fact{{ // who has charge stands in the cache of the fold; the facts below have their rows
		Sort: audit.Computed, Room: "measure", Kind: "measure.taken", Record: l.Person, Version: l.Version + 1, About: l.Person, Facility: l.Facility, Compartment: seal.General,
	}}
	for i, e := range fresh {
		facts = append(facts, l.fact("measure.recorded", e, rows, i))
	}
	if err := audit.Record(ctx, tx, facts...); err != nil {
		return err
	}
	if err := k.keep(ctx, tx, l, a); err != nil {
		return err
	}
	for i, e := range fresh {
		if at.first+i < at.added && leaves[e.Fact.Type] != "" && e.Outside == "" {
			continue
		}
		if err := k.follow(ctx, tx, l, a, e); err != nil {
			return err
		}
	}
	return nil
}

// instead is the life with some facts told otherwise and some told before others; same says where the events that
// are only told again stand now.
func (l Life) instead(ctx context.Context, tx *store.Tx, with map[id.ID]Recording, earlier map[id.ID][]Recording) (next Life, same map[id.ID]id.ID) {
	next, same = l, map[id.ID]id.ID{}
	next.Events = slices.Clone(l.Events)
	gone := map[id.ID]bool{}
	for _, e := range l.Events {
		gone[e.Withdraws] = true
	}
	type told struct {
		Recording
		was id.ID
	}
	var again []told
	for _, e := range l.Events {
		if gone[e.ID] || e.Fact.Type == term.Withdrawn {
			continue
		}
		for _, r := range earlier[e.ID] {
			again = append(again, told{r, ""})
		}
		r, otherwise := with[e.ID]
		if !otherwise && len(again) == 0 {
			continue
		}
		t := told{r, ""}
		if !otherwise {
			t = told{Recording{Fact: e.Fact, Note: e.Note, Document: e.Document}, e.ID}
		}
		w := next.event(ctx, tx, Recording{Fact: term.OnDay(term.Withdrawn, tx.Today()), Note: t.Note, Document: t.Document})
		w.Withdraws = e.ID
		next.Events = append(next.Events, w)
		if t.Fact.Type != term.NoType { // else nothing stands in its place
			again = append(again, t)
		}
	}
	for _, t := range again {
		e := next.event(ctx, tx, t.Recording)
		next.Events = append(next.Events, e)
		if t.was != "" {
			same[t.was] = e.ID
		}
	}
	return next, same
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

// Foresee gives the clock as this transaction would use it, for who must know what a life would be before anything
// is written.
func (k *Desk) Foresee(ctx context.Context, tx *store.Tx) (func(Life, person.Person) term.Answer, error) {
	clock, err := k.rules.Clock(ctx, tx)
	now := tx.Now()
	return func(l Life, who person.Person) term.Answer {
		c := l.Case(whoIs(who), now)
		return clock.Fold(&c)
	}, err
}
