package outpages

import (
	"context"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/resident"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

type findPage struct {
	web.Page
	Query string
	Dull  bool // too short to look for
	Asked bool
	Found []hit
}

// hit is somebody who was found.
type hit struct {
	Name, Number, Place, URL string
	Out                      string // where he is out
}

// ask is where somebody is looked for: by name, number or bed.
func (d *desk) ask(r *web.Request) error { return d.answer(r, "") }

func (d *desk) find(r *web.Request) error {
	var form struct{ Q string }
	if err := r.Decode(&form); err != nil {
		return err
	}
	return d.answer(r, form.Q)
}

func (d *desk) answer(r *web.Request, q string) error {
	p := findPage{Page: r.Page(r.T("out.find"), "roll"), Query: q, Asked: q != ""}
	p.Crumbs = []web.Crumb{{Label: p.T("out.title"), URL: "/out"}}
	p.Dull = p.Asked && !d.Census.Searchable(q)
	if !p.Asked || p.Dull {
		return r.Draw(p.Page, findView(p))
	}
	got, err := d.Census.Search(r.Context(), q, store.Page{Limit: 20})
	if err != nil {
		return err
	}
	out, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (map[id.ID]outing.Outing, error) {
		var people []id.ID
		for _, x := range got.Rows {
			people = append(people, x.Person)
		}
		return outing.Now(r.Context(), tx, people)
	})
	if err != nil {
		return err
	}
	for _, x := range got.Rows {
		if !x.Here() {
			continue
		}
		h := hit{
			Name: telling.Name(p.Printer, x.Name), Number: x.FileNumber, Place: x.UnitName + " " + telling.Bed(p.Printer, x.Room, x.Bed),
			URL: personURL(x.Person) + "/new",
		}
		if o, away := out[x.Person]; away {
			h.Out, h.URL = p.T(string(o.Kind.Title()))+" · "+p.T("out.since", at(p.Page, o.From)), outingURL(o.ID)
		}
		p.Found = append(p.Found, h)
	}
	return r.Draw(p.Page, findView(p))
}

type personPage struct {
	web.Page
	Person id.ID
	Face   census.Face
	Lines  []past
	Out    *outing.Outing // that goes on now
	Mine   bool           // the reader may record that he leaves
	Kind   string
	Kinds  []web.Option
	Minute string
	Back   string
	Facts  web.Facts // of the outing that goes on
}

// past is an outing as the page of the person tells it.
type past struct {
	Kind, From, Until, Where, URL string
	Void                          bool
}

// about reads somebody with his outings, for who may see where he is.
func (d *desk) about(r *web.Request, title string) (p personPage, all []outing.Outing, err error) {
	who, err := r.ID("id")
	if err != nil {
		return p, nil, err
	}
	p = personPage{Page: r.Page(title, "roll"), Person: who}
	type read struct {
		face census.Face
		all  []outing.Outing
	}
	got, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (got read, err error) {
		ctx := r.Context()
		stays, err := resident.OfPerson(ctx, tx, who)
		if err != nil {
			return got, err
		}
		at := policy.Resource{Kind: "outing", Person: who}
		if len(stays) > 0 {
			at.Facility, at.Unit = stays[0].Facility, stays[0].Unit
		}
		if err := d.Policy.Check(ctx, tx, policy.OutingView, at); err != nil {
			return got, err
		}
		faces, err := d.Census.Faces(ctx, tx, map[id.ID]policy.Resource{who: at})
		if err != nil {
			return got, err
		}
		got.face = faces[who]
		if got.all, err = outing.Of(ctx, tx, who); err != nil {
			return got, err
		}
		return got, d.Outing.Told(ctx, tx, got.all)
	})
	if err != nil {
		return p, nil, err
	}
	p.Face = got.face
	p.Heading, p.Sub = telling.Name(p.Printer, got.face.Name), title+" · "+got.face.FileNumber
	p.Crumbs = []web.Crumb{{Label: p.T("out.title"), URL: "/out"}}
	for i, o := range got.all {
		if o.Until.IsZero() {
			p.Out = &got.all[i]
		}
	}
	return p, got.all, nil
}

// person is the page of somebody's outings.
func (d *desk) person(r *web.Request) error {
	p, all, err := d.about(r, r.T("out.of_person"))
	if err != nil {
		return err
	}
	for _, o := range all {
		x := past{Kind: p.T(string(o.Kind.Title())), From: at(p.Page, o.From), Where: o.Words.Where, URL: outingURL(o.ID), Void: o.Void}
		switch {
		case o.Void:
			x.Until = p.T("out.void")
		case o.Until.IsZero():
			x.Until = p.T("out.still")
		default:
			x.Until = ended(p.Page, o)
		}
		p.Lines = append(p.Lines, x)
	}
	p.Mine = p.Out == nil && d.may(r, p.Face.At, outing.Hospital)
	return r.Draw(p.Page, personView(p))
}

func (d *desk) may(r *web.Request, at policy.Resource, k outing.Kind) bool {
	return d.Policy.May(r.Actor(), policy.OutingRecord, outing.Outing{Facility: at.Facility, Unit: at.Unit, Kind: k}.Resource())
}

// leaveForm is the short form of a departure.
func (d *desk) leaveForm(r *web.Request) error {
	p, _, err := d.about(r, r.T("out.leave"))
	if err != nil {
		return err
	}
	for _, k := range outing.Direct() {
		if d.may(r, p.Face.At, k) {
			p.Kinds = append(p.Kinds, web.Option{Value: string(k), Label: p.T(string(k.Title()))})
		}
	}
	if len(p.Kinds) == 0 {
		return errs.New(errs.Denied, "policy.denied")
	}
	p.Kind = r.FormValue("kind")
	p.Minute = p.Now.In(civil.Shanghai).Format("2006-01-02T15:04")
	p.Back = web.Local(r.FormValue("back"))
	if p.Out != nil {
		p.Facts = facts(p.Page, *p.Out)
	}
	return r.Draw(p.Page, leaveView(p))
}

func (d *desk) leave(r *web.Request) error {
	who, err := r.ID("id")
	if err != nil {
		return err
	}
	var form struct{ Kind, From, Due, Where, Escort, Note, Back string }
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.leaveForm)
	}
	_, err = d.Outing.Leave(r.Context(), store.Key(r.Key()), outing.Departure{
		Person: who, Kind: form.Kind, From: form.From, Due: form.Due,
		Words: outing.Words{Where: form.Where, Escort: form.Escort, Note: form.Note},
	})
	if err != nil {
		return r.Again(err, d.leaveForm)
	}
	return r.Done(backTo(form.Back), "out.left")
}

// backTo is where a form came from: the roll that asked for it, or the board.
func backTo(back string) string {
	if to := web.Local(back); to != "/" {
		return to
	}
	return "/out"
}

type showPage struct {
	web.Page
	Outing  outing.Outing
	Name    string
	Facts   web.Facts
	Mine    bool // the reader may change it
	Out     bool
	Late    string
	Version string
	Minute  string
	Due     string
	Back    string
	Record  string // where a fact of the law, or an affair, ends it
	ByWhat  string // and why there

	Withdraws   bool   // the reader may say that it never was
	WithdrawnBy string // who said so, when and why
	Told        []told // which rolls and books tell of it
}

// show is one outing: what is known of it, the return, and until when.
func (d *desk) show(r *web.Request) error {
	p, err := d.shown(r, r.T("out.one"))
	if err != nil {
		return err
	}
	return r.Draw(p.Page, showView(p))
}

// shown reads one outing for its page, and for that of its withdrawal.
func (d *desk) shown(r *web.Request, title string) (p showPage, err error) {
	which, err := r.ID("id")
	if err != nil {
		return p, err
	}
	p = showPage{Page: r.Page(title, "roll")}
	type read struct {
		o      outing.Outing
		affair id.ID
		face   census.Face
	}
	got, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (got read, err error) {
		ctx := r.Context()
		if got.o, err = outing.Get(ctx, tx, which); err != nil {
			return got, err
		}
		if err = d.Policy.Check(ctx, tx, policy.OutingView, got.o.Resource()); err != nil {
			return got, err
		}
		if got.affair, err = affairOf(ctx, tx, got.o); err != nil {
			return got, err
		}
		list := []outing.Outing{got.o}
		if err = d.Outing.Told(ctx, tx, list); err != nil {
			return got, err
		}
		got.o = list[0]
		faces, err := d.Census.Faces(ctx, tx, map[id.ID]policy.Resource{got.o.Person: got.o.Resource()})
		got.face = faces[got.o.Person]
		return got, err
	})
	if err != nil {
		return p, err
	}
	o := got.o
	p.Outing, p.Name = o, telling.Name(p.Printer, got.face.Name)
	p.Heading, p.Sub = p.Name, p.T(string(o.Kind.Title()))+" · "+got.face.FileNumber
	p.Crumbs = []web.Crumb{{Label: p.T("out.title"), URL: "/out"}}
	p.Out, p.Version = o.Until.IsZero(), itoa(o.Version)
	p.Mine = p.Out && d.Policy.May(r.Actor(), policy.OutingRecord, o.Resource())
	p.Minute = p.Now.In(civil.Shanghai).Format("2006-01-02T15:04")
	p.Due = o.DueTyped()
	if o.Late(p.Now) {
		p.Late = p.Left(o.Due, p.Now)
	}
	switch {
	case got.affair != "":
		p.Record, p.ByWhat = "/journeys/"+string(got.affair), p.T("out.by_affair")
	case o.Kind.Legal():
		p.Record, p.ByWhat = "/people/"+string(o.Person)+"/record", p.T("out.by_law")
	case o.Kind == outing.Transfer:
		p.Record, p.ByWhat = "/journeys?kind=transfer", p.T("out.by_transfer")
	}
	p.Back = web.Local(r.FormValue("back"))
	p.Facts, p.Withdraws, p.WithdrawnBy = facts(p.Page, o), d.mayWithdraw(r, o), d.withdrawnBy(r, p.Page, o)
	if p.Withdraws || o.Void {
		p.Told, err = d.tellers(r, p.Page, o)
	}
	return p, err
}

// affairOf is the open affair by which somebody is out, "" where there is none: it has him back.
func affairOf(ctx context.Context, tx *store.Tx, o outing.Outing) (id.ID, error) {
	kind := affair.Of(o.Kind)
	if kind == "" || !o.Until.IsZero() {
		return "", nil
	}
	open, err := journey.OpenOf(ctx, tx, kind, []id.ID{o.Person})
	return open[o.Person].ID, err
}

func facts(p web.Page, o outing.Outing) web.Facts {
	out := web.Facts{
		{Label: p.T("out.column.kind"), Value: p.T(string(o.Kind.Title()))},
		{Label: p.T("out.column.from"), Value: at(p, o.From)},
	}
	add := func(label, value string) {
		if value != "" {
			out = append(out, web.Line{Label: p.T(label), Value: value})
		}
	}
	if !o.Due.IsZero() {
		add("out.column.due", dueBy(p, o))
	} else if o.Until.IsZero() {
		add("out.column.due", p.T("out.no_due"))
	}
	switch {
	case o.Void && o.ByHand(): // what was entered stands, withdrawn
		add("out.column.back", ended(p, o)+" · "+p.T("out.void"))
	case o.Void:
		add("out.column.back", p.T("out.void"))
	case !o.Until.IsZero():
		add("out.column.back", ended(p, o))
	}
	add("out.column.where", o.Words.Where)
	add("out.column.escort", o.Words.Escort)
	add("out.column.note", o.Words.Note)
	return out
}

func (d *desk) back(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	var form struct {
		Version  int64
		At, Back string
	}
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.show)
	}
	if err := d.Outing.Return(r.Context(), store.Key(r.Key()), outing.Coming{Outing: which, Version: form.Version, At: form.At}); err != nil {
		return r.Again(err, d.show)
	}
	return r.Done(backTo(form.Back), "out.returned")
}

func (d *desk) amend(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	var form struct {
		Version                        int64
		Due, Where, Escort, Note, Back string
	}
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.show)
	}
	err = d.Outing.Amend(r.Context(), store.Key(r.Key()), outing.Amendment{
		Outing: which, Version: form.Version, Due: form.Due, Words: outing.Words{Where: form.Where, Escort: form.Escort, Note: form.Note},
	})
	if err != nil {
		return r.Again(err, d.show)
	}
	return r.Done(outingURL(which), "out.amended")
}
