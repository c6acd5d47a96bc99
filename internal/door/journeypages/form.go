package journeypages

import (
	"errors"
	"mime/multipart"
	"slices"
	"strconv"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/door/web"
	"guitu/internal/platform/document"
	"guitu/internal/platform/store"
)

// largest bounds one scan or photo, in bytes.
const largest = 20 << 20

// formPage is a step as a form.
type formPage struct {
	web.Page
	Case   *journey.Case
	Step   *journey.Step
	Who    string
	Action string
	Back   string
	Stamp  string
	Submit string
	Hint   string
	Laws   []web.Law
	Inputs []input
	Upload bool
	Sign   bool         // it has files and is to be signed: the code is asked for beside them
	Houses []web.Option // of a newcomer, where there are several
	Extra  extra
}

// input is a field as the form draws it.
type input struct {
	web.Field
	Draw    string // "input", "radios", "check", "table", "hidden"
	When    string // field and word that ask it
	Columns []web.Field
	Lines   []journey.Row
	Kept    int // files that stand from before
}

// blank is how many empty lines a table offers: some to begin with, fewer below what stands there.
const (
	blank  = 3
	beside = 1
)

func (d *desk) stepForm(r *web.Request) error {
	f, face, err := d.load(r)
	if err != nil {
		return err
	}
	s, ok := f.Course.Step(r.PathValue("step"))
	if !ok || len(s.From) == 0 {
		return errs.New(errs.NotFound, "web.not_found")
	}
	if !slices.Contains(s.From, f.State) {
		return r.Tell(at(&f.Case, ""), web.Warn, "journey.not_now")
	}
	if e := errs.Find(f.Still); e != nil && f.Stands(s) {
		return r.Tell(at(&f.Case, ""), web.Warn, e.Code, e.Args...)
	}
	if before := missing(&f.Case, s); before != "" { // what it asks is made of what the other step says
		return r.Tell(at(&f.Case, ""), web.Warn, "journey.before", text.Key(journey.Title(f.Kind, before)))
	}
	if !d.Policy.May(r.Actor(), s.Action, f.Resource()) {
		return web.Known(errs.New(errs.Denied, "policy.denied"), "journeys.whose."+string(s.Action))
	}
	p := d.formPage(r, &f.Case, s)
	p.stands(f.Still)
	p.Who, _ = d.who(p.Page, &f.Case, face)
	p.Action, p.Back = at(&f.Case, s.Name), at(&f.Case, "")
	p.Crumbs = []web.Crumb{{Label: p.T("journey.kind." + string(f.Kind)), URL: p.Back}}
	p.Stamp = strconv.FormatInt(f.Stamp(s), 10)
	p.Sign = p.Upload && d.unsigned(r, s, &f.Case)
	if p.Extra, err = d.extra(r, &p, f); err != nil {
		return err
	}
	if p.Form.Code == "journey.too_early" { // how the day was reckoned, article by article
		p.Form.Next = web.Act{Label: p.T("journeys.reckoned"), URL: "/people/" + string(f.Person) + "/law"}
	}
	return r.Draw(p.Page, formView(p))
}

// unsigned tells whether a step waits for its reader's signature; one that came with this request counts.
func (d *desk) unsigned(r *web.Request, s *journey.Step, c *journey.Case) bool {
	now := r.Now()
	if signed := r.Actor().SecondAt; signed.After(now) {
		now = signed
	}
	return d.Policy.Explain(r.Actor(), s.Action, c.Resource(), now).SignAgain
}

// formPage makes the form of a step from its table.
func (d *desk) formPage(r *web.Request, c *journey.Case, s *journey.Step) formPage {
	s = s.For(c)
	title := r.T(string(journey.Title(c.Kind, s.Name)))
	p := formPage{Page: r.Page(title, "journeys"), Case: c, Step: s}
	p.Laws = laws(p.Page, s)
	p.Submit = p.T("journeys.submit", title)
	if key := "journey.hint." + string(c.Kind) + "." + s.Name; p.Has(key) {
		p.Hint = p.T(key)
	}
	if end := c.Said("term").Day("end"); s.Name == "let_go" && !end.IsZero() {
		p.Hint = strings.TrimSpace(p.Hint + " " + p.T("journeys.last_day", end))
	}
	if asked := c.Said("request"); c.Kind == affair.HomeLeave && s.Name == "depart" {
		p.Hint = strings.TrimSpace(p.Hint + " " + p.T("journeys.approved_days", asked.Day("leaves_on"), asked.Day("back_on")))
	}
	var said journey.Answers
	if !s.Fresh {
		said = c.Said(s.Name)
	}
	for _, f := range s.Fields {
		if f.Sort == journey.Given {
			continue
		}
		x := d.input(p.Page, f, said)
		p.Upload = p.Upload || f.Sort == journey.Files
		p.Inputs = append(p.Inputs, x)
	}
	return p
}

// stands asks for no papers of who has died, and says why.
func (p *formPage) stands(why error) {
	if e := errs.Find(why); e != nil && p.Upload {
		p.Inputs = slices.DeleteFunc(p.Inputs, func(x input) bool { return x.Type == "file" })
		p.Upload, p.Hint = false, strings.TrimSpace(p.Hint+" "+p.T(e.Code, e.Args...))
	}
}

func (d *desk) input(p web.Page, f journey.Field, said journey.Answers) input {
	x := input{Field: fieldOf(p, f), Draw: "input", When: f.When}
	x.Value = shown(f, said.Values[f.Name])
	switch f.Sort {
	case journey.Choice:
		x.Draw = "radios"
		if len(f.Words) > 7 {
			x.Draw, x.Type, x.Empty = "input", "select", p.T("web.choose")
		}
	case journey.Bed:
		x.Draw = "radios"
	case journey.Tick:
		x.Draw = "check"
		x.Chosen = []string{x.Value}
	case journey.Table:
		x.Draw = "table"
		for _, c := range f.Columns {
			col := fieldOf(p, c)
			col.Name = f.Name + "." + c.Name
			x.Columns = append(x.Columns, col)
		}
		x.Lines = lines(p, f, said)
	case journey.Files:
		x.Kept = len(said.Files[f.Name])
	}
	if f.Name == "same_as" || f.Name == "shown" {
		x.Draw = "hidden"
	}
	if asked(f) { // asked only when there is something to warn of; what was seen once is seen anew
		if x.Value, x.Chosen = "", nil; p.Form.Fault(f.Name) == "" && !p.Form.Chosen(f.Name, "yes") {
			x.Draw = "hidden"
		}
	}
	return x
}

// asked tells whether a tick is drawn only when the answer to a form asks for it.
func asked(f journey.Field) bool { return f.Name == journey.Aware || f.Name == "as_alias" }

// lines are the rows of a table as they stand in the form: what was posted, or what was said last, and some empty ones.
// Lines that were left empty before a fault go: they would grow with every time the form comes back. Those between
// filled ones stay, because a fault names its line.
func lines(p web.Page, f journey.Field, said journey.Answers) (out []journey.Row) {
	out = append(out, said.Tables[f.Name]...)
	if p.Form.Shown {
		out = nil
		for _, c := range f.Columns {
			for i, v := range p.Form.All(f.Name + "." + c.Name) {
				for len(out) <= i {
					out = append(out, journey.Row{})
				}
				out[i][c.Name] = v
			}
		}
	}
	for len(out) > 0 && empty(out[len(out)-1]) {
		out = out[:len(out)-1]
	}
	for range max(blank-len(out), beside) {
		out = append(out, journey.Row{})
	}
	return out
}

func empty(row journey.Row) bool {
	for _, v := range row {
		if strings.TrimSpace(v) != "" {
			return false
		}
	}
	return true
}

// fieldOf is the input of a field with its words.
func fieldOf(p web.Page, f journey.Field) web.Field {
	x := web.Field{Name: f.Name, Label: p.T("journey.field." + f.Name), Optional: !f.Must && f.Else == "" && !asked(f), Max: f.Most}
	if key := "journey.hint." + f.Name; p.Has(key) {
		x.Hint = p.T(key)
	}
	if f.Else != "" {
		x.Hint = strings.TrimSpace(x.Hint + " " + p.T("journeys.or_reason", text.Key("journey.field."+f.Else)))
	}
	switch f.Sort {
	case journey.Line:
		x.Width = web.Medium
		if x.Max == 0 {
			x.Max = 60
		}
	case journey.Text:
		x.Type, x.Rows = "textarea", 3
	case journey.Day:
		x.Type, x.Width, x.Max = "date", web.Medium, 0
	case journey.Moment:
		x.Type, x.Width, x.Max = "datetime-local", web.Medium, 0
	case journey.Count:
		x.Mode, x.Width, x.Max = "numeric", web.Narrow, 4
	case journey.Money:
		x.Mode, x.Width, x.Max = "decimal", web.Narrow, 12
	case journey.Files:
		x.Type, x.Accept, x.Max, x.Several = "file", document.Scans, 0, f.AtMost() > 1
		kinds := "journeys.file.hint"
		if f.Picture {
			x.Accept, kinds = document.Pictures, "journeys.file.pictures"
		}
		x.Hint = strings.TrimSpace(x.Hint + " " + p.T(kinds, largest>>20, f.AtMost()))
	case journey.Unit, journey.Bed, journey.House:
		x.Type, x.Empty, x.Width = "select", p.T("web.choose"), web.Medium
	case journey.Choice:
		for _, w := range f.Words {
			x.Options = append(x.Options, web.Option{Value: w, Label: p.T("journey.word." + w)})
		}
	}
	return x
}

// shown is a kept value as its input wants it.
func shown(f journey.Field, v string) string {
	switch {
	case v == "":
		return ""
	case f.Sort == journey.Moment && len(v) >= len("2006-01-02T15:04"):
		return v[:len("2006-01-02T15:04")]
	case f.Sort == journey.Money:
		return yuan(v)
	}
	return v
}

// said is a kept value as a page says it.
func (d *desk) said(r *web.Request, p web.Page, f journey.Field, v string) string {
	switch f.Sort {
	case journey.Choice:
		return p.T("journey.word." + v)
	case journey.Tick:
		return p.T("journey.word.yes")
	case journey.Day:
		return p.Day(journey.Answers{Values: map[string]string{"x": v}}.Day("x"))
	case journey.Moment:
		return p.Moment(journey.Answers{Values: map[string]string{"x": v}}.Moment("x").Time())
	case journey.Money:
		return yuan(v)
	case journey.Unit, journey.Bed, journey.House:
		return d.placeName(r, p, id.ID(v))
	}
	switch f.Name {
	case "sex":
		return p.T("journey.word." + v)
	case "born", "end":
		return p.Day(journey.Answers{Values: map[string]string{"x": v}}.Day("x"))
	case "id_number", "number_in_hand", "phone", "card_number", "fingerprint_card", "file_number":
		return lastFour(p.Printer, v)
	}
	return v
}

// lastFour is all that a page says of a number that identifies a person: its last four signs, of a short one half of them.
func lastFour(p text.Printer, v string) string {
	signs := []rune(v) // a card's number may have words in it
	return p.T("journeys.masked", string(signs[len(signs)-min(4, len(signs)/2):]))
}

// yuan writes an amount in fen.
func yuan(fen string) string {
	for len(fen) < 3 {
		fen = "0" + fen
	}
	return fen[:len(fen)-2] + "." + fen[len(fen)-2:]
}

// posted is the form as the desk reads it: what the kit itself puts in left out.
func posted(r *web.Request) (journey.Posted, error) {
	v, err := r.Posted()
	if err != nil {
		return nil, err
	}
	out := journey.Posted{}
	for name, values := range v {
		if !strings.HasPrefix(name, "_") {
			out[name] = values
		}
	}
	return out, nil
}

// papers opens the files of a step; they are to be closed.
func papers(r *web.Request, s *journey.Step) (out []journey.Paper, opened []multipart.File, err error) {
	if r.MultipartForm == nil {
		return nil, nil, nil
	}
	var f errs.Fields
	large := false
	for _, x := range s.Fields {
		for _, head := range r.MultipartForm.File[x.Name] {
			switch {
			case x.Sort != journey.Files || head.Filename == "" && head.Size == 0:
				continue
			case head.Size == 0:
				f.Add(x.Name, "web.empty_file", "", head.Filename)
				continue
			case head.Size > largest:
				f.Add(x.Name, "journeys.large_file", "", head.Filename, int((head.Size+1<<20-1)>>20), largest>>20)
				large = true
				continue
			}
			content, err := head.Open()
			if err != nil {
				return out, opened, errs.Because(errs.Unavailable, "document.unreadable", err)
			}
			opened = append(opened, content)
			out = append(out, journey.Paper{Field: x.Name, Draft: document.Draft{ID: id.New(), Name: head.Filename, Limit: largest, Content: content}})
		}
	}
	err = f.Err("journey.bad_input")
	if e := errs.Find(err); e != nil && large {
		e.Kind = errs.TooLarge
	}
	return out, opened, err
}

func shut(err error, files []multipart.File) error {
	for _, f := range files {
		err = errors.Join(err, f.Close())
	}
	return err
}

func (d *desk) step(r *web.Request) error {
	of, err := r.ID("id")
	if err != nil {
		return err
	}
	said, err := posted(r)
	if err != nil {
		return r.Again(err, d.stepForm)
	}
	f, err := d.Journey.File(r.Context(), of)
	if err != nil {
		return err
	}
	s, ok := f.Course.Step(r.PathValue("step"))
	if !ok {
		return errs.New(errs.NotFound, "web.not_found")
	}
	files, opened, err := papers(r, s)
	if err == nil {
		stamp, bad := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
		if bad != nil {
			stamp = -2 // of no step: changed meanwhile
		}
		_, err = d.Journey.Do(r.Context(), store.Key(r.Key()), journey.Command{Case: of, Stamp: stamp, Step: s.Name, Said: said, Papers: files})
	}
	if err = shut(err, opened); err != nil {
		return r.Again(err, d.stepForm)
	}
	return d.did(r, f, s.Name)
}
