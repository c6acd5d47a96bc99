package adminpages

import (
	"guitu/internal/base/errs"
	"guitu/internal/domain/partner"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// partnersPage is the directory of those the house works with.
type partnersPage struct {
	web.Page
	Table   web.Table[partner.Partner]
	Kinds   []web.Option
	Manages bool
	Letter  web.Letterhead
}

func (d *desk) partners(r *web.Request) error {
	l := r.List("kind")
	p := partnersPage{Page: r.Page(r.T("admin.partners"), "system"), Manages: d.Policy.Somewhere(r.Actor(), policy.PartnerManage)}
	p.Sub, p.Kinds = p.T("admin.partners.sub"), kindOptions(p.Page)
	if err := web.Among("kind", p.T("admin.partner.kind"), l.Value("kind"), p.Kinds); err != nil {
		return err
	}
	got, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (store.Slice[partner.Partner], error) {
		return partner.List(r.Context(), tx, partner.Kind(l.Value("kind")), listPage(l))
	})
	if err != nil {
		return err
	}
	p.Table = web.Table[partner.Partner]{
		Caption: p.Title, List: l, Rows: got.Rows, Total: got.Total, First: got.First, Prev: got.Prev, Next: got.Next, Columns: partnerColumns(p.Page), Export: l.Export("partners", d.Policy.Somewhere(r.Actor(), policy.ExportRequest)),
		Empty: web.Empty{Text: p.T("admin.partners.none"), Action: p.T("admin.partner.new"), URL: "/admin/partners/new"},
	}
	p.Table.Narrowed("kind", p.T("admin.partner.kind"), labelled(p.Kinds, l.Value("kind")))
	p.Letter = web.Letterhead{House: r.Who().Scope, Title: p.Title, Printed: p.T("admin.printed", p.Now)}
	return r.Draw(p.Page, partnersView(p))
}

func kindOptions(p web.Page) []web.Option {
	out := make([]web.Option, len(partner.Kinds))
	for i, k := range partner.Kinds {
		out[i] = web.Option{Value: string(k), Label: p.T("partner.kind." + string(k))}
	}
	return out
}

func partnerColumns(p web.Page) []web.Column[partner.Partner] {
	return []web.Column[partner.Partner]{
		{Label: p.T("admin.partner.name"), Sort: "name", Main: true, Cell: web.Link(func(x partner.Partner) (string, string) { return x.Name, "/admin/partners/" + string(x.ID) })},
		{Label: p.T("admin.partner.kind"), Sort: "kind", Cell: web.Words(func(x partner.Partner) string { return p.T("partner.kind." + string(x.Kind)) })},
		{Label: p.T("admin.partner.division"), Cell: web.Words(func(x partner.Partner) string { return x.Division })},
		{Label: p.T("admin.partner.phone"), Cell: web.Words(func(x partner.Partner) string { return x.Phone })},
	}
}

// partnerPage is one partner, or a new one.
type partnerPage struct {
	web.Page
	Partner partner.Partner
	Action  string
	Kinds   []web.Option
	Diff    *web.Diff
	Manages bool
}

func (d *desk) partnerForm(r *web.Request) error {
	if !d.Policy.Somewhere(r.Actor(), policy.PartnerManage) {
		return web.Known(errs.New(errs.Denied, "policy.denied"), "admin.partners.keeper")
	}
	p := partnerPage{Page: r.Page(r.T("admin.partner.new"), "system"), Action: "/admin/partners", Manages: true}
	return d.drawPartner(r, p)
}

func (d *desk) drawPartner(r *web.Request, p partnerPage) error {
	p.Kinds, p.Crumbs = kindOptions(p.Page), []web.Crumb{{Label: p.T("admin.partners"), URL: "/admin/partners"}}
	return r.Draw(p.Page, partnerView(p))
}

func (d *desk) addPartner(r *web.Request) error {
	var form partner.Draft
	if err := r.Decode(&form); err != nil {
		return err
	}
	if _, err := d.Partner.Enter(r.Context(), store.Key(r.Key()), form); err != nil {
		return r.Again(err, d.partnerForm)
	}
	return r.Done("/admin/partners", "admin.partner.added")
}

func (d *desk) partner(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	x, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (partner.Partner, error) { return partner.Get(r.Context(), tx, which) })
	if err != nil {
		return err
	}
	p := partnerPage{Page: r.Page(r.T("admin.partner"), "system"), Partner: x, Action: "/admin/partners/" + string(x.ID)}
	p.Heading, p.Manages = x.Name, d.Policy.Somewhere(r.Actor(), policy.PartnerManage)
	if p.Form.Changed {
		p.Diff = partnerDiff(p.Page, x)
	}
	return d.drawPartner(r, p)
}

// partnerDiff sets what was typed beside what stands now.
func partnerDiff(p web.Page, x partner.Partner) *web.Diff {
	kind := func(k string) string { return p.Or("partner.kind."+k, k) }
	return &web.Diff{Mine: p.T("admin.mine"), Theirs: p.T("admin.theirs"), Fields: []web.DiffField{
		{Name: "name", Label: p.T("admin.partner.name"), Mine: p.Form.Value("name", ""), Theirs: x.Name},
		{Name: "kind", Label: p.T("admin.partner.kind"), Mine: kind(p.Form.Value("kind", "")), Theirs: kind(string(x.Kind))},
		{Name: "division", Label: p.T("admin.partner.division"), Mine: p.Form.Value("division", ""), Theirs: x.Division},
		{Name: "phone", Label: p.T("admin.partner.phone"), Mine: p.Form.Value("phone", ""), Theirs: x.Phone},
	}}
}

func (d *desk) changePartner(r *web.Request) error {
	which, form, err := posted[struct {
		Version                     int64
		Kind, Name, Division, Phone string
	}](r)
	if err != nil {
		return err
	}
	draft := partner.Draft{Kind: form.Kind, Name: form.Name, Division: form.Division, Phone: form.Phone}
	err = d.Partner.Change(r.Context(), store.Key(r.Key()), which, form.Version, draft)
	if errs.Is(err, "store.changed_meanwhile") {
		// The key belongs to the version that is outdated: what is sent again is another command.
		r.PostForm.Del("_key")
	}
	if err != nil {
		return r.Again(err, d.partner)
	}
	return r.Done("/admin/partners", "admin.partner.changed")
}
