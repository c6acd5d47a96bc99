package term

import (
	"guitu/internal/base/civil"
	"guitu/internal/domain/law"
)

// Only absconding stops the clock of a CI (REG 32). Hospital, custody elsewhere and home leave do not.

func abscondInTime(f *fold, m *measure, x *Fact) { f.refuseIf(m.past(x.On), law.AbscondAfterEnd) }

func abscond(_ *fold, m *measure, _ *Fact) { m.settle() }

// recapture adds the days away, bars early release and voids one already approved.
func recapture(f *fold, m *measure, x *Fact) {
	m.away = f.spent(f.closed.from.Day(), x.On)
	m.bars |= law.BarRecaptured
	f.forgo(m)
	m.settle()
}

func supervisorApproved(f *fold, _ *measure, x *Fact) {
	f.refuseIf(x.By != Supervisor, law.OutsideMedicalApprover)
}

// span is a time away that has ended.
type span struct {
	measure  int
	from, to civil.Date
}

// spent adds a time away to those of the measure at hand and tells how many days they make together. Times that
// overlap, as when one is recorded late, count once: nobody is away twice at once.
func (f *fold) spent(from, to civil.Date) (all int32) {
	s := span{f.target, from, to}
	if s.to.Before(s.from) {
		s.to = s.from
	}
	kept := f.gone[:0]
	for _, e := range f.gone {
		if e.measure == s.measure && !e.from.After(s.to) && !s.from.After(e.to) {
			if e.from.Before(s.from) {
				s.from = e.from
			}
			if e.to.After(s.to) {
				s.to = e.to
			}
			continue
		}
		kept = append(kept, e)
	}
	f.gone = append(kept, s)
	for _, e := range f.gone {
		if e.measure == s.measure {
			all += days(e.from, e.to)
		}
	}
	return all
}

// heldElsewhereEnded is never refused: it may come when the measure ran out long ago. One dated before its
// opening ends nothing.
func heldElsewhereEnded(f *fold, m *measure, x *Fact) {
	if m == nil || !m.opened(oHeldElsewhere, x) {
		return
	}
	f.held = append(f.held, span{f.target, m.open[oHeldElsewhere].from.Day(), x.On})
	m.open[oHeldElsewhere] = opening{}
}

// expiredElsewhere tells whether a CI had run out before a day while the person was held elsewhere: held on
// the last day and still when the next one came (REG 36).
func (f *fold) expiredElsewhere(m *measure, on civil.Date) bool {
	if !m.ended.IsZero() || !m.past(on) {
		return false
	}
	if o := &m.open[oHeldElsewhere]; o.first != 0 && !o.from.Day().After(m.end) {
		return true
	}
	for _, h := range f.held {
		if &f.measures[h.measure] == m && !h.from.After(m.end) && h.to.After(m.end) {
			return true
		}
	}
	return false
}

func homeLeaveEnded(f *fold, _ *measure, x *Fact) {
	left := f.closed.from.Day()
	if !x.ForceMajeure && x.On.Sub(left) > f.law.on(left).homeLeaveDays {
		f.warn(law.HomeLeaveTooLong)
	}
}

// substate is the reason, opened last, for which the person is out of the ordinary life, and the fact that opened it. The
// openings of absences stand in the order of the substates.
func (m *measure) substate() (s law.Substate, fact int) {
	latest := int32(0)
	for k := oAbscond; k <= oHomeLeave; k++ {
		if o := &m.open[k]; o.last > latest {
			latest, s = o.last, law.Absconded+law.Substate(k-oAbscond)
		}
	}
	return s, int(latest) - 1
}
