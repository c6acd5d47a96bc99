package census

import (
	"context"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Face is whom a line of work is about, as the reader may see him: by the same rule as in the lists.
type Face struct {
	FileNumber string          // names nobody: whoever has to do with the matter may read it
	Listed     bool            // the reader may list the person; else there is no name
	Name       Name            // whole or masked
	At         policy.Resource // where the person is looked after
	Opens      bool            // the reader may open the file, perhaps for a purpose
}

// Faces gives the faces of some persons; who is sealed away is not among them. at is where somebody stands who was
// never in a facility.
func (k *Desk) Faces(ctx context.Context, tx *store.Tx, at map[id.ID]policy.Resource) (_ map[id.ID]Face, err error) {
	return k.faces(ctx, tx, at, true)
}

// FacesThere gives the faces as the place given knows them, wherever they are looked after now: a roll that began with
// somebody calls him by his name, though he lies in another brigade since.
func (k *Desk) FacesThere(ctx context.Context, tx *store.Tx, at map[id.ID]policy.Resource) (map[id.ID]Face, error) {
	return k.faces(ctx, tx, at, false)
}

// FacesKnown gives the faces, and of who is looked after elsewhere since the name as the place given knows him: what stays with a
// facility says of whom it is. His file has gone with him, and opens no more.
func (k *Desk) FacesKnown(ctx context.Context, tx *store.Tx, at map[id.ID]policy.Resource) (map[id.ID]Face, error) {
	out, err := k.Faces(ctx, tx, at)
	if err != nil {
		return nil, err
	}
	gone := map[id.ID]policy.Resource{}
	for p, f := range out {
		if !f.Listed {
			gone[p] = at[p]
		}
	}
	there, err := k.FacesThere(ctx, tx, gone)
	for p, f := range there {
		f.At, f.Opens = out[p].At, out[p].Opens
		out[p] = f
	}
	return out, err
}

func (k *Desk) faces(ctx context.Context, tx *store.Tx, at map[id.ID]policy.Resource, now bool) (_ map[id.ID]Face, err error) {
	defer errs.Wrap(&err, "census.Faces(%d)", len(at))
	ids := make([]id.ID, 0, len(at))
	for p := range at {
		ids = append(ids, p)
	}
	found, err := k.persons.Load(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	stays, err := resident.LatestOf(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[id.ID]Face, len(found))
	for i, p := range found {
		r := at[i]
		if s, ok := stays[i]; ok && now {
			r = s.Resource()
		}
		r.Kind, r.ID, r.Person = "resident", i, i
		f := Face{FileNumber: p.NumberOf(person.FileNumber), At: r, Listed: k.policy.Allows(ctx, policy.ResidentList, r)}
		if f.Listed {
			f.Name, f.Opens = k.name(ctx, p, r), k.policy.May(actor.From(ctx), policy.PersonView, r)
		}
		out[i] = f
	}
	return out, nil
}

// Proposers tells who proposed some corrections, by actor.Ref: the one who did does not confirm it.
func Proposers(ctx context.Context, tx *store.Tx, changes []id.ID) (map[id.ID]string, error) {
	out := map[id.ID]string{}
	if len(changes) == 0 {
		return out, nil
	}
	type by struct {
		change id.ID
		ref    string
	}
	list, args := store.In(1, changes)
	rows, err := store.Collect(ctx, tx, func(s store.Scanner) (b by, err error) { return b, s.Scan(&b.change, &b.ref) },
		`select id, proposed_by from measure_change where id in `+list, args...)
	for _, b := range rows {
		out[b.change] = b.ref
	}
	return out, err
}
