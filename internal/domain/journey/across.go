package journey

import (
	"context"

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
	defer errs.Wrap(&err, "journey.Follow(%s, %s)", of, step)
	c, err := a.desk.load(ctx, tx, of)
	if err != nil {
		return err
	}
	course, err := a.desk.Course(c.Kind)
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
	return a.desk.run(ctx, tx, course, &Act{Case: &c, Step: s, desk: a.desk}, Command{Said: said})
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
