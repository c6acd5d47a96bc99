package lawpages

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"guitu/internal/base/text"
	"guitu/internal/domain/law"
	"guitu/internal/door/web"
)

// title is the plain name of a parameter.
func title(p text.Printer, k law.Key) string { return p.T("law.param." + string(k)) }

// worth is a parameter's value; ages are said as ages.
func worth(p text.Printer, x law.Parameter) string {
	if x.Value.Set && x.Value.Unit == law.Year && strings.HasSuffix(strings.ToLower(string(x.Key)), "age") {
		return p.T("rules.unit.age", x.Value.N)
	}
	return value(p, x.Value)
}

// value is a number with its unit, a choice in words, or that nobody knows it.
func value(p text.Printer, v law.Value) string {
	switch {
	case !v.Set:
		return p.T("rules.value.unset")
	case v.Unit == law.Word:
		return p.Or("rules.word."+v.Word, v.Word)
	}
	return p.T("rules.unit."+v.Unit.String(), v.N)
}

// markCode is a certainty as the URL and the catalogue write it.
func markCode(m law.Mark) string {
	if m == law.Secondary {
		return "secondary"
	}
	return strings.ToLower(m.String())
}

var marks = []law.Mark{law.S, law.X, law.Secondary, law.Memory, law.Inference, law.Unknown}

// certainty is a parameter's mark in words; what two officers confirmed says so.
func certainty(p text.Printer, x law.Parameter) (web.Tone, string) {
	if x.Confirmed {
		return web.OK, p.T("rules.mark.confirmed")
	}
	return tone(x.Mark), p.T("rules.mark." + markCode(x.Mark))
}

func tone(m law.Mark) web.Tone {
	switch m {
	case law.S, law.X:
		return web.OK
	case law.Unknown:
		return web.Neutral
	}
	return web.Warn
}

// effect is what a rule of the parameter does to an act that does not keep to it.
func effect(p text.Printer, x law.Parameter) string {
	switch {
	case !x.Value.Set:
		return p.T("rules.effect.person")
	case x.Recorded:
		return p.T("rules.effect.recorded")
	case x.Blocks():
		return p.T("rules.effect.blocks")
	}
	return p.T("rules.effect.warns")
}

// region names a province, or says that the row is the country's.
func region(p text.Printer, code string) string {
	if code == "" {
		return p.T("rules.region.all")
	}
	return p.Or("rules.region."+code, code)
}

// regions are the provinces that may have a value of their own, for a select.
func regions(p text.Printer) []web.Option {
	var out []web.Option
	for _, code := range []string{
		"51", "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37",
		"41", "42", "43", "44", "45", "46", "50", "52", "53", "54", "61", "62", "63", "64", "65",
	} {
		out = append(out, web.Option{Value: code, Label: region(p, code)})
	}
	return out
}

// laws are the articles of a row; dashed while nobody has confirmed what rests on them.
func laws(p text.Printer, basis []law.Citation, sure bool) []web.Law {
	out := make([]web.Law, len(basis))
	for i, c := range basis {
		out[i] = web.Law{Text: p.Article(c), Unsure: !sure}
	}
	return out
}

// articles are citations in one line, for tables.
func articles(p text.Printer, basis []law.Citation) string {
	words := make([]string, len(basis))
	for i, c := range basis {
		words[i] = p.Article(c)
	}
	return p.List(words)
}

// instruments are the full titles behind the citations, each once: in English by its English name, with the title under
// which it is in force.
func instruments(p text.Printer, basis []law.Citation) []string {
	var out []string
	for _, c := range basis {
		i, ok := law.InstrumentOf(c)
		words, code := "《"+i.Title+"》"+i.Text, string(c)
		if code, _, _ = strings.Cut(code, " "); !p.ZH() && p.Has("basis."+code) {
			words = p.T("basis."+code) + " (" + words + ")"
		}
		if ok && (len(out) == 0 || out[len(out)-1] != words) {
			out = append(out, words)
		}
	}
	return out
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// invalid marks an input that is at fault and points to the sentence that says so.
func invalid(fault, name string) templ.Attributes {
	if fault == "" {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true", "aria-describedby": "f-" + name + "-fault"}
}
