package daypages_test

import (
	"context"
	"strings"
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Who was not found at a roll and was moved while it was called is looked for by his name, and his card leads to the
// checklist: his file has gone with him.
func TestNobodyIsLookedForByANumber(t *testing.T) {
	each(t, func(h *house) {
		call := id.New()
		h.owe(duty.Duty{Code: "rollcall.missing", Cause: call, Unit: h.brigade, Due: duty.By(morning)})
		h.write(func(ctx context.Context, tx *store.Tx) error {
			beside, err := facility.New(h.db, h.policy).AddIn(ctx, tx, facility.Draft{Parent: string(h.facility), Kind: "brigade", Name: "二大队"})
			if err != nil {
				return err
			}
			stays, err := resident.StaysOf(ctx, tx, []id.ID{h.person})
			if err != nil {
				return err
			}
			if err := h.policy.Check(ctx, tx, policy.PlacementAssign, policy.Resource{Kind: "placement", Facility: h.facility}); err != nil {
				return err
			}
			return resident.MoveIn(ctx, tx, stays[h.person], beside)
		})
		h.sit(policy.DutyOfficer)
		words, leads := h.see("/")
		if !strings.Contains(words, "李明远") || !leadsTo(leads, "/rolls/"+string(call)+"/search/"+string(h.person)) || leadsTo(leads, "/people/") {
			t.Errorf("%s %v", words, leads)
		}
	})
}
