package law

import (
	"fmt"
	"slices"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
)

// beginning is before every day that a text or a fact can name.
var beginning = civil.On(1, time.January, 1)

// Scope is where a rule is asked for. The narrowest row wins: facility, then region, then the country.
type Scope struct {
	Region   string
	Facility string
}

// Book is the parameters in force (法典): the shipped registry and what the bureau confirmed or set. It is a
// value; With gives another one.
type Book struct {
	rows map[Key][]Parameter
}

// Shipped is the book as the house ships it, with nothing confirmed.
func Shipped() Book { return NewBook(Registry) }

// NewBook makes a book of exactly these parameters.
func NewBook(rows []Parameter) Book {
	b := Book{rows: make(map[Key][]Parameter, len(rows))}
	for _, p := range rows {
		b.rows[p.Key] = append(b.rows[p.Key], p)
	}
	return b
}

// Find is the parameter for a key at a scope on a day; the zero day asks for what is in force without end.
// Among equally narrow rows the one in force latest wins, and of those the one added last. ok is false when
// no row applies; a row without a value is found, with Value.Set false.
func (b Book) Find(k Key, at Scope, on civil.Date) (p Parameter, ok bool) {
	best := -1
	for _, row := range b.rows[k] {
		n, applies := narrowness(row, at)
		if !applies || !row.On(on) || n < best || n == best && row.From.Before(p.From) {
			continue
		}
		p, ok, best = row, true, n
	}
	return p, ok
}

// Places are the regions and the facilities that have rows of their own, in the order of their codes.
func (b Book) Places() (regions, facilities []string) {
	for _, rows := range b.rows {
		for _, p := range rows {
			regions, facilities = append(regions, p.Region), append(facilities, p.Facility)
		}
	}
	named := func(list []string) []string {
		slices.Sort(list)
		return slices.DeleteFunc(slices.Compact(list), func(s string) bool { return s == "" })
	}
	return named(regions), named(facilities)
}

// Days are the days from which on another row may apply somewhere, earliest first. The first is the beginning
// of all time, before anything began.
func (b Book) Days() []civil.Date {
	days := []civil.Date{beginning}
	for _, rows := range b.rows {
		for _, p := range rows {
			if !p.From.IsZero() {
				days = append(days, p.From)
			}
			if !p.Until.IsZero() {
				days = append(days, p.Until.AddDays(1))
			}
		}
	}
	slices.SortFunc(days, civil.Date.Compare)
	return slices.Compact(days)
}

// narrowness is 0 for a national row, 1 for a region's, 2 for a facility's.
func narrowness(p Parameter, at Scope) (n int, applies bool) {
	switch {
	case p.Facility != "":
		return 2, p.Facility == at.Facility
	case p.Region != "":
		return 1, p.Region == at.Region
	default:
		return 0, true
	}
}

// Confirmation is a row of the admin screen: two people of the bureau's legal post confirm a parameter as it
// stands (Value not set), or set another value, on a document.
type Confirmation struct {
	Key      Key
	Scope    Scope
	Value    Value
	From     civil.Date // in force from; zero when always
	By       [2]string  // two different people
	Document string
	At       civil.Date // when they confirmed
}

// With is the book with confirmations added, in order. A confirmation that cannot stand is left out and
// answered with the reason, at its index: law.confirm.key, .people, .document, .unit, .unknown (nothing to
// confirm: no value is known and none was given), .unfavourable (worse for the person than an enacted value).
func (b Book) With(rows []Confirmation) (Book, map[int]*errs.Error) {
	next := Book{rows: make(map[Key][]Parameter, len(b.rows))}
	for k, v := range b.rows {
		next.rows[k] = slices.Clip(v)
	}
	var bad map[int]*errs.Error
	for i, c := range rows {
		p, err := next.confirm(c)
		if err != nil {
			if bad == nil {
				bad = map[int]*errs.Error{}
			}
			bad[i] = err
			continue
		}
		next.rows[c.Key] = append(next.rows[c.Key], p)
	}
	return next, bad
}

func (b Book) confirm(c Confirmation) (Parameter, *errs.Error) {
	rows := b.rows[c.Key]
	if len(rows) == 0 {
		return Parameter{}, errs.New(errs.Invalid, "law.confirm.key", string(c.Key))
	}
	if c.By[0] == "" || c.By[1] == "" || c.By[0] == c.By[1] {
		return Parameter{}, errs.New(errs.Invalid, "law.confirm.people")
	}
	if c.Document == "" {
		return Parameter{}, errs.New(errs.Invalid, "law.confirm.document")
	}
	on := c.From
	if on.IsZero() {
		on = c.At
	}
	p, ok := b.Find(c.Key, c.Scope, on)
	if !ok { // a region's parameter, set for the first time elsewhere: nothing is enacted here
		p = Parameter{Key: c.Key, Mark: Unknown, Favour: rows[0].Favour}
	}
	if c.Value.Set {
		if p.Value.Set && wordy(p.Value) != wordy(c.Value) {
			return Parameter{}, errs.New(errs.Invalid, "law.confirm.unit", p.Value.String(), c.Value.String())
		}
		if worse := b.worseThanEnacted(c, on); worse != nil {
			refused := errs.New(errs.Refused, "law.confirm.unfavourable", worse.Value.String(), c.Value.String())
			refused.Basis = worse.Basis
			return Parameter{}, refused
		}
		p.Value = c.Value
	}
	if !p.Value.Set {
		return Parameter{}, errs.New(errs.Invalid, "law.confirm.unknown", string(c.Key))
	}
	p.Region, p.Facility = c.Scope.Region, c.Scope.Facility
	p.From, p.Until = c.From, civil.Date{}
	p.Confirmed, p.Document = true, c.Document
	return p, nil
}

func wordy(v Value) bool { return v.Unit == Word }

// worseThanEnacted finds the enacted value (mark S) in whose face the confirmed one would be worse for the
// person. Every enacted row that reaches the scope counts, not only the narrowest, so that two steps cannot
// reach what one step may not.
func (b Book) worseThanEnacted(c Confirmation, on civil.Date) *Parameter {
	enacted, _ := b.enacted(c, on)
	if enacted == nil || enacted.Value == c.Value {
		return nil
	}
	if enacted.Favour == Neither || wordy(c.Value) || less(enacted.Favour, c.Value, enacted.Value) {
		return enacted
	}
	return nil
}

// less tells whether a number may be less favourable to the person than another.
func less(f Favour, than, value Value) bool {
	low, high := span(than)
	elow, ehigh := span(value)
	return !(f == Less && high <= elow || f == More && low >= ehigh)
}

// Enacted tells whether some text that was read whole says a value for the key: no other may be worse.
func (b Book) Enacted(k Key) bool {
	return slices.ContainsFunc(b.rows[k], func(p Parameter) bool { return p.Mark == S && !p.Confirmed })
}

// Worse gives the value in whose place another one would be less favourable to the person, where and when it would
// count; ok is false where it would not, or where there is no direction. Whether it may stand is With's to say.
func (b Book) Worse(k Key, at Scope, v Value, on civil.Date) (standing Value, ok bool) {
	p, found := b.Find(k, at, on)
	if !found || !v.Set || !p.Value.Set || v == p.Value || p.Favour == Neither || wordy(v) || wordy(p.Value) {
		return Value{}, false
	}
	return p.Value, less(p.Favour, v, p.Value)
}

// enacted is the narrowest row marked S that nobody confirmed or set, and so still the words of the text.
func (b Book) enacted(c Confirmation, on civil.Date) (*Parameter, bool) {
	var text []Parameter
	for _, p := range b.rows[c.Key] {
		if p.Mark == S && !p.Confirmed {
			text = append(text, p)
		}
	}
	p, ok := NewBook(text).Find(c.Key, c.Scope, on)
	if !ok {
		return nil, false
	}
	return &p, true
}

// span is the least and the greatest length of a value in hours, since a month or a working day has none of
// its own; a count has itself.
func span(v Value) (low, high int) {
	switch v.Unit {
	case Day:
		return 24 * v.N, 24 * v.N
	case Workday: // a week has five; the longest break with its weekends spans twelve days
		return 24 * v.N, 24 * (v.N + v.N/5*2 + 12)
	case Month:
		return 24 * 28 * v.N, 24 * 31 * v.N
	case Year:
		return 24 * 365 * v.N, 24 * 366 * v.N
	default:
		return v.N, v.N
	}
}

// String lists how many rows the book has, for logs.
func (b Book) String() string {
	n := 0
	for _, rows := range b.rows {
		n += len(rows)
	}
	return fmt.Sprintf("law.Book of %d keys, %d rows", len(b.rows), n)
}
