package roster

import (
	"cmp"
	"context"
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement/separation"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/roster/book"
	"guitu/internal/domain/roster/decided"
	"guitu/internal/domain/roster/remark"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// plan is what an import does, decided before anything is written.
type plan struct {
	book     *book.Book
	facility facility.Unit
	again    bool // this very file was loaded before: what differs now, the house has changed since
	people   []*intake
	house    house
	c        Command
	foresee  func(measure.Life, person.Person) term.Answer
	refused  []book.Problem      // to be rejected
	noticed  []book.Problem      // to be told
	movers   []separation.Breach // rooms to be put right
	progress func(done, of int)
}

// intake is one person of the file: his rows, and what the house knows of him.
type intake struct {
	rows      []book.Row        // by day of decision
	who       person.Person     // as he will be
	old       person.Person     // as he is; no ID for somebody new
	life      measure.Life      // of a known person
	alive     bool              // he has a life here
	stay      resident.Resident // that lasts; no ID when none does
	held      decided.Held      // what his rows make of his life
	kin       []relative
	notes     []book.Note
	stays     []resident.Resident // to open
	moves     bool                // it lasts in another facility, and ends
	phase     bool                // its phase changes
	unit      id.ID               // the brigade that he joins by his room; "" where nothing changes
	bed       facility.Place      // where he is to sleep; without a bed where the file names the room only, zero when it does not say
	rises     bool                // he leaves the bed that he has for a room
	different map[int][]Difference
}

func (in *intake) known() bool { return in.old.ID != "" }

// latest is the row that says how he is now.
func (in *intake) latest() book.Row { return in.rows[len(in.rows)-1] }

func (in *intake) differs(row int, c book.Column, old, now string) {
	if !in.known() {
		return
	}
	in.different[row] = append(in.different[row], Difference{Column: c, Old: old, New: now})
}

// fate is what becomes of a row.
func (in *intake) fate(row book.Row) Fate {
	switch {
	case !in.known() && row.Row == in.rows[0].Row:
		return Created
	case !in.known(), in.news(row.Row), len(in.different[row.Row]) > 0:
		return Updated
	}
	return Unchanged
}

// house is what the house knows of the people and beds of a file.
type house struct {
	persons  map[id.ID]person.Person
	lives    map[id.ID]measure.Life
	waiting  map[id.ID]measure.Change
	stays    map[id.ID]resident.Resident
	kin      map[id.ID][]person.Kin
	relation map[id.ID]person.Person
	notes    map[id.ID][]book.Note
	bearers  map[string][]id.ID // by number as the file has it
}

// plan decides. It reads and writes nothing.
func (k *Desk) plan(ctx context.Context, tx *store.Tx, c Command, b *book.Book) (_ *plan, err error) {
	p := &plan{book: b, c: c, progress: c.Progress}
	if c.Facility != "" {
		if p.facility, err = facility.Get(ctx, tx, c.Facility); err != nil {
			return nil, err
		}
		if p.again, err = loaded(ctx, tx, c.Facility, k.digest(c)); err != nil {
			return nil, err
		}
	}
	p.gather()
	if err := k.recognise(ctx, tx, p); err != nil {
		return nil, err
	}
	if p.foresee, err = k.Measures.Foresee(ctx, tx); err != nil {
		return nil, err
	}
	for _, in := range p.people {
		p.judge(in)
	}
	p.people = slices.DeleteFunc(p.people, func(in *intake) bool { return len(in.rows) == 0 })
	if err := k.settleBeds(ctx, tx, p); err != nil {
		return nil, err
	}
	if err := p.tellMoves(ctx, tx); err != nil {
		return nil, err
	}
	p.book.Notice(p.noticed...) // once: a list is sorted each time
	p.book.Reject(p.refused...)
	return p, nil
}

// tellMoves says of everybody who is in another facility of the house where that is: a roster brought under the
// wrong name must not move a whole facility unseen.
func (p *plan) tellMoves(ctx context.Context, tx *store.Tx) error {
	names := map[id.ID]string{}
	for _, in := range p.people {
		r, ok := in.now()
		if !in.moves || !ok {
			continue
		}
		from := in.stay.Facility
		if _, asked := names[from]; !asked {
			u, err := facility.Get(ctx, tx, from)
			if err != nil {
				return err
			}
			names[from] = u.Name
		}
		p.noticed = append(p.noticed, book.Problem{
			Row: r.Row, Column: book.Name, Code: book.MovesHere, Value: r.Name, Args: []any{names[from], p.facility.Name},
		})
	}
	return nil
}

// refuse rejects a row for what only the house can see.
func (p *plan) refuse(x book.Problem) { p.refused = append(p.refused, x) }

// gather puts the rows of one person together, in the order in which he was decided upon.
func (p *plan) gather() {
	numbers, letters := map[cn.IDNumber]*intake{}, map[string]*intake{}
	for _, r := range p.book.Rows {
		var in *intake
		if !r.Number.IsZero() {
			in = numbers[r.Number]
		}
		if l := letters[r.LetterKey()]; in == nil && l != nil && l.rows[0].Same(r) {
			in = l
		}
		if in == nil {
			in = &intake{different: map[int][]Difference{}}
			p.people = append(p.people, in)
		}
		in.rows = append(in.rows, r)
		letters[r.LetterKey()] = in
		if !r.Number.IsZero() {
			numbers[r.Number] = in
		}
	}
	for _, in := range p.people {
		slices.SortStableFunc(in.rows, func(a, b book.Row) int { return cmp.Or(a.Decided.Compare(b.Decided), cmp.Compare(a.Row, b.Row)) })
	}
}

// recognise finds who of the file is known: by number, else by the number of a decision and the name.
func (k *Desk) recognise(ctx context.Context, tx *store.Tx, p *plan) (err error) {
	var numbers []string
	for _, in := range p.people {
		for _, r := range in.rows {
			numbers = append(numbers, r.Letter)
			if !r.Number.IsZero() {
				numbers = append(numbers, r.Number.String())
			}
		}
	}
	slices.Sort(numbers)
	h := &p.house
	if h.bearers, err = k.Persons.Numbered(ctx, tx, slices.Compact(numbers)); err != nil || len(h.bearers) == 0 {
		return err
	}
	var ids []id.ID
	for _, list := range h.bearers {
		ids = append(ids, list...)
	}
	slices.Sort(ids)
	if h.persons, err = k.Persons.Load(ctx, tx, slices.Compact(ids)); err != nil {
		return err
	}
	taken := map[id.ID]bool{} // two people of the file are two people
	for _, in := range p.people {
		in.old = h.find(in.rows, taken)
		taken[in.old.ID] = in.known()
	}
	return k.remember(ctx, tx, p)
}

func (h *house) find(rows []book.Row, taken map[id.ID]bool) person.Person {
	for _, r := range rows {
		for _, i := range h.bearers[r.Number.String()] {
			if who, ok := h.persons[i]; ok && !taken[i] && !r.Number.IsZero() && who.Number() == r.Number.String() {
				return who
			}
		}
	}
	for _, r := range rows {
		for _, i := range h.bearers[r.Letter] {
			if who, ok := h.persons[i]; ok && !taken[i] && cn.Normalise(who.Name) == cn.Normalise(r.Name) {
				return who
			}
		}
	}
	return person.Person{}
}

// remember reads what the house has of those who are known.
func (k *Desk) remember(ctx context.Context, tx *store.Tx, p *plan) (err error) {
	var ids []id.ID
	for _, in := range p.people {
		if in.known() {
			ids = append(ids, in.old.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	h := &p.house
	if h.lives, err = k.Measures.Lives(ctx, tx, ids); err != nil {
		return err
	}
	if h.waiting, err = k.Measures.Waiting(ctx, tx, ids); err != nil {
		return err
	}
	if h.stays, err = resident.StaysOf(ctx, tx, ids); err != nil {
		return err
	}
	if h.kin, err = person.KinOfAll(ctx, tx, ids); err != nil {
		return err
	}
	var relatives []id.ID
	for _, links := range h.kin {
		for _, l := range links {
			relatives = append(relatives, l.Relative)
		}
	}
	if h.relation, err = k.Persons.Load(ctx, tx, relatives); err != nil {
		return err
	}
	if h.notes, err = remark.Of(ctx, tx, k.vault, ids); err != nil {
		return err
	}
	for _, in := range p.people {
		if in.known() {
			in.life, in.alive = h.lives[in.old.ID]
			in.stay = h.stays[in.old.ID]
		}
	}
	return nil
}

// result is the plan as it is told.
func (p *plan) result(t text.Printer) Result {
	r := Result{
		Run: p.c.Run, Rows: p.book.Count, Unchanged: len(p.book.Repeated), book: p.book, Notes: p.book.Notes,
		Rejected: told(p.book.Rejected, t), Warnings: told(p.book.Warnings, t),
		Notices: told(p.book.Notices, t),
	}
	for _, in := range p.people {
		for _, row := range in.rows {
			o := Outcome{Row: row.Row, Kind: in.fate(row), Name: row.Name, Changes: in.different[row.Row]}
			switch o.Kind {
			case Created:
				r.Created++
			case Updated:
				r.Updated++
			default:
				r.Unchanged++
			}
			r.Outcomes = append(r.Outcomes, o)
		}
	}
	slices.SortFunc(r.Outcomes, func(a, b Outcome) int { return cmp.Compare(a.Row, b.Row) })
	return r
}

// minorUntil is the birthday from which nobody is a minor (PML 2).
const minorUntil = 18

func minor(born, today civil.Date) bool {
	return !born.IsZero() && today.Before(born.Birthday(minorUntil))
}
