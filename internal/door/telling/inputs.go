package telling

import (
	"strings"

	"guitu/internal/domain/term"
	"guitu/internal/domain/term/written"
	"guitu/internal/door/web"
)

// Inputs makes the inputs of a kind of fact out of its schema. first is what stands in them.
func Inputs(p web.Page, t term.Type, first written.Values) []Input {
	var out []Input
	for _, f := range term.SchemaOf(t).Fields {
		if f.Kind == term.Ref {
			continue
		}
		out = append(out, inputOf(p, f, first[f.Name]))
	}
	return out
}

// Input is one field of a form with the component that draws it.
type Input struct {
	web.Field
	Draw string // radios, checks, check or input
}

func inputOf(p web.Page, f term.Field, value string) Input {
	x := Input{Draw: "input", Field: web.Field{
		Name: f.Name, Label: p.T("measure.field." + f.Name), Value: value, Hint: p.Or("told.hint."+f.Name, ""),
		Optional: f.Must == term.Optional, Width: web.Medium,
	}}
	if f.Must == term.WhenApproved {
		x.Hint = p.T("told.hint.when_approved")
	}
	for _, w := range f.Words {
		x.Options = append(x.Options, web.Option{Value: w.String(), Label: wordOf(p.Printer, f, w.String())})
	}
	switch f.Kind {
	case term.Flag:
		x.Draw = "check"
		if f.Must == term.Required { // a decision is said aloud, not left out
			x.Draw = "radios"
			x.Options = []web.Option{{Value: "true", Label: p.T("told.approved")}, {Value: "false", Label: p.T("told.not_approved")}}
		}
	case term.Text:
		x.Width = web.Full
		if len(f.Words) > 0 {
			x.Draw = "radios"
		}
	case term.Day:
		x.Type = "date"
	case term.Number, term.Hours:
		x.Type, x.Width, x.Unit = "number", web.Narrow, p.Or("told.unit."+f.Name, "")
	case term.One:
		x.Draw = "radios"
	case term.Many:
		x.Draw, x.Chosen, x.Value = "checks", strings.Split(value, ","), ""
	}
	return x
}
