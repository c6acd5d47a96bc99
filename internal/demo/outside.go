package demo

import (
	"guitu/internal/base/civil"
	"guitu/internal/demo/folk"
	"guitu/internal/domain/term"
)

// before draws what came before the present decision: an earlier stay for more than half, a broken community
// measure for a part of the others. It gives the first day and sets the ground.
func (l *life) before(c *course) civil.Date {
	d := l.d
	if l.brigade.sort != minors && d.Of(570) {
		return l.earlier(c)
	}
	if l.brigade.sort == minors || !d.Of(400) {
		return c.decided
	}
	ordered := c.decided.AddDays(-d.In(150, 900))
	l.on(term.CDOrdered, ordered, l.from("社戒", ordered))
	l.on(term.CDReceived, ordered)
	reported := ordered.AddDays(d.In(1, 13))
	l.on(term.CDReported, reported)
	l.tests(term.CDTest, reported, c.decided.AddDays(-60), d.In(0, 3))
	switch d.IntN(3) {
	case 0:
		c.ground = term.SeriousBreachCD
		for i := range 3 {
			l.on(term.CDTest, c.decided.AddDays(-40+i*12), result(term.Refused))
		}
	case 1:
		c.ground = term.SeriousBreachCD
		l.on(term.CDAbsence, c.decided.AddDays(-55), words("擅自离开所在县"), func(e *event) { e.fact.Until = c.decided.AddDays(-15) })
	default:
		c.ground = term.UsedInCD
		l.on(term.CDTest, c.decided.AddDays(-d.In(0, 3)), result(term.Positive))
	}
	l.on(term.CDEndNoticed, c.decided.AddDays(d.In(1, 6)))
	return ordered
}

func result(w term.Word) func(*event) { return func(e *event) { e.fact.Result = w } }

// tests draws some tests at even distances between two days.
func (l *life) tests(t term.Type, from, to civil.Date, n int) {
	step := to.Sub(from) / (n + 1)
	if step < 10 {
		return
	}
	for i := range n {
		w := term.Negative
		switch {
		case l.d.Of(25):
			w = term.Missed
		case l.d.Of(25):
			w = term.Excused
		}
		l.on(t, from.AddDays((i+1)*step+l.d.In(-4, 4)), result(w))
	}
}

// earlier draws a stay before the present one, in full where it ended in the four years that the house knows,
// else its decision and release only.
func (l *life) earlier(c *course) civil.Date {
	d := l.d
	gap := 1630 // until the next decision: for most in the first year, for a few in the fifth
	for range 3 {
		gap = min(gap, d.In(0, 1630))
	}
	ended := c.decided.AddDays(-70 - gap)
	known := ended.After(l.today.AddYears(-4))
	old := course{decided: decidedFor(ended), ground: term.Severe, brief: !known}
	old.admitted = l.admission(old.decided)
	first := old.decided
	if d.Of(220) {
		first = l.earlierStill(&old)
	}
	l.released(l.isolation(&old), c.decided)
	c.ground = term.Relapse
	c.afterBreach = l.breached() && c.way != early // which it bars
	l.station = nil
	return first
}

func (l *life) earlierStill(c *course) civil.Date {
	ended := c.decided.AddDays(-l.d.In(120, 1500))
	old := course{decided: decidedFor(ended), ground: term.Severe, brief: true}
	l.isolation(&old)
	c.ground = term.Relapse
	return old.decided
}

// breached tells whether the latest measure is a broken rehabilitation.
func (l *life) breached() bool {
	a := l.fold()
	return len(a.Measures) > 0 && a.Measures[len(a.Measures)-1].State.String() == "CR_BREACHED"
}

// released draws community rehabilitation after a release, or community detoxification after a conversion,
// until a day on which another isolation is decided; zero when none is.
func (l *life) released(left, until civil.Date) {
	d, a := l.d, l.fold()
	m := a.Measures[len(a.Measures)-1]
	if until.IsZero() {
		until = l.today.AddYears(10)
	}
	switch {
	case m.Kind.String() == "CD":
		l.community(term.CDReceived, left, until)
	case m.State.String() == "CI_RELEASED" && (d.Of(620) || l.part != nil):
		l.on(term.CROrdered, left, l.from("社康", left), func(e *event) { e.fact.Years = int32(folk.One(d, []int{1, 2, 3, 3, 3})) })
		l.community(term.CRReceived, left, until)
	}
}

// community draws the course of a community measure from its receipt. Facts of CD and CR stand in the same
// order, so that one tells the others.
func (l *life) community(received term.Type, left, until civil.Date) {
	d := l.d
	of := func(t term.Type) term.Type { return t - term.CRReceived + received }
	if l.station = folk.One(d, l.house.stations); l.part != nil && l.part.first {
		l.station = l.house.stations[0]
	}
	l.on(received, left)
	reported := left.AddDays(d.In(1, 13))
	if d.Of(70) {
		reported = left.AddDays(d.In(26, 50))
	}
	if l.part != nil && l.part.unreported {
		return
	}
	if !reported.Before(until) {
		reported = left.AddDays(1)
	}
	if !l.on(of(term.CRReported), reported, func(e *event) { e.fact.Excused = reported.Sub(left) > 20 && d.Of(700) }) {
		return
	}
	end := l.end()
	to := end
	if until.Before(to) {
		to = until
	}
	if to.After(l.today) {
		to = l.today
	}
	l.tests(of(term.CRTest), reported, to, d.In(0, 4))
	if span := to.Sub(reported); span > 120 {
		l.troubles(of, reported.AddDays(d.In(20, span-90)))
	}
	end = l.end()
	if until.Before(end) && until.Before(l.today) {
		end = until
	}
	if !end.IsZero() {
		l.on(of(term.CREndNoticed), end.AddDays(d.In(1, 6)))
	}
}

// troubles draws what happens to some in the community.
func (l *life) troubles(of func(term.Type) term.Type, day civil.Date) {
	d := l.d
	switch n := d.IntN(1000); {
	case n < 45:
		l.on(of(term.CRMoved), day)
		l.on(of(term.CRMoveReported), day.AddDays(d.In(1, 13)))
	case n < 90:
		l.on(of(term.CRAbsence), day, func(e *event) { e.fact.Until, e.fact.Permitted = day.AddDays(d.In(3, 20)), true })
	case n < 130:
		for i := range 3 {
			l.on(of(term.CRTest), day.AddDays(i*20), result(term.Refused))
		}
	case n < 140:
		l.on(of(term.CRDetained), day)
		l.on(of(term.CRDetentionEnded), day.AddDays(d.In(5, 15)))
	case n < 240:
		l.on(of(term.CRTest), day, result(term.Positive))
	}
}
