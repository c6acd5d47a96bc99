package term

import (
	"guitu/internal/base/civil"
	"guitu/internal/domain/law"
)

// CD and CR share their handlers: NCL 48 sends CR to the rules of CD. A duty of CR follows that of CD in the
// list of codes.
func (m *measure) own(cd law.DutyCode) law.DutyCode { return cd + law.DutyCode(m.kind-law.CD) }

func crTooLong(f *fold, _ *measure, x *Fact) {
	f.refuseIf(int(x.Years) > f.rules.crMaxYears, law.CROver3Years)
}

func ordered(f *fold, _ *measure, x *Fact) {
	kind, years := law.CD, int32(f.rules.cdYears)
	if x.Type == CROrdered {
		kind, years = law.CR, x.Years
	}
	f.begins(kind, x.On).years = years
}

// received starts the time for reporting (REG 14, 38). Zhejiang gives two days, fifteen to whom it is far.
func received(f *fold, m *measure, x *Fact) {
	code := m.own(law.CDReportDuty)
	within := f.rules.within[code]
	if x.Far && f.rules.reportFar.Set {
		within = f.rules.reportFar
	}
	if due := f.openWithin(code, x, within); m.reportDue.IsZero() {
		m.reportDue = due.Day
	}
}

// reported begins the term. Late is better than never: any report activates the measure; only a valid reason
// keeps the refusal from counting. Whether it is late is told by the order of this measure, also where the report
// makes good the forgotten duty of an earlier one.
func reported(f *fold, m *measure, x *Fact) {
	f.discharge(m.own(law.CDReportDuty), x)
	if !m.start.IsZero() {
		return
	}
	m.lateBare = !m.reportDue.IsZero() && x.On.After(m.reportDue) && !x.Excused
	m.start = x.On
	f.settleCommunity(m)
	f.open(m.own(law.CDEndNoticeDuty), x)
}

// settleCommunity computes the end of a CD or CR: the term from reporting, less the days served before a
// conversion but never before the reporting day, and then the days of detention (REG 24, 31).
func (f *fold) settleCommunity(m *measure) {
	if m.is(oDetained) {
		m.end = civil.Date{}
		return
	}
	end := f.lastDay(m.start, int(m.years)).AddDays(-int(m.served))
	if end.Before(m.start) {
		end = m.start
	}
	m.end = end.AddDays(int(m.detained))
}

// terminateCommunity ends every CD and CR that is ordered, runs or is breached when a CI is decided.
func (f *fold) terminateCommunity(on civil.Date) {
	for i := range f.measures {
		if m := &f.measures[i]; m.kind != law.CI && !m.over(on) && !on.Before(m.decided) {
			m.ended, m.endedBy = on, f.fact
		}
	}
}

func moved(f *fold, m *measure, x *Fact)        { f.open(m.own(law.CDMoveReportDuty), x) }
func moveReported(f *fold, m *measure, x *Fact) { f.discharge(m.own(law.CDMoveReportDuty), x) }

// endNoticed discharges the oldest end notice of the kind: the notice of an earlier measure may come late.
func endNoticed(f *fold, m *measure, x *Fact) {
	code := m.own(law.CDEndNoticeDuty)
	f.target = -1
	f.discharge(code, x)
}

// tested counts only refusing and evading towards a serious breach. One positive test is a ground of its own
// (NCL 38) and is left to the organ.
func tested(f *fold, m *measure, x *Fact) {
	switch x.Result {
	case Refused, Evaded:
		m.serious.Refusals++
		f.breach(m, x)
	case Positive:
		m.positive = true
		f.warn(law.Use)
	}
}

func absent(f *fold, m *measure, x *Fact) {
	if x.Permitted {
		return
	}
	away := x.Until.Sub(x.On)
	m.serious.Trips++
	m.serious.Days += away
	if away >= f.rules.absenceDays {
		f.warn(law.AbsenceReportNeeded)
	}
	f.breach(m, x)
}

// breach notes the day on which the threshold of REG 20 is met, once a measure.
func (f *fold) breach(m *measure, x *Fact) {
	s := &m.serious
	s.Met = s.Refusals >= f.rules.seriousRefusals || s.Trips >= f.rules.seriousTrips || s.Days > f.rules.over
	if s.Met && m.breached.IsZero() {
		m.breached = x.On
		f.warn(law.SeriousBreach)
	}
}

func detained(f *fold, m *measure, _ *Fact) { f.settleCommunity(m) }

func detentionEnded(f *fold, m *measure, x *Fact) {
	m.detained = f.spent(f.closed.from.Day(), x.On)
	f.settleCommunity(m)
}

func imprisoned(f *fold, m *measure, x *Fact) { m.ended, m.endedBy = x.On, f.fact }

// neverEarly: community measures have no early end in any text, whatever quizzes say.
func neverEarly(f *fold, _ *measure, _ *Fact) { f.refuse(law.NoEarlyEnd) }
