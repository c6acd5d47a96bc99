package term

import "guitu/internal/domain/law"

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
