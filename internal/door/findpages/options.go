package findpages

import (
	"guitu/internal/domain/census"
	"guitu/internal/domain/resident"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
)

func phases(p web.Page) []web.Option {
	var out []web.Option
	for _, x := range resident.Phases {
		out = append(out, web.Option{Value: string(x), Label: telling.Phase(p.Printer, x)})
	}
	return append(out, web.Option{Value: census.NoPhase, Label: telling.Phase(p.Printer, "")})
}

func stateOptions(p web.Page) []web.Option {
	out := make([]web.Option, len(census.States))
	for i, s := range census.States {
		out[i] = web.Option{Value: s, Label: telling.State(p.Printer, s)}
	}
	return out
}

func spanOptions(p web.Page) []web.Option {
	out := make([]web.Option, len(spans))
	for i, s := range spans {
		out[i] = web.Option{Value: string(s), Label: within(p.Printer, s)}
	}
	return out
}
