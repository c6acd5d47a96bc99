// Package ask names what steps ask: the kinds of fields, and the fields that many steps have.
package ask

import (
	"slices"

	"guitu/internal/base/text"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/term"
)

// Label is the word of a field on pages and in refusals.
func Label(field string) text.Key { return text.Key("journey.field." + field) }

// Fields that many steps have.
var (
	Words  = journey.Field{Name: "words", Sort: journey.Text}
	Reason = journey.Field{Name: "words", Sort: journey.Text, Must: true}
	// Sheets are the lines of a dossier, Things those of belongings, Escorts who brings or takes somebody.
	Sheets  = []journey.Field{Line("paper", true), {Name: "pages", Sort: journey.Count, Must: true, Least: 1, Most: 9999}, Line("features", false)}
	Things  = []journey.Field{Line("thing", true), Line("amount", true), Line("features", false)}
	Escorts = journey.Field{Name: "escorts", Sort: journey.Table, Must: true, Most: 10, Columns: []journey.Field{Line("escort", true), Line("badge", false)}}
	// Happened says that it was so whatever the law says of it: kept, marked, reported.
	Happened = journey.Field{Name: "happened", Sort: journey.Tick}
)

// Day is a day that has come.
func Day(name string) journey.Field { return journey.Field{Name: name, Sort: journey.Day, Must: true} }

// Moment is a minute that has come.
func Moment(name string) journey.Field {
	return journey.Field{Name: name, Sort: journey.Moment, Must: true}
}

// Line is a line of text.
func Line(name string, must bool) journey.Field {
	return journey.Field{Name: name, Sort: journey.Line, Must: must}
}

// Choice is one of some words, each with the key "journey.word." in the catalogue.
func Choice(name string, words ...string) journey.Field {
	return journey.Field{Name: name, Sort: journey.Choice, Must: true, Words: words}
}

// Waits marks the words of a choice that leave its matter open.
func Waits(f journey.Field, words ...string) journey.Field {
	f.Waits = words
	return f
}

// Tick is a box that has to be ticked.
func Tick(name string) journey.Field {
	return journey.Field{Name: name, Sort: journey.Tick, Must: true}
}

// Aware is the tick with which an officer goes on after a warning.
var Aware = journey.Field{Name: journey.Aware, Sort: journey.Tick}

// Word reads a word of the clock among some, term.NoWord where it is none of them.
func Word(list []term.Word, s string) term.Word {
	for _, w := range list {
		if w.String() == s {
			return w
		}
	}
	return term.NoWord
}

// Names are the words of the clock as a choice has them; Word reads one back.
func Names(list ...term.Word) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = w.String()
	}
	return out
}

// Letter are the fields of another organ's paper: no measure without its number and its scan, or the reason why there is
// none yet.
func Letter() []journey.Field {
	return []journey.Field{
		{Name: "organ", Sort: journey.Line},
		{Name: "number", Sort: journey.Line, Else: "no_paper"},
		{Name: "scan", Sort: journey.Files, Else: "no_paper"},
		{Name: "no_paper", Sort: journey.Text, Most: 200},
	}
}

// Must makes some of the fields such as have to be answered.
func Must(fields []journey.Field, names ...string) []journey.Field {
	for i, f := range fields {
		fields[i].Must = f.Must || slices.Contains(names, f.Name)
	}
	return fields
}

// Signatures are the ways in which somebody signs a sheet: by hand, by his thumb, or not, with a reason.
var Signatures = []string{"signed", "thumb", "declined"}

// Declines asks of who would not sign why, and who saw it. It is a question of its own: once he signs, nothing of it is carried
// along as if it spoke of his signature.
func Declines(who string) journey.Field {
	return journey.Field{Name: who + "_declined", Sort: journey.Text, Must: true, When: who + "_signs=declined"}
}
