package placement_test

import (
	"fmt"
	"slices"
	"testing"

	"guitu/internal/domain/placement"
	"guitu/internal/domain/placement/known"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// needs says what somebody needs, as the doctor does.
func (h *house) needs(name string, c seal.Compartment, illness string) {
	h.t.Helper()
	purpose := map[seal.Compartment]string{seal.Clinical: policy.Treatment, seal.Infection: policy.InfectionControl}[c]
	if err := h.desk.SetNeed(policy.WithPurpose(h.as(policy.Doctor), purpose), store.NewKey(), h.people[name], c, known.Medical{Illness: illness}); err != nil {
		h.t.Fatal(err)
	}
}

// Whatever somebody needs, and wherever it is to be had, everybody but the medical desk is offered the same beds for him,
// and what becomes of the choice is the same: the medical desk is asked.
func TestANeedChangesNoAnswer(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.bring(guest{name: "甲", bed: "101/1"}, guest{name: "丙", brigade: 1, bed: "201/1"})
		h.class(known.None)
		var first string
		tell := func() string {
			out := ""
			for _, role := range []string{policy.IntakeOfficer, policy.ReturnOfficer, policy.FacilityHead, policy.BrigadeHead} {
				var beds []placement.Offer
				if role == policy.BrigadeHead { // no say in other brigades
					_, err := h.move(role, "甲", "202/1")
					out += fmt.Sprint(role, err)
					continue
				}
				beds = h.offered(role, "甲")
				out += fmt.Sprint(role, beds)
				for _, b := range beds[:min(1, len(beds))] {
					act, err := h.move(role, "甲", b.Place.Room+"/"+b.Place.Bed)
					out += fmt.Sprintf("%q %v %v", act, err, h.owed("bed.asked"))
				}
			}
			out += fmt.Sprint(h.arriving("甲"))
			h.must(t, h.desk.Stay(h.as(policy.Doctor), store.NewKey(), h.people["甲"]))
			return out
		}
		for _, say := range []struct {
			c       seal.Compartment
			illness string
		}{{seal.Infection, known.None}, {seal.Infection, "infectious"}, {seal.Infection, known.None}, {seal.Clinical, "mental"}, {seal.Clinical, "disabled"}} {
			h.needs("甲", say.c, say.illness)
			told := tell()
			if first == "" {
				first = told
			}
			if told != first {
				t.Errorf("with %s:\n%s\nand without:\n%s", say.illness, told, first)
			}
		}
		if h.bedOf("甲") != "101/1" {
			t.Error("somebody moved him")
		}
	})
}

// arriving is what somebody would be offered who comes again, no brigade being chosen.
func (h *house) arriving(name string) (beds []string) {
	h.t.Helper()
	a := placement.Arrival{Facility: h.facility, Phase: string(resident.Phases[0])}
	a.Who.ID, a.Who.Sex = h.people[name], "male"
	for _, o := range read(h, func(tx *store.Tx) ([]placement.Offer, error) {
		return h.desk.Offers(h.as(policy.IntakeOfficer), tx, a, 9)
	}) {
		beds = append(beds, o.Place.Room+"/"+o.Place.Bed)
	}
	return beds
}

// The medical desk gives the bed that was asked for or another, or leaves him; then nothing is asked and no bed is kept.
func TestTheMedicalDeskAnswers(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.bring(guest{name: "甲", bed: "101/1"}, guest{name: "丙", brigade: 1, bed: "201/1"})
		ask := func() placement.Offer {
			b := h.elsewhere("甲")[0]
			if act, err := h.move(policy.IntakeOfficer, "甲", b.Place.Room+"/"+b.Place.Bed); err != nil || act != "" {
				t.Fatal(act, err)
			}
			return b
		}
		kept := func() (n int) {
			for _, r := range read(h, func(tx *store.Tx) ([]known.Reservation, error) { return known.ReservedIn(h.demo, tx, h.facility) }) {
				if r.Person == h.people["甲"] {
					n++
				}
			}
			return n
		}
		ask()
		b := ask() // again: what was asked before is asked no longer
		if got := h.owed("bed.asked"); !slices.Equal(got, []string{"甲"}) || kept() != 1 || h.bedOf("甲") != "101/1" {
			t.Fatal(got, kept(), h.bedOf("甲"))
		}
		want(t, "no other answers", h.desk.Stay(h.as(policy.IntakeOfficer), store.NewKey(), h.people["甲"]), "policy.denied")
		if _, err := h.move(policy.Doctor, "甲", b.Place.Room+"/"+b.Place.Bed); err != nil {
			t.Fatal(err)
		}
		if got := h.owed("bed.asked"); len(got) != 0 || kept() != 0 || h.bedOf("甲") != b.Place.Room+"/"+b.Place.Bed {
			t.Error(got, kept(), h.bedOf("甲"))
		}

		h.bring(guest{name: "乙", bed: "102/1"})
		c := h.elsewhere("乙")[0]
		if _, err := h.move(policy.FacilityHead, "乙", c.Place.Room+"/"+c.Place.Bed); err != nil {
			t.Fatal(err)
		}
		h.hand.Forward(4 * 24 * 3600e9) // nobody answers: the bed is kept no longer, and nothing is asked of a bed that is another's
		h.review()
		if got := h.owed("bed.asked"); len(got) != 0 {
			t.Error(got)
		}
	})
}
