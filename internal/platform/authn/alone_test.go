package authn_test

import (
	"context"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/id"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// One keeper could invent an officer, be him, and agree to what he proposed himself: so nobody is let in by one alone once
// there is a second who could look at it.
func TestOneKeeperLetsNobodyIn(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.enrolled("head.wang", policy.FacilityHead) // nobody could agree yet: one is enough on the first day

		ghost := id.New()
		h.seats.give(ghost, policy.Doctor, h.facility)
		ticket, err := h.room.Open(h.keeper(), store.NewKey(), authn.Opening{Staff: ghost, Name: "ghost"})
		h.must(err)
		h.must(h.room.Redeem(t.Context(), ticket, password, ward))
		_, err = h.room.SignIn(t.Context(), authn.Attempt{Name: "ghost", Password: password, Source: ward})
		h.is(err, "authn.refused")
		of, err := h.room.Of(h.keeper(), []id.ID{ghost})
		h.must(err)
		h.is(h.room.Reopen(h.keeper(), store.NewKey(), of[ghost].ID, of[ghost].Version), "authn.needs_two")
	})
}

// Of who opens a part of files and has no second factor, the password is all there is: one keeper does not take it.
func TestOneKeeperTakesNoPasswordOfADoctor(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		for name, role := range map[string]string{"doctor.li": policy.Doctor, "teacher.li": policy.Teacher} {
			who := h.officer(name, role)
			of, err := h.room.Of(h.keeper(), []id.ID{who})
			h.must(err)
			_, err = h.room.Reset(h.keeper(), store.NewKey(), of[who].ID, false)
			if role == policy.Doctor {
				h.is(err, "authn.needs_two")
				continue
			}
			h.must(err)
		}
	})
}

// Who has no second factor is who redeems his ticket: one keeper takes no password of who agrees to what others propose, and
// gives no other ticket to who has not redeemed his own, where a second could agree. Two let the next ticket be given, once.
func TestOneKeeperMakesHimselfNobodysSecond(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		waits := id.New()
		h.seats.give(waits, policy.Doctor, h.facility)
		_, err := h.room.Open(h.keeper(), store.NewKey(), authn.Opening{Staff: waits, Name: "doctor.wu"})
		h.must(err)
		head, other := h.officer("head.li", policy.FacilityHead), h.officer("admin.li", policy.FacilityAdmin)
		reset := func(who id.ID) error {
			of, err := h.room.Of(h.keeper(), []id.ID{who})
			h.must(err)
			_, err = h.room.Reset(h.keeper(), store.NewKey(), of[who].ID, false)
			return err
		}
		h.must(reset(head)) // nobody could agree yet
		h.must(reset(waits))
		h.enrolled("head.wang", policy.FacilityHead)
		for _, who := range []id.ID{head, other, waits} {
			h.is(reset(who), "authn.needs_two")
		}
		account := h.accountOf(waits).ID
		_, err = store.Write(h.keeper(), h.db, store.NewKey(), func(tx *store.Tx) (int, error) {
			tx.MarkPolicy("authn") // as two have agreed
			return 0, h.room.DoIn(h.keeper(), tx, authn.Strip, account)
		})
		h.must(err)
		h.must(reset(waits))
		h.is(reset(waits), "authn.needs_two")
	})
}

// colleagues are the officers of the tests at their posts.
func (s *seats) colleagues(_ context.Context, _ *store.Tx, _ id.ID) (out []actor.Actor, _ error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for staff, posts := range s.posts {
		out = append(out, actor.Actor{Kind: actor.Officer, Staff: staff, Posts: posts})
	}
	return out, nil
}

// One keeper does not close out who watches him in his own house, where a second could agree; where nobody could, one is
// enough. Whom nobody needs to watch him he closes alone.
func TestOneKeeperClosesOutNobodyWhoWatchesHim(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		close := func(who id.ID) error {
			of, err := h.room.Of(h.keeper(), []id.ID{who})
			h.must(err)
			return h.room.Close(h.keeper(), store.NewKey(), of[who].ID, of[who].Version)
		}
		h.must(close(h.officer("legal.zhou", policy.LegalOfficer))) // nobody could agree
		legal, head, teacher := h.officer("legal.li", policy.LegalOfficer), h.officer("head.li", policy.FacilityHead), h.officer("teacher.li", policy.Teacher)
		h.enrolled("head.wang", policy.FacilityHead)
		h.is(close(legal), "authn.needs_two")
		h.is(close(head), "authn.needs_two")
		h.must(close(teacher))
	})
}
