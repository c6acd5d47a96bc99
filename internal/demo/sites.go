package demo

import (
	"fmt"

	"guitu/internal/base/id"
	"guitu/internal/demo/folk"
	"guitu/internal/domain/resident"
)

// site is a facility of the demo province. Its name is nobody's.
type site struct {
	name, code, seat string
	share            int // of the province's people, in thousandths
	brigades         int
	women            bool // all women
	womenLast        bool // the last brigade is of women
	minorsLast       bool // the last brigade is of minors
	imported         bool // took in its roster yesterday: the past is on paper
}

const bureauName = "四川省戒毒管理局（演示）"

// sites are in the order in which a smaller province takes them.
var sites = []site{
	{name: "青禾强制隔离戒毒所", code: "QH", seat: "510181", share: 120, brigades: 6, minorsLast: true},
	{name: "锦溪强制隔离戒毒所", code: "JX", seat: "510114", share: 125, brigades: 6, women: true},
	{name: "云栖强制隔离戒毒所", code: "YQ", seat: "511425", share: 100, brigades: 5},
	{name: "松涛强制隔离戒毒所", code: "ST", seat: "513434", share: 120, brigades: 6, womenLast: true},
	{name: "望江强制隔离戒毒所", code: "WJ", seat: "510522", share: 90, brigades: 5},
	{name: "映山强制隔离戒毒所", code: "YS", seat: "513422", share: 110, brigades: 6},
	{name: "安澜强制隔离戒毒所", code: "AL", seat: "511024", share: 80, brigades: 4},
	{name: "清源强制隔离戒毒所", code: "QY", seat: "511823", share: 80, brigades: 4},
	{name: "星野强制隔离戒毒所", code: "XY", seat: "511722", share: 60, brigades: 4},
	{name: "东篱强制隔离戒毒所", code: "DL", seat: "510723", share: 65, brigades: 4},
	{name: "柏舟强制隔离戒毒所", code: "BZ", seat: "511321", share: 50, brigades: 4, imported: true},
}

// sort of people that a brigade takes: separation is by brigade, so that it holds in every room.
type sort string

const (
	men    sort = "men"
	women  sort = "women"
	minors sort = "minors"
)

// house is a facility with what lives in it.
type house struct {
	site
	id       id.ID
	index    int
	province *province
	sketch   sketch
	people   int // all whom it knows
	within   int // of them in custody
	first    int // number of its first one in the province
	brigades []*brigade
	stations []*station
	lives    []*life // in custody
	seats    []*officer
}

type brigade struct {
	name, building string
	sort           sort
	id             id.ID
	rooms          []room
	officers       []*officer // case officers, who look after files
}

type room struct {
	name string
	zone resident.Phase
	beds int
}

type station struct {
	name, seat string
	id         id.ID
}

var digits = []string{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"}

// ordinal is a number up to nineteen as brigades and buildings have it.
func ordinal(n int) string {
	if n > 10 {
		return "十" + digits[n-10]
	}
	return digits[n]
}

// drawHouses takes as many sites as a province of this size fills.
func drawHouses(s sketch) []*house {
	inside := s.scale.Inside
	n := min(len(sites), max(2, inside/12))
	out, shares := make([]*house, n), make([]int, n)
	for i := range out {
		shares[i] = sites[i].share
	}
	within, left := folk.Split(inside, shares), folk.Split(s.scale.Size-inside, shares)
	for i := range out {
		h := &house{site: sites[i], index: i, sketch: s, within: within[i], people: within[i] + left[i]}
		h.drawBrigades()
		h.drawStations(46/len(sites) + btoi(i < 46%len(sites)))
		out[i] = h
	}
	return out
}

// perBrigade is how many people a brigade of the demo takes before its house has another one.
const perBrigade = 150

// drawBrigades gives a house its brigades: those of its site, and more where it is fuller than they can hold. The last
// ones are of women or of minors where the site says so, the same share of them however many there are.
func (h *house) drawBrigades() {
	n := max(h.site.brigades, (h.within+perBrigade-1)/perBrigade)
	for b := range n {
		g := &brigade{name: ordinal(b+1) + "大队", building: ordinal(b/2+1) + "号楼", sort: men}
		last := b >= n-n/h.site.brigades
		switch {
		case h.women, h.womenLast && last:
			g.sort = women
		case h.minorsLast && last:
			g.sort = minors
		}
		h.brigades = append(h.brigades, g)
	}
}

// drawStations puts stations into counties of the site's prefecture; two in a county where there are few.
func (h *house) drawStations(n int) {
	counties := h.sketch.divisions.Children(h.seat[:4])
	for i := range n {
		county := counties[(i*2+1)%len(counties)]
		name := h.sketch.divisions.Name(county)
		h.stations = append(h.stations, &station{name: fmt.Sprintf("%s社区戒毒康复指导站", name), seat: county})
	}
	for i, s := range h.stations {
		for _, earlier := range h.stations[:i] {
			if earlier.name == s.name {
				s.name += "（二）"
			}
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// brigadesOf lists the brigades of a sort.
func (h *house) brigadesOf(s sort) []*brigade {
	var out []*brigade
	for _, b := range h.brigades {
		if b.sort == s {
			out = append(out, b)
		}
	}
	return out
}

const perRoom = 8

// makeBeds gives every brigade rooms for its people and some more, each room for one phase, and everybody who
// sleeps here a bed among his own.
func (h *house) makeBeds() {
	for i, b := range h.brigades {
		floor, number := 1, 0
		for _, phase := range resident.Phases {
			sleepers := h.sleepers(b, phase)
			for n := 0; n < len(sleepers); n += perRoom {
				if number++; number > 12 {
					floor, number = floor+1, 1
				}
				some := sleepers[n:min(n+perRoom, len(sleepers))]
				r := room{name: fmt.Sprintf("%d%d%02d", i+1, floor, number), zone: phase, beds: len(some) + len(some)%2}
				b.rooms = append(b.rooms, r)
				for k, l := range some {
					l.room, l.bed = r.name, fmt.Sprint(k+1)
				}
			}
		}
		b.rooms = append(b.rooms, room{name: fmt.Sprintf("%d%d%02d", i+1, floor, number+1), beds: 4}) // free
	}
}

// misplace lets one of the first brigade sleep in a room of another phase: somebody has to move him. Where no bed is
// free, one was put in.
func (h *house) misplace() {
	b := h.brigades[0]
	for _, l := range h.lives {
		if l.brigade != b || l.bed == "" || l.part != nil || l.phase == resident.Reentry {
			continue
		}
		for i := range b.rooms {
			r := &b.rooms[i]
			in := 0
			for _, other := range h.lives {
				in += btoi(other.brigade == b && other.room == r.name)
			}
			if r.zone == "" || r.zone == l.phase || in < 2 {
				continue
			}
			r.beds = max(r.beds, in+1)
			l.room, l.bed, l.misplaced = r.name, fmt.Sprint(r.beds), true
			return
		}
	}
}

func (h *house) sleepers(b *brigade, p resident.Phase) []*life {
	var out []*life
	for _, l := range h.lives {
		if l.brigade == b && l.sleepsHere() && l.phase == p {
			out = append(out, l)
		}
	}
	return out
}
