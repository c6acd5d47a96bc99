package term

import (
	"guitu/internal/base/civil"
	"guitu/internal/domain/law"
)

// open opens a duty by the fact at hand, in the time that law gives. Where a province has no such limit, as
// with the booklet outside Guangdong, there is no duty.
func (f *fold) open(code law.DutyCode, x *Fact) { f.openWithin(code, x, f.rules.within[code]) }

// openWithin is open with another time than the ordinary one. It gives the due, zero where there is none yet.
func (f *fold) openWithin(code law.DutyCode, x *Fact, within law.Value) Due {
	spec := law.Duty(code)
	if !within.Set && spec.Within != "" {
		return Due{}
	}
	f.a.Duties = append(f.a.Duties, Duty{
		Code: code, Measure: f.target, Opened: int(f.fact), Discharged: -1, Basis: f.rules.basis[code], Mark: spec.Mark, Confirmed: f.rules.settled[code],
	})
	d := &f.a.Duties[len(f.a.Duties)-1]
	d.within = within
	if spec.Anchor == law.FromOpening {
		d.Due = f.limit(x, within)
		if spec.Rolls && !d.Due.Exact {
			d.Due, d.RolledFrom = f.roll(d.Due)
		}
	}
	if earliest := f.rules.notBefore[code]; earliest.Set {
		d.NotBefore = f.limit(x, earliest).Day
	}
	return d.Due
}

// discharge closes the oldest open duty of a code, whichever measure it belongs to: a notice that was
// forgotten is the first to be made good. What has fallen away with its measure is not open. It gives nil when
// none is open.
func (f *fold) discharge(code law.DutyCode, x *Fact) *Duty {
	for i := range f.a.Duties {
		d := &f.a.Duties[i]
		if d.Code == code && d.Discharged < 0 && !f.lapsed(d, x) {
			d.Discharged, d.done = int(f.fact), x.At
			return d
		}
	}
	return nil
}

// lapsed tells whether a duty had fallen away by the fact at hand: its measure ended before or on its due day.
func (f *fold) lapsed(d *Duty, x *Fact) bool {
	m, spec := &f.measures[d.Measure], law.Duty(d.Code)
	if spec.NeverVoid || m.left && (d.Code == law.Release || d.Code == law.ReleaseNotice) {
		return false
	}
	end := m.ended
	switch {
	case !end.IsZero():
	case m.kind == law.CI && f.expiredElsewhere(m, x.On), m.kind != law.CI && m.over(x.On):
		end = m.end
	default:
		return false
	}
	due := d.Due.Day
	switch spec.Anchor {
	case law.AtEnd:
		due = m.end
	case law.BeforeEnd:
		if due = m.end; !due.IsZero() {
			due = f.before(due, f.law.on(due).within[d.Code])
		}
	}
	return due.IsZero() || !due.Before(end)
}

// opens and does make the handlers of facts that only open or discharge duties.
func opens(codes ...law.DutyCode) func(*fold, *measure, *Fact) {
	return func(f *fold, _ *measure, x *Fact) {
		for _, c := range codes {
			f.open(c, x)
		}
	}
}

func does(code law.DutyCode) func(*fold, *measure, *Fact) {
	return func(f *fold, _ *measure, x *Fact) { f.discharge(code, x) }
}

// notified discharges one of three notices, the family's coming first. A noted reason waives it.
func (f *fold) notified(family law.DutyCode, x *Fact) {
	d := f.discharge(family+law.DutyCode(x.Who-Family), x)
	if d != nil && x.Waived {
		d.Status = Waived
	}
}

// The person may go to the reconsideration organ or straight to court (NCL 40); remedies need no opening.

func reconDecided(f *fold, _ *measure, x *Fact) {
	f.discharge(law.ReconApply, x)
	f.open(law.SuitAfterRecon, x)
}

// suitFiled meets both limits for going to court.
func suitFiled(f *fold, _ *measure, x *Fact) {
	f.discharge(law.SuitDirect, x)
	f.discharge(law.SuitAfterRecon, x)
}

// judgeDuties gives every duty that hangs on an end its due, and every duty its status.
func (f *fold) judgeDuties() {
	for i := range f.a.Duties {
		d := &f.a.Duties[i]
		m := &f.a.Measures[d.Measure]
		switch spec := law.Duty(d.Code); spec.Anchor {
		case law.AtEnd:
			d.Due = Due{Day: m.LegalEnd}
		case law.BeforeEnd:
			if !m.LegalEnd.IsZero() {
				at := f.law.on(m.LegalEnd)
				d.Due, d.Confirmed = Due{Day: f.before(m.LegalEnd, at.within[d.Code])}, at.settled[d.Code]
			}
		case law.AfterEnd:
			if !m.End.IsZero() {
				at := f.law.on(m.End)
				d.Due, d.Confirmed = Due{Day: m.End.AddDays(at.within[d.Code].N)}, at.settled[d.Code]
			}
		}
		d.Status = f.status(d, m)
		if d.Status == Pending && !d.Due.IsZero() {
			f.dueChanges(d.Due)
		}
	}
}

func (f *fold) status(d *Duty, m *Measure) Status {
	switch {
	case d.Status == Waived:
		return Waived
	case d.Discharged >= 0 && d.Due.Past(d.done):
		return Late
	case d.Discharged >= 0:
		return Done
	case f.void(d, m):
		return Void
	case d.Due.Past(f.c.AsOf):
		return Overdue
	default:
		return Pending
	}
}

// void tells whether an open duty fell away: its measure ended before or on the due day, or it had no due.
// What is owed to a person who left, what a person may still ask for, and end notices never fall away. A
// breach voids what was not yet past but reporting and end notices; a change of place is all there is. What a breach
// voided no later end of the measure revives.
func (f *fold) void(d *Duty, m *Measure) bool {
	l := &f.measures[d.Measure]
	if law.Duty(d.Code).NeverVoid || l.left && (d.Code == law.Release || d.Code == law.ReleaseNotice) {
		return false
	}
	moved := d.Code == law.CDMoveReportDuty || d.Code == law.CRMoveReportDuty
	return m.State.Final() && d.falls(m.End) || moved && d.falls(l.breached)
}

// falls tells whether a duty that was not yet past falls away with what happened on a day.
func (d *Duty) falls(on civil.Date) bool {
	return !on.IsZero() && (d.Due.IsZero() || !d.Due.Day.Before(on))
}

// dueChanges notes when a pending duty turns overdue.
func (f *fold) dueChanges(d Due) {
	if d.Exact {
		f.changes((d.At + 1).Day())
		return
	}
	f.changes(d.Day.AddDays(1))
}

// changes notes a day on which time alone changes the answer. Days before today have had their effect.
func (f *fold) changes(on civil.Date) {
	if !on.Before(f.today) && (f.next.IsZero() || on.Before(f.next)) {
		f.next = on
	}
}
