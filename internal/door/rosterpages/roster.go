package rosterpages

import (
	"bytes"
	"context"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/roster"
	"guitu/internal/domain/roster/book"
	"guitu/internal/door/web"
	"guitu/internal/platform/errand"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// largest is the largest file that is read, in bytes; the sheet room has the same limit.
const largest = 32 << 20

type runsPage struct {
	web.Page
	Places []web.Option
	May    bool
	Table  web.Table[roster.Run]
}

// runs shows what was brought before, and takes a file.
func (d *desk) runs(r *web.Request) error {
	l := r.List()
	got, err := d.Roster.Runs(r.Context(), store.Page{Sort: l.Sort, After: l.After, Limit: l.Limit})
	if err != nil {
		return web.Known(err, "roster.page.denied")
	}
	places, err := d.Census.Places(r.Context(), policy.RosterPreview)
	if err != nil {
		return err
	}
	p := runsPage{Page: r.Page(r.T("roster.page.title"), "roster")}
	p.Sub = p.T("roster.page.sub")
	names := map[id.ID]string{}
	for _, u := range places {
		if u.Kind != facility.Facility {
			continue
		}
		names[u.ID] = u.Name
		p.May = true
		p.Places = append(p.Places, web.Option{Value: string(u.ID), Label: u.Name})
	}
	p.Table = web.Table[roster.Run]{
		Caption: p.T("roster.page.past"), List: l, Rows: got.Rows, Total: got.Total, First: got.First, Prev: got.Prev, Next: got.Next, Columns: runColumns(p.Page, names),
		Empty: web.Empty{Text: p.T("roster.page.none")}, Export: l.Export("imports", !d.Policy.Scope(r.Actor(), policy.ExportRequest).Empty()),
	}
	return r.Draw(p.Page, runsView(p))
}

func runColumns(p web.Page, names map[id.ID]string) []web.Column[roster.Run] {
	figure := func(label string, of func(roster.Run) int) web.Column[roster.Run] {
		return web.Column[roster.Run]{Label: p.T(label), Figures: true, Cell: web.Words(func(x roster.Run) string {
			if x.State != roster.Loaded {
				return "—"
			}
			return p.Number(int64(of(x)))
		})}
	}
	return []web.Column[roster.Run]{
		{Label: p.T("export.column.made"), Sort: "made", Main: true, Cell: web.Link(func(x roster.Run) (string, string) { return p.Moment(x.Made), at(x.ID) })},
		{Label: p.T("export.column.facility"), Cell: web.Words(func(x roster.Run) string { return names[x.Facility] })},
		{Label: p.T("export.column.runstate"), Cell: func(x roster.Run) templ.Component {
			return web.Status(tone(x.State), p.T("roster.state."+string(x.State)))
		}},
		figure("export.column.created", func(x roster.Run) int { return x.Created }),
		figure("export.column.updated", func(x roster.Run) int { return x.Updated }),
		figure("export.column.unchanged", func(x roster.Run) int { return x.Unchanged }),
		figure("export.column.rejected", func(x roster.Run) int { return x.Rejected }),
	}
}

func tone(s roster.State) web.Tone {
	if s == roster.Loaded {
		return web.OK
	}
	return web.Warn
}

func at(run id.ID) string { return "/roster/" + string(run) }

// bring keeps the file that was sent, to be looked at.
func (d *desk) bring(r *web.Request) error {
	raw, name, err := r.ReadUpload("file", largest)
	if err != nil {
		return r.Again(err, d.runs)
	}
	var form struct{ Facility string }
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.runs)
	}
	house, err := d.house(r, form.Facility)
	if err != nil {
		return r.Again(err, d.runs)
	}
	run, err := d.Roster.Bring(r.Context(), roster.Command{Key: store.Key(r.Key()), Run: id.New(), Facility: house, Name: name, Raw: raw})
	if err != nil {
		return r.Again(damaged(err, name, raw), d.runs)
	}
	return r.Redirect(at(run))
}

// damaged says of a file that calls itself a workbook and is none what is wrong with it: read as a text it would be
// told that its header row lacks something.
func damaged(err error, name string, raw []byte) error {
	if errs.Is(err, "roster.no_header") && strings.EqualFold(path.Ext(name), ".xlsx") && !bytes.HasPrefix(raw, []byte("PK\x03\x04")) {
		return errs.New(errs.Invalid, "sheet.damaged")
	}
	return err
}

// house is the facility that a file is for: the one chosen, or the only one.
func (d *desk) house(r *web.Request, chosen string) (id.ID, error) {
	places, err := d.Census.Places(r.Context(), policy.RosterPreview)
	if err != nil {
		return "", err
	}
	var only id.ID
	n := 0
	for _, u := range places {
		if u.Kind == facility.Facility && (chosen == "" || string(u.ID) == chosen) {
			only, n = u.ID, n+1
		}
	}
	if n == 1 {
		return only, nil
	}
	var f errs.Fields
	f.Add("facility", "roster.page.which", chosen)
	return "", f.Err("web.bad_form")
}

type runPage struct {
	web.Page
	Run      roster.Run
	Name     string
	Result   roster.Result
	Rows     []roster.Mendable
	Preview  web.Preview
	New      []roster.Outcome
	Changed  []roster.Outcome
	Warnings []tally
	Report   bool
	Division func(code string) string
}

// tally is one sort of warning, and in which rows it stands.
type tally struct {
	Words string
	Rows  []int
}

// shown is how many lines of a pile a page shows; the rest is in the file that the reader has himself.
const shown = 100

// run shows a draft as what loading it would do, and a loaded one as what it did.
func (d *desk) run(r *web.Request) error {
	run, err := r.ID("run")
	if err != nil {
		return err
	}
	switch x, going := d.loads.Find(run); {
	case going && !x.Ended:
		return d.going(r, run, x)
	case going && x.Err != nil:
		return r.Again(x.Err, d.run)
	}
	p := runPage{Page: r.Page(r.T("roster.page.preview"), "roster"), Division: d.Roster.Divisions.FullName}
	b, err := d.Roster.Look(r.Context(), run, p.Printer)
	if err != nil {
		return err
	}
	p.Run, p.Name, p.Result, p.Rows = b.Run, b.Name, b.Result, b.Rows
	if b.Run.State != roster.Draft {
		if p.Run, p.Result, err = d.Roster.Get(r.Context(), run); err != nil {
			return err
		}
		p.Page = r.Page(r.T("roster.page.result"), "roster")
	}
	p.Crumbs = []web.Crumb{{Label: p.T("roster.page.title"), URL: "/roster"}}
	p.Sub = p.T("roster.page.brought", p.Run.Made)
	p.Report = p.Run.Report != ""
	p.pile()
	return r.Draw(p.Page, runView(p))
}

// goingPage is a draft that is being taken in.
type goingPage struct {
	web.Page
	URL      string
	Done, Of int
}

// going shows how far a load is. The page asks again by itself, also without script.
func (d *desk) going(r *web.Request, run id.ID, x errand.Progress) error {
	if _, _, err := d.Roster.Get(r.Context(), run); err != nil { // who may see the run
		return err
	}
	p := goingPage{Page: r.Page(r.T("roster.page.going"), "roster"), URL: at(run), Done: x.Done, Of: x.Of}
	p.Crumbs = []web.Crumb{{Label: p.T("roster.page.title"), URL: "/roster"}}
	r.Writer().Header().Set("Refresh", "2")
	return r.Draw(p.Page, goingView(p))
}

func (p *runPage) pile() {
	x := p.Result
	for _, o := range x.Outcomes {
		switch {
		case o.Kind == roster.Created && len(p.New) < shown:
			p.New = append(p.New, o)
		case o.Kind == roster.Updated && len(p.Changed) < shown:
			p.Changed = append(p.Changed, o)
		}
	}
	p.Preview = web.Preview{File: p.Name, Piles: []web.Pile{
		{Label: p.T("roster.pile.new"), Count: x.Created, Tone: web.OK, URL: below("new", x.Created)},
		{Label: p.T("roster.pile.changes"), Count: x.Updated, Tone: web.Info, URL: below("changes", x.Updated)},
		{Label: p.T("roster.pile.same"), Count: x.Unchanged, Tone: web.Neutral},
		{Label: p.T("roster.pile.problems"), Count: x.RejectedRows(), Tone: web.Warn, URL: below("mend", x.RejectedRows())},
	}}
	for _, t := range x.Rejected[:min(len(x.Rejected), shown)] {
		line := web.Problem{Row: t.Row, Field: string(t.Column), Value: t.Value, Reason: p.Or("roster.reason."+t.Code, t.Code), Fix: t.Right}
		if t.Code == book.IDDuplicate && t.With != "" {
			line.Reason = p.T("roster.reason.house")
		}
		if p.Run.State == roster.Draft {
			line.URL = "#row-" + strconv.Itoa(t.Row)
		}
		p.Preview.Problems = append(p.Preview.Problems, line)
	}
	p.heed()
}

// heed gathers what to look at: warnings by their sort, notices by what they say.
func (p *runPage) heed() {
	seen := map[string]int{}
	for n, t := range slices.Concat(p.Result.Warnings, p.Result.Notices) {
		words := t.Right
		if n < len(p.Result.Warnings) {
			words = p.Or("roster.reason."+t.Code, t.Right)
		}
		i, ok := seen[words]
		if !ok {
			i = len(p.Warnings)
			seen[words] = i
			p.Warnings = append(p.Warnings, tally{Words: words})
		}
		p.Warnings[i].Rows = append(p.Warnings[i].Rows, t.Row)
	}
}

// below leads to a pile further down the page, when there is one.
func below(id string, n int) string {
	if n == 0 {
		return ""
	}
	return "#" + id
}

// rows says row numbers, the first twenty.
func (t tally) rows(p web.Page) string {
	var list []string
	for _, n := range t.Rows[:min(len(t.Rows), 20)] {
		list = append(list, strconv.Itoa(n))
	}
	return p.T("roster.page.rows", len(t.Rows), p.List(list))
}

// cellName is how a cell to be mended is named in the form: row and number of the column.
func cellName(row int, c book.Column) string {
	for i, x := range book.Columns() {
		if x == c {
			return "cell-" + strconv.Itoa(row) + "-" + strconv.Itoa(i)
		}
	}
	return ""
}

// mend keeps what the reader put right and looks again.
func (d *desk) mend(r *web.Request) error {
	run, version, err := d.draft(r)
	if err != nil {
		return r.Again(err, d.run)
	}
	v, err := r.Posted()
	if err != nil {
		return err
	}
	m := book.Mends{}
	columns := book.Columns()
	for name := range v {
		var row, column int
		if !parseCell(name, &row, &column) || column >= len(columns) {
			continue
		}
		if m[row] == nil {
			m[row] = map[book.Column]string{}
		}
		m[row][columns[column]] = v.Get(name)
	}
	if err := d.Roster.Put(r.Context(), store.Key(r.Key()), run, version, m); err != nil {
		return r.Again(err, d.run)
	}
	return r.Done(at(run), "roster.page.mended")
}

func (d *desk) draft(r *web.Request) (run id.ID, version int64, err error) {
	if run, err = r.ID("run"); err != nil {
		return "", 0, err
	}
	var form struct{ Version int64 }
	err = r.Decode(&form)
	return run, form.Version, err
}

// load takes the draft in; policy asks for a fresh second factor, and the kit for its code.
func (d *desk) load(r *web.Request) error {
	run, version, err := d.draft(r)
	if err != nil {
		return r.Again(err, d.run)
	}
	var got roster.Result
	c := roster.Command{Key: store.Key(r.Key()), Run: run, Version: version, Words: r.Page("", "").Printer}
	ended, err := d.loads.Do(r.Context(), run, d.Wait, func(ctx context.Context, tell func(done, of int)) (err error) {
		c.Progress = tell
		got, err = d.Roster.Load(ctx, c)
		return err
	})
	if err != nil {
		return r.Again(err, d.run)
	}
	if !ended || got.Run == "" { // it goes on, or another sent it too: its page says what became of it
		return r.Redirect(at(run))
	}
	if n := got.RejectedRows(); n > 0 {
		return r.Tell(at(run), web.Warn, "roster.page.loaded_some", got.Created, got.Updated, got.Unchanged, n)
	}
	return r.Done(at(run), "roster.page.loaded", got.Created, got.Updated, got.Unchanged)
}

func (d *desk) drop(r *web.Request) error {
	run, version, err := d.draft(r)
	if err == nil {
		err = d.Roster.Drop(r.Context(), store.Key(r.Key()), run, version)
	}
	if err != nil {
		return r.Again(err, d.run)
	}
	return r.Done("/roster", "roster.page.dropped")
}

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func (d *desk) report(r *web.Request) error {
	run, err := r.ID("run")
	if err != nil {
		return err
	}
	content, err := d.Roster.OpenReport(r.Context(), run)
	if err != nil {
		return err
	}
	h := r.Writer().Header()
	h.Set("Content-Type", xlsxType)
	h.Set("Content-Disposition", `attachment; filename="report-`+string(run)+`.xlsx"`)
	h.Set("Cache-Control", "no-store")
	if _, err := io.Copy(r.Writer(), content); err != nil {
		r.Note("download", errs.CodeOf(err)) // the reader went away
	}
	return nil
}
