package staff_test

import (
	"context"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// A keeper of a facility ends by himself no post of who watches him there: of the legal officer it takes two where a second
// could agree, of the head it is not his. Who may not appoint to a post may not end it.
func TestOneKeeperEndsNoPostOfWhoWatchesHim(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		pol, demo := policytest.Engine(t, db.Clock()), actor.With(t.Context(), actor.Part("demo"))
		desk, places := staff.New(db, sealtest.Vault(t, db), pol), facility.New(db, pol)
		posts := map[string]id.ID{}
		house, err := store.Write(demo, db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
			bureau, err := places.FoundIn(demo, tx, "省戒毒管理局")
			if err != nil {
				return "", err
			}
			house, err := places.AddIn(demo, tx, facility.Draft{Parent: string(bureau), Kind: "facility", Name: "绵阳示范所", Code: "MY"})
			for _, role := range []string{policy.Teacher, policy.LegalOfficer, policy.FacilityHead} {
				if err != nil {
					return "", err
				}
				var who id.ID
				if who, err = desk.EnrolIn(demo, tx, house, staff.Draft{Name: "何一", Number: "51990" + role}); err == nil {
					posts[role], err = desk.AppointIn(demo, tx, staff.PostDraft{Member: who, Unit: house, Role: role, From: "2026-01-01"})
				}
			}
			return house, err
		})
		if err != nil {
			t.Fatal(err)
		}
		second := false
		desk.Second = func(context.Context, *store.Tx, id.ID, id.ID) (bool, error) { return second, nil }
		last := civil.On(2026, 12, 31)
		end := func(role string) error {
			keeper := policytest.As(t.Context(), policy.FacilityAdmin, house, house, db.Clock()())
			return desk.Leave(keeper, store.NewKey(), posts[role], 1, last)
		}
		if err := end(policy.FacilityHead); errs.KindOf(err) != errs.Denied {
			t.Errorf("his head: %v", err)
		}
		second = true
		if err := end(policy.LegalOfficer); errs.CodeOf(err) != "staff.needs_two" {
			t.Errorf("his legal officer: %v", err)
		}
		if err := end(policy.Teacher); err != nil {
			t.Errorf("a teacher: %v", err)
		}
		if second = false; end(policy.LegalOfficer) != nil {
			t.Error("where nobody could agree, one is enough")
		}
	})
}
