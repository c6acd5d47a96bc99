package telling

import (
	"slices"

	"guitu/internal/base/text"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/remedy"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/term"
	"guitu/internal/door/web"
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

// Against offers the decisions of a file where a step of a remedy asks which one is meant, the latest whose limit runs first chosen.
// What was said before stands, also that nobody knew which: a plea against another decision than he means lets the limit of that
// one go by. It answers false where the file has none, or the reader may not know it: the number is typed then.
func Against(p web.Page, v measure.View, c *journey.Case, f *web.Field) bool {
	meant, ok := remedy.Running(v)
	if !ok {
		return false
	}
	for _, x := range remedy.Decisions(v.Life) {
		f.Options = append(f.Options, web.Option{Value: x.Ref(), Label: Decision(p.Printer, x)})
	}
	f.Value = meant.Ref()
	for _, step := range []string{"request", "form"} {
		if e, ok := c.Last(step); ok {
			f.Value = remedy.Named(e.Answers)
		}
	}
	if f.Value != "" && !slices.ContainsFunc(f.Options, func(o web.Option) bool { return o.Value == f.Value }) {
		f.Options = append(f.Options, web.Option{Value: f.Value, Label: p.T("told.against.typed", f.Value)})
	}
	f.Options, f.Max = append(f.Options, web.Option{Value: "", Label: p.T("told.against.open")}), 0
	return true
}
