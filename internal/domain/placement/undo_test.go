package placement_test

import (
	"testing"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/placement/known"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// What the list of the last acts offers can be taken back, and of what it does not offer it says why: as the act itself
// would answer.
func TestTheListOffersWhatCanBeTakenBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.bring(guest{name: "甲", bed: "101/1"}, guest{name: "乙", bed: "101/2"}, guest{name: "丙", bed: "102/1"}, guest{name: "丁", bed: "103/1"})
		zone := h.as(policy.ZoneOfficer)
		first, err := h.move(policy.ZoneOfficer, "甲", "103/2")
		h.must(t, err)
		h.offers(t, first, "")
		second, err := h.move(policy.ZoneOfficer, "甲", "103/3")
		h.must(t, err)
		h.offers(t, first, "placement.undo_changed") // he has moved since
		h.offers(t, second, "")
		third, err := h.move(policy.ZoneOfficer, "丙", "103/2")
		h.must(t, err)
		h.offers(t, second, "placement.undo_changed") // somebody lies in his bed
		h.offers(t, third, "")

		fourth, err := h.move(policy.ZoneOfficer, "乙", "102/2")
		h.must(t, err)
		back, err := h.move(policy.ZoneOfficer, "甲", "101/1")
		h.must(t, err)
		_, err = h.desk.KeepApart(zone, store.NewKey(), h.people["甲"], h.people["乙"], "曾经打架")
		h.must(t, err)
		h.offers(t, fourth, "placement.no.apart") // a rule stands against the way back
		h.offers(t, back, "")
		_, err = h.desk.Undo(zone, store.NewKey(), back)
		h.must(t, err)
		h.offers(t, back, "placement.undo_twice")

		h.write(func(tx *store.Tx) error {
			if err := h.policy.Check(h.demo, tx, policy.ResidentOpen, policy.Resource{Kind: "resident", Facility: h.facility}); err != nil {
				return err
			}
			return resident.CloseIn(h.demo, tx, h.people["丙"], tx.Today())
		})
		h.offers(t, third, "placement.not_here")
		for _, role := range []string{policy.Teacher, policy.ZoneOfficer} {
			list := read(h, func(tx *store.Tx) ([]placement.Done, error) { return h.desk.Recent(h.as(role), tx, h.facility) })
			if may := list[len(list)-1].May; may != (role == policy.ZoneOfficer) {
				t.Errorf("%s may take an act back: %v", role, may)
			}
		}
		h.hand.Forward(placement.Window)
		h.offers(t, fourth, "") // the other has gone from that room; this is the last moment
		h.hand.Forward(time.Second)
		h.offers(t, fourth, "placement.undo_late")
	})
}

// offers asks the list and the act about one act: want is why it cannot be taken back, "" that it can.
func (h *house) offers(t *testing.T, act id.ID, want string) {
	t.Helper()
	if want != "" {
		if _, err := h.desk.Undo(h.as(policy.ZoneOfficer), store.NewKey(), act); errs.CodeOf(err) != want {
			t.Errorf("the act answers %v, not %s", err, want)
		}
	}
	for _, d := range read(h, func(tx *store.Tx) ([]placement.Done, error) { return h.desk.Recent(h.demo, tx, h.facility) }) {
		if d.ID != act {
			continue
		}
		got := ""
		if d.Why != nil {
			got = d.Why.Code
		}
		if got != want {
			t.Errorf("the list says %q, not %q", got, want)
		}
		return
	}
	if want != "placement.undo_twice" && want != "placement.undo_late" { // those are not listed at all
		t.Errorf("not listed: %s", act)
	}
}

func (h *house) must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A bed that was kept for who moved into it is kept for him again when the move is taken back.
func TestAReservationStandsAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.bring(guest{name: "甲", bed: "101/1"}, guest{name: "乙", bed: "101/2"})
		zone := h.as(policy.ZoneOfficer)
		day := h.hand.Now().AddDate(0, 0, 2).Format("2006-01-02")
		_, err := h.desk.Reserve(zone, store.NewKey(), placement.ReserveDraft{Bed: h.beds["103/2"], Until: day, Person: h.people["甲"], Words: "腿伤，靠近门口"})
		h.must(t, err)
		h.hand.Forward(time.Minute)
		act, err := h.move(policy.ZoneOfficer, "甲", "103/2")
		h.must(t, err)
		h.hand.Forward(time.Minute)
		_, err = h.desk.Undo(zone, store.NewKey(), act)
		h.must(t, err)
		_, err = h.move(policy.ZoneOfficer, "乙", "103/2")
		want(t, "kept for him again", err, "placement.reserved")
		r := read(h, func(tx *store.Tx) (known.Reservation, error) { return known.ReservationOf(h.demo, tx, h.beds["103/2"]) })
		book := known.Book{Vault: h.vault}
		if words := read(h, func(tx *store.Tx) (string, error) { return book.Words(h.demo, tx, r) }); words != "腿伤，靠近门口" || r.Person != h.people["甲"] || r.Until.String() != day {
			t.Errorf("%+v %s", r, words)
		}
		act, err = h.move(policy.ZoneOfficer, "甲", "103/2")
		h.must(t, err)
		_, err = h.desk.Undo(zone, store.NewKey(), act)
		h.must(t, err)
		_, err = h.move(policy.ZoneOfficer, "乙", "103/2")
		want(t, "a second time", err, "placement.reserved")
	})
}
