package placement_test

import (
	"testing"

	"guitu/internal/base/cn"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// A woman who arrives is offered no empty room of a brigade of men, and may be the first of a brigade that stands empty.
func TestNobodyIsOfferedABedAmongTheOtherSex(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.bring(guest{name: "甲", bed: "101/1"})
		offered := func(sex cn.Sex, brigade int) int {
			return len(read(h, func(tx *store.Tx) ([]placement.Offer, error) {
				return h.desk.Offers(h.as(policy.IntakeOfficer), tx, placement.Arrival{Who: person.Person{Name: "新到", Sex: sex}, Facility: h.facility, Unit: h.brigades[brigade]}, 9)
			}))
		}
		if n := offered(cn.Female, 0); n != 0 {
			t.Errorf("a woman is offered %d beds of a brigade of men", n)
		}
		if man, first := offered(cn.Male, 0), offered(cn.Female, 1); man == 0 || first == 0 {
			t.Errorf("a man is offered %d, the first of an empty brigade %d", man, first)
		}
	})
}
