package known

import (
	"context"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/history"
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

var reserveColumns = []string{"id", "version", "facility", "bed", "person", "until_on", "made_at", "made_by", "sealed", "ended_at", "ended_by"}

const selectReserve = `select id, version, facility, bed, person, until_on, made_at, made_by, sealed from placement_reserve `

func scanReserve(s store.Scanner) (r Reservation, err error) {
	err = s.Scan(&r.ID, &r.Version, &r.Facility, &r.Bed, &r.Person, store.Day(&r.Until), store.Instant(&r.At), &r.By, &r.sealed)
	return r, err
}

// ReservedIn lists the beds of a facility that are reserved; one whose day has passed is reserved no longer.
func ReservedIn(ctx context.Context, tx *store.Tx, facility id.ID) ([]Reservation, error) {
	return store.Collect(ctx, tx, scanReserve, selectReserve+`where facility = $1 and ended_at is null and until_on >= $2`, facility, tx.Today().String())
}

// ReservationOf is the reservation of a bed that stands; store.changed_meanwhile where there is none any more.
func ReservationOf(ctx context.Context, tx *store.Tx, bed id.ID) (Reservation, error) {
	r, err := store.One(ctx, tx, scanReserve, selectReserve+`where bed = $1 and ended_at is null`, bed)
	if errs.KindOf(err) == errs.NotFound {
		return r, errs.New(errs.Conflict, "store.changed_meanwhile")
	}
	return r, err
}

// Reserve keeps a bed. One whose day has passed still has its row: it ends now, when somebody else wants the bed.
func (b Book) Reserve(ctx context.Context, tx *store.Tx, r Reservation) error {
	old, err := store.Collect(ctx, tx, scanReserve, selectReserve+`where bed = $1 and ended_at is null`, r.Bed)
	if err != nil {
		return err
	}
	for _, o := range old {
		if err := b.Unreserve(ctx, tx, o); err != nil {
			return err
		}
	}
	key, err := b.Vault.Create(ctx, tx, r.ID, seal.General)
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
	r.Version, r.At, r.By = 1, tx.Now(), actor.From(ctx).Ref()
	if err := history.Keep(ctx, tx, key, "placement_reserve", r.ID, 1, r); err != nil {
		return err
	}
	return audit.Record(ctx, tx, r.fact("placement.reserved", 1, audit.Made("placement_reserve", reserveColumns, row)))
}

// ReserveAgain keeps a bed for a person as it was kept until he took it at a moment; where it was not, there is nothing to do.
func (b Book) ReserveAgain(ctx context.Context, tx *store.Tx, taken Reservation, at time.Time) error {
	old, err := store.Collect(ctx, tx, scanReserve, selectReserve+`where bed = $1 and person = $2 and ended_at = $3 and until_on >= $4`,
		taken.Bed, taken.Person, store.Micros(at), tx.Today().String())
	if err != nil {
		return err
	}
	for _, r := range old {
		if r.Words, err = b.Words(ctx, tx, r); err != nil {
			return err
		}
		r.ID = id.New()
		if err := b.Reserve(ctx, tx, r); err != nil {
			return err
		}
	}
	return nil
}

func (r Reservation) fact(kind string, version int64, rows ...audit.Row) audit.Fact {
	return audit.Fact{Room: "placement", Kind: kind, Record: r.ID, Version: version, About: r.Person, Facility: r.Facility, Compartment: seal.General, Rows: rows}
}

// ended is a reservation that is one no longer.
type ended struct {
	Reservation
	Ended time.Time
}

// Unreserve ends a reservation in its version.
func (b Book) Unreserve(ctx context.Context, tx *store.Tx, r Reservation) error {
	if err := store.Update(ctx, tx, `update placement_reserve set ended_at = $3, ended_by = $4, version = version + 1 where id = $1 and version = $2`,
		r.ID, r.Version, store.Micros(tx.Now()), actor.From(ctx).Ref()); err != nil {
		return err
	}
	key, err := b.Vault.Key(ctx, tx, r.ID, seal.General)
	if err != nil {
		return err
	}
	if err := history.Keep(ctx, tx, key, "placement_reserve", r.ID, r.Version+1, ended{r, tx.Now()}); err != nil {
		return err
	}
	return audit.Record(ctx, tx, r.fact("placement.reserve_ended", r.Version+1, audit.Kept("placement_reserve", r.ID)))
}

// Words opens what was said of a reservation.
func (b Book) Words(ctx context.Context, tx *store.Tx, r Reservation) (string, error) {
	key, err := b.Vault.Key(ctx, tx, r.ID, seal.General)
	if err != nil {
		return "", err
	}
	return key.OpenString("placement_reserve.sealed", r.sealed)
}
