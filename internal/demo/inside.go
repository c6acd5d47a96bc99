package demo

import (
	"guitu/internal/base/civil"
	"guitu/internal/domain/term"
)

// inside draws what happens to some between admission and leaving.
func (l *life) inside(c *course) {
	if l.roster {
		return
	}
	d := l.d
	leaves := c.leaves
	if leaves.IsZero() {
		leaves = c.decided.AddYears(2).AddDays(-60)
	}
	if leaves.After(l.today) {
		leaves = l.today
	}
	from, to := c.admitted.AddDays(45), leaves.AddDays(-40)
	if to.Sub(from) < 20 || c.way == heldElsewhere {
		return
	}
	day := from.AddDays(d.In(0, to.Sub(from)-15))
	switch n := d.IntN(1000); {
	case n < 28:
		l.on(term.OutsideMedicalApproved, day, by(term.Supervisor), words("危重疾病，本所医院不具备诊治条件"))
		l.on(term.OutsideMedicalEnded, day.AddDays(d.In(4, 14)))
	case n < 80:
		l.on(term.HomeLeave, day, words("直系亲属病危"))
		l.on(term.HomeLeaveEnded, day.AddDays(d.In(2, 8)))
	case n < 96:
		l.at(term.Single, day, d.In(8*60, 20*60), words("殴打他人"))
		l.at(term.SingleEnded, day.AddDays(d.In(1, 4)), d.In(8*60, 18*60))
	case n < 104:
		start := d.In(8*60, 20*60)
		l.at(term.Restraint, day, start, func(e *event) { e.fact.Reason, e.fact.ApprovedBy = term.SelfHarm, term.Head })
		l.at(term.RestraintEnded, day, start+d.In(30, 180))
	case n < 114:
		l.at(term.LegalAidRequested, day, 10*60)
		l.at(term.LegalAidForwarded, day, 10*60+d.In(60, 20*60))
	case n < 118:
		l.on(term.HeldElsewhere, day, func(e *event) { e.fact.Cause = term.Arrest })
		l.on(term.HeldElsewhereEnded, day.AddDays(d.In(5, 14)), func(e *event) { e.fact.Cause = term.Arrest })
	case n < 122 && c.way == onTime && (c.decided.AddYears(2).AddDays(14).Before(l.today) || c.decided.AddYears(2).After(l.today)):
		l.on(term.Abscond, day, words("外出就医途中脱逃"))
		l.on(term.Recapture, day.AddDays(d.In(1, 13)))
	case n < 126:
		l.breaksRule(c, day)
	case n < 130:
		l.remedy(c)
	}
}

// breaksRule draws an act that the law refuses, long reported and kept in the file as it happened.
func (l *life) breaksRule(c *course, day civil.Date) {
	switch l.d.IntN(4) {
	case 0:
		l.on(term.OutsideMedicalApproved, day, by(term.Facility), outside, words("所内自行批准，未报主管机关"))
	case 1:
		l.at(term.Restraint, day, 21*60, outside, func(e *event) { e.fact.Reason, e.fact.ApprovedBy = term.SelfMutilation, term.Other })
	case 2:
		l.on(term.Work, day, outside, func(e *event) { e.fact.Hours = 8 })
	default:
		l.on(term.EarlyProposed, c.decided.AddMonths(10), outside, words("未满一年即提出"))
	}
}

// remedy draws one who contested the decision, to the end.
func (l *life) remedy(c *course) {
	d := l.d
	known := c.decided
	applied := known.AddDays(d.In(15, 50))
	answered := applied.AddDays(d.In(40, 55))
	filed := answered.AddDays(d.In(5, 13))
	if !filed.Before(l.today) {
		return
	}
	if !l.lately(c.admitted) { // else it stands in the file since it was served
		l.on(term.DecisionKnown, known)
	}
	l.on(term.ReconApplied, applied)
	l.on(term.ReconDecidedReceived, answered, words("维持原决定"))
	l.on(term.SuitFiled, filed)
}

// leave draws how it ends and gives the day, zero while he is still here.
func (l *life) leave(c *course) (left civil.Date) {
	switch c.way {
	case died:
		if l.on(term.CIDeceased, c.leaves) {
			return c.leaves
		}
		return left
	case annulled:
		if l.on(term.CIAnnulled, c.leaves, words("行政复议决定撤销")) {
			return c.leaves
		}
		return left
	case converted:
		return l.convert(c)
	case heldElsewhere:
		end := l.end()
		gone := end.AddDays(-40)
		l.on(term.ReleaseNoticed, gone, words("期满前转羁押，已告知决定机关"))
		if l.on(term.HeldElsewhere, gone, func(e *event) { e.fact.Cause = term.Prison }) {
			return gone
		}
		return left
	}
	if l.roster {
		return left
	}
	return l.release(c)
}

// release draws the assessment, the notice to the organ, the certificate and the day itself: the one that the
// clock computes.
func (l *life) release(c *course) (left civil.Date) {
	d, end := l.d, l.end()
	if end.IsZero() { // still gone
		return left
	}
	if day := end.AddDays(-7 - d.In(4, 18)); day.Before(l.today) && c.assessed.IsZero() && !c.skips("assessment") {
		c.assessed = day
	}
	noticed := end.AddDays(-d.In(4, 9))
	if c.way == early && !c.leaves.IsZero() {
		noticed = end.AddDays(-d.In(4, 6))
	}
	if !c.skips("release.notice") {
		l.on(term.ReleaseNoticed, noticed)
	}
	day := end
	if c.way == late {
		day = end.AddDays(d.In(1, 2))
	}
	if c.skips("release") || !day.Before(l.today) {
		return left
	}
	l.on(term.CertificateIssued, day)
	l.on(term.Released, day)
	l.on(term.ReleaseFilesSent, day.AddDays(d.In(0, 3)))
	return day
}

// convert draws the change to community detoxification for one too ill to stay.
func (l *life) convert(c *course) (left civil.Date) {
	d, day := l.d, c.leaves
	received := day.AddDays(-d.In(2, 6))
	l.on(term.ConversionProposed, received.AddDays(-d.In(1, 3)), words("健康状况不再适宜回所执行"))
	l.on(term.ConversionReceived, received)
	if !l.on(term.ConversionDecided, day, l.from("变更社戒", day), func(e *event) { e.fact.Approved = true }) {
		return left
	}
	return day
}
