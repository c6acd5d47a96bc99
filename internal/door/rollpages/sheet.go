package rollpages

import (
	"context"
	"slices"
	"strings"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/rollcall"
	"guitu/internal/door/telling"
	"guitu/internal/door/units"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

type sheetPage struct {
	web.Page
	Call      rollcall.Call
	Where     string
	Rows      []row
	Marked    int
	Heads     int      // who is counted: without those who have left or were moved
	List      string   // what is called, as a tablet compares it
	New       []string // who has come since, and is not on the list
	Sum       []figure // how many are marked how
	Questions []row    // where mark and outing differ
	Lost      []row
	Absent    []row // who is marked elsewhere than in bed, for the second officer
	Gone      []row // who has left the house since
	Moved     []row // whom another roll calls now
	Stray     []row // who was moved to where no roll is called: he stays with this one
	Numbered  bool  // somebody is named by the number of his file: it went with him to others
	Mine      bool  // the reader may mark
	Asked     bool  // the reader asked to close it: another confirms
	May       bool  // the reader may be the second
	Only      bool  // only those not marked yet
	Officer   string
	Asker     string // who asked to close it
	Late      string
	Seen      string // what the sheet asks, for the close
	Ended     string // who asked to close it and who closed it, and when
	Letter    web.Letterhead
}

// alarm is how loud the page speaks of who was not found: no more once all are.
func (p sheetPage) alarm() web.Tone {
	if slices.ContainsFunc(p.Lost, func(x row) bool { return !x.Found }) {
		return web.Danger
	}
	return web.OK
}

// row is somebody on the list, as the page shows him.
type row struct {
	Person            id.ID
	Name, Bed         string
	Out               string // of an outing: since when, where, with whom
	Mark              rollcall.Sort
	Said              string // of "other"
	By                string // who marked him, and when
	Older             []string
	Late              []string
	Gone              bool // has left the house since, or was moved: not counted
	GoneWord          string
	StrayWord         string // he was moved, and stays with this roll
	Moved, Lost       bool
	Found             bool // he was not found at the roll, and was found since
	Question          string
	Record, RecordURL string // what puts mark and outing in agreement
}

// gathered is a sheet with its names, of one moment.
type gathered struct {
	sheet  rollcall.Sheet
	names  map[id.ID]string
	number map[id.ID]bool // who is named by the number of his file
	tree   units.Tree
}

func (d *desk) gather(r *web.Request, p web.Page) (gathered, error) {
	which, err := r.ID("id")
	if err != nil {
		return gathered{}, err
	}
	return store.Read(r.Context(), d.DB, func(tx *store.Tx) (got gathered, err error) {
		ctx := r.Context()
		if got.sheet, err = d.Rolls.Sheet(ctx, tx, which); err != nil {
			return got, err
		}
		if err = d.Rolls.Tell(ctx, tx, got.sheet, d.Outing); err != nil {
			return got, err
		}
		people, there := make([]id.ID, len(got.sheet.Rows)), map[id.ID]bool{}
		for i, x := range got.sheet.Rows {
			people[i], there[x.Person] = x.Person, x.Stray || x.Sought
		}
		people = append(people, got.sheet.New...)
		if got.names, got.number, err = d.names(ctx, tx, p, asked{got.sheet.Call.Resource(), people, there}); err != nil {
			return got, err
		}
		got.tree, err = units.Read(ctx, tx)
		return got, err
	})
}

func (d *desk) sheet(r *web.Request) error {
	p := sheetPage{Page: r.Page(r.T("roll.title"), "roll")}
	got, err := d.gather(r, p.Page)
	if err != nil {
		return err
	}
	c := got.sheet.Call
	p.Call, p.Where = c, where(p.Page, got.tree, c)
	p.Title = p.T(string(c.Shift.Title()))
	p.Crumbs = []web.Crumb{{Label: p.T("roll.title"), URL: "/rolls"}}
	p.Sub = p.Where + " · " + p.T("roll.opened_by", p.Moment(c.Opened), d.officer(r.Context(), c.OpenedBy))
	p.Mine = d.Policy.May(r.Actor(), policy.RollcallRecord, c.Resource()) && c.State != rollcall.Closed
	p.May = d.Policy.May(r.Actor(), policy.RollcallConfirm, c.Resource())
	p.Asked = c.ClosingBy == r.Actor().Ref()
	p.Officer, p.Only = string(r.Actor().Staff), r.FormValue("only") != ""
	p.Asker = d.officer(r.Context(), c.ClosingBy)
	if late := c.Late(p.Now); late > 0 {
		p.Late = p.T("roll.late", minutes(late))
	}
	d.show(r, &p, got)
	p.Seen, p.Ended = got.sheet.Asked(), d.ended(r.Context(), p.Page, c)
	p.Letter = web.Letterhead{House: got.tree.Unit(c.Facility).Name, Title: p.Title + "（" + p.Where + "）", Printed: p.T("roll.printed", p.Moment(c.Opened), p.Moment(p.Now))}
	return r.Draw(p.Page, sheetView(p))
}

// ended says who closed a call and when: one officer, or who asked for it and who was the second.
func (d *desk) ended(ctx context.Context, p web.Page, c rollcall.Call) string {
	asked, closed := closingAt(p, c, c.ClosingAt), closingAt(p, c, c.Closed)
	switch by := d.officer(ctx, c.ClosedBy); {
	case c.State != rollcall.Closed:
		return ""
	case c.ClosingBy == "":
		return p.T("roll.ended_by", closed, by)
	case c.ClosingAt.IsZero(): // closed before the moment of asking was kept
		return p.T("roll.ended_two_untimed", d.officer(ctx, c.ClosingBy), closed, by)
	default:
		return p.T("roll.ended_two", asked, d.officer(ctx, c.ClosingBy), closed, by)
	}
}

// closingAt is a moment of a close: the hour of the day on which the call was opened, else the day too.
func closingAt(p web.Page, c rollcall.Call, at time.Time) string {
	if civil.DateOf(at) != civil.DateOf(c.Opened) {
		return p.MomentShort(at)
	}
	return p.Clock(at)
}

// show puts the list of a call onto its page, and what is counted of it.
func (d *desk) show(r *web.Request, p *sheetPage, got gathered) {
	w := wording{p: p.Page, call: got.sheet.Call, names: got.names, officers: d.officers(r.Context(), got.sheet)}
	for _, x := range got.sheet.Rows {
		p.add(w.row(x))
		p.Numbered = p.Numbered || got.number[x.Person] && !x.Moved // of who was moved his row says it
	}
	for _, x := range got.sheet.New {
		p.New = append(p.New, w.name(x))
	}
	p.Marked, p.Heads, p.List, p.Sum = got.sheet.Marked(), got.sheet.Heads(), got.sheet.List(), sum(p.Page, got.sheet)
}

// add puts somebody on the list, and on those of what must be looked at.
func (p *sheetPage) add(x row) {
	p.Rows = append(p.Rows, x)
	if x.Question != "" {
		p.Questions = append(p.Questions, x)
	}
	if x.Lost {
		p.Lost = append(p.Lost, x)
	}
	if x.StrayWord != "" {
		p.Stray = append(p.Stray, x)
	}
	switch {
	case x.Moved:
		p.Moved = append(p.Moved, x)
	case x.Gone:
		p.Gone = append(p.Gone, x)
	case x.Lost:
	case x.Mark == rollcall.Present:
	default:
		p.Absent = append(p.Absent, x)
	}
}

// figure is how many are marked in one way.
type figure struct {
	Mark, Label string
	N           int
	Hidden      bool
}

// sum reconciles the heads: in bed, out by kind, not found and not marked make the list.
func sum(p web.Page, s rollcall.Sheet) []figure {
	n := s.Count()
	out := []figure{{Mark: "all", Label: p.T("roll.heads"), N: s.Heads()}}
	for _, sort := range rollcall.Sorts {
		out = append(out, figure{string(sort), p.T(string(sort.Title())), n[sort], n[sort] == 0 && sort != rollcall.Present})
	}
	return append(out, figure{"", p.T("roll.unmarked"), n[""], n[""] == 0})
}

// officers are the names of all who marked.
func (d *desk) officers(ctx context.Context, s rollcall.Sheet) map[string]string {
	out := map[string]string{}
	for _, r := range s.Rows {
		for _, m := range append(append([]rollcall.Mark{r.Mark}, r.Older...), r.Late...) {
			if _, known := out[m.By]; !known && m.By != "" {
				out[m.By] = d.officer(ctx, m.By)
			}
		}
	}
	return out
}

// wording puts rows into words.
type wording struct {
	p        web.Page
	call     rollcall.Call
	names    map[id.ID]string
	officers map[string]string
}

// name is who somebody is, as the reader may see him.
func (w wording) name(person id.ID) string {
	if n := w.names[person]; n != "" {
		return n
	}
	return w.p.T("roll.sealed")
}

// gone says why somebody is called no more.
func (w wording) gone(moved bool) string {
	switch {
	case !moved:
		return w.p.T("roll.gone")
	case w.call.Zone != "":
		return w.p.T("roll.moved_zone")
	}
	return w.p.T("roll.moved")
}

func (w wording) row(x rollcall.Row) row {
	y := row{
		Person: x.Person, Name: w.name(x.Person), Bed: telling.Bed(w.p.Printer, x.Room, x.Bed), Mark: x.Mark.Sort, Said: x.Mark.Words,
		Gone: x.Gone, Moved: x.Moved, Lost: x.Lost(), Found: x.Lost() && !x.Sought, Question: x.Question,
	}
	if x.Gone {
		y.GoneWord = w.gone(x.Moved)
	}
	switch {
	case x.Stray && w.call.Zone != "":
		y.StrayWord = w.p.T("roll.stray_zone")
	case x.Stray:
		y.StrayWord = w.p.T("roll.stray")
	}
	if x.Moved && len(x.Older) == 0 && (x.Mark.Sort == "" || x.Mark.Moved()) { // perhaps no roll sees him: whoever leads this one should know
		y.GoneWord += w.p.T("roll.colon") + w.p.T("roll.moved_unseen")
	}
	if y.Bed == "" && !x.Out { // who is out waits for none
		y.Bed = w.p.T("roll.no_bed")
	}
	if x.Out {
		y.Out = outOf(w.p, x.Outing)
	}
	if x.Mark.Sort != "" {
		y.By = w.mark(x.Mark)
	}
	for _, m := range x.Older {
		y.Older = append(y.Older, w.mark(m))
	}
	for _, m := range x.Late {
		y.Late = append(y.Late, w.mark(m))
	}
	y.Record, y.RecordURL = agree(w.p, w.call, x)
	return y
}

// mark is a mark in one line: 07:12 陈立：就医.
func (w wording) mark(m rollcall.Mark) string {
	by := w.officers[m.By]
	switch {
	case m.Left(), m.Moved():
		return w.p.Clock(m.At) + " " + w.gone(m.Moved())
	case m.Device == "":
		by = w.p.T("roll.by_house")
	}
	return strings.TrimSpace(w.p.Clock(m.At)+" "+by) + w.p.T("roll.colon") + w.p.T(string(m.Sort.Title()))
}

// outOf says of an outing what an officer at the door must know.
func outOf(p web.Page, o outing.Outing) string {
	words := []string{p.T(string(o.Kind.Title())), p.T("roll.out_since", since(p, o))}
	for _, x := range []string{o.Words.Where, o.Words.Escort} {
		if x != "" {
			words = append(words, x)
		}
	}
	if o.Void { // of a roll that was closed: what it counted stays
		words = append(words, p.T("roll.out_void"))
	}
	return strings.Join(words, " · ")
}

// since is when somebody left: the hour of today, the day of before.
func since(p web.Page, o outing.Outing) string {
	if on := civil.DateOf(o.From); on != civil.DateOf(p.Now) {
		return p.DayShort(on)
	}
	return p.Clock(o.From)
}

// agree is what puts a mark and the outings in agreement.
func agree(p web.Page, c rollcall.Call, x rollcall.Row) (label, url string) {
	asks := x.Question
	if asks == rollcall.TwoMarks { // whichever of them counts, this is what follows from the one that does now
		asks = x.Apart()
	}
	switch asks {
	case "unrecorded", "unsaid":
		kind := string(x.Mark.Sort)
		if x.Mark.Sort == rollcall.Leave {
			return p.T("roll.record_leave"), "/journeys/new/home_leave?person=" + string(x.Person)
		}
		return p.T("roll.record_out"), "/out/person/" + string(x.Person) + "/new?kind=" + kind + "&back=" + roll(c.ID)
	case "still_out", "out_not_found", "other_kind":
		return p.T("roll.see_out"), "/out/" + string(x.Outing.ID) + "?back=" + roll(c.ID)
	}
	return "", ""
}
