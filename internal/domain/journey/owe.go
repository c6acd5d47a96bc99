package journey

import (
	"context"
	"strings"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/law"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/store"
)

// What the state of a case owes: opened when the case comes to it, discharged when it goes on.

// same tells whether a state owes what is owed already.
func (s Stage) same(d duty.Duty) bool {
	owner := s.Owner
	if owner == "" {
		kind, _ := duty.KindOf(s.Owes)
		owner = kind.Owner
	}
	return s.Owes == d.Code && owner == d.Owner && (s.Today || s.By != "") == !d.Due.None()
}

// due is when what a state owes is to be done; what lies behind is due today, save what began on another day.
func (s Stage) due(a *Act, today civil.Date) (d duty.Due) {
	step, field, by := strings.Cut(s.By, ".")
	switch on := a.Case.Said(step).Day(field); {
	case by && on.After(today):
		return duty.On(on)
	case s.Since != "":
		return duty.On(s.since(a, today))
	case s.Today && s.Next: // what begins after 17:00 nobody is expected to have done by midnight: the house's choice
		return duty.On(civil.DateOf(a.Now.Add(7 * time.Hour)))
	case by || s.Today:
		return duty.On(today)
	}
	return d
}

// since is the day on which a state began: of the step that is being done, or of one that was.
func (s Stage) since(a *Act, today civil.Date) civil.Date {
	step, field, _ := strings.Cut(s.Since, ".")
	said := a.Case.Said(step)
	if a.Step.Name == step {
		said = a.Answers
	}
	if at := said.Moment(field); at != 0 {
		return at.Day()
	}
	return today
}

// owe discharges what the state that was left owed, and opens what the new one owes. What a leaving makes pointless was not
// done: it lapses.
func (k *Desk) owe(ctx context.Context, tx *store.Tx, a *Act, stage Stage) error {
	c, entry := a.Case, a.Entry
	if c.owed != "" {
		d, err := duty.Get(ctx, tx, c.owed)
		if err != nil {
			return err
		}
		if stage.same(d) {
			return nil // what was owed is owed still, since when it was
		}
		if at := a.Answers.Moment("left_at"); at != 0 {
			d.Closed = at.Time() // who went in time went in time, whenever it is written down
		}
		if a.Step.Voids {
			err = duty.Lapse(ctx, tx, d, entry)
		} else {
			err = duty.Discharge(ctx, tx, d, entry, "")
		}
		if err != nil {
			return err
		}
		c.owed = ""
	}
	if stage.Owes == "" {
		return nil
	}
	kind, _ := duty.KindOf(stage.Owes)
	d := duty.Duty{
		Code: stage.Owes, Subject: c.Person, Cause: entry, Number: -1, Facility: c.Facility, Unit: c.Facility,
		Owner: stage.Owner, Certainty: law.Inference.String(),
	}
	if d.Owner == "" {
		d.Owner = kind.Owner
	}
	if r, ok := staff.KindOf(staff.Role(d.Owner)); ok && r.Where == staff.InBrigade && c.Unit != "" {
		d.Unit = c.Unit
	}
	if d.Due = stage.due(a, tx.Today()); d.Due.None() {
		d.NotBefore = tx.Today() // no law says until when, and somebody waits for it from today on
	}
	var err error
	c.owed, err = duty.Open(ctx, tx, d)
	return err
}
