package roster_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/roster"
	"guitu/internal/domain/roster/book"
	"guitu/internal/domain/roster/remark"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

// What loading would refuse, looking finds; one row never stops the others.
func TestALongOrganIsItsRowsError(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		raw := file(one(1, nil), one(2, map[string]string{"决定机关": strings.Repeat("局", 101)}), one(3, map[string]string{"决定机关": strings.Repeat("局", 100)}))
		seen, err := h.desk.Preview(h.machine, h.command(raw))
		if err != nil {
			t.Fatal(err)
		}
		h.want(seen, "3: 2+ 0~ 0= [3 organ.missing]")
		if p := seen.Rejected[0]; p.Column != book.Organ || !strings.Contains(p.Right, "100") {
			t.Errorf("%+v", p)
		}
		h.want(h.take(raw), "3: 2+ 0~ 0= [3 organ.missing]")
	})
}

// A room without a bed is a room: it is made as named, and who shares it against a rule is told and owed a move.
func TestARoomWithoutABedIsARoom(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		woman := cn.Invent(civil.On(1988, 5, 1), 2)
		h.take(file(one(9, map[string]string{"房号": "1", "床号": "1", "分区": "教育适应区"})))
		raw := file(
			one(1, map[string]string{"房号": "1", "分区": "生理脱毒区"}),
			one(2, map[string]string{"性别": "女", "证件号码": woman.String(), "房号": " １", "分区": "生理脱毒区"}),
			one(3, map[string]string{"房号": "7A"}), one(4, map[string]string{"房号": "7a"}))
		r := h.take(raw)
		h.want(r, "4: 4+ 0~ 0= []")
		var warned []string
		for _, w := range r.Warnings {
			if strings.HasPrefix(w.Code, "bed.") {
				warned = append(warned, fmt.Sprint(w.Row, w.Code))
			}
		}
		if want := []string{"2bed.separation", "2bed.zone_conflict", "3bed.separation", "3bed.zone_conflict"}; !slices.Equal(warned, want) {
			t.Errorf("%q", warned)
		}
		if _, _, owed := h.known(woman.String()); owed["bed.move"].State != duty.Pending || owed["bed.move"].Basis == "" {
			t.Errorf("%+v", owed["bed.move"])
		}
		rooms, err := store.Read(h.machine, h.db, func(tx *store.Tx) ([]string, error) { return facility.RoomNames(h.machine, tx, h.facility) })
		if err != nil || !slices.Equal(rooms, []string{"1", "7A"}) {
			t.Errorf("%q %v", rooms, err)
		}
		h.want(h.take(append(raw, '\n')), "4: 0+ 0~ 4= []")
		// who has a bed there keeps it; who has one elsewhere has left it
		h.want(h.take(file(one(9, map[string]string{"房号": "1"}))), "1: 0+ 0~ 1= []")
		h.want(h.take(file(one(9, map[string]string{"房号": "2"}), one(8, map[string]string{"房号": "1", "床号": "1"}))), "2: 1+ 1~ 0= []")
	})
}

// A roster brought under the wrong facility says so row by row, and the right one brings everybody back.
func TestTheWrongFacilityIsToldAndUndone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		raw := file(one(1, map[string]string{"房号": "1", "床号": "1", "分区": "教育适应区"}))
		h.take(raw)
		right, wrong := h.facility, h.second("德阳示范所", "DY")
		for _, at := range []id.ID{wrong, right, wrong, right} {
			h.facility = at
			r := h.take(raw)
			h.want(r, "1: 0+ 1~ 0= []")
			if len(r.Notices) != 1 || r.Notices[0].Row != 2 || !strings.Contains(r.Notices[0].Right, "示范所") {
				t.Errorf("%+v", r.Notices)
			}
			who, life, _ := h.known("川公强戒字〔2026〕第00001号")
			if life.Facility != at || h.bed(who.ID) != (facility.Place{Room: "1", Bed: "1"}) {
				t.Errorf("%+v %+v", life.Facility, h.bed(who.ID))
			}
			h.want(h.take(raw), "1: 0+ 0~ 1= []")
		}
	})
}

// The same number and the same decision under another name is he: told, and found by the old name still.
func TestSomebodyIsCalledOtherwise(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.take(file(one(1, nil)))
		r := h.take(file(one(1, map[string]string{"姓名": "周明亮"})))
		h.want(r, "1: 0+ 1~ 0= []")
		if len(r.Notices) != 1 || r.Notices[0].Code != book.Renames || !strings.Contains(r.Notices[0].Right, "“周明”") {
			t.Errorf("%+v", r.Notices)
		}
		if who, _, _ := h.known("川公强戒字〔2026〕第00001号"); who.Name != "周明亮" || !slices.Equal(who.Aliases, []string{"周明"}) {
			t.Errorf("%s %q", who.Name, who.Aliases)
		}
		h.want(h.take(file(one(1, nil))), "1: 0+ 0~ 1= []") // the very first file again
	})
}

// One number under another name and another decision is asked about, never written over: at the command line it is an
// error of the row, in a draft somebody says that it is one person.
func TestANumberUnderAnotherName(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.take(file(one(1, map[string]string{"决定日期": "2023-01-10", "入所日期": "2023-05-01"})))
		raw := file(one(1, map[string]string{"姓名": "周明亮", "决定书文号": "川公强戒字〔2026〕第09999号"}), one(2, nil))
		r := h.take(raw)
		h.want(r, "2: 1+ 0~ 0= [2 id.duplicate]")
		if p := r.Rejected[0]; p.Column != book.Name || !strings.Contains(p.Right, "周明亮") || !strings.Contains(p.Right, "“周明”") {
			t.Errorf("%+v", p)
		}
		officer := policytest.As(t.Context(), "intake_officer", h.facility, h.facility, h.hand.Now())
		run, err := h.desk.Bring(officer, h.command(append(raw, '\n')))
		if err != nil {
			t.Fatal(err)
		}
		b, err := h.desk.Look(officer, run, h.words)
		if err != nil || len(b.Rows) != 1 || len(b.Rows[0].Cells) != 3 || b.Rows[0].Cells[2].Column != book.SamePerson {
			t.Fatalf("%+v %v", b.Rows, err)
		}
		if err := h.desk.Put(officer, store.NewKey(), run, b.Run.Version, book.Mends{2: {book.SamePerson: "1"}}); err != nil {
			t.Fatal(err)
		}
		if r, err = h.desk.Load(officer, roster.Command{Key: store.NewKey(), Run: run, Version: b.Run.Version + 1, Words: h.words}); err != nil {
			t.Fatal(err)
		}
		h.want(r, "2: 0+ 1~ 1= []")
		if who, _, _ := h.known("川公强戒字〔2026〕第09999号"); who.Name != "周明亮" {
			t.Error(who.Name)
		}
		// a row that gives the former name says it by itself
		renamed := strings.Replace(string(file(one(2, map[string]string{"姓名": "周清"}))), "手环号\n", "曾用名\n", 1)
		h.want(h.take([]byte(strings.TrimSuffix(renamed, "\n")+"周明\n")), "1: 0+ 1~ 0= []")
	})
}

// A valid number never takes the place of another one.
func TestADecisionUnderAnotherNumber(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.take(file(one(1, nil), one(3, map[string]string{"证件号码": ""})))
		other := cn.Invent(civil.On(1970, 1, 1), 11)
		r := h.take(file(one(1, map[string]string{"证件号码": other.String()})))
		h.want(r, "1: 0+ 0~ 0= [2 id.duplicate]")
		old := cn.Invent(civil.On(1985, 3, 2), 3).String()
		if p := r.Rejected[0]; p.Column != book.Number || !strings.Contains(p.Right, other.String()[14:]) || !strings.Contains(p.Right, old[14:]) {
			t.Errorf("%+v", p)
		}
		// where there was none, one is added
		h.want(h.take(file(one(3, nil))), "1: 0+ 1~ 0= []")
	})
}

// What the house has no place for is kept and told; errors of a spreadsheet are no empty cells.
func TestNothingIsLostUnsaid(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		raw := strings.Replace(string(file(
			one(1, map[string]string{"手环号": "火星族,粉末甲", "家属电话": "13900000001"}),
			one(2, map[string]string{"家属姓名": "周父", "家属电话": "abc"}),
			one(3, map[string]string{"房号": "#N/A", "备注": "#REF!"}),
			one(4, map[string]string{"分区": "#N/A"}),
		)), "手环号\n", "民族,主要毒品\n", 1)
		r := h.take([]byte(raw))
		h.want(r, "4: 3+ 0~ 0= [5 zone.unknown]")
		var told []string
		for _, n := range r.Notices {
			told = append(told, fmt.Sprint(n.Row, n.Column, strings.TrimPrefix(n.Code, "roster.notice.")))
		}
		want := []string{"2民族ethnic", "2主要毒品drug", "2家属姓名nameless", "3家属电话phone", "4房号broken", "4备注broken"}
		if !slices.Equal(told, want) {
			t.Errorf("%q", told)
		}
		notes := func(letter string) (out []string) {
			who, _, _ := h.known(letter)
			all, err := store.Read(h.machine, h.db, func(tx *store.Tx) ([]book.Note, error) {
				all, err := remark.Of(h.machine, tx, h.vault, []id.ID{who.ID})
				return all[who.ID], err
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range all {
				out = append(out, n.Header+n.Text)
			}
			slices.Sort(out)
			return out
		}
		if n := notes("川公强戒字〔2026〕第00001号"); !slices.Equal(n, []string{"主要毒品粉末甲", "家属姓名13900000001", "民族火星族"}) {
			t.Errorf("%q", n)
		}
		if n := notes("川公强戒字〔2026〕第00003号"); !slices.Equal(n, []string{"备注#REF!", "房号#N/A"}) {
			t.Errorf("%q", n)
		}
		h.want(h.take([]byte(raw+"\n")), "4: 0+ 0~ 3= [5 zone.unknown]")
	})
}

// Of two dates that stand the wrong way round either may be wrong: both can be mended.
func TestBothDatesCanBeMended(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		officer := policytest.As(t.Context(), "intake_officer", h.facility, h.facility, h.hand.Now())
		run, err := h.desk.Bring(officer, h.command(file(one(1, map[string]string{"决定日期": "2026-06-27", "入公安所日期": "2026-05-09"}))))
		if err != nil {
			t.Fatal(err)
		}
		b, err := h.desk.Look(officer, run, h.words)
		if err != nil || len(b.Rows) != 1 {
			t.Fatalf("%+v %v", b.Rows, err)
		}
		if c := b.Rows[0].Cells; len(c) != 2 || c[0].Column != book.Admitted || c[1] != (roster.Mend{Column: book.Decided, Value: "2026-06-27"}) {
			t.Errorf("%+v", c)
		}
	})
}
