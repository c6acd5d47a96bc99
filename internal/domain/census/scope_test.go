package census_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/domain/census"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Whoever asks, a list holds exactly the rows that policy would let him list one by one.
func TestListsAreTheScope(t *testing.T) {
	each(t, func(h *house) {
		for _, r := range staff.Roles {
			for f := -1; f < 2; f++ {
				for u := -1; u < 2; u++ {
					h.checkScope(h.as(string(r.Role), f, u))
				}
			}
		}
		if _, err := h.desk.Search(t.Context(), "李", store.Page{}); errs.KindOf(err) != errs.Denied {
			t.Errorf("nobody: %v", err)
		}
	})
}

func (h *house) checkScope(ctx context.Context) {
	h.t.Helper()
	var may []string
	for i, p := range cast {
		r := policy.Resource{Kind: "resident", Person: h.people[fmt.Sprint(i)], Facility: h.facilities[p.facility], Unit: h.brigades[p.facility][p.unit]}
		if p.left == "" && h.policy.Allows(ctx, policy.ResidentList, r) {
			may = append(may, fmt.Sprint(i))
		}
	}
	for _, f := range []census.Filter{
		{Left: true},
		{Facility: h.facilities[0]},
		{Unit: h.brigades[0][1]},
		{Phase: string(resident.Detox)},
		{Phase: census.NoPhase},
		{Left: true, Facility: h.facilities[1]},
		{State: "CI_JA_FACILITY"},
	} {
		if some, err := h.desk.Residents(ctx, f, store.Page{}); errs.KindOf(err) != errs.Denied && (err != nil || some.Total != len(some.Rows)) {
			h.t.Errorf("%+v: %d rows, said to be %d: %v", f, len(some.Rows), some.Total, err)
		}
	}
	got, err := h.desk.Residents(ctx, census.Filter{}, store.Page{})
	if errs.KindOf(err) == errs.Denied {
		got, err = store.Slice[census.Row]{}, nil
	}
	keys := h.keys(got.Rows)
	slices.Sort(keys)
	if err != nil || !slices.Equal(keys, may) || got.Total != len(may) {
		h.t.Errorf("%+v lists %v of %d, policy allows %v: %v", actor.From(ctx).Posts, keys, got.Total, may, err)
	}
}
