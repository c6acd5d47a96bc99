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
	By       string    // actor.Ref
	Reason   string    // where it was opened
	Lifted   time.Time // zero while it stands
	LiftedBy string
	Why      string // why it was lifted, where it was opened

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

const selectPair = `select id, version, facility, a, b, since_at, made_by, sealed, lifted_at, lifted_by from placement_apart `

func scanPair(s store.Scanner) (p Pair, err error) {
	err = s.Scan(&p.ID, &p.Version, &p.Facility, &p.A, &p.B, store.Instant(&p.Since), &p.By, &p.sealed, store.Instant(&p.Lifted), &p.LiftedBy)
	return p, err
}

// PairOf is one pair that stands; NotFound when there is none.
func PairOf(ctx context.Context, tx *store.Tx, pair id.ID) (Pair, error) {
	return store.One(ctx, tx, scanPair, selectPair+`where id = $1 and lifted_at is null`, pair)
}

// PairsIn lists the pairs that stand of which one sleeps in a facility now, wherever they were made: the other may be the one
// who comes.
func PairsIn(ctx context.Context, tx *store.Tx, facility id.ID) ([]Pair, error) {
	return store.Collect(ctx, tx, scanPair, `with here as (select person from placement_stay where facility = $1 and until_at is null) `+
		selectPair+`where lifted_at is null and (a in (select person from here) or b in (select person from here)) order by id`, facility)
}

// pairWords is where the words of a pair stand: the reason, and when it is lifted both reasons as a value.
const pairWords = "placement_apart.sealed"

// reasons are the words of a pair that was lifted.
type reasons struct{ Reason, Why string }

// open reads the words of a pair. One that was lifted before a reason was asked has the first alone, and no value.
func (p *Pair) open(key *seal.Key) (err error) {
	var both reasons
	if !p.Lifted.IsZero() && key.OpenValue(pairWords, p.sealed, &both) == nil {
		p.Reason, p.Why = both.Reason, both.Why
		return nil
	}
	p.Reason, err = key.OpenString(pairWords, p.sealed)
	return err
}

// PairsOf lists the pairs about a person: those that stand, then those that were lifted, the latest first. Why is opened
// where the reader may know it.
func (b Book) PairsOf(ctx context.Context, tx *store.Tx, who id.ID, why bool) ([]Pair, error) {
	list, err := store.Collect(ctx, tx, scanPair, selectPair+`where (a = $1 or b = $1) order by coalesce(lifted_at, 9000000000000000) desc, id`, who)
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
			if err = list[i].open(key); err != nil {
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
		key.SealString(pairWords, p.Reason), nil, "",
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

// Lift ends a pair, and keeps why beside the reason for which it was made. version is the one the officer saw.
func (b Book) Lift(ctx context.Context, tx *store.Tx, p Pair, version int64, why string) error {
	key, err := b.Vault.Key(ctx, tx, p.ID, seal.General)
	if err != nil {
		return err
	}
	if err := p.open(key); err != nil {
		return err
	}
	p.Version, p.Lifted, p.LiftedBy, p.Why = version+1, tx.Now(), actor.From(ctx).Ref(), why
	words, err := key.SealValue(pairWords, reasons{p.Reason, p.Why})
	if err != nil {
		return err
	}
	if err := store.Update(ctx, tx, `update placement_apart set lifted_at = $3, lifted_by = $4, sealed = $5, version = version + 1 where id = $1 and version = $2`,
		p.ID, version, store.Micros(p.Lifted), p.LiftedBy, words); err != nil {
		return err
	}
	if err := history.Keep(ctx, tx, key, "placement_apart", p.ID, p.Version, p); err != nil {
		return err
	}
	kept := audit.Kept("placement_apart", p.ID)
	return audit.Record(ctx, tx, p.fact("placement.lifted", p.Version, p.A, kept), p.fact("placement.lifted", p.Version, p.B, kept))
}
