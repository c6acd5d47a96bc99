package outing_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/term"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

func TestOutAndBack(t *testing.T) {
	each(t, func(h *house) {
		p := h.people[0]
		for _, c := range []struct {
			name string
			d    outing.Departure
			want []string
		}{
			{"no kind", outing.Departure{Person: p}, []string{"kind outing.kind_missing"}},
			{"a kind of the law", outing.Departure{Person: p, Kind: "home_leave"}, []string{"kind outing.by_fact"}},
			{"tomorrow", outing.Departure{Person: p, Kind: "hospital", From: "2026-06-02T09:00"}, []string{"from outing.not_yet"}},
			{"before he came", outing.Departure{Person: p, Kind: "hospital", From: "2025-06-19T09:00"}, []string{"from outing.before_admitted"}},
			{"no moment", outing.Departure{Person: p, Kind: "hospital", From: "25:61"}, []string{"from outing.moment_bad"}},
			{"due before", outing.Departure{Person: p, Kind: "court", From: "2026-06-01T08:30", Due: "2026-06-01T08:30"}, []string{"due outing.due_before_from"}},
			{"other unsaid", outing.Departure{Person: p, Kind: "other"}, []string{"note outing.note_missing"}},
		} {
			if _, err := h.leave(c.d); !slices.Equal(faults(err), c.want) {
				h.t.Errorf("%s: %v", c.name, err)
			}
		}
		words := outing.Words{Where: "县医院", Escort: "民警 2 人", Note: ""}
		o, err := h.leave(outing.Departure{Person: p, Kind: "hospital", From: "2026-06-01T08:30", Due: "2026-06-01T17:00", Words: words})
		h.must(err)
		now := h.current(p)
		if now == nil || now.ID != o || now.Words != words || now.Unit != h.units[0] || now.Due.In(civil.Shanghai).Hour() != 17 {
			h.t.Fatalf("%+v", now)
		}
		if _, err := h.leave(outing.Departure{Person: p, Kind: "court"}); !slices.Equal(faults(err), []string{"person outing.out_already"}) {
			h.t.Error("out twice:", err)
		}
		if d := h.owed(p, "outing.late"); len(d) != 1 || !d[0].Due.Moment().Equal(now.Due) || d[0].State != duty.Pending || d[0].Unit != h.units[0] {
			h.t.Errorf("%+v", d)
		}
		h.must(h.desk.Amend(h.officer, store.NewKey(), outing.Amendment{Outing: o, Version: 1, Due: "2026-06-02T17:00", Words: words}))
		if err := h.desk.Amend(h.officer, store.NewKey(), outing.Amendment{Outing: o, Version: 1}); !errs.Is(err, "store.changed_meanwhile") {
			h.t.Error("over another's change:", err)
		}
		if d := h.owed(p, "outing.late"); len(d) != 1 || civil.DateOf(d[0].Due.Moment()) != civil.On(2026, 6, 2) {
			h.t.Errorf("%+v", d)
		}
		for at, want := range map[string]string{"2026-06-01T08:29": "at outing.back_before_left", "2026-06-09T08:00": "at outing.not_yet"} {
			if err := h.desk.Return(h.officer, store.NewKey(), outing.Coming{Outing: o, Version: 2, At: at}); !slices.Equal(faults(err), []string{want}) {
				h.t.Errorf("%s: %v", at, err)
			}
		}
		h.hand.Forward(48 * time.Hour)
		h.must(h.desk.Return(h.officer, store.NewKey(), outing.Coming{Outing: o, Version: 2}))
		if err := h.desk.Return(h.officer, store.NewKey(), outing.Coming{Outing: o, Version: 3}); !errs.Is(err, "outing.back_already") {
			h.t.Error("back twice:", err)
		}
		if d := h.owed(p, "outing.late"); d[0].State != duty.Late || d[0].Evidence != o {
			h.t.Errorf("%+v", d)
		}
		if _, err := h.leave(outing.Departure{Person: p, Kind: "visit", From: "2026-06-02T10:00"}); !slices.Equal(faults(err), []string{"from outing.overlaps"}) {
			h.t.Error("left before he was back:", err)
		}
		_, err = store.Read(h.demo, h.db, func(tx *store.Tx) (outing.Outing, error) { return outing.Returned(h.demo, tx, p) })
		if !slices.Equal(faults(err), []string{"person outing.not_out"}) {
			h.t.Error("back who never left:", err)
		}
	})
}

func TestWhoMayRecord(t *testing.T) {
	each(t, func(h *house) {
		theirs := h.people[1] // of the second brigade
		if _, err := h.leave(outing.Departure{Person: theirs, Kind: "hospital"}); errs.KindOf(err) != errs.Denied {
			h.t.Error(err)
		}
		nurse := policytest.As(h.t.Context(), "nurse", h.facility, h.facility, h.hand.Now())
		if _, err := h.desk.Leave(nurse, store.NewKey(), outing.Departure{Person: theirs, Kind: "court"}); errs.KindOf(err) != errs.Denied {
			h.t.Error(err)
		}
		o, err := h.desk.Leave(nurse, store.NewKey(), outing.Departure{Person: theirs, Kind: "hospital"})
		h.must(err)
		if err := h.desk.Return(h.officer, store.NewKey(), outing.Coming{Outing: o, Version: 1}); errs.KindOf(err) != errs.Denied {
			h.t.Error(err)
		}
		if _, err := h.desk.Leave(nurse, store.NewKey(), outing.Departure{Person: id.New(), Kind: "hospital"}); errs.KindOf(err) != errs.Denied {
			h.t.Error("somebody of nowhere:", err)
		}
	})
}

func TestOutingsFollowTheLaw(t *testing.T) {
	each(t, func(h *house) {
		p, today := h.people[0], civil.On(2026, 6, 1)
		sick, err := h.leave(outing.Departure{Person: p, Kind: "hospital"})
		h.must(err)
		h.must(h.write(func(tx *store.Tx) error {
			if err := h.policy.Check(h.demo, tx, policy.MeasureRecord, policy.Resource{Kind: "measure", Facility: h.facility}); err != nil {
				return err
			}
			_, err := duty.Open(h.demo, tx, duty.Duty{Code: "rollcall.missing", Subject: p, Cause: id.New(), Number: -1, Facility: h.facility, Unit: h.facility})
			return err
		}))
		h.hand.Forward(time.Hour)
		gone, err := h.fact(p, term.Abscond, today)
		h.must(err)
		if d := h.owed(p, "rollcall.missing"); len(d) != 1 || d[0].State != duty.Done || d[0].Evidence != h.current(p).ID {
			h.t.Errorf("he is looked for in the house: %+v", d)
		}
		if o := h.current(p); o == nil || o.Kind != outing.Absconded || o.Fact != gone {
			h.t.Fatalf("%+v", o)
		}
		d := h.owed(p, "abscond.report")
		if len(d) != 1 || d[0].State != duty.Pending || d[0].Basis != "REG 32" || d[0].Certainty != "S" || d[0].Owner != "brigade_head" {
			h.t.Errorf("%+v", d)
		}
		if err := h.desk.Return(h.officer, store.NewKey(), outing.Coming{Outing: h.current(p).ID, Version: 1}); !errs.Is(err, "outing.by_fact") {
			h.t.Error(err)
		}
		h.legal = policytest.As(h.t.Context(), "legal_officer", h.facility, h.facility, h.hand.Now())
		v, err := h.measures.View(h.legal, p)
		h.must(err)
		_, err = h.measures.Correct(h.legal, store.NewKey(), measure.Correction{Person: p, Version: v.Life.Version, Event: gone, Note: measure.Note{Words: "认错了人"}})
		h.must(err)
		if h.current(p) == nil { // the end moves: it waits for a second officer
			h.t.Fatal("withdrawn by one officer alone")
		}
		v, err = h.measures.View(h.legal, p)
		h.must(err)
		second := policytest.As(h.t.Context(), "legal_officer", h.facility, h.facility, h.hand.Now())
		h.must(h.measures.Confirm(second, store.NewKey(), measure.Second{Change: v.Changes[0].ID, Version: v.Changes[0].Version, Life: v.Changes[0].Life, Yes: true}))
		if o := h.current(p); o == nil || o.ID != sick || o.GaveWay != "" {
			h.t.Fatalf("he had not absconded, and is in the hospital still: %+v", o)
		}
		h.must(h.desk.Return(h.officer, store.NewKey(), outing.Coming{Outing: sick, Version: h.current(p).Version}))
		if d := h.owed(p, "abscond.report"); d[0].State != duty.Void {
			h.t.Errorf("%+v", d)
		}

		h.must(h.twoFacts(p, term.HomeLeave, term.HomeLeaveEnded, outing.HomeLeave))
		h.must(h.twoFacts(p, term.OutsideMedicalApproved, term.OutsideMedicalEnded, outing.OutsideMedical))
		h.must(h.twoFacts(p, term.HeldElsewhere, term.HeldElsewhereEnded, outing.HeldElsewhere))
		h.must(h.twoFacts(p, term.Abscond, term.Recapture, outing.Absconded))
		if d := h.owed(p, "abscond.report"); len(d) != 2 || d[0].State != duty.Pending {
			h.t.Errorf("who was caught was gone all the same: %+v", d)
		}
	})
}

// twoFacts lets somebody go and come back by law.
func (h *house) twoFacts(p id.ID, out, back term.Type, want outing.Kind) error {
	h.t.Helper()
	today := civil.DateOf(h.hand.Now())
	if _, err := h.fact(p, out, today); err != nil {
		return err
	}
	o := h.current(p)
	if o == nil || o.Kind != want {
		h.t.Fatalf("%s: %+v", want, o)
	}
	h.hand.Forward(24 * time.Hour)
	if _, err := h.fact(p, back, today.AddDays(1)); err != nil {
		return err
	}
	if o := h.current(p); o != nil {
		h.t.Fatalf("%s: %+v", want, o)
	}
	return nil
}

// What an act says of an outing by law is kept, and the duty to look after him is due with it.
func TestDescribed(t *testing.T) {
	each(t, func(h *house) {
		p := h.people[0]
		_, err := h.fact(p, term.HomeLeave, civil.On(2026, 6, 1))
		h.must(err)
		due := time.Date(2026, 6, 5, 10, 0, 0, 0, time.UTC)
		body := func(tx *store.Tx) error {
			if err := h.policy.Check(h.demo, tx, policy.MeasureRecord, policy.Resource{Kind: "measure", Facility: h.facility}); err != nil {
				return err
			}
			return h.desk.DescribeIn(h.demo, tx, p, due, outing.Words{Where: "家中", Escort: "母亲"})
		}
		h.must(h.write(body))
		h.must(h.write(body)) // told twice, said once
		if o := h.current(p); o.Words.Escort != "母亲" || !o.Due.Equal(due) {
			h.t.Errorf("%+v", o)
		}
		if d := h.owed(p, "outing.late"); len(d) != 1 || d[0].Basis != "MOJ127" {
			h.t.Errorf("%+v", d)
		}
		h.hand.Set(due.Add(time.Hour))
		b := outing.Board{Scope: policy.Scope{Facilities: []id.ID{h.facility}}, View: outing.Late}
		late := read(h, func(tx *store.Tx) (store.Slice[outing.Outing], error) {
			return outing.List(h.demo, tx, b, store.Page{})
		})
		if len(late.Rows) != 1 || late.Rows[0].Person != p || !late.Rows[0].Late(h.hand.Now()) {
			h.t.Errorf("%+v", late)
		}
		tally := read(h, func(tx *store.Tx) (map[string]int, error) { return outing.Tally(h.demo, tx, b) })
		if fmt.Sprint(tally) != "map[:1 back:0 due:1 late:1]" {
			h.t.Error(tally)
		}
	})
}

// Whatever is done in whatever order: present in beds, out and waiting make everybody, nobody is out who is not of the
// house, nobody is out twice, and the outings by law are those of the fold.
// Who has not come back is late from the moment at which he was due; where only a day was said, from its end.
func TestLateFromTheDueMoment(t *testing.T) {
	each(t, func(h *house) { // it is nine o'clock
		for i, due := range []string{"2026-06-01T17:00", "2026-06-01"} {
			_, err := h.leave(outing.Departure{Person: h.people[2*i], Kind: "court", Due: due})
			h.must(err)
		}
		_, err := h.fact(h.people[1], term.HomeLeave, civil.On(2026, 6, 1))
		h.must(err)
		h.must(h.write(func(tx *store.Tx) error { // as a permit says it
			if err := h.policy.Check(h.demo, tx, policy.MeasureRecord, policy.Resource{Kind: "measure", Facility: h.facility}); err != nil {
				return err
			}
			return h.desk.DescribeIn(h.demo, tx, h.people[1], duty.On(civil.On(2026, 6, 1)).Moment(), outing.Words{Where: "县城"})
		}))
		leave := h.current(h.people[1])
		if leave.DueDay() != civil.On(2026, 6, 1) {
			h.t.Errorf("%v", leave.Due)
		}
		h.must(h.desk.Amend(policytest.As(h.t.Context(), "facility_head", h.facility, h.facility, h.hand.Now()), store.NewKey(), outing.Amendment{Outing: leave.ID, Version: leave.Version, Due: leave.DueTyped(), Words: outing.Words{Where: "县城老家"}}))
		if again := h.current(h.people[1]); !again.Due.Equal(leave.Due) {
			h.t.Errorf("another place is not another hour: %v", again.Due)
		}
		for _, due := range []string{"", "2026-06-25T23:59"} { // a leave is for the days that were approved
			err := h.desk.Amend(policytest.As(h.t.Context(), "facility_head", h.facility, h.facility, h.hand.Now()), store.NewKey(), outing.Amendment{Outing: leave.ID, Version: h.current(h.people[1]).Version, Due: due, Words: outing.Words{Where: "县城"}})
			if e := errs.Find(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Code != "outing.due_approved" {
				h.t.Errorf("%q: %v", due, err)
			}
		}
		for _, c := range []struct {
			at   time.Time
			late int
		}{
			{time.Date(2026, 6, 1, 17, 0, 0, 0, civil.Shanghai), 0},
			{time.Date(2026, 6, 1, 17, 0, 1, 0, civil.Shanghai), 1},
			{time.Date(2026, 6, 1, 23, 59, 59, 0, civil.Shanghai), 1},
			{time.Date(2026, 6, 2, 0, 0, 0, 0, civil.Shanghai), 3},
		} {
			h.hand.Set(c.at)
			n := read(h, func(tx *store.Tx) (map[string]int, error) {
				return outing.Tally(h.demo, tx, outing.Board{Scope: policy.Scope{All: true}})
			})
			late := 0
			for _, p := range h.people[:3] {
				if o := h.current(p); o.Late(c.at) {
					late++
				}
			}
			if n[outing.Late] != c.late || late != c.late {
				h.t.Errorf("%v: %d and %d late, want %d", c.at, n[outing.Late], late, c.late)
			}
		}
	})
}

// Who dies outside did not come back, and the board of the day says so.
func TestWhoDiesOutsideDoesNotComeBack(t *testing.T) {
	each(t, func(h *house) {
		p, q := h.people[0], h.people[2]
		o, err := h.leave(outing.Departure{Person: p, Kind: "hospital"})
		h.must(err)
		back, err := h.leave(outing.Departure{Person: q, Kind: "hospital"})
		h.must(err)
		h.hand.Forward(time.Hour)
		h.must(h.desk.Return(h.officer, store.NewKey(), outing.Coming{Outing: back, Version: 1}))
		_, err = h.fact(p, term.CIDeceased, civil.DateOf(h.hand.Now()))
		h.must(err)
		ends := map[id.ID]outing.End{}
		_, err = store.Read(h.officer, h.db, func(tx *store.Tx) (int, error) {
			list, err := outing.List(h.officer, tx, outing.Board{Scope: policy.Scope{Facilities: []id.ID{h.facility}}, View: outing.Back}, store.Page{Limit: 10})
			for _, x := range list.Rows {
				ends[x.ID] = x.Ended
			}
			return 0, err
		})
		if h.must(err); len(ends) != 2 || ends[o] != outing.Died || ends[back] != "" {
			h.t.Errorf("%v", ends)
		}
	})
}
