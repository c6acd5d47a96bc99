package daybook_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/daybook"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/law"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/press"
	"guitu/internal/platform/store"
)

var update = flag.Bool("update", false, "write what a book says now to testdata")

func TestWhoReadsTheRollReadsTheBook(t *testing.T) {
	each(t, 12, func(h *house) {
		duty, other, doctor := h.as("duty_officer", h.units[0]), h.as("duty_officer", h.units[1]), h.as("doctor", id.New())
		book, err := h.desk.Make(duty, store.NewKey(), daybook.Whom{Facility: h.facility, Unit: h.units[0]})
		h.must(err)
		if _, c, err := h.desk.Open(duty, book); err != nil || len(c.Rows) != 4 || c.Faces[h.people[0]].Name != "马海木" || c.Unit != "一大队" {
			t.Errorf("%+v %v", c, err)
		}
		if _, _, err := h.desk.Open(other, book); !errs.Is(err, "policy.denied") {
			t.Error("another brigade reads it:", err)
		}
		if _, _, err := h.desk.Open(doctor, book); err != nil {
			t.Error("a doctor reads the roll:", err)
		}
		for _, w := range []daybook.Whom{{Facility: h.facility, Unit: h.units[1]}, {Facility: h.facility}, {Facility: h.facility, Zone: resident.Detox}} {
			if _, err := h.desk.Make(duty, store.NewKey(), w); !errs.Is(err, "policy.denied") {
				t.Error("made for others:", err)
			}
		}
		list := func(s policy.Scope) int {
			n, err := store.Read(h.demo, h.db, func(tx *store.Tx) (store.Slice[daybook.Book], error) {
				return daybook.List(h.demo, tx, s, store.Page{})
			})
			h.must(err)
			return len(n.Rows)
		}
		if list(policy.Scope{Units: h.units[:1]}) != 1 || list(policy.Scope{Units: h.units[1:2]}) != 0 || list(policy.Scope{}) != 0 {
			t.Error("the list goes by scope")
		}
		facts, err := store.Read(h.demo, h.db, func(tx *store.Tx) (store.Slice[audit.Entry], error) {
			return audit.List(h.demo, tx, audit.Filter{Facility: h.facility, Room: "daybook", Record: book}, store.Page{Sort: "at"})
		})
		h.must(err)
		kinds := ""
		for _, f := range facts.Rows {
			kinds += f.Kind + " "
		}
		if kinds != "daybook.made daybook.opened daybook.opened " {
			t.Error(kinds)
		}
	})
}

func TestANightMakesABookForAllThatHoldPeople(t *testing.T) {
	each(t, 12, func(h *house) {
		key := store.NewKey()
		night := func() []id.ID {
			made, err := h.desk.Night(h.demo, func(step string) store.Key { return key.Step(step) })
			h.must(err)
			return made
		}
		first := night()
		if len(first) != 7 { // two brigades, those of none, four zones
			t.Fatal(len(first))
		}
		for i, b := range night() { // the job is repeated
			if b != first[i] {
				t.Error("made twice")
			}
		}
	})
}

func TestABookIsErased(t *testing.T) {
	each(t, 3, func(h *house) {
		b, _ := h.make(daybook.Whom{Facility: h.facility, Unit: h.units[0]})
		if n, err := h.desk.EraseDue(h.demo, 10); err != nil || n != 0 {
			t.Fatal(n, err)
		}
		h.hand.Forward(daybook.UsualDays*24*time.Hour + time.Hour)
		if n, err := h.desk.EraseDue(h.demo, 10); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		if _, _, err := h.desk.Open(h.demo, b.ID); !errs.Is(err, "daybook.erased") {
			t.Error(err)
		}
	})
}

func TestWhoIsSealedAwayHasNoNameInIt(t *testing.T) {
	each(t, 3, func(h *house) {
		b, c := h.make(daybook.Whom{Facility: h.facility, Unit: h.units[0]})
		if c.Faces[h.people[0]].Name == "" {
			t.Fatal("no name to begin with")
		}
		h.write(func(tx *store.Tx) error {
			if _, err := h.vault.SealAway(h.demo, tx, h.people[0]); err != nil {
				return err
			}
			return audit.Record(h.demo, tx, audit.Fact{Room: "person", Kind: "person.sealed", Record: h.people[0], About: h.people[0], Digest: []byte("x")})
		})
		_, c, err := h.desk.Open(h.demo, b.ID)
		h.must(err)
		if f := c.Faces[h.people[0]]; f != (daybook.Face{}) || len(c.Rows) != 1 {
			t.Errorf("%+v", f)
		}
	})
}

// What a compartment keeps is told by no title, name or seat.
func TestDutiesOfACompartmentAreNeutral(t *testing.T) {
	each(t, 3, func(h *house) {
		who := h.people[0]
		h.write(func(tx *store.Tx) error {
			if err := h.policy.Check(h.demo, tx, policy.DutyAssign, policy.Resource{Kind: "duty", Facility: h.facility}); err != nil {
				return err
			}
			for code, due := range map[duty.Code]time.Duration{"bed.care": time.Hour, "child.ask": 2 * time.Hour, "outing.late": 3 * time.Hour, "bed.move": 30 * time.Hour, "letter.replace": -time.Hour} {
				if _, err := duty.Open(h.demo, tx, duty.Duty{Code: code, Subject: who, Cause: id.New(), Number: -1, Facility: h.facility, Unit: h.units[0], Due: duty.By(start.Add(due))}); err != nil {
					return err
				}
			}
			return nil
		})
		_, c := h.make(daybook.Whom{Facility: h.facility, Unit: h.units[0]})
		if len(c.Falling) != 4 || c.Overdue != 0 {
			t.Fatalf("%+v %d", c.Falling, c.Overdue)
		}
		if o := c.Falling[0]; o.Code != "letter.replace" || o.Person != who {
			t.Errorf("what is late stands first: %+v", o)
		}
		for _, o := range c.Falling[1:3] {
			if o.Code != duty.Hidden || o.Person != "" || o.Owner != "" {
				t.Errorf("%+v", o)
			}
		}
		if o := c.Falling[3]; o.Code != "outing.late" || o.Person != who || o.Owner != "duty_officer" {
			t.Errorf("%+v", o)
		}
		if _, c = h.make(daybook.Whom{Facility: h.facility, Unit: h.units[1]}); len(c.Falling) != 0 {
			t.Errorf("of another brigade: %+v", c.Falling)
		}
	})
}

// Everything that is late stands in the book, the latest first after a day of liberty; of very much the number is told.
func TestWhatIsLateStandsInTheBook(t *testing.T) {
	each(t, 3, func(h *house) {
		who := h.people[0]
		h.write(func(tx *store.Tx) error {
			if err := h.policy.Check(h.demo, tx, policy.DutyAssign, policy.Resource{Kind: "duty", Facility: h.facility}); err != nil {
				return err
			}
			owe := func(code duty.Code, due time.Duration, paper bool) error {
				_, err := duty.Open(h.demo, tx, duty.Duty{Code: code, Subject: who, Cause: id.New(), Number: -1, Facility: h.facility, Unit: h.units[0], Due: duty.By(start.Add(due)), Paper: paper})
				return err
			}
			for i := range 70 {
				if err := owe("act.report", -time.Duration(i+10)*time.Hour, false); err != nil {
					return err
				}
			}
			return errors.Join(
				owe("abscond.report", -time.Minute, false), owe("legal_aid.forward", -2*time.Hour, false), owe("journey.release", -90*time.Hour, false),
				owe("suit.direct", -time.Hour, false), owe("act.report", -time.Hour, true), owe("outing.late", time.Hour, false))
		})
		_, c := h.make(daybook.Whom{Facility: h.facility, Unit: h.units[0]})
		var codes []duty.Code
		for _, o := range c.Falling {
			codes = append(codes, o.Code)
		}
		if n := len(codes); n != 62 || c.Overdue != 12 || codes[0] != "journey.release" || codes[1] != "abscond.report" || codes[2] != "legal_aid.forward" || codes[n-1] != "outing.late" {
			t.Fatalf("%v, and %d more", codes, c.Overdue)
		}
		said := daybook.Print{Content: c, Words: chinese(t)}.Sheet().Text()
		if first, rest := strings.Index(said, "先办："), strings.Index(said, "其他事项，按时间先后："); first < 0 || rest < first {
			t.Error("a day of liberty does not stand on top")
		}
		for _, want := range []string{"已逾期 73 项，24小时内到期 1 项", "另有 12 项更早逾期的没有列出", string("（已逾期）")} {
			if !strings.Contains(said, want) {
				t.Errorf("no %s in %s", want, said)
			}
		}
	})
}

// The counts of a book agree with the roll and the beds, whatever happens in a day; brigades hold everybody once.
func TestBooksAgreeWithBedsAndOutings(t *testing.T) {
	each(t, 24, func(h *house) {
		r := rand.New(rand.NewPCG(7, 54))
		out := map[id.ID]id.ID{}
		for day := range 6 {
			for range 5 {
				p := h.people[r.IntN(len(h.people))]
				h.hand.Forward(time.Minute)
				if o, away := out[p]; away {
					h.must(h.outings.Return(h.demo, store.NewKey(), outing.Coming{Outing: o, Version: 1}))
					delete(out, p)
				} else {
					o, err := h.outings.Leave(h.demo, store.NewKey(), outing.Departure{Person: p, Kind: "hospital"})
					h.must(err)
					out[p] = o
				}
			}
			if day == 3 {
				h.write(func(tx *store.Tx) error {
					if err := h.policy.Check(h.demo, tx, policy.ResidentChange, policy.Resource{Kind: "resident", Facility: h.facility}); err != nil {
						return err
					}
					return placement.LeaveIn(h.demo, tx, h.people[0])
				})
			}
			h.agree(day)
			h.hand.Forward(24 * time.Hour)
		}
	})
}

func (h *house) agree(day int) {
	h.t.Helper()
	all, units := h.counted()
	var brigades, zones daybook.Tally
	for _, w := range h.whole() {
		b, c := h.make(w)
		if b.Tally != c.Tally() || b.Tally.Present+b.Tally.Away+b.Tally.Waiting != b.Tally.Heads || len(c.Rows) != b.Tally.Heads || len(c.Away) != b.Tally.Away {
			h.t.Errorf("day %d: %+v of %d rows, %d out", day, b.Tally, len(c.Rows), len(c.Away))
		}
		if w.Zone != "" {
			zones = plus(zones, b.Tally)
			continue
		}
		brigades = plus(brigades, b.Tally)
		if want := tally(units[w.Unit]); b.Tally != want {
			h.t.Errorf("day %d, brigade %s: %+v, want %+v", day, w.Unit, b.Tally, want)
		}
	}
	if want := tally(all); brigades != want || zones != want {
		h.t.Errorf("day %d: brigades %+v, zones %+v, want %+v", day, brigades, zones, want)
	}
}

func (h *house) counted() (all outing.Heads, units map[id.ID]outing.Heads) {
	_, err := store.Read(h.demo, h.db, func(tx *store.Tx) (_ int, err error) {
		all, units, err = outing.Count(h.demo, tx, h.facility)
		return 0, err
	})
	h.must(err)
	return all, units
}

func tally(h outing.Heads) daybook.Tally {
	return daybook.Tally{Heads: h.All, Present: h.Present, Away: h.Out, Waiting: h.Waiting}
}

func plus(a, b daybook.Tally) daybook.Tally {
	return daybook.Tally{Heads: a.Heads + b.Heads, Present: a.Present + b.Present, Away: a.Away + b.Away, Waiting: a.Waiting + b.Waiting}
}

func chinese(t testing.TB) text.Printer {
	t.Helper()
	words, err := text.Load(cn.Catalogue, store.Catalogue, policy.Catalogue, facility.Catalogue, staff.Catalogue, law.Catalogue, duty.Catalogue,
		resident.Catalogue, outing.Catalogue, journey.Catalogue, daybook.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	return words.In(text.ZH)
}

// specimen is a book of invented people in which everything happens once.
func specimen() daybook.Content {
	at := func(h int) time.Time { return start.Add(time.Duration(h) * time.Hour) }
	people := make([]id.ID, 6)
	for i := range people {
		people[i] = id.ID(fmt.Sprintf("0%025d", i))
	}
	c := daybook.Content{House: "青川所", Unit: "一大队", Made: start, Faces: map[id.ID]daybook.Face{}, Overdue: 2}
	for i, name := range []string{"周甲", "吴乙", "郑丙", "李𠮷远", "", "冯戊"} {
		c.Faces[people[i]] = daybook.Face{Name: name, Number: fmt.Sprintf("QC-n1-QC-2026-%06d", i+1)}
		if row := (daybook.Row{Person: people[i], Room: "101", Bed: fmt.Sprint(i + 1)}); i < 5 {
			c.Rows = append(c.Rows, row)
		} else {
			c.Rows = append(c.Rows, daybook.Row{Person: people[i]})
		}
	}
	c.Away = []daybook.Away{
		{Person: people[1], Kind: outing.Hospital, Where: "县人民医院", Escort: "陈立、王安", From: at(-20), Due: at(-1)},
		{Person: people[2], Kind: outing.HomeLeave, From: at(-40), Due: at(14)},
	}
	c.Leaving = []daybook.Leaving{
		{Person: people[0], End: civil.On(2026, 6, 2), Begun: true, Lacks: []string{"notice", "second"}},
		{Person: people[3], End: civil.On(2026, 6, 9), Begun: true},
		{Person: people[5], End: civil.On(2026, 6, 30)},
	}
	c.Falling = []daybook.Owed{
		{Code: "ci.release", Person: people[0], Owner: "return_officer", Due: at(-4), Day: true},
		{Code: duty.Hidden, Due: at(3)},
		{Code: "outing.late", Person: people[1], Owner: "duty_officer", Due: at(4)},
	}
	return c
}

func TestWhatABookSays(t *testing.T) {
	s := daybook.Print{Content: specimen(), Code: "3F9A-12CE-77B0", Words: chinese(t)}.Sheet()
	const file = "testdata/book.txt"
	got := s.Text()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || string(want) != got {
		t.Errorf("%v\n%s", err, got)
	}
	if missing := press.Missing(got); missing != "" {
		t.Error("the face lacks", missing)
	}
	a, err := press.PDF(s)
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := press.PDF(s); !bytes.Equal(a, b) {
		t.Error("the same book is other bytes")
	}
}

// Rows that bear a time stand in its order, whatever the order in which they were read.
func TestRowsWithATimeStandInItsOrder(t *testing.T) {
	c := specimen()
	slices.Reverse(c.Leaving)
	c.Falling = append(c.Falling, daybook.Owed{Code: "act.report", Owner: "brigade_head", Due: c.Made.Add(-3 * time.Hour)}, daybook.Owed{Code: "act.report", Owner: "brigade_head", Due: c.Made.Add(-30 * time.Hour)})
	said := daybook.Print{Content: c, Words: chinese(t)}.Sheet().Text()
	for _, part := range []struct {
		from, to string
		want     []time.Time
	}{
		{"二、外出", "三、", []time.Time{c.Made.Add(-40 * time.Hour), c.Made.Add(-20 * time.Hour)}},
		{"按时间先后", "五、", []time.Time{c.Made.Add(-30 * time.Hour), c.Made.Add(-3 * time.Hour), c.Made.Add(3 * time.Hour), c.Made.Add(4 * time.Hour)}},
	} {
		_, rest, _ := strings.Cut(said, part.from)
		text, _, _ := strings.Cut(rest, part.to)
		for _, at := range part.want {
			_, after, found := strings.Cut(text, at.In(civil.Shanghai).Format("1月2日 15:04"))
			if text = after; !found {
				t.Errorf("%s: %v is not in its place: %s", part.from, at, rest)
			}
		}
	}
	_, rest, _ := strings.Cut(said, "三、")
	if !regexp.MustCompile(`(?s)6月2日.*6月9日.*6月30日`).MatchString(rest) {
		t.Error(rest)
	}
}

func TestASectionOfAnotherRoom(t *testing.T) {
	p := daybook.Print{Content: specimen(), Words: chinese(t), Names: func(id.ID) string { return "周某" }}
	p.Medicines = daybook.Part{Title: "用药", Heads: []string{"几时", "发给", "民警"}, Widths: []int{23, 23, 23}, Lines: []daybook.Line{{Person: p.Rows[0].Person, Cells: []string{"21:00", "", ""}}}}
	said := p.Sheet().Text()
	if !strings.Contains(said, "101 | 1 | 周某 | 21:00") || strings.Contains(said, "不在本系统登记") || strings.Contains(said, "周甲") {
		t.Error(said)
	}
}
