package journeypages

import (
	"slices"

	"guitu/internal/domain/journey/course/remedy"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
)

// against offers the decisions of the file where a remedy asks which one is meant, the latest whose limit runs first chosen. What was
// said before stands, and where the reader may not know the file the number is typed.
func (d *desk) against(r *web.Request, p *formPage) error {
	at := slices.IndexFunc(p.Inputs, func(x input) bool { return x.Name == "against_number" })
	if at < 0 || !slices.Contains(remedy.Kinds, p.Case.Kind) {
		return nil
	}
	v, err := d.life(r, p.Case)
	if err != nil {
		return err
	}
	in := &p.Inputs[at]
	meant, ok := remedy.Running(v)
	if !ok {
		return nil
	}
	in.Draw, in.Max = "radios", 0
	for _, x := range remedy.Decisions(v.Life) {
		in.Options = append(in.Options, web.Option{Value: x.Ref(), Label: telling.Decision(p.Printer, x)})
	}
	asked := p.Case.Did(p.Step.Name)
	if in.Value == "" && !asked {
		in.Value = p.Case.Said("request").Of("against_number")
	}
	if in.Value != "" && !slices.ContainsFunc(in.Options, func(o web.Option) bool { return o.Value == in.Value }) {
		in.Options = append(in.Options, web.Option{Value: in.Value, Label: p.T("journeys.against.typed", in.Value)})
	}
	if in.Value == "" && !asked {
		in.Value = meant.Ref()
	}
	in.Options = append(in.Options, web.Option{Value: "", Label: p.T("journeys.against.open")})
	return nil
}
