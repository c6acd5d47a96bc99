package supervisionpages

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/complaint"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/supervision"
	"guitu/internal/door/telling"
	"guitu/internal/door/units"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Views are the views of the questions: those that wait for an answer, those that are answered, all.
var Views = []string{"", string(supervision.Answered), "all"}

// outsideShown is how many acts outside the law the desk lists at first, outsideMost how many when he asks for all; the figure
// counts every one.
const outsideShown, outsideMost = 50, 5000

type overviewPage struct {
	web.Page
	Watches bool // the reader is the procurator of Facility
	House   string
	Houses  []web.Option // where he watches over several
	Chosen  string
	Figures []web.Figure
	Leaving []matter // who should be free
	Outside []matter
	Broken  int    // acts outside the law in all
	Rest    string // where all of them are listed, "" where they are
	Ask     string // where a question is asked, "" for who asks none
	Views   []web.Tab
	Table   web.Table[row]
}

// matter is one line of what needs a look: whose it is, what, since when.
type matter struct{ Name, URL, What, When, Ask string }

// part is one list of matters as the desk draws it: how many there are in all, and where they stand whole when it was cut.
type part struct {
	List            []matter
	Title, None, ID string
	All             int
	Rest            string
}

type row struct {
	supervision.Question
	Who, House string
	Late       bool
}

func (d *desk) overview(r *web.Request) error {
	l := r.List("facility", "state", "outside")
	if !slices.Contains(Views, l.Value("state")) {
		return r.Redirect("/supervision")
	}
	p := overviewPage{Page: r.Page(r.T("supervision.title"), "supervision")}
	p.Sub = r.Who().Scope
	var of id.ID
	_, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (int, error) {
		tree, err := units.Read(r.Context(), tx)
		if err != nil {
			return 0, err
		}
		if of, err = d.watched(r, tree, l, &p); err != nil {
			return 0, err
		}
		if p.Watches {
			if err := d.matters(r, tx, l, of, &p); err != nil {
				return 0, err
			}
		}
		return 0, d.questions(r, tx, tree, l, &p)
	})
	if errs.KindOf(err) == errs.Denied {
		return web.Known(err, "supervision.denied")
	}
	if err != nil {
		return err
	}
	if p.Watches {
		if p.Figures, err = d.figures(r, of, p); err != nil {
			return err
		}
	}
	return r.Draw(p.Page, overviewView(p))
}

// watched is the facility that the reader watches over, of several the one he chose.
func (d *desk) watched(r *web.Request, tree units.Tree, l web.List, p *overviewPage) (of id.ID, err error) {
	for _, b := range tree.Seen(d.Policy.Scope(r.Actor(), policy.SupervisionAsk)) {
		if b.Kind == facility.Facility {
			p.Houses = append(p.Houses, web.Option{Value: string(b.ID), Label: b.Name})
		}
	}
	if len(p.Houses) == 0 {
		return "", nil
	}
	if err := web.Among("facility", p.T("supervision.facility"), l.Value("facility"), p.Houses); err != nil {
		return "", err
	}
	of = id.ID(p.Houses[0].Value)
	if v := l.Value("facility"); v != "" {
		of = id.ID(v)
	}
	p.Watches, p.Chosen, p.House = true, string(of), tree.Name(of)
	p.Ask = "/supervision/ask?facility=" + string(of)
	if len(p.Houses) == 1 {
		p.Houses = nil
	}
	return of, nil
}

// over is the facility of the address, if the reader watches over it; where the address names none, his own, if he has but one.
func (d *desk) over(r *web.Request, l web.List) (id.ID, error) {
	if own := d.Policy.Scope(r.Actor(), policy.SupervisionAsk).Facilities; l.Value("facility") == "" && len(own) == 1 {
		return own[0], nil
	}
	of, err := id.Parse(l.Value("facility"))
	if err != nil || !d.Policy.May(r.Actor(), policy.SupervisionAsk, policy.Resource{Kind: "supervision", Facility: of}) {
		return "", errs.New(errs.NotFound, "supervision.no_facility")
	}
	return of, nil
}

// matters are who should be free, and the acts outside the law.
func (d *desk) matters(r *web.Request, tx *store.Tx, l web.List, of id.ID, p *overviewPage) error {
	day, err := duty.DayOf(r.Context(), tx, []duty.Seat{{Facility: of, Level: duty.ToFacility}}, 1) // who must leave is never cut
	if err != nil {
		return err
	}
	most := outsideShown
	if l.Value("outside") == "all" {
		most = outsideMost
	}
	outside, all, err := duty.OutsideOf(r.Context(), tx, of, most)
	if err != nil {
		return err
	}
	if p.Broken = all; len(outside) < all {
		p.Rest = l.With("outside", "all") + "#outside"
	}
	where := map[id.ID]policy.Resource{}
	for _, x := range slices.Concat(day.Leaving, outside) {
		where[x.Subject] = policy.Resource{Facility: x.Facility, Unit: x.Unit, Person: x.Subject}
	}
	faces, err := d.Census.FacesKnown(r.Context(), tx, where)
	if err != nil {
		return err
	}
	for _, x := range day.Leaving {
		p.Leaving = append(p.Leaving, d.matter(p.Page, x, faces, of, "release"))
	}
	for _, x := range outside {
		p.Outside = append(p.Outside, d.matter(p.Page, x, faces, of, "act"))
	}
	return nil
}

func (d *desk) matter(p web.Page, x duty.Duty, faces map[id.ID]census.Face, of id.ID, topic string) matter {
	m := matter{What: telling.DutyTitle(p.Printer, x.Code), When: p.MomentShort(x.Due.Moment())}
	if f, ok := faces[x.Subject]; ok && x.Compartment == "general" {
		m.Name = telling.Name(p.Printer, f.Name)
		if f.Opens {
			m.URL = "/people/" + string(x.Subject)
		}
	}
	m.Ask = "/supervision/ask?facility=" + string(of) + "&topic=" + topic
	if m.URL != "" {
		m.Ask += "&person=" + string(x.Subject)
	}
	return m
}

// figures are the desk's key figures, each leading to the list behind it.
func (d *desk) figures(r *web.Request, of id.ID, p overviewPage) ([]web.Figure, error) {
	at := "facility=" + string(of)
	count := func(within census.Span) (string, error) {
		got, err := d.Census.Residents(r.Context(), census.Filter{Facility: of, Within: within}, store.Page{Limit: 1})
		return strconv.Itoa(got.Total), err
	}
	here, err := count("")
	if err != nil {
		return nil, err
	}
	over, err := count(census.Over)
	if err != nil {
		return nil, err
	}
	soon, err := count("30")
	if err != nil {
		return nil, err
	}
	n, err := d.records(r.Context(), of)
	if err != nil {
		return nil, err
	}
	return []web.Figure{
		{Label: p.T("supervision.to_close"), Value: strconv.Itoa(n.told), Note: p.T("supervision.to_close.note"), URL: p.view(string(supervision.Answered))},
		{Label: p.T("supervision.here"), Value: here, Unit: p.T("supervision.people", here), URL: "/people?" + at},
		{Label: p.T("supervision.over"), Value: over, Unit: p.T("supervision.people", over), Note: p.T("supervision.over.note"), URL: "/people?within=over&" + at},
		{Label: p.T("supervision.soon"), Value: soon, Unit: p.T("supervision.people", soon), URL: "/people?within=30&" + at},
		{Label: p.T("supervision.outside"), Value: strconv.Itoa(p.Broken), Note: p.T("supervision.outside.note"), URL: "#outside"},
		{Label: p.T("supervision.deaths"), Value: strconv.Itoa(n.died), URL: "/supervision/deaths?" + at},
		{Label: p.T("supervision.restraints"), Value: strconv.Itoa(n.held), URL: "/supervision/restraints?" + at},
		{Label: p.T("supervision.injured"), Value: strconv.Itoa(n.injured), Unit: p.T("supervision.people", n.injured), URL: "/supervision/injured?" + at},
		{Label: p.T("supervision.injuries"), Value: strconv.Itoa(n.hurt), URL: "/supervision/injuries?" + at},
		{Label: p.T("supervision.complaints"), Value: strconv.Itoa(n.written), Note: p.T("supervision.complaints.note"), URL: "/complaints?office=" + string(of)},
	}, nil
}

// recorded is how many of each there are.
type recorded struct{ died, held, injured, hurt, written, told int }

// records counts deaths, restraints, who came in injured and records of injuries of a facility, and what residents wrote to its
// procurators and waits for an answer, and the answers that wait for him to close. What happened is counted by the facts: not all of it went through an affair here.
func (d *desk) records(ctx context.Context, of id.ID) (n recorded, err error) {
	_, err = store.Read(ctx, d.DB, func(tx *store.Tx) (int, error) {
		for _, x := range []struct {
			into *int
			read lister
		}{{&n.died, d.Census.Deaths}, {&n.held, d.Census.Restraints}, {&n.injured, d.Census.Injured}} {
			got, err := x.read(ctx, tx, of, store.Page{Limit: 1})
			if err != nil {
				return 0, err
			}
			*x.into = got.Total
		}
		hurt, err := d.Paper.OfKind(ctx, tx, of, paper.InjuryRecord, store.Page{Limit: 1})
		if err != nil {
			return 0, err
		}
		n.hurt = hurt.Total
		told, err := d.Supervision.List(ctx, tx, supervision.Filter{Facility: of, State: supervision.Answered}, store.Page{Limit: 1})
		if err != nil {
			return 0, err
		}
		n.told = told.Total
		letters, err := d.Complaints.List(ctx, tx, complaint.Procurators(of))
		for _, l := range letters {
			if l.Answered.IsZero() {
				n.written++
			}
		}
		return 0, err
	})
	return n, err
}

// questions are the table below.
func (d *desk) questions(r *web.Request, tx *store.Tx, tree units.Tree, l web.List, p *overviewPage) error {
	f := supervision.Filter{State: supervision.State(l.Value("state"))}
	if f.State == "" {
		f.State = supervision.Asked
	} else if f.State == "all" {
		f.State = ""
	}
	if p.Watches {
		f.Facility = id.ID(p.Chosen)
	}
	for _, v := range Views {
		p.Views = append(p.Views, web.Tab{Label: p.T("supervision.view." + v), URL: p.view(v), Here: v == l.Value("state")})
	}
	got, err := d.Supervision.List(r.Context(), tx, f, store.Page{Sort: l.Sort, After: l.After, Limit: l.Limit})
	if err != nil {
		return err
	}
	names, err := d.names(r.Context(), tx, p.Page, got.Rows)
	if err != nil {
		return err
	}
	p.Table = web.Table[row]{
		Caption: p.T("supervision.questions"), List: l, Total: got.Total, First: got.First, Prev: got.Prev, Next: got.Next,
		Columns: columns(p.Page, p.Watches || len(d.Policy.Scope(r.Actor(), policy.SupervisionView).Facilities) == 1),
		Empty:   web.Empty{Text: p.T("supervision.none")},
	}
	for _, q := range got.Rows {
		p.Table.Rows = append(p.Table.Rows, row{q, names[q.Person].Name, tree.Name(q.Facility), q.Late(telling.Today(p.Page))})
	}
	return nil
}

// view is where a view of the questions stands, of the facility that the reader chose.
func (p overviewPage) view(state string) string {
	q := url.Values{}
	if p.Chosen != "" && len(p.Houses) > 0 {
		q.Set("facility", p.Chosen)
	}
	if state != "" {
		q.Set("state", state)
	}
	if len(q) == 0 {
		return "/supervision"
	}
	return "/supervision?" + q.Encode()
}

// names are whom questions are about, as the reader may know them.
func (d *desk) names(ctx context.Context, tx *store.Tx, p web.Page, all []supervision.Question) (map[id.ID]about, error) {
	where, out := map[id.ID]policy.Resource{}, map[id.ID]about{}
	for _, q := range all {
		if q.Person != "" {
			where[q.Person] = policy.Resource{Facility: q.Facility, Person: q.Person}
		}
	}
	faces, err := d.Census.FacesKnown(ctx, tx, where)
	for who, f := range faces {
		a := about{Name: telling.Name(p.Printer, f.Name)}
		if f.Opens {
			a.URL = "/people/" + string(who)
		}
		out[who] = a
	}
	return out, err
}

// about is whom a question is about: his name, and his file where the reader may open it.
type about struct{ Name, URL string }

func columns(p web.Page, one bool) []web.Column[row] {
	out := []web.Column[row]{
		{Label: p.T("supervision.topic"), Main: true, Cell: web.Link(func(x row) (string, string) { return p.T(x.Topic.Key()), at(x.ID) })},
		{Label: p.T("supervision.about"), Cell: web.Words(func(x row) string { return x.Who })},
	}
	if !one {
		out = append(out, web.Column[row]{Label: p.T("supervision.facility"), Cell: web.Words(func(x row) string { return x.House })})
	}
	return append(
		out,
		web.Column[row]{Label: p.T("supervision.asked"), Sort: "asked", Cell: web.Words(func(x row) string { return p.MomentShort(x.At) })},
		web.Column[row]{Label: p.T("supervision.due"), Sort: "due", Cell: web.Words(func(x row) string { return p.Day(x.Due) })},
		web.Column[row]{Label: p.T("supervision.stands"), Cell: web.Words(func(x row) string {
			if x.Late {
				return p.T("supervision.late")
			}
			return p.T(x.State.Key())
		})},
	)
}

// procurator tells whether the reader watches over a facility.
func (d *desk) procurator(who actor.Actor, q supervision.Question) bool {
	return d.Policy.May(who, policy.SupervisionAsk, q.Resource())
}
