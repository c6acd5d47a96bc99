package daypages_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/person"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Who was never taken in has his name on his own card also when another file bears his number: what else is owed of him says
// where he stands.
func TestTheOtherFileKeepsItsName(t *testing.T) {
	each(t, func(h *house) {
		divisions, err := cn.OpenDivisions()
		if err != nil {
			t.Fatal(err)
		}
		other := id.New()
		h.write(func(ctx context.Context, tx *store.Tx) error {
			persons := person.New(h.db, h.vault, h.policy, divisions)
			return persons.CreateIn(ctx, tx, person.At{Facility: h.facility, Unit: h.brigade}, []person.Person{{ID: other, Name: "高原"}})
		})
		h.write(func(ctx context.Context, tx *store.Tx) error {
			if err := h.policy.Check(ctx, tx, policy.MeasureRecord, policy.Resource{Kind: "measure", Facility: h.facility}); err != nil {
				return err
			}
			return duty.OpenNew(ctx, tx, []duty.Duty{
				{Code: "organ.correct_letter", Subject: other, Cause: id.New(), Number: -1, Facility: h.facility, Unit: h.facility, Due: duty.By(morning.Add(time.Hour))},
				{Code: "person.clash", Subject: h.person, Cause: other, Number: -1, Facility: h.facility, Unit: h.facility, Due: duty.By(morning.Add(2 * time.Hour))},
			})
		})
		h.sit("legal_officer")
		if words, _ := h.see("/"); !strings.Contains(words, "高原") {
			t.Errorf("nobody reads of whom it is owed: %s", words)
		}
	})
}

// What its own room closes is not ticked off from the day: the card leads there.
func TestWhatClosesElsewhereLeadsThere(t *testing.T) {
	each(t, func(h *house) {
		call, paper := id.New(), id.New()
		h.owe(duty.Duty{Code: "rollcall.missing", Cause: call, Unit: h.brigade, Due: duty.By(morning)})
		h.owe(duty.Duty{Code: "letter.replace", Cause: paper})
		h.sit("facility_head")
		words, leads := h.see("/")
		if leadsTo(leads, "/done") || !leadsTo(leads, "/rolls/"+string(call)+"/search/"+string(h.person)) || strings.Contains(words, "由事项中的步骤完成") {
			t.Errorf("%s %v", words, leads)
		}
		h.sit("legal_officer")
		if _, leads = h.see("/"); leadsTo(leads, "/done") || !leadsTo(leads, "/papers") {
			t.Errorf("%v", leads)
		}
	})
}

// Who caused the report of an act outside the law has no button for it.
func TestWhoCausedItIsNotAskedToSayThatItWasDone(t *testing.T) {
	each(t, func(h *house) {
		his := h.sit("legal_officer")
		ctx := actor.With(t.Context(), his)
		if _, err := store.Write(ctx, h.db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
			if err := h.policy.Check(ctx, tx, policy.MeasureRecord, policy.Resource{Kind: "measure", Facility: h.facility}); err != nil {
				return "", err
			}
			return duty.Open(ctx, tx, duty.Duty{Code: "act.report", Subject: h.person, Cause: id.New(), Number: -1, Facility: h.facility, Unit: h.facility, Due: duty.By(morning)})
		}); err != nil {
			t.Fatal(err)
		}
		if _, leads := h.see("/"); leadsTo(leads, "/done") {
			t.Errorf("%v", leads)
		}
		h.sit("legal_officer")
		if _, leads := h.see("/"); !leadsTo(leads, "/done") {
			t.Errorf("another is not asked: %v", leads)
		}
	})
}
