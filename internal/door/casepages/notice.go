package casepages

import (
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/domain/term"
	"guitu/internal/domain/term/written"
	"guitu/internal/door/telling"
)

// A notice is given, or left out where its article says so: that is one question with two answers, and it is asked
// only where the second exists.
const (
	given  = "given"
	waived = "waived"
)

// notice takes the reason for leaving a notice out from among the inputs, and asks for it where the law knows one: of
// the receiver that the link or the form names, or, while none is named, of any.
func (p *recordPage) notice(who string) {
	i := slices.IndexFunc(p.Inputs, func(x telling.Input) bool { return x.Name == waived })
	if i < 0 {
		return
	}
	p.Inputs = slices.Delete(p.Inputs, i, i+1)
	for _, w := range []term.Word{term.Family, term.Employer, term.PoliceStation} {
		p.Waive = p.Waive || written.Waivable(p.Type, w) && (who == "" || who == w.String())
	}
}

// answered reads the question back: a notice that was given has no reason, and one that was left out needs one.
func (x posted) answered(f *errs.Fields) {
	switch {
	case x.Notice == given:
		delete(x.Values, waived)
	case x.Notice == waived && x.Values[waived] == "":
		f.Add(waived, "case.notice.reason_needed", "")
	}
}
