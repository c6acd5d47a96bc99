package civil_test

import (
	"testing"
	"time"

	"guitu/internal/base/civil"

	"pgregory.net/rapid"
)

func date(t *testing.T, s string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(s)
	if err != nil {
		t.Fatalf("ParseDate(%q): %v", s, err)
	}
	return d
}

// The standard library is the judge: every day of nine centuries agrees with time.Time.
func TestAgreesWithTime(t *testing.T) {
	at := time.Date(1599, 12, 25, 0, 0, 0, 0, time.UTC)
	d := civil.On(1599, 12, 25)
	for range 900 * 366 {
		y, m, day := d.Civil()
		if y != at.Year() || m != at.Month() || day != at.Day() || d.Weekday() != at.Weekday() {
			t.Fatalf("day %v: got %04d-%02d-%02d %s, want %s", d, y, m, day, d.Weekday(), at)
		}
		if d.String() != at.Format(time.DateOnly) {
			t.Fatalf("String: got %s, want %s", d, at.Format(time.DateOnly))
		}
		if back, ok := civil.Of(y, m, day); !ok || back != d {
			t.Fatalf("Of(%s) = %s, %v", d, back, ok)
		}
		d, at = d.AddDays(1), at.AddDate(0, 0, 1)
	}
}

func TestParseDateIsStrict(t *testing.T) {
	for _, s := range []string{
		"", "2025-02-30", "2025-2-03", "2025-02-3", "20250203", "2025/02/03", " 2025-02-03", "2025-02-03 ",
		"2023-02-29", "2025-13-01", "2025-00-01", "2025-01-00", "0000-01-01", "2025-01-0x", "２025-01-01", "+025-01-01",
	} {
		if d, err := civil.ParseDate(s); err == nil {
			t.Errorf("ParseDate(%q) = %s, want an error", s, d)
		}
	}
	if got := date(t, "0001-01-01"); got.AddDays(-1) != (civil.Date{}) {
		t.Errorf("the day before the first is %v, want no day", got.AddDays(-1))
	}
}

func TestMonths(t *testing.T) {
	for _, c := range []struct {
		from   string
		months int
		want   string
		exact  bool
	}{
		{"2024-02-29", 24, "2026-02-28", false},
		{"2024-02-29", 48, "2028-02-29", true},
		{"2025-01-31", 1, "2025-02-28", false},
		{"2025-11-30", 3, "2026-02-28", false},
		{"2025-03-10", 24, "2027-03-10", true},
		{"2025-03-31", -1, "2025-02-28", false},
		{"2025-01-15", -13, "2023-12-15", true},
		{"2025-12-31", 6, "2026-06-30", false},
	} {
		got, exact := date(t, c.from).Corresponding(c.months)
		if got.String() != c.want || exact != c.exact {
			t.Errorf("%s + %d months = %s exact=%v, want %s exact=%v", c.from, c.months, got, exact, c.want, c.exact)
		}
	}
}

func TestBirthday(t *testing.T) {
	leap := date(t, "2008-02-29")
	for n, want := range map[int]string{1: "2009-03-01", 4: "2012-02-29", 16: "2024-02-29", 17: "2025-03-01"} {
		if got := leap.Birthday(n).String(); got != want {
			t.Errorf("birthday %d of a leap day: %s, want %s", n, got, want)
		}
	}
	for on, want := range map[string]int{"2025-02-28": 16, "2025-03-01": 17, "2008-02-29": 0, "2008-02-28": -1} {
		if got := leap.Age(date(t, on)); got != want {
			t.Errorf("age on %s: %d, want %d", on, got, want)
		}
	}
	if got := date(t, "2009-06-01").Age(date(t, "2025-05-31")); got != 15 {
		t.Errorf("age the day before the sixteenth birthday: %d, want 15", got)
	}
}

func TestInstants(t *testing.T) {
	for in, want := range map[string]string{
		"2025-03-11T16:00:00+08:00":       "2025-03-11T16:00:00+08:00",
		"2025-03-11T16:00:00Z":            "2025-03-12T00:00:00+08:00",
		"2025-03-11T15:59:59.999999Z":     "2025-03-11T23:59:59.999999+08:00",
		"2025-03-11t16:00:00.5000000009z": "2025-03-12T00:00:00.5+08:00",
		"1969-12-31T15:59:59Z":            "1969-12-31T23:59:59+08:00",
		"2025-03-11T16:00:00-05:30":       "2025-03-12T05:30:00+08:00",
	} {
		i, err := civil.ParseInstant(in)
		if err != nil || i.String() != want {
			t.Errorf("ParseInstant(%q) = %s, %v, want %s", in, i, err, want)
			continue
		}
		if got := civil.DateOf(i.Time()); got != i.Day() || got.String() != want[:10] {
			t.Errorf("day of %s = %s", in, got)
		}
		if s := i.Day().Start(); s > i || s.Add(24*time.Hour) <= i {
			t.Errorf("%s is not within its day, which starts at %s", i, s)
		}
	}
	for _, s := range []string{
		"", "2025-03-11", "2025-03-11T16:00:00", "2025-03-11 16:00:00Z", "2025-03-11T24:00:00Z", "2025-03-11T16:60:00Z",
		"2025-03-11T16:00:60Z", "2025-02-30T16:00:00Z", "2025-03-11T16:00:00+0800", "2025-03-11T16:00:00+24:00",
		"2025-03-11T16:00:00.Z", "2025-03-11T6:00:00Z", "2025-03-11T16:00:00+08:00 ", "9999-12-31T20:00:00Z",
	} {
		if i, err := civil.ParseInstant(s); err == nil {
			t.Errorf("ParseInstant(%q) = %s, want an error", s, i)
		}
	}
}

func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := civil.On(1, 1, 1).AddDays(rapid.IntRange(0, 3_000_000).Draw(t, "day"))
		n := rapid.IntRange(0, 600).Draw(t, "months")
		later, exact := d.Corresponding(n)
		_, _, was := d.Civil()
		_, _, is := later.Civil()
		if exact != (was == is) || later.Before(d) || later.Sub(d) > 31*n {
			t.Fatalf("%s + %d months = %s (%v)", d, n, later, exact)
		}
		if b := d.Birthday(n / 12); d.Age(b) != n/12 || d.Age(b.AddDays(-1)) != n/12-1 {
			t.Fatalf("born %s: age on birthday %d (%s) is %d, the day before %d", d, n/12, b, d.Age(b), d.Age(b.AddDays(-1)))
		}
		if m := d.Monday(); m.Weekday() != time.Monday || d.Sub(m) > 6 || m.After(d) {
			t.Fatalf("week of %s begins %s", d, m)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	f.Add("2024-02-29")
	f.Fuzz(func(t *testing.T, s string) {
		want, stdErr := time.Parse(time.DateOnly, s)
		d, err := civil.ParseDate(s)
		if err == nil && d.String() != s {
			t.Fatalf("%q prints as %s", s, d)
		}
		if (err == nil) != (stdErr == nil && want.Year() > 0) {
			t.Fatalf("%q: %v, the standard library says %v", s, err, stdErr)
		}
	})
}

func FuzzParseInstant(f *testing.F) {
	f.Add("2025-03-11T16:00:00.5+08:00")
	f.Fuzz(func(t *testing.T, s string) {
		i, err := civil.ParseInstant(s)
		if err != nil {
			return
		}
		back, err := civil.ParseInstant(i.String())
		if err != nil || back != i {
			t.Fatalf("%q prints as %s, which reads as %d, %v; want %d", s, i, back, err, i)
		}
	})
}

func TestDateInRows(t *testing.T) {
	for _, d := range []civil.Date{{}, date(t, "2024-02-29"), date(t, "9999-12-31")} {
		text, err := d.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var back civil.Date
		if err := back.UnmarshalText(text); err != nil || back != d {
			t.Errorf("%v came back as %v (%v)", d, back, err)
		}
	}
	var d civil.Date
	if err := d.UnmarshalText([]byte("2025-02-30")); err == nil {
		t.Error("a day that does not exist was read")
	}
}
