package outpages

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/resident"
	"guitu/internal/door/telling"
	"guitu/internal/door/units"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

type boardPage struct {
	web.Page
	Views   []web.Tab
	List    web.List
	Units   []web.Option
	Kinds   []web.Option
	Table   web.Table[line]
	Heads   []heads // of each facility that the reader sees, with its brigades
	Records bool
	Letter  web.Letterhead
}

// line is an outing as the board shows it.
type line struct {
	outing.Outing
	Name, Unit string
	Arrived    bool // at the facility to which he was transferred, and not back here
}

// heads is the count of a facility or a brigade.
type heads struct {
	Name string
	outing.Heads
	Deep bool
}

// read is the board, of one moment.
type read struct {
	tree  units.Tree
	tally map[string]int
	rows  store.Slice[outing.Outing]
	faces map[id.ID]census.Face
	heads []heads
	stays map[id.ID]resident.Resident // the latest of each
}

func (d *desk) board(r *web.Request) error {
	l := r.List("view", "unit", "kind")
	scope := d.Policy.Scope(r.Actor(), policy.OutingList)
	b := outing.Board{Scope: scope, View: l.Value("view"), Unit: id.ID(l.Value("unit")), Kind: outing.Kind(l.Value("kind"))}
	if !slices.Contains(outing.Views, b.View) {
		b.View = outing.Everybody
	}
	p := boardPage{Page: r.Page(r.T("out.title"), "roll"), List: l}
	got, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (read, error) {
		return d.read(r.Context(), tx, b, store.Page{Sort: l.Sort, After: l.After, Limit: l.Limit})
	})
	if err != nil {
		return err
	}
	p.Sub = p.T("out.as_of", p.Clock(p.Now)) + " · " + r.Who().Scope
	p.Heads = got.heads
	for i := range p.Heads {
		p.Heads[i].Name = cmp.Or(p.Heads[i].Name, p.T("out.rest"))
	}
	p.Records = d.Policy.Somewhere(r.Actor(), policy.OutingRecord)
	for _, v := range outing.Views {
		p.Views = append(p.Views, web.Tab{Label: p.T("out.view."+v) + " " + strconv.Itoa(got.tally[v]), URL: viewURL(l, v), Here: v == b.View})
	}
	p.choices(got.tree, scope)
	rows := make([]line, len(got.rows.Rows))
	for i, o := range got.rows.Rows {
		rows[i] = line{o, nameOf(p.Page, got.faces, o.Person), got.tree.Name(o.Unit), got.stays[o.Person].Facility != o.Facility}
		if len(houses(got.tree, scope)) == 1 { // an officer knows in which house he is
			rows[i].Unit = got.tree.Unit(o.Unit).Name
		}
	}
	p.Table = web.Table[line]{
		Caption: p.T("out.view." + b.View), List: l, Rows: rows, Total: got.rows.Total, First: got.rows.First, Prev: got.rows.Prev, Next: got.rows.Next,
		Columns: p.columns(b.View), Chips: p.chips(l, got.tree), Empty: web.Empty{Text: p.T("out.none." + b.View)},
		Export: l.Export("out", !d.Policy.Scope(r.Actor(), policy.ExportRequest).Empty()),
	}
	p.Letter = web.Letterhead{House: r.Who().Scope, Title: p.Title, Printed: p.T("out.printed", p.Moment(p.Now))}
	return r.Draw(p.Page, boardView(p))
}

func (d *desk) read(ctx context.Context, tx *store.Tx, b outing.Board, page store.Page) (got read, err error) {
	if b.Scope.Empty() {
		return got, d.Policy.Check(ctx, tx, policy.OutingList, policy.Resource{Kind: "outing"})
	}
	if got.tree, err = units.Read(ctx, tx); err != nil {
		return got, err
	}
	if got.tally, err = outing.Tally(ctx, tx, b); err != nil {
		return got, err
	}
	if got.rows, err = outing.List(ctx, tx, b, page); err != nil {
		return got, err
	}
	if err = d.Outing.Told(ctx, tx, got.rows.Rows); err != nil {
		return got, err
	}
	at, people := map[id.ID]policy.Resource{}, make([]id.ID, len(got.rows.Rows))
	for i, o := range got.rows.Rows {
		people[i] = o.Person
		at[o.Person] = policy.Resource{Facility: o.Facility, Unit: o.Unit}
	}
	if got.faces, err = d.Census.Faces(ctx, tx, at); err != nil {
		return got, err
	}
	if got.stays, err = resident.LatestOf(ctx, tx, people); err != nil {
		return got, err
	}
	got.heads, err = count(ctx, tx, got.tree, b.Scope)
	return got, err
}

// most is how many facilities the heads are counted for: an officer has one; the bureau looks at its own figures.
const most = 3

// count gives the heads of the facilities in a scope, with those of their brigades and, without a name, of no brigade yet;
// of an officer of brigades theirs alone.
func count(ctx context.Context, tx *store.Tx, t units.Tree, s policy.Scope) (out []heads, err error) {
	houses := slices.Clone(s.Facilities)
	for _, u := range s.Units {
		if f := t.Unit(u).Facility; !slices.Contains(houses, f) {
			houses = append(houses, f)
		}
	}
	if len(houses) > most {
		return nil, nil
	}
	for _, f := range houses {
		all, by, err := outing.Count(ctx, tx, f)
		if err != nil {
			return nil, err
		}
		whole := slices.Contains(s.Facilities, f)
		if whole {
			out = append(out, heads{t.Unit(f).Name, all, false})
		}
		for _, b := range t.Seen(policy.Scope{Facilities: []id.ID{f}}) {
			if b.Kind == facility.Brigade && by[b.ID].All > 0 && (whole || slices.Contains(s.Units, b.ID)) {
				out = append(out, heads{b.Name, by[b.ID], whole})
			}
		}
		if whole && by[""].All > 0 { // the rows make the sum
			out = append(out, heads{"", by[""], true})
		}
	}
	return out, nil
}

func nameOf(p web.Page, faces map[id.ID]census.Face, who id.ID) string {
	if f := faces[who]; f.Listed {
		return telling.Name(p.Printer, f.Name)
	}
	return p.T("out.nameless")
}

func viewURL(l web.List, view string) string {
	u := "/out?view=" + view
	if unit := l.Value("unit"); unit != "" {
		u += "&unit=" + unit
	}
	return u
}

func (p *boardPage) choices(t units.Tree, s policy.Scope) {
	for _, b := range t.Seen(policy.Scope{All: s.All, Facilities: houses(t, s)}) {
		if b.Kind == facility.Brigade && (s.All || slices.Contains(s.Facilities, b.Facility) || slices.Contains(s.Units, b.ID)) {
			p.Units = append(p.Units, web.Option{Value: string(b.ID), Label: t.Name(b.ID)})
		}
	}
	for _, k := range outing.Kinds() {
		p.Kinds = append(p.Kinds, web.Option{Value: string(k), Label: p.T(string(k.Title()))})
	}
}

func houses(t units.Tree, s policy.Scope) []id.ID {
	out := slices.Clone(s.Facilities)
	for _, u := range s.Units {
		out = append(out, t.Unit(u).Facility)
	}
	return out
}

func (p boardPage) chips(l web.List, t units.Tree) (out []web.Chip) {
	if u := l.Value("unit"); u != "" {
		out = append(out, l.Chip("unit", p.T("out.column.unit"), t.Name(id.ID(u))))
	}
	if k := l.Value("kind"); slices.Contains(outing.Kinds(), outing.Kind(k)) {
		out = append(out, l.Chip("kind", p.T("out.column.kind"), p.T(string(outing.Kind(k).Title()))))
	}
	return out
}

func (p boardPage) columns(view string) []web.Column[line] {
	all := []web.Column[line]{
		{Label: p.T("out.column.name"), Main: true, Cell: web.Link(func(x line) (string, string) { return x.Name, outingURL(x.ID) })},
		{Label: p.T("out.column.kind"), Cell: web.Words(func(x line) string { return p.T(string(x.Kind.Title())) })},
		{Label: p.T("out.column.unit"), Cell: web.Words(func(x line) string { return x.Unit })},
		{Label: p.T("out.column.where"), Cell: web.Words(func(x line) string { return x.Words.Where })},
		{Label: p.T("out.column.escort"), Cell: web.Words(func(x line) string { return x.Words.Escort })},
		{Label: p.T("out.column.from"), Sort: "from", Cell: web.Words(func(x line) string { return at(p.Page, x.From) })},
	}
	if view == outing.Back {
		return append(all, web.Column[line]{Label: p.T("out.column.back"), Sort: "back", Cell: web.Words(p.ended)})
	}
	return append(all, web.Column[line]{Label: p.T("out.column.due"), Sort: "due", Cell: due(p.Page)})
}

// ended is when somebody came back; of a transfer that came to its end, when he arrived.
func (p boardPage) ended(x line) string {
	if x.Kind == outing.Transfer && x.Arrived {
		return p.T("out.arrived", at(p.Page, x.Until))
	}
	return ended(p.Page, x.Outing)
}

// ended is when an outing ended, with how where nobody came back.
func ended(p web.Page, o outing.Outing) string {
	if o.Ended == "" {
		return at(p, o.Until)
	}
	return at(p, o.Until) + " " + p.T(string(o.Ended.Title()))
}

// due is when somebody is due back, with how late he is.
func due(p web.Page) func(line) templ.Component {
	return func(x line) templ.Component {
		switch {
		case x.Due.IsZero():
			return plain(p.T("out.no_due"))
		case x.Late(p.Now):
			return lateBy(dueBy(p, x.Outing), p.Left(x.Due, p.Now))
		}
		return plain(dueBy(p, x.Outing))
	}
}

// dueBy is when somebody is due back: a moment, or a day that he has whole.
func dueBy(p web.Page, o outing.Outing) string {
	if day := o.DueDay(); !day.IsZero() {
		return p.T("out.due_day", p.DayShort(day))
	}
	return at(p, o.Due)
}

// at is a moment in few words: the hour of today; else the day, with the hour where one is known.
func at(p web.Page, t time.Time) string {
	on := civil.DateOf(t)
	switch {
	case on.Start().Time().Equal(t):
		return p.DayShort(on)
	case on == civil.DateOf(p.Now):
		return p.Clock(t)
	}
	return p.MomentShort(t)
}

// byKind says how many are out by what.
func byKind(p boardPage, h heads) string {
	var parts []string
	for _, k := range outing.Kinds() {
		if n := h.By[k]; n > 0 {
			parts = append(parts, p.T(string(k.Title()))+" "+strconv.Itoa(n))
		}
	}
	return strings.Join(parts, " · ")
}
