package authn_test

import (
	"crypto/sha256"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/id"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// alter writes to the database as somebody who holds it and has no key.
func (h house) alter(text string, args ...any) {
	h.t.Helper()
	ctx := actor.With(h.t.Context(), actor.Part("authn"))
	_, err := store.Write(ctx, h.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		tx.MarkPolicy("authn")
		tx.MarkAudit("authn")
		_, err := tx.Exec(ctx, text, args...)
		return 0, err
	})
	h.must(err)
}

// Who can write the database makes himself no session and no ticket, and gives his own to nobody else's account.
func TestWhoHoldsTheDatabaseIsNobody(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		doctor, own := h.officer("li.min", policy.Doctor), h.officer("wang", policy.Teacher)
		e := h.signIn("wang")
		victim := h.accountOf(doctor).ID
		bare := sha256.Sum256([]byte("mine"))
		h.alter(`insert into authn_session (id, digest, account, seat, state, started_at, seen_at, ends_at)
			select $1, $2, $3, seat, state, started_at, seen_at, ends_at from authn_session where account = $4`, id.New(), bare[:], victim, h.accountOf(own).ID)
		if s, err := h.room.Find(t.Context(), "mine"); err != nil || s.State != authn.None {
			t.Errorf("a session that nobody entered: %+v %v", s, err)
		}
		h.alter(`update authn_session set account = $1 where id = $2`, victim, e.Session.ID)
		if s, err := h.room.Find(t.Context(), e.Token); err != nil || s.State != authn.None {
			t.Errorf("his session is another's: %+v %v", s, err)
		}
		ticket, err := h.room.Reset(h.keeper(), store.NewKey(), h.accountOf(own).ID, false)
		h.must(err)
		h.alter(`update authn_ticket set account = $1`, victim)
		h.is(h.room.Redeem(t.Context(), ticket, password, ward), "authn.bad_ticket")
		h.alter(`update authn_ticket set account = null`)
		if _, _, err := h.room.Look(t.Context(), ticket); err == nil {
			t.Error("his ticket is the first administrator's")
		}
	})
}
