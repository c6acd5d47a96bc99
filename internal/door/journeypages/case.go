package journeypages

import (
	"context"
	"slices"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// casePage is a case as its task list.
type casePage struct {
	web.Page
	Case  journey.File
	Who   string // name, as the reader may see it
	Link  string // to his file
	Still string // he has died: why no more is done here by hand
	Left  bool   // he is in another house's care now, and so is his file
	State string
	Tasks []web.Step // what the state asks for
	Acts  []act      // what leads on
	On    []web.Act  // of a closed case: what comes after it
	Lacks []string
	Anew  []string // papers that were signed and are others now
	Told  []told
	Asks  []asking

	Gone []since // what the affair is about that counts no more

	papers []issued     // that came out of its steps, as far as the reader may see them
	life   measure.View // of its person, as far as the reader may know it
}

// asking is a step that another organ answers: what was asked, and the form that hands out a code.
type asking struct {
	Title, URL string
	Codes      []handed
}

// act is a step that leads the case on, as a button or as the reason why there is none.
type act struct {
	Title, URL, Whose string
	Main              bool
}

// told is a step as it was done.
type told struct {
	Title, When, By string
	Says            web.Facts
	Tables          []table
	Files           []file
	Shut            int    // documents that the reader may not open
	Open            string // where staff of its compartment opens what is hidden
	Hidden          bool
	Struck          bool      // done again since, or to be done anew
	Standing        string    // which of the two
	Anew            string    // what it had signed is another paper now
	Acts            []web.Act // to do it again, to print its sheet, to hand the signed one in
	Unfolded        bool      // it stands open where there is no room for all
	Since           []since
}

type table struct {
	Caption  string
	Headings []string
	Rows     [][]string
}

type file struct {
	Label, URL string
	Old        string // since when, and by whose step, another stands in its place
}

func (d *desk) show(r *web.Request) error {
	f, face, err := d.load(r)
	if err != nil {
		return err
	}
	p := casePage{Page: r.Page(r.T("journey.kind."+string(f.Kind)), "journeys"), Case: f, State: r.T("journey.state." + string(f.State))}
	p.Who, p.Link = d.who(p.Page, &f.Case, face)
	if e := errs.Find(f.Still); e != nil {
		p.Still = p.T(e.Code, e.Args...)
	}
	p.Left = left(face, &f.Case)
	p.Crumbs = []web.Crumb{{Label: p.T("journeys.title"), URL: "/journeys?kind=" + string(f.Kind)}}
	names, err := d.officers(r.Context(), f.Entries)
	if err != nil {
		return err
	}
	if p.papers, err = d.issued(r, p); err != nil {
		return err
	}
	if p.life, err = d.life(r, &f.Case); err != nil {
		return err
	}
	p.Sub = p.T("journeys.opened", p.Moment(f.Opened), opener(p.Page, f.By, names))
	done, err := d.steps(r, &p)
	if err != nil {
		return err
	}
	for _, n := range f.Lacks {
		p.Lacks = append(p.Lacks, p.T(string(journey.Title(f.Kind, n))))
	}
	p.Anew = p.toSignAgain()
	for i := len(f.Entries) - 1; i >= 0; i-- {
		x := d.told(r, p, f.Entries[i], names)
		if task, ok := done[f.Entries[i].Step]; ok && !x.Struck {
			x.Acts = p.again(task)
			x.Files = slices.DeleteFunc(x.Files, func(f file) bool { // its button prints it
				return slices.ContainsFunc(x.Acts, func(a web.Act) bool { return a.URL == f.URL })
			})
		}
		p.Told = append(p.Told, x)
	}
	p.On = d.onward(r, p, face)
	for _, x := range p.Told {
		p.Gone = append(p.Gone, x.Since...)
	}
	return r.Draw(p.Page, caseView(p))
}

// steps are what can be done now: what the state asks for, what leads on, and what is asked of others. What stays possible of
// what was done is given by its step: it stands with what was said.
func (d *desk) steps(r *web.Request, p *casePage) (map[string]web.Step, error) {
	f, done := p.Case, map[string]web.Step{}
	for _, s := range f.Doable(f.Course) {
		if s.Asks != "" {
			a, err := d.asking(r, *p, s)
			if err != nil {
				return nil, err
			}
			p.Asks = append(p.Asks, a)
			continue
		}
		if f.Stands(s) {
			continue
		}
		if s.To == "" || s == &f.Course.Steps[0] {
			task := d.task(r, *p, s)
			if task.Tone == web.OK {
				done[s.Name] = task
				continue
			}
			p.Tasks = append(p.Tasks, task)
			continue
		}
		p.Acts = append(p.Acts, d.act(r, *p, s))
	}
	if a, ok := d.follows(r, &f.Case); ok {
		p.Acts = append(p.Acts, a)
	}
	p.first()
	return done, nil
}

// load reads the case of the address and whom it is about.
func (d *desk) load(r *web.Request) (f journey.File, face census.Face, err error) {
	of, err := r.ID("id")
	if err != nil {
		return f, face, err
	}
	_, err = store.Read(r.Context(), d.DB, func(tx *store.Tx) (int, error) {
		if f, err = d.Journey.FileIn(r.Context(), tx, of); err != nil {
			return 0, err
		}
		face, err = d.face(r.Context(), tx, &journey.Case{Person: f.Person, Facility: f.Seen.Facility, Unit: f.Seen.Unit})
		return 0, err
	})
	if err == nil && f.Person != "" && !f.Read { // who has no file yet could not ask who looked
		err = d.Person.OpenedAffair(r.Context(), f.Seen, f.Person, f.ID)
	}
	return f, face, err
}

func (d *desk) face(ctx context.Context, tx *store.Tx, c *journey.Case) (census.Face, error) {
	if c.Person == "" {
		return census.Face{}, nil
	}
	faces, err := d.Census.Faces(ctx, tx, map[id.ID]policy.Resource{c.Person: {Facility: c.Facility, Unit: c.Unit}})
	return faces[c.Person], err
}

// who names the person of a case and leads to his file, as far as the reader may.
func (d *desk) who(p web.Page, c *journey.Case, face census.Face) (name, link string) {
	if c.Person == "" {
		return telling.Newcomer(p.Who.Actor, c.Name, c.Facility), ""
	}
	if face.Opens {
		link = "/people/" + string(c.Person)
	}
	if name = telling.Name(p.Printer, face.Name); name == "" {
		name = face.FileNumber
	}
	return name, link
}

// task is a step that stays in the state, with how it stands.
func (d *desk) task(r *web.Request, p casePage, s *journey.Step) web.Step {
	c := &p.Case.Case
	out := web.Step{Label: p.T(string(journey.Title(c.Kind, s.Name))), Tone: web.Neutral, Status: p.T("journeys.open")}
	may := d.Policy.May(r.Actor(), s.Action, c.Resource())
	if may {
		out.URL = at(c, s.Name)
	} else {
		out.Hint = p.T("journeys.whose." + string(s.Action))
	}
	before := missing(c, s)
	if n := c.Twice(p.Case.Course, s, r.Actor().Ref()); n != "" && may {
		out.URL, out.Hint = "", p.T("journeys.not_you", text.Key(journey.Title(c.Kind, n)))
	}
	switch e, did := c.Last(s.Name); {
	case did && !c.Holds(s):
		out.Tone, out.Status, out.Hint = web.Warn, p.T("journeys.must"), p.T("journeys.rests", text.Key(journey.Title(c.Kind, s.Rests)))
	case did:
		out.Tone, out.Status = web.OK, p.T("journeys.done")
		if s.Waits(c.Said(s.Name)) != "" {
			out.Tone, out.Status = web.Warn, p.T("journeys.unsettled")
		}
		out.Hint = p.Moment(e.At)
		p.signing(&out, s, e)
	case before != "":
		out.URL, out.Status, out.Hint = "", p.T("journeys.waits"), p.T("journeys.after", text.Key(journey.Title(c.Kind, before)))
	case s.Must:
		out.Tone, out.Status = web.Warn, p.T("journeys.must")
	}
	return out
}

// missing is the first step that has to be done before another, "" when none is.
func missing(c *journey.Case, s *journey.Step) string {
	for _, n := range s.Needs {
		if !c.Did(n) {
			return n
		}
	}
	return ""
}

// leads tells whether a step is the way on and not the way out: what is given up, taken back or done against the plan is
// never the first button.
func leads(s *journey.Step) bool {
	return !slices.Contains([]string{"drop", "refuse", "refer", "cancel", "withdraw", "reopen", "not_back", "deny", "no_letter", "close_outside", "overtaken"}, s.Name)
}

func (d *desk) act(r *web.Request, p casePage, s *journey.Step) act {
	c := &p.Case.Case
	out := act{Title: p.T(string(journey.Title(c.Kind, s.Name))), URL: at(c, s.Name), Main: s.Whole || !c.Did(s.Name) && leads(s) && !unanswered(c, s) && !slices.ContainsFunc(p.Acts, func(x act) bool { return x.Main })}
	switch before := missing(c, s); {
	case !d.Policy.May(r.Actor(), s.Action, c.Resource()):
		out.URL, out.Whose = "", p.T("journeys.whose."+string(s.Action))
	case c.Twice(p.Case.Course, s, r.Actor().Ref()) != "":
		out.URL, out.Whose = "", p.T("journeys.not_you", text.Key(journey.Title(c.Kind, c.Twice(p.Case.Course, s, r.Actor().Ref()))))
	case before != "":
		out.URL, out.Whose = "", p.T("journeys.after", text.Key(journey.Title(c.Kind, before)))
	case s.Whole && len(p.Case.Lacks) > 0:
		out.URL, out.Whose = "", p.T("journeys.lacking", len(p.Case.Lacks))
	}
	return out
}

// told says how a step was done.
func (d *desk) told(r *web.Request, p casePage, e journey.Entry, names map[id.ID]string) told {
	c := &p.Case.Case
	out := told{Title: p.T(string(journey.Title(c.Kind, e.Step))), When: p.Moment(e.At), By: names[staffOf(e.By)], Hidden: e.Hides()}
	last, did := c.Last(e.Step)
	out.Struck = last.ID != e.ID // done again, or to be done anew
	if out.Standing = p.T("journeys.struck"); !did {
		out.Standing = p.T("journeys.struck_open")
	}
	s, ok := p.Case.Course.Step(e.Step)
	if !ok {
		return out
	}
	for _, f := range s.Fields {
		if v := e.Answers.Values[f.Name]; v != "" && !slices.Contains(unsaid, f.Name) {
			said := p.veiled(f, v)
			if said == v {
				said = d.said(r, p.Page, f, v)
			}
			out.Says = append(out.Says, web.Line{Label: p.T("journey.field." + f.Name), Value: said})
		}
		if rows := e.Answers.Tables[f.Name]; len(rows) > 0 {
			out.Tables = append(out.Tables, tableOf(p.Page, f, rows))
		}
		if !d.Policy.May(r.Actor(), policy.DocumentView, p.Case.Brought) {
			out.Shut += len(e.Answers.Files[f.Name])
			continue
		}
		for i, x := range e.Answers.Files[f.Name] {
			scan := file{Label: p.T("journeys.file", text.Key("journey.field."+f.Name), i+1), URL: at(c, "files/"+string(x))}
			if by, ok := c.Replaced(x); ok {
				scan.Old = p.T("journeys.file.replaced", p.Moment(by.At), names[staffOf(by.By)])
			}
			out.Files = append(out.Files, scan)
		}
	}
	if pkg := e.Answers.Of("package"); pkg != "" && d.Policy.May(r.Actor(), policy.TransferView, policy.Resource{Kind: "transfer", Facility: c.Facility}) {
		out.Files = append(out.Files, file{Label: p.T("journeys.package"), URL: "/transfers/" + pkg})
	}
	if of := e.Answers.Of("case"); of != "" {
		out.Files = append(out.Files, file{Label: p.T("journeys.led_to"), URL: "/journeys/" + of})
	}
	if of := e.Answers.Of("handover"); of != "" {
		out.Files = append(out.Files, file{Label: p.T("journeys.came_of"), URL: "/journeys/" + of})
	}
	out.Files = append(out.Files, p.printed(e)...)
	out.Since = became(p.Page, p.life, e)
	if x, ok := p.anew(e); ok && !out.Struck {
		out.Anew = p.T("journeys.sign_again.text", x.Number)
	}
	if out.Hidden && d.Policy.May(r.Actor(), policy.Action(string(e.Compartment)+".view"), opening(c, e)) && !out.Struck {
		out.Open = at(c, "open/"+e.Step)
	}
	return out
}

// unsaid are answers that are no words for a reader.
var unsaid = []string{"shown", "same_as", "package", "papers", "ask_again"}

func opening(c *journey.Case, e journey.Entry) policy.Resource {
	r := c.Resource()
	r.Compartment = string(e.Compartment)
	return r
}

func tableOf(p web.Page, f journey.Field, rows []journey.Row) table {
	t := table{Caption: p.T("journey.field." + f.Name)}
	for _, c := range f.Columns {
		t.Headings = append(t.Headings, p.T("journey.field."+c.Name))
	}
	for _, row := range rows {
		cells := make([]string, len(f.Columns))
		for i, c := range f.Columns {
			cells[i] = row[c.Name]
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

// officers names those who did the steps.
func (d *desk) officers(ctx context.Context, entries []journey.Entry) (map[id.ID]string, error) {
	out := map[id.ID]string{}
	for _, e := range entries {
		if err := d.officer(ctx, out, e.By); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// officer adds the name of who is meant by an actor's reference.
func (d *desk) officer(ctx context.Context, names map[id.ID]string, ref string) (err error) {
	m := staffOf(ref)
	if _, known := names[m]; !known && m != "" {
		names[m], err = d.Census.Officer(ctx, m)
	}
	return err
}

func staffOf(ref string) id.ID {
	s, ok := strings.CutPrefix(ref, actor.Actor{Kind: actor.Officer}.Ref())
	if !ok {
		return ""
	}
	return id.ID(s)
}

// laws are the articles of a step.
func laws(p web.Page, s *journey.Step) []web.Law {
	return telling.Articles(p.Printer, s.Basis, len(s.Basis) > 0 && s.Mark != law.S && s.Mark != law.X)
}

// ofEntry leads from what somebody owes to the case of it.
func (d *desk) ofEntry(r *web.Request) error {
	e, err := r.ID("entry")
	if err != nil {
		return err
	}
	of, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (id.ID, error) { return journey.OfEntry(r.Context(), tx, e) })
	if err != nil {
		return err
	}
	if _, err := d.Journey.File(r.Context(), of); err != nil { // an address of a case tells that there is one
		return err
	}
	return r.Redirect("/journeys/" + string(of))
}
