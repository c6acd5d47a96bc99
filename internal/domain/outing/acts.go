package outing

import (
	"context"
	"strings"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Leave records that somebody left. It fails with outing.bad_input and every field that is wrong: somebody who is not
// here, who is out already, who left before he came or before he last came back.
func (k *Desk) Leave(ctx context.Context, key store.Key, d Departure) (_ id.ID, err error) {
	defer errs.Wrap(&err, "outing.Leave(%s)", d.Person)
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		stay, _, err := stayOf(ctx, tx, d.Person)
		if err != nil {
			return "", err
		}
		// Asked before anything is answered: whether somebody is here is nobody's business who may not know.
		r := Outing{Person: d.Person, Facility: stay.Facility, Unit: stay.Unit, Kind: Kind(d.Kind)}.Resource()
		if err := k.policy.Check(ctx, tx, policy.OutingRecord, r); err != nil {
			return "", err
		}
		return k.LeaveIn(ctx, tx, d)
	})
}

// LeaveIn is Leave as a step of a larger act, which was allowed: a transfer that sets out.
func (k *Desk) LeaveIn(ctx context.Context, tx *store.Tx, d Departure) (id.ID, error) {
	if err := policy.Derived(tx, "outing"); err != nil {
		return "", err
	}
	stay, here, err := stayOf(ctx, tx, d.Person)
	if err != nil {
		return "", err
	}
	o, err := d.read(stay.Admitted, tx.Now())
	if err != nil {
		return "", err
	}
	if err := free(ctx, tx, here, d, o); err != nil {
		return "", err
	}
	o.Facility, o.Unit, o.OpenedBy = stay.Facility, stay.Unit, actor.From(ctx).Ref()
	if err := open(ctx, tx, "outing.left", o); err != nil || o.Words == (Words{}) {
		return o.ID, err
	}
	return o.ID, k.tell(ctx, tx, o)
}

// stayOf is the stay that lasts, or the latest one.
func stayOf(ctx context.Context, tx *store.Tx, person id.ID) (_ resident.Resident, here bool, err error) {
	stays, err := resident.OfPerson(ctx, tx, person)
	if err != nil || len(stays) == 0 {
		return resident.Resident{}, false, err
	}
	for _, s := range stays {
		if s.Here() {
			return s, true, nil
		}
	}
	return stays[0], false, nil
}

// free answers what stands against somebody's leaving: he is not here, he is out, he was out.
func free(ctx context.Context, tx *store.Tx, here bool, d Departure, o Outing) error {
	var f errs.Fields
	if !here {
		f.Add("person", "outing.not_here", "")
		return f.Err("outing.bad_input")
	}
	stands, err := against(ctx, tx, d.Person, o.From)
	if err != nil {
		return err
	}
	for _, was := range stands {
		if was.Until.IsZero() {
			f.Add("person", "outing.out_already", "", was.From)
		} else {
			f.Add("from", "outing.overlaps", d.From, was.Until)
		}
	}
	return f.Err("outing.bad_input")
}

// Coming is somebody who is back, as somebody types it.
type Coming struct {
	Outing  id.ID
	Version int64
	At      string // YYYY-MM-DDThh:mm in Shanghai, "" for now
}

// Return records that somebody is back. Whose outing the legal clock keeps comes back by its fact (outing.by_fact), and who is being transferred by his affair (outing.by_transfer): the
// recapture, the end of home leave.
func (k *Desk) Return(ctx context.Context, key store.Key, c Coming) (err error) {
	defer errs.Wrap(&err, "outing.Return(%s)", c.Outing)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		o, err := k.standing(ctx, tx, c.Outing, c.Version)
		if err != nil {
			return "", err
		}
		switch {
		case o.Kind.Legal():
			return "", errs.New(errs.Invalid, "outing.by_fact")
		case o.Kind == Transfer:
			return "", errs.New(errs.Invalid, "outing.by_transfer")
		}
		var f errs.Fields
		at := moment(&f, "at", c.At, tx.Now())
		switch left := o.From.Truncate(time.Minute); { // what is typed has no seconds
		case at.IsZero():
		case at.After(tx.Now()):
			f.Add("at", "outing.not_yet", c.At)
		case at.Before(left):
			f.Add("at", "outing.back_before_left", c.At, o.From)
		}
		if err := f.Err("outing.bad_input"); err != nil {
			return "", err
		}
		return o.ID, shut(ctx, tx, "outing.returned", o, later(at, o.From))
	})
	return err
}

// BackIn closes an outing that an officer recorded, as a step of the act that has him back: a transfer that was turned away.
func (k *Desk) BackIn(ctx context.Context, tx *store.Tx, o Outing, at time.Time) error {
	if err := policy.Derived(tx, "outing"); err != nil {
		return err
	}
	return shut(ctx, tx, "outing.returned", o, later(at, o.From))
}

// Returned finds the open outing of somebody who is back; it fails with outing.not_out for who never left.
func Returned(ctx context.Context, tx *store.Tx, person id.ID) (Outing, error) {
	o, err := Current(ctx, tx, person)
	if errs.KindOf(err) == errs.NotFound {
		var f errs.Fields
		f.Add("person", "outing.not_out", "")
		err = f.Err("outing.bad_input")
	}
	return o, err
}

// standing loads an open outing that the actor may change.
func (k *Desk) standing(ctx context.Context, tx *store.Tx, outing id.ID, version int64) (Outing, error) {
	o, err := Get(ctx, tx, outing)
	if err != nil {
		return o, err
	}
	if err := k.policy.Check(ctx, tx, policy.OutingRecord, o.Resource()); err != nil {
		return o, err
	}
	if !o.Until.IsZero() {
		return o, errs.New(errs.Conflict, "outing.back_already", o.Until)
	}
	if o.Version != version {
		return o, errs.New(errs.Conflict, "store.changed_meanwhile")
	}
	return o, nil
}

// Amendment is what somebody writes anew of an outing that lasts.
type Amendment struct {
	Outing  id.ID
	Version int64
	Due     string
	Words   Words
}

// Amend writes until when, where to and with whom somebody is out, of any kind. The day to which a leave was approved is
// nobody's to write anew at the board (NCL 46): outing.due_approved.
func (k *Desk) Amend(ctx context.Context, key store.Key, a Amendment) (err error) {
	defer errs.Wrap(&err, "outing.Amend(%s)", a.Outing)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		o, err := k.standing(ctx, tx, a.Outing, a.Version)
		if err != nil {
			return "", err
		}
		if o.DueFixed() && strings.TrimSpace(a.Due) != o.DueTyped() {
			var f errs.Fields
			f.Add("due", "outing.due_approved", a.Due, o.Due)
			return "", f.Err("outing.bad_input")
		}
		return o.ID, k.amend(ctx, tx, o, a)
	})
	return err
}

// DescribeIn says of somebody whom the legal clock has out until when, where to and with whom, as a step of the act that
// let him go. due is zero when nobody knows.
func (k *Desk) DescribeIn(ctx context.Context, tx *store.Tx, person id.ID, due time.Time, w Words) (err error) {
	defer errs.Wrap(&err, "outing.DescribeIn(%s)", person)
	o, err := Current(ctx, tx, person)
	if err != nil {
		return err
	}
	if err := policy.Derived(tx, "outing"); err != nil {
		return err
	}
	o.Due = due
	return k.amend(ctx, tx, o, Amendment{Due: o.DueTyped(), Words: w})
}

// DueFixed tells whether an approval says when somebody is due back, so that the board does not.
func (o Outing) DueFixed() bool { return o.Kind == HomeLeave && !o.Due.IsZero() }

// DueTyped is when somebody is due back as a form for a minute shows it, "" where nobody said.
func (o Outing) DueTyped() string {
	if o.Due.IsZero() {
		return ""
	}
	return o.Due.In(civil.Shanghai).Format("2006-01-02T15:04")
}

func (k *Desk) amend(ctx context.Context, tx *store.Tx, o Outing, a Amendment) (err error) {
	var f errs.Fields
	o.Words = a.Words.trimmed()
	o.Words.check(&f)
	if o.Kind == Other && o.Words.Note == "" {
		f.Add("note", "outing.note_missing", "")
	}
	if strings.TrimSpace(a.Due) != o.DueTyped() { // as the form showed it: a day keeps its end, to the second
		o.Due = until(&f, a.Due)
	}
	if !o.Due.IsZero() && !o.Due.After(o.From) {
		f.Add("due", "outing.due_before_from", a.Due)
	}
	if err := f.Err("outing.bad_input"); err != nil {
		return err
	}
	if err := save(ctx, tx, &o); err != nil {
		return err
	}
	if err := record(ctx, tx, "outing.amended", o); err != nil {
		return err
	}
	if err := k.tell(ctx, tx, o); err != nil {
		return err
	}
	return owe(ctx, tx, o)
}
