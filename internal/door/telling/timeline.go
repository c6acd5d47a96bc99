package telling

import (
	"strings"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
	"guitu/internal/domain/term/written"
	"guitu/internal/door/web"
)

// Happening is one fact of a life as a timeline tells it.
type Happening struct {
	ID      id.ID
	When    string
	Year    string // set where a year begins
	Icon    string
	Title   string
	Fields  string // what is said of it: by whom, which result
	Paper   string // number and organ of the document
	Scan    string // address of its scan; "" where there is none, or it is not the reader's to see
	Words   string
	Struck  bool
	Mark    string // beside a struck title: corrected, or withdrawn
	Gone    string // why it does not count any more, who said so and when
	Outside []web.Law
	By      string // who recorded it and when
	Correct string // address of the form that corrects it; "" when it cannot be
}

// Life is a life with what is needed to tell it.
type Life struct {
	measure.Life
	Stays   []resident.Resident     // latest first: an arrival that is no fact of the clock yet stands there all the same
	Proofs  map[id.ID][]duty.Proof  // what was said of its duties
	Posts   census.Posts            // who recorded
	Decided []measure.Change        // corrections that two officers made
	Begun   time.Time               // when the file was begun here; zero where that is not told
	Scan    func(id.ID) string      // address of a scan, "" where it is not for the reader; nil where none is shown
	Void    map[id.ID]measure.Event // approvals that count no more, with that by which (Voided)
	Correct func(id.ID) string      // address of the form that corrects a fact; nil where nothing is corrected
}

// withdrawn finds, by fact, the event that took it back.
func withdrawn(l measure.Life) map[id.ID]measure.Event {
	out := map[id.ID]measure.Event{}
	for _, e := range l.Events {
		if e.Withdraws != "" {
			out[e.Withdraws] = e
		}
	}
	return out
}

// retold finds the events that only say again what stood there before: a correction tells the facts behind it
// once more, in their order, and nobody wants to read them twice. first gives, by such an event, the one that
// was recorded first; again are those that a later one says again.
func retold(l measure.Life, gone map[id.ID]measure.Event) (first map[id.ID]measure.Event, again map[id.ID]bool) {
	first, again = map[id.ID]measure.Event{}, map[id.ID]bool{}
	for _, e := range l.Events {
		w, ok := gone[e.ID]
		if !ok {
			continue
		}
		for _, r := range l.Events {
			if r.Seq > w.Seq && r.Recorded.Equal(w.Recorded) && r.Withdraws == "" && r.Fact == e.Fact && r.Note == e.Note {
				again[e.ID], first[r.ID] = true, e
				if earlier, ok := first[e.ID]; ok {
					first[r.ID] = earlier
				}
				break
			}
		}
	}
	return first, again
}

// told is what is needed to tell one fact of a life.
type told struct {
	p     web.Page
	l     Life
	gone  map[id.ID]measure.Event
	first map[id.ID]measure.Event
	again map[id.ID]bool
	year  int
}

func (t told) happening(e measure.Event) Happening {
	p, l, by := t.p, t.l, e
	if first, ok := t.first[e.ID]; ok {
		by = first
	}
	h := Happening{
		ID: e.ID, When: when(p, e.Fact), Icon: icon(e.Fact.Type), Title: Fact(p.Printer, e.Fact.Type),
		Fields: Said(p.Printer, e.Fact), Words: e.Note.Words, Outside: broken(p.Printer, e.Outside),
		Paper: strings.TrimSpace(e.Note.Organ + " " + e.Note.Number),
		By:    l.recorded(p.Printer, by),
	}
	if l.Scan != nil && e.Document != "" {
		h.Scan = l.Scan(e.Document)
	}
	if g, ok := t.gone[e.ID]; ok {
		how := "withdrawn"
		if l.replaced(g) {
			how = "replaced"
		}
		h.Struck, h.Mark = true, p.T("told.struck."+how)
		h.Gone = p.T("told."+how, text.DayOf(g.Recorded), l.officers(p.Printer, g))
		if g.Note.Words != "" {
			h.Gone += " " + p.T("told.withdrawn.reason", g.Note.Words)
		}
	} else if l.Correct != nil {
		h.Correct = l.Correct(e.ID)
	}
	if v, ok := l.Void[e.ID]; ok {
		h.Gone = p.T("told.void", v.Fact.On, Fact(p.Printer, v.Fact.Type))
	}
	return h
}

// Voided are the approvals of early release that count no more, each with the fact by which.
func Voided(v measure.View) map[id.ID]measure.Event {
	out := map[id.ID]measure.Event{}
	for _, m := range v.Answer.Measures {
		if m.EarlyGone > 0 {
			out[v.Life.Events[m.Early].ID] = v.Life.Events[m.EarlyGone]
		}
	}
	return out
}

// officers says by which post an event was recorded; where two made it, who proposed and who confirmed.
func (l Life) officers(p text.Printer, e measure.Event) string {
	for _, c := range l.Decided {
		if c.Decided.Equal(e.Recorded) && c.DecidedBy == e.By {
			return p.T("told.two", Seat(p, l.Posts.By(c.By, c.Proposed)), Seat(p, l.Posts.By(e.By, e.Recorded)))
		}
	}
	if seats := l.Posts.Of(e.ID); len(seats) > 0 {
		return Seat(p, seats)
	}
	return Seat(p, l.Posts.By(e.By, e.Recorded))
}

// replaced tells whether something was put in the place of what an event took back.
func (l Life) replaced(taken measure.Event) bool {
	for _, e := range l.Events {
		if e.Withdraws == "" && e.Seq > taken.Seq && e.Recorded.Equal(taken.Recorded) {
			return true
		}
	}
	return false
}

// arrivals are the stays that no admission of the clock tells of: those in whose time none stands.
func arrivals(l Life) []resident.Resident {
	var out []resident.Resident
	for i, s := range l.Stays {
		known, from := false, civil.Date{} // a corrected day of admission may lie before the stay, not before the last one ended
		if i+1 < len(l.Stays) {
			from = l.Stays[i+1].Left
		}
		for _, e := range Standing(l.Life) {
			known = known || e.Fact.Type == term.JAAdmitted && !e.Fact.On.Before(from) && (s.Left.IsZero() || !e.Fact.On.After(s.Left))
		}
		if !known {
			out = append(out, s)
		}
	}
	return out
}

// runs tells whether a stay goes on under a decision that was there before it: of somebody who was let go by mistake. Leaving
// that the law did not let count ended nothing.
func runs(l Life, s resident.Resident) (on bool) {
	for _, e := range Standing(l.Life) {
		switch e.Fact.Type {
		case term.CIDecided:
			on = !e.Fact.On.After(s.Admitted)
		case term.Released, term.CIAnnulled, term.CIDeceased:
			on = on && e.Outside != ""
		}
	}
	return on
}

func arrival(p web.Page, l Life, s resident.Resident) Happening {
	h := Happening{ID: s.ID, When: p.DayShort(s.Admitted), Icon: icon(term.JAAdmitted), Title: p.T("told.arrived"), Fields: p.T("told.arrived.bare")}
	if runs(l, s) {
		h.Fields = p.T("told.arrived.again")
	}
	for _, before := range l.Stays { // from another house on the day on which he left it: his clock has gone on
		if before.ID != s.ID && before.Facility != s.Facility && before.Left == s.Admitted {
			h.Title, h.Fields = p.T("told.arrived.transferred"), ""
		}
	}
	return h
}

// when is the day of a fact, or its moment, inside the year that stands above it.
func when(p web.Page, x term.Fact) string {
	if term.SchemaOf(x.Type).Moment {
		return p.MomentShort(x.At.Time())
	}
	return p.DayShort(x.On)
}

// Said tells the fields of a fact: "由县级公安机关 · 延长 3 个月".
func Said(p text.Printer, x term.Fact) string {
	var out []string
	values := written.ValuesOf(x)
	for _, field := range term.SchemaOf(x.Type).Fields {
		v, ok := values[field.Name]
		if field.Kind == term.Flag && field.Must == term.Required { // a decision: no is an answer too
			answer := map[bool]string{true: "told.approved", false: "told.not_approved"}[ok]
			out = append(out, p.T(answer))
			continue
		}
		if !ok || field.Kind == term.Ref {
			continue
		}
		if field.Name == "waived" { // its words stand in the note
			out = append(out, p.T("told.waived"))
			continue
		}
		out = append(out, p.T("told.said", p.T("measure.field."+field.Name), valueText(p, field, v)))
	}
	return strings.Join(out, p.T("told.said.join"))
}

func valueText(p text.Printer, field term.Field, v string) string {
	switch field.Kind {
	case term.Flag:
		return p.T("told.yes")
	case term.Day:
		return p.Arg(day(v))
	case term.One, term.Many:
		var words []string
		for _, w := range strings.Split(v, ",") {
			words = append(words, wordOf(p, field, w))
		}
		return p.List(words)
	}
	if v == "true" {
		return p.T("told.yes")
	}
	return p.Or("measure.word."+v, v)
}

// wordOf is a word of a field. In the place of who handed him over signs who looked at somebody that came by himself: the fact does
// not tell the one from the other, so neither does its word.
func wordOf(p text.Printer, field term.Field, w string) string {
	return p.Or("measure.word."+field.Name+"."+w, p.T("measure.word."+w))
}

// day is a civil date as it stands in a form, for printing.
type day string

// String is the date as YYYY-MM-DD.
func (d day) String() string { return string(d) }

// broken lists the rules that a fact breaks, each with its article.
func broken(p text.Printer, codes string) []web.Law {
	var out []web.Law
	for _, code := range strings.Fields(codes) {
		if code == measure.Neutral {
			out = append(out, web.Law{Text: p.T("told.outside.health")})
			continue
		}
		if f, ok := law.Found(code); ok {
			out = append(out, web.Law{Text: p.T("told.outside", Breach(p, code), p.List(cites(p, law.Finding(f).Basis))), Unsure: !law.Finding(f).Mark.Blocks()})
		}
	}
	return out
}

func cites(p text.Printer, basis []law.Citation) []string {
	out := make([]string, len(basis))
	for i, b := range basis {
		out[i] = p.Article(b)
	}
	return out
}

// icon is the sign beside a fact; its word always stands there too.
func icon(t term.Type) string {
	switch t {
	case term.OutsideMedicalApproved, term.OutsideMedicalEnded:
		return "stethoscope"
	case term.HomeLeave, term.HomeLeaveEnded, term.Released:
		return "home-heart"
	case term.JAFamilyLetter, term.CINotified, term.EarlyNotified, term.ExtensionNotified, term.ReleaseNoticed, term.ReleaseFilesSent:
		return "mail"
	case term.JAAdmitted, term.PSAdmitted:
		return "building"
	case term.JABooklet, term.JAInductionClosed:
		return "book"
	case term.CertificateIssued:
		return "file-certificate"
	}
	return "gavel"
}

// Seat says posts in words: "主管民警（一大队）", or the part of the house.
func Seat(p text.Printer, list []census.Seat) string {
	var out []string
	for _, s := range list {
		switch {
		case s.Part != "":
			out = append(out, p.Or("told.part."+s.Part, p.T("told.part")))
		case s.Unit == "":
			out = append(out, p.T("role."+s.Role))
		default:
			out = append(out, p.T("told.seat", text.Key("role."+s.Role), s.Unit))
		}
	}
	return p.List(out)
}

// recorded says who wrote an event down, by post, and when; only when, where no officer did. What an older file had
// recorded before this one was begun is said to be taken over from there.
func (l Life) recorded(p text.Printer, e measure.Event) string {
	if on := civil.DateOf(e.Recorded); !l.Begun.IsZero() && on.Before(civil.DateOf(l.Begun)) {
		return p.T("told.recorded.before", on)
	}
	seat := l.officers(p, e)
	if seat == "" {
		return p.T("told.recorded_on", text.DayOf(e.Recorded))
	}
	return p.T("told.recorded", text.DayOf(e.Recorded), seat)
}
