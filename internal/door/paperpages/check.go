package paperpages

import (
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	"guitu/internal/domain/paper"
	"guitu/internal/door/web"
	"guitu/internal/platform/witness"
)

type checkPage struct {
	web.Page
	Key    string
	Answer *answer
}

// answer is what a check found, in words.
type answer struct {
	Tone        web.Tone
	Title, Text string
	Says        web.Facts // what the house stated: to be compared with the paper
}

func (d *desk) checkForm(r *web.Request) error { return d.drawCheck(r, nil) }

func (d *desk) drawCheck(r *web.Request, a *answer) error {
	p := checkPage{Page: r.Page(r.T("papers.check.title"), "papers"), Key: d.Paper.Key(), Answer: a}
	if p.Who.Actor.Staff == "" { // nobody is signed in: the page stands by itself
		p.Menu, p.Who, p.SearchAt = web.Menu{}, web.Who{}, ""
	}
	return r.Draw(p.Page, checkView(p))
}

// check reads the text of a code. Nothing of it is kept, and no log has it.
func (d *desk) check(r *web.Request) error {
	var form struct{ Text, Number string }
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.checkForm)
	}
	slip, err := witness.Read(form.Text)
	if err != nil {
		var f errs.Fields
		f.Add("text", "witness.unreadable", "")
		return r.Again(f.Err("papers.check.bad"), d.checkForm)
	}
	found := Judge(slip, form.Number, d.Paper.Key())
	a := &answer{Title: r.T(found.Key(), found.Node), Text: r.T(found.Key()+".next"), Tone: tones[found.Verdict]}
	if found.Verdict != Unreadable {
		a.Says = says(r.Page("", ""), found)
	}
	return d.drawCheck(r, a)
}

// Verdict is what a check says; the key of its words is "papers.verdict." and the name, what to do ends in ".next".
type Verdict string

// The verdicts.
const (
	Genuine    Verdict = "genuine"
	Altered    Verdict = "altered"
	UnknownKey Verdict = "unknown_key"
	OtherPaper Verdict = "other_paper" // genuine, but not of the paper whose number was given
	Unreadable Verdict = "unreadable"  // proven, and no statement of a paper
)

var tones = map[Verdict]web.Tone{Genuine: web.OK, Altered: web.Danger, UnknownKey: web.Warn, OtherPaper: web.Danger, Unreadable: web.Warn}

// Found is the outcome of a check.
type Found struct {
	Verdict Verdict
	Said    paper.Statement
	witness.Checked
}

// Key is the words of the outcome; {0} is whose log it is.
func (f Found) Key() string { return "papers.verdict." + string(f.Verdict) }

// Judge holds a slip against public keys, and against the number that stands on the paper where it is given.
func Judge(slip witness.Slip, number string, keys ...string) Found {
	f := Found{Checked: slip.Check(paper.Stated, keys...)}
	said, ok := paper.StatementOf(slip.Statement)
	f.Said = said
	switch {
	case !ok:
		f.Verdict = Unreadable
	case f.Checked.Verdict == witness.UnknownKey:
		f.Verdict = UnknownKey
	case f.Checked.Verdict != witness.Genuine:
		f.Verdict = Altered
	case number != "" && !strings.EqualFold(plain(number), plain(said.Number)):
		f.Verdict = OtherPaper
	default:
		f.Verdict = Genuine
	}
	return f
}

// plain is a number as people type it: blanks and other hyphens do not matter.
func plain(number string) string {
	return strings.NewReplacer(" ", "", "　", "", "－", "-", "—", "-", "–", "-").Replace(number)
}

// says lists what was stated, for who compares.
func says(p web.Page, f Found) web.Facts {
	out := web.Facts{
		{Label: p.T("papers.kind"), Value: p.T(f.Said.Kind.Key())},
		{Label: p.T("papers.number"), Value: f.Said.Number},
		{Label: p.T("papers.house"), Value: f.Said.Facility},
		{Label: p.T("papers.on"), Value: day(p, f.Said.Issued)},
	}
	if f.Said.About != "" {
		out = append(out, web.Line{Label: p.T("papers.about"), Value: f.Said.About})
	}
	if f.Said.States != "" {
		out = append(out, web.Line{Label: p.T("papers.states"), Value: day(p, f.Said.States)})
	}
	if f.Verdict == Genuine || f.Verdict == OtherPaper {
		out = append(out, web.Line{Label: p.T("papers.entered"), Value: p.Moment(f.At)}, web.Line{Label: p.T("papers.signed"), Value: p.Moment(f.Signed)})
	}
	return out
}

// day is a date of a statement in words, or as it stands where it is none.
func day(p web.Page, s string) string {
	if d, err := civil.ParseDate(s); err == nil {
		return p.Day(text.Day(d))
	}
	return s
}
