package known

import (
	"context"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/history"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Pair is two people who are not to sleep in one room (分开安置), by an order of the house, until it is lifted.
type Pair struct {
	ID       id.ID
	Version  int64
	Facility id.ID
	A, B     id.ID
	Since    time.Time
	By       string // actor.Ref
	Reason   string // where it was opened

	sealed []byte
}

// Other is from whom somebody of the pair is kept apart.
func (p Pair) Other(who id.ID) id.ID {
	if p.A == who {
		return p.B
	}
	return p.A
}

var pairColumns = []string{"id", "version", "facility", "a", "b", "since_at", "made_by", "sealed", "lifted_at", "lifted_by"}

const selectPair = `select id, version, facility, a, b, since_at, made_by, sealed from placement_apart `

func scanPair(s store.Scanner) (p Pair, err error) {
	err = s.Scan(&p.ID, &p.Version, &p.Facility, &p.A, &p.B, store.Instant(&p.Since), &p.By, &p.sealed)
	return p, err
}

// PairOf is one pair that stands; NotFound when there is none.
func PairOf(ctx context.Context, tx *store.Tx, pair id.ID) (Pair, error) {
	return store.One(ctx, tx, scanPair, selectPair+`where id = $1 and lifted_at is null`, pair)
}

// PairsIn lists the pairs that stand about people who sleep in a facility now, wherever they were made.
func PairsIn(ctx context.Context, tx *store.Tx, facility id.ID) ([]Pair, error) {
	return store.Collect(ctx, tx, scanPair, selectPair+`where lifted_at is null
		and a in (select person from placement_stay where facility = $1 and until_at is null) order by id`, facility)
}

// PairsOf lists the pairs that stand about a person; why is opened where the reader may know it.
func (b Book) PairsOf(ctx context.Context, tx *store.Tx, who id.ID, why bool) ([]Pair, error) {
	list, err := store.Collect(ctx, tx, scanPair, selectPair+`where (a = $1 or b = $1) and lifted_at is null order by id`, who)
	if err != nil || len(list) == 0 || !why {
		return list, err
	}
	ids := make([]id.ID, len(list))
	for i, p := range list {
		ids[i] = p.ID
	}
	keys, err := b.Vault.Keys(ctx, tx, ids, seal.General)
	if err != nil {
		return nil, err
	}
	for i, p := range list {
		if key := keys[p.ID]; key != nil {
			if list[i].Reason, err = key.OpenString("placement_apart.sealed", p.sealed); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

// KeepApart makes a pair; one that stands is placement.apart_stands.
func (b Book) KeepApart(ctx context.Context, tx *store.Tx, p Pair) error {
	p.A, p.B = min(p.A, p.B), max(p.A, p.B)
	n, err := store.One(ctx, tx, store.Value[int], `select count(*) from placement_apart where a = $1 and b = $2 and lifted_at is null`, p.A, p.B)
	if err != nil {
		return err
	}
	if n > 0 {
		return errs.New(errs.Conflict, "placement.apart_stands")
	}
	key, err := b.Vault.Create(ctx, tx, p.ID, seal.General)
	if err != nil {
		return err
	}
	row := []any{
		p.ID, 1, p.Facility, p.A, p.B, store.Micros(tx.Now()), actor.From(ctx).Ref(),
		key.SealString("placement_apart.sealed", p.Reason), nil, "",
	}
	if err := store.Insert(ctx, tx, "placement_apart", pairColumns, [][]any{row}); err != nil {
		return err
	}
	p.Version, p.Since, p.By = 1, tx.Now(), actor.From(ctx).Ref()
	if err := history.Keep(ctx, tx, key, "placement_apart", p.ID, 1, p); err != nil {
		return err
	}
	made := audit.Made("placement_apart", pairColumns, row)
	return audit.Record(ctx, tx, p.fact("placement.kept_apart", 1, p.A, made), p.fact("placement.kept_apart", 1, p.B, made))
}

// fact is the fact of a pair about one of the two.
func (p Pair) fact(kind string, version int64, about id.ID, row audit.Row) audit.Fact {
	return audit.Fact{
		Room: "placement", Kind: kind, Record: p.ID, Version: version, About: about, Facility: p.Facility, Compartment: seal.General,
		Rows: []audit.Row{row},
	}
}

// lifted is a pair that stands no longer.
type lifted struct {
	Pair
	At time.Time
	By string
}

// Lift ends a pair. version is the one the officer saw.
func (b Book) Lift(ctx context.Context, tx *store.Tx, p Pair, version int64) error {
	key, err := b.Vault.Key(ctx, tx, p.ID, seal.General)
	if err != nil {
		return err
	}
	if err := store.Update(ctx, tx, `update placement_apart set lifted_at = $3, lifted_by = $4, version = version + 1 where id = $1 and version = $2`,
		p.ID, version, store.Micros(tx.Now()), actor.From(ctx).Ref()); err != nil {
		return err
	}
	if err := history.Keep(ctx, tx, key, "placement_apart", p.ID, version+1, lifted{p, tx.Now(), actor.From(ctx).Ref()}); err != nil {
		return err
	}
	kept := audit.Kept("placement_apart", p.ID)
	return audit.Record(ctx, tx, p.fact("placement.lifted", version+1, p.A, kept), p.fact("placement.lifted", version+1, p.B, kept))
}
