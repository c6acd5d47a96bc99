package placement

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement/separation"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Offer is a bed that the house suggests, with what speaks for it.
type Offer struct {
	facility.BedNamed
	Why []Why
}

// Why is one thing that speaks for a bed: the zone is his (zone), somebody there speaks his language (language), so many
// beds of the room are free (space).
type Why struct {
	Code string
	N    int
}

// mostElsewhere is how many beds of other brigades are offered at most, and of how many brigades.
const mostElsewhere, brigades = 3, 2

// Offers suggests beds for somebody who arrives: of the brigade that was chosen, or of a few where none was. Every key
// of separation is kept, those that are never said too, so that an offer tells only that a bed fits.
func (k *Desk) Offers(ctx context.Context, tx *store.Tx, a Arrival, most int) ([]Offer, error) {
	h, err := k.arrives(ctx, tx, a)
	if err != nil {
		return nil, err
	}
	n := h.people[a.Who.ID]
	if a.Unit != "" && !h.kin()[a.Unit].Has(n) {
		return nil, nil // an empty room among men is no women's brigade, nor one among minors an adults' (NCL 44, REG 30)
	}
	if a.Unit != "" {
		return h.best(n, func(b facility.BedNamed) bool { return h.unit(b, a.Unit) == a.Unit }, most), nil
	}
	out, err := k.elsewhere(ctx, tx, h, n, most)
	if err != nil {
		return nil, err
	}
	return append(out, h.best(n, func(b facility.BedNamed) bool { return b.Unit == "" }, most-len(out))...), nil
}

// arrives is a facility as the reader may see its beds, with somebody who arrives there.
func (k *Desk) arrives(ctx context.Context, tx *store.Tx, a Arrival) (*house, error) {
	if err := k.policy.Check(ctx, tx, policy.PlacementView, policy.Resource{Kind: "placement", Facility: a.Facility, Unit: a.Unit}); err != nil {
		return nil, err
	}
	h, err := enter(ctx, tx, a.Facility)
	if err != nil {
		return nil, err
	}
	h.people[a.Who.ID], h.faces[a.Who.ID] = a.neighbour(tx.Today()), a.Who
	return h, k.know(ctx, tx, h, h.everybody())
}

// elsewhere offers beds of other brigades than his own. Whoever looks must not learn from a brigade that is missing what
// it is for: of those that fit only some are offered to each person, the same all month, by a digest that nobody can
// reckon without the house's key. So a brigade that would fit is missing about as often as one that would not. What he
// needs himself is not looked at: everybody is offered what somebody without a need is offered.
func (k *Desk) elsewhere(ctx context.Context, tx *store.Tx, h *house, n separation.Neighbour, most int) ([]Offer, error) {
	m, err := k.known.CareOf(ctx, tx, h.id, nil)
	if err != nil {
		return nil, err
	}
	return k.fitting(h, n, func(unit id.ID) bool { return m.Suits("", unit) }, most), nil
}

// fitting offers beds of the brigades that are for him, and that are not his own.
func (k *Desk) fitting(h *house, n separation.Neighbour, suits func(unit id.ID) bool, most int) []Offer {
	type ranked struct {
		unit   id.ID
		digest []byte
	}
	var fitting []ranked
	kin := h.kin()
	seen := map[id.ID]bool{h.charge[n.Person].Unit: true, "": true}
	for _, b := range h.beds {
		if seen[b.Unit] {
			continue
		}
		seen[b.Unit] = true
		if suits(b.Unit) && kin[b.Unit].Has(n) && len(h.best(n, func(x facility.BedNamed) bool { return x.Unit == b.Unit }, 1)) > 0 {
			fitting = append(fitting, ranked{b.Unit, k.vault.Digest("placement", []byte(string(n.Person)+"/"+h.month+"/"+string(b.Unit)))})
		}
	}
	slices.SortFunc(fitting, func(a, b ranked) int { return bytes.Compare(a.digest, b.digest) })
	var out []Offer
	for i, f := range fitting {
		if i > 0 && f.digest[0] >= 128 || i == brigades { // half of the others stay away; one is always there
			break
		}
		out = append(out, h.best(n, func(x facility.BedNamed) bool { return x.Unit == f.unit }, (most+1)/2)...)
	}
	return out[:min(most, len(out))]
}

// kin tells of each brigade who is in it, as far as it is known.
func (h *house) kin() map[id.ID]separation.Kind {
	out := map[id.ID]separation.Kind{}
	for _, b := range h.beds {
		s, taken := h.keeper[b.Bed]
		if !taken {
			continue
		}
		if out[b.Unit] == nil {
			out[b.Unit] = separation.Kind{}
		}
		for _, key := range []string{separation.BySex, separation.ByAge} {
			if t := h.people[s.Person].Trait(key); t != "" {
				out[b.Unit][key+t] = true
			}
		}
	}
	return out
}

// best are the beds that suit somebody most: his zone first, then who speaks his language, then room to spare.
func (h *house) best(n separation.Neighbour, of func(facility.BedNamed) bool, most int) []Offer {
	var out []Offer
	rooms := map[id.ID]bool{}
	for _, b := range h.beds {
		if rooms[b.Room] || !of(b) || !h.open(b, n.Person) || len(separation.Blocking(h.against(n, b))) > 0 {
			continue
		}
		rooms[b.Room] = true // one bed of a room is enough
		out = append(out, Offer{b, h.why(n, b)})
	}
	slices.SortStableFunc(out, func(a, b Offer) int { return cmp.Compare(weight(b.Why), weight(a.Why)) })
	return out[:min(most, len(out))]
}

func weight(why []Why) (w int) {
	for _, y := range why {
		switch y.Code {
		case "zone":
			w += 10_000
		case "language":
			w += 1_000 * min(y.N, 3)
		case "space":
			w += y.N
		}
	}
	return w
}

func (h *house) why(n separation.Neighbour, b facility.BedNamed) (out []Why) {
	if b.Zone != "" && b.Zone == n.Phase {
		out = append(out, Why{"zone", 0})
	}
	speaks := 0
	for _, p := range h.sleepers(b.Room, n.Person) {
		if l := h.faces[n.Person].Language; l != "" && l != person.Languages[0] && h.faces[p].Language == l {
			speaks++
		}
	}
	if speaks > 0 {
		out = append(out, Why{"language", speaks})
	}
	room, _ := h.free(b)
	return append(out, Why{"space", room})
}
