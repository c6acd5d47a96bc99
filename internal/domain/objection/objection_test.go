package objection_test

import (
	"context"
	"strings"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/objection"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

type house struct {
	*testing.T
	db           *store.DB
	desk         *objection.Desk
	hand         *clock.Hand
	person       id.ID
	facility     id.ID
	unit, second id.ID
}

func each(t *testing.T, body func(*house)) {
	t.Helper()
	hand := clock.At(storetest.Start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		v, p := sealtest.Vault(t, db), policytest.Engine(t, hand.Now)
		h := &house{T: t, db: db, hand: hand, desk: objection.New(db, v, p), person: id.New()}
		demo := actor.With(t.Context(), actor.Part("demo"))
		divisions, err := cn.OpenDivisions()
		h.must(err)
		places, persons, stays := facility.New(db, p), person.New(db, v, p, divisions), resident.New(db, p)
		_, err = store.Write(demo, db, store.NewKey(), func(tx *store.Tx) (_ int, err error) {
			bureau, err := places.FoundIn(demo, tx, "示范省局")
			if err != nil {
				return 0, err
			}
			if h.facility, err = places.AddIn(demo, tx, facility.Draft{Parent: string(bureau), Kind: "facility", Name: "示范所", Code: "F1"}); err != nil {
				return 0, err
			}
			if h.unit, err = places.AddIn(demo, tx, facility.Draft{Parent: string(h.facility), Kind: "brigade", Name: "一大队", Code: "B1"}); err != nil {
				return 0, err
			}
			if h.second, err = places.AddIn(demo, tx, facility.Draft{Parent: string(h.facility), Kind: "brigade", Name: "二大队", Code: "B2"}); err != nil {
				return 0, err
			}
			if err := persons.CreateIn(demo, tx, person.At{Facility: h.facility, Unit: h.unit}, []person.Person{{ID: h.person, Name: "沙河"}}); err != nil {
				return 0, err
			}
			return 0, stays.OpenIn(demo, tx, []resident.Resident{{ID: id.New(), Person: h.person, Facility: h.facility, Unit: h.unit, Admitted: civil.On(2026, 1, 5)}})
		})
		h.must(err)
		body(h)
	})
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) as(role string, unit id.ID) context.Context {
	return policytest.As(h.Context(), role, h.facility, unit, h.hand.Now())
}

func TestAnObjectionIsAnsweredInWriting(t *testing.T) {
	each(t, func(h *house) {
		his := actor.With(h.Context(), actor.Actor{Kind: actor.Resident, Account: "a", Person: h.person})
		for _, bad := range []objection.Draft{{About: "term"}, {About: "food", Words: "x"}, {About: "term", Words: strings.Repeat("啊", 2001)}} {
			if _, err := h.desk.Raise(his, store.NewKey(), bad); !errs.Is(err, "objection.bad_input") {
				t.Error(err)
			}
		}
		if _, err := h.desk.Raise(h.as(policy.CaseOfficer, h.unit), store.NewKey(), objection.Draft{About: "term", Words: "x"}); errs.KindOf(err) != errs.Denied {
			t.Error("raised by an officer:", err)
		}
		o, err := h.desk.Raise(his, store.NewKey(), objection.Draft{About: "term", Words: "早算了两天"})
		h.must(err)
		legal := h.as(policy.LegalOfficer, h.facility)
		owed := func() duty.Duty {
			d, err := store.Read(legal, h.db, func(tx *store.Tx) (duty.Duty, error) { return duty.Owed(legal, tx, h.person, "objection.answer", o) })
			h.must(err)
			return d
		}
		if d := owed(); d.State != duty.Pending || d.Owner != policy.LegalOfficer || !d.Due.None() {
			t.Errorf("%+v", d)
		}
		list := func(ctx context.Context) int {
			all, err := store.Read(ctx, h.db, func(tx *store.Tx) ([]objection.Objection, error) { return h.desk.List(ctx, tx) })
			if err != nil {
				return -1
			}
			return len(all)
		}
		for name, c := range map[string]struct {
			ctx  context.Context
			want int
		}{
			"legal": {legal, 1}, "case officer": {h.as(policy.CaseOfficer, h.unit), 1}, "another brigade": {h.as(policy.CaseOfficer, h.second), 0},
			"duty officer": {h.as(policy.DutyOfficer, h.unit), -1}, "he himself": {his, -1},
		} {
			if got := list(c.ctx); got != c.want {
				t.Errorf("%s lists %d", name, got)
			}
		}
		if _, err := store.Read(legal, h.db, func(tx *store.Tx) (objection.Objection, error) {
			return h.desk.Get(h.as(policy.DutyOfficer, h.unit), tx, o)
		}); errs.KindOf(err) != errs.Denied {
			t.Error(err)
		}
		// His case officer may be whom he means; that he is legal officer elsewhere makes him none here.
		elsewhere := actor.From(h.as(policy.CaseOfficer, h.unit))
		elsewhere.Posts = append(elsewhere.Posts, actor.Post{ID: id.New(), Role: policy.LegalOfficer, Facility: "B", Unit: "B"})
		if err := h.desk.Answer(actor.With(h.Context(), elsewhere), store.NewKey(), objection.Reply{ID: o, Version: 1, Words: "没有的事"}); errs.KindOf(err) != errs.Denied {
			t.Error("answered by who may be meant:", err)
		}
		h.must(h.desk.Answer(legal, store.NewKey(), objection.Reply{ID: o, Version: 1, Words: "查过，没有错"}))
		if err := h.desk.Answer(legal, store.NewKey(), objection.Reply{ID: o, Version: 2, Words: "再答"}); !errs.Is(err, "objection.answered_already") {
			t.Error(err)
		}
		if d := owed(); d.State != duty.Done || d.Evidence != o {
			t.Errorf("%+v", d)
		}
		mine, err := store.Read(his, h.db, func(tx *store.Tx) ([]objection.Objection, error) { return h.desk.Mine(his, tx) })
		h.must(err)
		if len(mine) != 1 || mine[0].Words != "早算了两天" || mine[0].Answer != "查过，没有错" || mine[0].Role != policy.LegalOfficer {
			t.Errorf("%+v", mine)
		}
	})
}
