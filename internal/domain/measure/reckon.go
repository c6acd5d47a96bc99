package measure

import (
	"context"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/person"
	"guitu/internal/domain/term"
	"guitu/internal/domain/term/written"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Reckoned is what Reckon has computed again.
type Reckoned struct {
	Lives, Episodes, Dates int // Dates are the days and moments at which something is due
	Off                    int // episodes whose last day is another than the file says
	Closed                 int // lives that are sealed away: nobody can fold them
}

// Add counts another share in.
func (r *Reckoned) Add(o Reckoned) {
	r.Lives, r.Episodes, r.Dates, r.Off, r.Closed = r.Lives+o.Lives, r.Episodes+o.Episodes, r.Dates+o.Dates, r.Off+o.Off, r.Closed+o.Closed
}

// Span is a share of all lives, by their ids: behind After, up to Upto; "" is without an end.
type Span struct{ After, Upto id.ID }

// Shares parts all lives into so many spans of about the same size, for readers side by side.
func (k *Desk) Shares(ctx context.Context, n int) (_ []Span, err error) {
	defer errs.Wrap(&err, "measure.Shares")
	return store.Read(ctx, k.db, func(tx *store.Tx) (out []Span, err error) {
		all, err := store.One(ctx, tx, store.Value[int], `select count(*) from measure_life`)
		if err != nil {
			return nil, err
		}
		after := id.ID("")
		for i := 1; i < n && all >= n; i++ {
			at, err := store.One(ctx, tx, store.Value[id.ID], `select person from measure_life order by person limit 1 offset $1`, i*all/n)
			if err != nil {
				return nil, err
			}
			out = append(out, Span{after, at})
			after = at
		}
		return append(out, Span{After: after}), nil
	})
}

// Following are the people who have a life here, in the order of their ids, behind one.
func (k *Desk) Following(ctx context.Context, after id.ID, limit int) (_ []id.ID, err error) {
	defer errs.Wrap(&err, "measure.Following")
	return store.Read(ctx, k.db, func(tx *store.Tx) ([]id.ID, error) {
		return store.Collect(ctx, tx, store.Value[id.ID], `select person from measure_life where person > $1 order by person limit $2`, after, limit)
	})
}

// reckonPage is how many lives are read at once.
const reckonPage = 500

// Reckon folds the lives of a span again, from the facts as the store has them, and holds the last days against the file.
// It is what a change of the law's numbers asks of a province in a night. Nothing is written; it looks for who keeps the
// house, like Agree, and asks no policy: what it answers are counts. Notes stay sealed, since no rule reads them.
func (k *Desk) Reckon(ctx context.Context, s Span) (out Reckoned, err error) {
	defer errs.Wrap(&err, "measure.Reckon")
	for more := true; more && err == nil; {
		var one Reckoned
		one, err = store.Read(ctx, k.db, func(tx *store.Tx) (r Reckoned, err error) {
			s.After, more, err = k.reckonPage(ctx, tx, s, &r)
			return r, err
		})
		out.Add(one)
	}
	return out, err
}

// reckonPage folds the first lives of a span, and tells behind whom to go on.
func (k *Desk) reckonPage(ctx context.Context, tx *store.Tx, s Span, r *Reckoned) (last id.ID, more bool, err error) {
	clock, err := k.rules.Clock(ctx, tx)
	if err != nil {
		return "", false, err
	}
	lives, err := store.Collect(ctx, tx, scanLife, selectLife+`where person > $1 and ($2 = '' or person <= $2) order by person limit $3`, s.After, s.Upto, reckonPage)
	if err != nil || len(lives) == 0 {
		return "", false, err
	}
	last = lives[len(lives)-1].Person
	people := make([]id.ID, len(lives))
	for i, l := range lives {
		people[i] = l.Person
	}
	if err := k.openAllTraits(ctx, tx, lives); err != nil {
		return "", false, err
	}
	who, err := k.persons.Load(ctx, tx, people)
	if err != nil {
		return "", false, err
	}
	told := Span{s.After, last}
	ends, err := endsOf(ctx, tx, told)
	if err != nil {
		return "", false, err
	}
	w := reckoner{folder: term.NewFolder(clock), who: who, ends: ends, tx: tx, out: r}
	if err := w.read(ctx, lives, told); err != nil {
		return "", false, err
	}
	return last, len(lives) == reckonPage, nil
}

// openAllTraits opens what the clock must know of the bodies of some people; of most nothing was said.
func (k *Desk) openAllTraits(ctx context.Context, tx *store.Tx, lives []Life) error {
	var some []id.ID
	for _, l := range lives {
		if len(l.Traits.sealed) > 0 {
			some = append(some, l.Person)
		}
	}
	if len(some) == 0 {
		return nil
	}
	keys, err := k.vault.Keys(ctx, tx, some, seal.Clinical)
	for i := range lives {
		if l := &lives[i]; err == nil && len(l.Traits.sealed) > 0 && keys[l.Person] != nil {
			err = keys[l.Person].OpenValue("measure_life.traits", l.Traits.sealed, &l.Traits)
		}
	}
	return err
}

// reckoner folds lives one after the other while their facts are read.
type reckoner struct {
	folder *term.Folder
	who    map[id.ID]person.Person
	ends   map[id.ID][]string
	tx     *store.Tx
	out    *Reckoned
	answer term.Answer
}

type bare struct {
	id, person, withdraws id.ID
	fact                  term.Fact
}

func scanFact(s store.Scanner) (b bare, err error) {
	var name, fields string
	var at int64
	if err = s.Scan(&b.id, &b.person, &name, &at, &fields, &b.withdraws); err == nil {
		b.fact, err = written.Read(name, at, fields)
	}
	return b, err
}

// read goes through the facts of a span in the order of the lives.
func (w *reckoner) read(ctx context.Context, lives []Life, s Span) error {
	var events []Event
	next := 0
	upTo := func(p id.ID) { // folds the lives before p; those of whom nothing is told have no facts
		for next < len(lives) && (p == "" || lives[next].Person < p) {
			l := lives[next]
			l.Events = events
			w.fold(l)
			events, next = events[:0], next+1
		}
	}
	for b, err := range store.Each(ctx, w.tx, scanFact, `select id, person, type, at, fields, withdraws from measure_fact
		where person > $1 and person <= $2 order by person, seq`, s.After, s.Upto) {
		if err != nil {
			return err
		}
		upTo(b.person)
		events = append(events, Event{ID: b.id, Fact: b.fact, Withdraws: b.withdraws})
	}
	upTo("")
	return nil
}

func (w *reckoner) fold(l Life) {
	p, open := w.who[l.Person]
	if !open {
		w.out.Closed++
		return
	}
	c := l.Case(whoIs(p), w.tx.Now())
	w.folder.Fold(&c, &w.answer)
	w.out.Lives++
	w.out.Episodes += len(w.answer.Measures)
	w.out.Dates += len(w.answer.Duties)
	kept := w.ends[l.Person]
	for i, m := range w.answer.Measures {
		if i >= len(kept) || kept[i] != day(m.End) {
			w.out.Off++
		}
	}
}

// endsOf are the last days of the measures of a span as the file has them, "" where there is none.
func endsOf(ctx context.Context, tx *store.Tx, s Span) (map[id.ID][]string, error) {
	type end struct {
		person id.ID
		on     string
	}
	out := make(map[id.ID][]string, reckonPage)
	for e, err := range store.Each(ctx, tx, func(s store.Scanner) (e end, err error) { return e, s.Scan(&e.person, &e.on) },
		`select person, coalesce(ends_on, '') from measure_measure where person > $1 and person <= $2 order by person, number`, s.After, s.Upto) {
		if err != nil {
			return nil, err
		}
		out[e.person] = append(out[e.person], e.on)
	}
	return out, nil
}

// Cases are the facts of some lives as the clock takes them, at this moment: what a measurement of the clock itself folds.
func (k *Desk) Cases(ctx context.Context, people []id.ID) (_ []term.Case, clock *term.Clock, err error) {
	defer errs.Wrap(&err, "measure.Cases")
	cases, err := store.Read(ctx, k.db, func(tx *store.Tx) (out []term.Case, err error) {
		if clock, err = k.rules.Clock(ctx, tx); err != nil {
			return nil, err
		}
		lives, err := k.Lives(ctx, tx, people)
		if err != nil {
			return nil, err
		}
		who, err := k.persons.Load(ctx, tx, people)
		for _, p := range slices.Sorted(slices.Values(people)) {
			if l, ok := lives[p]; ok {
				out = append(out, l.Case(whoIs(who[p]), tx.Now()))
			}
		}
		return out, err
	})
	return cases, clock, err
}
