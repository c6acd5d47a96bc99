package term

import (
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/domain/law"
)

func hours(n int) time.Duration { return time.Duration(n) * time.Hour }

// lastDay is the last day of a term of years that begins on from. Where the corresponding day does not exist
// the term ends on the last day of that month, whichever way days are counted.
func (f *fold) lastDay(from civil.Date, years int) civil.Date {
	day, exact := from.Corresponding(12 * years)
	if exact && f.dayCount(from) == InclusiveStart {
		return day.AddDays(-1)
	}
	return day
}

// dayCount is how a term that begins on from is counted: as the case says, else as the book did then.
func (f *fold) dayCount(from civil.Date) DayCount {
	if f.c.Settings.DayCount != AsBook {
		return f.c.Settings.DayCount
	}
	return f.law.on(from).dayCount
}

// limit is the end of a procedural period that begins with a fact. The first day is not counted, so that a
// period of months ends on the corresponding day (PSAP 35, CC 202).
func (f *fold) limit(x *Fact, within law.Value) Due {
	switch within.Unit {
	case law.Hour:
		at := x.At.Add(hours(within.N))
		return Due{Day: at.Day(), At: at, Exact: true}
	case law.Workday:
		day, published := f.clock.calendar.AddWorkdays(x.On, within.N)
		f.used(published)
		return Due{Day: day}
	case law.Month:
		return Due{Day: x.On.AddMonths(within.N)}
	case law.Year:
		return Due{Day: x.On.AddYears(within.N)}
	default:
		return Due{Day: x.On.AddDays(within.N)}
	}
}

// before is the day that lies so long before another.
func (f *fold) before(day civil.Date, within law.Value) civil.Date {
	switch within.Unit {
	case law.Workday:
		d, published := f.clock.calendar.SubWorkdays(day, within.N)
		f.used(published)
		return d
	case law.Month:
		return day.AddMonths(-within.N)
	default:
		return day.AddDays(-within.N)
	}
}

// roll moves a due that is a rest day to the next working day. It is called only for what an organ decides
// and for what the person owes or may ask: a holiday never lengthens a deprivation of liberty (PSAP 35).
func (f *fold) roll(due Due) (rolled Due, from civil.Date) {
	day, published := f.clock.calendar.NextWorkday(due.Day)
	f.used(published)
	if day == due.Day {
		return due, civil.Date{}
	}
	return Due{Day: day}, due.Day
}

// used notes that a date rests on the calendar; one of a year without a notice draws a warning.
func (f *fold) used(published bool) { f.guessed = f.guessed || !published }
