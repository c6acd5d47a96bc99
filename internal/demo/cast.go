package demo

import (
	"guitu/internal/domain/term"
)

// part is what one life of a facility stands for today, so that there is something to do: most duties of the
// province are done in time, and these are not yet.
type part struct {
	name       string
	shape      func(*life) course
	every      int  // in every n-th facility
	firstTime  bool // no stay before
	unreported bool // did not report to the community
	report     bool // an act outside the rules that is still to be reported
	correct    bool // a correction of the decision waits for a second officer
	first      bool // of the first brigade and station, where the demo's officers of such units sit
}

// insiders are the parts of people in custody, in the order in which a smaller facility takes them.
var insiders = []part{
	{name: "release today", every: 1, shape: func(l *life) course { return course{decided: decidedFor(l.today)} }},
	{name: "letter overdue", every: 1, firstTime: true, shape: func(l *life) course { return l.arrived(7, "letter") }},
	{name: "release tomorrow", every: 1, shape: func(l *life) course { return course{decided: decidedFor(l.today.AddDays(1))} }},
	{name: "release notice due", every: 1, shape: func(l *life) course { return l.ending(3, "release.notice") }},
	{name: "legal aid", every: 3, first: true, shape: func(l *life) course { return l.aid(1) }},
	{name: "legal aid overdue", every: 6, first: true, shape: func(l *life) course { return l.aid(2) }},
	{name: "letter due", every: 1, firstTime: true, shape: func(l *life) course { return l.arrived(5, "letter") }},
	{name: "correction waits", every: 2, correct: true, shape: func(l *life) course { return course{decided: l.today.AddDays(-l.d.In(250, 600))} }},
	{name: "assessment overdue", every: 2, shape: func(l *life) course { return l.ending(5, "assessment") }},
	{name: "release notice overdue", every: 3, shape: func(l *life) course { return l.ending(2, "release.notice") }},
	{name: "assessment due", every: 2, shape: func(l *life) course { return l.ending(7, "assessment") }},
	{name: "outside the rules", every: 3, report: true, shape: func(l *life) course {
		return course{decided: l.today.AddDays(-l.d.In(250, 500)), then: func(*course) {
			l.at(term.Restraint, l.today.AddDays(-1), 20*60, outside, words("值班民警先行使用，未经所负责人批准"), func(e *event) {
				e.fact.Reason, e.fact.ApprovedBy = term.SelfHarm, term.Other
			})
		}}
	}},
	{name: "notice of early release", every: 2, shape: func(l *life) course {
		c := course{way: early, leaves: l.today.AddDays(6), decided: l.today.AddDays(-l.d.In(420, 600)), left: []string{"early.served"}}
		c.then = func(*course) {
			served := l.today.AddDays(-1)
			l.at(term.EarlyServed, served, 15*60)
			l.notices(term.EarlyNotified, served, 15*60, []string{"notice.police_station", "notice.employer"})
		}
		return c
	}},
	{name: "extension undecided", every: 3, shape: func(l *life) course {
		return course{decided: decidedFor(l.today.AddDays(24)), then: func(*course) {
			l.on(term.ExtensionProposed, l.today.AddDays(-8))
			l.on(term.ExtensionReceived, l.today.AddDays(-5))
		}}
	}},
	{name: "home leave", every: 1, shape: func(l *life) course {
		return course{decided: l.today.AddDays(-l.d.In(300, 560)), then: func(*course) {
			l.onLeave = l.today.AddDays(-l.d.In(1, 4)) // he goes through the affair itself, with a permit
		}}
	}},
	{name: "in hospital", every: 1, shape: func(l *life) course {
		return course{decided: l.today.AddDays(-l.d.In(250, 560)), then: func(*course) {
			l.on(term.OutsideMedicalApproved, l.today.AddDays(-l.d.In(3, 12)), by(term.Supervisor), words("需住院手术"))
		}}
	}},
	{name: "end of the week", every: 1, shape: func(l *life) course { return course{decided: decidedFor(l.today.AddDays(l.d.In(4, 6)))} }},
	{name: "absconded", every: 6, shape: func(l *life) course {
		return course{decided: l.today.AddDays(-l.d.In(300, 500)), then: func(*course) {
			l.on(term.Abscond, l.today.AddDays(-l.d.In(2, 9)), words("劳动现场脱逃，正在追回"))
		}}
	}},
	{name: "release overdue", every: 7, shape: func(l *life) course {
		return course{decided: decidedFor(l.today.AddDays(-1)), left: []string{"release"}}
	}},
	{name: "held elsewhere", every: 5, shape: func(l *life) course {
		return course{decided: l.today.AddDays(-l.d.In(300, 500)), then: func(*course) {
			l.on(term.HeldElsewhere, l.today.AddDays(-l.d.In(10, 40)), func(e *event) { e.fact.Cause = term.Arrest })
		}}
	}},
	{name: "contests the decision", every: 4, firstTime: true, shape: func(l *life) course {
		decided := l.today.AddDays(-l.d.In(110, 150)) // admitted lately, so that he is known to know of it
		return course{decided: decided, then: func(*course) {
			l.on(term.ReconApplied, decided.AddDays(50))
		}}
	}},
}

// outsiders are the parts of people who have left.
var outsiders = []part{
	{name: "must report today", every: 2, first: true, firstTime: true, unreported: true, shape: func(l *life) course { return course{decided: decidedFor(l.today.AddDays(-15))} }},
	{name: "has not reported", every: 3, firstTime: true, unreported: true, shape: func(l *life) course { return course{decided: decidedFor(l.today.AddDays(-18))} }},
	{name: "left yesterday", every: 1, shape: func(l *life) course { return course{decided: decidedFor(l.today.AddDays(-1))} }},
}

// arrived is somebody admitted some days ago with something left undone.
func (l *life) arrived(days int, left ...string) course {
	admitted := l.today.AddDays(-days)
	return course{admitted: admitted, decided: admitted.AddDays(-l.d.In(100, 170)), left: left}
}

// aid is somebody who asked for a lawyer some days ago, at the end of the day: it is forwarded within another, or his
// case officer's superiors see it.
func (l *life) aid(days int) course {
	return course{decided: l.today.AddDays(-l.d.In(150, 300)), then: func(*course) {
		l.at(term.LegalAidRequested, l.today.AddDays(-days), 17*60+30)
	}}
}

// ending is somebody whose last day comes in some days, with something left undone.
func (l *life) ending(days int, left ...string) course {
	return course{decided: decidedFor(l.today.AddDays(days)), left: left}
}

// cast gives the k-th life of a facility its part, nil for none: at most half of those in custody have one,
// and a facility that only just imported its roster has none.
func (h *house) cast(k, inside int) *part {
	if h.imported { // and so is whoever else came on a roster, see newLife
		return nil
	}
	list := insiders
	if k >= inside {
		k, list = k-inside, outsiders
	} else if k >= (inside+1)/2 {
		return nil
	}
	n := 0
	for i := range list {
		if h.index%list[i].every != 0 {
			continue
		}
		if n == k {
			return &list[i]
		}
		n++
	}
	return nil
}
