package measure

import (
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/domain/term"
)

// own are the facts that the house itself does: it is refused when the law refuses it. Everything else
// happened elsewhere, or to somebody, and is recorded as it happened.
var own = map[term.Type]bool{
	term.JAAdmitted: true, term.JAFamilyLetter: true, term.JABooklet: true, term.JAInductionClosed: true,
	term.HomeLeave: true, term.OutsideMedicalApproved: true,
	term.EarlyProposed: true, term.ExtensionProposed: true, term.ConversionProposed: true,
	term.ReleaseNoticed: true, term.CertificateIssued: true, term.Released: true, term.ReleaseFilesSent: true,
	term.Restraint: true, term.Single: true, term.Work: true, term.LegalAidForwarded: true,
}

// Own tells whether a fact is an act of the house.
func Own(t term.Type) bool { return own[t] }

// leaves are the facts after which somebody is no longer in the facility, with the word by which affairs that end with it
// are told.
var leaves = map[term.Type]string{
	term.Released: "released", term.CIDeceased: "died", term.CIAnnulled: "annulled",
}

// heldBefore refuses that custody elsewhere ended of somebody whom the file does not know to have been held by then. The clock
// takes such an end without a word (it may come long after the term): here somebody can say first when it began.
func (l Life) heldBefore(x term.Fact) error {
	if x.Type != term.HeldElsewhereEnded {
		return nil
	}
	since := civil.Date{}
	for _, e := range l.Standing() {
		switch on := e.Fact.On; {
		case e.Fact.Type == term.HeldElsewhere && e.Outside == "" && (since.IsZero() || on.Before(since)):
			since = on
		case e.Fact.Type == term.HeldElsewhereEnded && !since.IsZero() && !on.Before(since):
			since = civil.Date{}
		}
	}
	var f errs.Fields
	switch {
	case since.IsZero():
		f.Add("at", "measure.never_held", x.On.String())
	case x.On.Before(since):
		f.Add("at", "measure.held_since", x.On.String(), since)
	}
	return f.Err("measure.bad_input")
}
