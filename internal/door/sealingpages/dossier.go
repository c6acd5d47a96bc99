package sealingpages

import (
	"guitu/internal/domain/paper"
	"guitu/internal/domain/sealing"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/press"
)

// filePage is what an opening shows.
type filePage struct {
	web.Page
	Until string
	Files []fileView
	Today [][2]string // files that are open under the same number: what he is called there, address
}

// fileView is one sealed file in words.
type fileView struct {
	Title    string
	Facts    web.Facts
	Measures [][]string
	Course   [][]string
	Kin      [][]string
	Papers   [][2]string
	Scans    [][2]string
	Hidden   int
	Paper    bool // one paper that was sealed by itself
}

func (d *desk) file(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	x, err := d.Sealings.Read(r.Context(), which)
	if err != nil {
		return err
	}
	p := filePage{Page: r.Page(r.T("sealings.file"), chapter), Until: r.T("sealings.file.until", x.Opening.Until)}
	p.Sub, p.Crumbs = x.Opening.Number, []web.Crumb{{Label: p.T("sealings.title"), URL: list}, {Label: x.Opening.Number, URL: openingAt(which)}}
	for _, f := range x.Files {
		p.Files = append(p.Files, viewOf(p.Page, openingAt(which), f))
	}
	for _, who := range x.Today {
		p.Today = append(p.Today, [2]string{p.T("sealings.file.today"), "/people/" + string(who)})
	}
	return r.Draw(p.Page, fileViews(p))
}

func viewOf(p web.Page, at string, f sealing.File) (v fileView) {
	v = fileView{Title: f.Person.Name + " · " + f.Sealing.Number, Hidden: f.Hidden, Paper: f.Sealing.Document != ""}
	if v.Paper {
		v.Title = p.T("sealings.what.paper") + " · " + f.Sealing.Number
	}
	line := func(label, value string) {
		if value != "" {
			v.Facts = append(v.Facts, web.Line{Label: p.T(label), Value: value})
		}
	}
	line("sealings.file.name", f.Person.Name)
	line("sealings.file.alias", p.List(f.Person.Aliases))
	line("sealings.open.identity", f.Person.Number())
	line("sealings.file.born", p.Day(f.Person.Born))
	line("sealings.file.home", f.Person.Home.Rest)
	line("sealings.ground", ground(p, f.Sealing.Ground))
	line("sealings.reason", f.Sealing.Reason)
	line("sealings.settled", p.Moment(f.Sealing.Settled))
	for _, m := range f.Measures {
		v.Measures = append(v.Measures, []string{p.T("told.kind." + m.Kind), p.T("law.state." + m.State), m.Decided, m.Start, m.End})
	}
	for _, x := range f.Facts {
		v.Course = append(v.Course, []string{p.Day(x.On), telling.Fact(p.Printer, x.Fact.Type), x.Note.Number, x.Note.Words})
	}
	for _, k := range f.Kin {
		v.Kin = append(v.Kin, []string{p.T("relation." + k.Relation), k.Name, k.Phone})
	}
	for _, x := range f.Papers {
		v.Papers = append(v.Papers, [2]string{p.T(paper.Kind(x.Kind).Key()) + " " + x.Number, at + "/papers/" + string(x.ID)})
	}
	for _, x := range f.Files {
		name := x.Title
		if name == "" {
			name = x.Name
		}
		v.Scans = append(v.Scans, [2]string{name, at + "/documents/" + string(x.ID)})
	}
	return v
}

// paperPage is a paper of a sealed file, as it was issued.
type paperPage struct {
	web.Page
	Sheet press.Sheet
}

func (d *desk) paper(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	wanted, err := r.ID("paper")
	if err != nil {
		return err
	}
	x, sheet, err := d.Sealings.Sheet(r.Context(), which, wanted)
	if err != nil {
		return err
	}
	p := paperPage{Page: r.Page(r.T(paper.Kind(x.Kind).Key()), "paper-print"), Sheet: sheet}
	p.Sub, p.Crumbs = x.Number, []web.Crumb{{Label: p.T("sealings.file"), URL: openingAt(which) + "/file"}}
	return r.Draw(p.Page, paperView(p))
}
