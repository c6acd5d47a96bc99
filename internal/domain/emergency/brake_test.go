package emergency_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/emergency"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// unsigned is the officer of a context without his signature.
func unsigned(ctx context.Context) context.Context {
	who := actor.From(ctx)
	who.SecondAt = time.Time{}
	return actor.With(ctx, who)
}

func (h *house) tries(ctx context.Context, of id.ID, c seal.Compartment, why string) error {
	_, err := h.desk.Open(ctx, store.NewKey(), emergency.Draft{Person: of, Compartment: c, Why: why})
	return err
}

// Two looks within an hour are free; the next is signed, alerts the head and the bureau apart from others, and is judged outside.
func TestTheThirdOpeningWithinAnHourIsSignedAndToldApart(t *testing.T) {
	each(t, func(h *house) {
		night := h.as(policy.DutyOfficer, h.unit)
		bare := unsigned(night)
		first := h.open(bare, seal.Clinical)
		h.open(bare, seal.Infection)
		if err := h.tries(bare, h.person, seal.Child, why); !errs.Is(err, "policy.sign_again") {
			t.Fatal("the third, unsigned:", err)
		}
		h.open(bare, seal.Clinical) // what is open stays open
		third := h.open(night, seal.Child)
		if d := h.owed("emergency.told_many", third); d.State != duty.Pending || d.Owner != policy.FacilityHead || !d.Due.At.Equal(h.hand.Now().Add(time.Hour)) {
			t.Errorf("the head: %+v", d)
		}
		if d := h.owed("emergency.review_many", third); d.State != duty.Pending || d.Owner != policy.BureauInspector {
			t.Errorf("the bureau: %+v", d)
		}
		for _, code := range []duty.Code{"emergency.told", "emergency.review"} {
			if d := h.owed(code, third); d.ID != "" {
				t.Errorf("told as any other: %+v", d)
			}
			if d := h.owed(code, first); d.State != duty.Pending {
				t.Errorf("the first: %+v", d)
			}
		}
		f := emergency.Finding{ID: third, Version: 1, Outcome: emergency.Justified, Words: "三处都要看"}
		if err := h.desk.Review(h.as(policy.LegalOfficer, h.facility), store.NewKey(), f); errs.KindOf(err) != errs.Denied {
			t.Error("judged inside:", err)
		}
		h.must(h.desk.Heed(h.as(policy.FacilityHead, h.facility), store.NewKey(), third))
		h.must(h.desk.Review(h.as(policy.BureauInspector, ""), store.NewKey(), f))
		for _, code := range []duty.Code{"emergency.told_many", "emergency.review_many"} {
			if d := h.owed(code, third); d.State != duty.Done {
				t.Errorf("%s: %+v", code, d)
			}
		}
		h.hand.Forward(time.Hour)
		h.must(h.tries(bare, h.other, seal.Clinical, "另一个人昏迷不醒"))
	})
}

// A sentence that was written of another says nothing of this one; a full stop more is no other sentence.
func TestASentenceIsOfOnePerson(t *testing.T) {
	each(t, func(h *house) {
		night := h.as(policy.DutyOfficer, h.unit)
		h.open(night, seal.Clinical)
		h.open(night, seal.Infection) // of the same person it may stand again
		for _, same := range []string{why, why + "。", " " + why + "!"} {
			if err := h.tries(night, h.other, seal.Clinical, same); errs.Find(err) == nil || errs.Find(err).Code != "emergency.bad_input" || errs.Find(err).Fields[0].Code != "emergency.words_copied" {
				t.Errorf("%q: %v", same, err)
			}
		}
		h.must(h.tries(night, h.other, seal.Clinical, "同屋的人也倒下了，叫不醒"))
	})
}

// However it is signed, one officer opens no more than so many within an hour; another is not kept from it.
func TestAWardIsNotReadThroughByEmergency(t *testing.T) {
	each(t, func(h *house) {
		h.desk.Minutes = 1 // each is over before the next
		var doctor context.Context
		account := actor.From(h.as(policy.Doctor, h.facility))
		signed := func() context.Context {
			account.SecondAt = h.hand.Now()
			return actor.With(h.Context(), account)
		}
		for n := range emergency.Most {
			doctor = signed()
			h.must(h.tries(doctor, h.person, seal.Clinical, "第"+strconv.Itoa(n)+"次抽搐"))
			h.hand.Forward(2 * time.Minute)
		}
		err := h.tries(signed(), h.person, seal.Clinical, why)
		if e := errs.Find(err); e == nil || e.Kind != errs.TooMany || e.Code != "emergency.too_many" || e.Args[1] != 60-2*emergency.Most {
			t.Fatalf("one too many: %v", err)
		}
		h.must(h.tries(h.as(policy.Nurse, h.facility), h.person, seal.Clinical, why))
		h.hand.Forward(time.Duration(60-2*emergency.Most) * time.Minute)
		h.must(h.tries(signed(), h.person, seal.Clinical, why))
	})
}
