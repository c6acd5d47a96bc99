package measure

import (
	"context"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/law"
	"guitu/internal/domain/term"
	"guitu/internal/domain/term/written"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

const noteColumn = "measure_fact.note"

// lifeRow is a life without its events.
func scanLife(s store.Scanner) (l Life, err error) {
	var count string
	var traits []byte
	err = s.Scan(&l.Person, &l.Version, &l.Region, &l.Facility, &l.Unit, &count, &l.Settings.ProvincePlan, store.Instant(&l.KnownFrom), &traits)
	if count == "EXCLUDE_START" {
		l.Settings.DayCount = term.ExcludeStart
	}
	l.Traits.sealed = traits
	return l, err
}

const selectLife = `select person, version, region, facility, unit, day_count, plan, known_from, traits from measure_life `

// life reads one life with its events; NotFound when the house keeps no clock for the person.
func (k *Desk) life(ctx context.Context, tx *store.Tx, p id.ID) (Life, error) {
	l, err := store.One(ctx, tx, scanLife, selectLife+`where person = $1`, p)
	if err != nil {
		return l, err
	}
	if err := k.openTraits(ctx, tx, &l); err != nil {
		return l, err
	}
	key, err := k.vault.Key(ctx, tx, p, seal.General)
	if err != nil {
		return l, err
	}
	l.Events, err = store.Collect(ctx, tx, func(s store.Scanner) (Event, error) { return scanEvent(s, key) },
		`select id, person, seq, type, at, fields, withdraws, outside, note, document, recorded_at, recorded_by, node
		from measure_fact where person = $1 order by seq`, p)
	if err != nil {
		return l, err
	}
	return l, k.openBodies(ctx, tx, p, l.Events)
}

func scanEvent(s store.Scanner, key *seal.Key) (e Event, err error) {
	var note []byte
	if e, note, err = scanBare(s); err != nil || len(note) == 0 {
		return e, err
	}
	return e, key.OpenValue(noteColumn, note, &e.Note)
}

// scanBare reads an event and leaves its note sealed.
func scanBare(s store.Scanner) (e Event, note []byte, err error) {
	var name, fields string
	var at int64
	if err = s.Scan(&e.ID, &e.Person, &e.Seq, &name, &at, &fields, &e.Withdraws, &e.Outside, &note, &e.Document,
		store.Instant(&e.Recorded), &e.By, &e.Node); err != nil {
		return e, note, err
	}
	e.Fact, err = written.Read(name, at, fields)
	return e, note, err
}

// openTraits opens what the clock must know of the body; nothing when nothing was said.
func (k *Desk) openTraits(ctx context.Context, tx *store.Tx, l *Life) error {
	if len(l.Traits.sealed) == 0 {
		return nil
	}
	key, err := k.vault.Key(ctx, tx, l.Person, seal.Clinical)
	if err != nil {
		return err
	}
	return key.OpenValue("measure_life.traits", l.Traits.sealed, &l.Traits)
}

func (k *Desk) sealTraits(ctx context.Context, tx *store.Tx, l Life) ([]byte, error) {
	if !l.Traits.Pregnant && l.Traits.NursingInfantBorn.IsZero() {
		return []byte{}, nil
	}
	// Somebody may be new to the measures and have a medical file already.
	key, err := k.vault.Ensure(ctx, tx, l.Person, seal.Clinical)
	if err != nil {
		return nil, err
	}
	return key.SealValue("measure_life.traits", l.Traits)
}

var lifeColumns = []string{
	"person", "version", "region", "facility", "unit", "day_count", "plan", "known_from", "traits", "folded_on", "next_change",
}

// lifeRow is a new life as its table keeps it.
func (k *Desk) lifeRow(ctx context.Context, tx *store.Tx, l Life, a *term.Answer) ([]any, error) {
	traits, err := k.sealTraits(ctx, tx, l)
	if err != nil {
		return nil, err
	}
	count := "INCLUSIVE_START"
	if l.Settings.DayCount == term.ExcludeStart {
		count = "EXCLUDE_START"
	}
	return []any{
		l.Person, 1, l.Region, l.Facility, l.Unit, count, l.Settings.ProvincePlan, store.Micros(l.KnownFrom), traits,
		tx.Today().String(), store.DayArg(a.NextChange),
	}, nil
}

func saveLife(ctx context.Context, tx *store.Tx, l Life, a *term.Answer) error {
	return store.Update(ctx, tx, `update measure_life set version = version + 1, facility = $3, unit = $4, folded_on = $5, next_change = $6
		where person = $1 and version = $2`, l.Person, l.Version, l.Facility, l.Unit, tx.Today().String(), store.DayArg(a.NextChange))
}

var eventColumns = []string{
	"month", "id", "person", "seq", "type", "at", "fields", "withdraws", "outside", "note", "document", "recorded_at", "recorded_by", "node",
}

// insertEvents writes events, and gives them as their facts digest them: under the key of the person.
func (k *Desk) insertEvents(ctx context.Context, tx *store.Tx, p id.ID, es []Event) (kept, error) {
	key, err := k.vault.Key(ctx, tx, p, seal.General)
	if err != nil {
		return kept{}, err
	}
	rows, err := eventRows(key, p, es)
	if err != nil {
		return kept{}, err
	}
	if err := k.keepBodies(ctx, tx, p, es); err != nil {
		return kept{}, err
	}
	return kept{key, audit.AllMade("measure_fact", eventColumns, rows)}, store.Insert(ctx, tx, "measure_fact", eventColumns, rows)
}

// written is rows of measure_fact as they were inserted, one an event.
type kept struct {
	key  *seal.Key
	rows []audit.Row
}

func eventRows(key *seal.Key, p id.ID, es []Event) ([][]any, error) {
	rows := make([][]any, len(es))
	for i, e := range es {
		note, err := sealNote(key, e.Note)
		if err != nil {
			return nil, err
		}
		rows[i] = []any{
			e.ID.Month(), e.ID, p, e.Seq, e.Fact.Type.String(), int64(e.Fact.At), written.Write(e.Fact), e.Withdraws, e.Outside,
			note, e.Document, store.Micros(e.Recorded), e.By, e.Node,
		}
	}
	return rows, nil
}

func sealNote(key *seal.Key, n Note) ([]byte, error) {
	if n == (Note{}) {
		return []byte{}, nil
	}
	return key.SealValue(noteColumn, n)
}

var measureColumns = []string{
	"person", "number", "facility", "kind", "state", "substate", "reason", "decided_on", "started_on", "ends_on", "legal_end",
	"early_on", "extension", "bars", "last",
}

func insertMeasures(ctx context.Context, tx *store.Tx, l Life, a *term.Answer) error {
	return store.Insert(ctx, tx, "measure_measure", measureColumns, measureRows(l, a))
}

// Short is a measure as lists show it: codes and dates.
type Short struct {
	Person                        id.ID
	Number                        int
	Kind, State, Substate, Reason string
	Decided, Start, End, Early    civil.Date
	Extension                     int
}

func scanShort(s store.Scanner) (m Short, err error) {
	err = s.Scan(&m.Person, &m.Number, &m.Kind, &m.State, &m.Substate, &m.Reason, store.Day(&m.Decided), store.Day(&m.Start),
		store.Day(&m.End), store.Day(&m.Early), &m.Extension)
	return m, err
}

const selectShort = `select person, number, kind, state, substate, reason, decided_on, started_on, ends_on, early_on, extension from measure_measure `

// LatestOf finds the latest measure of some persons, for a page of a list.
func LatestOf(ctx context.Context, tx *store.Tx, persons []id.ID) (map[id.ID]Short, error) {
	out := make(map[id.ID]Short, len(persons))
	in, args := store.In(1, persons)
	for m, err := range store.Each(ctx, tx, scanShort, selectShort+`where last and person in `+in, args...) {
		if err != nil {
			return nil, err
		}
		out[m.Person] = m
	}
	return out, nil
}

// Known tells which of some persons have a life here, with its version.
func Known(ctx context.Context, tx *store.Tx, p id.ID) (int64, error) {
	v, err := store.One(ctx, tx, store.Value[int64], `select version from measure_life where person = $1`, p)
	if errs.KindOf(err) == errs.NotFound {
		return 0, nil
	}
	return v, err
}

func changing(ctx context.Context, tx *store.Tx, today civil.Date, limit int) ([]id.ID, error) {
	return store.Collect(ctx, tx, store.Value[id.ID],
		`select person from measure_life where next_change is not null and next_change <= $1 and folded_on < $1 order by next_change, person limit $2`,
		today.String(), limit)
}

func (k *Desk) insertChange(ctx context.Context, tx *store.Tx, c Change) error {
	key, err := k.vault.Key(ctx, tx, c.Person, seal.General)
	if err != nil {
		return err
	}
	note, err := sealNote(key, c.Note)
	if err != nil {
		return err
	}
	name, at, fields := "", int64(0), ""
	if c.With.Type != term.NoType {
		name, at, fields = c.With.Type.String(), int64(c.With.At), written.Write(c.With)
	}
	return store.Insert(ctx, tx, "measure_change", []string{
		"id", "version", "person", "fact", "type", "at", "fields", "note", "document", "end_before", "end_after",
		"proposed_at", "proposed_by", "state", "decided_at", "decided_by",
	}, [][]any{{
		c.ID, c.Version, c.Person, c.Event, name, at, fields, note, c.Document, day(c.Before), day(c.After),
		store.Micros(c.Proposed), c.By, c.State, nil, "",
	}})
}

func day(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func (k *Desk) change(ctx context.Context, tx *store.Tx, i id.ID) (Change, error) {
	list, err := k.changes(ctx, tx, `where id = $1`, i)
	if err == nil && len(list) == 0 {
		err = errs.New(errs.NotFound, "store.not_found")
	}
	if err != nil {
		return Change{}, err
	}
	return list[0], nil
}

// changes reads corrections with their notes opened.
func (k *Desk) changes(ctx context.Context, tx *store.Tx, where string, args ...any) ([]Change, error) {
	type row struct {
		Change
		note []byte
	}
	rows, err := store.Collect(ctx, tx, func(s store.Scanner) (r row, err error) {
		var name, fields, before, after string
		var at int64
		if err = s.Scan(&r.ID, &r.Version, &r.Person, &r.Event, &name, &at, &fields, &r.note, &r.Document, &before, &after,
			store.Instant(&r.Proposed), &r.By, &r.State, store.Instant(&r.Decided), &r.DecidedBy); err != nil {
			return r, err
		}
		r.Before, _ = civil.ParseDate(before) // "" is none
		r.After, _ = civil.ParseDate(after)
		if name != "" {
			r.With, err = written.Read(name, at, fields)
		}
		return r, err
	}, `select id, version, person, fact, type, at, fields, note, document, end_before, end_after, proposed_at, proposed_by,
		state, decided_at, decided_by from measure_change `+where, args...)
	out := make([]Change, len(rows))
	for i, r := range rows {
		out[i] = r.Change
		if len(r.note) == 0 {
			continue
		}
		key, err := k.vault.Key(ctx, tx, r.Person, seal.General)
		if err != nil {
			return nil, err
		}
		if err := key.OpenValue(noteColumn, r.note, &out[i].Note); err != nil {
			return nil, err
		}
	}
	return out, err
}

func decide(ctx context.Context, tx *store.Tx, c Change, said Second) error {
	state := "refused"
	if said.Yes {
		state = "confirmed"
	}
	return store.Update(ctx, tx, `update measure_change set state = $3, decided_at = $4, decided_by = $5, end_before = $6, end_after = $7, version = version + 1
		where id = $1 and version = $2 and state = 'proposed'`, c.ID, said.Version, state, store.Micros(tx.Now()), actor.From(ctx).Ref(), day(c.Before), day(c.After))
}

func staffOf(ref string) string {
	s, _ := strings.CutPrefix(ref, "staff:")
	return s
}

// basisOf lists the articles of some codes of findings.
func basisOf(broken string) []string {
	var out []string
	for _, code := range strings.Fields(broken) {
		if f, ok := law.Found(code); ok {
			out = append(out, law.Finding(f).Basis...)
		}
	}
	return out
}
