package term_test

import (
	"slices"
	"testing"

	"guitu/internal/base/calendar"
	"guitu/internal/base/civil"
	"guitu/internal/domain/law"
	"guitu/internal/domain/term"
)

// A local value of the bureau reaches the clock through the book, and nothing else does.
func TestLocalValues(t *testing.T) {
	book, bad := law.Shipped().With([]law.Confirmation{
		{Key: law.Booklet, Scope: law.Scope{Region: law.Sichuan}, Value: law.Of(10, law.Day), By: [2]string{"a", "b"}, Document: "d", At: civil.On(2026, 1, 5)},
		{Key: law.CIHomeLeaveMax, Scope: law.Scope{Region: law.Sichuan}, Value: law.Of(12, law.Day), By: [2]string{"a", "b"}, Document: "d", At: civil.On(2026, 1, 5)},
	})
	if bad != nil {
		t.Fatal(bad)
	}
	cal, err := calendar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	local, err := term.NewClock(book, cal)
	if err != nil {
		t.Fatal(err)
	}
	shipped, err := term.NewClock(law.Shipped(), cal)
	if err != nil {
		t.Fatal(err)
	}
	x := episode()
	x.Facts = append(x.Facts[:3:3], on(term.HomeLeave, "2024-01-01"), on(term.HomeLeaveEnded, "2024-01-13"))
	booklets := func(a term.Answer) (due []string) {
		for _, d := range a.Duties {
			if d.Code == law.BookletDuty {
				due = append(due, d.Due.Day.String())
			}
		}
		return due
	}
	if a := local.Fold(&x); len(booklets(a)) != 1 || booklets(a)[0] != "2023-09-11" || warned(a, law.HomeLeaveTooLong) {
		t.Errorf("with local values: booklets %v, warnings %v", booklets(a), a.Warnings)
	}
	if a := shipped.Fold(&x); len(booklets(a)) != 0 || !warned(a, law.HomeLeaveTooLong) {
		t.Errorf("as shipped: booklets %v, warnings %v", booklets(a), a.Warnings)
	}
}

// What two officers confirmed is sure from then on, for the dates and the warnings that rest on it, and for no others.
func TestWhatIsConfirmedIsSure(t *testing.T) {
	from := civil.On(2023, 9, 5)
	confirm := func(k law.Key) law.Confirmation {
		return law.Confirmation{Key: k, From: from, By: [2]string{"a", "b"}, Document: "d", At: from}
	}
	book, bad := law.Shipped().With([]law.Confirmation{confirm(law.CIFamilyNotice), confirm(law.CIHomeLeaveMax), confirm(law.CISubmitLead)})
	cal, err := calendar.New(nil)
	if bad != nil || err != nil {
		t.Fatal(bad, err)
	}
	confirmed, err := term.NewClock(book, cal)
	if err != nil {
		t.Fatal(err)
	}
	shipped, err := term.NewClock(law.Shipped(), cal)
	if err != nil {
		t.Fatal(err)
	}
	x := episode()
	x.Trace = true
	x.Facts = append(x.Facts[:3:3], on(term.HomeLeave, "2024-01-01"), on(term.HomeLeaveEnded, "2024-01-20"))
	sure := func(c *term.Clock, admitted civil.Date) (letter, leave, lead bool) {
		for i := range x.Facts {
			if x.Facts[i].Type == term.JAAdmitted {
				x.Facts[i] = term.OnDay(term.JAAdmitted, admitted)
			}
		}
		a := c.Fold(&x)
		for _, d := range a.Duties {
			if d.Code == law.FamilyLetter {
				letter = !law.Unsure(d.Certainty())
			} else if law.Unsure(d.Certainty()) != !d.Mark.Blocks() {
				t.Errorf("%s: %s", d.Code, d.Certainty())
			}
		}
		for _, w := range a.Warnings {
			leave = leave || w.Code == law.HomeLeaveTooLong && !w.Unsure()
		}
		for _, s := range a.Trace {
			if s.Rule == law.FamilyLetter.String() && s.Unsure == letter {
				t.Errorf("the reason and the row disagree: %+v", s)
			}
		}
		return letter, leave, a.Measures[0].LeadConfirmed
	}
	for _, c := range []struct {
		clock               *term.Clock
		admitted            civil.Date
		letter, leave, lead bool
	}{
		{shipped, civil.On(2023, 9, 10), false, false, false},
		{confirmed, civil.On(2023, 9, 10), true, true, true},
		{confirmed, civil.On(2023, 9, 1), false, true, true}, // the letter was owed before
	} {
		if letter, leave, lead := sure(c.clock, c.admitted); letter != c.letter || leave != c.leave || lead != c.lead {
			t.Errorf("admitted %s: letter %v, leave %v, lead %v, want %v", c.admitted, letter, leave, lead, c)
		}
	}
}

// A value with a first day counts for what happens from then on, and for nothing before; a facility's own value
// counts in that facility, a province's in that province, whether or not the house ships rules for it.
func TestValuesHaveTheirTimeAndPlace(t *testing.T) {
	set := func(k law.Key, v law.Value, at law.Scope, from civil.Date) law.Confirmation {
		return law.Confirmation{Key: k, Scope: at, Value: v, From: from, By: [2]string{"a", "b"}, Document: "d", At: civil.On(2026, 1, 5)}
	}
	book, bad := law.Shipped().With([]law.Confirmation{
		set(law.CIFamilyNotice, law.Of(3, law.Day), law.Scope{}, civil.On(2026, 7, 1)),
		set(law.CIReleaseNotice, law.Of(10, law.Day), law.Scope{}, civil.On(2026, 7, 1)),
		set(law.CIFamilyNotice, law.Of(2, law.Day), law.Scope{Region: "41"}, civil.Date{}),
		set(law.CIFamilyNotice, law.Of(1, law.Day), law.Scope{Facility: "f1"}, civil.On(2026, 9, 1)),
	})
	if bad != nil {
		t.Fatal(bad)
	}
	cal, err := calendar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := term.NewClock(book, cal)
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct{ region, facility, decided, admitted, letter, notice string }{
		"before its time":           {"", "", "2024-06-20", "2026-06-30", "2026-07-05", "2026-06-16"},
		"from its time":             {"", "", "2024-08-01", "2026-07-01", "2026-07-04", "2026-07-21"},
		"a province not shipped":    {"41", "", "2024-06-20", "2026-06-30", "2026-07-02", "2026-06-16"},
		"a facility before":         {"51", "f1", "2024-09-20", "2026-08-31", "2026-09-03", "2026-09-09"},
		"a facility from its time":  {"51", "f1", "2024-09-20", "2026-09-01", "2026-09-02", "2026-09-09"},
		"another facility is other": {"51", "f2", "2024-09-20", "2026-09-01", "2026-09-04", "2026-09-09"},
	} {
		decided := on(term.CIDecided, x.decided)
		decided.By, decided.Ground = term.County, term.Severe
		a := c.Fold(&term.Case{Region: x.region, Facility: x.facility, AsOf: day("2026-06-01").Start(), Facts: []term.Fact{decided, on(term.JAAdmitted, x.admitted)}})
		for code, want := range map[law.DutyCode]string{law.FamilyLetter: x.letter, law.ReleaseNotice: x.notice} {
			for _, d := range a.Duties {
				if d.Code == code && d.Due.Day.String() != want {
					t.Errorf("%s: %s due %s, want %s", name, code, d.Due.Day, want)
				}
			}
		}
	}
}

func warned(a term.Answer, c law.FindingCode) bool {
	for _, w := range a.Warnings {
		if w.Code == c {
			return true
		}
	}
	return false
}

func TestClockNeedsItsNumbers(t *testing.T) {
	cal, err := calendar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, gone := range []law.Key{law.CITerm, law.CDTerm, law.CIWorkHours, law.ControlYears} {
		var rows []law.Parameter
		for _, p := range law.Registry {
			if p.Key != gone {
				rows = append(rows, p)
			}
		}
		if _, err := term.NewClock(law.NewBook(rows), cal); err == nil {
			t.Errorf("a clock without %s was made", gone)
		}
	}
}

// NextChange is exact for the moments that a daily sweep waits for.
func TestNextChange(t *testing.T) {
	c := clock(t)
	decided := episode().Facts[0] // ends 2025-05-19, its notice is due 2025-05-16
	ordered, received, reported := on(term.CDOrdered, "2025-03-31"), on(term.CDReceived, "2025-04-01"), on(term.CDReported, "2025-04-10")
	for name, x := range map[string]struct {
		asOf  string
		facts []term.Fact
		want  string
	}{
		"the notice turns overdue":   {"2025-05-01", []term.Fact{decided}, "2025-05-17"},
		"then the release":           {"2025-05-18", []term.Fact{decided}, "2025-05-20"},
		"then nothing":               {"2025-05-20", []term.Fact{decided}, ""},
		"home leave becomes long":    {"2024-01-02", []term.Fact{decided, on(term.HomeLeave, "2024-01-01")}, "2024-01-12"},
		"no report is a refusal":     {"2025-04-02", []term.Fact{ordered, received}, "2025-04-17"},
		"the CD runs out":            {"2025-04-11", []term.Fact{ordered, received, reported}, "2028-04-10"},
		"an absconder waits for law": {"2025-04-11", []term.Fact{decided, on(term.Abscond, "2024-01-01")}, ""},
		"nothing happened":           {"2025-04-11", nil, ""},
	} {
		a := c.Fold(&term.Case{AsOf: day(x.asOf).Start(), Facts: x.facts})
		if a.NextChange.String() != x.want {
			t.Errorf("%s: %s, want %s", name, a.NextChange, x.want)
		}
	}
}

// An ordinary life is folded without a single allocation.
func TestFoldDoesNotAllocate(t *testing.T) {
	x, f, a := episode(), term.NewFolder(clock(t)), new(term.Answer)
	f.Fold(&x, a)
	if n := testing.AllocsPerRun(100, func() { f.Fold(&x, a) }); n > 0 {
		t.Errorf("%v allocations a fold", n)
	}
}

// An admission that the law refuses is not applied; in the records of the house it is, for she is there, and it is marked.
func TestWhoIsThereIsThere(t *testing.T) {
	for _, kept := range []bool{false, true} {
		x := episode()
		x.Kept, x.Person.Sex, x.Facts = kept, term.Female, x.Facts[:3:3]
		for i := range x.Facts {
			if x.Facts[i].Type == term.JAAdmitted {
				x.Facts[i].SearchedBy = term.Male
			}
		}
		a := clock(t).Fold(&x)
		in := a.Measures[0].State == law.CIJAFacility
		letter := slices.ContainsFunc(a.Duties, func(d term.Duty) bool { return d.Code == law.FamilyLetter })
		if in != kept || letter != kept || len(a.Refused) == 0 || a.Refused[0].Code != law.AdmissionSearchSex {
			t.Errorf("kept %v: state %s, letter owed %v, refused %v", kept, a.Measures[0].State, letter, a.Refused)
		}
	}
}
