package roster_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// life says the measures and stays of somebody in one line: "2020-01-01..2021-12-31 released, …; stays MY …".
func (h *house) life(letter string) string {
	h.t.Helper()
	who, _, _ := h.known(letter)
	v, err := h.rooms.Measures.View(h.machine, who.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	var out []string
	for _, m := range v.Answer.Measures {
		out = append(out, fmt.Sprintf("%s..%s %s", m.Decided, m.End, m.State))
	}
	for _, f := range v.Answer.Refused {
		out = append(out, fmt.Sprintf("refused %s", f.Code))
	}
	stays, err := store.Read(h.machine, h.db, func(tx *store.Tx) ([]resident.Resident, error) { return resident.OfPerson(h.machine, tx, who.ID) })
	if err != nil {
		h.t.Fatal(err)
	}
	var beds []string
	for _, s := range stays {
		until := "now"
		if !s.Here() {
			until = s.Left.String()
		}
		beds = append(beds, fmt.Sprintf("%s..%s %s", s.Admitted, until, s.Phase))
	}
	slices.Sort(beds)
	return strings.Join(out, ", ") + "; " + strings.Join(beds, ", ")
}

const (
	oldLetter, newLetter, midLetter = "川公强戒字〔2020〕第1号", "川公强戒字〔2025〕第2号", "川公强戒字〔2022〕第3号"
	past                            = "2020-01-01..2021-12-31 CI_RELEASED, 2025-06-07..2027-06-06 CI_JA_FACILITY; 2020-02-01..2021-12-31 detox, 2025-10-01..now consolidation"
)

func older(with map[string]string) string {
	return one(1, merge(map[string]string{"决定书文号": oldLetter, "决定日期": "2020-01-01", "入所日期": "2020-02-01", "分区": "生理脱毒区", "房号": "1", "床号": "1"}, with))
}

func newer(with map[string]string) string {
	return one(1, merge(map[string]string{"决定书文号": newLetter, "决定日期": "2025-06-07", "入所日期": "2025-10-01", "分区": "康复巩固区", "房号": "2", "床号": "1"}, with))
}

func merge(a, b map[string]string) map[string]string {
	for k, v := range b {
		a[k] = v
	}
	return a
}

// Whatever the order in which two decisions of one person come, he has two measures: the first ended by its last
// day, the second runs, and he is where the second says.
func TestAnOlderDecisionNeverEndsTheRunningMeasure(t *testing.T) {
	for name, files := range map[string][][]byte{
		"older later":          {file(newer(nil)), file(older(nil))},
		"both in one":          {file(older(nil), newer(nil))},
		"both in one, swapped": {file(newer(nil), older(nil))},
		"newer, then both":     {file(newer(nil)), file(older(nil), newer(nil))},
		"newer, then swapped":  {file(newer(nil)), file(newer(nil), older(nil))},
		"in order":             {file(older(nil)), file(newer(nil))},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, h *house) {
				var last []byte
				for _, f := range files {
					if r := h.take(f); len(r.Rejected) > 0 {
						t.Fatal(count(r))
					}
					last = f
				}
				if got := h.life(newLetter); got != past {
					t.Errorf("got  %s\nwant %s", got, past)
				}
				who, life, owed := h.known(newLetter)
				if d := owed["ci.release"]; d.State != duty.Pending || d.Due.Day != civil.On(2027, 6, 6) {
					t.Errorf("%+v", d)
				}
				for _, e := range life.Standing() {
					if e.Fact.Type == term.Released && e.Fact.On.After(civil.DateOf(moment)) || e.Outside != "" {
						t.Errorf("%+v", e)
					}
				}
				if b := h.bed(who.ID); b != (facility.Place{Room: "2", Bed: "1"}) {
					t.Errorf("%+v", b)
				}
				again := h.take(append(slices.Clone(last), '\n'))
				if again.Unchanged != again.Rows {
					t.Errorf("the same again: %s %+v", count(again), again.Outcomes)
				}
			})
		})
	}
}

func TestAThirdDecisionFindsItsPlace(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		mid := one(1, map[string]string{"决定书文号": midLetter, "决定日期": "2022-06-01", "入所日期": "2022-07-01"})
		oldest := one(1, map[string]string{"决定书文号": "甲号", "决定日期": "2015-01-01", "入所日期": "2015-02-01"})
		h.take(file(older(nil), newer(nil)))
		h.want(h.take(file(oldest)), "1: 0+ 1~ 0= []")
		h.want(h.take(file(mid)), "1: 0+ 1~ 0= []")
		const want = "2015-01-01..2016-12-31 CI_RELEASED, 2020-01-01..2021-12-31 CI_RELEASED, 2022-06-01..2024-05-31 CI_RELEASED, 2025-06-07..2027-06-06 CI_JA_FACILITY; " +
			"2015-02-01..2016-12-31 , 2020-02-01..2021-12-31 detox, 2022-07-01..2024-05-31 , 2025-10-01..now consolidation"
		if got := h.life(newLetter); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
}

// What was confirmed from paper is not asked for again because an older decision turns up.
func TestAnOlderDecisionAsksForNothingTwice(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.take(file(newer(nil)))
		_, _, before := h.known(newLetter)
		h.take(file(older(nil)))
		a := before["ci.family_letter"]
		b, err := store.Read(h.machine, h.db, func(tx *store.Tx) (duty.Duty, error) { return duty.Get(h.machine, tx, a.ID) })
		if err != nil || b.State != duty.Pending || b.Number != 1 {
			t.Errorf("%+v %+v %v", a, b, err)
		}
	})
}

// The clock lets a measure begin with its decision, whatever the letter prints.
func TestOverlapIsTheClocks(t *testing.T) {
	first := map[string]string{"决定书文号": oldLetter, "决定日期": "2023-01-01", "入所日期": "2023-02-01"}
	late := map[string]string{"决定书文号": newLetter, "决定日期": "2024-12-01", "入所日期": "2025-02-01", "期限起": "2025-01-05", "期限止": "2027-01-04"}
	fits := map[string]string{"决定书文号": newLetter, "决定日期": "2025-01-03", "入所日期": "2025-02-01", "期限起": "2024-12-20", "期限止": "2026-12-19"}
	for name, c := range map[string]struct {
		files []string
		want  string
	}{
		"decided while one runs, one file":  {[]string{one(1, first) + one(1, late)}, "2: 1+ 0~ 0= [3 measure.overlap]"},
		"decided while one runs, two files": {[]string{one(1, first), one(1, late)}, "1: 0+ 0~ 0= [2 measure.overlap]"},
		"the same, the later first":         {[]string{one(1, late), one(1, first)}, "1: 0+ 0~ 0= [2 measure.overlap]"},
		"printed before the end, one file":  {[]string{one(1, first) + one(1, fits)}, "2: 1+ 1~ 0= []"},
		"printed before the end, two files": {[]string{one(1, first), one(1, fits)}, "1: 0+ 1~ 0= []"},
		"the same, the later first ":        {[]string{one(1, fits), one(1, first)}, "1: 0+ 1~ 0= []"},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, h *house) {
				for i, f := range c.files {
					r := h.take(file(f))
					if i == len(c.files)-1 {
						h.want(r, c.want)
					}
				}
				_, life, _ := h.known(cn.Invent(civil.On(1985, 3, 1).AddDays(1), 3).String())
				n := 0
				for _, e := range life.Standing() {
					if e.Fact.Type == term.CIDecided {
						n++
					}
					if e.Outside != "" {
						t.Errorf("%+v", e)
					}
				}
				if strings.Contains(c.want, "overlap") != (n == 1) {
					t.Errorf("%d decisions stand", n)
				}
			})
		})
	}
}

// The row of a past measure says nothing of where he is now.
func TestThePastMovesNobody(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.take(file(older(nil), newer(nil)))
		h.want(h.take(file(older(map[string]string{"备注": "识字", "床号": "5"}))), "1: 0+ 1~ 0= []")
		if got := h.life(newLetter); got != past {
			t.Errorf("got  %s\nwant %s", got, past)
		}
		who, _, _ := h.known(newLetter)
		if b := h.bed(who.ID); b != (facility.Place{Room: "2", Bed: "1"}) {
			t.Errorf("%+v", b)
		}
		// nor does the roster of another facility in which he was then
		second := h.second("德阳示范所", "DY")
		first := h.facility
		h.facility = second
		h.want(h.take(file(older(nil))), "1: 0+ 0~ 1= []")
		if _, life, _ := h.known(newLetter); life.Facility != first {
			t.Error("the past has moved him")
		}
	})
}

func TestACorrectedDecisionMustFit(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.take(file(older(nil), newer(nil)))
		r := h.take(file(older(map[string]string{"决定日期": "2024-06-01", "入所日期": "2024-07-01"})))
		h.want(r, "1: 0+ 0~ 0= [2 measure.overlap]")
		h.want(h.take(file(newer(map[string]string{"决定日期": "2021-06-01"}))), "1: 0+ 0~ 0= [2 measure.overlap]")
		if got := h.life(newLetter); got != past {
			t.Errorf("got  %s\nwant %s", got, past)
		}
		if _, _, owed := h.known(newLetter); owed["measure.confirm"].ID != "" {
			t.Error("a correction that cannot stand waits for somebody")
		}
		// one that fits waits, and finds its decision when an older one has turned up meanwhile
		h.want(h.take(file(newer(map[string]string{"决定日期": "2025-06-17"}))), "1: 0+ 1~ 0= []")
		mid := one(1, map[string]string{"决定书文号": midLetter, "决定日期": "2022-06-01", "入所日期": "2022-07-01"})
		h.want(h.take(file(mid)), "1: 0+ 1~ 0= []")
		h.want(h.take(append(file(newer(map[string]string{"决定日期": "2025-06-17"})), '\n')), "1: 0+ 0~ 1= []")
	})
}

func (h *house) second(name, code string) id.ID {
	h.t.Helper()
	setup := actor.With(h.t.Context(), actor.Part("setup"))
	second, err := store.Write(setup, h.db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
		root, err := facility.Root(setup, tx)
		if err != nil {
			return "", err
		}
		return h.rooms.Places.AddIn(setup, tx, facility.Draft{Parent: string(root.ID), Kind: "facility", Name: name, Code: code})
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return second
}
