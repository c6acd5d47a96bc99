package census

import (
	"context"
	"strconv"
	"strings"

	"guitu/internal/base/id"
	"guitu/internal/domain/measure"
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

// recorders finds the posts of those who recorded the facts of a life, as the log has them: pages say posts,
// not names.
func recorders(ctx context.Context, tx *store.Tx, v measure.View) (map[string]string, error) {
	out := map[string]string{}
	if v.Life.Person == "" {
		return out, nil
	}
	type by struct{ actor, posts string }
	rows, err := store.Collect(ctx, tx, func(s store.Scanner) (b by, err error) {
		err = s.Scan(&b.actor, &b.posts)
		return b, err
	}, `select distinct actor, posts from audit_fact where about = $1 and room = 'measure'`, v.Life.Person)
	for _, r := range rows {
		out[r.actor] = r.posts
	}
	return out, err
}

// partOf is the part of the house in a reference to an actor, "" for an officer.
func partOf(ref string) string {
	part, ok := strings.CutPrefix(ref, "system:")
	if !ok {
		return ""
	}
	return part
}

func itoa(n int) string { return strconv.Itoa(n) }
