package outing

import (
	"context"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Withdrawal is an outing that was entered by mistake.
type Withdrawal struct {
	Outing  id.ID
	Version int64
	Words   string // why
}

// Withdraw says of an outing that an officer recorded that it never was, whether or not its return was entered, for a
// reason. Nothing of it is removed: it stays in the person's list, withdrawn, with who said so and why. What closed rolls and
// day books told by it stays as it was told (rollcall.Counted lists them); a running roll asks anew. Entered with another day
// it is an outing of its own. One by law is withdrawn by its fact (outing.by_fact), a transfer by its package.
func (k *Desk) Withdraw(ctx context.Context, key store.Key, w Withdrawal) (err error) {
	defer errs.Wrap(&err, "outing.Withdraw(%s)", w.Outing)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		o, err := k.mistaken(ctx, tx, w)
		if err != nil {
			return "", err
		}
		list := []Outing{o}
		if err := k.Told(ctx, tx, list); err != nil {
			return "", err
		}
		o = list[0]
		o.Void, o.Words.Wrong = true, strings.TrimSpace(w.Words)
		if o.Until.IsZero() {
			err = shut(ctx, tx, "outing.withdrawn", o, later(tx.Now(), o.From))
			o.Version++
		} else {
			o.ClosedBy = actor.From(ctx).Ref()
			if err = save(ctx, tx, &o); err == nil {
				err = record(ctx, tx, "outing.withdrawn", o)
			}
		}
		if err != nil {
			return "", err
		}
		return o.ID, k.tell(ctx, tx, o)
	})
	return err
}

// mistaken loads an outing that may be withdrawn, or answers why it may not.
func (k *Desk) mistaken(ctx context.Context, tx *store.Tx, w Withdrawal) (Outing, error) {
	o, err := Get(ctx, tx, w.Outing)
	if err != nil {
		return o, err
	}
	if err := k.policy.Check(ctx, tx, policy.OutingRecord, o.Resource()); err != nil {
		return o, err
	}
	var f errs.Fields
	switch n := len([]rune(strings.TrimSpace(w.Words))); {
	case o.Void:
		return o, errs.New(errs.Conflict, "outing.withdrawn_already")
	case o.Version != w.Version:
		return o, errs.New(errs.Conflict, "store.changed_meanwhile")
	case o.Kind == Transfer:
		return o, errs.New(errs.Invalid, "outing.by_transfer")
	case !o.ByHand():
		return o, errs.New(errs.Invalid, "outing.by_fact")
	case n == 0:
		f.Add("words", "outing.wrong_missing", "")
	case n > mostWords:
		f.Add("words", "outing.words_long", w.Words, mostWords)
	}
	return o, f.Err("outing.bad_input")
}

// Withdrawn tells which of some outings were withdrawn.
func Withdrawn(ctx context.Context, tx *store.Tx, outings []id.ID) (map[id.ID]bool, error) {
	out := map[id.ID]bool{}
	for len(outings) > 0 {
		n := min(len(outings), 500)
		in, args := store.In(1, outings[:n])
		outings = outings[n:]
		for o, err := range store.Each(ctx, tx, store.Value[id.ID], `select id from outing_outing where void and id in `+in, args...) {
			if err != nil {
				return nil, err
			}
			out[o] = true
		}
	}
	return out, nil
}
