package term

import (
	"guitu/internal/base/civil"
	"guitu/internal/domain/law"
)

func mayRestrain(f *fold, _ *measure, x *Fact) {
	f.refuseIf(x.ApprovedBy != Head, law.RestraintApproval)
	f.refuseIf(x.Reason == NoWord, law.RestraintReason)
}

// lastSingle is the latest stay apart: where it began and ended.
type lastSingle struct {
	known    bool
	open     bool
	from, to civil.Instant
}

// single warns of one stay following another: two in a row are one long one.
func single(f *fold, _ *measure, x *Fact) {
	s := &f.lastOut
	if s.known && x.At >= s.from && (s.open || x.At < s.to+f.rules.singleGap) {
		f.warn(law.SingleBackToBack)
	}
	if !s.open {
		*s = lastSingle{known: true, open: true, from: x.At}
	}
}

func singleEnded(f *fold, _ *measure, x *Fact) {
	if x.At > f.closed.from+f.law.on(f.closed.from.Day()).singleMax {
		f.warn(law.SingleTooLong)
	}
	f.lastOut.open, f.lastOut.to = false, x.At
}
