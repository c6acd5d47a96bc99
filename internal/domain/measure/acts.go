package measure

import (
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

// leaves are the facts after which somebody is no longer in the facility.
var leaves = map[term.Type]bool{
	term.Released: true, term.CIDeceased: true, term.CIAnnulled: true,
}

// onPaper are the decisions: each stands in a letter.
var onPaper = map[term.Type]bool{
	term.CIDecided: true, term.ExtensionDecided: true, term.EarlyDecided: true, term.ConversionDecided: true,
	term.OutsideMedicalApproved: true, term.CIAnnulled: true, term.CDOrdered: true, term.CROrdered: true,
}

// OnPaper tells whether a fact is a decision, of which number and scan are asked, or why they are not there yet.
func OnPaper(t term.Type) bool { return onPaper[t] }

// AskPaper answers a decision that is recorded without its number and scan, and without a word why.
func (r Recording) AskPaper() error {
	if !OnPaper(r.Fact.Type) || r.Note.Words != "" || r.Note.Number != "" && (r.Document != "" || r.Scan != nil) {
		return nil
	}
	var f errs.Fields
	f.Add("words", "measure.paper_missing", "")
	return f.Err("measure.bad_input")
}
