package term

import "guitu/internal/domain/law"

// mayRelease lists why a person may not be let go as released: gone, too early, or without the paper that
// proves that the measure is over (REG 34).
func mayRelease(f *fold, m *measure, x *Fact) {
	f.refuseIf(m.is(oAbscond), law.ReleaseAbsconded)
	f.refuseIf(!m.end.IsZero() && x.On.Before(m.end), law.ReleaseTooEarly)
	f.refuseIf(!m.is(oCertificate), law.ReleaseNoCertificate)
}

func released(f *fold, m *measure, x *Fact) {
	reason := law.OnTime
	switch {
	case !m.releaseOn.IsZero():
		reason = law.Early
	case m.months > 0:
		reason = law.AfterExtension
	}
	m.left = true
	f.ends(m, x, law.CIReleased, reason)
	f.discharge(law.Release, x)
	f.open(law.ReleaseFiles, x)
}

func deceased(f *fold, m *measure, x *Fact) { f.ends(m, x, law.CIDeceased, law.Died) }

// annulled ends a CI that runs. One that has ended keeps its end: the days are lived.
func annulled(f *fold, m *measure, x *Fact) {
	switch {
	case !m.ended.IsZero():
		f.finishes(m, m.ended, law.CIAnnulled, law.Annulled)
	case f.expiredElsewhere(m, x.On):
		f.finishes(m, m.end, law.CIAnnulled, law.Annulled)
	default:
		f.ends(m, x, law.CIAnnulled, law.Annulled)
	}
}

// ends ends a CI on the fact's day. However it ends, a day after the last one was a day held too long.
func (f *fold) ends(m *measure, x *Fact, s law.State, r law.Reason) {
	if m.past(x.On) {
		f.warn(law.ReleaseOverdue)
	}
	f.finishes(m, x.On, s, r)
}
