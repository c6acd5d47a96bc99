package roster_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/roster"
	"guitu/internal/domain/roster/book"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

func TestASecondDecision(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		old := map[string]string{"决定日期": "2023-01-10", "入所日期": "2023-05-01", "房号": "1", "床号": "1"}
		h.take(file(one(1, old)))
		second := map[string]string{"决定书文号": "川公强戒字〔2026〕第09999号", "房号": "1", "床号": "1"}
		overlap := map[string]string{"决定书文号": "川公强戒字〔2024〕第08888号", "决定日期": "2024-12-01", "入所日期": "2025-02-01"}
		h.want(h.take(file(one(1, overlap))), "1: 0+ 0~ 0= [2 measure.overlap]")
		raw := file(one(1, old), one(1, second))
		h.want(h.take(raw), "2: 0+ 1~ 1= []")
		h.want(h.take(append(raw, '\n')), "2: 0+ 0~ 2= []")
		who, life, owed := h.known("川公强戒字〔2026〕第09999号")
		if d := owed["ci.release"]; d.Due.Day != civil.On(2028, 1, 26) || d.State != duty.Pending {
			t.Errorf("%+v", d)
		}
		for _, e := range life.Standing() {
			if e.Outside != "" {
				t.Errorf("%v is outside the law: %s", e.Fact.Type, e.Outside)
			}
		}
		if b := h.bed(who.ID); b.Bed != "1" {
			t.Errorf("%+v", b)
		}
		// somebody nobody knew, with both decisions in one file
		h.want(h.take(file(one(2, map[string]string{"决定日期": "2023-01-10", "入所日期": "2023-05-01"}), one(2, map[string]string{"决定书文号": "川公强戒字〔2026〕第07777号"}))), "2: 1+ 1~ 0= []")
	})
}

// What does not count yet, and what has to be brought again, is said: nothing of a file is lost without a word.
func TestACorrectionThatWaits(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		told := func(r roster.Result) (out []string) {
			for _, n := range r.Notices {
				out = append(out, n.Code+" "+string(n.Column)+" "+n.Value)
			}
			return out
		}
		h.take(file(one(1, nil)))
		moved := map[string]string{"决定日期": "2026-01-28"}
		if r := h.take(file(one(1, moved))); !slices.Equal(told(r), []string{"roster.notice.awaits 决定日期 2026-01-28"}) {
			t.Errorf("%v", told(r))
		}
		moved["决定机关"] = "自贡市公安局"
		r := h.take(file(one(1, moved)))
		h.want(r, "1: 0+ 0~ 1= []")
		if !slices.Equal(told(r), []string{"roster.notice.not_now 决定机关 自贡市公安局"}) {
			t.Errorf("%v", told(r))
		}
		h.want(h.take(file(one(1, map[string]string{"决定机关": "自贡市公安局"}))), "1: 0+ 1~ 0= []")
		if r := h.take(file(one(2, map[string]string{"床号": "3"}))); !slices.Equal(told(r), []string{"roster.notice.bed_half 房号 3"}) {
			t.Errorf("%v", told(r))
		}
	})
}

func TestABedThatSomebodyKeeps(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.take(file(one(1, map[string]string{"房号": "1", "床号": "1"}), one(2, map[string]string{"房号": "1", "床号": "2"})))
		r := h.take(file(one(3, map[string]string{"房号": "1", "床号": "1"})))
		h.want(r, "1: 0+ 0~ 0= [2 bed.taken]")
		if !strings.Contains(r.Rejected[0].Right, "在所人员") {
			t.Error(r.Rejected[0].Right)
		}
		// who changes beds with another is in nobody's way; who comes into one that is left neither
		h.want(h.take(file(one(1, map[string]string{"房号": "1", "床号": "2"}), one(2, map[string]string{"房号": "1", "床号": "3"}),
			one(3, map[string]string{"房号": " 1", "床号": "1"}))), "3: 1+ 2~ 0= []")
	})
}

// No roster names a brigade: who gets a bed in a room that a brigade keeps belongs to it, and the report says so.
func TestWhoComesIntoARoomOfABrigadeBelongsToIt(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var brigade id.ID
		demo := actor.With(t.Context(), actor.Part("demo"))
		_, err := store.Write(demo, h.db, store.NewKey(), func(tx *store.Tx) (_ int, err error) {
			if brigade, err = h.rooms.Places.AddIn(demo, tx, facility.Draft{Parent: string(h.facility), Kind: "brigade", Name: "一大队"}); err != nil {
				return 0, err
			}
			_, err = h.rooms.Places.BedsAsNamed(demo, tx, h.facility, brigade, []facility.Place{{Room: "1101", Bed: "1"}})
			return 0, err
		})
		if err != nil {
			t.Fatal(err)
		}
		r := h.take(file(
			one(1, map[string]string{"房号": "1101", "床号": "1"}), one(2, map[string]string{"房号": "1101", "床号": "9"}), // a bed that is new
			one(3, map[string]string{"房号": "1201", "床号": "1"}), one(4, nil)))
		said := slices.DeleteFunc(slices.Clone(r.Notices), func(n roster.Told) bool { return n.Code != book.BrigadeByRoom })
		if len(said) != 2 || said[0].Row != 2 || !strings.Contains(said[0].Right, "一大队") {
			t.Errorf("%+v", r.Notices)
		}
		h.brigades(brigade, "", "", brigade)
		h.take(file(one(4, map[string]string{"房号": "1101", "床号": "3"}))) // one who was here without a bed
		h.brigades(brigade, "", brigade, brigade)
	})
}

// brigades holds the brigades of everybody who stays here against what is wanted, in any order.
func (h *house) brigades(want ...id.ID) {
	h.t.Helper()
	stays, err := store.Read(h.machine, h.db, func(tx *store.Tx) ([]resident.Resident, error) { return resident.Here(h.machine, tx, h.facility) })
	if err != nil {
		h.t.Fatal(err)
	}
	var got []id.ID
	for _, s := range stays {
		got = append(got, s.Unit)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		h.t.Errorf("%v, want %v", got, want)
	}
}

func TestWhoIsOnlyInTheHouseCanBeInTheWrongRoom(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.take(file(one(1, map[string]string{"房号": "1", "床号": "1", "分区": "生理脱毒区"})))
		r := h.take(file(one(2, map[string]string{"房号": "1", "床号": "2", "分区": "回归指导区"})))
		if !slices.ContainsFunc(r.Warnings, func(p roster.Told) bool { return p.Code == book.BedZoneConflict && p.Row == 2 }) {
			t.Errorf("%+v", r.Warnings)
		}
		if _, _, owed := h.known("川公强戒字〔2026〕第00001号"); owed["bed.move"].State != duty.Pending {
			t.Errorf("%+v", owed)
		}
	})
}

func TestAnOfficerSignsForAnImport(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		raw := file(one(1, nil))
		unsigned := policytest.As(t.Context(), "intake_officer", h.facility, h.facility, time.Time{})
		if _, err := h.desk.Import(unsigned, h.command(raw)); errs.CodeOf(err) != "policy.sign_again" {
			t.Errorf("%v", err)
		}
		stranger := policytest.As(t.Context(), "intake_officer", id.New(), id.New(), h.hand.Now())
		if _, err := h.desk.Import(stranger, h.command(raw)); errs.KindOf(err) != errs.Denied {
			t.Errorf("%v", err)
		}
		r, err := h.desk.Import(policytest.As(t.Context(), "intake_officer", h.facility, h.facility, h.hand.Now()), h.command(raw))
		if err != nil {
			t.Fatal(err)
		}
		h.want(r, "1: 1+ 0~ 0= []")
	})
}

func TestWhoCameFromAnotherFacilityIsHereNow(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		row := map[string]string{"房号": "1", "床号": "1", "备注": "识字"}
		h.take(file(one(1, row)))
		setup := actor.With(t.Context(), actor.Part("setup"))
		second, err := store.Write(setup, h.db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
			root, err := facility.Root(setup, tx)
			if err != nil {
				return "", err
			}
			return h.rooms.Places.AddIn(setup, tx, facility.Draft{Parent: string(root.ID), Kind: "facility", Name: "德阳示范所", Code: "DY"})
		})
		if err != nil {
			t.Fatal(err)
		}
		first := h.facility
		h.facility = second
		row["房号"], row["入所日期"] = "9", "2026-08-01"
		raw := file(one(1, row))
		h.want(h.take(raw), "1: 0+ 1~ 0= []")
		h.want(h.take(append(raw, '\n')), "1: 0+ 0~ 1= []")
		who, life, _ := h.known("川公强戒字〔2026〕第00001号")
		if life.Facility != second || h.bed(who.ID).Room != "9" {
			t.Errorf("%+v %+v", life, h.bed(who.ID))
		}
		// his old bed is free
		h.facility = first
		h.want(h.take(file(one(2, map[string]string{"房号": "1", "床号": "1"}))), "1: 1+ 0~ 0= []")
	})
}

// What was put right by hand is a part of the file: the draft is loaded as it was looked at.
func TestADraftIsLoadedAsItWasLookedAt(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		officer := policytest.As(t.Context(), "intake_officer", h.facility, h.facility, h.hand.Now())
		c := h.command(file(one(1, map[string]string{"决定日期": "2026年2月30日"}), one(2, nil)))
		run, err := h.desk.Bring(officer, c)
		if err != nil {
			t.Fatal(err)
		}
		b, err := h.desk.Look(officer, run, h.words)
		if err != nil || len(b.Rows) != 1 || b.Rows[0].Cells[0].Column != book.Decided {
			t.Fatalf("%+v %v", b, err)
		}
		if err := h.desk.Put(officer, store.NewKey(), run, b.Run.Version, book.Mends{2: {book.Decided: "2026-02-03"}}); err != nil {
			t.Fatal(err)
		}
		if _, err := h.desk.Load(officer, roster.Command{Key: store.NewKey(), Run: run, Version: b.Run.Version, Words: h.words}); errs.KindOf(err) != errs.Conflict {
			t.Errorf("another has mended it meanwhile: %v", err)
		}
		key := store.NewKey()
		for range 2 {
			r, err := h.desk.Load(officer, roster.Command{Key: key, Run: run, Version: b.Run.Version + 1, Words: h.words})
			if err != nil {
				t.Fatal(err)
			}
			h.want(r, "2: 2+ 0~ 0= []")
		}
		h.hand.Set(moment.Add(31 * 24 * time.Hour))
		sweep := actor.With(t.Context(), actor.Part("sweep"))
		if n, err := h.rooms.Documents.EraseDue(sweep, 10); err != nil || n != 2 {
			t.Fatalf("erased %d: %v", n, err)
		}
		if r, err := h.desk.Past(h.machine, run); err != nil || r.Created != 2 || len(r.Warnings) != 0 {
			t.Errorf("the counts are left: %+v %v", r, err)
		}
	})
}

// The report of what was not loaded is offered while it is kept, and no longer.
func TestAReportGoesWithItsFile(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		officer := policytest.As(t.Context(), "intake_officer", h.facility, h.facility, h.hand.Now())
		run, err := h.desk.Bring(officer, h.command(file(one(1, map[string]string{"决定日期": "2026年2月30日"}), one(2, nil))))
		if err != nil {
			t.Fatal(err)
		}
		b, err := h.desk.Look(officer, run, h.words)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.desk.Load(officer, roster.Command{Key: store.NewKey(), Run: run, Version: b.Run.Version, Words: h.words}); err != nil {
			t.Fatal(err)
		}
		if r, _, err := h.desk.Get(officer, run); err != nil || r.Report == "" {
			t.Fatalf("no report of the line that was left out: %+v %v", r, err)
		}
		h.hand.Set(moment.Add(31 * 24 * time.Hour))
		if _, err := h.rooms.Documents.EraseDue(actor.With(t.Context(), actor.Part("sweep")), 10); err != nil {
			t.Fatal(err)
		}
		if r, _, err := h.desk.Get(officer, run); err != nil || r.Report != "" {
			t.Errorf("a report that is erased is offered: %+v %v", r, err)
		}
	})
}
