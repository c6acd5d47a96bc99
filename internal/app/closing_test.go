package app_test

import (
	"testing"

	"guitu/internal/app"
	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// A unit in which somebody sits, or something is owed, does not close: it would fall to nobody.
func TestAUnitThatIsNotEmptyDoesNotClose(t *testing.T) {
	each(t, func(t *testing.T, h *app.House) {
		ctx, last := actor.With(t.Context(), actor.Part("demo")), civil.On(2026, 3, 31)
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		var house, post id.ID
		_, err := store.Write(ctx, h.DB, store.NewKey(), func(tx *store.Tx) (_ int, err error) {
			bureau, err := h.Facility.FoundIn(ctx, tx, "示范省局")
			if err != nil {
				return 0, err
			}
			if house, err = h.Facility.AddIn(ctx, tx, facility.Draft{Parent: string(bureau), Kind: "facility", Name: "云岭示范所", Code: "YL"}); err != nil {
				return 0, err
			}
			who, err := h.Staff.EnrolIn(ctx, tx, house, staff.Draft{Name: "何一"})
			if err != nil {
				return 0, err
			}
			if post, err = h.Staff.AppointIn(ctx, tx, staff.PostDraft{Member: who, Unit: house, Role: policy.Teacher, From: "2026-03-02"}); err != nil {
				return 0, err
			}
			if err := h.Policy.Check(ctx, tx, policy.DutyDischarge, policy.Resource{}); err != nil {
				return 0, err
			}
			_, err = duty.Open(ctx, tx, duty.Duty{Code: "complaint.key", Subject: house, Facility: house, Unit: house, Cause: house})
			return 0, err
		})
		must(err)
		closes := func() error { return h.Facility.Close(ctx, store.NewKey(), house, 1, last) }
		keeps := func(people, posts, duties int) {
			t.Helper()
			e := errs.Find(closes())
			if e == nil || len(e.Fields) != 1 || e.Fields[0].Code != "facility.not_empty" {
				t.Fatal("closed:", e)
			}
			for i, want := range []int{people, posts, duties} {
				if e.Fields[0].Args[i] != want {
					t.Error(e.Fields[0].Args)
				}
			}
		}
		keeps(0, 1, 1)
		must(h.Staff.Leave(ctx, store.NewKey(), post, 1, last))
		keeps(0, 0, 1)
	})
}
