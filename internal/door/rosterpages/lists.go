package rosterpages

import (
	"cmp"
	"context"
	"strconv"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/export"
	"guitu/internal/domain/roster"
	"guitu/internal/domain/staff"
	"guitu/internal/door/web"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Sources are the desks whose lists can be taken out.
type Sources struct {
	DB     *store.DB
	Policy *policy.Engine
	Census *census.Desk
	Roster *roster.Desk
	Staff  *staff.Desk
}

// Lists are the lists of the house that can be taken out as files, by the names that pages and the command line
// call them. Their filters are those of the lists' own pages.
func Lists(s Sources) []export.List {
	all := append([]export.List{
		{
			Name: "residents", Persons: true, Page: s.residents,
			Columns: keys("name", "file", "facility", "unit", "phase", "room", "bed", "admitted", "left", "state", "end", "days"),
		},
		{
			Name: "left", Persons: true, Page: s.left,
			Columns: keys("name", "file", "facility", "unit", "admitted", "left", "state"),
		},
		{
			Name: "ends", Persons: true, Page: s.ends,
			Columns: keys("name", "kind", "state", "decided", "start", "end", "extension"),
		},
		{
			Name: "duties", Persons: true, Page: s.duties,
			Columns: keys("name", "facility", "duty", "owner", "due", "dutystate", "paper", "basis", "closed"),
		},
		{
			Name: "imports", Page: s.imports,
			Columns: keys("run", "made", "runstate", "rows", "created", "updated", "unchanged", "rejected"),
		},
		{
			Name: "audit", Persons: true, Page: s.audit,
			Columns: keys("at", "fact", "record", "about", "by", "posts", "purpose", "basis"),
		},
	}, s.registers()...)
	for i, l := range all {
		all[i].Page = func(ctx context.Context, t text.Printer, f export.Filters, p store.Page) (store.Slice[[]string], error) {
			if err := sound(t, l.Name, f); err != nil {
				return store.Slice[[]string]{}, err
			}
			return l.Page(ctx, t, f, p)
		}
	}
	return all
}

// sound answers a filter that cannot be, as the list's own page does: a slip of the hand must not widen what leaves.
func sound(t text.Printer, list string, f export.Filters) error {
	label := func(name string) string {
		return t.Or("export.filter."+list+"."+name, t.Or("export.filter."+name, name))
	}
	for _, name := range []string{"day", "due", "from", "on", "until"} {
		if _, err := web.FilterDay(name, label(name), f[name], civil.Date{}); err != nil {
			return err
		}
	}
	for _, name := range []string{"facility", "place", "unit", "about", "person"} {
		if _, err := id.Parse(f[name]); err != nil && f[name] != "" {
			return web.BadFilter(web.NoChoice, name, label(name), f[name])
		}
	}
	if w := f["within"]; !census.Span(w).Known() {
		return web.BadFilter(web.NoChoice, "within", label("within"), w)
	}
	return nil
}

func keys(names ...string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = "export.column." + n
	}
	return out
}

// lines turns a page of rows into a page of cells.
func lines[R any](s store.Slice[R], err error, cells func(R) []string) (store.Slice[[]string], error) {
	out := store.Slice[[]string]{Total: s.Total, Next: s.Next}
	for _, r := range s.Rows {
		out.Rows = append(out.Rows, cells(r))
	}
	return out, err
}

func named(t text.Printer, n census.Name) string {
	if n.Masked && !t.ZH() {
		return n.Latin
	}
	return n.Text
}

// word is a message where there is one: not every code has a word in every list.
func word(t text.Printer, prefix, code string) string {
	if code == "" {
		return ""
	}
	return t.Or(prefix+code, code)
}

// residentsOf are the filters of the list of people, as its own page reads them.
func residentsOf(f export.Filters) census.Filter {
	c := census.Filter{Left: f["left"] != "", Phase: f["phase"], State: f["state"], Within: census.Span(f["within"])}
	c.Facility, _ = id.Parse(f["facility"])
	c.Unit, _ = id.Parse(f["unit"])
	return c
}

func (s Sources) residents(ctx context.Context, t text.Printer, f export.Filters, p store.Page) (store.Slice[[]string], error) {
	today := civil.DateOf(s.DB.Clock()())
	got, err := s.Census.Residents(ctx, residentsOf(f), p)
	return lines(got, err, func(r census.Row) []string {
		days := ""
		if n, ok := r.DaysLeft(today); ok && r.Here() {
			days = strconv.Itoa(n)
		}
		return []string{
			named(t, r.Name), r.FileNumber, r.FacilityName, r.UnitName, word(t, "resident.phase.", string(r.Phase)), r.Room, r.Bed,
			date(r.Admitted), date(r.Left), word(t, "law.state.", r.State), date(r.End), days,
		}
	})
}

// left are those who have left, with the columns of that page.
func (s Sources) left(ctx context.Context, t text.Printer, f export.Filters, p store.Page) (store.Slice[[]string], error) {
	c := residentsOf(f)
	c.Left = true
	got, err := s.Census.Residents(ctx, c, p)
	return lines(got, err, func(r census.Row) []string {
		return []string{
			named(t, r.Name), r.FileNumber, r.FacilityName, r.UnitName, date(r.Admitted), date(r.Left), word(t, "law.state.", r.State),
		}
	})
}

func (s Sources) ends(ctx context.Context, t text.Printer, f export.Filters, p store.Page) (store.Slice[[]string], error) {
	c := census.Ends{Kind: f["kind"], State: f["state"]}
	c.From, _ = civil.ParseDate(f["from"])
	c.Until, _ = civil.ParseDate(f["until"])
	got, err := s.Census.Measures(ctx, c, p)
	return lines(got, err, func(m census.Term) []string {
		return []string{
			named(t, m.Name), word(t, "export.kind.", m.Kind), word(t, "law.state.", m.State), date(m.Decided), date(m.Start), date(m.End),
			strconv.Itoa(m.Extension),
		}
	})
}

func (s Sources) duties(ctx context.Context, t text.Printer, f export.Filters, p store.Page) (store.Slice[[]string], error) {
	c := census.Owing{State: f["state"], Code: f["code"]}
	c.Facility, _ = id.Parse(f["facility"])
	c.Due, _ = civil.ParseDate(f["due"])
	got, err := s.Census.Duties(ctx, c, p)
	return lines(got, err, func(d census.Owed) []string {
		paper := ""
		if d.Paper {
			paper = t.T("export.yes")
		}
		return []string{
			named(t, d.Name), d.FacilityName, t.Or("duty."+d.Code, word(t, "law.duty.", d.Code)), word(t, "role.", d.Owner), moment(d.Due), word(t, "export.dutystate.", d.State),
			paper, d.Basis, moment(d.Closed),
		}
	})
}

func (s Sources) imports(ctx context.Context, t text.Printer, _ export.Filters, p store.Page) (store.Slice[[]string], error) {
	got, err := s.Roster.Runs(ctx, p)
	return lines(got, err, func(r roster.Run) []string {
		return []string{
			string(r.ID), moment(r.Made), word(t, "roster.state.", string(r.State)), strconv.Itoa(r.Rows), strconv.Itoa(r.Created),
			strconv.Itoa(r.Updated), strconv.Itoa(r.Unchanged), strconv.Itoa(r.Rejected),
		}
	})
}

// audit is the log as the reader may see it: of his facilities, or all.
func (s Sources) audit(ctx context.Context, t text.Printer, f export.Filters, p store.Page) (store.Slice[[]string], error) {
	scope := s.Policy.Scope(actor.From(ctx), policy.AuditView)
	a := audit.Filter{Room: f["room"], Unwatched: audit.Shields(s.Policy, actor.From(ctx)), Unrefused: !scope.All && (len(scope.Facilities) == 0 || f["own"] != "")}
	a.Day, _ = civil.ParseDate(f["day"])
	a.Facility, _ = id.Parse(cmp.Or(f["facility"], f["place"]))
	a.About, _ = id.Parse(cmp.Or(f["about"], f["person"]))
	if o := f["officer"]; o != "" {
		a.Actor = "staff:" + o
	}
	if f["own"] != "" {
		a.Actor = actor.From(ctx).Ref()
	}
	switch {
	case scope.All:
	case f["own"] != "" && scope.Own && a.Facility == "": // one's own trail is seen wherever it leads
	case len(scope.Facilities) == 0, a.Facility != "" && !scope.Covers(actor.From(ctx), policy.Resource{Facility: a.Facility}):
		return store.Slice[[]string]{}, errs.New(errs.Denied, "policy.denied")
	case a.Facility == "":
		a.Facility = scope.Facilities[0]
	}
	var listed map[id.ID]bool
	got, err := store.Read(ctx, s.DB, func(tx *store.Tx) (store.Slice[audit.Entry], error) {
		got, err := audit.List(ctx, tx, a, p)
		if err == nil && got.Total < 0 && p.After == "" { // who takes it out is shown how many there are
			got.Total, err = audit.Count(ctx, tx)
		}
		if err == nil {
			listed, err = s.listed(ctx, tx, got.Rows, a.About)
		}
		if a.About != "" && !listed[a.About] { // asked for by his id: of whom the reader may not know there is no line
			got = store.Slice[audit.Entry]{}
		}
		return got, err
	})
	return lines(got, err, func(e audit.Entry) []string {
		e = e.Neutral()
		if who := e.Whose(); who != "" && !listed[who] { // sealed, or not the reader's: an id is the address that a file had
			e.Record, e.About = "", ""
		}
		return []string{moment(e.At), t.Or("admin.fact."+e.Kind, t.Or(e.Kind, e.Kind)), string(e.Record), string(e.About), e.Actor, e.Posts, e.Purpose, e.Basis}
	})
}

// listed are the people of some facts whose files the reader may know of now, as the page of the log shows their numbers; and
// whom he asked for, also where all the facts are of a compartment.
func (s Sources) listed(ctx context.Context, tx *store.Tx, facts []audit.Entry, asked id.ID) (map[id.ID]bool, error) {
	about, out := map[id.ID]policy.Resource{}, map[id.ID]bool{}
	for _, f := range facts {
		if who := f.Whose(); who != "" && (f.Compartment == seal.General || who == asked) {
			about[who] = policy.Resource{Facility: f.Facility}
		}
	}
	faces, err := s.Census.Faces(ctx, tx, about)
	for who, face := range faces {
		out[who] = face.Listed
	}
	return out, err
}

// moment is date and time in a file, in the one form that every spreadsheet sorts and reads as a date; a page writes
// it in words.
func moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(clock.Shanghai).Format("2006-01-02 15:04")
}

func date(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}
