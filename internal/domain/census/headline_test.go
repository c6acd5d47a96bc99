package census_test

import (
	"testing"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/outing"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

func TestTheHeadlineCountsWhoIsInCare(t *testing.T) {
	each(t, func(h *house) {
		for _, c := range []struct {
			role           string
			facility, unit int
			here           int
		}{{"facility_head", 0, -1, 4}, {"zone_officer", 0, 1, 2}, {"facility_head", 1, -1, 1}, {"bureau_head", -1, -1, 5}} {
			got, err := h.desk.Headline(h.as(c.role, c.facility, c.unit))
			if err != nil || got.Here != c.here || got.Out != 0 {
				t.Errorf("%s: %+v %v, want %d here", c.role, got, err, c.here)
			}
		}
		if _, err := h.desk.Headline(h.as("system_keeper", -1, -1)); errs.KindOf(err) != errs.Denied {
			t.Error(err)
		}
	})
}

// On the last day and after it the line of the day and the list it leads to say the same, and say it until he has left.
func TestALastDayStaysInTheHeadlineUntilHeHasLeft(t *testing.T) {
	hand := clock.At(storetest.Start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		for on, want := range map[string][3]int{"2026-03-30": {0, 0, 1}, "2026-03-31": {1, 0, 1}, "2026-04-09": {1, 1, 0}} {
			morning, _ := time.ParseInLocation(time.DateTime, on+" 07:00:00", civil.Shanghai)
			hand.Set(morning)
			head := h.as("facility_head", 0, -1)
			n, err := h.desk.Headline(head)
			if err != nil || n.Due != want[0] || n.Ends != want[2] {
				t.Errorf("%s: %+v %v, want %v", on, n, err, want)
			}
			for span, want := range map[census.Span]int{census.Due: want[0], census.Over: want[1], "7": want[2]} {
				if got, err := h.desk.Residents(head, census.Filter{Within: span}, store.Page{}); err != nil || got.Total != want {
					t.Errorf("%s %s: %d %v, want %d", on, span, got.Total, err, want)
				}
			}
		}
	})
}

func TestASpanIsDaysOrOneOfTwoWords(t *testing.T) {
	for s, ahead := range map[census.Span]int{"": 0, census.Due: 0, census.Over: 0, "1": 1, "9999": 9999} {
		if !s.Known() || s.Days() != ahead {
			t.Errorf("%q: %d days, %v", s, s.Days(), s.Known())
		}
	}
	for _, s := range []census.Span{"0", "-5", "10000", "soon", "7 "} {
		if s.Known() {
			t.Errorf("%q is taken for a span", s)
		}
	}
}

// The line of the day and the board of movements count the same: at hospital, at court and on a visit is out as well.
func TestTheHeadlineCountsWhoIsOutAsTheBoardDoes(t *testing.T) {
	each(t, func(h *house) {
		outings := outing.New(h.db, h.vault, h.policy)
		for key, kind := range map[string]outing.Kind{"0": outing.Hospital, "2": outing.Court} {
			if _, err := outings.Leave(h.as("facility_head", 0, -1), store.NewKey(), outing.Departure{Person: h.people[key], Kind: string(kind)}); err != nil {
				t.Fatal(err)
			}
		}
		got, err := h.desk.Headline(h.as("facility_head", 0, -1))
		if err != nil || got.Out != 2 {
			t.Errorf("%+v %v", got, err)
		}
		all, units := outing.Heads{}, map[id.ID]outing.Heads{}
		ctx := h.as("facility_head", 0, -1)
		_, err = store.Read(ctx, h.db, func(tx *store.Tx) (_ int, err error) {
			all, units, err = outing.Count(ctx, tx, h.facilities[0])
			return 0, err
		})
		if err != nil || all.Out != got.Out || all.All != got.Here {
			t.Errorf("the board counts %+v, the day %+v: %v", all, got, err)
		}
		for i, u := range h.brigades[0] {
			got, err := h.desk.Headline(h.as("zone_officer", 0, i))
			if err != nil || got.Out != 1 || units[u].Out != got.Out {
				t.Errorf("brigade %d: %+v %v", i, got, err)
			}
		}
	})
}
