package placement

import (
	"context"

	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/placement/separation"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/store"
)

// Fitting is what a brigade has for somebody who arrives: its open beds, and how many of them suit him in each phase.
type Fitting struct {
	Free, Suits int // Suits is in any phase
	In          map[resident.Phase]int
	Against     map[string]int // open beds that suit him in no phase, by what stands against him: a key of separation
}

// Keys lists what can stand against an open bed.
func Keys() []string {
	return []string{ByKind, separation.BySex, separation.ByAge, separation.ByPhase, separation.ByPair}
}

// With adds the rooms that no brigade keeps, which are everybody's own.
func (f Fitting) With(shared Fitting) Fitting {
	out := Fitting{Free: f.Free + shared.Free, Suits: f.Suits + shared.Suits, In: map[resident.Phase]int{}}
	for _, p := range resident.Phases {
		out.In[p] = f.In[p] + shared.In[p]
	}
	return out
}

// ByKind stands against a bed in a brigade where only others live: of the other sex, or of the other side of eighteen.
const ByKind = "kind"

// Fitting counts the beds for somebody who arrives, by brigade, in one reading of the facility; "" are the rooms that no
// brigade keeps. It judges by the general keys of separation alone, and lays nothing open that Offers does not.
func (k *Desk) Fitting(ctx context.Context, tx *store.Tx, a Arrival) (map[id.ID]Fitting, error) {
	h, err := k.arrives(ctx, tx, a)
	if err != nil {
		return nil, err
	}
	out, n, kin := map[id.ID]Fitting{}, h.people[a.Who.ID], h.kin()
	for _, b := range h.beds {
		if !h.open(b, n.Person) {
			continue
		}
		f, known := out[b.Unit]
		if !known {
			f.In, f.Against = map[resident.Phase]int{}, map[string]int{}
		}
		in, key := h.suits(n, b, kin[b.Unit])
		f.Free++
		if key == "" {
			f.Suits++
		} else {
			f.Against[key]++
		}
		for _, p := range in {
			f.In[p]++
		}
		out[b.Unit] = f
	}
	return out, nil
}

// suits says in which phases a bed suits somebody; in none, why.
func (h *house) suits(n separation.Neighbour, b facility.BedNamed, kin separation.Kind) (in []resident.Phase, key string) {
	if !kin.Has(n) {
		return nil, ByKind
	}
	for _, p := range resident.Phases {
		n.Phase = string(p)
		if all := separation.Blocking(h.against(n, b)); len(all) > 0 {
			key = all[0].Key
		} else {
			in = append(in, p)
		}
	}
	if len(in) > 0 {
		key = ""
	}
	return in, key
}
