package term

import (
	"guitu/internal/base/civil"
	"guitu/internal/domain/law"
)

// week is the work of one Monday-to-Sunday week.
type week struct {
	monday civil.Date
	hours  [7]float64
	worked [7]bool
}

// weekOf finds a week, from the latest back; nil when nothing was done in it.
func (f *fold) weekOf(monday civil.Date) *week {
	for i := len(f.weeks) - 1; i >= 0; i-- {
		if f.weeks[i].monday == monday {
			return &f.weeks[i]
		}
	}
	return nil
}

// slack forgives what binary fractions of an hour add up to.
const slack = 1e-9

// mayWork keeps work at six hours a day, five days a week and off the holidays (MOJ127 43).
func mayWork(f *fold, _ *measure, x *Fact) {
	monday := x.On.Monday()
	w, hours, others := f.weekOf(monday), x.Hours, 0
	if w != nil {
		day := x.On.Sub(monday)
		hours += w.hours[day]
		for i, worked := range w.worked {
			if worked && i != day {
				others++
			}
		}
	}
	f.refuseIf(hours > f.rules.workHours+slack, law.WorkTooLong)
	f.refuseIf(others >= f.rules.workDays, law.WorkTooManyDays)
	f.refuseIf(f.clock.calendar.StatutoryBreak(x.On), law.WorkOnHoliday)
}

func worked(f *fold, _ *measure, x *Fact) {
	monday := x.On.Monday()
	w := f.weekOf(monday)
	if w == nil {
		f.weeks = append(f.weeks, week{monday: monday})
		w = &f.weeks[len(f.weeks)-1]
	}
	day := x.On.Sub(monday)
	w.hours[day] += x.Hours
	w.worked[day] = true
}
