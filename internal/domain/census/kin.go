package census

import (
	"context"
	"strconv"

	"guitu/internal/base/id"
	"guitu/internal/domain/person"
	"guitu/internal/platform/store"
)

// Relative is somebody of the family, with what he is to the person.
type Relative struct {
	person.Kin
	Who person.Person
	Why string // he is no longer called, "" while he is
}

// kin lists the family of a person. The caller's right to the person's file is its own question: File asks it.
func (k *Desk) kin(ctx context.Context, tx *store.Tx, p id.ID) ([]Relative, error) {
	links, err := person.KinOf(ctx, tx, p)
	if err != nil || len(links) == 0 {
		return nil, err
	}
	ids := make([]id.ID, len(links))
	for i, l := range links {
		ids[i] = l.Relative
	}
	found, err := k.persons.Load(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	var out []Relative
	for _, l := range links {
		r, ok := found[l.Relative]
		if !ok {
			continue // one who is sealed away is not there
		}
		why, err := k.persons.WhyEnded(ctx, tx, l)
		if err != nil {
			return nil, err
		}
		out = append(out, Relative{Kin: l, Who: r, Why: why})
	}
	return out, nil
}

func itoa(n int) string { return strconv.Itoa(n) }
