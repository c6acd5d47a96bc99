package authn_test

import (
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/id"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

func TestTheFirstAdministrator(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		first, needed, err := h.room.FirstTicket(t.Context())
		h.must(err)
		ticket, _, err := h.room.FirstTicket(t.Context())
		h.must(err)
		if !needed || first == ticket {
			t.Fatal("a new start gives a new ticket")
		}
		_, _, err = h.room.Look(t.Context(), first)
		h.is(err, "authn.bad_ticket")
		staff := id.New()
		h.seats.give(staff, policy.SystemKeeper, "")
		hash, err := h.room.Hash(t.Context(), "keeper", password)
		h.must(err)
		ctx := actor.With(t.Context(), actor.Part("setup"))
		begin := func() error {
			_, err := store.Write(ctx, h.db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
				return h.room.RedeemFirstIn(ctx, tx, ticket, authn.Opening{Staff: staff, Name: "keeper"}, hash)
			})
			return err
		}
		h.must(begin())
		h.is(begin(), "authn.bad_ticket")
		h.signIn("keeper")
		if _, needed, err = h.room.FirstTicket(t.Context()); needed || err != nil {
			t.Errorf("a second first administrator: %v", err)
		}
		ticket, err = h.room.ResetByHand(t.Context(), "KEEPER")
		h.must(err)
		h.must(h.room.Redeem(t.Context(), ticket, password, ward))
	})
}

func TestDemoAccounts(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		if demo, err := h.room.HasDemoAccounts(t.Context()); demo || err != nil {
			t.Errorf("%v %v", demo, err)
		}
		staff := id.New()
		h.seats.give(staff, policy.Doctor, h.facility)
		hash, err := h.room.Hash(t.Context(), "demo", password)
		h.must(err)
		ctx := actor.With(t.Context(), actor.Part("demo"))
		_, err = store.Write(ctx, h.db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
			return h.room.OpenDemoIn(ctx, tx, authn.Opening{Staff: staff, Name: "demo.doctor"}, hash)
		})
		h.must(err)
		if demo, err := h.room.HasDemoAccounts(t.Context()); !demo || err != nil {
			t.Errorf("%v %v", demo, err)
		}
		e, err := h.room.SignIn(t.Context(), authn.Attempt{
			Name: "demo.doctor", Password: password, Code: authn.Code(authn.DemoSecret, h.hand.Now()), Source: ward,
		})
		h.must(err)
		if !e.Session.Demo || !e.Session.HasSecond {
			t.Errorf("%+v", e.Session)
		}
	})
}
