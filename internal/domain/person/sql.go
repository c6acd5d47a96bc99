package person

import (
	"context"
	"maps"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// column is where the sealed identity stands; a sealed text opens nowhere else.
const column = "person_person.sealed"

// Load opens some persons with their keys. Ids that are nobody's, or whose record is sealed away, are left
// out. The caller has checked that the reader may see them, and changes no list in place: others read the same.
func (k *Desk) Load(ctx context.Context, tx *store.Tx, ids []id.ID) (_ map[id.ID]Person, err error) {
	defer errs.Wrap(&err, "person.Load(%d)", len(ids))
	if len(ids) == 0 {
		return nil, nil
	}
	k.lately.turn(tx.Now())
	in, args := store.In(1, ids)
	rows, err := store.Collect(ctx, tx, scanSealed, `select id, version, sealed from person_person where id in `+in, args...)
	if err != nil {
		return nil, err
	}
	out := make(map[id.ID]Person, len(rows))
	var known, fresh []id.ID
	for _, r := range rows {
		if who, ok := k.lately.of(r.id, r.sealed); ok {
			out[r.id] = who
			known = append(known, r.id)
			continue
		}
		fresh = append(fresh, r.id)
	}
	if err := k.stillOpen(ctx, tx, out, known); err != nil || len(fresh) == 0 {
		return out, err
	}
	keys, err := k.vault.Keys(ctx, tx, fresh, seal.General)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if key, ok := keys[r.id]; ok {
			if out[r.id], err = k.open(key, r); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// stillOpen drops those whose record has been sealed away or destroyed since they were opened.
func (k *Desk) stillOpen(ctx context.Context, tx *store.Tx, found map[id.ID]Person, known []id.ID) error {
	open, err := k.vault.Opens(ctx, tx, known, seal.General)
	for _, p := range known {
		if !open[p] {
			delete(found, p)
			k.lately.forget(p)
		}
	}
	return err
}

func (k *Desk) open(key *seal.Key, r sealedRow) (who Person, err error) {
	if err = key.OpenValue(column, r.sealed, &who); err != nil {
		return who, err
	}
	who.ID, who.Version = r.id, r.version
	k.lately.keep(r.sealed, who)
	return who, nil
}

// sealedRow is an identity as it stands in its row.
type sealedRow struct {
	id      id.ID
	version int64
	sealed  []byte
}

func scanSealed(s store.Scanner) (r sealedRow, err error) {
	err = s.Scan(&r.id, &r.version, &r.sealed)
	return r, err
}

// Get opens one person; NotFound when there is none or the record is sealed away.
func (k *Desk) Get(ctx context.Context, tx *store.Tx, p id.ID) (_ Person, err error) {
	defer errs.Wrap(&err, "person.Get(%s)", p)
	found, err := k.Load(ctx, tx, []id.ID{p})
	if err != nil {
		return Person{}, err
	}
	if got, ok := found[p]; ok {
		return got, nil
	}
	return Person{}, errs.New(errs.NotFound, "person.not_found")
}

// A link that nobody changed has no version yet: the column came later, and an empty one alters no digest.
const selectKin = `select id, coalesce(version, 1), person, relative, relation, contact, ended_on from person_kin `

func scanKin(s store.Scanner) (l Kin, err error) {
	err = s.Scan(&l.ID, &l.Version, &l.Person, &l.Relative, &l.Relation, &l.Contact, store.Day(&l.Ended))
	return l, err
}

// KinOf lists the links of a person from both ends, turned so that Relation always says what the other is
// to this person.
func KinOf(ctx context.Context, tx *store.Tx, p id.ID) (_ []Kin, err error) {
	defer errs.Wrap(&err, "person.KinOf(%s)", p)
	links, err := store.Collect(ctx, tx, scanKin, selectKin+`where person = $1 or relative = $1 order by id`, p)
	for i, l := range links {
		if l.Relative == p {
			r, _ := RelationOf(l.Relation)
			links[i] = Kin{ID: l.ID, Person: p, Relative: l.Person, Relation: r.Back, Ended: l.Ended, Back: true}
		}
	}
	return links, err
}

// KinOfAll lists the links that begin at each of many persons, as they were entered.
func KinOfAll(ctx context.Context, tx *store.Tx, people []id.ID) (_ map[id.ID][]Kin, err error) {
	defer errs.Wrap(&err, "person.KinOfAll(%d)", len(people))
	out := map[id.ID][]Kin{}
	for part := range slices.Chunk(people, 500) {
		in, args := store.In(1, part)
		for l, err := range store.Each(ctx, tx, scanKin, selectKin+`where person in `+in+` order by id`, args...) {
			if err != nil {
				return nil, err
			}
			out[l.Person] = append(out[l.Person], l)
		}
	}
	return out, nil
}

// LoadAll is Load for any number of persons.
func (k *Desk) LoadAll(ctx context.Context, tx *store.Tx, ids []id.ID) (map[id.ID]Person, error) {
	out := make(map[id.ID]Person, len(ids))
	for part := range slices.Chunk(ids, 500) {
		found, err := k.Load(ctx, tx, part)
		if err != nil {
			return nil, err
		}
		maps.Copy(out, found)
	}
	return out, nil
}

// ByNumber finds who bears a number. More than one answer is a duplicate that somebody must look at.
func (k *Desk) ByNumber(ctx context.Context, tx *store.Tx, number string) ([]id.ID, error) {
	return k.having(ctx, tx, mark{byNumber, NormaliseNumber(number)})
}

// Numbered finds the bearers of many numbers at once, keyed by the number as given.
func (k *Desk) Numbered(ctx context.Context, tx *store.Tx, numbers []string) (_ map[string][]id.ID, err error) {
	defer errs.Wrap(&err, "person.Numbered(%d)", len(numbers))
	by := make(map[string]string, len(numbers))
	tokens := make([][]byte, 0, len(numbers))
	for _, n := range numbers {
		t := k.vault.Token(byNumber, NormaliseNumber(n))
		by[string(t)] = n
		tokens = append(tokens, t)
	}
	out := map[string][]id.ID{}
	for len(tokens) > 0 {
		n := min(len(tokens), 500)
		in, args := store.In(1, tokens[:n])
		tokens = tokens[n:]
		for b, err := range store.Each(ctx, tx, scanBearer, `select token, person from person_token where token in `+in+` order by person`, args...) {
			if err != nil {
				return nil, err
			}
			out[by[b.token]] = append(out[by[b.token]], b.person)
		}
	}
	return out, nil
}

type bearer struct {
	token  string
	person id.ID
}

func scanBearer(s store.Scanner) (b bearer, err error) {
	var t []byte
	err = s.Scan(&t, &b.person)
	b.token = string(t)
	return b, err
}

// Candidate is a person who may be the same as another, and why.
type Candidate struct {
	Person Person
	Same   bool     // the same number: that stops, and nobody ticks it away
	Agree  []string // what of name, birth and county agrees: AgreeName …
}

// Candidates lists who may be the same person: the same number, or two of name, alias or reading; birth
// within a year; county. Strongest first, at most twenty. Somebody decides; nothing is merged by itself.
func (k *Desk) Candidates(ctx context.Context, tx *store.Tx, p Person) (_ []Candidate, err error) {
	defer errs.Wrap(&err, "person.Candidates")
	var ids []id.ID
	add := func(m mark) error {
		found, err := k.having(ctx, tx, m)
		ids = append(ids, found...)
		return err
	}
	for _, i := range p.Identifiers {
		if err := add(mark{byNumber, NormaliseNumber(i.Value)}); err != nil {
			return nil, err
		}
	}
	for _, shift := range []int{0, -1, 1} {
		for _, t := range p.traits(shift) {
			if err := add(mark{bySame, t}); err != nil {
				return nil, err
			}
		}
	}
	found, err := k.Load(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	return rank(p, found), nil
}

func (k *Desk) having(ctx context.Context, tx *store.Tx, m mark) ([]id.ID, error) {
	return store.Collect(ctx, tx, store.Value[id.ID], `select person from person_token where token = $1 order by person limit 200`, k.vault.Token(m.index, m.text))
}
