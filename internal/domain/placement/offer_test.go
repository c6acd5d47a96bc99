package placement_test

import (
	"errors"
	"slices"
	"testing"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
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

// Who comes of age among minors, or is a minor among adults, is offered no empty room there, as in a later move.
func TestNobodyIsOfferedABedAcrossEighteen(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.bring(guest{name: "少年", age: 16, bed: "101/1"}, guest{name: "甲", brigade: 1, bed: "201/1"})
		offered := func(age, brigade int) (offers, suits int) {
			a := placement.Arrival{Who: person.Person{ID: id.New(), Sex: cn.Male, Born: civil.DateOf(h.hand.Now()).AddYears(-age)}, Facility: h.facility}
			fits := read(h, func(tx *store.Tx) (map[id.ID]placement.Fitting, error) {
				return h.desk.Fitting(h.as(policy.IntakeOfficer), tx, a)
			})
			a.Unit = h.brigades[brigade]
			list := read(h, func(tx *store.Tx) ([]placement.Offer, error) {
				return h.desk.Offers(h.as(policy.IntakeOfficer), tx, a, 9)
			})
			return len(list), fits[a.Unit].Suits
		}
		for _, c := range []struct {
			age, brigade int
			fits         bool
		}{{30, 0, false}, {30, 1, true}, {16, 0, true}, {16, 1, false}} {
			if offers, suits := offered(c.age, c.brigade); (offers > 0) != c.fits || (suits > 0) != c.fits {
				t.Errorf("%d years, brigade %d: %d offers, %d beds suit", c.age, c.brigade, offers, suits)
			}
		}
	})
}

// From whom somebody is kept apart counts before he has a bed of his own, whichever of the two has the smaller id.
func TestWhoComesIsKeptApartFromWhoSleepsHere(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.bring(guest{name: "甲", bed: "101/1"}, guest{name: "乙", bed: "102/1"}, guest{name: "丙", bed: "103/1"})
		for _, sleeper := range []string{"甲", "丙"} { // ids grow: 乙 has the greater one, then the smaller
			_, err := h.desk.KeepApart(h.as(policy.ZoneOfficer), store.NewKey(), h.people[sleeper], h.people["乙"], "曾经打架")
			h.must(t, err)
		}
		h.write(func(tx *store.Tx) error { // 乙 leaves, and comes again
			if err := h.policy.Check(h.demo, tx, policy.ResidentOpen, policy.Resource{Kind: "resident", Facility: h.facility}); err != nil {
				return err
			}
			return errors.Join(resident.CloseIn(h.demo, tx, h.people["乙"], tx.Today()), placement.LeaveIn(h.demo, tx, h.people["乙"]))
		})
		rooms := func(who id.ID) (out []string) {
			a := placement.Arrival{Who: person.Person{ID: who, Sex: cn.Male, Born: civil.On(1990, 5, 1)}, Facility: h.facility, Unit: h.brigades[0]}
			for _, o := range read(h, func(tx *store.Tx) ([]placement.Offer, error) {
				return h.desk.Offers(h.as(policy.IntakeOfficer), tx, a, 9)
			}) {
				out = append(out, o.Place.Room)
			}
			slices.Sort(out)
			return out
		}
		if got := rooms(id.New()); !slices.Equal(got, []string{"101", "102", "103"}) {
			t.Fatalf("a stranger is offered %v", got)
		}
		if got := rooms(h.people["乙"]); !slices.Equal(got, []string{"102"}) {
			t.Errorf("who is kept apart from two is offered %v", got)
		}
	})
}
