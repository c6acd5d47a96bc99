package journey

import (
	"context"
	"errors"
	"slices"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/history"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// What one case means for others: a step that follows in the case of the other side, and cases that go with their person.

// Follow does a step of another case as the consequence of this one, in the same transaction: what the receiving side did
// closes the case of the sending side. The step is one that nobody does by hand.
func (a *Act) Follow(ctx context.Context, tx *store.Tx, of id.ID, step string, said Posted) (err error) {
	return a.desk.Follow(ctx, tx, of, step, said)
}

// Follow is the same as the consequence of an act of another room.
func (k *Desk) Follow(ctx context.Context, tx *store.Tx, of id.ID, step string, said Posted) (err error) {
	defer errs.Wrap(&err, "journey.Follow(%s, %s)", of, step)
	if err := policy.Derived(tx, "journey"); err != nil {
		return err
	}
	c, err := k.load(ctx, tx, of)
	if err != nil {
		return err
	}
	course, err := k.Course(c.Kind)
	if err != nil {
		return err
	}
	s, ok := course.Step(step)
	if !ok || !s.Follows {
		return errs.New(errs.Internal, "journey.no_step")
	}
	if err := c.ready(course, s, ""); err != nil {
		return err
	}
	return k.run(ctx, tx, course, &Act{Case: &c, Step: s, desk: k}, Command{Said: said})
}

// Adopt makes another case one of the person of this one, with what was brought by it: who was announced there has a file now.
func (a *Act) Adopt(ctx context.Context, tx *store.Tx, of id.ID) (err error) {
	defer errs.Wrap(&err, "journey.Adopt(%s)", of)
	c, err := a.desk.load(ctx, tx, of)
	if err != nil || c.Person != "" {
		return err
	}
	if err := policy.Derived(tx, "journey"); err != nil {
		return err
	}
	if err := store.Update(ctx, tx, `update journey_case set version = version + 1, person = $3 where id = $1 and version = $2`, c.ID, c.Version, a.Case.Person); err != nil {
		return err
	}
	c.Version, c.Person = c.Version+1, a.Case.Person
	return history.Record(ctx, tx, c.fact("journey.adopted", Entry{}))
}

// TakeAlong gives the open cases of a person, and all that is owed of him, to the facility that has received him.
func (a *Act) TakeAlong(ctx context.Context, tx *store.Tx, person, facility, unit id.ID) error {
	return seat(ctx, tx, person, facility, unit)
}

// Reseat lets the open cases of a person follow him to another brigade of his facility, with what is owed of him, as the
// consequence of a bed.
func (k *Desk) Reseat(ctx context.Context, tx *store.Tx, person, unit id.ID) (err error) {
	defer errs.Wrap(&err, "journey.Reseat(%s)", person)
	stays, err := resident.LatestOf(ctx, tx, []id.ID{person})
	if err != nil {
		return err
	}
	if s, ok := stays[person]; ok && s.Here() {
		return seat(ctx, tx, person, s.Facility, unit)
	}
	return nil
}

// Lapse is the step by which a case ends because its person has left for good; nobody does it by hand. Its answer "cause" is
// one of Causes: a case whose Judge answers ErrStays to a cause stands on, for something of it is owed all the same.
const Lapse = "lapse"

// Mistaken is the step by which a case ends whose fact was taken back: what it told has not happened. Nobody does it by hand.
const Mistaken = "mistaken"

// Causes are the ways of leaving for good, as a step Lapse is told.
var Causes = []string{"released", "died", "annulled", "converted", "expired"}

// ErrStays is what the Judge of a step Lapse answers when its case does not end with this leaving.
var ErrStays = errs.New(errs.Invalid, "journey.not_now")

// Lapsing is a step Lapse to a state, for a table.
func Lapsing(to State, from ...State) Step {
	return Step{Name: Lapse, Follows: true, Voids: true, From: from, To: to, Fields: []Field{{Name: "cause", Sort: Choice, Must: true, Words: Causes}}}
}

// Lapse ends the open cases of somebody who has left for good, as the consequence of the act by which he left: a leave from
// which nobody comes back, a proposal on which nobody has to decide any more. The case that he left by goes on.
func (k *Desk) Lapse(ctx context.Context, tx *store.Tx, person id.ID, cause string) (err error) {
	defer errs.Wrap(&err, "journey.Lapse(%s)", person)
	return k.follow(ctx, tx, person, Lapse, func(a *Act) (Posted, bool) {
		return Posted{"cause": {cause}}, !under(ctx, a.Case.ID)
	})
}

// follow does a step that nobody does by hand in every case of a person that is where it can be done. As says what is answered,
// and whether it is done at all.
func (k *Desk) follow(ctx context.Context, tx *store.Tx, person id.ID, step string, as func(*Act) (Posted, bool)) error {
	all, err := OfPerson(ctx, tx, person)
	if err != nil {
		return err
	}
	for _, c := range all {
		course, err := k.Course(c.Kind)
		if err != nil {
			return err
		}
		s, ok := course.Step(step)
		if !ok || !s.within(c.State) {
			continue
		}
		if c, err = k.load(ctx, tx, c.ID); err != nil {
			return err
		}
		a := &Act{Case: &c, Step: s, desk: k}
		said, does := as(a)
		if !does {
			continue
		}
		if err := policy.Derived(tx, "journey"); err != nil {
			return err
		}
		if err := k.run(ctx, tx, course, a, Command{Said: said}); err != nil && !errors.Is(err, ErrStays) {
			return err
		}
	}
	return nil
}

// Resume is the step by which a case goes on that ended with a leaving which has not happened; nobody does it by hand.
const Resume = "resume"

// Resuming is a step Resume for a table: it leads back from where a step Lapse led.
func Resuming(lapse Step) Step {
	return Step{Name: Resume, Follows: true, From: append([]State{lapse.To}, lapse.Or...), Or: lapse.From, Anew: []string{Lapse}}
}

// Resume lets the cases of a person that ended at some moments by his leaving go on where they stood, once the leaving was
// taken back.
func (k *Desk) Resume(ctx context.Context, tx *store.Tx, person id.ID, at []time.Time) (err error) {
	defer errs.Wrap(&err, "journey.Resume(%s)", person)
	return k.follow(ctx, tx, person, Resume, func(a *Act) (Posted, bool) {
		e, did := a.Case.Last(Lapse)
		a.Goes = e.Was
		return nil, did && slices.ContainsFunc(at, e.At.Equal)
	})
}

// Lapse is the desk's, for a step by which its person leaves without a fact of the clock.
func (a *Act) Lapse(ctx context.Context, tx *store.Tx, cause string) error {
	return a.desk.Lapse(ctx, tx, a.Case.Person, cause)
}

// Affairs are the cases of some kinds of a person with their steps, for an act that was allowed.
func (k *Desk) Affairs(ctx context.Context, tx *store.Tx, person id.ID, kinds ...Kind) (out []Case, err error) {
	all, err := OfPerson(ctx, tx, person)
	for _, c := range all {
		if !slices.Contains(kinds, c.Kind) {
			continue
		}
		if c, err = k.load(ctx, tx, c.ID); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, err
}

type running struct{}

// during says which cases a transaction is leading on: what follows from their steps leaves them alone.
func during(ctx context.Context, of id.ID) context.Context {
	before, _ := ctx.Value(running{}).([]id.ID)
	return context.WithValue(ctx, running{}, append(slices.Clip(before), of))
}

func under(ctx context.Context, of id.ID) bool {
	now, _ := ctx.Value(running{}).([]id.ID)
	return slices.Contains(now, of)
}

func seat(ctx context.Context, tx *store.Tx, person, facility, unit id.ID) error {
	all, err := OfPerson(ctx, tx, person)
	if err != nil {
		return err
	}
	for _, c := range all {
		if !c.Closed.IsZero() || c.Facility == facility && c.Unit == unit {
			continue
		}
		if err := policy.Derived(tx, "journey"); err != nil {
			return err
		}
		if err := store.Update(ctx, tx, `update journey_case set version = version + 1, facility = $3, unit = $4 where id = $1 and version = $2`,
			c.ID, c.Version, facility, unit); err != nil {
			return err
		}
		c.Version, c.Facility, c.Unit = c.Version+1, facility, unit
		if err := history.Record(ctx, tx, c.fact("journey.taken_along", Entry{})); err != nil {
			return err
		}
	}
	return duty.HandOver(ctx, tx, person, facility, unit)
}

// known lets what the case owed while nobody knew whose it is be owed of the person, from the step that made him one.
func (c *Case) known(ctx context.Context, tx *store.Tx, was id.ID) error {
	if was != "" || c.Person == "" || len(c.Entries) == 0 {
		return nil
	}
	causes := make([]id.ID, len(c.Entries))
	for i, e := range c.Entries {
		causes[i] = e.ID
	}
	return duty.Named(ctx, tx, c.Person, causes)
}
