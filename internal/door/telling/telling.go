// Package telling is how pages tell a legal life (经过与期限): measures with the sum that makes their last day
// and the reasons of it, the timeline with its struck originals, duties with what discharges them, and the
// inputs of a form for every kind of fact. It decides nothing and reads nothing: views go in, words, cards and
// components come out, so that every desk tells the same thing in the same way.
//
//	Measures    the ring, the sum, the reasons with their articles
//	Happenings  what happened, newest first
//	Duty        a duty as a card; who owes it, until when, what closes it
//	Inputs      the fields of a kind of fact, made from its schema
package telling

import (
	"embed"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/text"
	"guitu/internal/domain/term"
	"guitu/internal/door/web"
)

// Catalogue holds these words in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Today is the day of the page.
func Today(p web.Page) civil.Date { return civil.DateOf(p.Now) }

// Fact is what a kind of fact is called, as a title.
func Fact(p text.Printer, t term.Type) string { return title(p, p.T("measure.fact."+t.String())) }

// title begins with a capital where the language has any.
func title(p text.Printer, s string) string {
	if p.ZH() || s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
