package placepages

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/placement/known"
	"guitu/internal/domain/placement/separation"
	"guitu/internal/domain/resident"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// personPage is a person's beds: where he sleeps, where he can move and why not elsewhere, with whom he can change, from
// whom he is kept apart, and where he slept.
type personPage struct {
	web.Page
	Who                  who
	From                 string // the bed in which the page shows him; "" for none
	Fits                 []web.Option
	Not                  []notFit
	Swap, Others         []web.Option
	Pairs, Lifted        []pair // of Lifted only who may make them knows
	Grades, Wills        []web.Option
	Traits               known.Said
	Past                 [][]string
	MayAssign, MayApart  bool
	MayElsewhere, MayFit bool
	MayCare              bool
	Vacates              bool // he is gone for long: his bed may be given back
}

// notFit is a bed that does not fit, and every reason.
type notFit struct {
	Label   string
	Free    bool // nobody lies there: these come first
	Reasons []string
	Laws    []web.Law
}

type pair struct {
	ID, Version, Other, Since, By, Reason string
	Lifted, LiftedBy, Why                 string // of one that stands no longer
	Sleeps                                bool   // the other one is not in this house: nothing is kept apart, and it stands for when he comes back
}

type personReading struct {
	charge resident.Resident
	stay   placement.Stay
	gone   bool // for long
	mates  mates
	fits   []placement.Fit
	pairs  []known.Pair
	others map[id.ID]resident.Resident // the stays of those from whom he is kept apart
	traits known.Said
	past   []placement.Stay
	places map[id.ID]facility.BedNamed
	people map[id.ID]person.Person
	staff  map[id.ID]string
}

func (d *desk) readPerson(r *web.Request, which id.ID) (personReading, error) {
	ctx := r.Context()
	return store.Read(ctx, d.DB, func(tx *store.Tx) (got personReading, err error) {
		if got.fits, err = d.Placement.Choices(ctx, tx, which); err != nil { // asks whether the reader may
			return got, err
		}
		stays, err := resident.StaysOf(ctx, tx, []id.ID{which})
		if err != nil {
			return got, err
		}
		got.charge = stays[which]
		if got.mates, err = d.brigade(ctx, tx, got.charge.Facility, got.charge.Unit); err != nil {
			return got, err
		}
		if got.gone, err = d.Placement.ForLong(ctx, tx, which); err != nil {
			return got, err
		}
		if got.pairs, err = d.Placement.PairsOf(ctx, tx, which); err != nil {
			return got, err
		}
		if got.others, err = resident.StaysOf(ctx, tx, others(got.pairs, which)); err != nil {
			return got, err
		}
		if got.traits, err = d.Placement.TraitsOf(ctx, tx, which); err != nil {
			return got, err
		}
		if got.past, err = placement.Past(ctx, tx, which); err != nil {
			return got, err
		}
		if err = d.around(r, tx, &got); err != nil {
			return got, err
		}
		got.people, err = d.Person.Load(ctx, tx, append(others(got.pairs, which), which))
		return got, err
	})
}

func others(pairs []known.Pair, who id.ID) (out []id.ID) {
	for _, p := range pairs {
		out = append(out, p.Other(who))
	}
	return out
}

// around reads how the beds of the past are called, and who made the pairs.
func (d *desk) around(r *web.Request, tx *store.Tx, got *personReading) error {
	got.places, got.staff = map[id.ID]facility.BedNamed{}, map[id.ID]string{}
	for _, s := range got.past {
		if s.Until.IsZero() {
			got.stay = s
		}
	}
	houses := map[id.ID]bool{}
	for _, s := range got.past {
		if houses[s.Facility] {
			continue
		}
		houses[s.Facility] = true
		beds, err := facility.Beds(r.Context(), tx, s.Facility)
		if err != nil {
			return err
		}
		for _, b := range beds {
			got.places[b.Bed] = b
		}
	}
	var ids []id.ID
	for _, p := range got.pairs {
		ids = append(ids, member(p.By), member(p.LiftedBy))
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := d.Staff.Members(r.Context(), tx, ids)
	for i, m := range found {
		got.staff[i] = m.Name
	}
	return err
}

// member is the member of staff of an actor.Ref.
func member(ref string) id.ID {
	_, i, _ := strings.Cut(ref, ":")
	return id.ID(i)
}

func (d *desk) person(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	got, err := d.readPerson(r, which)
	if err != nil {
		return err
	}
	p := personPage{Page: r.Page(r.T("beds.person"), "beds"), From: string(got.stay.Bed), Traits: got.traits}
	n := d.names(r)
	p.Who = who{string(which), cmp.Or(n.of(p.Page, got.people[which], got.charge), p.T("beds.nameless")), ""}
	p.Heading = p.Who.Name
	if b, sleeps := got.places[got.stay.Bed]; sleeps {
		p.Who.Where = telling.Bed(p.Printer, b.Place.Room, b.Place.Bed)
		p.Sub = p.T("beds.lies", p.Who.Where, p.Moment(got.stay.From))
	} else {
		p.Sub = p.T(got.nowhere(which))
	}
	p.Sub = joined(p.Sub, joined(got.mates.units[got.charge.Unit], telling.Phase(p.Printer, got.charge.Phase)))
	p.Crumbs = []web.Crumb{{Label: p.T("beds.title"), URL: "/beds"}}
	at := policy.Resource{Kind: "placement", Person: which, Facility: got.charge.Facility, Unit: got.charge.Unit}
	p.MayAssign = d.Policy.Allows(r.Context(), policy.PlacementAssign, at)
	p.Vacates = p.MayAssign && got.gone && p.From != ""
	p.MayApart = d.Policy.Allows(r.Context(), policy.PlacementApart, at)
	p.MayElsewhere = p.MayAssign && d.Placement.MayElsewhere(r.Context(), at.Facility)
	p.MayCare = len(d.says(r, at)) > 0
	p.choices(got, n, which)
	return r.Draw(p.Page, personView(p))
}

// choices fills what can be chosen, and the lists below.
func (p *personPage) choices(got personReading, n *names, which id.ID) {
	for _, f := range got.fits {
		switch {
		case f.Mine:
		case f.OK():
			p.Fits = append(p.Fits, fitOption(p.Page, f))
		default:
			p.Not = append(p.Not, p.notFit(got, n, f))
		}
	}
	slices.SortStableFunc(p.Not, func(a, b notFit) int { return cmp.Compare(rank(b.Free), rank(a.Free)) })
	p.Swap = got.mates.options(p.Page, n, which, seen)
	p.Swap = slices.DeleteFunc(p.Swap, func(o web.Option) bool { return strings.HasSuffix(o.Value, " ") }) // who has a bed
	for i := range p.Swap {
		p.Swap[i].Group = ""
	}
	p.Others = got.mates.options(p.Page, n, which, plainID)
	for _, x := range got.pairs {
		switch y := p.pair(got, n, x, which); {
		case x.Lifted.IsZero():
			p.Pairs = append(p.Pairs, y)
		case p.MayApart:
			p.Lifted = append(p.Lifted, y)
		}
	}
	for _, g := range separation.Grades {
		p.Grades = append(p.Grades, web.Option{Value: g, Label: p.T("beds.grade." + g)})
	}
	for _, w := range separation.Wills {
		p.Wills = append(p.Wills, web.Option{Value: w, Label: p.T("beds.will." + w)})
	}
	for _, s := range got.past {
		b := got.places[s.Bed]
		p.Past = append(p.Past, []string{telling.Bed(p.Printer, b.Place.Room, b.Place.Bed), p.Moment(s.From), until(p.Page, s.Until)})
	}
}

func (p *personPage) pair(got personReading, n *names, x known.Pair, which id.ID) pair {
	y := pair{
		ID: string(x.ID), Version: itoa(x.Version), Other: cmp.Or(n.of(p.Page, got.people[x.Other(which)], got.charge), p.T("beds.nameless")),
		Since: p.Moment(x.Since), By: got.staff[member(x.By)], Reason: x.Reason,
		Sleeps: got.others[x.Other(which)].Facility != got.charge.Facility,
	}
	if !x.Lifted.IsZero() {
		y.Lifted, y.LiftedBy, y.Why = p.Moment(x.Lifted), got.staff[member(x.LiftedBy)], cmp.Or(x.Why, p.T("beds.lift_unsaid"))
	}
	return y
}

// nowhere is how the page of somebody without a bed begins: he waits for one, or is out of the walls.
func (got personReading) nowhere(who id.ID) string {
	if slices.ContainsFunc(got.mates.out, func(c resident.Resident) bool { return c.Person == who }) {
		return "beds.lies_outside"
	}
	return "beds.lies_nowhere"
}

func rank(first bool) int {
	if first {
		return 1
	}
	return 0
}

func (p *personPage) notFit(got personReading, n *names, f placement.Fit) notFit {
	x := notFit{Label: telling.Bed(p.Printer, f.Place.Room, f.Place.Bed), Free: f.State == placement.Empty}
	if f.State != placement.Empty {
		text := p.T("beds.state." + string(f.State))
		if f.Keeper != "" {
			text = joined(text, n.of(p.Page, got.mates.people[f.Keeper], got.charge))
		}
		x.Reasons = append(x.Reasons, text)
	}
	for _, r := range f.Reasons {
		x.Reasons = append(x.Reasons, p.T("beds.not."+r.Key))
		for _, c := range r.Basis {
			if law := (web.Law{Text: p.Article(c)}); !slices.Contains(x.Laws, law) {
				x.Laws = append(x.Laws, law)
			}
		}
	}
	return x
}

// elsewherePage is what other brigades can offer.
type elsewherePage struct {
	web.Page
	ID, From     string
	Offers       []web.Option
	Heals, Asked bool   // the reader gives the bed himself; somebody asked for one
	Wish, Words  string // the bed that was asked for, and why
}

func (d *desk) elsewhere(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	offers, err := d.Placement.Elsewhere(r.Context(), store.NewKey(), which)
	if err != nil {
		return err
	}
	p := elsewherePage{Page: r.Page(r.T("beds.elsewhere"), "beds"), ID: string(which)}
	p.Crumbs = []web.Crumb{{Label: p.T("beds.title"), URL: "/beds"}, {Label: p.T("beds.person"), URL: "/beds/person/" + p.ID}}
	units, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (map[id.ID]string, error) {
		all, err := facility.All(r.Context(), tx)
		out := map[id.ID]string{}
		for _, u := range all {
			out[u.ID] = u.Name
		}
		if err != nil {
			return out, err
		}
		if err := d.asked(r, tx, which, &p); err != nil {
			return out, err
		}
		past, err := placement.Past(r.Context(), tx, which)
		if len(past) > 0 && past[0].Until.IsZero() {
			p.From = string(past[0].Bed)
		}
		return out, err
	})
	for _, o := range offers {
		hint := ""
		for _, w := range o.Why {
			hint = joined(hint, p.T("beds.why."+w.Code, w.N))
		}
		p.Offers = append(p.Offers, web.Option{
			Value: string(o.Bed), Label: units[o.Unit] + " " + telling.Bed(p.Printer, o.Place.Room, o.Place.Bed), Hint: hint,
		})
	}
	if err != nil {
		return err
	}
	return r.Draw(p.Page, elsewhereView(p))
}

// asked fills what the medical desk was asked about somebody: it alone answers.
func (d *desk) asked(r *web.Request, tx *store.Tx, which id.ID, p *elsewherePage) error {
	stays, err := resident.StaysOf(r.Context(), tx, []id.ID{which})
	if err != nil {
		return err
	}
	c := stays[which]
	if p.Heals = d.Placement.Heals(r.Context(), c.Facility); !p.Heals {
		return nil
	}
	b, words, asked, err := d.Placement.Asked(r.Context(), tx, c)
	if p.Asked, p.Words = asked, words; b.Bed != "" {
		p.Wish = telling.Bed(p.Printer, b.Place.Room, b.Place.Bed)
	}
	return err
}
