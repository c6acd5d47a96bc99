package duty

import (
	"context"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/store"
)

var columns = []string{
	"id", "version", "code", "subject", "cause", "number", "facility", "unit", "owner", "compartment",
	"due_at", "due_day", "not_before", "opened_at", "state", "basis", "certainty", "paper",
	"closed_at", "closed_by", "evidence", "note", "happened_at", "opened_by",
}

const selectDuty = `select id, version, code, subject, cause, number, facility, unit, owner, compartment,
	due_at, due_day, not_before, opened_at, state, basis, certainty, paper, closed_at, closed_by, evidence, note, happened_at, opened_by
	from duty_duty `

func scan(s store.Scanner) (d Duty, err error) {
	err = s.Scan(&d.ID, &d.Version, &d.Code, &d.Subject, &d.Cause, &d.Number, &d.Facility, &d.Unit, &d.Owner, &d.Compartment,
		store.Instant(&d.Due.At), store.Day(&d.Due.Day), store.Day(&d.NotBefore), store.Instant(&d.Opened), &d.State,
		&d.Basis, &d.Certainty, &d.Paper, store.Instant(&d.Closed), &d.ClosedBy, &d.Evidence, &d.Note, store.Instant(&d.Happened), &d.OpenedBy)
	if !d.Due.Day.IsZero() {
		d.Due.At = time.Time{} // due_at of a day is only its last moment, for order
	}
	return d, err
}

func insert(ctx context.Context, tx *store.Tx, ds []Duty) error {
	rows := make([][]any, len(ds))
	for i, d := range ds {
		rows[i] = d.row()
	}
	return store.Insert(ctx, tx, "duty_duty", columns, rows)
}

func (d Duty) row() []any {
	return []any{
		d.ID, d.Version, d.Code, d.Subject, d.Cause, d.Number, d.Facility, d.Unit, d.Owner, d.Compartment,
		store.NullMicros(d.Due.Moment()), store.DayArg(d.Due.Day), store.DayArg(d.NotBefore), store.Micros(d.Opened), d.State,
		d.Basis, d.Certainty, d.Paper, store.NullMicros(d.Closed), d.ClosedBy, d.Evidence, d.Note,
		store.NullMicros(d.Happened), d.OpenedBy,
	}
}

// written is the rows of duties as they stand now, for the digest of the fact that wrote them. A duty has no key of
// its own and may be a place's, so it goes under the house's.
func written(ds ...Duty) []audit.Row {
	rows := make([]audit.Row, len(ds))
	for i, d := range ds {
		rows[i] = audit.Made("duty_duty", columns, d.row())
	}
	return rows
}

// save writes what can change of a duty, if nobody changed it meanwhile.
func save(ctx context.Context, tx *store.Tx, d Duty) error {
	return store.Update(ctx, tx, `update duty_duty set version = version + 1, number = $3, facility = $4, unit = $5, owner = $6,
		due_at = $7, due_day = $8, not_before = $9, state = $10, basis = $11, certainty = $12, paper = $13,
		closed_at = $14, closed_by = $15, evidence = $16, note = $17, opened_by = $18 where id = $1 and version = $2`,
		d.ID, d.Version, d.Number, d.Facility, d.Unit, d.Owner,
		store.NullMicros(d.Due.Moment()), store.DayArg(d.Due.Day), store.DayArg(d.NotBefore), d.State, d.Basis, d.Certainty, d.Paper,
		store.NullMicros(d.Closed), d.ClosedBy, d.Evidence, d.Note, d.OpenedBy)
}

// Get is one duty; NotFound when there is none.
func Get(ctx context.Context, tx *store.Tx, i id.ID) (_ Duty, err error) {
	defer errs.Wrap(&err, "duty.Get(%s)", i)
	return store.One(ctx, tx, scan, selectDuty+`where id = $1`, i)
}

// Owed is the duty that a cause opened; NotFound when there is none.
func Owed(ctx context.Context, tx *store.Tx, subject id.ID, c Code, cause id.ID) (Duty, error) {
	return find(ctx, tx, subject, c, cause)
}

func find(ctx context.Context, tx *store.Tx, subject id.ID, c Code, cause id.ID) (Duty, error) {
	return store.One(ctx, tx, scan, selectDuty+`where subject = $1 and code = $2 and cause = $3`, subject, c, cause)
}

// Of lists every duty about a person, open ones first by due moment.
func Of(ctx context.Context, tx *store.Tx, subject id.ID) (_ []Duty, err error) {
	defer errs.Wrap(&err, "duty.Of(%s)", subject)
	return store.Collect(ctx, tx, scan, selectDuty+`where subject = $1
		order by case state when 'open' then 0 else 1 end, due_at is null, due_at, id`, subject)
}

// OpenOf is Of without what is closed: the larger part of a file, and growing. What of the two a page needs it says.
func OpenOf(ctx context.Context, tx *store.Tx, subject id.ID) (_ []Duty, err error) {
	defer errs.Wrap(&err, "duty.OpenOf(%s)", subject)
	return store.Collect(ctx, tx, scan, selectDuty+`where subject = $1 and state = $2 order by due_at is null, due_at, id`, subject, Pending)
}

// ofClock lists the duties that the clock keeps: those with the number of a measure, and remedies, which
// belong to none.
func ofClock(ctx context.Context, tx *store.Tx, subject id.ID) ([]Duty, error) {
	all, err := store.Collect(ctx, tx, scan, selectDuty+`where subject = $1`, subject)
	if err != nil {
		return nil, err
	}
	kept := all[:0]
	for _, d := range all {
		if k, _ := KindOf(d.Code); k.Fact != "" && !k.House || d.Number >= 0 {
			kept = append(kept, d)
		}
	}
	return kept, nil
}

func ref(ctx context.Context) string { return actor.From(ctx).Ref() }

// Standing lists what of one code is owed in a facility, for the room that opens and ends it.
func Standing(ctx context.Context, tx *store.Tx, c Code, facility id.ID) (_ []Duty, err error) {
	defer errs.Wrap(&err, "duty.Standing(%s)", c)
	return store.Collect(ctx, tx, scan, selectDuty+`where state = 'open' and facility = $1 and code = $2 order by id`, facility, c)
}

// OpenIn counts what is still to be done in a unit, of a facility all in it.
func OpenIn(ctx context.Context, tx *store.Tx, unit id.ID) (int, error) {
	return store.One(ctx, tx, store.Value[int], `select count(*) from duty_duty where state = 'open' and (unit = $1 or facility = $1)`, unit)
}

// Falling lists what is owed in a facility until a moment, overdue things with it, earliest first; what waits to be
// confirmed from paper is not among it. Who shows it veils what belongs to another compartment.
func Falling(ctx context.Context, tx *store.Tx, facility id.ID, until time.Time) (_ []Duty, err error) {
	defer errs.Wrap(&err, "duty.Falling(%s)", facility)
	return store.Collect(ctx, tx, scan, selectDuty+`where state = 'open' and not paper and facility = $1 and due_at <= $2 order by due_at, id`,
		facility, store.Micros(until))
}

// PendingOf are those of some persons of whom a duty is still to be done.
func PendingOf(ctx context.Context, tx *store.Tx, c Code, subjects []id.ID) (_ map[id.ID]bool, err error) {
	defer errs.Wrap(&err, "duty.PendingOf(%s)", c)
	out := map[id.ID]bool{}
	if len(subjects) == 0 {
		return out, nil
	}
	list, args := store.In(3, subjects)
	found, err := store.Collect(ctx, tx, store.Value[id.ID], `select subject from duty_duty where code = $1 and state = $2 and subject in `+list, append([]any{c, Pending}, args...)...)
	for _, p := range found {
		out[p] = true
	}
	return out, err
}
