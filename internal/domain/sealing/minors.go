package sealing

import (
	"context"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/law"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// adult is the birthday from which nobody is a minor (MPL 2).
const adult = 18

// wasMinor tells whether somebody was a minor when a measure of his was decided. Of whom nobody knows when he was born, nobody
// says that he was.
func (k *Desk) wasMinor(ctx context.Context, tx *store.Tx, p id.ID) (bool, error) {
	who, err := k.Persons.Get(ctx, tx, p)
	if err != nil || who.Born.IsZero() {
		return false, err
	}
	first, err := store.One(ctx, tx, store.Value[string], `select coalesce(min(decided_on), '') from measure_measure where person = $1 and decided_on <> ''`, p)
	if err != nil || first == "" {
		return false, err
	}
	on, err := civil.ParseDate(first)
	return err == nil && on.Before(who.Born.Birthday(adult)), err
}

// course is a course that has ended.
type course struct {
	person, facility, unit id.ID
	decided                civil.Date
}

// ProposeMinors opens a duty for files of those who were minors when their measure was decided and whose course has ended: the
// house proposes, a legal officer asks or does not. It goes through limit files after one, in the order of their ids, and tells
// the last it looked at and how many there were. The sweep calls it, each page in a transaction of its own.
func (k *Desk) ProposeMinors(ctx context.Context, key store.Key, after id.ID, limit int) (last id.ID, n int, err error) {
	defer errs.Wrap(&err, "sealing.ProposeMinors")
	type page struct {
		Last id.ID
		N    int
	}
	got, err := store.Write(ctx, k.db, key, func(tx *store.Tx) (p page, err error) {
		if err := k.policy.Check(ctx, tx, policy.SealingPropose, policy.Resource{Kind: "sealing"}); err != nil {
			return p, err
		}
		list, err := ended(ctx, tx, after, limit)
		if err != nil || len(list) == 0 {
			return p, err
		}
		p = page{list[len(list)-1].person, len(list)}
		return p, k.propose(ctx, tx, list)
	})
	return got.Last, got.N, err
}

// ended lists courses that have ended and that nobody proposed to seal yet.
func ended(ctx context.Context, tx *store.Tx, after id.ID, limit int) ([]course, error) {
	in, args := store.In(4, law.FinalStates())
	return store.Collect(ctx, tx, func(s store.Scanner) (c course, err error) {
		return c, s.Scan(&c.person, &c.facility, &c.unit, store.Day(&c.decided))
	}, `select m.person, l.facility, l.unit, (select min(d.decided_on) from measure_measure d where d.person = m.person and d.decided_on <> '')
		from measure_measure m join measure_life l on l.person = m.person
			join seal_key k on k.record = m.person and k.compartment = 'general' and k.state = 'open'
		where m.last and m.state in `+in+` and m.person > $1
			and not exists (select 1 from resident_resident r where r.person = m.person and r.left_on is null)
			and not exists (select 1 from duty_duty d where d.subject = m.person and d.code = $2)
		order by m.person limit $3`, append([]any{after, string(ProposeCode), limit}, args...)...)
}

func (k *Desk) propose(ctx context.Context, tx *store.Tx, list []course) error {
	ids := make([]id.ID, len(list))
	for i, c := range list {
		ids[i] = c.person
	}
	known, err := k.Persons.Load(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, c := range list {
		born := known[c.person].Born
		if born.IsZero() || c.decided.IsZero() || !c.decided.Before(born.Birthday(adult)) {
			continue
		}
		if _, err := duty.Open(ctx, tx, duty.Duty{
			Code: ProposeCode, Subject: c.person, Cause: c.person, Number: -1, Facility: c.facility, Unit: c.facility,
			Basis: "PJD 59", Certainty: "S",
		}); err != nil {
			return err
		}
	}
	return nil
}
