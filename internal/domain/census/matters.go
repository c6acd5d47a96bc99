package census

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/person"
	"guitu/internal/platform/store"
)

// Matters is what some records of the log are: which duty, which kind of fact. What lies in another compartment than
// the general one is not among them.
type Matters struct {
	Duties map[id.ID]duty.Code
	Facts  map[id.ID]string // term.Type by name
}

// MattersOf reads what some records are, of which the facts are about some persons.
func MattersOf(ctx context.Context, tx *store.Tx, records, persons []id.ID) (m Matters, err error) {
	defer errs.Wrap(&err, "census.MattersOf(%d)", len(records))
	m = Matters{Duties: map[id.ID]duty.Code{}, Facts: map[id.ID]string{}}
	if len(records) == 0 || len(persons) == 0 {
		return m, nil
	}
	type named struct {
		record id.ID
		name   string
	}
	scan := func(s store.Scanner) (n named, err error) { return n, s.Scan(&n.record, &n.name) }
	list, args := store.In(1, records)
	duties, err := store.Collect(ctx, tx, scan, `select id, code from duty_duty where compartment = 'general' and id in `+list, args...)
	if err != nil {
		return m, err
	}
	for _, n := range duties {
		m.Duties[n.record] = duty.Code(n.name)
	}
	whose, more := store.In(len(args)+1, persons)
	facts, err := store.Collect(ctx, tx, scan, `select id, type from measure_fact where person in `+whose+` and id in `+list, append(args, more...)...)
	for _, n := range facts {
		m.Facts[n.record] = n.name
	}
	return m, err
}

// ByFileNumber finds whose file bears a number, "" when there is none. It says nothing of the file.
func (k *Desk) ByFileNumber(ctx context.Context, tx *store.Tx, number string) (_ id.ID, err error) {
	defer errs.Wrap(&err, "census.ByFileNumber")
	ids, err := k.persons.ByNumber(ctx, tx, number)
	if err != nil || len(ids) == 0 {
		return "", err
	}
	found, err := k.persons.Load(ctx, tx, ids)
	for i, p := range found {
		if person.NormaliseNumber(p.NumberOf(person.FileNumber)) == person.NormaliseNumber(number) {
			return i, err
		}
	}
	return "", err
}
