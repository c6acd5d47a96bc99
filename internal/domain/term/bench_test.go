package term_test

import (
	"testing"

	"guitu/internal/base/calendar"
	"guitu/internal/base/civil"
	"guitu/internal/domain/law"
	"guitu/internal/domain/term"
)

// clock is the shipped law with the embedded holidays.
func clock(t testing.TB) *term.Clock {
	t.Helper()
	cal, err := calendar.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	c, err := term.NewClock(law.Shipped(), cal)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func day(s string) civil.Date {
	d, err := civil.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func on(t term.Type, s string) term.Fact { return term.OnDay(t, day(s)) }

// episode is an ordinary finished CI: decided, transferred, noticed, released.
func episode() term.Case {
	decided := on(term.CIDecided, "2023-05-20")
	decided.By, decided.Ground = term.County, term.Severe
	return term.Case{AsOf: day("2026-06-01").Start(), Facts: []term.Fact{
		decided, on(term.PSAdmitted, "2023-05-20"), on(term.JAAdmitted, "2023-09-01"), on(term.ReleaseNoticed, "2025-05-15"),
		on(term.CertificateIssued, "2025-05-19"), on(term.Released, "2025-05-19"),
	}}
}

// The pages judge 1.7 million episodes at once: one fold has half a microsecond.
func BenchmarkFold(b *testing.B) {
	short := term.Case{AsOf: day("2026-06-01").Start(), Facts: episode().Facts[:3]}
	whole := episode()
	for name, c := range map[string]*term.Case{"running": &short, "released": &whole} {
		b.Run(name, func(b *testing.B) {
			f, a := term.NewFolder(clock(b)), new(term.Answer)
			b.ReportAllocs()
			for b.Loop() {
				f.Fold(c, a)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/1e6, "M/s")
		})
	}
}
