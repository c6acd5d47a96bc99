package term

import (
	"guitu/internal/base/civil"
	"guitu/internal/domain/law"
)

// mayIsolate lists why compulsory isolation may not be decided (NCL 38, 39).
func mayIsolate(f *fold, m *measure, x *Fact) {
	f.refuseIf(m != nil && f.occupied(m, x.On), law.AlreadyRunning)
	f.refuseIf(x.By != County && x.By != Prefecture, law.WrongOrgan)
	f.refuseIf(x.Ground == NoGround, law.GroundMissing)
	f.refuseIf(f.c.Person.Pregnant, law.Pregnant)
	f.refuseIf(f.nursing(x.On), law.Nursing)
}

// occupied tells whether a CI runs on a day. One that a fact has ended still ran on the days before that.
func (f *fold) occupied(m *measure, on civil.Date) bool {
	if m.ended.IsZero() {
		return !f.expiredElsewhere(m, on)
	}
	return !on.Before(m.begins()) && on.Before(m.ended)
}

// nursing tells whether the infant is in its first year, which ends on the birthday.
func (f *fold) nursing(on civil.Date) bool {
	born := f.c.Person.NursingInfantBorn
	return !born.IsZero() && !on.Before(born) && on.Before(born.Birthday(f.rules.nursingYears))
}

// isolate begins a CI and fixes its term (REG 27). The printed start is taken as it stands; a printed end is
// taken only where it is no later than the law's.
func isolate(f *fold, _ *measure, x *Fact) {
	f.terminateCommunity(x.On)
	m := f.begins(law.CI, x.On)
	m.state, m.start, m.base = law.CIDecided, x.On, f.lastDay(x.On, f.rules.ciYears)
	m.open[oDecided].add(f.fact, x)
	if !x.TermStart.IsZero() {
		m.start = x.TermStart
		if x.TermStart.Before(x.On) {
			f.warn(law.StartBeforeDecision)
		}
	}
	if !x.TermEnd.IsZero() && x.TermEnd != m.base {
		f.warn(law.PrintedDiffers)
		if x.TermEnd.Before(m.base) {
			m.base = x.TermEnd
		}
	}
	if born := f.c.Person.Born; !born.IsZero() && x.On.Before(born.Birthday(f.rules.minorAge)) {
		f.warn(law.Minor)
	}
	if x.AfterCRBreach {
		m.bars |= law.BarCRBreachRelapse
	}
	m.settle()
	f.open(law.ReleaseNotice, x)
	f.open(law.Release, x)
}

func ciServed(f *fold, _ *measure, x *Fact) {
	f.open(law.NoticeFamily, x)
	f.open(law.NoticeEmployer, x)
	f.open(law.NoticePoliceStation, x)
}

func ciNotified(f *fold, _ *measure, x *Fact)        { f.notified(law.NoticeFamily, x) }
func earlyNotified(f *fold, _ *measure, x *Fact)     { f.notified(law.EarlyNoticeFamily, x) }
func extensionNotified(f *fold, _ *measure, x *Fact) { f.notified(law.ExtensionNoticeFamily, x) }
