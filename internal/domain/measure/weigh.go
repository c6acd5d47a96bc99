package measure

import (
	"context"
	"errors"
	"slices"

	"guitu/internal/base/id"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// What a correction makes of a life, before it counts.

// weighing is a correction with what it makes of a life.
type weighing struct {
	next          Life
	added         int // events
	before, after term.Answer
}

// weighs folds a life as it is and as a correction would make it, and refuses one that would leave behind what cannot be.
func (k *Desk) weighs(ctx context.Context, tx *store.Tx, l Life, who term.Person, c Correction) (w weighing, err error) {
	var again Event
	for range 2 {
		if w.next, w.added, err = l.corrected(ctx, tx, c, again); err != nil {
			return w, err
		}
		if w.before, w.after, err = k.twice(ctx, tx, l, w.next, who); err != nil {
			return w, err
		}
		if again = l.judgedOtherwise(c, &w); again.ID == "" {
			break
		}
	}
	return w, errors.Join(l.breaks(w.next), endedThere(ctx, tx, c, &w.before, &w.after))
}

// founds are the facts without which no other can be judged.
var founds = map[term.Type]bool{term.CIDecided: true, term.PSAdmitted: true, term.JAAdmitted: true}

// judgedOtherwise finds the first fact behind one that is withdrawn of which the law says something else from then on: whether a
// decision counts, or somebody was let go on the right day. It is told again with all behind it, as it is judged then. Whose
// decision or admission is withdrawn has no facts that anybody could judge.
func (l Life) judgedOtherwise(c Correction, w *weighing) Event {
	if c.With.Type != term.NoType || slices.ContainsFunc(l.Events, func(e Event) bool { return e.ID == c.Event && founds[e.Fact.Type] }) {
		return Event{}
	}
	for i, e := range l.Events {
		stands := slices.ContainsFunc(w.next.Standing(), func(x Event) bool { return x.ID == e.ID })
		if stands && Followed(e.Fact.Type) && marks(&w.before, i) != marks(&w.after, i) {
			return e
		}
	}
	return Event{}
}

// serves are the facts by which what was decided is served and told, and by which its person came to know of it.
var serves = map[term.Type][]term.Type{
	term.ExtensionDecided: {term.ExtensionServed, term.ExtensionNotified, term.DecisionKnown},
	term.EarlyDecided:     {term.EarlyServed, term.EarlyNotified},
}

// served are the facts by which a decision was served and told, up to the next one of its kind: where it was another, or none, it
// was not this that anybody was told of, and nobody is owed a notice of what was not decided.
func (l Life) served(decision id.ID) (out []id.ID) {
	var by Event
	for _, e := range l.Standing() {
		switch {
		case e.ID == decision:
			by = e
		case by.ID != "" && e.Fact.Type == by.Fact.Type:
			return out
		case by.ID != "" && slices.Contains(serves[by.Fact.Type], e.Fact.Type):
			out = append(out, e.ID)
		}
	}
	return out
}

// twice folds a life as it is and as it would be.
func (k *Desk) twice(ctx context.Context, tx *store.Tx, l, next Life, who term.Person) (before, after term.Answer, err error) {
	if before, err = k.fold(ctx, tx, l, who); err != nil {
		return before, after, err
	}
	if after, err = k.fold(ctx, tx, next, who); err != nil {
		return before, after, err
	}
	for i := len(l.Events); i < len(next.Events); i++ {
		next.Events[i].Outside = marks(&after, i)
	}
	return before, after, nil
}
