package systempages

import (
	"slices"
	"strconv"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/staff"
	"guitu/internal/door/web"
	"guitu/internal/platform/keys"
	"guitu/internal/platform/pair"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

const twoAt = "/admin/two"

// mostProposals is how many stand on the page: some months of a province.
const mostProposals = 200

// twoPage is what needs two: what waits, what was done, and how the keys stand.
type twoPage struct {
	web.Page
	Waits []proposal
	Past  [][]string
	Keys  web.Facts // how the keys stand; empty for who does not keep the system
	Root  string    // id of the root key that wraps, to be turned
}

// proposal is one that waits for its second.
type proposal struct {
	pair.Proposal
	What  string
	Facts web.Facts
	Mine  bool // the reader proposed it, or it is about him: another confirms it
}

func (d *desk) two(r *web.Request) error {
	if !d.Policy.Somewhere(r.Actor(), policy.PairView) {
		return web.Known(errs.New(errs.Denied, "policy.denied"), "admin.two.keeper")
	}
	p := twoPage{Page: r.Page(r.T("admin.two"), "system")}
	p.Sub = p.T("admin.two.sub")
	all, err := d.Pairs.List(r.Context(), mostProposals)
	if err != nil {
		return err
	}
	var ids []id.ID
	for _, x := range all {
		for _, who := range []id.ID{x.Proposer, x.Settler, x.Subject} {
			if who != "" && !slices.Contains(ids, who) {
				ids = append(ids, who)
			}
		}
	}
	told, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (t wording, err error) { return d.tell(r, tx, all, ids) })
	if err != nil {
		return err
	}
	for _, x := range all {
		p.add(x, told)
	}
	if d.Policy.May(r.Actor(), policy.JobsView, policy.Resource{}) {
		s, err := d.Keys.Status(r.Context())
		if err != nil {
			return err
		}
		p.stand(s)
	}
	return r.Draw(p.Page, twoView(p))
}

// wording is what proposals are told with: names of officers and units, and the posts that they are about.
type wording struct {
	names map[id.ID]staff.Member
	units map[id.ID]string
	posts map[id.ID]staff.Post
}

func (d *desk) tell(r *web.Request, tx *store.Tx, all []pair.Proposal, ids []id.ID) (t wording, err error) {
	if t.names, err = d.Staff.Members(r.Context(), tx, ids); err != nil {
		return t, err
	}
	if t.units, err = facility.Names(r.Context(), tx); err != nil {
		return t, err
	}
	t.posts = map[id.ID]staff.Post{}
	for _, x := range all {
		if x.State == pair.Open && strings.HasPrefix(x.Kind, "post.") {
			if t.posts[x.ID], err = staff.Proposed(r.Context(), tx, x.Kind, x.About, x.Word); err != nil {
				return t, err
			}
		}
	}
	return t, nil
}

func (p *twoPage) add(x pair.Proposal, told wording) {
	names := told.names
	what := p.T("pair.kind." + x.Kind)
	if x.State != pair.Open {
		about := names[x.Subject].Name
		p.Past = append(p.Past, []string{
			what, about, names[x.Proposer].Name, p.Moment(x.Proposed), p.T("pair.state." + string(x.State)), names[x.Settler].Name,
		})
		return
	}
	w := proposal{Proposal: x, What: what, Facts: web.Facts{
		{Label: p.T("admin.two.by"), Value: names[x.Proposer].Name},
		{Label: p.T("admin.two.at"), Value: p.Moment(x.Proposed)},
		{Label: p.T("admin.two.until"), Value: p.Moment(x.Ends)},
	}}
	if x.Subject != "" {
		w.Facts = append(w.Facts, web.Line{Label: p.T("admin.two.about"), Value: names[x.Subject].Name})
	}
	if post, ok := told.posts[x.ID]; ok {
		w.Facts = append(w.Facts,
			web.Line{Label: p.T("admin.two.post"), Value: told.units[post.Unit] + " " + p.T("role."+string(post.Role))},
			web.Line{Label: p.T("admin.two.first"), Value: p.Day(post.From)})
		if !post.Until.IsZero() {
			w.Facts = append(w.Facts, web.Line{Label: p.T("admin.two.last"), Value: p.Day(post.Until)})
		}
	}
	w.Mine = p.Who.Actor.Staff == x.Proposer || p.Who.Actor.Staff == x.Subject
	p.Waits = append(p.Waits, w)
}

func (p *twoPage) stand(s keys.Status) {
	p.Root = s.Current
	older := p.T("admin.two.none")
	if len(s.Older) > 0 {
		older = p.List(s.Older)
	}
	p.Keys = web.Facts{
		{Label: p.T("admin.two.suite"), Value: p.T("admin.two.suite." + string(s.Suite))},
		{Label: p.T("admin.two.root"), Value: s.Current},
		{Label: p.T("admin.two.older"), Value: older},
		{Label: p.T("admin.two.behind"), Value: p.Number(s.Behind)},
	}
}

// proposeKeys proposes to turn keys; proposals about accounts are made at the officer's page.
func (d *desk) proposeKeys(r *web.Request) error {
	var form struct{ What, Root string }
	if err := r.Decode(&form); err != nil {
		return err
	}
	if form.What != "keys.root" && form.What != "keys.ring" {
		return errs.New(errs.NotFound, "web.not_found")
	}
	_, err := d.Pairs.Propose(r.Context(), store.Key(r.Key()), pair.Act{Kind: form.What, Word: form.Root})
	return d.toldTwo(r, err, "admin.two.proposed")
}

func (d *desk) settleTwo(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	var form struct{ Version int64 }
	if err := r.Decode(&form); err != nil {
		return err
	}
	if r.PathValue("act") == "confirm" {
		return d.toldTwo(r, d.Pairs.Confirm(r.Context(), store.Key(r.Key()), which, form.Version), "admin.two.confirmed")
	}
	return d.toldTwo(r, d.Pairs.Withdraw(r.Context(), store.Key(r.Key()), which, form.Version), "admin.two.withdrawn")
}

// toldTwo goes back to the list, with what was done or why not.
func (d *desk) toldTwo(r *web.Request, err error, said string) error {
	if e := errs.Find(err); e != nil && e.Kind == errs.Conflict {
		return r.Tell(twoAt, web.Info, e.Code, e.Args...)
	}
	if err != nil {
		return err
	}
	return r.Done(twoAt, said)
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
