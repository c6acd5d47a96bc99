package duty

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

// Level is how high a duty has risen.
type Level int

const (
	ToOwner      Level = iota // the seat that owes it
	ToUnit                    // the head of the unit, at the due moment
	ToFacility                // the head of the facility, 24 hours later
	ToBureau                  // the bureau, 48 hours later
	ToSupervisor              // who watches over the law (bureau's legal post, procurator): acts outside it, at once
)

// Rises is how long after its due moment a duty reaches each level (shared rule 15; data, not law: the
// bureau may set it shorter).
var Rises = map[Level]time.Duration{ToUnit: 0, ToFacility: 24 * time.Hour, ToBureau: 48 * time.Hour}

// Reached is the highest level that sees a duty at a moment. A day of liberty reaches everybody on the day.
func (d Duty) Reached(now time.Time) Level {
	if d.State != Pending || d.Due.None() || d.Paper {
		return ToOwner
	}
	if k, _ := KindOf(d.Code); k.Outside || k.Liberty && !civil.DateOf(now).Before(civil.DateOf(d.Due.Moment())) {
		return ToBureau
	}
	late := now.Sub(d.Due.Moment())
	switch k, _ := KindOf(d.Code); {
	case k.Theirs:
		return ToOwner
	case late > Rises[ToBureau]:
		return ToBureau
	case late > Rises[ToFacility]:
		return ToFacility
	case late > Rises[ToUnit]:
		return ToUnit
	}
	return ToOwner
}

// Seat is one chair from which an officer looks at the day: his own role in a unit, or the head's chair of
// a unit, a facility or the bureau, to which things rise.
type Seat struct {
	Role           string // ToOwner: the role that owes
	Facility, Unit id.ID  // Unit "" for a seat of the whole facility
	Level          Level
	// Vacant lists, for a head of unit, the roles that nobody in the unit holds today: their duties are his
	// at once.
	Vacant []string
}

// Horizon is how many days before its due moment a duty comes into view; a day of liberty sixty days
// before, as law.md §2.6 advises (60/45/30/7/1).
const (
	Horizon        = 7
	LibertyHorizon = 60
)

// Day is what an officer sees on his page, each part by due moment.
type Day struct {
	// Leaving is who must leave today, or should have: above everything, on every leader's page, until it is done.
	Leaving              []Duty
	Overdue, Today, Soon []Duty
	Free                 []Duty // may be done, and no law says until when
	Done                 []Duty // closed today
	// Paper counts the duties that wait to be confirmed from paper: a pile apart, never today's alarm.
	Paper int
}

// Part is one heading of a day.
type Part struct {
	Name   string // leaving, overdue, today, soon, free, done
	Duties []Duty
}

// Parts are the parts of a day in the order in which they are looked at, empty ones too.
func (day Day) Parts() []Part {
	return []Part{
		{"leaving", day.Leaving},
		{"overdue", day.Overdue},
		{"today", day.Today},
		{"soon", day.Soon},
		{"free", day.Free},
		{"done", day.Done},
	}
}

// All is the whole day in one list, most urgent part first.
func (day Day) All() (all []Duty) {
	for _, part := range day.Parts() {
		all = append(all, part.Duties...)
	}
	return all
}

// atOnce is how many open duties of a day are read in one question. More are the heap of a whole province, whose parts are
// asked for one by one, so that none is read beyond what is shown.
const atOnce = 400

// DayOf reads the day of an officer who sits in these seats. Limit bounds each part by itself, so that no heap of
// one kind hides another; a part that is longer says so by its length being the limit. Who must leave today is
// never cut.
func DayOf(ctx context.Context, tx *store.Tx, seats []Seat, limit int) (_ Day, err error) {
	defer errs.Wrap(&err, "duty.DayOf(%d seats)", len(seats))
	if len(seats) == 0 {
		return Day{}, nil
	}
	day, whole, err := dayAtOnce(ctx, tx, seats, limit, atOnce)
	if err == nil && !whole {
		day, err = dayInParts(ctx, tx, seats, limit)
	}
	if err != nil {
		return day, err
	}
	if day.Done, err = doneToday(ctx, tx, seats, limit); err != nil {
		return day, err
	}
	day.Paper, err = waitingOnPaper(ctx, tx, seats)
	return day, err
}

// view is when what is owed comes into view, on a day at a moment.
type view struct {
	today                     civil.Date
	now, tonight, soon, later int64
}

func viewOf(tx *store.Tx) view {
	today := tx.Today()
	return view{
		today: today, now: store.Micros(tx.Now()), tonight: store.Micros(endOf(today)),
		soon: store.Micros(endOf(today.AddDays(Horizon))), later: store.Micros(endOf(today.AddDays(LibertyHorizon))),
	}
}

// freely is what may be done without a moment. A duty of the clock has none while its day cannot be known. One of the house
// has none because no law names one: it may be done from the first day on.
var freely = `due_at is null and (not_before <= $1 or not_before is null and code in (` + ours + `))`

// dayInParts asks for each part of what is owed by itself.
func dayInParts(ctx context.Context, tx *store.Tx, seats []Seat, limit int) (day Day, err error) {
	v := viewOf(tx)
	liberty, remedy := `code in (`+liberties+`)`, `code in (`+remedies+`)`
	for _, part := range []struct {
		into  *[]Duty
		cond  string
		args  []any
		limit int
	}{
		{&day.Leaving, liberty + ` and due_at <= $1`, []any{v.tonight}, math.MaxInt32},
		{&day.Overdue, `not ` + liberty + ` and not ` + remedy + ` and due_at < $1`, []any{v.now}, limit},
		{&day.Today, `not ` + liberty + ` and due_at >= $1 and due_at <= $2`, []any{v.now, v.tonight}, limit},
		{&day.Soon, `due_at > $1 and (due_at <= $2 or ` + liberty + ` and due_at <= $3)`, []any{v.tonight, v.soon, v.later}, limit},
		{&day.Free, freely, []any{v.today.String()}, limit},
	} {
		if *part.into, err = open(ctx, tx, seats, store.Where(part.cond, part.args...), part.limit); err != nil {
			return day, err
		}
	}
	return day, nil
}

// dayAtOnce asks for all parts in one question and sorts them by the same rules as dayInParts; whole is false where there are
// more duties than most.
func dayAtOnce(ctx context.Context, tx *store.Tx, seats []Seat, limit, most int) (day Day, whole bool, err error) {
	v := viewOf(tx)
	all, err := open(ctx, tx, seats, store.Where(`(`+freely+` or due_at <= $2 or due_at <= $3 and code in (`+liberties+`))`,
		v.today.String(), v.soon, v.later), most+1)
	if err != nil || len(all) > most {
		return day, false, err
	}
	for _, d := range all {
		if part := v.part(&day, d); part != nil && (len(*part) < limit || part == &day.Leaving) {
			*part = append(*part, d)
		}
	}
	return day, true, nil
}

// part is where an open duty stands on a day; nil where it does not.
func (v view) part(day *Day, d Duty) *[]Duty {
	k, _ := KindOf(d.Code)
	if d.Due.None() {
		return &day.Free // the question asked for no other
	}
	switch due := store.Micros(d.Due.Moment()); {
	case k.Liberty && due <= v.tonight:
		return &day.Leaving
	case due > v.tonight:
		return &day.Soon
	case due >= v.now:
		return &day.Today
	case !k.Remedy:
		return &day.Overdue
	}
	return nil
}

// open lists open duties that these seats see now, earliest due first.
func open(ctx context.Context, tx *store.Tx, seats []Seat, of store.Cond, limit int) ([]Duty, error) {
	where, args := seatsSQL(seats, tx.Now(), of.Args)
	args = append(args, limit)
	return store.Collect(ctx, tx, scan, selectDuty+fmt.Sprintf(
		`where state = 'open' and not paper and %s and (%s) order by due_at, not_before, id limit $%d`, of.SQL, where, len(args)), args...)
}

// around says once more, as one condition, in which facility and unit all of the seats are: else a page of one brigade
// would look through what the whole province owes. It says nothing where a seat looks further.
func around(seats []Seat, args []any) (string, []any) {
	var facilities, units []id.ID
	for _, s := range seats {
		if s.Level >= ToBureau || s.Facility == "" {
			return "", args
		}
		facilities, units = append(facilities, s.Facility), append(units, s.Unit)
	}
	if len(facilities) == 0 {
		return "", args
	}
	add := func(column string, values []id.ID) string {
		slices.Sort(values)
		list, more := store.In(len(args)+1, slices.Compact(values))
		args = append(args, more...)
		return " and " + column + " in " + list
	}
	out := add("facility", facilities)
	if !slices.Contains(units, "") {
		out += add("unit", units)
	}
	return out, args
}

// seatsSQL says in SQL which open duties a set of seats sees now. The escalation is in the query, so that
// no job has to run for a duty to rise. Its arguments follow those given.
func seatsSQL(seats []Seat, now time.Time, args []any) (string, []any) {
	var parts []string
	arg := func(v any) string { args = append(args, v); return fmt.Sprintf("$%d", len(args)) }
	rises := func(l Level) string {
		if l == ToSupervisor {
			return `code in (` + outside + `)`
		}
		up := ``
		if l > ToUnit {
			up = ` or code in (` + outside + `)`
		}
		return `(due_at < ` + arg(store.Micros(now.Add(-Rises[l]))) + ` and code not in (` + theirs + `)` +
			` or code in (` + liberties + `) and due_at <= ` + arg(store.Micros(endOf(civil.DateOf(now)))) + up + `)`
	}
	for _, s := range seats {
		place := `1 = 1`
		if s.Facility != "" && s.Level != ToBureau || s.Level < ToBureau && s.Level != ToOwner { // an office of the bureau owes in every facility
			place = `facility = ` + arg(s.Facility)
			if s.Unit != "" {
				place += ` and unit = ` + arg(s.Unit)
			}
		}
		var cond string
		if s.Level == ToOwner {
			cond = `owner = ` + arg(s.Role)
		} else {
			cond = rises(s.Level)
		}
		for _, v := range s.Vacant {
			cond += ` or owner = ` + arg(v)
		}
		parts = append(parts, `(`+place+` and (`+cond+`))`)
	}
	near, args := around(seats, args)
	return "(" + strings.Join(parts, " or ") + ")" + near, args
}

// The codes of some sorts, as SQL text. They are put together once: a day asks for them ten times.
var (
	liberties = codesSQL(func(k Kind) bool { return k.Liberty })
	theirs    = codesSQL(func(k Kind) bool { return k.Theirs })
	outside   = codesSQL(func(k Kind) bool { return k.Outside })
	remedies  = codesSQL(func(k Kind) bool { return k.Remedy })
	ours      = codesSQL(func(k Kind) bool { return k.Fact == "" })
)

// codesSQL lists, as SQL text, the codes of a sort.
func codesSQL(of func(Kind) bool) string {
	var out []string
	for _, k := range kinds {
		if of(k) {
			out = append(out, "'"+string(k.Code)+"'")
		}
	}
	return strings.Join(out, ", ")
}

// own keeps the seats that owe by themselves: what is done, and what waits on paper, is their list.
func own(seats []Seat) []Seat {
	var out []Seat
	for _, s := range seats {
		if s.Level == ToOwner {
			out = append(out, s)
		}
	}
	return out
}

func doneToday(ctx context.Context, tx *store.Tx, seats []Seat, limit int) ([]Duty, error) {
	seats = own(seats)
	if len(seats) == 0 {
		return nil, nil
	}
	where, args := seatsSQL(seats, tx.Now(), []any{store.Micros(startOf(tx.Today())), limit})
	return store.Collect(ctx, tx, scan, selectDuty+fmt.Sprintf(
		`where closed_at >= $1 and state in ('done', 'late', 'waived') and (%s) order by closed_at desc, id limit $2`, where), args...)
}

func waitingOnPaper(ctx context.Context, tx *store.Tx, seats []Seat) (int, error) {
	seats = own(seats)
	if len(seats) == 0 {
		return 0, nil
	}
	where, args := seatsSQL(seats, tx.Now(), nil)
	return store.One(ctx, tx, store.Value[int],
		`select count(*) from duty_duty where state = 'open' and paper and (`+where+`)`, args...)
}

func startOf(d civil.Date) time.Time { return d.Start().Time() }

func endOf(d civil.Date) time.Time { return On(d).Moment() }
