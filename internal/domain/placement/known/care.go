package known

import (
	"context"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/history"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Medical is what a brigade is for, or what a person needs, in one compartment: Illness of the three that are kept
// apart (传染病 infectious, 精神 mental, 残疾 disabled) and the kind of drug, which drives the treatment (REG 30). "" is
// unknown, None is known to be nothing special.
type Medical struct{ Illness, Drug string }

// None says that somebody looked and found nothing special.
const None = "none"

// Illnesses and Drugs are what may be said, by compartment: infectious only with the infection record.
var (
	Illnesses = map[seal.Compartment][]string{seal.Clinical: {None, "mental", "disabled"}, seal.Infection: {None, "infectious"}}
	Drugs     = []string{"", None, "opioid", "stimulant", "other"}
)

func (m Medical) check(c seal.Compartment) error {
	var f errs.Fields
	if !slices.Contains(Illnesses[c], m.Illness) {
		f.Add("illness", "placement.illness_unknown", "")
	}
	switch {
	case !slices.Contains(Drugs, m.Drug):
		f.Add("drug", "placement.drug_unknown", "")
	case c != seal.Clinical && m.Drug != "":
		f.Add("drug", "placement.drug_clinical", "")
	}
	return f.Err("placement.bad_input")
}

// SayClass says what a brigade is for. Every brigade of the facility is written anew, so that nothing in the rows, in
// the log or on a stolen disk tells which one it was about. Leave to do so is the caller's to ask.
func (b Book) SayClass(ctx context.Context, tx *store.Tx, u facility.Unit, c seal.Compartment, m Medical) error {
	if u.Kind != facility.Brigade {
		return errs.New(errs.NotFound, "placement.no_brigade")
	}
	if err := m.check(c); err != nil {
		return err
	}
	all, err := facility.Below(ctx, tx, u.Facility)
	if err != nil {
		return err
	}
	known, err := classesIn(ctx, tx, u.Facility)
	if err != nil {
		return err
	}
	var rows []audit.Row
	for _, x := range all {
		if x.Kind != facility.Brigade {
			continue
		}
		key, err := b.Vault.Ensure(ctx, tx, x.ID, c)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(known, func(r classRow) bool { return r.unit == x.ID && r.compartment == c })
		says := Medical{Illness: None}
		if i >= 0 {
			if err := key.OpenValue("placement_class.sealed", known[i].sealed, &says); err != nil {
				return err
			}
		}
		if x.ID == u.ID {
			says = m
		}
		sealed, err := key.SealValue("placement_class.sealed", says)
		if err != nil {
			return err
		}
		row, version := id.New(), int64(1)
		if i >= 0 {
			row, version = known[i].id, known[i].version+1
			err = store.Update(ctx, tx, `update placement_class set sealed = $3, version = version + 1 where id = $1 and version = $2`, row, known[i].version, sealed)
		} else {
			err = store.Insert(ctx, tx, "placement_class", []string{"id", "version", "facility", "unit", "compartment", "sealed"},
				[][]any{{row, 1, u.Facility, x.ID, c, sealed}})
		}
		if err == nil {
			err = history.Keep(ctx, tx, key, "placement_class", row, version, says)
		}
		if err != nil {
			return err
		}
		rows = append(rows, audit.Kept("placement_class", row))
	}
	return audit.Record(ctx, tx, audit.Fact{
		Room: "placement", Kind: "placement.class_kept", Record: u.Facility, Facility: u.Facility, Compartment: c, Rows: rows,
	})
}

// SayNeed says what a person needs; at is the facility that has charge of him.
func (b Book) SayNeed(ctx context.Context, tx *store.Tx, about About, c seal.Compartment, m Medical) error {
	if err := m.check(c); err != nil {
		return err
	}
	key, err := b.Vault.Ensure(ctx, tx, about.Person, c)
	if err != nil {
		return err
	}
	sealed, err := key.SealValue("placement_need.sealed", m)
	if err != nil {
		return err
	}
	old, err := store.One(ctx, tx, scanClass, `select id, version, person, compartment, sealed from placement_need where person = $1 and compartment = $2`, about.Person, c)
	switch {
	case err == nil:
		err = store.Update(ctx, tx, `update placement_need set sealed = $3, version = version + 1 where id = $1 and version = $2`, old.id, old.version, sealed)
	case errs.KindOf(err) == errs.NotFound:
		old.id = id.New()
		err = store.Insert(ctx, tx, "placement_need", []string{"id", "version", "person", "compartment", "sealed"}, [][]any{{old.id, 1, about.Person, c, sealed}})
	}
	if err == nil {
		err = history.Keep(ctx, tx, key, "placement_need", old.id, old.version+1, m)
	}
	if err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Fact{
		Room: "placement", Kind: "placement.need_kept", Record: old.id, About: about.Person, Facility: about.Facility, Compartment: c,
		Rows: []audit.Row{audit.Kept("placement_need", old.id)},
	})
}

// Care is what is known below the screens of a facility's brigades and of some people. It is opened by the house for
// its own reckoning and leaves this room only as a bed that is offered, or as a duty of the doctor's.
type Care struct {
	classes, needs map[id.ID]map[seal.Compartment]Medical
}

// CareOf opens it.
func (b Book) CareOf(ctx context.Context, tx *store.Tx, at id.ID, people []id.ID) (m Care, err error) {
	m = Care{map[id.ID]map[seal.Compartment]Medical{}, map[id.ID]map[seal.Compartment]Medical{}}
	rows, err := classesIn(ctx, tx, at)
	if err != nil || len(rows) == 0 {
		return m, err
	}
	if err := b.unseal(ctx, tx, "placement_class.sealed", rows, m.classes); err != nil {
		return m, err
	}
	for part := range slices.Chunk(people, 500) {
		in, args := store.In(1, part)
		rows, err := store.Collect(ctx, tx, scanClass, `select id, version, person, compartment, sealed from placement_need where person in `+in, args...)
		if err != nil {
			return m, err
		}
		if err := b.unseal(ctx, tx, "placement_need.sealed", rows, m.needs); err != nil {
			return m, err
		}
	}
	return m, nil
}

// unseal opens rows, each with the key of what it is about.
func (b Book) unseal(ctx context.Context, tx *store.Tx, column string, rows []classRow, into map[id.ID]map[seal.Compartment]Medical) error {
	by := map[seal.Compartment][]id.ID{}
	for _, r := range rows {
		by[r.compartment] = append(by[r.compartment], r.unit)
	}
	keys := map[seal.Compartment]map[id.ID]*seal.Key{}
	for c, ids := range by {
		found, err := b.Vault.Keys(ctx, tx, ids, c)
		if err != nil {
			return err
		}
		keys[c] = found
	}
	for _, r := range rows {
		key := keys[r.compartment][r.unit]
		if key == nil {
			continue // sealed away
		}
		var m Medical
		if err := key.OpenValue(column, r.sealed, &m); err != nil {
			return err
		}
		if into[r.unit] == nil {
			into[r.unit] = map[seal.Compartment]Medical{}
		}
		into[r.unit][r.compartment] = m
	}
	return nil
}

// Suits tells whether the house may offer somebody a bed of a brigade: who has no need that is known is offered none of a
// brigade that is for one.
func (m Care) Suits(who, unit id.ID) bool {
	for c := range Illnesses {
		is, needs := m.classes[unit][c], m.needs[who][c]
		if plain(is.Illness) != plain(needs.Illness) {
			return false
		}
		if is.Drug != "" && is.Drug != None && is.Drug != needs.Drug {
			return false
		}
	}
	return true
}

func plain(s string) string {
	if s == "" {
		return None
	}
	return s
}

// Misplaced are the compartments in which somebody lies in a brigade that is for others, both being known.
func (m Care) Misplaced(who, unit id.ID) (out []seal.Compartment) {
	for _, c := range []seal.Compartment{seal.Clinical, seal.Infection} {
		if is, needs := m.classes[unit][c].Illness, m.needs[who][c].Illness; is != "" && needs != "" && is != needs {
			out = append(out, c)
		}
	}
	return out
}

// classRow is a sealed row about a unit or a person.
type classRow struct {
	id, unit    id.ID
	version     int64
	compartment seal.Compartment
	sealed      []byte
}

func scanClass(s store.Scanner) (r classRow, err error) {
	err = s.Scan(&r.id, &r.version, &r.unit, &r.compartment, &r.sealed)
	return r, err
}

func classesIn(ctx context.Context, tx *store.Tx, at id.ID) ([]classRow, error) {
	return store.Collect(ctx, tx, scanClass, `select id, version, unit, compartment, sealed from placement_class where facility = $1 order by id`, at)
}
