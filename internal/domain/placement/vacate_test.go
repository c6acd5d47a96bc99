package placement_test

import (
	"context"
	"testing"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/domain/placement"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// The bed of who is gone for long can be given to another; that of who comes back cannot. It is taken back like a move.
func TestABedIsGivenBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.bring(guest{name: "甲", bed: "101/1"}, guest{name: "乙", bed: "101/2"}, guest{name: "丙"})
		gone := map[id.ID]bool{}
		vacate := func(role, name, bed string) (id.ID, error) {
			return h.desk.Vacate(h.as(role), store.NewKey(), placement.Vacating{Person: h.people[name], Bed: h.beds[bed], Words: "脱逃，床位另排"})
		}
		_, err := vacate(policy.ZoneOfficer, "甲", "101/1")
		want(t, "while nobody says who is gone", err, "placement.comes_back")
		h.desk.Gone = func(_ context.Context, _ *store.Tx, p id.ID) (bool, error) { return gone[p], nil }
		_, err = vacate(policy.ZoneOfficer, "甲", "101/1")
		want(t, "of who is here", err, "placement.comes_back")
		gone[h.people["甲"]] = true
		_, err = vacate(policy.Teacher, "甲", "101/1")
		want(t, "a teacher", err, "policy.denied")
		_, err = vacate(policy.ZoneOfficer, "甲", "101/3")
		want(t, "another bed than his", err, "placement.moved_meanwhile")
		act, err := vacate(policy.ZoneOfficer, "甲", "101/1")
		h.must(t, err)
		if h.bedOf("甲") != "" {
			t.Error("he keeps it:", h.bedOf("甲"))
		}
		_, err = vacate(policy.ZoneOfficer, "甲", "101/1")
		want(t, "twice", err, "placement.moved_meanwhile")
		h.offers(t, act, "")
		_, err = h.desk.Undo(h.as(policy.ZoneOfficer), store.NewKey(), act)
		h.must(t, err)
		if h.bedOf("甲") != "101/1" {
			t.Error("taken back:", h.bedOf("甲"))
		}
		act, err = vacate(policy.ZoneOfficer, "甲", "101/1")
		h.must(t, err)
		h.hand.Forward(time.Minute)
		_, err = h.move(policy.ZoneOfficer, "丙", "101/1")
		h.must(t, err)
		_, err = h.desk.Undo(h.as(policy.ZoneOfficer), store.NewKey(), act)
		want(t, "another sleeps there", err, "placement.undo_changed")
	})
}

// What was owed of a bed that is given back is owed no longer.
func TestABedGivenBackOwesNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.bring(guest{name: "甲", bed: "101/1"}, guest{name: "乙", bed: "101/2"})
		h.desk.Gone = func(context.Context, *store.Tx, id.ID) (bool, error) { return true, nil }
		_, err := h.desk.KeepApart(h.as(policy.ZoneOfficer), store.NewKey(), h.people["甲"], h.people["乙"], "曾经打架")
		h.must(t, err)
		if len(h.owed("bed.move")) != 2 {
			t.Fatal(h.owed("bed.move"))
		}
		_, err = h.desk.Vacate(h.as(policy.ZoneOfficer), store.NewKey(), placement.Vacating{Person: h.people["甲"], Bed: h.beds["101/1"]})
		h.must(t, err)
		if owed := h.owed("bed.move"); len(owed) != 0 {
			t.Error(owed)
		}
	})
}
