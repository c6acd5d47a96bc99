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
		if r, ok := found[l.Relative]; ok { // one who is sealed away is not there
			out = append(out, Relative{Kin: l, Who: r})
		}
	}
	return out, nil
}

func itoa(n int) string { return strconv.Itoa(n) }
