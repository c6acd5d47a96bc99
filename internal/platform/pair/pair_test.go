package pair_test

import (
	"context"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/pair"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

type house struct {
	t    *testing.T
	hand *clock.Hand
	db   *store.DB
	room *pair.Room
	done []pair.Act
	of   pair.Concern
}

func each(t *testing.T, run func(t *testing.T, h *house)) {
	hand := clock.At(storetest.Start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		h := &house{t: t, hand: hand, db: db}
		sealtest.Vault(t, db)
		h.room = pair.New(db, policytest.Engine(t, hand.Now), pair.Kind{
			Name:     "door.open",
			Concerns: func(context.Context, *store.Tx, pair.Act) (pair.Concern, error) { return h.of, nil },
			Do: func(_ context.Context, _ *store.Tx, a pair.Act) error {
				h.done = append(h.done, a) // twice in a test: every body runs twice
				return nil
			},
		})
		run(t, h)
	})
}

// signed is somebody with a post, who has just signed.
func (h *house) signed(staff id.ID, role string, facility id.ID) context.Context {
	who := policytest.Officer(role, facility, "")
	who.Staff = staff
	return actor.With(h.t.Context(), policytest.Signed(who, h.hand.Now()))
}

func (h *house) propose(ctx context.Context) (id.ID, error) {
	return h.room.Propose(ctx, store.NewKey(), pair.Act{Kind: "door.open", Word: "k1"})
}

func (h *house) is(err error, code string) {
	h.t.Helper()
	if !errs.Is(err, code) {
		h.t.Errorf("%v, want %s", err, code)
	}
}

func TestAnActThatNeedsTwoIsDoneByTwo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		one, two, third := id.New(), id.New(), id.New()
		_, err := h.propose(actor.With(t.Context(), policytest.Officer(policy.SystemKeeper, "", "")))
		h.is(err, "policy.sign_again")
		which, err := h.propose(h.signed(one, policy.SystemKeeper, ""))
		if err != nil {
			t.Fatal(err)
		}
		_, err = h.propose(h.signed(two, policy.SystemKeeper, ""))
		h.is(err, "pair.waits_already")
		h.is(h.room.Confirm(h.signed(one, policy.SystemKeeper, ""), store.NewKey(), which, 1), "policy.reason.own_proposal")
		h.is(h.room.Confirm(h.signed(one, policy.BureauHead, ""), store.NewKey(), which, 1), "policy.reason.own_proposal") // in another post
		if err := h.room.Confirm(h.signed(third, policy.FacilityHead, id.New()), store.NewKey(), which, 1); errs.KindOf(err) != errs.Denied {
			t.Error("a facility's head confirms what is the bureau's:", err)
		}
		if len(h.done) != 0 {
			t.Fatal("done by one")
		}
		if err := h.room.Confirm(h.signed(two, policy.BureauInspector, ""), store.NewKey(), which, 1); err != nil {
			t.Fatal(err)
		}
		if len(h.done) == 0 || h.done[0] != (pair.Act{Kind: "door.open", Word: "k1"}) {
			t.Error(h.done)
		}
		h.is(h.room.Confirm(h.signed(third, policy.BureauHead, ""), store.NewKey(), which, 1), "pair.not_open")
		list, err := h.room.List(h.signed(third, policy.BureauInspector, ""), 10)
		if err != nil || len(list) != 1 || list[0].Proposer != one || list[0].Settler != two || list[0].State != pair.Done {
			t.Errorf("%+v %v", list, err)
		}
		facts, err := store.Read(t.Context(), h.db, func(tx *store.Tx) (store.Slice[audit.Entry], error) {
			return audit.List(t.Context(), tx, audit.Filter{Record: which}, store.Page{})
		})
		kinds := map[string]bool{}
		for _, f := range facts.Rows {
			kinds[f.Kind] = true
		}
		if err != nil || len(facts.Rows) != 2 || !kinds["pair.proposed"] || !kinds["pair.confirmed"] {
			t.Error(kinds, err)
		}
	})
}

func TestAProposalLapsesAfterADay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		which, err := h.propose(h.signed(id.New(), policy.SystemKeeper, ""))
		if err != nil {
			t.Fatal(err)
		}
		h.hand.Forward(pair.Life - time.Second)
		if list, err := h.room.List(h.signed(id.New(), policy.BureauHead, ""), 10); err != nil || list[0].State != pair.Open {
			t.Error(list, err)
		}
		h.hand.Forward(time.Second)
		h.is(h.room.Confirm(h.signed(id.New(), policy.BureauHead, ""), store.NewKey(), which, 1), "pair.lapsed")
		if list, err := h.room.List(h.signed(id.New(), policy.BureauHead, ""), 10); err != nil || list[0].State != pair.Lapsed {
			t.Error(list, err)
		}
		if _, err := h.propose(h.signed(id.New(), policy.SystemKeeper, "")); err != nil {
			t.Error("what has lapsed stands in the way:", err)
		}
	})
}

func TestOneWithdrawsAndWhomItIsAboutDoesNotConfirm(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		here, subject := id.New(), id.New()
		h.of = pair.Concern{Facility: here, Subject: subject}
		which, err := h.propose(h.signed(id.New(), policy.FacilityAdmin, here))
		if err != nil {
			t.Fatal(err)
		}
		h.is(h.room.Confirm(h.signed(subject, policy.FacilityHead, here), store.NewKey(), which, 1), "policy.reason.own_proposal")
		if list, err := h.room.List(h.signed(id.New(), policy.FacilityHead, id.New()), 10); err != nil || len(list) != 0 {
			t.Error("another facility's head sees it:", list, err)
		}
		if list, err := h.room.List(h.signed(id.New(), policy.FacilityHead, here), 10); err != nil || len(list) != 1 {
			t.Error(list, err)
		}
		if err := h.room.Withdraw(h.signed(id.New(), policy.FacilityHead, here), store.NewKey(), which, 1); err != nil {
			t.Error(err)
		}
		h.is(h.room.Confirm(h.signed(id.New(), policy.FacilityHead, here), store.NewKey(), which, 1), "pair.not_open")
		if len(h.done) != 0 {
			t.Error("done, though withdrawn")
		}
		_, err = h.room.Propose(h.signed(id.New(), policy.FacilityAdmin, here), store.NewKey(), pair.Act{Kind: "door.open", Word: "张三 的"})
		h.is(err, "pair.unknown")
	})
}
