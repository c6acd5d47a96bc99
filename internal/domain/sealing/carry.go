package sealing

import (
	"context"
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/aside"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// carryOut does what sealing is, in its order: the marks by which it is found again, the outcome, the books of nights in which he
// stands, what else was asked about the file, and every row. What was typed in asking goes to the escrow with them. A single
// paper has its marks as a file has: an organ's letter finds it by his number, or nothing would.
func (k *Desk) carryOut(ctx context.Context, tx *store.Tx, s *Sealing) error {
	kind, _ := KindOf(s.Ground)
	order := aside.Order{Box: id.New(), Facility: s.Facility, Basis: kind.basis(), Records: []id.ID{s.Person}, Tables: Away()}
	who, err := k.Persons.Get(ctx, tx, s.Person)
	if err != nil {
		return err
	}
	if err := k.note(ctx, tx, s.ID, who); err != nil {
		return err
	}
	if s.Document != "" {
		order.Records, order.Tables = []id.ID{s.Document}, onePaper()
		return k.take(ctx, tx, s, order)
	}
	if err := k.Statistics.AddIn(ctx, tx, s.Person); err != nil {
		return err
	}
	if err := k.overtake(ctx, tx, *s); err != nil {
		return err
	}
	if err := k.eraseBooks(ctx, tx, s.Person); err != nil {
		return err
	}
	kin, err := onlyHis(ctx, tx, s.Person)
	if err != nil {
		return err
	}
	order.Records = append(order.Records, kin...)
	if err := resident.GoneIn(ctx, tx, s.Person); err != nil {
		return err
	}
	return k.take(ctx, tx, s, order)
}

func (k *Desk) take(ctx context.Context, tx *store.Tx, s *Sealing, o aside.Order) (err error) {
	if s.Gone, err = aside.Take(ctx, tx, k.vault, o); err != nil {
		return err
	}
	s.Box = o.Box
	_, err = k.vault.SealAway(ctx, tx, s.ID)
	return err
}

// eraseBooks erases what is left of the books of nights that he spent in a facility.
func (k *Desk) eraseBooks(ctx context.Context, tx *store.Tx, person id.ID) error {
	type stay struct {
		facility   id.ID
		from, left civil.Date
	}
	stays, err := store.Collect(ctx, tx, func(s store.Scanner) (x stay, err error) {
		return x, s.Scan(&x.facility, store.Day(&x.from), store.Day(&x.left))
	},
		`select facility, admitted_on, left_on from resident_resident where person = $1 and left_on is not null order by admitted_on, id`, person)
	for _, s := range stays {
		// A book is made for the night, so that of the day he left is not his; the one of its small hours is.
		if err = k.Books.EraseIn(ctx, tx, s.facility, s.from.Start().Time(), s.left.AddDays(1).Start().Time()); err != nil {
			return err
		}
	}
	return err
}

// onlyHis lists who is known to the house only because of him: relatives without a file, a stay, a measure or an affair, whose
// every link leads to him or to another of them. They go with him; a relative of somebody else stays.
func onlyHis(ctx context.Context, tx *store.Tx, p id.ID) ([]id.ID, error) {
	links, err := person.KinOf(ctx, tx, p)
	if err != nil {
		return nil, err
	}
	reach := map[id.ID][]id.ID{}
	for _, l := range links {
		if l.Relative == p || reach[l.Relative] != nil {
			continue
		}
		own, err := store.One(ctx, tx, store.Value[int64], `select (select count(*) from resident_resident r where r.person = $1)
			+ (select count(*) from measure_life l where l.person = $1) + (select count(*) from journey_case c where c.person = $1)`, l.Relative)
		if err != nil {
			return nil, err
		}
		if own > 0 {
			continue
		}
		theirs, err := person.KinOf(ctx, tx, l.Relative)
		if err != nil {
			return nil, err
		}
		for _, x := range theirs {
			reach[l.Relative] = append(reach[l.Relative], x.Relative)
		}
	}
	for changed := true; changed; {
		changed = false
		for r, to := range reach {
			if slices.ContainsFunc(to, func(x id.ID) bool { return x != p && reach[x] == nil }) {
				delete(reach, r)
				changed = true
			}
		}
	}
	out := make([]id.ID, 0, len(reach))
	for r := range reach {
		out = append(out, r)
	}
	slices.Sort(out)
	return out, nil
}

// register is the record whose key makes marks. It was sealed away when it was made: a mark takes the escrow.
const register id.ID = "sealing-register"

// marker opens the key that makes marks, and makes it where there is none yet.
func (k *Desk) marker(ctx context.Context, tx *store.Tx) (*seal.Key, error) {
	keys, err := k.vault.Peek(ctx, tx, register)
	if err == nil {
		return keys[seal.General], nil
	}
	if !errs.Is(err, "seal.no_key") {
		return nil, err
	}
	key, err := k.vault.Create(ctx, tx, register, seal.General)
	if err != nil {
		return nil, err
	}
	_, err = k.vault.SealAway(ctx, tx, register)
	return key, err
}

func markOf(key *seal.Key, number string) []byte {
	return key.Digest([]byte("identity"), []byte(person.NormaliseNumber(number)))
}

// note keeps a mark of every identity number of the person, by which an organ's letter finds him again.
func (k *Desk) note(ctx context.Context, tx *store.Tx, sealing id.ID, who person.Person) error {
	key, err := k.marker(ctx, tx)
	if err != nil {
		return err
	}
	var rows [][]any
	for _, mark := range marksOf(key, who) {
		rows = append(rows, []any{mark, string(sealing)})
	}
	return store.Insert(ctx, tx, "sealing_mark", []string{"token", "sealing"}, rows)
}

// marksOf are the marks of somebody's numbers.
func marksOf(key *seal.Key, who person.Person) (out [][]byte) {
	for _, i := range who.Identifiers {
		if i.Kind == person.IdentityNumber || i.Kind == person.Passport || i.Kind == person.OtherNumber {
			out = append(out, markOf(key, i.Value))
		}
	}
	return out
}
