package casepages

import (
	"strconv"

	"guitu/internal/base/cn"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
	"guitu/internal/domain/term/written"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
)

func relationOptions(p web.Page) []web.Option {
	out := make([]web.Option, len(person.Relations))
	for i, x := range person.Relations {
		out[i] = web.Option{Value: x.Code, Label: p.T("relation." + x.Code)}
	}
	return out
}

// ethnic is the name of an ethnic group in the reader's language.
func ethnic(p text.Printer, x cn.Ethnic) string {
	if p.ZH() {
		return x.String()
	}
	return x.English()
}

func ethnicOptions(p web.Page) []web.Option {
	all := cn.Ethnics()
	out := make([]web.Option, len(all))
	for i, x := range all {
		out[i] = web.Option{Value: x.String(), Label: ethnic(p.Printer, x)}
	}
	return out
}

func languageOptions(p web.Page) []web.Option {
	out := make([]web.Option, len(person.Languages))
	for i, x := range person.Languages {
		out[i] = web.Option{Value: x, Label: p.T("case.language." + x)}
	}
	return out
}

func phaseOptions(p web.Page) []web.Option {
	out := make([]web.Option, len(resident.Phases))
	for i, x := range resident.Phases {
		out[i] = web.Option{Value: string(x), Label: p.T("resident.phase." + string(x))}
	}
	return out
}

func sexOptions(p web.Page) []web.Option {
	return []web.Option{
		{Value: string(cn.Male), Label: p.T("case.sex.male")},
		{Value: string(cn.Female), Label: p.T("case.sex.female")},
	}
}

// decisionInputs are the fields of the decision that an admission asks for.
func decisionInputs(p web.Page, from arrivalForm) []telling.Input {
	var out []telling.Input
	for _, x := range telling.Inputs(p, term.CIDecided, written.Values{"by": from.By, "ground": from.Ground}) {
		if x.Name == "by" || x.Name == "ground" {
			x.Optional = true
			out = append(out, x)
		}
	}
	return out
}

// duplicateWords says of a candidate what may be said: year of birth, four figures, where.
func duplicateWords(p text.Printer, x census.Duplicate) string {
	var out []string
	if x.Year > 0 {
		out = append(out, p.T("case.born_in", strconv.Itoa(x.Year)))
	}
	if x.LastFour != "" {
		out = append(out, p.T("case.last_four", x.LastFour))
	}
	switch {
	case x.Facility == "":
		out = append(out, p.T("case.nowhere"))
	case x.Here:
		out = append(out, p.T("case.is_at", x.Facility, x.Since))
	default:
		out = append(out, p.T("case.was_at", x.Facility, x.Since))
	}
	return p.List(out)
}

// agreeing says in what a candidate agrees, most telling first.
func agreeing(p text.Printer, x census.Duplicate) string {
	if x.Same {
		return p.T("case.same_number")
	}
	words := make([]string, len(x.Agree))
	for i, a := range x.Agree {
		words[i] = p.T(a)
	}
	return p.List(words)
}

func firstOf(value, otherwise string) string {
	if value != "" {
		return value
	}
	return otherwise
}

// backFrom leads to the file of who comes again, or to the list for who may not open it yet.
func backFrom(p againPage) string {
	if p.Who.Mine {
		return at(p.Who.Person, "")
	}
	return "/people"
}
