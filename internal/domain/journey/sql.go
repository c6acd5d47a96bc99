package journey

import (
	"context"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

const (
	subjectColumn = "journey_case.subject"
	sealedColumn  = "journey_entry.sealed"
	hiddenColumn  = "journey_entry.hidden"
)

var (
	caseColumns = []string{"id", "version", "kind", "facility", "unit", "person", "state", "subject", "opened_at", "opened_by", "closed_at", "owed"}

	entryColumns = []string{"month", "id", "case_id", "seq", "step", "was", "becomes", "at", "said_by", "compartment", "sealed", "hidden"}
)

const selectCase = `select id, version, kind, facility, unit, person, state, subject, opened_at, opened_by, closed_at, owed from journey_case `

// subject is what names a newcomer before there is a person.
type subject struct{ Name string }

func scanCase(s store.Scanner) (c Case, sealed []byte, err error) {
	err = s.Scan(&c.ID, &c.Version, &c.Kind, &c.Facility, &c.Unit, &c.Person, &c.State, &sealed,
		store.Instant(&c.Opened), &c.By, store.Instant(&c.Closed), &c.owed)
	return c, sealed, err
}

// free refuses a second open case of a kind for a person, unless what the first is about is over.
func free(ctx context.Context, tx *store.Tx, course *Course, c Case) error {
	open, err := store.Collect(ctx, tx, store.Value[State], `select state from journey_case where person = $1 and kind = $2 and closed_at is null`, c.Person, c.Kind)
	if err == nil && slices.ContainsFunc(open, func(s State) bool { return !course.Stage(s).After }) {
		err = errs.New(errs.Invalid, "journey.open_already")
	}
	return err
}

// StateOf is where a case stands.
func StateOf(ctx context.Context, tx *store.Tx, of id.ID) (State, error) {
	return store.One(ctx, tx, store.Value[State], `select state from journey_case where id = $1`, of)
}

// load reads a case with its steps; the parts of other compartments stay closed.
func (k *Desk) load(ctx context.Context, tx *store.Tx, of id.ID) (Case, error) {
	var sealed []byte
	c, err := store.One(ctx, tx, func(s store.Scanner) (c Case, err error) {
		c, sealed, err = scanCase(s)
		return c, err
	}, selectCase+`where id = $1`, of)
	if err != nil {
		return c, err
	}
	key, err := k.vault.Key(ctx, tx, c.ID, seal.General)
	if err != nil {
		return c, err
	}
	if err := c.open(key, sealed); err != nil {
		return c, err
	}
	entries, err := entriesOf(ctx, tx, map[id.ID]*seal.Key{of: key}, []id.ID{of})
	c.Entries = entries[of]
	k.voids(&c)
	return c, err
}

// entriesOf reads the steps of some cases as far as their keys are here.
func entriesOf(ctx context.Context, tx *store.Tx, keys map[id.ID]*seal.Key, cases []id.ID) (map[id.ID][]Entry, error) {
	list, args := store.In(1, cases)
	rows, err := store.Collect(ctx, tx, func(s store.Scanner) (Entry, error) { return scanEntry(s, keys) },
		`select id, case_id, seq, step, was, becomes, at, said_by, compartment, sealed, hidden from journey_entry where case_id in `+list+` order by seq`, args...)
	out := make(map[id.ID][]Entry, len(cases))
	for _, e := range rows {
		out[e.Case] = append(out[e.Case], e)
	}
	return out, err
}

func (c *Case) open(key *seal.Key, sealed []byte) error {
	if len(sealed) == 0 {
		return nil
	}
	var s subject
	err := key.OpenValue(subjectColumn, sealed, &s)
	c.Name = s.Name
	return err
}

func scanEntry(s store.Scanner, keys map[id.ID]*seal.Key) (e Entry, err error) {
	var sealed []byte
	if err = s.Scan(&e.ID, &e.Case, &e.Seq, &e.Step, &e.Was, &e.Now, store.Instant(&e.At), &e.By, &e.Compartment, &sealed, &e.hidden); err != nil {
		return e, err
	}
	if key, here := keys[e.Case]; here {
		err = key.OpenValue(sealedColumn, sealed, &e.Answers)
	}
	return e, err
}

// keysOf opens the keys of the case that a step may need, making that of its compartment.
func (k *Desk) keysOf(ctx context.Context, tx *store.Tx, a *Act) (map[seal.Compartment]*seal.Key, error) {
	need := map[seal.Compartment]bool{seal.General: true, a.Step.compartment(): true}
	for _, e := range a.Case.Entries {
		need[e.Compartment] = true
	}
	keys := make(map[seal.Compartment]*seal.Key, len(need))
	for c := range need {
		key, err := k.vault.Ensure(ctx, tx, a.Case.ID, c)
		if err != nil {
			return nil, err
		}
		keys[c] = key
	}
	return keys, nil
}

// Hidden is what a step of another compartment said last, for the rules of a course and never for a page.
func (a *Act) Hidden(step string) (Answers, error) {
	e, ok := a.Case.Last(step)
	if !ok || !e.Hides() {
		return e.Answers, nil
	}
	var out Answers
	err := a.keys[e.Compartment].OpenValue(hiddenColumn, e.hidden, &out)
	return out, err
}

// Earlier is the latest other case of a kind of the same person: what his admission kept of him.
func (a *Act) Earlier(ctx context.Context, tx *store.Tx, kind Kind) (c Case, ok bool, err error) {
	if a.Case.Person == "" {
		return c, false, nil
	}
	found, err := OfPerson(ctx, tx, a.Case.Person)
	for _, x := range found {
		if x.Kind == kind && x.ID != a.Case.ID {
			c, err = a.desk.load(ctx, tx, x.ID)
			return c, err == nil, err
		}
	}
	return c, false, err
}

// parts divides answers into what everybody in the case may read and what stays with the compartment.
func (a *Act) parts() (general, hidden Answers) {
	if a.Step.compartment() == seal.General {
		return a.Answers, hidden
	}
	general = Answers{Values: map[string]string{}}
	for _, f := range a.Step.Fields {
		if v := a.Answers.Values[f.Name]; f.Open && v != "" {
			general.Values[f.Name] = v
		}
	}
	return general, a.Answers
}

func (k *Desk) saveEntry(ctx context.Context, tx *store.Tx, a *Act, e Entry) error {
	general, hidden := a.parts()
	sealed, err := a.keys[seal.General].SealValue(sealedColumn, general)
	if err != nil {
		return err
	}
	var closed []byte
	if e.Compartment != seal.General {
		if closed, err = a.keys[e.Compartment].SealValue(hiddenColumn, hidden); err != nil {
			return err
		}
	}
	return store.Insert(ctx, tx, "journey_entry", entryColumns, [][]any{{
		e.ID.Month(), e.ID, e.Case, e.Seq, e.Step, e.Was, e.Now, store.Micros(e.At), e.By, e.Compartment, sealed, closed,
	}})
}

// saveCase writes a case as it stands after a step.
func (k *Desk) saveCase(ctx context.Context, tx *store.Tx, a *Act) error {
	c := a.Case
	var sealed []byte
	if c.Name != "" {
		var err error
		if sealed, err = a.keys[seal.General].SealValue(subjectColumn, subject{c.Name}); err != nil {
			return err
		}
	}
	if c.Version == 1 {
		return store.Insert(ctx, tx, "journey_case", caseColumns, [][]any{{
			c.ID, c.Version, c.Kind, c.Facility, c.Unit, c.Person, c.State, sealed, store.Micros(c.Opened), c.By, store.NullMicros(c.Closed), c.owed,
		}})
	}
	return store.Update(ctx, tx, `update journey_case set version = version + 1, unit = $3, person = $4, state = $5, subject = $6, closed_at = $7, owed = $8
		where id = $1 and version = $2`, c.ID, c.Version-1, c.Unit, c.Person, c.State, sealed, store.NullMicros(c.Closed), c.owed)
}
