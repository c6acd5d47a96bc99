package person

import (
	"context"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal/lately"
	"guitu/internal/platform/store"
)

// column is where the sealed identity stands; a sealed text opens nowhere else.
const column = "person_person.sealed"

// selectSealed asks in the same statement whether the record opens: what is in memory is answered from there for nobody else.
const selectSealed = `select p.id, p.version, p.sealed, k.record is not null from person_person p
	left join seal_key k on k.record = p.id and k.compartment = 'general' and k.state = 'open' where p.id in `

// Load opens persons with their keys, any number of them. Ids that are nobody's, or whose record is sealed away, are
// left out. The caller has checked that the reader may see them.
func (k *Desk) Load(ctx context.Context, tx *store.Tx, ids []id.ID) (_ map[id.ID]Person, err error) {
	defer errs.Wrap(&err, "person.Load(%d)", len(ids))
	rows, versions := make([]lately.Row, 0, len(ids)), make(map[id.ID]int64, len(ids))
	scan := func(s store.Scanner) (r lately.Row, err error) {
		var version int64
		err = s.Scan(&r.Record, &version, &r.Sealed, &r.Open)
		versions[r.Record] = version
		return r, err
	}
	for part := range slices.Chunk(ids, 500) {
		in, args := store.In(1, part)
		for r, err := range store.Each(ctx, tx, scan, selectSealed+in, args...) {
			if err != nil {
				return nil, err
			}
			rows = append(rows, r)
		}
	}
	found, err := k.lately.Open(ctx, tx, rows)
	for i, p := range found {
		p.ID, p.Version = i, versions[i]
		// Others read the same lists: whoever adds to one gets his own.
		p.Aliases, p.Identifiers, p.Access = slices.Clip(p.Aliases), slices.Clip(p.Identifiers), slices.Clip(p.Access)
		found[i] = p
	}
	return found, err
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
		t := k.token(mark{byNumber, NormaliseNumber(n)})
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
	return store.Collect(ctx, tx, store.Value[id.ID], `select person from person_token where token = $1 order by person limit 200`, k.token(m))
}
