package termfilter

import (
	"encoding/json"
	"strconv"

	"guitu/internal/base/civil"
	"guitu/internal/base/text"
	"guitu/internal/domain/law"
	"guitu/internal/domain/term"
)

// Answers are written by hand, in the order of the interface's example: at a hundred thousand a run, the
// encoder would cost more than the law.

func appendAnswer(b []byte, id string, a *term.Answer, traced bool, p text.Printer) []byte {
	b = append(append(b, `{"id":`...), id...)
	b = append(b, `,"measures":[`...)
	for i := range a.Measures {
		b = appendMeasure(comma(b, i), &a.Measures[i])
	}
	b = append(b, `],"duties":[`...)
	for i := range a.Duties {
		b = appendDuty(comma(b, i), &a.Duties[i])
	}
	b = append(b, `],"refused":[`...)
	for i, f := range a.Refused {
		b = appendFinding(comma(b, i), f)
	}
	b = append(b, `],"warnings":[`...)
	for i, f := range a.Warnings {
		b = appendFinding(comma(b, i), f)
	}
	b = appendDate(append(b, `],"dynamicControlOff":`...), a.DynamicControlOff)
	if traced {
		b = append(b, `,"trace":[`...)
		for i := range a.Trace {
			b = appendStep(comma(b, i), &a.Trace[i], p)
		}
		b = append(b, ']')
	}
	return append(b, "}\n"...)
}

func appendMeasure(b []byte, m *term.Measure) []byte {
	b = quoted(append(b, `{"kind":`...), m.Kind.String())
	b = quoted(append(b, `,"state":`...), m.State.String())
	if m.Substate != law.InFacility {
		b = quoted(append(b, `,"substate":`...), m.Substate.String())
	}
	b = appendDate(append(b, `,"start":`...), m.Start)
	b = appendDate(append(b, `,"end":`...), m.End)
	if m.Kind == law.CI {
		b = appendDate(append(b, `,"earliestEarlyRelease":`...), m.EarliestEarlyRelease)
		b = strconv.AppendInt(append(b, `,"extensionMonths":`...), int64(m.ExtensionMonths), 10)
		b = append(b, `,"bars":[`...)
		n := 0
		for _, bar := range law.Bars {
			if m.Bars&bar.Bar != 0 {
				b = quoted(comma(b, n), bar.Code)
				n++
			}
		}
		b = append(b, ']')
	}
	if m.Reason != law.NotEnded {
		b = quoted(append(b, `,"endReason":`...), m.Reason.String())
	}
	if m.Kind != law.CI {
		b = strconv.AppendInt(append(b, `,"serious":{"refusals":`...), int64(m.Serious.Refusals), 10)
		b = strconv.AppendInt(append(b, `,"trips":`...), int64(m.Serious.Trips), 10)
		b = strconv.AppendInt(append(b, `,"days":`...), int64(m.Serious.Days), 10)
		b = append(strconv.AppendBool(append(b, `,"met":`...), m.Serious.Met), '}')
	}
	return append(b, '}')
}

func appendDuty(b []byte, d *term.Duty) []byte {
	b = quoted(append(b, `{"code":`...), d.Code.String())
	b = append(b, `,"due":`...)
	if d.Due.Exact {
		b = append(d.Due.At.AppendTo(append(b, '"')), '"')
	} else {
		b = appendDate(b, d.Due.Day)
	}
	if !d.NotBefore.IsZero() {
		b = appendDate(append(b, `,"notBefore":`...), d.NotBefore)
	}
	b = quoted(append(b, `,"status":`...), d.Status.String())
	b = appendBasis(append(b, `,"basis":`...), d.Basis)
	return append(quoted(append(b, `,"certainty":`...), d.Mark.String()), '}')
}

func appendFinding(b []byte, f term.Finding) []byte {
	b = append(b, '{')
	if f.Fact >= 0 {
		b = append(strconv.AppendInt(append(b, `"fact":`...), int64(f.Fact), 10), ',')
	}
	b = quoted(append(b, `"code":`...), f.Code.String())
	return append(appendBasis(append(b, `,"basis":`...), law.Finding(f.Code).Basis), '}')
}

func appendStep(b []byte, s *term.Step, p text.Printer) []byte {
	b = quoted(append(b, `{"rule":`...), s.Rule)
	if s.Fact >= 0 {
		b = strconv.AppendInt(append(b, `,"fact":`...), int64(s.Fact), 10)
	}
	b = appendBasis(append(b, `,"basis":`...), s.Basis)
	b = quoted(append(b, `,"certainty":`...), s.Mark.String())
	b = append(b, `,"says":`...)
	return append(escaped(b, s.Say(p)), '}')
}

func appendError(b []byte, id string, bad *badInput, p text.Printer) []byte {
	b = append(append(b, `{"id":`...), id...)
	b = append(b, `,"error":{"code":"term.bad_input"`...)
	if bad.fact >= 0 {
		b = strconv.AppendInt(append(b, `,"fact":`...), int64(bad.fact), 10)
	}
	if bad.field != "" {
		b = escaped(append(b, `,"field":`...), bad.field)
	}
	b = escaped(append(b, `,"message":`...), bad.says(p))
	return append(b, "}}\n"...)
}

func comma(b []byte, i int) []byte {
	if i > 0 {
		return append(b, ',')
	}
	return b
}

// quoted appends a text of our own that needs no escapes.
func quoted(b []byte, s string) []byte { return append(append(append(b, '"'), s...), '"') }

// escaped appends any text.
func escaped(b []byte, s string) []byte {
	raw, err := json.Marshal(s)
	if err != nil {
		return append(b, `""`...) // a string always has a form
	}
	return append(b, raw...)
}

func appendDate(b []byte, d civil.Date) []byte {
	if d.IsZero() {
		return append(b, "null"...)
	}
	return append(d.AppendTo(append(b, '"')), '"')
}

func appendBasis(b []byte, basis []law.Citation) []byte {
	b = append(b, '[')
	for i, c := range basis {
		b = quoted(comma(b, i), c)
	}
	return append(b, ']')
}
