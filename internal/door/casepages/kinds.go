package casepages

import (
	"strconv"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/term"
	"guitu/internal/domain/term/written"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
)

// group is several kinds of facts under one heading, as the first step of recording shows them.
type group struct {
	Code  string
	Types []term.Type
	Far   bool // seldom needed in a facility: folded
}

// groups puts every kind of fact where an officer would look for it. A test holds it against term.Types.
var groups = []group{
	{Code: "admission", Types: []term.Type{term.CIDecided, term.CIServed, term.CINotified, term.PSAdmitted, term.JAAdmitted, term.JAFamilyLetter, term.JABooklet, term.JAInductionClosed, term.DetentionOrdered}},
	{Code: "absence", Types: []term.Type{term.OutsideMedicalApproved, term.OutsideMedicalEnded, term.HomeLeave, term.HomeLeaveEnded, term.Abscond, term.Recapture, term.HeldElsewhere, term.HeldElsewhereEnded}},
	{Code: "early", Types: []term.Type{term.EarlyProposed, term.EarlyReceived, term.EarlyDecided, term.EarlyServed, term.EarlyNotified}},
	{Code: "extension", Types: []term.Type{term.ExtensionProposed, term.ExtensionReceived, term.ExtensionDecided, term.ExtensionServed, term.ExtensionNotified}},
	{Code: "conversion", Types: []term.Type{term.ConversionProposed, term.ConversionReceived, term.ConversionDecided}},
	{Code: "release", Types: []term.Type{term.ReleaseNoticed, term.CertificateIssued, term.Released, term.ReleaseFilesSent, term.CIDeceased, term.CIAnnulled}},
	{Code: "care", Types: []term.Type{term.Restraint, term.RestraintEnded, term.Single, term.SingleEnded, term.Work}},
	{Code: "rights", Types: []term.Type{term.DecisionKnown, term.ReconApplied, term.ReconDecidedReceived, term.SuitFiled, term.LegalAidRequested, term.LegalAidForwarded}},
	{Code: "cd", Far: true, Types: []term.Type{term.CDOrdered, term.CDReceived, term.CDReported, term.CDMoved, term.CDMoveReported, term.CDTest, term.CDAbsence, term.CDDetained, term.CDDetentionEnded, term.CDImprisoned, term.CDEndEarly, term.CDEndNoticed}},
	{Code: "cr", Far: true, Types: []term.Type{term.CROrdered, term.CRReceived, term.CRReported, term.CRMoved, term.CRMoveReported, term.CRTest, term.CRAbsence, term.CRDetained, term.CRDetentionEnded, term.CRImprisoned, term.CREndEarly, term.CREndNoticed}},
}

// soon is how many days ahead a duty is likely to be what an officer has come to record.
const soon = 14

// owedFirst are the kinds that would discharge what is owed now, each once: the likeliest to be recorded.
func owedFirst(p web.Page, f *file) []term.Type {
	var out []term.Type
	seen := map[term.Type]bool{}
	for _, x := range telling.Owing(f.Duties) {
		if x.Due.Moment().After(p.Now.AddDate(0, 0, soon)) || x.NotBefore.After(telling.Today(p)) {
			continue
		}
		k, _ := duty.KindOf(x.Code)
		if t, ok := written.ParseType(k.Fact); ok && !seen[t] {
			seen[t] = true
			out = append(out, t)
		}
	}
	return out[:min(6, len(out))]
}

// posted is a recording as it came from a form, before it is true.
type posted struct {
	Type, At, Number, Organ, Words string
	Notice                         string // given or waived, where that is asked
	Values                         written.Values
	Happened                       bool
	Version                        int64
}

// read takes a recording out of a form. Names of fields are those of the schema.
func read(r *web.Request) (posted, error) {
	v, err := r.Posted()
	if err != nil {
		return posted{}, err
	}
	get := func(name string) string { return strings.TrimSpace(strings.ReplaceAll(v.Get(name), "\r\n", "\n")) }
	x := posted{
		Type: get("type"), At: get("at"), Number: get("number"), Organ: get("organ"), Words: get("words"),
		Notice: get("notice"), Happened: get("happened") == "true", Values: written.Values{}, Version: number(get("version")),
	}
	t, ok := written.ParseType(x.Type)
	if !ok {
		return x, nil
	}
	schema := term.SchemaOf(t)
	for _, f := range schema.Fields {
		if list := v[f.Name]; f.Kind == term.Many {
			x.Values[f.Name] = strings.Join(list, ",")
		} else {
			x.Values[f.Name] = get(f.Name)
		}
	}
	if schema.Moment && len(x.At) == len("2026-11-24T09:30") {
		x.At += ":00+08:00" // what a browser sends has no zone; the house lives in one
	}
	return x, nil
}

// What may be written at most beside a fact, in characters.
const (
	longPaper = 60 // of the number and the organ of a paper
	longWords = 1000
)

// fact makes the fact, or answers every field that is wrong at once.
func (x posted) fact() (term.Fact, error) {
	var f errs.Fields
	x.answered(&f)
	fact, err := written.ParseFact(x.Type, x.At, x.Values)
	if e := errs.Find(err); e != nil {
		for _, y := range e.Fields {
			f.Add(y.Name, y.Code, y.Value, y.Args...)
		}
	} else if err != nil {
		return fact, err
	}
	if t, ok := written.ParseType(x.Type); ok {
		for _, y := range term.SchemaOf(t).Fields {
			if y.Kind == term.Text && len([]rune(x.Values[y.Name])) > longWords {
				f.Add(y.Name, "case.too_long", "", longWords)
			}
		}
	}
	if len([]rune(x.Number)) > longPaper {
		f.Add("number", "case.too_long", x.Number, longPaper)
	}
	if len([]rune(x.Organ)) > longPaper {
		f.Add("organ", "case.too_long", x.Organ, longPaper)
	}
	if len([]rune(x.Words)) > longWords {
		f.Add("words", "case.too_long", "", longWords)
	}
	if x.Happened && x.Words == "" {
		f.Add("words", "case.words_needed", "")
	}
	return fact, f.Err("measure.bad_input")
}

// note is what people wrote beside the fact; the words of its text fields are kept there too, because the
// clock does not read them.
func (x posted) note(t term.Type) measure.Note {
	n := measure.Note{Number: x.Number, Organ: x.Organ, Words: x.Words}
	for _, f := range term.SchemaOf(t).Fields {
		if s := x.Values[f.Name]; f.Kind == term.Text && len(f.Words) == 0 && s != "" {
			n.Words = strings.TrimSpace(s + "\n" + n.Words)
		}
	}
	return n
}

func number(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64) // a version nobody has is a version that changed
	return n
}
