package telling

import (
	"guitu/internal/base/text"
	"guitu/internal/domain/journey/course/remedy"
	"guitu/internal/domain/term"
)

// Decision is a decision as the person may call it: what it is, its number where the file has it, its day.
func Decision(p text.Printer, x remedy.Decision) string {
	what := p.T("told.decision.ci")
	if x.Fact.Type == term.ExtensionDecided {
		what = p.T("told.decision.extension")
	}
	if x.Note.Number != "" {
		what += "　" + x.Note.Number
	}
	return what + "　" + p.Day(x.Fact.On)
}
