package rollpages

import (
	"context"
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/rollcall"
	"guitu/internal/door/units"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

type listPage struct {
	web.Page
	Running []running
	Units   []web.Option // that the reader may call
	Zones   []web.Option
	Shifts  []web.Option
	Shift   string // which call it is, by the hour
	Until   string
	Table   web.Table[past]
}

// running is a call that goes on, as the list shows it.
type running struct {
	URL, Title, Where, Since, Note string
	Marked, Heads                  int
}

// past is a call that was closed.
type past struct {
	rollcall.Call
	Where, By string
}

// read is everything of the list, of one moment.
type read struct {
	tree    units.Tree
	running []rollcall.Standing
	past    store.Slice[rollcall.Call]
	rest    map[id.ID]bool // the facilities that have somebody of no brigade
}

func (d *desk) list(r *web.Request) error {
	l := r.List()
	scope := d.Policy.Scope(r.Actor(), policy.RollcallList)
	if scope.Empty() {
		return d.denied(r)
	}
	got, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (got read, err error) {
		ctx := r.Context()
		if got.tree, err = units.Read(ctx, tx); err != nil {
			return got, err
		}
		if got.running, err = rollcall.Now(ctx, tx, scope); err != nil {
			return got, err
		}
		if got.rest, err = unassigned(ctx, tx, d.Policy.Scope(r.Actor(), policy.RollcallRecord)); err != nil {
			return got, err
		}
		got.past, err = rollcall.History(ctx, tx, scope, "", store.Page{Sort: l.Sort, After: l.After, Limit: l.Limit})
		return got, err
	})
	if err != nil {
		return err
	}
	p := listPage{Page: r.Page(r.T("roll.title"), "roll"), Shift: shiftAt(r)}
	p.Sub = p.DayLong(p.Today()) + " · " + r.Who().Scope
	p.Until = rollcall.Usual(p.Now).In(civil.Shanghai).Format("2006-01-02T15:04")
	for _, c := range got.running {
		p.Running = append(p.Running, d.running(p.Page, c, got.tree))
	}
	d.choices(r, &p, got.tree, got.rest)
	rows := make([]past, len(got.past.Rows))
	for i, c := range got.past.Rows {
		rows[i] = past{c, where(p.Page, got.tree, c), d.closers(r.Context(), p.Page, c)}
	}
	p.Table = web.Table[past]{
		Caption: p.T("roll.past"), List: l, Rows: rows, Total: got.past.Total, First: got.past.First, Prev: got.past.Prev, Next: got.past.Next,
		Columns: pastColumns(p.Page), Empty: web.Empty{Text: p.T("roll.none_yet")},
	}
	return r.Draw(p.Page, listView(p))
}

// unassigned tells which facilities of a scope have somebody of no brigade.
func unassigned(ctx context.Context, tx *store.Tx, s policy.Scope) (map[id.ID]bool, error) {
	out := map[id.ID]bool{}
	for _, f := range s.Facilities {
		stays, err := resident.HereIn(ctx, tx, f)
		if err != nil {
			return nil, err
		}
		out[f] = slices.ContainsFunc(stays, func(s resident.Resident) bool { return s.Unit == "" })
	}
	return out, nil
}

// denied is the answer to who has no roll to see.
func (d *desk) denied(r *web.Request) error {
	_, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (int, error) {
		return 0, d.Policy.Check(r.Context(), tx, policy.RollcallList, policy.Resource{Kind: "rollcall"})
	})
	return err
}

func (d *desk) running(p web.Page, c rollcall.Standing, t units.Tree) running {
	x := running{
		URL: roll(c.ID), Title: p.T(string(c.Shift.Title())), Where: where(p, t, c.Call), Since: p.T("roll.since", p.MomentShort(c.Opened)),
		Marked: c.Marked, Heads: c.Heads,
	}
	switch {
	case c.State == rollcall.Closing:
		x.Note = p.T("roll.waits_second")
	case c.Late(p.Now) > 0:
		x.Note = p.T("roll.late", minutes(c.Late(p.Now)))
	}
	return x
}

// where names the brigade or the zone of a call.
func where(p web.Page, t units.Tree, c rollcall.Call) string {
	if c.Zone != "" {
		return t.Unit(c.Facility).Name + " " + p.T("resident.phase."+string(c.Zone))
	}
	if c.Unit == "" {
		return t.Unit(c.Facility).Name + " " + p.T("roll.rest")
	}
	return t.Name(c.Unit)
}

// choices are the brigades and zones that the reader may call, and who is in no brigade yet, where rest says that there are any.
func (d *desk) choices(r *web.Request, p *listPage, t units.Tree, rest map[id.ID]bool) {
	may := func(f, unit id.ID) bool {
		return d.Policy.May(r.Actor(), policy.RollcallRecord, policy.Resource{Kind: "rollcall", Facility: f, Unit: unit})
	}
	for _, b := range t.Seen(d.Policy.Scope(r.Actor(), policy.FacilityView)) {
		switch {
		case !b.Closed.IsZero():
		case b.Kind == facility.Brigade && may(b.Facility, b.ID):
			p.Units = append(p.Units, web.Option{Value: string(b.Facility) + "/" + string(b.ID), Label: t.Name(b.ID)})
		case b.Kind == facility.Facility && may(b.ID, ""):
			if rest[b.ID] {
				p.Units = append(p.Units, web.Option{Value: string(b.ID) + "/", Label: b.Name + " " + p.T("roll.rest")})
			}
			for _, z := range resident.Phases {
				p.Zones = append(p.Zones, web.Option{Value: string(b.ID) + "/" + string(z), Label: b.Name + " " + p.T("resident.phase."+string(z))})
			}
		}
	}
	for _, s := range rollcall.Shifts {
		p.Shifts = append(p.Shifts, web.Option{Value: string(s), Label: p.T(string(s.Title()))})
	}
}

// shiftAt is which call it is by the hour of the day: a proposal that the officer sees and may change.
func shiftAt(r *web.Request) string {
	switch h := r.Now().In(civil.Shanghai).Hour(); {
	case h >= 5 && h < 12:
		return "morning"
	case h >= 17 && h < 23:
		return "evening"
	case h >= 12 && h < 17:
		return "special"
	}
	return "night"
}

func pastColumns(p web.Page) []web.Column[past] {
	return []web.Column[past]{
		{Label: p.T("roll.column.which"), Main: true, Cell: web.Link(func(c past) (string, string) { return p.T(string(c.Shift.Title())), roll(c.ID) })},
		{Label: p.T("roll.column.where"), Cell: web.Words(func(c past) string { return c.Where })},
		{Label: p.T("roll.column.opened"), Sort: "opened", Cell: web.Words(func(c past) string { return p.Moment(c.Opened) })},
		{Label: p.T("roll.column.closed"), Cell: web.Words(func(c past) string { return closedAt(p, c.Call) })},
		{Label: p.T("roll.column.heads"), Figures: true, Cell: web.Words(func(c past) string { return p.Number(int64(c.Heads)) })},
		{Label: p.T("roll.column.missing"), Figures: true, Cell: web.Words(func(c past) string { return p.Number(int64(c.Missing)) })},
		{Label: p.T("roll.column.asks"), Figures: true, Cell: web.Words(func(c past) string {
			if c.Asks < 0 { // closed before it was kept
				return ""
			}
			return p.Number(int64(c.Asks))
		})},
		{Label: p.T("roll.column.by"), Cell: web.Words(func(c past) string { return c.By })},
	}
}

// closedAt is when a call was closed, with by how many minutes late.
func closedAt(p web.Page, c rollcall.Call) string {
	at := closingAt(p, c, c.Closed)
	if late := c.Late(p.Now); late > 0 {
		at += " · " + p.T("roll.late", minutes(late))
	}
	return at
}

// closers names who closed a call: with a second officer both, who asked first.
func (d *desk) closers(ctx context.Context, p web.Page, c rollcall.Call) string {
	by := d.officer(ctx, c.ClosedBy)
	if c.ClosingBy != "" {
		by = p.T("roll.closers", d.officer(ctx, c.ClosingBy), by)
	}
	return by
}

// officer is the name of who acted: officers answer for the roll by name. Who is no member of staff has none.
func (d *desk) officer(ctx context.Context, ref string) string {
	member, ok := cutStaff(ref)
	if !ok {
		return ""
	}
	name, err := d.Census.Officer(ctx, member)
	if err != nil {
		return "" // the roll is readable without it
	}
	return name
}

// open begins a call and leads to it; where one of the same people runs already, it leads to that.
func (d *desk) open(r *web.Request) error {
	var form struct{ Whom, Shift, Until string }
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.list)
	}
	o := rollcall.Opening{Shift: form.Shift, Until: form.Until}
	o.Facility, o.Unit, o.Zone = whom(form.Whom)
	call, err := d.Rolls.Open(r.Context(), store.Key(r.Key()), o)
	if err != nil {
		return r.Again(renamed(err), d.list)
	}
	return r.Redirect(roll(call))
}

// whom reads a choice of the form: the facility, and its brigade or its zone.
func whom(typed string) (at, unit id.ID, zone string) {
	f, rest, _ := cutSlash(typed)
	house, err := id.Parse(f)
	if err != nil {
		return "", "", ""
	}
	if slices.Contains(resident.Phases, resident.Phase(rest)) {
		return house, "", rest
	}
	return house, id.ID(rest), ""
}
