package measure

import "guitu/internal/domain/term"

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
