package placepages

import (
	"context"
	"net/url"
	"slices"

	"guitu/internal/base/actor"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Away says who of a facility is out of the walls, and how (person → kind).
type Away func(ctx context.Context, tx *store.Tx, facility id.ID) (map[id.ID]string, error)

func (d *desk) away(ctx context.Context, tx *store.Tx, at id.ID) (map[id.ID]string, error) {
	if d.Away == nil {
		return nil, nil
	}
	return d.Deps.Away(ctx, tx, at)
}

type boardPage struct {
	web.Page
	List                            web.List
	Houses, Buildings, Units, Zones []web.Option
	Tiles                           []tile
	Wards                           []ward
	Rows                            []row // the table twin
	AsTable                         bool
	Other                           string // URL of the other view
	Recent                          []recent
	Without                         []who // waits for a bed
	Outside                         []who // is out of the walls, and no bed is kept for him
	MayUndo                         bool  // something of it
	Letter                          web.Letterhead
}

// tile is a zone of the places: how many of its beds in use are kept.
type tile struct {
	Zone           web.Zone // "" for rooms that are assigned to none
	Word           string
	Kept, Capacity int
	Free           int // in use, kept by nobody, reserved for nobody
	URL            string
	Here           bool
}

// ward is a room with its beds.
type ward struct {
	Name, Where    string
	Zone           web.Zone
	ZoneWord       string
	Kept, Capacity int
	Beds           []bed
}

// bed is a bed as the map draws it: at most one mark, and how many more there are.
type bed struct {
	ID, Name  string
	State     placement.State
	StateWord string
	Who       string
	Mark      string
	More      int
}

// row is a bed in the table twin of the map.
type row struct {
	ID    string
	Cells []string
}

// who is a person to be led to.
type who struct{ ID, Name, Where string }

// recent is an act of the last minutes. Why is why it cannot be taken back; May, that the reader may.
type recent struct {
	ID, Text, At, Why string
	May               bool
}

// floor is what the board draws, all of one moment.
type floor struct {
	houses  []facility.Unit
	units   map[id.ID]facility.Unit
	at      facility.Unit
	spots   []placement.Spot
	without []resident.Resident // who waits for a bed
	outside []resident.Resident // who is out, and no bed is kept for him
	away    map[id.ID]string
	people  map[id.ID]person.Person
	owed    map[id.ID]bool // a move
	acts    []placement.Done
	beds    map[id.ID]facility.Place
}

// houseOf is the facility that the board shows: the one asked for, else the reader's own, else the first.
func houseOf(r *web.Request, scope policy.Scope, asked string, houses []facility.Unit) (facility.Unit, error) {
	for _, u := range houses {
		if string(u.ID) == asked {
			return u, nil
		}
	}
	if asked != "" {
		return facility.Unit{}, errs.New(errs.NotFound, "web.not_found")
	}
	for _, p := range r.Actor().Posts {
		if i := slices.IndexFunc(houses, func(u facility.Unit) bool { return u.ID == p.Facility }); i >= 0 {
			return houses[i], nil
		}
	}
	if scope.All && len(houses) > 0 {
		return houses[0], nil
	}
	return facility.Unit{}, errs.New(errs.NotFound, "web.not_found")
}

// floor takes the floor of one facility as the reader may see it. The number of queries does not grow with the beds.
func (d *desk) floor(r *web.Request, l web.List) (floor, error) {
	ctx, scope := r.Context(), d.Policy.Scope(r.Actor(), policy.PlacementView)
	if scope.Empty() {
		return floor{}, errs.New(errs.Denied, "policy.denied")
	}
	return store.Read(ctx, d.DB, func(tx *store.Tx) (f floor, err error) {
		all, err := facility.All(ctx, tx)
		if err != nil {
			return f, err
		}
		f.units = make(map[id.ID]facility.Unit, len(all))
		for _, u := range all {
			f.units[u.ID] = u
			if u.Kind == facility.Facility && (scope.All || slices.ContainsFunc(r.Actor().Posts, func(p actor.Post) bool { return p.Facility == u.ID })) {
				f.houses = append(f.houses, u)
			}
		}
		if f.at, err = houseOf(r, scope, l.Value("facility"), f.houses); err != nil {
			return f, err
		}
		if f.away, err = d.away(ctx, tx, f.at.ID); err != nil {
			return f, err
		}
		seen, err := placement.Board(ctx, tx, f.at.ID, scope, f.away)
		if err != nil {
			return f, err
		}
		f.spots, f.without, f.outside = seen.Spots, seen.Without, seen.Outside
		if f.acts, err = d.Placement.Recent(ctx, tx, f.at.ID); err != nil {
			return f, err
		}
		stand, err := duty.Standing(ctx, tx, "bed.move", f.at.ID)
		if err != nil {
			return f, err
		}
		f.owed = make(map[id.ID]bool, len(stand))
		for _, x := range stand {
			f.owed[x.Subject] = true
		}
		f.people, err = d.Person.Load(ctx, tx, f.sleepers())
		return f, err
	})
}

func (f *floor) sleepers() (ids []id.ID) {
	f.beds = make(map[id.ID]facility.Place, len(f.spots))
	for _, s := range f.spots {
		f.beds[s.Bed] = s.Place
		if s.Stay.ID != "" {
			ids = append(ids, s.Stay.Person)
		}
	}
	for _, c := range slices.Concat(f.without, f.outside) {
		ids = append(ids, c.Person)
	}
	return ids
}

// names gives names as the reader may see them: whole in the units whose people's files he may open, else masked. It
// asks once for each unit, not for each of 1,500 people.
type names struct {
	d     *desk
	r     *web.Request
	whole map[id.ID]bool
}

func (d *desk) names(r *web.Request) *names { return &names{d, r, map[id.ID]bool{}} }

func (n *names) of(p web.Page, who person.Person, c resident.Resident) string {
	if who.ID == "" {
		return ""
	}
	whole, asked := n.whole[c.Unit]
	if !asked {
		whole = n.d.Policy.Allows(n.r.Context(), policy.PersonView, policy.Resource{Kind: "person", Facility: c.Facility, Unit: c.Unit})
		n.whole[c.Unit] = whole
	}
	switch {
	case whole:
		return who.Name
	case p.ZH():
		return cn.Mask(who.Name)
	}
	return cn.MaskLatin(who.Name)
}

func (d *desk) board(r *web.Request) error {
	l := r.List("facility", "building", "unit", "zone", "view")
	f, err := d.floor(r, l)
	if err != nil {
		return err
	}
	p := boardPage{Page: r.Page(r.T("beds.title"), "beds"), List: l, AsTable: l.Value("view") == "table"}
	p.Sub = f.at.Name + " · " + p.DayLong(p.Today())
	if len(f.houses) > 1 {
		for _, u := range f.houses {
			p.Houses = append(p.Houses, web.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	p.choices(f)
	kept := make([]placement.Spot, 0, len(f.spots))
	for _, s := range f.spots {
		if within(l.Value("building"), s.Building) && within(l.Value("unit"), string(s.Of())) {
			kept = append(kept, s)
		}
	}
	p.tiles(kept)
	n := d.names(r)
	for _, s := range kept {
		if z := l.Value("zone"); z == "" || z == s.Zone || z == freeZone && s.Zone == "" {
			p.add(f, n, s)
		}
	}
	p.aside(f, n)
	p.Other = p.otherView()
	p.Letter = web.Letterhead{House: f.at.Name, Title: p.Title, Printed: p.T("places.printed", p.Now)}
	return r.Draw(p.Page, boardView(p))
}

func within(asked, is string) bool { return asked == "" || asked == is }

// freeZone asks for the rooms that are assigned to no zone.
const freeZone = "none"

// choices are the buildings, brigades and zones that one can narrow the board to.
func (p *boardPage) choices(f floor) {
	buildings, units := map[string]bool{}, map[id.ID]bool{}
	for _, s := range f.spots {
		buildings[s.Building], units[s.Of()] = true, true
	}
	for b := range buildings {
		if b != "" {
			p.Buildings = append(p.Buildings, web.Option{Value: b, Label: b})
		}
	}
	slices.SortFunc(p.Buildings, func(a, b web.Option) int { return cn.Natural(a.Label, b.Label) })
	for u := range units {
		if x, ok := f.units[u]; ok && x.Kind == facility.Brigade {
			p.Units = append(p.Units, web.Option{Value: string(u), Label: x.Name})
		}
	}
	slices.SortFunc(p.Units, func(a, b web.Option) int { return cn.Natural(a.Label, b.Label) })
	for _, z := range resident.Phases {
		p.Zones = append(p.Zones, web.Option{Value: string(z), Label: telling.Phase(p.Printer, z)})
	}
	p.Zones = append(p.Zones, web.Option{Value: freeZone, Label: p.T("places.free")})
}

var zones = map[string]web.Zone{
	string(resident.Detox): web.Detox, string(resident.Adaptation): web.Adaptation,
	string(resident.Consolidation): web.Consolidation, string(resident.Reentry): web.Reentry,
}

// tiles counts each zone: beds that somebody keeps, of those in use.
func (p *boardPage) tiles(spots []placement.Spot) {
	kept, capacity, free := map[string]int{}, map[string]int{}, map[string]int{}
	for _, s := range spots {
		if s.State != placement.Out {
			capacity[s.Zone]++
		}
		if s.Stay.ID != "" {
			kept[s.Zone]++
		}
		if s.State == placement.Empty {
			free[s.Zone]++
		}
	}
	for _, z := range p.Zones {
		code := z.Value
		if code == freeZone {
			code = ""
		}
		if capacity[code]+kept[code] == 0 {
			continue
		}
		t := tile{Zone: zones[code], Word: z.Label, Kept: kept[code], Capacity: capacity[code], Free: free[code], Here: p.List.Value("zone") == z.Value}
		t.URL = p.url("zone", z.Value)
		if t.Here {
			t.URL = p.url("zone", "")
		}
		p.Tiles = append(p.Tiles, t)
	}
}

// url is this board with one thing asked otherwise.
func (p *boardPage) url(name, value string) string {
	q := url.Values{}
	for _, n := range []string{"facility", "building", "unit", "zone", "view"} {
		if v := p.List.Value(n); v != "" {
			q.Set(n, v)
		}
	}
	q.Del(name)
	if value != "" {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return "/beds"
	}
	return "/beds?" + q.Encode()
}

func (p *boardPage) otherView() string {
	if p.AsTable {
		return p.url("view", "")
	}
	return p.url("view", "table")
}
