// Package papercheck is the check of a paper as pages and the command line tell it: the text of a QR code and public
// keys go in, a verdict in plain words and what the house stated come out. It opens no house and needs no network.
package papercheck

import (
	"bytes"
	"embed"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	"guitu/internal/domain/paper"
	"guitu/internal/platform/witness"
)

// Catalogue holds these words in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Verdict is what a check says; the key of its words is "check.verdict." and the name, what to do ends in ".next".
type Verdict string

// The verdicts.
const (
	Genuine    Verdict = "genuine"
	Altered    Verdict = "altered"
	UnknownKey Verdict = "unknown_key"
	OtherPaper Verdict = "other_paper" // genuine, but not of the paper whose number was given
	NoPaper    Verdict = "no_paper"    // a slip of something that is no paper
)

// Verdicts lists them.
func Verdicts() []Verdict { return []Verdict{Genuine, Altered, UnknownKey, OtherPaper, NoPaper} }

// Key is the words of the verdict; {0} is whose log it is.
func (v Verdict) Key() string { return "check.verdict." + string(v) }

// Next is what to do then.
func (v Verdict) Next() string { return "check.verdict." + string(v) + ".next" }

// Found is the outcome of a check.
type Found struct {
	Verdict Verdict
	Said    paper.Statement
	witness.Checked
}

// Check holds the text of a code against public keys, and against the number that stands on the paper where it is
// given. A text that is no code's is witness.unreadable.
func Check(code, number string, keys ...string) (Found, error) {
	slip, err := witness.Read(code)
	if err != nil {
		return Found{}, err
	}
	f := Found{Checked: slip.Check(paper.Stated, keys...)}
	said, ok := paper.StatementOf(slip.Statement)
	f.Said = said
	switch {
	case f.Checked.Verdict == witness.UnknownKey:
		f.Verdict = UnknownKey
	case f.Checked.Verdict != witness.Genuine:
		f.Verdict = Altered
	case !ok:
		f.Verdict = NoPaper
	case number != "" && !strings.EqualFold(plain(number), plain(said.Number)):
		f.Verdict = OtherPaper
	default:
		f.Verdict = Genuine
	}
	return f, nil
}

// plain is a number as people type it: blanks and other hyphens do not matter.
func plain(number string) string {
	return strings.NewReplacer(" ", "", "　", "", "－", "-", "—", "-", "–", "-").Replace(number)
}

// Line is one thing that was stated, with its name.
type Line struct{ Label, Value string }

// Says lists what was stated, to be compared with the paper; nothing where there is no statement.
func (f Found) Says(p text.Printer) []Line {
	if f.Said.Number == "" {
		return nil
	}
	out := []Line{
		{p.T("check.kind"), p.T(f.Said.Kind.Key())},
		{p.T("check.number"), f.Said.Number},
		{p.T("check.house"), f.Said.Facility},
		{p.T("check.on"), day(p, f.Said.Issued)},
	}
	if f.Said.About != "" {
		out = append(out, Line{p.T("check.about"), f.Said.About})
	}
	if f.Said.States != "" {
		out = append(out, Line{p.T("check.states"), day(p, f.Said.States)})
	}
	if f.Verdict == Genuine || f.Verdict == OtherPaper {
		out = append(out, Line{p.T("check.entered"), p.Moment(f.At)}, Line{p.T("check.signed"), p.Moment(f.Signed)})
	}
	return out
}

// day is a date of a statement in words, or as it stands where it is none.
func day(p text.Printer, s string) string {
	if d, err := civil.ParseDate(s); err == nil {
		return p.Day(d)
	}
	return s
}

// Keys reads a file of public keys, a line each; whatever else stands in it is passed over. A file without any key is
// check.no_key.
func Keys(file []byte) ([]string, error) {
	var out []string
	for _, l := range strings.Split(string(bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))), "\n") {
		if l = strings.TrimSpace(l); witness.Key(l) {
			out = append(out, l)
		}
	}
	if len(out) == 0 {
		return nil, errs.New(errs.Invalid, "check.no_key")
	}
	return out, nil
}
