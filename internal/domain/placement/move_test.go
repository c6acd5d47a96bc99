package placement_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/placement/known"
	"guitu/internal/domain/placement/separation"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

func TestAMoveInOnesOwnBrigade(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.bring(
			guest{name: "甲", bed: "101/1"}, guest{name: "乙", bed: "101/2"}, guest{name: "少年", age: 16, bed: "102/1"},
			guest{name: "丙", brigade: 1, bed: "201/1"},
		)
		_, err := h.move(policy.ZoneOfficer, "甲", "101/2")
		want(t, "a bed that somebody keeps", err, "placement.taken")
		if e := errs.Find(err); e == nil || len(e.Args) != 2 || e.Args[0] != 1 || e.Args[1] != 6 {
			t.Errorf("it says how many are free in the room and in the brigade: %+v", e)
		}
		_, err = h.move(policy.ZoneOfficer, "甲", "102/2")
		want(t, "beside a minor", err, "placement.no.minor")
		if e := errs.Find(err); errs.KindOf(err) != errs.Refused || !slices.Contains(e.Basis, "NCL 44") {
			t.Errorf("a refusal has its article: %+v", e)
		}
		_, err = h.move(policy.ZoneOfficer, "甲", "101/1")
		want(t, "where he lies", err, "placement.same_bed")
		_, err = h.move(policy.Teacher, "甲", "103/1")
		want(t, "a teacher moves nobody", err, "policy.denied")
		for _, bed := range []string{"201/1", "201/2", "203/3"} {
			_, err = h.move(policy.ZoneOfficer, "甲", bed)
			want(t, "another brigade, "+bed, err, "placement.not_offered")
		}
		if _, err = h.move(policy.ZoneOfficer, "甲", "103/3"); err != nil || h.bedOf("甲") != "103/3" {
			t.Errorf("%v %s", err, h.bedOf("甲"))
		}
		_, err = h.desk.Move(h.as(policy.ZoneOfficer), store.NewKey(), placement.Move{Person: h.people["甲"], From: h.beds["101/1"], To: h.beds["103/1"]})
		want(t, "seen in another bed", err, "placement.moved_meanwhile")
		past := read(h, func(tx *store.Tx) ([]placement.Stay, error) { return placement.Past(h.demo, tx, h.people["甲"]) })
		if len(past) != 2 || !past[0].Until.IsZero() || past[1].Until.IsZero() || past[1].Bed != h.beds["101/1"] {
			t.Errorf("%+v", past)
		}
	})
}

func TestTwoIntoOneBedAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.bring(guest{name: "甲", bed: "101/1"}, guest{name: "乙", bed: "102/1"})
		var wait sync.WaitGroup
		var results [2]error
		for i, m := range []placement.Move{
			{Person: h.people["甲"], From: h.beds["101/1"], To: h.beds["103/2"]}, {Person: h.people["乙"], From: h.beds["102/1"], To: h.beds["103/2"]},
		} {
			ctx := h.as(policy.ZoneOfficer)
			wait.Go(func() { _, results[i] = h.desk.Move(ctx, store.NewKey(), m) })
		}
		wait.Wait()
		if (results[0] == nil) == (results[1] == nil) {
			t.Fatalf("one of two: %v, %v", results[0], results[1])
		}
		for _, err := range results {
			if err != nil {
				want(t, "the second", err, "placement.taken")
			}
		}
	})
}

func TestASwapAndItsUndo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.bring(
			guest{name: "甲", bed: "101/1"}, guest{name: "乙", bed: "102/1"}, guest{name: "丙", bed: "102/2", phase: resident.Detox},
			guest{name: "丁", phase: resident.Reentry, bed: "103/1"}, guest{name: "戊", brigade: 1, bed: "201/1"},
		)
		_, err := h.swap("甲", "戊")
		want(t, "people of two brigades", err, "placement.one_brigade")
		_, err = h.swap("丁", "乙")
		want(t, "beside another phase", err, "placement.no.phase")
		act, err := h.swap("甲", "乙")
		if err != nil || h.bedOf("甲") != "102/1" || h.bedOf("乙") != "101/1" {
			t.Fatal(err, h.bedOf("甲"), h.bedOf("乙"))
		}
		if list := read(h, func(tx *store.Tx) ([]placement.Done, error) { return h.desk.Recent(h.demo, tx, h.facility) }); len(list) != 1 || len(list[0].Steps) != 2 {
			t.Errorf("what can be taken back: %+v", list)
		}
		if _, err := h.desk.Undo(h.as(policy.ZoneOfficer), store.NewKey(), act); err != nil || h.bedOf("甲") != "101/1" || h.bedOf("乙") != "102/1" {
			t.Fatal(err, h.bedOf("甲"), h.bedOf("乙"))
		}
		_, err = h.desk.Undo(h.as(policy.ZoneOfficer), store.NewKey(), act)
		want(t, "a second time", err, "placement.undo_twice")

		act, err = h.move(policy.ZoneOfficer, "甲", "101/3")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.move(policy.ZoneOfficer, "乙", "101/1"); err != nil {
			t.Fatal(err)
		}
		_, err = h.desk.Undo(h.as(policy.ZoneOfficer), store.NewKey(), act)
		want(t, "his bed has gone meanwhile", err, "placement.undo_changed")
		if act, err = h.move(policy.ZoneOfficer, "乙", "103/3"); err != nil { // no phase is known of him
			t.Fatal(err)
		}
		h.hand.Forward(placement.Window + time.Second)
		_, err = h.desk.Undo(h.as(policy.ZoneOfficer), store.NewKey(), act)
		want(t, "too late", err, "placement.undo_late")
	})
}

func TestPairsReservationsAndClosedBeds(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.bring(guest{name: "甲", bed: "101/1"}, guest{name: "乙", bed: "101/2"}, guest{name: "丙", bed: "102/1"})
		zone := h.as(policy.ZoneOfficer)
		apart := func(a, b, why string) error {
			_, err := h.desk.KeepApart(zone, store.NewKey(), h.people[a], h.people[b], why)
			return err
		}
		want(t, "without a reason", apart("甲", "乙", " "), "placement.bad_input")
		want(t, "from himself", apart("甲", "甲", "不和"), "placement.bad_input")
		if err := apart("甲", "乙", "曾经打架"); err != nil {
			t.Fatal(err)
		}
		want(t, "twice", apart("乙", "甲", "曾经打架"), "placement.apart_stands")
		if got := h.owed("bed.move"); len(got) != 2 {
			t.Errorf("both lie in one room, and a move is owed: %v", got)
		}
		if _, err := h.move(policy.ZoneOfficer, "乙", "103/1"); err != nil {
			t.Fatal(err)
		}
		if got := h.owed("bed.move"); len(got) != 0 {
			t.Errorf("it is put right: %v", got)
		}
		_, err := h.move(policy.ZoneOfficer, "乙", "101/3")
		want(t, "back beside him", err, "placement.no.apart")
		list := read(h, func(tx *store.Tx) ([]known.Pair, error) { return h.desk.PairsOf(zone, tx, h.people["甲"]) })
		if len(list) != 1 || list[0].Reason != "曾经打架" || list[0].Other(h.people["甲"]) != h.people["乙"] {
			t.Errorf("%+v", list)
		}
		if closed := read(h, func(tx *store.Tx) ([]known.Pair, error) {
			return h.desk.PairsOf(h.as(policy.Teacher), tx, h.people["甲"])
		}); len(closed) != 1 || closed[0].Reason != "" {
			t.Errorf("why is not said to a teacher: %+v", closed)
		}
		for _, l := range []placement.Lifting{{Words: " ", Sure: true}, {Words: "已和解"}} {
			l.Pair, l.Version = list[0].ID, 1
			want(t, "without a reason, or unsure", h.desk.Lift(zone, store.NewKey(), l), "placement.bad_input")
		}
		if err := h.desk.Lift(zone, store.NewKey(), placement.Lifting{Pair: list[0].ID, Version: 1, Words: "已和解", Sure: true}); err != nil {
			t.Fatal(err)
		}
		list = read(h, func(tx *store.Tx) ([]known.Pair, error) { return h.desk.PairsOf(zone, tx, h.people["甲"]) })
		if len(list) != 1 || list[0].Lifted.IsZero() || list[0].LiftedBy == "" || list[0].Reason != "曾经打架" || list[0].Why != "已和解" {
			t.Errorf("what was lifted keeps both reasons: %+v", list)
		}
		if _, err := h.move(policy.ZoneOfficer, "乙", "101/3"); err != nil {
			t.Error("lifted:", err)
		}

		day := h.hand.Now().AddDate(0, 0, 2).Format("2006-01-02")
		_, err = h.desk.Reserve(zone, store.NewKey(), placement.ReserveDraft{Bed: h.beds["103/2"], Until: "2020-01-01"})
		if e := errs.Find(err); e == nil || len(e.Fields) != 2 {
			t.Errorf("a past day, and for nobody: %v", err)
		}
		if _, err := h.desk.Reserve(zone, store.NewKey(), placement.ReserveDraft{Bed: h.beds["103/2"], Until: day, Person: h.people["丙"]}); err != nil {
			t.Fatal(err)
		}
		_, err = h.move(policy.ZoneOfficer, "甲", "103/2")
		want(t, "kept for another", err, "placement.reserved")
		if _, err = h.move(policy.ZoneOfficer, "丙", "103/2"); err != nil {
			t.Error("for whom it is kept:", err)
		}
		if _, err := h.desk.Reserve(zone, store.NewKey(), placement.ReserveDraft{Bed: h.beds["103/3"], Until: day, Words: "周三移送一人"}); err != nil {
			t.Fatal(err)
		}
		h.hand.Forward(4 * 24 * time.Hour)
		if _, err = h.move(policy.ZoneOfficer, "甲", "103/3"); err != nil {
			t.Error("its day has passed:", err)
		}
		admin := h.as(policy.FacilityAdmin)
		want(t, "a bed that somebody keeps", h.desk.SetBed(admin, store.NewKey(), h.units, h.beds["103/3"], placement.BedChange{Version: 1, Out: true}), "placement.bed_kept")
		if err := h.desk.SetBed(admin, store.NewKey(), h.units, h.beds["102/3"], placement.BedChange{Version: 1, Out: true}); err != nil {
			t.Error(err)
		}
		_, err = h.move(policy.ZoneOfficer, "甲", "102/3")
		want(t, "out of use", err, "placement.out_of_use")
	})
}

// A birthday, a phase that changed: nobody did anything wrong, and a move is owed until it is done.
func TestWhatTimeChangesIsOwed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.bring(guest{name: "少年甲", age: 17, bed: "101/1"}, guest{name: "少年乙", age: 16, bed: "101/2"}, guest{name: "少年丙", age: 15, bed: "101/3"}, guest{name: "甲", bed: "102/1"})
		h.review()
		if got := h.owed("bed.move"); len(got) != 0 {
			t.Fatalf("%v", got)
		}
		h.hand.Forward(360 * 24 * time.Hour)
		h.review()
		h.review()
		if got := h.owed("bed.move"); !slices.Equal(got, []string{"少年甲"}) {
			t.Fatalf("who has come of age: %v", got)
		}
		d := read(h, func(tx *store.Tx) ([]duty.Duty, error) { return duty.Standing(h.demo, tx, "bed.move", h.facility) })[0]
		if d.Basis != "NCL 44; REG 30" || d.Certainty != "S" || d.Unit != h.brigades[0] || d.Due.Day != read(h, func(tx *store.Tx) (any, error) { return tx.Today(), nil }) {
			t.Errorf("%+v", d)
		}
		act, err := h.move(policy.ZoneOfficer, "少年甲", "102/2")
		if err != nil {
			t.Fatal(err)
		}
		all := read(h, func(tx *store.Tx) ([]duty.Duty, error) { return duty.Of(h.demo, tx, h.people["少年甲"]) })
		if len(all) != 1 || all[0].State != duty.Done || all[0].Evidence != act {
			t.Errorf("the move is its proof: %+v", all)
		}
		_, err = h.desk.Undo(h.as(policy.ZoneOfficer), store.NewKey(), act)
		want(t, "back among minors", err, "placement.no.minor")
	})
}

func TestGradesAndWills(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.bring(guest{name: "甲", bed: "101/1"}, guest{name: "乙", bed: "102/1"}, guest{name: "丙", bed: "101/2"})
		zone := h.as(policy.ZoneOfficer)
		say := func(name string, version int64, x known.Traits) error {
			return h.desk.SetTraits(zone, store.NewKey(), h.people[name], known.Said{Traits: x, Version: version})
		}
		want(t, "no such grade", say("甲", 0, known.Traits{Grade: "gold"}), "placement.bad_input")
		for name, grade := range map[string]string{"甲": "strict", "乙": "lenient"} {
			if err := say(name, 0, known.Traits{Grade: grade}); err != nil {
				t.Fatal(err)
			}
		}
		want(t, "an old version", say("甲", 7, known.Traits{Grade: "strict"}), "store.changed_meanwhile")
		_, err := h.move(policy.ZoneOfficer, "乙", "101/3")
		want(t, "another grade", err, "placement.no.grade")
		if err := say("丙", 0, known.Traits{Grade: "lenient"}); err != nil {
			t.Fatal(err)
		}
		if got := h.owed("bed.move"); len(got) != 2 {
			t.Errorf("two grades in one room: %v", got)
		}
		// The article on voluntary patients is Shandong's: elsewhere it warns and does not refuse.
		if err := say("甲", 1, known.Traits{Will: "compulsory"}); err != nil {
			t.Fatal(err)
		}
		if err := say("乙", 1, known.Traits{Will: "voluntary"}); err != nil {
			t.Fatal(err)
		}
		fits := read(h, func(tx *store.Tx) ([]placement.Fit, error) { return h.desk.Choices(zone, tx, h.people["乙"]) })
		i := slices.IndexFunc(fits, func(f placement.Fit) bool { return f.Bed == h.beds["101/3"] })
		if !fits[i].OK() || len(fits[i].Thoughts) != 1 || fits[i].Thoughts[0].Key != separation.ByWill {
			t.Errorf("%+v", fits[i])
		}
		if len(fits) != 9 {
			t.Errorf("%d beds of his own brigade", len(fits))
		}
	})
}

// The act of a form sent twice is done once.
func TestAMoveSentTwice(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.bring(guest{name: "甲", bed: "101/1"})
		key, ctx := store.NewKey(), h.as(policy.ZoneOfficer)
		var acts [2]id.ID
		for i := range acts {
			var err error
			if acts[i], err = h.desk.Move(ctx, key, placement.Move{Person: h.people["甲"], From: h.beds["101/1"], To: h.beds["103/1"]}); err != nil {
				t.Fatal(err)
			}
		}
		if acts[0] != acts[1] {
			t.Error("two acts")
		}
	})
}

// Who leaves sleeps nowhere, and nothing is owed of his bed; the others' rooms are looked at in the morning.
func TestWhoLeavesIsOwedNoMove(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.bring(guest{name: "甲", bed: "101/1"}, guest{name: "乙", bed: "101/2"})
		if _, err := h.desk.KeepApart(h.as(policy.ZoneOfficer), store.NewKey(), h.people["甲"], h.people["乙"], "曾经打架"); err != nil {
			t.Fatal(err)
		}
		h.write(func(tx *store.Tx) error {
			if err := h.policy.Check(h.demo, tx, policy.ResidentChange, policy.Resource{Kind: "resident", Facility: h.facility}); err != nil {
				return err
			}
			return placement.LeaveIn(h.demo, tx, h.people["甲"])
		})
		if got := h.owed("bed.move"); h.bedOf("甲") != "" || !slices.Equal(got, []string{"乙"}) {
			t.Errorf("%v", got)
		}
		h.review()
		if got := h.owed("bed.move"); len(got) != 0 {
			t.Errorf("%v", got)
		}
	})
}
