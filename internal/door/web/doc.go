// Package web is the kit of the doors: the site and its chain, the frame of every page, forms, lists, the
// parts of which pages are built, and the pages of errors. It knows HTTP and nothing of rehabilitation.
//
// # A page room
//
// A page room exports Routes, which lists every route of the desk on one page. Get and Post are for people
// who are signed in; Open is for anybody; Long is for imports and exports that may take minutes.
//
//	func Routes(d *Desk) func(*web.Site) {
//		return func(s *web.Site) {
//			s.Get("/measures/{id}/extension", d.extendForm)
//			s.Post("/measures/{id}/extension", d.extend)
//		}
//	}
//
// # A page
//
// A page is a struct that embeds Page and a templ component that draws it. The embedded printer gives p.T,
// p.Day, p.DayLong, p.Moment, p.Left, p.LeftDays, p.Masked, p.Article, p.Percent, p.Money.
//
//	type extendPage struct {
//		web.Page
//		Measure measure.Measure
//	}
//
//	func (d *Desk) extendForm(r *web.Request) error {
//		i, err := r.ID("id")
//		if err != nil {
//			return err
//		}
//		m, err := d.Measures.Find(r.Context(), i)
//		if err != nil {
//			return err // Denied, NotFound, Conflict, Refused …: the kit draws the page of its kind
//		}
//		p := extendPage{Page: r.Page(r.T("extend.title"), "extension"), Measure: m}
//		p.Heading, p.Sub = m.Name, p.DayLong(p.Today()) // Title reaches the browser's tab: never a name
//		return r.Draw(p.Page, extendView(p))            // after changes to p.Page; else r.Render(view)
//	}
//
//	templ extendView(p extendPage) {
//		@web.Layout(p.Page) {
//			@web.Head(p.Page) {
//				@web.Button(p.T("extend.print"), p.Path+"/print")
//			}
//			@web.Post(web.FormTag{Action: p.Path, Version: p.Version}) {
//				@web.Input(web.Field{Name: "months", Label: p.T("extend.months"), Type: "number", Width: web.Narrow,
//					Unit: p.T("extend.unit"), Law: p.T("extend.law", p.Article("NCL 47"))})
//				@web.Input(web.Field{Name: "reason", Label: p.T("extend.reason"), Type: "textarea"})
//				@web.Buttons() {
//					@web.Submit(p.T("extend.submit"))
//					@web.Quiet(p.T("extend.back"), "/measures/"+string(p.Measure.ID))
//				}
//			}
//		}
//	}
//
// A trap of templ: `@web.Icon("x"){ words }` takes the words for children and draws none. A component call
// stands on a line of its own.
//
// # A form
//
// Decode reads a struct of plain strings (IDNumber from id_number). Again shows the form once more: Layout
// draws the summary on top (do not draw FormTrouble yourself), Input, Radios, Checks and Check keep what was
// posted and say what is wrong under the field whose name the error carries. Done redirects with a message. A chosen file
// is kept by js/files.js, which sends the form and shows what is answered in its place; without script its field says
// that it is gone.
//
//	func (d *Desk) extend(r *web.Request) error {
//		var x measure.Extension
//		if err := r.Decode(&x); err != nil {
//			return r.Again(err, d.extendForm)
//		}
//		if _, err := d.Measures.Extend(r.Context(), store.Key(r.Key()), x); err != nil {
//			return r.Again(err, d.extendForm) // 422 Invalid and Refused, 409 Conflict; others pass through
//		}
//		return r.Done("/measures/"+r.PathValue("id"), "extend.done")
//	}
//
// A refusal by law shows its articles, and the message "<code>.remedy" if the catalogue has one: what can be
// done, by when, whom to ask. A Denied answers like NotFound; Known(err, "room.keeper") says instead who
// keeps the thing, where the reader may know that it exists. Clash(err, diff) shows both versions.
//
// # A list
//
// The state of a list lives in its URL. Sorting, filters and paging are links and a GET form; with script
// htmx swaps the list alone, and the count is announced.
//
//	l := r.List("q", "zone")
//	got, err := d.People.List(r.Context(), query{Text: l.Value("q")}, store.Page{Sort: l.Sort, After: l.After, Limit: l.Limit})
//	…
//	@web.Filters(p.List) {
//		@web.NarrowBy(p.List, web.Field{Name: "zone", Label: p.T("people.zone"), Type: "select", Options: p.Zones})
//	}
//	@web.DataTable(web.Table[row]{Caption: p.Title, List: p.List, Rows: p.Rows, Total: p.Total, Next: p.Next,
//		Columns: []web.Column[row]{
//			{Label: p.T("people.name"), Sort: "name", Main: true, Cell: web.Link(func(r row) (string, string) { return r.Name, "/people/" + r.ID })},
//			{Label: p.T("people.bed"), Cell: web.Words(func(r row) string { return r.Bed })},
//		},
//		Chips: p.chips(), Empty: web.Empty{Text: p.T("people.none"), Action: p.T("people.import"), URL: "/roster"}})
//
// # Parts
//
// DutyCard, LegalDay, TermRing, ReasonTree, TwoVersions, ImportPreview, PersonHead, Tabs, Timeline, Steps,
// Pairs, Figures, Status, ZoneChip, LawChip, Callout, Card, CardWith, Section, Columns, Nothing, PlainTable,
// PurposePrompt, SignInForm, PrintHead, Sheet, Do, Icon. The gallery (/_gallery of a demonstration, or
// go test -run Gallery -gallery ADDRESS) shows them all; node build/look.mjs OUT URL… photographs pages in
// both lights at four widths and runs the automated rules of accessibility.
//
// From the foundation come only the grid (row, col-12 col-lg-6) and layout utilities (d-flex, gap-2, mb-3,
// text-end). Own classes begin with g-. No style attribute, no inline script: the policy refuses them.
package web
