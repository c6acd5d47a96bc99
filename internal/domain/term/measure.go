package term

import (
	"guitu/internal/base/civil"
	"guitu/internal/domain/law"
)

// measure is one measure while facts are being judged.
type measure struct {
	kind    law.Kind
	fact    int32 // index of the fact that began it
	decided civil.Date
	start   civil.Date // first day of the term; zero until reported
	end     civil.Date // last day the law allows; zero while unknown
	ended   civil.Date // day on which a fact ended it; zero while none did
	state   law.State  // of a CI; for CD and CR only what facts fixed
	reason  law.Reason
	endedBy int32 // index of the fact that ended it, when one did
	open    [openings]opening

	// CI
	base      civil.Date // last day before extensions and absconding
	months    int32      // approved extensions
	away      int32      // days of absconding
	releaseOn civil.Date // approved early release, zero when none stands
	early     int32      // index of the latest fact that approved one, and of that by which it counts no more; 0 for none
	earlyGone int32
	bars      law.Bar
	left      bool // the person was released, whatever happened to the decision later

	// CD and CR
	years     int32
	served    int32      // days set off after a conversion
	converted civil.Date // day of the conversion that ordered it
	detained  int32      // days
	reportDue civil.Date // first due of reporting; zero before the order was received
	lateBare  bool       // reported late without a valid reason
	positive  bool
	serious   Serious
	breached  civil.Date // day on which the threshold was met
}

// opening is a fact that a later one needs. Several of one kind count as one, from the earliest.
type opening struct {
	from  civil.Instant
	first int32 // index of the first one + 1; 0 when there is none
	last  int32 // index of the latest one + 1
}

type openingKind uint8

const (
	noOpening openingKind = iota
	oAbscond
	oOutsideMedical
	oHeldElsewhere
	oHomeLeave
	oRestraint
	oSingle
	oEarly
	oExtension
	oConversion
	oDecided
	oEarlyDecided
	oExtensionDecided
	oAdmitted
	oCertificate
	oReleased
	oDetained
	oMoved
	openings
)

func (o *opening) add(i int32, x *Fact) {
	if o.first == 0 {
		o.first = i + 1
	}
	if o.last == 0 || x.At < o.from {
		o.from = x.At
	}
	o.last = i + 1
}

// is tells whether an opening of the kind stands.
func (m *measure) is(k openingKind) bool { return m.open[k].first != 0 }

// opened tells whether an opening of the kind stands that the fact is not dated before.
func (m *measure) opened(k openingKind, x *Fact) bool {
	return m != nil && m.is(k) && x.At >= m.open[k].from
}

// begins adds a measure and makes it the one that the fact at hand is about.
func (f *fold) begins(k law.Kind, on civil.Date) *measure {
	f.measures = append(f.measures, measure{})
	f.target = len(f.measures) - 1
	if k == law.CI {
		f.ci = f.target
		if f.lastOut.open { // a stay apart that nobody ended ended with its measure
			f.lastOut = lastSingle{}
		}
	}
	m := &f.measures[f.target]
	m.kind, m.fact, m.decided = k, f.fact, on
	return m
}

// running tells whether a CI has begun by a day and not ended before it. A CI past its end still runs: the
// person is held, and that draws release.overdue.
func (f *fold) running(m *measure, on civil.Date) bool {
	return m.ended.IsZero() && !on.Before(m.begins()) && !f.expiredElsewhere(m, on)
}

// begins is the first day on which a measure is there: the decision or order, or a printed start before it.
func (m *measure) begins() civil.Date {
	if !m.start.IsZero() && m.start.Before(m.decided) {
		return m.start
	}
	return m.decided
}

// past tells whether a day is after the end of a CI. While the person is away the clock stands still, and no
// day is after an end that cannot be known.
func (m *measure) past(on civil.Date) bool { return !m.end.IsZero() && on.After(m.end) }

// settle computes the end of a CI: months are added to the base, then the days away (law.md §2.6).
func (m *measure) settle() {
	if m.is(oAbscond) {
		m.end = civil.Date{}
		return
	}
	m.end = m.base
	if m.months > 0 {
		m.end = m.end.AddMonths(int(m.months))
	}
	m.end = m.end.AddDays(int(m.away))
	if !m.releaseOn.IsZero() && m.releaseOn.Before(m.end) {
		m.end = m.releaseOn
	}
}

// forgo lets an approved early release count no more, by the fact at hand.
func (f *fold) forgo(m *measure) {
	if !m.releaseOn.IsZero() {
		m.releaseOn, m.earlyGone = civil.Date{}, f.fact
	}
}

// over tells whether a CD or CR has ended before a day. One that is breached stays so until it is
// terminated, and one suspended by detention cannot run out.
func (m *measure) over(on civil.Date) bool {
	if !m.ended.IsZero() {
		return true
	}
	return m.breached.IsZero() && !m.end.IsZero() && on.After(m.end)
}

// finishes ends a measure by the fact at hand. The opening of absences stays, for the count of days away.
func (f *fold) finishes(m *measure, on civil.Date, s law.State, r law.Reason) {
	m.ended, m.endedBy, m.state, m.reason = on, f.fact, s, r
}

// days is the later day minus the earlier; never less than none.
func days(from, to civil.Date) int32 { return int32(max(0, to.Sub(from))) }
