package term

import (
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/domain/law"
)

// finish turns what was gathered into the answer: states and ends as of asOf, then dues and statuses, then
// what hangs on all of it.
func (f *fold) finish() {
	f.order()
	for i := range f.measures {
		m := &f.measures[i]
		f.a.Measures = append(f.a.Measures, Measure{
			Kind: m.kind, Fact: int(m.fact), Decided: m.decided, Start: m.start, Base: m.base, LegalEnd: m.end, End: m.end,
		})
		out := &f.a.Measures[i]
		if !m.ended.IsZero() {
			out.End = m.ended
		}
		if m.kind == law.CI {
			f.finishCI(m, out)
		} else {
			f.finishCommunity(m, out)
		}
	}
	f.undecided()
	f.judgeDuties()
	if f.guessed {
		f.warnAt(law.CalendarNotPublished, -1)
	}
	f.a.DynamicControlOff = f.dynamicControlOff()
	f.a.NextChange = f.next
	if f.c.Trace {
		f.trace()
	}
}

// order puts the measures in the order in which they began. A life is nearly always recorded in that order; an
// old order that turns up later is the exception, and only then is there anything to move.
func (f *fold) order() {
	began := func(a, b measure) int { return a.decided.Compare(b.decided) }
	if slices.IsSortedFunc(f.measures, began) {
		return
	}
	was := make([]int32, len(f.measures)) // the fact that began each, as recorded
	for i := range f.measures {
		was[i] = f.measures[i].fact
	}
	slices.SortStableFunc(f.measures, began)
	at := make(map[int32]int, len(f.measures)) // where the measure that a fact began stands now
	for i := range f.measures {
		at[f.measures[i].fact] = i
	}
	for i := range f.a.Duties {
		f.a.Duties[i].Measure = at[was[f.a.Duties[i].Measure]]
	}
	for i := range f.held {
		f.held[i].measure = at[was[f.held[i].measure]]
	}
	for i := range f.proposals {
		f.proposals[i].measure = at[was[f.proposals[i].measure]]
	}
}

func (f *fold) finishCI(m *measure, out *Measure) {
	out.State, out.Reason, out.Bars, out.ExtensionMonths, out.EarlyOn = m.state, m.reason, m.bars, int(m.months), m.releaseOn
	out.Early, out.EarlyGone = int(m.early), int(m.earlyGone)
	if m.bars == 0 {
		out.EarliestEarlyRelease = f.oneYear(m)
	}
	if !m.end.IsZero() {
		at := f.law.on(m.end)
		out.SubmitBy, out.LeadConfirmed = f.before(m.end, at.submitLead), at.lead
	}
	switch {
	case !m.ended.IsZero():
	case f.expiredElsewhere(m, f.today):
		out.State, out.Out = law.CIExpiredElsewhere, int(m.open[oHeldElsewhere].last)-1
	default:
		out.Substate, out.Out = m.substate()
		if m.past(f.today) {
			f.warnAt(law.ReleaseOverdue, -1)
		} else if !m.end.IsZero() {
			f.changes(m.end.AddDays(1))
		}
	}
	f.stillOut(m, out)
}

// stillOut judges home leave and stays apart from which nobody has come back, until asOf or until the
// measure ended.
func (f *fold) stillOut(m *measure, out *Measure) {
	day, at := f.today, f.c.AsOf
	if out.State.Final() && out.End.Before(day) {
		day, at = out.End, out.End.AddDays(1).Start()
	}
	if o := m.open[oHomeLeave]; o.first != 0 {
		left := o.from.Day()
		last := left.AddDays(f.law.on(left).homeLeaveDays)
		if day.After(last) {
			f.warnAt(law.HomeLeaveTooLong, int(o.first-1))
		} else if !out.State.Final() {
			f.changes(last.AddDays(1))
		}
	}
	if o := m.open[oSingle]; o.first != 0 {
		last := o.from + f.law.on(o.from.Day()).singleMax
		if at > last {
			f.warnAt(law.SingleTooLong, int(o.first-1))
		} else if !out.State.Final() {
			f.changes((last + 1).Day())
		}
	}
}

func (f *fold) finishCommunity(m *measure, out *Measure) {
	out.Serious = m.serious
	out.State = f.communityState(m)
	if m.kind == law.CR {
		out.State = law.AsCR(out.State)
	}
	if out.State == law.CDActive || out.State == law.CRActive {
		f.changes(m.end.AddDays(1))
	}
}

// communityState is where a CD stands. A breach stays whatever comes, until the measure is terminated.
func (f *fold) communityState(m *measure) law.State {
	switch {
	case !m.ended.IsZero():
		return law.CDTerminated
	case !m.breached.IsZero():
		return law.CDBreached
	case m.start.IsZero() && f.unreported(m):
		return law.CDRefused
	case m.start.IsZero():
		return law.CDOrdered
	case m.is(oDetained):
		return law.CDSuspended
	case f.today.After(m.end):
		return law.CDCompleted
	default:
		return law.CDActive
	}
}

// unreported tells whether the time for reporting has passed without a report.
func (f *fold) unreported(m *measure) bool {
	return !m.reportDue.IsZero() && f.today.After(m.reportDue)
}

// undecided warns of every extension that was asked for and not decided by the end: the person leaves on it.
func (f *fold) undecided() {
	for _, p := range f.proposals {
		m := &f.measures[p.measure]
		if p.open && m.past(f.today) && (m.ended.IsZero() || !m.ended.Before(m.end)) {
			f.warnAt(law.ExtensionUndecided, int(p.fact))
		}
	}
}

// dynamicControlOff is three years from what the latest measure counts from (REG 7, SH 29, SD 36).
func (f *fold) dynamicControlOff() civil.Date {
	for i := len(f.measures) - 1; i >= 0; i-- {
		m, out := &f.measures[i], &f.a.Measures[i]
		if m.kind != law.CI && m.start.IsZero() {
			if m.ended.IsZero() && f.unreported(m) {
				return civil.Date{} // refused
			}
			continue // only ordered: what came before it counts
		}
		if from := countsFrom(m, out); !from.IsZero() && !f.annulled(m) {
			f.control = from
			return from.AddYears(f.law.on(from).controlYears)
		}
		return civil.Date{}
	}
	return civil.Date{}
}

// annulled tells whether a CD came of a CI that was annulled after its conversion: nothing of it counts.
func (f *fold) annulled(m *measure) bool {
	if m.kind == law.CI || m.converted.IsZero() {
		return false
	}
	for i := range f.measures {
		if c := &f.measures[i]; c.kind == law.CI && c.ended == m.converted && c.state == law.CIAnnulled {
			return true
		}
	}
	return false
}

func countsFrom(m *measure, out *Measure) civil.Date {
	switch {
	case m.kind != law.CI && (m.positive || m.lateBare || !m.breached.IsZero() || !m.ended.IsZero()):
		return civil.Date{}
	case !m.converted.IsZero():
		return m.converted
	case m.kind != law.CI:
		return m.start
	case out.State == law.CIReleased, out.State == law.CIConverted, out.State == law.CIExpiredElsewhere:
		return out.End
	default:
		return civil.Date{}
	}
}
