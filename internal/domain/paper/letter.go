package paper

import (
	"guitu/internal/base/errs"
	"guitu/internal/domain/term"
)

// decisions are the facts that stand in a letter of an organ.
var decisions = map[term.Type]bool{
	term.CIDecided: true, term.ExtensionDecided: true, term.EarlyDecided: true, term.ConversionDecided: true,
	term.OutsideMedicalApproved: true, term.CIAnnulled: true, term.CDOrdered: true, term.CROrdered: true,
}

// Decides tells whether a fact is a decision, of which number and scan are asked, or why they are not there yet.
func Decides(t term.Type) bool { return decisions[t] }

// Letter is what somebody brings with a decision.
type Letter struct {
	Number string
	Scan   bool
	Words  string // why the number or the scan is not there yet
}

// Asked answers a decision that is recorded without its number and scan, and without a word why: no measure rests on
// hearsay, and none waits for a scanner.
func (l Letter) Asked(t term.Type) error {
	if !Decides(t) || l.Words != "" || l.Number != "" && l.Scan {
		return nil
	}
	var f errs.Fields
	f.Add("words", "paper.letter_missing", "")
	return f.Err("paper.bad_input")
}
