package measure

import (
	"context"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/term"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/store"
)

// Disagreement is a life whose file says otherwise than its facts do.
type Disagreement struct {
	Person id.ID
	What   string // "measure": state or a date of a measure; "duty": what is owed; "extract": what the clock is given; "sweep": when it is looked at again; "sealed": what is sealed of it does not open; "life": there are facts of it, and no life
	Number int    // of the measure
	Duty   duty.Code
}

// Agreement is what Agree saw of some lives.
type Agreement struct {
	Last     id.ID // the last life that was looked at, "" when there are no more
	Lives    int
	Behind   int // the law's book has changed since: they wait to be reckoned by it, and nothing could be compared
	Unmade   int // their extracts are not there or of another program: the sweep makes them anew
	Findings []Disagreement
}

// Agree folds the lives behind one again and holds the cache against the fold: measures with their dates, and what the
// clock owes. A life that time has changed since it was folded last, and that waits for the sweep, is held against the fold
// of that day: else whoever alters the cache would only have to make it wait. Nothing is written. It looks for who keeps the house, and asks no policy: what it answers names nobody.
func (k *Desk) Agree(ctx context.Context, after id.ID, limit int) (_ Agreement, err error) {
	defer errs.Wrap(&err, "measure.Agree")
	return store.Read(ctx, k.db, func(tx *store.Tx) (out Agreement, err error) {
		lives, err := store.Collect(ctx, tx, scanLiving, `select person, next_change, folded_on from measure_life where person > $1 order by person limit $2`, after, limit)
		if err != nil {
			return out, err
		}
		for _, l := range lives {
			out.Last = l.person
			out.Lives++
			if l.unsettled() {
				out.Behind++
				continue
			}
			if err := l.ahead(ctx, tx, &out); err != nil {
				return out, err
			}
			err := k.agrees(ctx, tx, l, &out)
			switch {
			case errs.Is(err, "seal.broken"), errs.Is(err, "seal.unknown_kek"), errs.Is(err, "seal.no_key"): // a sealing takes the life along
				out.Findings = append(out.Findings, Disagreement{Person: l.person, What: "sealed"})
			case errs.KindOf(err) == errs.NotFound: // whose life it is
				out.Findings = append(out.Findings, Disagreement{Person: l.person, What: "life"})
			case err != nil:
				return out, err
			}
		}
		return out, nil
	})
}

// strays are rows of people who have no life, and what is said of them.
var strays = []struct{ table, what string }{
	{"measure_fact", "life"}, // nobody looks at their days any more
	{"measure_measure", "measure"},
	{"measure_extract", "extract"},
}

// Unlived are the first people of whom there are facts, measures or an extract and no life. A sealing takes all of them.
func (k *Desk) Unlived(ctx context.Context, limit int) (_ []Disagreement, err error) {
	defer errs.Wrap(&err, "measure.Unlived")
	return store.Read(ctx, k.db, func(tx *store.Tx) (out []Disagreement, err error) {
		for _, s := range strays {
			some, err := store.Collect(ctx, tx, func(r store.Scanner) (Disagreement, error) {
				d := Disagreement{What: s.what}
				return d, r.Scan(&d.Person)
			}, `select distinct f.person from `+s.table+` f where not exists (select 1 from measure_life l where l.person = f.person)
				order by f.person limit $1`, limit)
			if err != nil {
				return nil, err
			}
			out = append(out, some...)
		}
		return out, nil
	})
}

// living is what the cache says of when a life changes by itself.
type living struct {
	person       id.ID
	next, folded civil.Date
}

// unsettled tells whether the law's book has changed since the life was folded (Unsettle).
func (l living) unsettled() bool { return l.folded.String() == never }

// ahead finds a life that is said to have been folded on a day that has not come: the sweep would pass it over until then.
// Where the clock was set back the day of the newest fact is still ahead, and nothing is said of that here.
func (l living) ahead(ctx context.Context, tx *store.Tx, out *Agreement) error {
	if !l.folded.After(tx.Today()) {
		return nil
	}
	newest, err := audit.Last(ctx, tx)
	if err == nil && l.folded.After(civil.DateOf(newest)) {
		out.Findings = append(out.Findings, Disagreement{Person: l.person, What: "sweep"})
	}
	return err
}

// asOf is the moment to fold a life at: now, or where time has changed it since, the end of the day it was folded on.
func (l living) asOf(tx *store.Tx) time.Time {
	if l.next.IsZero() || l.next.After(tx.Today()) || !l.folded.Before(tx.Today()) {
		return tx.Now()
	}
	return l.folded.AddDays(1).Start().Time().Add(-time.Microsecond)
}

// looksAgain tells whether a life is looked at again on the day that its fold says. Later, time would change it and nobody
// would see; sooner, somebody wrote it. Only a change on the day of the fold itself may lie behind the moment of this look.
func (l living) looksAgain(next civil.Date) bool {
	return l.next == next || !l.next.IsZero() && !l.next.After(l.folded) && (next.IsZero() || next.After(l.next))
}

func scanLiving(s store.Scanner) (l living, err error) {
	return l, s.Scan(&l.person, store.Day(&l.next), store.Day(&l.folded))
}

// agrees holds one life against its fold.
func (k *Desk) agrees(ctx context.Context, tx *store.Tx, cached living, out *Agreement) error {
	p := cached.person
	l, who, err := k.load(ctx, tx, p)
	if err != nil {
		return err
	}
	a, err := k.foldAt(ctx, tx, l, who, cached.asOf(tx))
	if err != nil {
		return err
	}
	kept, err := store.Collect(ctx, tx, scanLine, `select `+lineColumns+` from measure_measure where person = $1 order by number`, p)
	if err != nil {
		return err
	}
	computed := lines(l, &a)
	for i := range max(len(kept), len(computed)) {
		if i >= len(kept) || i >= len(computed) || kept[i] != computed[i] {
			out.Findings = append(out.Findings, Disagreement{Person: p, What: "measure", Number: i})
		}
	}
	if !cached.looksAgain(a.NextChange) {
		out.Findings = append(out.Findings, Disagreement{Person: p, What: "sweep"})
	}
	if err := k.extractAgrees(ctx, tx, l, out); err != nil {
		return err
	}
	off, err := duty.Off(ctx, tx, duty.Clock{Subject: l.Person, Facility: l.Facility, Unit: l.Unit, Owed: owed(l, &a), KnownFrom: l.KnownFrom})
	for _, d := range off {
		out.Findings = append(out.Findings, Disagreement{Person: p, What: "duty", Number: d.Number, Duty: d.Code})
	}
	return err
}

// line is a row of measure_measure.
type line struct {
	number                                 int
	facility                               id.ID
	kind, state, substate, reason, decided string
	started, ends, legal, early            civil.Date
	extension, bars                        int
	last                                   bool
}

const lineColumns = `number, facility, kind, state, substate, reason, decided_on, started_on, ends_on, legal_end, early_on, extension, bars, last`

func scanLine(s store.Scanner) (m line, err error) {
	return m, s.Scan(&m.number, &m.facility, &m.kind, &m.state, &m.substate, &m.reason, &m.decided, store.Day(&m.started),
		store.Day(&m.ends), store.Day(&m.legal), store.Day(&m.early), &m.extension, &m.bars, &m.last)
}

// lines are the rows that a fold makes of a life.
func lines(l Life, a *term.Answer) []line {
	out := make([]line, len(a.Measures))
	for i, m := range a.Measures {
		out[i] = line{
			number: i, facility: l.Facility, kind: m.Kind.String(), state: m.State.String(), substate: m.Substate.String(), reason: m.Reason.String(),
			decided: m.Decided.String(), started: m.Start, ends: m.End, legal: m.LegalEnd, early: m.EarliestEarlyRelease,
			extension: m.ExtensionMonths, bars: int(m.Bars), last: i == last(a),
		}
	}
	return out
}

func measureRows(l Life, a *term.Answer) [][]any {
	rows := make([][]any, len(a.Measures))
	for i, m := range lines(l, a) {
		rows[i] = []any{
			l.Person, m.number, m.facility, m.kind, m.state, m.substate, m.reason, m.decided, store.DayArg(m.started), store.DayArg(m.ends),
			store.DayArg(m.legal), store.DayArg(m.early), m.extension, m.bars, m.last,
		}
	}
	return rows
}
