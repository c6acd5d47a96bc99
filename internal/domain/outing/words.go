package outing

import (
	"context"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// wordsColumn is where the sealed words stand.
const wordsColumn = "outing_words.words"

var wordsColumns = []string{"month", "id", "outing", "at", "said_by", "words"}

// WordsOf is SQL for the person whom a row t of outing_words is about: under his key it is sealed and digested.
const WordsOf = `(select o.person from outing_outing o where o.id = t.outing)`

// tell keeps what is said of an outing from now on.
func (k *Desk) tell(ctx context.Context, tx *store.Tx, o Outing) error {
	key, err := k.vault.Key(ctx, tx, o.Person, seal.General)
	if err != nil {
		return err
	}
	words, err := key.SealValue(wordsColumn, o.Words)
	if err != nil {
		return err
	}
	line := id.New()
	row := []any{line.Month(), line, o.ID, store.Micros(tx.Now()), actor.From(ctx).Ref(), words}
	if err := store.Insert(ctx, tx, "outing_words", wordsColumns, [][]any{row}); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Fact{
		Room: "outing", Kind: "outing.told", Record: o.ID, Version: o.Version, About: o.Person, Facility: o.Facility,
		Compartment: seal.General, Key: key, Rows: []audit.Row{audit.Made("outing_words", wordsColumns, row)},
	})
}

// Told opens the words of outings that the reader may see.
func (k *Desk) Told(ctx context.Context, tx *store.Tx, list []Outing) error {
	at, people := map[id.ID]int{}, []id.ID{}
	var outings []id.ID
	for i, o := range list {
		if o.ID != "" {
			at[o.ID], outings, people = i, append(outings, o.ID), append(people, o.Person)
		}
	}
	if len(outings) == 0 {
		return nil
	}
	keys, err := k.vault.Keys(ctx, tx, people, seal.General)
	if err != nil {
		return err
	}
	type said struct {
		outing id.ID
		at     time.Time
		sealed []byte
	}
	for len(outings) > 0 {
		in, args := store.In(1, outings[:min(len(outings), 500)])
		outings = outings[min(len(outings), 500):]
		scan := func(s store.Scanner) (x said, err error) {
			return x, s.Scan(&x.outing, store.Instant(&x.at), &x.sealed)
		}
		for x, err := range store.Each(ctx, tx, scan, `select outing, at, words from outing_words where outing in `+in+` order by at, id`, args...) {
			if err != nil {
				return err
			}
			o := &list[at[x.outing]]
			if key := keys[o.Person]; key != nil {
				o.Words, o.Said = Words{}, x.at // the latest counts
				if err := key.OpenValue(wordsColumn, x.sealed, &o.Words); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
