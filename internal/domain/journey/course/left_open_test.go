package course_test

import (
	"context"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/emergency"
	"guitu/internal/domain/objection"
	"guitu/internal/domain/supervision"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Whatever is open when somebody is transferred is owed by who can close it: what he says is wrong goes with his file, what was
// done in a facility stays with that facility.
func TestWhatIsOpenAtATransferIsOwedByWhoCanCloseIt(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		pol := policytest.Engine(t, h.hand.Now)
		openings, questions := emergency.New(h.db, h.vault, pol), supervision.New(h.db, h.vault, pol)
		his := actor.With(t.Context(), actor.Actor{Kind: actor.Resident, Account: "a", Person: p})
		wrong, err := h.objections.Raise(his, store.NewKey(), objection.Draft{About: "term", Words: "早算了两天"})
		h.must(err)
		opened, err := openings.Open(h.as("duty_officer"), store.NewKey(), emergency.Draft{Person: p, Compartment: seal.Clinical, Why: "他突然倒地没有反应"})
		h.must(err)
		asked, err := questions.Ask(h.as("procurator"), store.NewKey(), supervision.Draft{Facility: h.facility, Person: p, Topic: "restraint", Due: h.today(), Text: "请说明经过"})
		h.must(err)

		_, pkg := h.sent(p)
		in := h.lookedAt(pkg)
		h.must(h.do("intake_officer"+away, in, "receive", "accept_all=yes"))

		for code, want := range map[duty.Code]id.ID{
			"objection.answer": h.there.facility, "emergency.told": h.facility, "emergency.review": h.facility, "supervision.answer": h.facility,
		} {
			if d := h.owes(p, code); d.Facility != want || d.Unit != want || d.State != duty.Pending {
				t.Errorf("%s: %+v", code, d)
			}
		}
		answer := objection.Reply{ID: wrong, Version: 2, Words: "查过，没有错"}
		h.refused(h.objections.Answer(h.as("legal_officer"), store.NewKey(), answer), "policy.denied")
		h.must(h.objections.Answer(h.as("legal_officer"+away), store.NewKey(), answer))
		h.must(openings.Heed(h.as("facility_head"), store.NewKey(), opened))
		h.must(openings.Review(h.as("legal_officer"), store.NewKey(), emergency.Finding{ID: opened, Version: 1, Outcome: emergency.Unjustified, Words: "没有必要"}))
		h.must(questions.Answer(h.as("legal_officer"), store.NewKey(), asked, 1, "见记录"))
		for _, code := range []duty.Code{"objection.answer", "emergency.told", "emergency.review", "supervision.answer"} {
			if d := h.owes(p, code); d.State != duty.Done {
				t.Errorf("%s: %+v", code, d)
			}
		}
		if d := h.owes(p, "emergency.follow"); d.State != duty.Pending || d.Facility != h.facility {
			t.Errorf("%+v", d)
		}
	})
}

// What was answered stays where it was answered.
func TestAnAnsweredObjectionStaysWhereItWasAnswered(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		his := actor.With(t.Context(), actor.Actor{Kind: actor.Resident, Account: "a", Person: p})
		wrong, err := h.objections.Raise(his, store.NewKey(), objection.Draft{About: "term", Words: "早算了两天"})
		h.must(err)
		h.must(h.objections.Answer(h.as("legal_officer"), store.NewKey(), objection.Reply{ID: wrong, Version: 1, Words: "查过，没有错"}))
		_, pkg := h.sent(p)
		in := h.lookedAt(pkg)
		h.must(h.do("intake_officer"+away, in, "receive", "accept_all=yes"))
		h.read(func(ctx context.Context, tx *store.Tx) error {
			o, err := h.objections.Get(actor.With(ctx, actor.From(h.as("legal_officer"))), tx, wrong)
			if o.Facility != h.facility || o.Version != 2 {
				t.Errorf("%+v", o)
			}
			return err
		})
	})
}
