package emergency

import (
	"context"
	"math"
	"strings"
	"time"
	"unicode"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/domain/duty"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// The brake (decision 0065): one life at risk is opened at once, a ward is not read through. No law gives these numbers; they
// are the house's choice.
const (
	window = time.Hour // in which openings of one officer are counted
	free   = 2         // of them need no signature: health and the specialist's part of one person
	Most   = 12        // openings of one officer within the window; then others open, whom the refusal names
)

// What is owed of an opening beyond the free ones, in place of told and review: it is told apart, and judged outside.
const (
	toldMany   = duty.Code("emergency.told_many")
	reviewMany = duty.Code("emergency.review_many")
)

// alarmed is until when the head has taken note of one of many; later it rises above him: the house's choice.
const alarmed = time.Hour

// recent are the openings of the officer of ctx within the window, the oldest first.
func recent(ctx context.Context, tx *store.Tx) ([]Opening, error) {
	return store.Collect(ctx, tx, scan, selectOpening+`where opened_by = $1 and opened_at > $2 order by opened_at, id`,
		actor.From(ctx).Ref(), store.Micros(tx.Now().Add(-window)))
}

// brake refuses an opening that is no look at one life: a sentence that was written of another, one too many, and from the
// third on one that is not signed. many tells that it is beyond the free ones.
func (k *Desk) brake(ctx context.Context, tx *store.Tx, o Opening) (many bool, err error) {
	before, err := recent(ctx, tx)
	if err != nil {
		return false, err
	}
	if err := k.copied(ctx, tx, o, before); err != nil {
		return false, err
	}
	if many = len(before) >= free; !many {
		return false, nil
	}
	if len(before) >= Most {
		wait := before[len(before)-Most].At.Add(window).Sub(tx.Now())
		return true, errs.New(errs.TooMany, "emergency.too_many", Most, int(math.Ceil(wait.Minutes())))
	}
	if !policy.Signed(ctx, tx.Now()) {
		return true, errs.New(errs.Denied, "policy.sign_again")
	}
	return true, nil
}

// copied refuses a sentence that the officer wrote of somebody else within the window: it says nothing of this one. Of the same
// person it may stand again, for another part.
func (k *Desk) copied(ctx context.Context, tx *store.Tx, o Opening, before []Opening) error {
	for _, b := range before {
		if b.Person == o.Person {
			continue
		}
		key, err := k.vault.Key(ctx, tx, b.ID, seal.General)
		if err != nil {
			return err
		}
		why, err := key.OpenString("emergency_opening.why", b.why)
		if err != nil {
			return err
		}
		if spoken(why) == spoken(o.Why) {
			var f errs.Fields
			f.Add("why", "emergency.words_copied", "")
			return f.Err("emergency.bad_input")
		}
	}
	return nil
}

// spoken is a sentence without what is not read aloud: a full stop more is the same sentence.
func spoken(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
