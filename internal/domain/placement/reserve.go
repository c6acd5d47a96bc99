package placement

import (
	"context"
	"strings"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/placement/separation"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/history"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Reservation is a bed that is kept free (预留) until a day, that day included: for a person, or for what the words say.
type Reservation struct {
	ID       id.ID
	Version  int64
	Facility id.ID
	Bed      id.ID
	Person   id.ID // "" for nobody yet
	Until    civil.Date
	At       time.Time
	By       string // actor.Ref
	Words    string // where they were opened

	sealed []byte
}

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
		return r.ID, k.insertReserve(ctx, tx, r)
	})
}

// bed is a bed with its facility, when the actor may do something to the beds of its room.
func (k *Desk) bed(ctx context.Context, tx *store.Tx, bed id.ID, a policy.Action) (b facility.BedNamed, h *house, err error) {
	at, err := facility.FacilityOfBed(ctx, tx, bed)
	if err != nil {
		return b, nil, err
	}
	if h, err = enter(ctx, tx, at); err != nil {
		return b, nil, err
	}
	b = h.beds[h.at[bed]]
	return b, h, k.policy.Check(ctx, tx, a, policy.Resource{Kind: "placement", Facility: at, Unit: h.unit(b, at)})
}

func (d ReserveDraft) parse(today civil.Date) (r Reservation, err error) {
	var f errs.Fields
	r = Reservation{ID: id.New(), Bed: d.Bed, Person: d.Person, Words: strings.TrimSpace(d.Words)}
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

func (k *Desk) insertReserve(ctx context.Context, tx *store.Tx, r Reservation) error {
	// One whose day has passed still has its row: it ends now, when somebody else wants the bed.
	old, err := store.Collect(ctx, tx, scanReserve, selectReserve+`where bed = $1 and ended_at is null`, r.Bed)
	if err != nil {
		return err
	}
	for _, o := range old {
		if err := k.endReserve(ctx, tx, o); err != nil {
			return err
		}
	}
	key, err := k.vault.Create(ctx, tx, r.ID, seal.General)
	if err != nil {
		return err
	}
	row := []any{
		r.ID, 1, r.Facility, r.Bed, r.Person, r.Until.String(), store.Micros(tx.Now()), actor.From(ctx).Ref(),
		key.SealString("placement_reserve.sealed", r.Words), nil, "",
	}
	if err := store.Insert(ctx, tx, "placement_reserve", reserveColumns, [][]any{row}); err != nil {
		return err
	}
	return history.Record(ctx, tx, r.fact("placement.reserved", 1, audit.Made("placement_reserve", reserveColumns, row)))
}

func (r Reservation) fact(kind string, version int64, rows ...audit.Row) audit.Fact {
	return audit.Fact{Room: "placement", Kind: kind, Record: r.ID, Version: version, About: r.Person, Facility: r.Facility, Compartment: seal.General, Rows: rows}
}

// Release ends a reservation. version is the one the officer saw.
func (k *Desk) Release(ctx context.Context, key store.Key, bed id.ID, version int64) (err error) {
	defer errs.Wrap(&err, "placement.Release(%s)", bed)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		if _, _, err := k.bed(ctx, tx, bed, policy.PlacementAssign); err != nil {
			return "", err
		}
		r, err := store.One(ctx, tx, scanReserve, selectReserve+`where bed = $1 and ended_at is null`, bed)
		if errs.KindOf(err) == errs.NotFound {
			return "", errs.New(errs.Conflict, "store.changed_meanwhile")
		}
		if err != nil {
			return "", err
		}
		r.Version = version
		return r.ID, k.endReserve(ctx, tx, r)
	})
	return err
}

func (k *Desk) endReserve(ctx context.Context, tx *store.Tx, r Reservation) error {
	if err := store.Update(ctx, tx, `update placement_reserve set ended_at = $3, ended_by = $4, version = version + 1 where id = $1 and version = $2`,
		r.ID, r.Version, store.Micros(tx.Now()), actor.From(ctx).Ref()); err != nil {
		return err
	}
	return history.Record(ctx, tx, r.fact("placement.reserve_ended", r.Version+1, audit.Kept("placement_reserve", r.ID)))
}

// words opens what was said of a reservation.
func (k *Desk) words(ctx context.Context, tx *store.Tx, r Reservation) (string, error) {
	key, err := k.vault.Key(ctx, tx, r.ID, seal.General)
	if err != nil {
		return "", err
	}
	return key.OpenString("placement_reserve.sealed", r.sealed)
}
