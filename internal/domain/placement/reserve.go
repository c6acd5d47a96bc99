package placement

import (
	"context"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/placement/known"
	"guitu/internal/domain/placement/separation"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// ReserveDraft is a reservation as somebody types it.
type ReserveDraft struct {
	Bed, Person id.ID
	Until       string // YYYY-MM-DD
	Words       string
}

// Reserve keeps a free bed. It fails with the fields of placement.bad_input, and as Move does for a bed that is gone.
func (k *Desk) Reserve(ctx context.Context, key store.Key, d ReserveDraft) (_ id.ID, err error) {
	defer errs.Wrap(&err, "placement.Reserve(%s)", d.Bed)
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		b, h, err := k.bed(ctx, tx, d.Bed, policy.PlacementAssign)
		if err != nil {
			return "", err
		}
		if f := h.fit(separation.Neighbour{}, b); f.State != Empty {
			return "", h.refuse(f)
		}
		r, err := d.parse(tx.Today())
		if err != nil {
			return "", err
		}
		if _, here := h.charge[d.Person]; d.Person != "" && !here {
			return "", errs.New(errs.NotFound, "placement.not_here")
		}
		r.Facility = h.id
		return r.ID, k.known.Reserve(ctx, tx, r)
	})
}

// bed is a bed with its facility, when the actor may do something to the beds of its room.
func (k *Desk) bed(ctx context.Context, tx *store.Tx, bed id.ID, a policy.Action) (b facility.BedNamed, h *house, err error) {
	if b, h, err = k.ofBed(ctx, tx, bed); err != nil {
		return b, nil, err
	}
	return b, h, k.policy.Check(ctx, tx, a, policy.Resource{Kind: "placement", Facility: h.id, Unit: h.unit(b, h.id)})
}

func (d ReserveDraft) parse(today civil.Date) (r known.Reservation, err error) {
	var f errs.Fields
	r = known.Reservation{ID: id.New(), Bed: d.Bed, Person: d.Person, Words: strings.TrimSpace(d.Words)}
	if r.Until, err = civil.ParseDate(strings.TrimSpace(d.Until)); err != nil || r.Until.Before(today) {
		f.Add("until", "placement.until_wrong", d.Until, today)
	}
	if r.Words == "" && r.Person == "" {
		f.Add("words", "placement.reserve_whom", "")
	}
	if len([]rune(r.Words)) > maxWords {
		f.Add("words", "placement.words_long", "", maxWords)
	}
	return r, f.Err("placement.bad_input")
}

// Release ends a reservation. version is the one the officer saw.
func (k *Desk) Release(ctx context.Context, key store.Key, bed id.ID, version int64) (err error) {
	defer errs.Wrap(&err, "placement.Release(%s)", bed)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		if _, _, err := k.bed(ctx, tx, bed, policy.PlacementAssign); err != nil {
			return "", err
		}
		r, err := known.ReservationOf(ctx, tx, bed)
		if err != nil {
			return "", err
		}
		r.Version = version
		return r.ID, k.known.Unreserve(ctx, tx, r)
	})
	return err
}
