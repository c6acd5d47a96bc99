package known

import (
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
)

// What nobody has said of a brigade or a person is never a finding; where a bed is offered, it is no need.
func TestMedicalClasses(t *testing.T) {
	const ward, who = id.ID("ward"), id.ID("who")
	for _, c := range []struct {
		class, need Medical
		suits, owed bool
	}{
		{Medical{}, Medical{}, true, false},
		{Medical{Illness: None}, Medical{}, true, false},
		{Medical{Illness: "mental"}, Medical{}, false, false},
		{Medical{Illness: "mental"}, Medical{Illness: None}, false, true},
		{Medical{Illness: "mental"}, Medical{Illness: "mental"}, true, false},
		{Medical{Illness: None}, Medical{Illness: "mental"}, false, true},
		{Medical{}, Medical{Illness: "mental"}, false, false},
		{Medical{Illness: None, Drug: "opioid"}, Medical{Drug: "stimulant"}, false, false}, // a drug drives the treatment: it parts nobody
		{Medical{Illness: None, Drug: "opioid"}, Medical{Drug: "opioid"}, true, false},
	} {
		m := Care{map[id.ID]map[seal.Compartment]Medical{ward: {"clinical": c.class}}, map[id.ID]map[seal.Compartment]Medical{who: {"clinical": c.need}}}
		if got := m.Suits(who, ward); got != c.suits {
			t.Errorf("%+v suits %+v: %v", c.class, c.need, got)
		}
		if got := len(m.Misplaced(who, ward)) > 0; got != c.owed {
			t.Errorf("%+v in %+v is owed: %v", c.need, c.class, got)
		}
	}
}
