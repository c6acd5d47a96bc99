package telling

import (
	"slices"
	"strings"
	"unicode"

	"guitu/internal/base/actor"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/audit"
)

// Newcomer is the name of somebody who has no file yet, as his affair has it: whole for the house he came to, masked for
// who sits elsewhere.
func Newcomer(who actor.Actor, name string, facility id.ID) string {
	for _, p := range who.Posts {
		if p.Facility == facility {
			return name
		}
	}
	return cn.Mask(name)
}

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

// Bed is where somebody sleeps: 1106室1床, "room 1106, bed 1". What says in its name what it is (6舍, 01床) keeps it.
func Bed(p text.Printer, room, bed string) string {
	roomBare, bedBare := bare(room), bare(bed)
	switch {
	case roomBare && bedBare:
		return p.T("told.bed", room, bed)
	case roomBare:
		room = p.T("told.bed.room", room)
	case bedBare:
		bed = p.T("told.bed.bed", bed)
	}
	if roomBare || bedBare {
		return strings.TrimSpace(p.T("told.bed.both", room, bed))
	}
	return room + bed
}

// Filed says what a document is: in the words of who filed it, or by the step and the field that asked for it.
func Filed(p text.Printer, x journey.Filed) string {
	switch {
	case x.Step != "":
		return p.T("told.filed", text.Key("journey.kind."+string(x.Kind)), text.Key(journey.Title(x.Kind, x.Step)), text.Key("journey.field."+x.Field))
	case x.Title == "":
		return x.Name
	}
	return x.Title
}

// bare tells whether a name is a mere number or letter, which by itself says nothing.
func bare(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}

// Name is a name as the page's language writes it.
func Name(p text.Printer, n census.Name) string {
	if n.Masked && !p.ZH() {
		return n.Latin
	}
	return n.Text
}

// Purpose says why a file was opened or carried out, by the code in the log.
func Purpose(p text.Printer, code string) string {
	return p.Or("policy.purpose."+code, p.Or("told.purpose."+code, code))
}

// Why says for what something was opened or done, as far as everybody who reads the trail of a file may know.
func Why(p text.Printer, o census.Opening) string {
	switch {
	case o.Kind == audit.Closed:
		return p.T("case.purpose.closed")
	case o.Purpose != "":
		return Purpose(p, o.Purpose)
	case o.Kind == "emergency.opened":
		return p.T("policy.purpose.emergency")
	case slices.ContainsFunc(o.Seats, func(s census.Seat) bool { return s.Part == "resident" }):
		return ""
	}
	return p.T("case.purpose.own")
}
