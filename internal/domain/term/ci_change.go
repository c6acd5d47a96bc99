package term

import (
	"guitu/internal/base/civil"
	"guitu/internal/domain/law"
)

// proposal is an extension asked for, with its decision outstanding until open is false.
type proposal struct {
	measure int
	fact    int32
	open    bool
}

// oneYear is the first day on which early release may be proposed and may happen (NCL 47).
func (f *fold) oneYear(m *measure) civil.Date {
	return m.start.AddYears(f.law.on(m.decided).earlyYears)
}

func mayProposeEarly(f *fold, m *measure, x *Fact) {
	f.refuseIf(x.On.Before(f.oneYear(m)), law.EarlyBeforeOneYear)
	f.refuseIf(m.bars != 0, law.EarlyBarred)
	f.refuseIf(m.past(x.On), law.EarlyAfterEnd)
}

// mayDecideEarly refuses what the authority may not grant; to decline is open to it on any day of the term.
func mayDecideEarly(f *fold, m *measure, x *Fact) {
	f.refuseIf(x.Approved && x.ReleaseOn.Before(f.oneYear(m)), law.EarlyBeforeOneYear)
	f.refuseIf(x.Approved && m.bars != 0, law.EarlyBarred)
	f.refuseIf(m.past(x.On) || x.Approved && m.past(x.ReleaseOn), law.EarlyAfterEnd)
}

func earlyDecided(f *fold, m *measure, x *Fact) {
	f.discharge(law.DecideEarly, x)
	if x.Approved {
		m.releaseOn, m.early, m.earlyGone = x.ReleaseOn, f.fact, 0
		m.settle()
	}
}

func extensionInTime(f *fold, m *measure, x *Fact) { f.refuseIf(m.past(x.On), law.ExtensionAfterEnd) }

func extensionProposed(f *fold, _ *measure, _ *Fact) {
	f.proposals = append(f.proposals, proposal{f.target, f.fact, true})
}

func mayExtend(f *fold, m *measure, x *Fact) {
	f.refuseIf(m.past(x.On), law.ExtensionAfterEnd)
	f.refuseIf(x.Approved && int(m.months)+int(x.Months) > f.rules.extensionMax, law.ExtensionOver12Months)
	f.refuseIf(x.By != DecidingAuthority, law.ExtensionNotDecidingAuthority)
}

// extensionDecided adds the approved months and voids an early release that was approved before.
func extensionDecided(f *fold, m *measure, x *Fact) {
	f.discharge(law.DecideExtension, x)
	for i := range f.proposals {
		if f.proposals[i].measure == f.target {
			f.proposals[i].open = false
		}
	}
	if x.Approved {
		m.months += x.Months
		f.forgo(m)
		m.settle()
	}
}

func conversionInTime(f *fold, m *measure, x *Fact) { f.refuseIf(m.past(x.On), law.ConversionAfterEnd) }

// conversionDecided ends the CI and orders a CD from which the days served are taken off (REG 31).
func conversionDecided(f *fold, m *measure, x *Fact) {
	f.discharge(law.DecideConversion, x)
	if !x.Approved {
		return
	}
	f.finishes(m, x.On, law.CIConverted, law.Converted)
	served := days(m.start, x.On)
	cd := f.begins(law.CD, x.On) // m is no longer valid: the list may have moved
	cd.served, cd.converted, cd.years = served, x.On, int32(f.rules.cdYears)
}
