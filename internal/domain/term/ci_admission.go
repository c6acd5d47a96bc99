package term

import "guitu/internal/domain/law"

// psAdmitted begins the part in the police facility and the window for the transfer (REG 27).
func psAdmitted(f *fold, m *measure, x *Fact) {
	if m.state == law.CIDecided {
		m.state = law.CIPSFacility
	}
	within := f.rules.within[law.Transfer]
	if f.c.Settings.ProvincePlan {
		within = f.rules.transferByPlan
	}
	f.openWithin(law.Transfer, x, within)
}

// mayAdmit lists why the justice facility may not take a person in.
func mayAdmit(f *fold, _ *measure, x *Fact) {
	f.refuseIf(x.Pregnant, law.AdmissionPregnant)
	f.refuseIf(x.Nursing || f.nursing(x.On), law.AdmissionNursing)
	f.refuseIf(f.c.Person.Sex == Female && x.SearchedBy == Male, law.AdmissionSearchSex)
	f.refuseIf(x.Injuries && !(x.SignedByPolice && x.SignedByResident), law.AdmissionInjuryUnsigned)
}

func jaAdmitted(f *fold, m *measure, x *Fact) {
	m.state = law.CIJAFacility
	if d := f.ownTransfer(); d != nil {
		if x.On.Before(d.NotBefore) {
			f.warn(law.TransferTooEarly)
		}
		if d.Due.Past(x.At) {
			f.warn(law.TransferTooLate)
		}
	}
	f.discharge(law.Transfer, x)
	f.open(law.FamilyLetter, x)
	f.open(law.BookletDuty, x)
	f.open(law.Induction, x)
}

// ownTransfer is the window that the latest admission by the police of this measure opened, while it is open.
func (f *fold) ownTransfer() *Duty {
	for i := len(f.a.Duties) - 1; i >= 0; i-- {
		if d := &f.a.Duties[i]; d.Code == law.Transfer && d.Measure == f.target && d.Discharged < 0 {
			return d
		}
	}
	return nil
}

func inductionClosed(f *fold, _ *measure, x *Fact) {
	if d := f.discharge(law.Induction, x); d != nil && x.On.Before(d.NotBefore) {
		f.warn(law.InductionTooShort)
	}
}
