package telling

import (
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/resident"
)

// Phase says one of the four, or that nobody has said.
func Phase(p text.Printer, ph resident.Phase) string {
	if ph == census.NoPhase {
		ph = ""
	}
	return p.Or("resident.phase."+string(ph), string(ph))
}

// State says a state or a substate.
func State(p text.Printer, s string) string {
	if s == "" {
		return ""
	}
	return p.Or("law.substate."+s, p.Or("law.state."+s, s))
}

// StateOf is the state in words: where somebody is out of the ordinary life, that.
func StateOf(p text.Printer, r census.Row) string {
	switch {
	case r.Kind == "":
		return p.T("told.no_measure")
	case r.Substate != "":
		return State(p, r.Substate)
	}
	return State(p, r.State)
}

// Name is a name as the page's language writes it.
func Name(p text.Printer, n census.Name) string {
	if n.Masked && !p.ZH() {
		return n.Latin
	}
	return n.Text
}
