package placepages

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// bedPage is one bed: who lies there and since when, where he can move, what it is reserved for, who had it.
type bedPage struct {
	web.Page
	ID, Label      string
	Spot           placement.Spot
	Facts          web.Facts
	Who            who
	Fits           []web.Option // where he can move, the first few
	MoreFits       bool
	From           string
	Give, People   []web.Option // who can be given it; for whom it can be reserved
	Past           [][]string
	MayAssign      bool
	Vacates        bool // he is gone for long: his bed may be given back
	ReserveVersion string
}

// fewFits is how many beds the panel of a bed offers; the person's page has all.
const fewFits = 6

// mates are the people of a brigade with their beds, as forms choose among them.
type mates struct {
	units  map[id.ID]string
	people map[id.ID]person.Person
	spots  []placement.Spot
	none   []resident.Resident // who waits for a bed
	out    []resident.Resident // who is out of the walls, and no bed is kept for him
}

// brigade reads the people of one brigade, of the facility where there is none, in a constant number of queries.
func (d *desk) brigade(ctx context.Context, tx *store.Tx, at, unit id.ID) (m mates, err error) {
	units, err := facility.Below(ctx, tx, at)
	if err != nil {
		return m, err
	}
	m.units = map[id.ID]string{}
	for _, u := range units {
		m.units[u.ID] = u.Name
	}
	away, err := d.away(ctx, tx, at)
	if err != nil {
		return m, err
	}
	within := policy.Scope{Units: []id.ID{unit}}
	if unit == "" { // a room that no brigade keeps: whoever is here
		within = policy.Scope{Facilities: []id.ID{at}}
	}
	f, err := placement.Board(ctx, tx, at, within, away)
	if err != nil {
		return m, err
	}
	m.spots, m.none, m.out = f.Spots, f.Without, f.Outside
	var ids []id.ID
	for _, s := range m.spots {
		if s.Stay.ID != "" {
			ids = append(ids, s.Stay.Person)
		}
	}
	for _, c := range slices.Concat(m.none, m.out) {
		ids = append(ids, c.Person)
	}
	m.people, err = d.Person.Load(ctx, tx, ids)
	return m, err
}

// bedless are the groups of those without a bed.
var bedless = []string{"beds.group.without", "beds.group.outside"}

// options are the people of the brigade to choose from, those without a bed first; value says what stands for one.
func (m mates) options(p web.Page, n *names, but id.ID, value func(placement.Stay, id.ID) string) (out []web.Option) {
	for group, list := range [][]resident.Resident{m.none, m.out} {
		for _, c := range list {
			if c.Person != but {
				out = append(out, web.Option{Value: value(placement.Stay{}, c.Person), Label: n.of(p, m.people[c.Person], c), Group: p.T(bedless[group])})
			}
		}
	}
	for _, s := range m.spots {
		if s.Stay.ID == "" || s.Stay.Person == but || s.Nowhere {
			continue
		}
		label := n.of(p, m.people[s.Stay.Person], s.Charge) + " " + telling.Bed(p.Printer, s.Place.Room, s.Place.Bed)
		out = append(out, web.Option{Value: value(s.Stay, s.Stay.Person), Label: strings.TrimSpace(label), Group: p.T("beds.group.with")})
	}
	return out
}

// seen puts a person and the bed in which the form shows him into one value; apart takes it to pieces.
func seen(s placement.Stay, who id.ID) string { return string(who) + " " + string(s.Bed) }

func unseen(value string) (who, bed id.ID) {
	a, b, _ := strings.Cut(value, " ")
	return id.ID(a), id.ID(b)
}

func plainID(_ placement.Stay, who id.ID) string { return string(who) }

// reading is what the page of a bed shows, all of one moment.
type reading struct {
	spot  placement.Spot
	mates mates
	fits  []placement.Fit
	gone  bool // for long
	past  []placement.Stay
	had   map[id.ID]person.Person
}

func (d *desk) readBed(r *web.Request, which id.ID) (reading, error) {
	ctx := r.Context()
	return store.Read(ctx, d.DB, func(tx *store.Tx) (got reading, err error) {
		at, err := facility.FacilityOfBed(ctx, tx, which)
		if err != nil {
			return got, err
		}
		away, err := d.away(ctx, tx, at)
		if err != nil {
			return got, err
		}
		if got.spot, err = d.Placement.SpotOf(ctx, tx, which, away); err != nil {
			return got, err
		}
		if got.mates, err = d.brigade(ctx, tx, at, got.spot.Of()); err != nil {
			return got, err
		}
		if got.spot.Stay.ID != "" && !got.spot.Nowhere {
			if got.fits, err = d.Placement.Choices(ctx, tx, got.spot.Stay.Person); err != nil {
				return got, err
			}
			if got.gone, err = d.Placement.ForLong(ctx, tx, got.spot.Stay.Person); err != nil {
				return got, err
			}
		}
		if got.past, err = placement.PastOf(ctx, tx, which); err != nil {
			return got, err
		}
		ids := []id.ID{got.spot.Held.Person}
		for _, s := range got.past {
			ids = append(ids, s.Person)
		}
		got.had, err = d.Person.Load(ctx, tx, ids)
		return got, err
	})
}

func (d *desk) bed(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	got, err := d.readBed(r, which)
	if err != nil {
		return err
	}
	s := got.spot
	p := bedPage{Page: r.Page(r.T("beds.bed"), "beds"), ID: string(which), Spot: s}
	p.Label = telling.Bed(p.Printer, s.Place.Room, s.Place.Bed)
	p.Heading = p.Label
	p.Crumbs = []web.Crumb{{Label: p.T("beds.title"), URL: "/beds"}}
	unit := s.Of()
	p.MayAssign = d.Policy.Allows(r.Context(), policy.PlacementAssign, policy.Resource{Kind: "placement", Facility: s.At, Unit: cmp.Or(unit, s.At)})
	n := d.names(r)
	p.facts(got, n)
	p.Give = got.mates.options(p.Page, n, "", seen)
	p.People = got.mates.options(p.Page, n, "", plainID)
	p.fits(got.fits)
	p.Vacates = p.MayAssign && got.gone
	for _, x := range got.past {
		who := n.of(p.Page, got.had[x.Person], resident.Resident{Facility: x.Facility, Unit: unit})
		p.Past = append(p.Past, []string{cmp.Or(who, p.T("beds.nameless")), p.Moment(x.From), until(p.Page, x.Until)})
	}
	return r.Draw(p.Page, bedView(p))
}

func until(p web.Page, t time.Time) string {
	if t.IsZero() {
		return p.T("beds.now")
	}
	return p.Moment(t)
}

// facts are what is to be said of a bed.
func (p *bedPage) facts(got reading, n *names) {
	s := got.spot
	add := func(label, value string) {
		if value != "" {
			p.Facts = append(p.Facts, web.Line{Label: label, Value: value})
		}
	}
	state := p.T("beds.state." + string(s.State))
	if s.Kind != "" {
		state += " · " + awayWord(p.Page, s.Kind)
	}
	add(p.T("beds.state"), state)
	if s.Stay.ID != "" {
		p.Who = who{ID: string(s.Stay.Person), Name: cmp.Or(n.of(p.Page, got.mates.people[s.Stay.Person], s.Charge), p.T("beds.nameless"))}
		p.From = string(s.Bed)
		add(p.T("beds.who"), p.Who.Name)
		add(p.T("beds.since"), p.Moment(s.Stay.From))
		add(p.T("beds.phase"), telling.Phase(p.Printer, s.Charge.Phase))
	}
	if s.Held.ID != "" {
		for_ := n.of(p.Page, got.had[s.Held.Person], resident.Resident{Facility: s.Held.Facility, Unit: s.Of()})
		add(p.T("beds.reserved_for"), joined(for_, s.Held.Words))
		add(p.T("beds.reserved_until"), p.DayLong(s.Held.Until))
		p.ReserveVersion = itoa(s.Held.Version)
	}
	add(p.T("places.zone"), cmp.Or(zone(p.Page, s.Zone), p.T("places.free")))
	add(p.T("places.unit"), cmp.Or(got.mates.units[s.Unit], p.T("places.whole")))
	add(p.T("places.building"), s.Building)
}

// fits keeps the first beds that fit, for the panel.
func (p *bedPage) fits(all []placement.Fit) {
	for _, f := range all {
		if !f.OK() {
			continue
		}
		if len(p.Fits) == fewFits {
			p.MoreFits = true
			return
		}
		p.Fits = append(p.Fits, fitOption(p.Page, f))
	}
}

// fitOption is a bed that fits, with what is to be thought of.
func fitOption(p web.Page, f placement.Fit) web.Option {
	hint := zone(p, f.Zone)
	for _, t := range f.Thoughts {
		hint = joined(hint, p.T("beds.think."+t.Key))
	}
	return web.Option{Value: string(f.Bed), Label: telling.Bed(p.Printer, f.Place.Room, f.Place.Bed), Hint: hint}
}
