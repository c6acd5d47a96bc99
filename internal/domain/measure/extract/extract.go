// Package extract keeps what the legal clock needs of each life in one row, so that all lives of a province can be reckoned
// again in seconds: a change of the law's numbers is a question of one night, and of one look at what it would do.
//
// An extract is a cache of the facts of a life and of birth and sex of its person, written in the transaction that writes
// them. measure.Agree holds every extract against the facts that it is made of. It is bytes, without a name: the facts in
// their order, and what the fold is given beside them (code.go).
//
// It is sealed with the person's own key, like the facts: whoever steals the rows learns nobody's age, who is sealed away is
// in no reckoning, and whose key is destroyed has no extract that opens. Where a fact says something of the body the extract
// lies in the clinical compartment, as that does.
package extract

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/term"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Columns are those of measure_extract, in the order of Row.
var Columns = []string{"person", "form", "compartment", "sealed"}

const column = "measure_extract.sealed"

// Compartment is where the extract of a case lies: one that says something of the body is clinical.
func Compartment(c *term.Case) seal.Compartment {
	if c.Person.Pregnant || !c.Person.NursingInfantBorn.IsZero() {
		return seal.Clinical
	}
	for i := range c.Facts {
		if c.Facts[i].Pregnant || c.Facts[i].Nursing {
			return seal.Clinical
		}
	}
	return seal.General
}

// Row is the row of a life: the case as the fold is given it, under the key of its Compartment.
func Row(key *seal.Key, c *term.Case) []any {
	return []any{string(key.Record()), Form, string(key.Compartment()), key.Seal(column, encode(nil, c))}
}

// Keep writes the extract of a life in the transaction of its facts.
func Keep(ctx context.Context, tx *store.Tx, v *seal.Vault, person id.ID, c *term.Case) error {
	key, err := v.Key(ctx, tx, person, Compartment(c))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into measure_extract (person, form, compartment, sealed) values ($1, $2, $3, $4)
		on conflict (person) do update set form = excluded.form, compartment = excluded.compartment, sealed = excluded.sealed`, Row(key, c)...)
	return err
}

// row is an extract as it stands.
type row struct {
	person      string
	form        int64
	compartment seal.Compartment
	sealed      []byte
}

const selectRow = `select person, form, compartment, sealed from measure_extract `

func scan(s store.Scanner) (r row, err error) {
	var compartment string
	err = s.Scan(&r.person, &r.form, &compartment, &r.sealed)
	r.compartment = seal.Compartment(compartment)
	return r, err
}

// Of opens the extract of one life. behind tells that there is none, or one of another Form, which Lacking finds: nothing is
// said of the case then. One that does not open as its row says is seal.broken.
func Of(ctx context.Context, tx *store.Tx, v *seal.Vault, person id.ID) (c term.Case, behind bool, err error) {
	r, err := store.One(ctx, tx, scan, selectRow+`where person = $1`, person)
	if errs.KindOf(err) == errs.NotFound {
		return c, true, nil
	}
	if err != nil || r.form != Form {
		return c, true, err
	}
	key, err := v.Key(ctx, tx, person, r.compartment)
	if err != nil {
		return c, false, err
	}
	plain, err := key.Open(column, r.sealed)
	if err != nil {
		return c, false, err
	}
	return c, false, new(decoder).decode(plain, &c)
}

// Lacking finds lives without an extract of this Form: those of a house that is older than extracts, or than this program.
func Lacking(ctx context.Context, tx *store.Tx, limit int) ([]id.ID, error) {
	return store.Collect(ctx, tx, store.Value[id.ID], `select l.person from measure_life l left join measure_extract e on e.person = l.person
		join seal_key k on k.record = l.person and k.compartment = 'general' and k.state = 'open'
		where e.form is null or e.form <> $1 order by l.person limit $2`, Form, limit)
}
