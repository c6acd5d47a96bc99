// Package transferpages is the inbox and the outbox of transfers between facilities (转所): which packages come and go, what
// is in one, whether it is whole and signed, and the file that somebody brings along.
//
//	/transfers              the two boxes, and a file to be checked
//	/transfers/{id}         a package: checks, content, what can be done
//	/transfers/{id}/file    the package as a file
//	/transfers/{id}/health  what the doctor hands to the doctor
//
// Receiving is a case of its own (journeypages): the package's page leads there.
package transferpages

import (
	"bytes"
	"embed"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/arrival"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/term/written"
	"guitu/internal/domain/transfer"
	"guitu/internal/door/purpose"
	"guitu/internal/door/telling"
	"guitu/internal/door/units"
	"guitu/internal/door/web"
	"guitu/internal/platform/parcel"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Catalogue holds the words of these pages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Deps is what these pages stand on.
type Deps struct {
	DB        *store.DB
	Policy    *policy.Engine
	Transfers *transfer.Desk
	Purpose   *purpose.Desk
}

type desk struct{ Deps }

// Routes adds the pages.
func Routes(site *web.Site, deps Deps) {
	d := &desk{deps}
	site.Get("/transfers", d.boxes)
	site.Post("/transfers", d.check)
	site.Get("/transfers/{id}", d.show)
	site.Get("/transfers/{id}/file", d.file)
	site.Get("/transfers/{id}/health", d.health)
}

func at(p id.ID) string { return "/transfers/" + string(p) }

// Boxes are the views of the page: what comes and goes, what came and went.
var Boxes = []string{"", "out", "closed", "sent"}

type boxPage struct {
	web.Page
	Views []web.Tab
	Table web.Table[line]
	Takes bool // the reader may receive
}

type line struct {
	transfer.Listed
	Other string // the other facility
	Now   string // where it stands
}

// stands is where a package stands, with what has its person somewhere else since he was sent: he absconded on the way, or
// another organ took him.
func stands(p web.Page, of transfer.Package, now map[id.ID]outing.Outing) string {
	o, out := now[of.Person]
	if of.State != transfer.Sent || !out || !o.Kind.ForLong() {
		return p.T(of.State.Key())
	}
	return p.T("transfers.state_but", text.Key(of.State.Key()), o.Kind.Title())
}

func (d *desk) boxes(r *web.Request) error {
	l := r.List("box")
	if !slices.Contains(Boxes, l.Value("box")) {
		return r.Redirect("/transfers")
	}
	box := l.Value("box")
	b := transfer.Box{Out: box == "out" || box == "sent", Closed: box == "closed" || box == "sent"}
	p := boxPage{Page: r.Page(r.T("transfers.title"), "transfers")}
	p.Sub = r.Who().Scope
	p.Takes = d.Policy.Somewhere(r.Actor(), policy.JourneyIntake)
	for _, v := range Boxes {
		to := "/transfers"
		if v != "" {
			to += "?box=" + v
		}
		p.Views = append(p.Views, web.Tab{Label: p.T("transfers.box." + v), URL: to, Here: v == box})
	}
	var rows []line
	got, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (store.Slice[transfer.Listed], error) {
		got, err := d.Transfers.List(r.Context(), tx, b, store.Page{Sort: l.Sort, After: l.After, Limit: l.Limit})
		if err != nil {
			return got, err
		}
		people := make([]id.ID, len(got.Rows))
		for i, x := range got.Rows {
			people[i] = x.Person
		}
		now, err := outing.Now(r.Context(), tx, people)
		if err != nil {
			return got, err
		}
		tree, err := units.Read(r.Context(), tx)
		for _, x := range got.Rows {
			other := x.From
			if b.Out {
				other = x.To
			}
			rows = append(rows, line{x, tree.Name(other), stands(p.Page, x.Package, now)})
		}
		return got, err
	})
	if errs.KindOf(err) == errs.Denied {
		return web.Known(err, "transfers.denied")
	}
	if err != nil {
		return err
	}
	p.Table = web.Table[line]{
		Caption: p.T("transfers.box." + box), List: l, Rows: rows, Total: got.Total, First: got.First, Prev: got.Prev, Next: got.Next,
		Columns: columns(p.Page, b.Out), Empty: web.Empty{Text: p.T("transfers.none." + box)},
	}
	return r.Draw(p.Page, boxView(p))
}

func columns(p web.Page, out bool) []web.Column[line] {
	other := "transfers.from"
	if out {
		other = "transfers.to"
	}
	return []web.Column[line]{
		{Label: p.T("transfers.who"), Main: true, Cell: web.Link(func(x line) (string, string) {
			name := x.Name
			if name == "" {
				name = p.T("transfers.broken")
			}
			return name, at(x.ID)
		})},
		{Label: p.T(other), Cell: web.Words(func(x line) string { return x.Other })},
		{Label: p.T("transfers.number"), Cell: web.Words(func(x line) string { return x.Number })},
		{Label: p.T("transfers.leaves"), Cell: web.Words(func(x line) string { return p.Day(x.Leaves) })},
		{Label: p.T("transfers.state"), Cell: web.Words(func(x line) string { return x.Now })},
	}
}

// check holds a file that somebody brings against its signature, and leads to its package.
func (d *desk) check(r *web.Request) error {
	body, _, err := r.ReadUpload("package", parcel.Most)
	if err != nil {
		return r.Again(errs.Renamed(err, "file", "package"), d.boxes)
	}
	p, err := d.Transfers.Check(r.Context(), body)
	if e := errs.Find(err); e != nil && (e.Kind == errs.Invalid || e.Kind == errs.Conflict || e.Kind == errs.TooLarge) {
		var f errs.Fields
		f.Add("package", e.Code, "", e.Args...)
		return r.Again(f.Err("transfers.not_taken"), d.boxes)
	}
	if err != nil {
		return err
	}
	return r.Done(at(p.ID), "transfers.whole")
}

type showPage struct {
	web.Page
	Shown    transfer.Shown
	Who      string
	State    string
	Tone     web.Tone
	Trouble  string
	Withheld string // why nothing more is told
	Facts    web.Facts
	Checks   []string
	Sheets   [][]string
	Items    [][]string
	History  [][]string
	Papers   []string
	Affairs  []string
	Receive  string // where the receiving begins
	Going    string // the case of the reader's side
	Health   string // where its doctor opens the clinical part
	Download string
}

func (d *desk) show(r *web.Request) error {
	of, err := r.ID("id")
	if err != nil {
		return err
	}
	s, err := d.Transfers.Show(r.Context(), of)
	if err != nil {
		return err
	}
	p := showPage{Page: r.Page(r.T("transfers.package"), "transfers"), Shown: s, Tone: tone(s.State), Download: at(s.ID) + "/file"}
	now, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (map[id.ID]outing.Outing, error) {
		return outing.Now(r.Context(), tx, []id.ID{s.Person})
	})
	if err != nil {
		return err
	}
	p.State = stands(p.Page, s.Package, now)
	p.Crumbs = []web.Crumb{{Label: p.T("transfers.title"), URL: "/transfers"}}
	p.Sub = s.FromName + " → " + s.ToName
	if s.Trouble != nil {
		if e := errs.Find(s.Trouble); e != nil {
			p.Trouble = p.T(e.Code, e.Args...)
		}
		return r.Draw(p.Page, showView(p))
	}
	p.Who = s.Content.Name
	if s.Withheld != "" {
		p.Withheld, p.Download = p.T("transfers.withheld."+string(s.Withheld)), ""
	} else {
		p.tells(s)
	}
	d.offers(r, &p)
	return r.Draw(p.Page, showView(p))
}

// fact is what a fact of the clock is called; one of another version by its own word.
func fact(p web.Page, name string) string {
	if t, ok := written.ParseType(name); ok {
		return telling.Fact(p.Printer, t)
	}
	return name
}

func tone(s transfer.State) web.Tone {
	switch s {
	case transfer.Received:
		return web.OK
	case transfer.TurnedAway, transfer.Recalled:
		return web.Warn
	}
	return web.Info
}

// tells says what is in a package.
func (p *showPage) tells(s transfer.Shown) {
	c := s.Content
	say := func(key, value string) {
		if value != "" {
			p.Facts = append(p.Facts, web.Line{Label: p.T(key), Value: value})
		}
	}
	say("transfers.number", s.Number)
	say("transfers.sex", p.T("journey.word."+c.Sex))
	say("transfers.born", p.Day(c.Born))
	say("transfers.file_number", c.FileNumber)
	say("transfers.decision", c.Decision.Number)
	say("transfers.end", p.Day(c.End))
	say("transfers.leaves", p.Day(s.Leaves))
	say("transfers.reason", c.Reason)
	if c.Cash > 0 {
		say("transfers.cash", p.Money(c.Cash))
	}
	say("transfers.digest", arrival.Grouped(s.Digest))
	say("transfers.checksum", c.Checksum)
	p.Checks = []string{p.T("transfers.check.signed", p.Moment(s.Made)), p.T("transfers.check.whole"), p.T("transfers.check.addressed", s.ToName)}
	for _, x := range c.Dossier {
		p.Sheets = append(p.Sheets, []string{x.Name, p.Number(int64(x.Pages))})
	}
	for _, x := range c.Items {
		p.Items = append(p.Items, []string{x.Name, x.Amount, x.Looks})
	}
	for _, f := range c.Facts {
		p.History = append(p.History, []string{p.Day(f.On), fact(p.Page, f.Type), f.Number})
	}
	for _, x := range c.Papers {
		p.Papers = append(p.Papers, p.T("paper.kind."+x.Kind)+" "+x.Number)
	}
	for _, k := range c.Affairs {
		p.Affairs = append(p.Affairs, p.T("journey.kind."+k))
	}
}

// offers says what the reader can do with it, at his side.
func (d *desk) offers(r *web.Request, p *showPage) {
	s := p.Shown
	may := func(a policy.Action, at id.ID) bool {
		return d.Policy.May(r.Actor(), a, policy.Resource{Kind: "journey", Facility: at, Person: s.Person})
	}
	switch {
	case s.State == transfer.Sent && s.Receiver == "" && may(policy.JourneyIntake, s.To):
		p.Receive = "/journeys/new/" + string(affair.TransferIn) + "?package=" + string(s.ID)
	case s.Receiver != "" && may(policy.JourneyView, s.To):
		p.Going = "/journeys/" + string(s.Receiver)
	case may(policy.JourneyView, s.From):
		p.Going = "/journeys/" + string(s.Sender)
	}
	health := s.Resource(s.To)
	health.Compartment = string(seal.Clinical)
	if (s.State == transfer.Sent || s.State == transfer.Received) && d.Policy.May(r.Actor(), policy.ClinicalView, health) {
		p.Health = at(s.ID) + "/health"
	}
}

func (d *desk) file(r *web.Request) error {
	of, err := r.ID("id")
	if err != nil {
		return err
	}
	p, body, err := d.Transfers.File(r.Context(), of)
	if err != nil {
		return err
	}
	return r.Send(web.Sent{MediaType: "application/zip", Name: p.Number + ".zip", Size: int64(len(body)), Content: bytes.NewReader(body)})
}

type healthPage struct {
	web.Page
	Facts web.Facts
	Back  string
}

// ask asks why what the doctor hands over is to be opened. It is the package that opens, to the side that receives it; no
// emergency does, for the person is where his own file is.
func (d *desk) ask(r *web.Request, of id.ID) error {
	s, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (transfer.Package, error) { return transfer.Get(r.Context(), tx, of) })
	if err != nil {
		return err
	}
	there := s.Resource(s.To)
	there.Person = ""
	return d.Purpose.Ask(r, purpose.Question{Record: of, Compartment: seal.Clinical, At: there, Back: at(of)})
}

// health opens what the doctor of the other side hands over.
func (d *desk) health(r *web.Request) error {
	of, err := r.ID("id")
	if err != nil {
		return err
	}
	ctx, err := d.Purpose.For(r, of, seal.Clinical)
	if err != nil {
		return err
	}
	h, err := d.Transfers.Health(ctx, store.NewKey(), of)
	if errs.Is(err, "policy.purpose_needed") {
		return d.ask(r, of)
	}
	if err != nil {
		return err
	}
	p := healthPage{Page: r.Page(r.T("transfers.health"), "transfers"), Back: at(of)}
	fit := "no"
	if h.Fit {
		fit = "yes"
	}
	p.Facts = web.Facts{
		{Label: p.T("journey.field.examined"), Value: p.Moment(h.Examined)},
		{Label: p.T("journey.field.findings"), Value: h.Findings},
		{Label: p.T("journey.field.medicines"), Value: h.Medicines},
		{Label: p.T("journey.field.fit_to_travel"), Value: p.T("journey.word." + fit)},
	}
	return r.Draw(p.Page, healthView(p))
}
