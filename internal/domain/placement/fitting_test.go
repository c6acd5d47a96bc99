package placement_test

import (
	"testing"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/placement/separation"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/store"
)

// Of each brigade it is said how many of its open beds suit a newcomer, by phase; of the others why they do not.
func TestHowManyBedsSuitWhoArrives(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.bring(
			guest{name: "甲", phase: resident.Detox, bed: "101/1"}, guest{name: "乙", woman: true, bed: "102/1"},
			guest{name: "丙", woman: true, brigade: 1, bed: "201/1"},
		)
		man := placement.Arrival{Who: person.Person{ID: id.New(), Sex: cn.Male, Born: civil.DateOf(h.hand.Now()).AddYears(-30)}, Facility: h.facility}
		fits := read(h, func(tx *store.Tx) (map[id.ID]placement.Fitting, error) {
			return h.desk.Fitting(h.as("intake_officer"), tx, man)
		})
		first, second := fits[h.brigades[0]], fits[h.brigades[1]]
		if first.Free != 7 || first.Suits != 5 || first.In[resident.Detox] != 5 || first.In[resident.Adaptation] != 3 || first.Against[separation.BySex] != 2 {
			t.Errorf("%+v", first)
		}
		if second.Free != 8 || second.Suits != 0 || second.Against[placement.ByKind] != 8 {
			t.Errorf("an empty room among women is no bed for a man: %+v", second)
		}
		offers := read(h, func(tx *store.Tx) ([]placement.Offer, error) {
			man.Unit, man.Phase = h.brigades[0], string(resident.Detox)
			return h.desk.Offers(h.as("intake_officer"), tx, man, 9)
		})
		if len(offers) != 2 { // one a room
			t.Errorf("%+v", offers)
		}
	})
}
