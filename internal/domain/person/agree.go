package person

import (
	"bytes"
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/flaw"
	"guitu/internal/platform/store"
)

// Off is a person whose row, or what he is found by, is not what the house wrote.
type Off struct {
	Person id.ID
	Found  bool // it is what he is found by; else his row, of which the log last said something else
}

// mostOff is how many are told: more name nothing new.
const mostOff = 100

// Agree holds every person against the log, and makes anew what he is found by. Nothing is written. It looks for who keeps
// the house, and asks no policy: what it answers names nobody. One snapshot for all: tokens have no index by person, so they
// are gone through once. Whose key does not open is told with the keys, and his tokens are left out.
func (k *Desk) Agree(ctx context.Context) (out []Off, err error) {
	defer errs.Wrap(&err, "person.Agree")
	return store.Read(ctx, k.db, func(tx *store.Tx) ([]Off, error) {
		c := &agreeing{k: k, sums: map[id.ID]sum{}, closed: map[id.ID]bool{}}
		for last := id.ID(""); ; {
			next, err := c.page(ctx, tx, last)
			if err != nil {
				return nil, err
			}
			if next == last { // no more, or names that are no text: verify names those
				break
			}
			last = next
		}
		return c.off, c.tokens(ctx, tx)
	})
}

// sum is what a person is found by, as a number that does not depend on order, by a key: nobody can make another set of the same.
type sum struct {
	of uint64
	n  int
}

type agreeing struct {
	k      *Desk
	sums   map[id.ID]sum // what should be there, less what is
	closed map[id.ID]bool
	off    []Off
}

func (c *agreeing) add(s sum, token []byte, times int) sum {
	h := uint64(0)
	for _, b := range c.k.vault.Digest("person.agree", token)[:8] {
		h = h<<8 | uint64(b)
	}
	if times < 0 {
		return sum{s.of - h, s.n - 1}
	}
	return sum{s.of + h, s.n + 1}
}

func (c *agreeing) found(o Off) {
	if len(c.off) < mostOff {
		c.off = append(c.off, o)
	}
}

type kept struct {
	id            id.ID
	sealed, found []byte
}

// page looks at the persons after one.
func (c *agreeing) page(ctx context.Context, tx *store.Tx, after id.ID) (last id.ID, err error) {
	rows, err := store.Collect(ctx, tx, func(s store.Scanner) (r kept, err error) { return r, s.Scan(&r.id, &r.sealed, &r.found) },
		`select id, sealed, found from person_person where id > $1 order by id limit 500`, after)
	if err != nil || len(rows) == 0 {
		return after, err
	}
	ids := make([]id.ID, len(rows))
	for i, r := range rows {
		ids[i] = r.id
	}
	keys, err := flaw.Usable(ctx, tx, c.k.vault, ids, seal.General)
	if err != nil {
		return after, err
	}
	said, err := audit.LastOf(ctx, tx, ids, "person.created", "person.changed")
	if err != nil {
		return after, err
	}
	for _, r := range rows {
		if key := keys.Open[r.id]; key == nil {
			c.closed[r.id] = true
		} else {
			c.person(r, key, said[r.id])
		}
	}
	return ids[len(ids)-1], nil
}

// person holds one against what the log last said of him. One that does not open is told elsewhere.
func (c *agreeing) person(r kept, key *seal.Key, said []byte) {
	if said != nil && !bytes.Equal(said, key.Digest(r.sealed)) {
		c.found(Off{Person: r.id})
	}
	var p Person
	if key.OpenValue(column, r.sealed, &p) != nil {
		c.closed[r.id] = true
		return
	}
	var should, stands sum
	for _, t := range c.k.foundBy(p) {
		should = c.add(should, t, 1)
	}
	for f := r.found; len(f) >= tokenSize; f = f[tokenSize:] {
		stands = c.add(stands, f[:tokenSize], 1)
	}
	if should != stands {
		c.found(Off{Person: r.id, Found: true})
		c.closed[r.id] = true
		return
	}
	c.sums[r.id] = should
}

// tokens goes through what search looks up.
func (c *agreeing) tokens(ctx context.Context, tx *store.Tx) error {
	type token struct {
		token  []byte
		person id.ID
	}
	for t, err := range store.Each(ctx, tx, func(s store.Scanner) (t token, err error) { return t, s.Scan(&t.token, &t.person) },
		`select token, person from person_token`) {
		if err != nil {
			return err
		}
		if !c.closed[t.person] {
			c.sums[t.person] = c.add(c.sums[t.person], t.token, -1)
		}
	}
	for p, s := range c.sums {
		if s != (sum{}) {
			c.found(Off{Person: p, Found: true})
		}
	}
	return nil
}

// Missing are those of whom the log says that they were entered, and who have no row. Whose file is sealed away is among them:
// the caller knows whom a sealing took.
func Missing(ctx context.Context, db *store.DB) (_ []audit.RowFinding, err error) {
	defer errs.Wrap(&err, "person.Missing")
	return store.Read(ctx, db, func(tx *store.Tx) (out []audit.RowFinding, err error) {
		entered, err := audit.FirstOf(ctx, tx, "person.created")
		if err != nil {
			return nil, err
		}
		for there, err := range store.Each(ctx, tx, store.Value[id.ID], `select id from person_person`) {
			if err != nil {
				return nil, err
			}
			delete(entered, there)
		}
		for p, fact := range entered {
			out = append(out, audit.RowFinding{Table: "person_person", Row: p, What: audit.RowGone, Fact: fact})
		}
		return out, nil
	})
}

// Findings are what is off as verification tells it.
func Findings(off []Off) (out []audit.RowFinding) {
	for _, o := range off {
		f := audit.RowFinding{Table: "person_person", Row: o.Person, What: audit.RowChanged}
		if o.Found {
			f.Table, f.What = "person_token", audit.FoundOff
		}
		out = append(out, f)
	}
	return out
}
