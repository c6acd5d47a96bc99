package systempages

import (
	"context"
	"slices"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/staff"
	"guitu/internal/door/units"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// mayPage answers "may this officer do this, and why".
type mayPage struct {
	web.Page
	Asking   asking
	Units    []web.Option
	Officers []web.Option
	Actions  []web.Option
	Rooms    []web.Option // compartments
	Wrong    string
	Asked    bool
	Officer  string
	Posts    []string
	Answer   policy.Decision
}

// asking is the question as it stands in the address: ids and codes only.
type asking struct {
	Unit, Officer, Action, Place, File, Compartment string
	Own                                             bool
}

func (d *desk) may(r *web.Request) error {
	if !d.Policy.MayAsk(r.Actor()) {
		return web.Known(errs.New(errs.Denied, "policy.denied"), "admin.may.keeper")
	}
	q := r.URL.Query()
	p := mayPage{Page: r.Page(r.T("admin.may"), "staff"), Asking: asking{
		Unit: q.Get("unit"), Officer: q.Get("officer"), Action: q.Get("action"), Place: q.Get("place"), File: q.Get("file"),
		Compartment: q.Get("compartment"), Own: q.Get("own") == "true",
	}}
	p.Sub = p.T("admin.may.sub")
	p.choices()
	_, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (int, error) { return 0, d.decide(r, tx, &p) })
	if err != nil {
		return err
	}
	return r.Draw(p.Page, mayView(p))
}

// areas are the headings under which the actions stand, each with its rooms.
var areas = []struct {
	key   string
	rooms []string
}{
	{"admin.area.people", []string{"person", "resident", "measure", "placement", "search", "kiosk", "objection"}},
	{"admin.area.duty", []string{"duty"}},
	{"admin.area.document", []string{"document", "paper"}},
	{"admin.area.closed", []string{"clinical", "infection", "psychology", "child", "complaint"}},
	{"admin.area.lists", []string{"roster", "export"}},
	{"admin.area.law", []string{"law"}},
	{"admin.area.house", []string{"facility", "staff", "authn", "partner"}},
	{"admin.area.system", []string{"audit", "jobs"}},
}

// unasked are what no officer does by his posts alone: to sign in, what a resident does at his own page, and what is for the
// office that a complaint names.
var unasked = []policy.Action{
	policy.AuthnSignIn, policy.KioskSignIn, policy.KioskSelf, policy.ObjectionRaise,
	policy.ComplaintSend, policy.ComplaintList, policy.ComplaintHandle, policy.ComplaintKey,
}

func (p *mayPage) choices() {
	for _, area := range areas {
		for _, a := range policy.Actions() {
			if !slices.Contains(unasked, a) && slices.Contains(area.rooms, a.Room()) {
				p.Actions = append(p.Actions, web.Option{Value: string(a), Label: p.T("admin.action." + string(a)), Group: p.T(area.key)})
			}
		}
	}
	for _, c := range []string{"general", "clinical", "infection", "psychology", "child", "voluntary", "complaint"} {
		p.Rooms = append(p.Rooms, web.Option{Value: c, Label: p.T("admin.compartment." + c)})
	}
}

// decide reads the officer's posts of today and asks the policies as they would be asked.
func (d *desk) decide(r *web.Request, tx *store.Tx, p *mayPage) error {
	where, err := units.Read(r.Context(), tx)
	if err != nil {
		return err
	}
	p.Units = units.Options(where.Seen(d.Policy.Scope(r.Actor(), policy.StaffView)))
	who := id.ID(p.Asking.Officer)
	if err := d.fillOfficers(r, tx, where, p); err != nil || who == "" {
		return err
	}
	posts, err := staff.PostsOf(r.Context(), tx, who)
	if err != nil {
		return err
	}
	if !d.Staff.Sees(r.Context(), posts) {
		return errs.New(errs.NotFound, "store.not_found")
	}
	names, err := d.Staff.Members(r.Context(), tx, []id.ID{who})
	if err != nil {
		return err
	}
	held, err := staff.Held(r.Context(), tx, who, tx.Today())
	if err != nil {
		return err
	}
	for _, x := range held {
		p.Posts = append(p.Posts, where.Name(x.Unit)+" "+p.T("role."+x.Role))
	}
	p.Officer = names[who].Name
	if p.Asking.Action == "" {
		return nil
	}
	subject, err := d.subject(r, tx, where, p)
	if err != nil || p.Wrong != "" {
		return err
	}
	officer := actor.Actor{Kind: actor.Officer, Staff: who, Posts: held}
	p.Asked, p.Answer = true, d.Policy.Explain(officer, policy.Action(p.Asking.Action), subject, r.Now())
	return nil
}

// fillOfficers lists who may be chosen: those with a post in the unit, and the one who is chosen already.
func (d *desk) fillOfficers(r *web.Request, tx *store.Tx, where units.Tree, p *mayPage) error {
	u := where.Unit(id.ID(p.Asking.Unit))
	if u.ID == "" || !units.Seen(d.Policy.Scope(r.Actor(), policy.StaffView), u) {
		return nil
	}
	posts, err := staff.PostsIn(r.Context(), tx, u.ID, tx.Today())
	if err != nil {
		return err
	}
	ids := make([]id.ID, len(posts))
	for i, x := range posts {
		ids[i] = x.Member
	}
	names, err := d.Staff.Members(r.Context(), tx, ids)
	for _, x := range posts {
		p.Officers = append(p.Officers, web.Option{Value: string(x.Member), Label: names[x.Member].Name + "（" + p.T("role."+string(x.Role)) + "）"})
	}
	return err
}

// subject is what the question is about: a person's file, of which only number or address is known here, or a place.
// Of a file that lies where the reader may not look there is the answer of a number that is nobody's: he would learn
// that somebody is there.
func (d *desk) subject(r *web.Request, tx *store.Tx, where units.Tree, p *mayPage) (policy.Resource, error) {
	ctx, a, sees := r.Context(), p.Asking, d.Policy.Scope(r.Actor(), policy.StaffView)
	out := policy.Resource{Kind: policy.Action(a.Action).Room(), Compartment: a.Compartment}
	if a.Own {
		out.Owner = a.Officer
	}
	if strings.TrimSpace(a.File) == "" {
		if u := where.Unit(id.ID(a.Place)); u.ID != "" {
			out.ID, out.Facility, out.Unit = u.ID, u.Facility, u.ID
		}
		return out, nil
	}
	person, err := d.filed(ctx, tx, a.File)
	if err != nil || person == "" {
		p.Wrong = p.T("admin.may.no_file")
		return out, err
	}
	stays, err := resident.LatestOf(ctx, tx, []id.ID{person})
	if !sees.Covers(r.Actor(), policy.Resource{Facility: stays[person].Facility}) {
		p.Wrong = p.T("admin.may.no_file")
		return out, err
	}
	out.Person, out.Facility, out.Unit = person, stays[person].Facility, stays[person].Unit
	return out, err
}

// filed finds whose file is meant: by its number, or by the address of a page of it.
func (d *desk) filed(ctx context.Context, tx *store.Tx, file string) (id.ID, error) {
	file = strings.TrimSpace(file)
	if _, below, ok := strings.Cut(file, "/people/"); ok {
		file, _, _ = strings.Cut(below, "/")
	}
	if person, err := id.Parse(file); err == nil {
		return person, nil
	}
	return d.Census.ByFileNumber(ctx, tx, file)
}

// verdict is the answer in one line: yes, yes after a purpose or a signature, or no.
func verdict(p mayPage) (web.Tone, string) {
	what := p.T("admin.action." + p.Asking.Action)
	switch {
	case p.Answer.Allow:
		return web.OK, p.T("admin.may.yes", p.Officer, what)
	case len(p.Answer.Purposes) > 0 || p.Answer.SignAgain:
		return web.Info, p.T("admin.may.after", p.Officer, what)
	}
	return web.Warn, p.T("admin.may.no", p.Officer, what)
}

func purposes(p mayPage) string {
	words := make([]string, len(p.Answer.Purposes))
	for i, x := range p.Answer.Purposes {
		words[i] = p.T("policy.purpose." + x)
	}
	return p.List(words)
}

func onlyTrue(b bool) string {
	if b {
		return "true"
	}
	return ""
}

// reasons are the rules that decided. That no rule permits goes without saying where one more step would do.
func (p mayPage) reasons() []string {
	var out []string
	for _, key := range p.Answer.Reasons {
		if key != "policy.reason.none" || len(p.Answer.Purposes) == 0 && !p.Answer.SignAgain {
			out = append(out, p.T(key))
		}
	}
	return out
}
