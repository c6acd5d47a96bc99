package units

import (
	"slices"
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
)

func TestTheTreeIsNamedAndChosenFrom(t *testing.T) {
	service := of([]facility.Unit{
		{ID: "b", Kind: facility.Bureau, Name: "示范省局"},
		{ID: "f", Parent: "b", Facility: "f", Kind: facility.Facility, Name: "云岭示范所"},
		{ID: "g", Parent: "b", Facility: "g", Kind: facility.Facility, Name: "青川示范所"},
		{ID: "f1", Parent: "f", Facility: "f", Kind: facility.Brigade, Name: "一大队"},
	})
	for unit, want := range map[id.ID]string{"b": "示范省局", "f": "云岭示范所", "f1": "云岭示范所 一大队", "none": ""} {
		if got := service.Name(unit); got != want {
			t.Errorf("%s: %q", unit, got)
		}
	}
	for _, c := range []struct {
		scope policy.Scope
		want  []string
	}{
		{policy.Scope{All: true}, []string{"示范省局", "　云岭示范所", "　　一大队", "　青川示范所"}},
		{policy.Scope{Facilities: []id.ID{"f"}}, []string{"云岭示范所", "　一大队"}},
		{policy.Scope{}, nil},
	} {
		var got []string
		for _, o := range Options(service.Seen(c.scope)) {
			got = append(got, o.Label)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%v: %q", c.scope, got)
		}
	}
	if got := Options(service.Seen(policy.Scope{Facilities: []id.ID{"g"}})); !slices.Equal(got, []web.Option{{Value: "g", Label: "青川示范所"}}) {
		t.Error(got)
	}
}
