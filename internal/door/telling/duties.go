package telling

import (
	"strings"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/term"
	"guitu/internal/door/web"
)

// DutyTitle is what a duty is called, as the head of a line.
func DutyTitle(p text.Printer, c duty.Code) string { return title(p, p.T(string(c.Title()))) }

// Record is where, below a file, the fact that discharges a duty is recorded. The three notices of a decision are one
// kind of fact, so the address carries whom the duty wants told.
func Record(c duty.Code) string {
	k, _ := duty.KindOf(c)
	for _, who := range []term.Word{term.Family, term.Employer, term.PoliceStation} {
		if strings.HasSuffix(string(c), ".notice."+who.String()) {
			return "record?type=" + k.Fact + "&who=" + who.String()
		}
	}
	return "record?type=" + k.Fact
}

// Affair is where the affair goes on whose step caused a duty, or the outing of which something is owed.
func Affair(x duty.Duty) string {
	switch x.Code {
	case "outing.late", "held.expired":
		return "/out/" + string(x.Cause)
	case "supervision.answer":
		return "/supervision/" + string(x.Cause)
	case "transfer.expect":
		return "/transfers/" + string(x.Cause)
	case "objection.answer":
		return "/objections/" + string(x.Cause)
	case "emergency.told", "emergency.told_many", "emergency.review", "emergency.review_many", "emergency.follow":
		return "/emergencies/" + string(x.Cause)
	case "complaint.answer", "complaint.key", "complaint.office":
		return "/complaints"
	case "bed.asked":
		return "/beds/person/" + string(x.Subject) + "/elsewhere"
	case "rollcall.missing":
		return "/rolls/" + string(x.Cause) + "/search/" + string(x.Subject)
	case "measure.confirm":
		return "/people/" + string(x.Subject) + "/changes/" + string(x.Cause)
	case "letter.replace":
		return "/people/" + string(x.Subject) + "/papers"
	case "stay.unfounded":
		return "/people/" + string(x.Subject)
	}
	return "/journeys/of/" + string(x.Cause)
}

// Duty is a duty on its person's own page: no name on it, since the page is his.
func Duty(p web.Page, x duty.Duty, heads duty.Heads) web.Duty {
	c := web.Duty{
		Urgency: urgency(x, p.Now), Title: DutyTitle(p.Printer, x.Code), Where: p.T("told.owes", text.Key("role."+x.Owner)),
		Laws: Cited(p.Printer, x.Basis, x.Certainty), Note: discharge(p, x, heads),
	}
	switch {
	case x.Due.None() && !x.NotBefore.IsZero():
		c.Due, c.Left = p.T("told.from", shortDay(p, x.NotBefore)), ""
	case x.Due.None():
		c.Due = p.T("told.no_due")
	case x.Due.Day.IsZero():
		c.Due, c.Left = p.MomentShort(x.Due.At), p.Left(x.Due.At, p.Now)
	default:
		c.Due, c.Left = shortDay(p, x.Due.Day), p.LeftDays(x.Due.Day, p.Today())
	}
	if x.Paper {
		c.Left, c.Urgency = p.T("duty.paper"), web.Waiting
	}
	return c
}

// shortDay leaves out the year at hand.
func shortDay(p web.Page, d civil.Date) string {
	if d.Year() == Today(p).Year() {
		return p.DayShort(d)
	}
	return p.Day(d)
}

func urgency(x duty.Duty, now time.Time) web.Urgency {
	switch on := civil.DateOf(x.Due.Moment()); {
	case x.Overdue(now):
		return web.Late
	case x.Due.None():
		return web.Week
	case !x.Due.At.IsZero() && x.Due.At.Sub(now) < 4*time.Hour:
		return web.Soon
	case on == civil.DateOf(now):
		return web.Today
	}
	return web.Week
}

// discharge says what closes the duty, and who sees it by now when it is late.
func discharge(p web.Page, x duty.Duty, heads duty.Heads) string {
	by := p.Or("duty."+string(x.Code)+".by", "")
	if k, _ := duty.KindOf(x.Code); k.Fact != "" && !k.House {
		by = title(p.Printer, p.T("measure.fact."+k.Fact))
	}
	if k, _ := duty.KindOf(x.Code); k.Case && by == "" && !strings.HasPrefix(Affair(x), "/out/") {
		by = p.T("told.by_affair")
	}
	if by == "" {
		return "" // a duty whose compartment the reader cannot open
	}
	words := p.T("told.discharged_by", by)
	if x.Overdue(p.Now) {
		words += p.T("told.said.join") + p.T("duty.level."+itoa(int(heads.Told(x, p.Now))))
	}
	return words
}

// Closed is a duty that is no longer owed, with what proves it.
type Closed struct {
	ID                      string // of its row, as Anchor
	Why                     []web.Reckoning
	Title, Due, State, When string
	By                      string   // the post that closed it; "" where the log does not say
	Proof                   string   // the fact, or the sheet it was confirmed from
	Fact                    id.ID    // of the life, "" when the proof is none
	Again                   []string // when and why it was opened again before
	Reopen                  string   // address of the page that opens it again; "" where the reader may not
	Laws                    string
}

// ClosedOf tells a closed duty.
func ClosedOf(p web.Page, x duty.Duty, l Life) Closed {
	c := Closed{ID: Anchor(x), Title: DutyTitle(p.Printer, x.Code), Due: p.T("told.no_due"), State: p.T("duty.state." + string(x.State)), By: Seat(p.Printer, l.closer(x))}
	if !x.Due.None() {
		c.Due = p.Day(text.DayOf(x.Due.Moment()))
	}
	if !x.Closed.IsZero() {
		c.When = p.Day(text.DayOf(x.Closed))
	}
	first, _ := retold(l.Life, withdrawn(l.Life))
	for _, e := range l.Events {
		if e.ID == x.Evidence && x.Evidence != "" {
			c.Fact, c.Proof = e.ID, p.T("told.proof.fact", e.Fact.On, Fact(p.Printer, e.Fact.Type))
			if was, ok := first[e.ID]; ok { // a correction before it told it again; it was done by whom it was
				e = was
			}
			c.When = p.Day(text.DayOf(e.Recorded))
			if by := l.officers(p.Printer, e); by != "" {
				c.By = by
			}
		}
	}
	if sheet := strings.Fields(x.Note); len(sheet) >= 3 && sheet[0] == "paper" {
		c.Proof = p.T("told.proof.paper", text.Key("duty.source."+sheet[1]), strings.Join(sheet[2:], " "))
	}
	said := l.Proofs[x.ID]
	if n := len(said); n > 0 && said[n-1].ID == x.Evidence {
		c.Proof = said[n-1].Words
		c.When = p.Moment(x.Closed)
	}
	c.Again = Reopened(p, said)
	var basis []string
	for _, l := range Cited(p.Printer, x.Basis, x.Certainty) {
		basis = append(basis, l.Text)
	}
	c.Laws = strings.Join(basis, " ")
	return c
}

// closer is from which post a duty was closed.
func (l Life) closer(x duty.Duty) []census.Seat {
	if seats := l.Posts.Of(x.ID); len(seats) > 0 {
		return seats
	}
	return l.Posts.By(x.ClosedBy, x.Closed)
}

// Reopened says when a duty that had been closed was opened again, why, and what had been held for its proof.
func Reopened(p web.Page, said []duty.Proof) (out []string) {
	for i, s := range said {
		if s.Kind == "reopened" && i > 0 {
			out = append(out, p.T("told.reopened", text.DayOf(s.At), s.Words, said[i-1].Words))
		}
	}
	return out
}

// Anchor names a duty on the page of its person.
func Anchor(x duty.Duty) string { return "d-" + string(x.ID) }

// Owing are the open duties by due moment; those that wait for paper are another pile.
func Owing(all []duty.Duty) []duty.Duty {
	var out []duty.Duty
	for _, x := range all {
		if x.State == duty.Pending && !x.Paper {
			out = append(out, x)
		}
	}
	return out
}
