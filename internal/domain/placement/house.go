package placement

import (
	"context"
	"slices"
	"strconv"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement/asked"
	"guitu/internal/domain/placement/known"
	"guitu/internal/domain/placement/separation"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// house is a facility as an act finds it: its beds, who keeps them, what stands about them. It is read in as many
// queries however large the facility is; people are opened only where an act has to judge them.
type house struct {
	id     id.ID
	month  string // YYYYMM
	region string // first two digits of its division
	beds   []facility.BedNamed
	at     map[id.ID]int   // bed → its place in beds
	rooms  map[id.ID][]int // room → its beds
	keeper map[id.ID]Stay  // by bed
	has    map[id.ID]Stay  // by person
	charge map[id.ID]resident.Resident
	held   asked.Beds // by bed
	pairs  map[id.ID][]id.ID
	people map[id.ID]separation.Neighbour // who was opened
	faces  map[id.ID]person.Person        // their identities
}

// enter reads a facility.
func enter(ctx context.Context, tx *store.Tx, at id.ID) (h *house, err error) {
	u, err := facility.Get(ctx, tx, at)
	if err != nil {
		return nil, err
	}
	beds, err := facility.Beds(ctx, tx, at)
	if err != nil {
		return nil, err
	}
	n := len(beds) // nearly all of them are kept
	h = &house{
		id: at, month: strconv.Itoa(tx.Now().Year()*100 + int(tx.Now().Month())), region: u.Seat[:min(2, len(u.Seat))], beds: beds, at: make(map[id.ID]int, n), rooms: map[id.ID][]int{},
		keeper: make(map[id.ID]Stay, n), has: make(map[id.ID]Stay, n), charge: make(map[id.ID]resident.Resident, n), held: asked.Beds{},
		pairs: map[id.ID][]id.ID{}, people: map[id.ID]separation.Neighbour{}, faces: map[id.ID]person.Person{},
	}
	for i, b := range h.beds {
		h.at[b.Bed] = i
		h.rooms[b.Room] = append(h.rooms[b.Room], i)
	}
	here, err := Here(ctx, tx, at)
	if err != nil {
		return nil, err
	}
	for _, s := range here {
		h.keeper[s.Bed], h.has[s.Person] = s, s
	}
	charges, err := resident.HereIn(ctx, tx, at)
	if err != nil {
		return nil, err
	}
	for _, r := range charges {
		h.charge[r.Person] = r
	}
	held, err := known.ReservedIn(ctx, tx, at)
	if err != nil {
		return nil, err
	}
	for _, r := range held {
		h.held[r.Bed] = r
	}
	pairs, err := known.PairsIn(ctx, tx, at)
	for _, p := range pairs {
		h.pairs[p.A], h.pairs[p.B] = append(h.pairs[p.A], p.B), append(h.pairs[p.B], p.A)
	}
	return h, err
}

// know opens what separation needs of some people; who is sealed away stays unknown.
func (k *Desk) know(ctx context.Context, tx *store.Tx, h *house, people []id.ID) error {
	var fresh []id.ID
	for _, p := range people {
		if _, known := h.people[p]; !known {
			fresh = append(fresh, p)
			h.people[p] = separation.Neighbour{Person: p, Ageless: true, Phase: string(h.charge[p].Phase)}
		}
	}
	found, err := k.persons.Load(ctx, tx, fresh)
	if err != nil {
		return err
	}
	traits, err := k.known.TraitsOf(ctx, tx, fresh)
	if err != nil {
		return err
	}
	for i, p := range found {
		n := h.people[i]
		n.Sex = p.Sex
		n.Age(p.Born, tx.Today())
		n.Grade, n.Will = traits[i].Grade, traits[i].Will
		h.people[i], h.faces[i] = n, p
	}
	return nil
}

// everybody is who has a bed here.
func (h *house) everybody() []id.ID {
	out := make([]id.ID, 0, len(h.has))
	for p := range h.has {
		out = append(out, p)
	}
	return out
}

// unit is the brigade whose a bed is for somebody: a room that no brigade keeps is everybody's own.
func (h *house) unit(b facility.BedNamed, own id.ID) id.ID {
	if b.Unit == "" {
		return own
	}
	return b.Unit
}

// sleepers are who lies in a room, but for some.
func (h *house) sleepers(room id.ID, without ...id.ID) (out []id.ID) {
	for _, i := range h.rooms[room] {
		if s, ok := h.keeper[h.beds[i].Bed]; ok && !slices.Contains(without, s.Person) {
			out = append(out, s.Person)
		}
	}
	return out
}

func (h *house) neighbours(ids []id.ID) []separation.Neighbour {
	out := make([]separation.Neighbour, len(ids))
	for i, p := range ids {
		out[i] = h.people[p]
	}
	return out
}

func (h *house) room(b facility.BedNamed) separation.Room {
	return separation.Room{Zone: b.Zone, Region: h.region, Pairs: h.pairs}
}

// against is what stands against somebody lying in a bed beside those who lie in its room, but for some.
func (h *house) against(n separation.Neighbour, b facility.BedNamed, without ...id.ID) []separation.Reason {
	return h.room(b).Clash(n, h.neighbours(h.sleepers(b.Room, append(without, n.Person)...)))
}

// open tells whether a bed is in use, nobody keeps it, and it is reserved for nobody but him.
func (h *house) open(b facility.BedNamed, who id.ID) bool {
	_, taken := h.keeper[b.Bed]
	r, held := h.held[b.Bed]
	return !b.Out && !taken && (!held || r.Person != "" && r.Person == who)
}

// free counts the open beds of a room and of its brigade.
func (h *house) free(b facility.BedNamed) (room, unit int) {
	for _, x := range h.beds {
		if !h.open(x, "") {
			continue
		}
		if x.Room == b.Room {
			room++
		}
		if x.Unit == b.Unit {
			unit++
		}
	}
	return room, unit
}

// resource is a person's bed as policy sees it: where he is in charge.
func resource(r resident.Resident) policy.Resource {
	return policy.Resource{Kind: "placement", Person: r.Person, Facility: r.Facility, Unit: r.Unit}
}

// chargeOf is the stay of a person that lasts; NotFound placement.not_here for who is in no facility.
func chargeOf(ctx context.Context, tx *store.Tx, person id.ID) (resident.Resident, error) {
	stays, err := resident.StaysOf(ctx, tx, []id.ID{person})
	if err != nil {
		return resident.Resident{}, err
	}
	r, ok := stays[person]
	if !ok {
		return r, errs.New(errs.NotFound, "placement.not_here")
	}
	return r, nil
}
