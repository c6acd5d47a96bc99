// Package asked is what the medical desk is asked about beds across brigades: the duty, and the bed that is kept meanwhile.
// It is asked of everybody who is to go to another brigade, whatever he needs: an act that waited only for who needs
// something would say of whom that is (AIDS 39).
package asked

import (
	"context"
	"slices"
	"strings"

	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/placement/known"
	"guitu/internal/domain/placement/separation"
	"guitu/internal/platform/store"
)

// Code is the duty of the medical desk.
const Code duty.Code = "bed.asked"

// days is for how many days, today included, a bed is kept while it is asked (the house's choice).
const days = 3

// Beds are the reservations of a facility, by bed.
type Beds map[id.ID]known.Reservation

// Of is what is asked about somebody in a facility.
func Of(ctx context.Context, tx *store.Tx, at, who id.ID) ([]duty.Duty, error) {
	stand, err := duty.Standing(ctx, tx, Code, at)
	return slices.DeleteFunc(stand, func(d duty.Duty) bool { return d.Subject != who }), err
}

// Kept is the bed that is kept while a duty stands; ok is false when it is kept no longer.
func (b Beds) Kept(d duty.Duty) (r known.Reservation, ok bool) {
	for _, r := range b {
		if r.ID == d.Cause {
			return r, true
		}
	}
	return r, false
}

// Ask keeps the bed of r for its person and asks the medical desk.
func Ask(ctx context.Context, tx *store.Tx, book known.Book, r known.Reservation) error {
	r.ID, r.Until = id.New(), tx.Today().AddDays(days-1)
	if err := book.Reserve(ctx, tx, r); err != nil {
		return err
	}
	rule := separation.RuleOf(separation.ByIllness)
	_, err := duty.Open(ctx, tx, duty.Duty{
		Code: Code, Subject: r.Person, Cause: r.ID, Number: -1, Facility: r.Facility, Unit: r.Facility,
		Basis: strings.Join(rule.Basis, "; "), Certainty: rule.Mark.String(), NotBefore: tx.Today(), // no text names a time
	})
	return err
}

// End ends what is asked by some duties: each as it is told, and its bed is kept no longer.
func (b Beds) End(ctx context.Context, tx *store.Tx, book known.Book, stand []duty.Duty, end func(duty.Duty) error) error {
	for _, d := range stand {
		if r, held := b.Kept(d); held {
			if err := book.Unreserve(ctx, tx, r); err != nil {
				return err
			}
			delete(b, r.Bed)
		}
		if err := end(d); err != nil {
			return err
		}
	}
	return nil
}

// Lapse is how what is asked no longer ends.
func Lapse(ctx context.Context, tx *store.Tx) func(duty.Duty) error {
	return func(d duty.Duty) error { return duty.Lapse(ctx, tx, d, d.Cause) }
}

// Review lets lapse what was asked in a facility about who has gone, or for a bed that is kept no longer.
func (b Beds) Review(ctx context.Context, tx *store.Tx, book known.Book, at id.ID, here func(id.ID) bool) error {
	stand, err := duty.Standing(ctx, tx, Code, at)
	if err != nil {
		return err
	}
	stand = slices.DeleteFunc(stand, func(d duty.Duty) bool { _, held := b.Kept(d); return held && here(d.Subject) })
	return b.End(ctx, tx, book, stand, Lapse(ctx, tx))
}
