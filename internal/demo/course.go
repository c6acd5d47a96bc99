package demo

import (
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/demo/folk"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
)

// way is how a compulsory isolation ends.
type way int

const (
	onTime way = iota
	early
	extended
	converted
	died
	annulled
	heldElsewhere // runs out while held by another organ
	late          // released a day or two too late
)

// course is one compulsory isolation as it is to be drawn. Acts whose day has not come are not drawn.
type course struct {
	decided, admitted civil.Date
	way               way
	leaves            civil.Date // early, converted, died, annulled: the day; zero where the clock says it
	months            int        // extended
	ground            term.Word
	afterBreach       bool
	brief             bool          // only decision and release are known
	left              []string      // acts left undone, by the words of skips
	assessed          civil.Date    // before the end or the early release, zero while it is owed
	then              func(*course) // what else the part wants, when all is drawn but the leaving
}

func (c *course) skips(act string) bool { return slices.Contains(c.left, act) }

// decidedFor is the day of decision whose two years end on a day.
func decidedFor(end civil.Date) civil.Date { return end.AddDays(1).AddYears(-2) }

// lead draws the whole life and gives the day on which it first met the law.
func (l *life) lead(inside bool) civil.Date {
	l.archive = l.plain(inside)
	c := l.plan(inside)
	first := c.decided
	switch {
	case l.roster || l.part != nil && l.part.firstTime:
	case l.archive:
		if l.brigade.sort != minors && l.d.Of(130) {
			first = l.earlier(&c)
		}
	default:
		first = l.before(&c)
	}
	if c.ground == term.NoWord {
		c.ground = term.Severe
	}
	if left := l.isolation(&c); !left.IsZero() && !l.archive {
		l.released(left, civil.Date{})
	} else if left.IsZero() {
		l.phase = l.phaseOf(c.admitted, l.end())
	}
	return first
}

// plain tells whether only the isolation itself is known, as of most in a province that keeps an archive.
func (l *life) plain(inside bool) bool { return l.province.scale.Plain && !inside && l.part == nil }

func (l *life) phaseOf(admitted, end civil.Date) resident.Phase {
	here := l.today.Sub(admitted)
	switch {
	case !end.IsZero() && end.Sub(l.today) <= 60:
		return resident.Reentry
	case here <= 30:
		return resident.Detox
	case here <= 120:
		return resident.Adaptation
	}
	return resident.Consolidation
}

// plan says which isolation is the present one: for those inside one that lasts today, else one that ended in
// the last four years.
func (l *life) plan(inside bool) (c course) {
	switch {
	case l.part != nil:
		c = l.part.shape(l)
	case inside:
		c = l.planInside()
	default:
		c = l.planReleased()
	}
	if c.admitted.IsZero() {
		c.admitted = l.admission(c.decided)
	}
	return c
}

func (l *life) planInside() course {
	d, today := l.d, l.today
	if l.brigade.sort == minors {
		return course{decided: today.AddDays(-d.In(125, 240))}
	}
	switch n := d.IntN(1000); {
	case l.roster || n >= 110:
		// Admitted three to six months after the decision, by yesterday; the end has not passed.
		return course{decided: today.AddDays(-d.In(100, 727))}
	case n < 50: // early release, anywhere between proposal and the day before
		leaves := today.AddDays(d.In(1, 30))
		return course{way: early, leaves: leaves, decided: leaves.AddDays(-d.In(410, 640))}
	default: // extension asked for, or running
		base := today.AddDays(d.In(-80, 40))
		return course{way: extended, months: folk.One(d, []int{3, 3, 6}), decided: decidedFor(base)}
	}
}

func (l *life) planReleased() course {
	d := l.d
	leaves := l.today.AddDays(-d.In(4, 4*365))
	switch w := d.Weighted([]int{872, 62, 34, 20, 4, 2, 3, 3}); way(w) {
	case early:
		return course{way: early, leaves: leaves, decided: leaves.AddDays(-d.In(410, 690))}
	case extended:
		months := folk.One(d, []int{1, 3, 3, 6, 12})
		return course{way: extended, months: months, decided: decidedFor(leaves.AddMonths(-months))}
	case converted:
		return course{way: converted, leaves: leaves, decided: leaves.AddDays(-d.In(260, 640))}
	case died, annulled:
		return course{way: way(w), leaves: leaves, decided: leaves.AddDays(-d.In(230, 640))}
	default:
		return course{way: way(w), decided: decidedFor(leaves)}
	}
}

// admission is the day of transfer: three to six months after the decision, a few later, and never later
// than yesterday or too near to the end.
func (l *life) admission(decided civil.Date) civil.Date {
	day := decided.AddMonths(3).AddDays(l.d.In(1, 86))
	if l.d.Of(15) {
		day = decided.AddMonths(6).AddDays(l.d.In(2, 12))
	}
	if !day.Before(l.today) {
		day = l.today.AddDays(-l.d.In(1, max(1, l.today.Sub(decided.AddMonths(3))-1)))
	}
	return day
}

// isolation draws one course and its stay, and gives the day on which it ended, zero while it lasts.
func (l *life) isolation(c *course) (left civil.Date) {
	l.decision(c)
	if !c.brief {
		l.stays = append(l.stays, stay{admitted: c.admitted})
		l.custody(c)
		l.asked(c)
		l.inside(c)
	}
	if c.then != nil {
		c.then(c)
	}
	left = l.leave(c)
	if !c.brief {
		l.stays[len(l.stays)-1].left = left
		l.checks = append(l.checks, check{decided: c.decided, yearly: l.yearly(c, left), assessed: c.assessed})
	}
	return left
}

// yearly is the day of the assessment after a year (NCL 47), zero for whom it has not been or who had left.
func (l *life) yearly(c *course, left civil.Date) civil.Date {
	if left.IsZero() {
		left = l.today
	}
	day := c.decided.AddYears(1).AddDays(l.d.In(5, 40))
	if c.way == early && !c.assessed.IsZero() && day.After(c.assessed) { // what early release was proposed by
		day = c.assessed
	}
	if !day.Before(left) || l.roster {
		return civil.Date{}
	}
	return day
}

// decision draws the decision and its notices.
func (l *life) decision(c *course) {
	d, organ := l.d, term.County
	if d.Of(150) {
		organ = term.Prefecture
	}
	l.on(term.CIDecided, c.decided, by(organ), l.from("强戒", c.decided), words(l.use.String()), func(e *event) {
		e.fact.Ground, e.fact.AfterCRBreach = c.ground, c.afterBreach
	})
	if c.brief || l.roster {
		return
	}
	if d.Of(150) {
		l.on(term.DetentionOrdered, c.decided, func(e *event) { e.fact.Days = int32(folk.One(d, []int{5, 10, 12, 15})) })
	}
	served := d.In(9*60, 18*60)
	l.at(term.CIServed, c.decided, served)
	if l.lately(c.admitted) {
		l.on(term.DecisionKnown, c.decided)
	}
	l.notices(term.CINotified, c.decided, served, c.left)
}

// lately tells whether a day is within the last half year: what was served since then was recorded as known, so that limits
// run of which some still last (ALL 46).
func (l *life) lately(day civil.Date) bool { return day.After(l.today.AddMonths(-6)) }

// notices draws the three notices that follow a service; left are the ones not given.
func (l *life) notices(t term.Type, day civil.Date, served int, left []string) {
	d := l.d
	for _, w := range []term.Word{term.Family, term.Employer, term.PoliceStation} {
		after := d.In(40, 20*60)
		if d.Of(18) {
			after = d.In(26*60, 60*60)
		}
		if slices.Contains(left, "notice."+w.String()) {
			continue
		}
		l.at(t, day, served+after, who(w), func(e *event) {
			if w == term.Employer && d.Of(720) {
				e.fact.Waived, e.note.Words = true, "本人无工作单位"
			}
			if w == term.Family && d.Of(15) {
				e.fact.Waived, e.note.Words = true, "本人拒绝提供家属联系方式，已在附卷上注明"
			}
		})
	}
}

// custody draws the way in and the first weeks.
func (l *life) custody(c *course) {
	d, a := l.d, c.admitted
	l.on(term.PSAdmitted, c.decided.AddDays(btoi(d.Of(600))))
	sex := term.Male
	if l.brigade.sort == women {
		sex = term.Female
	}
	l.on(term.JAAdmitted, a, func(e *event) {
		e.fact.SearchedBy = sex
		if d.Of(40) {
			e.fact.Injuries, e.fact.SignedByPolice, e.fact.SignedByResident = true, true, true
			e.note.Words = "入所体表检查有陈旧伤，已拍照，移送民警与本人签字"
		}
	})
	if l.roster {
		return
	}
	letter := a.AddDays(d.In(1, 4))
	if d.Of(25) {
		letter = a.AddDays(d.In(6, 8))
	}
	if !c.skips("letter") {
		l.on(term.JAFamilyLetter, letter)
	}
	l.on(term.JABooklet, a.AddDays(d.In(2, 6)))
	l.on(term.JAInductionClosed, a.AddMonths(1).AddDays(d.In(0, 9)))
}

// asked draws what was proposed to the deciding organ.
func (l *life) asked(c *course) {
	d := l.d
	switch c.way {
	case early:
		decided := c.leaves.AddDays(-d.In(8, 12))
		received := decided.AddDays(-d.In(2, 6))
		proposed := received.AddDays(-d.In(1, 3))
		l.on(term.EarlyProposed, proposed)
		l.on(term.EarlyReceived, received)
		if l.on(term.EarlyDecided, decided, l.from("提前解除", decided), func(e *event) { e.fact.Approved, e.fact.ReleaseOn = true, c.leaves }) {
			c.assessed = proposed
		}
		if c.skips("early.served") {
			return
		}
		l.at(term.EarlyServed, decided.AddDays(1), 10*60)
		l.notices(term.EarlyNotified, decided.AddDays(1), 10*60, c.left)
	case extended:
		base := c.decided.AddYears(2).AddDays(-1)
		proposed := base.AddDays(-d.In(25, 45))
		received := proposed.AddDays(d.In(1, 3))
		decided := received.AddDays(d.In(2, 6))
		l.on(term.ExtensionProposed, proposed)
		l.on(term.ExtensionReceived, received)
		l.on(term.ExtensionDecided, decided, by(term.DecidingAuthority), l.from("延长强戒", decided), func(e *event) {
			e.fact.Approved, e.fact.Months = true, int32(c.months)
		})
		l.at(term.ExtensionServed, decided.AddDays(1), 11*60)
		if l.lately(decided) {
			l.on(term.DecisionKnown, decided.AddDays(1))
		}
		l.notices(term.ExtensionNotified, decided.AddDays(1), 11*60, c.left)
	}
}
