// Package known is what separation needs to know beside what a person's file says, sealed with whose it is: a person's
// grade and will in the general compartment, what a brigade is for medically and what a person needs in the clinical or
// infection one. It keeps and opens; who may say or hear it is the placement room's to ask.
package known

import (
	"context"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/placement/separation"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/history"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Book is where it is kept.
type Book struct{ Vault *seal.Vault }

// About is whom something is said of, and the facility that has charge of him.
type About struct{ Person, Facility id.ID }

// Traits are what was said of a person; "" is unknown.
type Traits struct {
	Grade string // one of separation.Grades
	Will  string // one of separation.Wills
}

// Said is what was said of a person, with the version of its row; 0 where nobody has said anything yet.
type Said struct {
	Traits
	Version int64
}

// SayTraits keeps what is said of a person. said.Version is the one the officer saw.
func (b Book) SayTraits(ctx context.Context, tx *store.Tx, about About, said Said) error {
	var f errs.Fields
	if said.Grade != "" && !slices.Contains(separation.Grades, said.Grade) {
		f.Add("grade", "placement.grade_unknown", said.Grade)
	}
	if said.Will != "" && !slices.Contains(separation.Wills, said.Will) {
		f.Add("will", "placement.will_unknown", said.Will)
	}
	if err := f.Err("placement.bad_input"); err != nil {
		return err
	}
	key, err := b.Vault.Key(ctx, tx, about.Person, seal.General)
	if err != nil {
		return err
	}
	sealed, err := key.SealValue("placement_trait.sealed", said.Traits)
	if err != nil {
		return err
	}
	if said.Version == 0 {
		err = store.Insert(ctx, tx, "placement_trait", []string{"id", "version", "facility", "sealed"}, [][]any{{about.Person, 1, about.Facility, sealed}})
	} else {
		err = store.Update(ctx, tx, `update placement_trait set sealed = $3, version = version + 1 where id = $1 and version = $2`, about.Person, said.Version, sealed)
	}
	if err != nil {
		return err
	}
	if err := history.Keep(ctx, tx, key, "placement_trait", about.Person, said.Version+1, said.Traits); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Fact{
		Room: "placement", Kind: "placement.traits_said", Record: about.Person, Version: said.Version + 1, About: about.Person, Facility: about.Facility,
		Compartment: seal.General, Rows: []audit.Row{audit.Kept("placement_trait", about.Person)},
	})
}

type traitRow struct {
	id      id.ID
	version int64
	sealed  []byte
}

// TraitsOf opens what was said of some people; of most nothing was.
func (b Book) TraitsOf(ctx context.Context, tx *store.Tx, people []id.ID) (map[id.ID]Said, error) {
	out := map[id.ID]Said{}
	for part := range slices.Chunk(people, 500) {
		in, args := store.In(1, part)
		rows, err := store.Collect(ctx, tx, func(s store.Scanner) (r traitRow, err error) {
			return r, s.Scan(&r.id, &r.version, &r.sealed)
		}, `select id, version, sealed from placement_trait where id in `+in, args...)
		if err != nil {
			return nil, err
		}
		ids := make([]id.ID, len(rows))
		for i, r := range rows {
			ids[i] = r.id
		}
		keys, err := b.Vault.Keys(ctx, tx, ids, seal.General)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			key := keys[r.id]
			if key == nil {
				continue // sealed away
			}
			t := Said{Version: r.version}
			if err := key.OpenValue("placement_trait.sealed", r.sealed, &t.Traits); err != nil {
				return nil, err
			}
			out[r.id] = t
		}
	}
	return out, nil
}
