package roster

import (
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/roster/book"
	"guitu/internal/domain/roster/decided"
	"guitu/internal/domain/term"
)

// judge decides what becomes of one person's rows. Rows that stand against what the house knows are rejected.
func (p *plan) judge(in *intake) {
	in.who = in.old
	if !in.known() {
		in.who = person.Person{ID: id.New(), Version: 1}
	}
	if !p.again { // who was renamed or renumbered since is what the house says
		in.rows = slices.DeleteFunc(in.rows, func(r book.Row) bool { return p.stranger(in, r) })
	}
	in.held = decided.Hold(p.known(in), in.rows)
	p.refused = append(p.refused, in.held.Overlaps...)
	for _, x := range in.held.Overlaps {
		in.rows = slices.DeleteFunc(in.rows, func(r book.Row) bool { return r.Row == x.Row })
	}
	if len(in.rows) == 0 {
		return
	}
	for _, c := range in.held.Changes {
		in.differs(c.Row, c.Column, c.Old, c.New)
	}
	if !p.again {
		p.noticed = append(p.noticed, in.held.Notices...)
	}
	for _, r := range in.presentFirst() {
		p.identity(in, r)
		p.relatives(in, r)
		p.remarks(in, r)
	}
	p.staying(in)
	if in.known() && p.again {
		in.forget()
	}
}

// stranger rejects a row that may be about somebody else than the one whom the house found by its number or its
// decision: another name under one number, another number under one decision. Neither is written over unasked. Where
// number and decision are both his, it is he, called otherwise: that is told, and his old name stays as an alias.
func (p *plan) stranger(in *intake, r book.Row) bool {
	number, had := r.Number.String(), in.old.Number()
	x := book.Problem{Row: r.Row, Code: book.IDDuplicate}
	_, _, bad := cn.ParseIDNumber(had)
	switch {
	case !in.known():
		return false
	case number != "" && had != "" && number != had && bad == nil:
		x.Column, x.With, x.Value = book.Number, book.Letter, number
		x.Advice, x.Args = "roster.other_number", []any{had[len(had)-4:], number[len(number)-4:]}
	case number != "" && number == had && !r.Renamed && !in.called(r) && in.decided(r):
		p.noticed = append(p.noticed, book.Problem{Row: r.Row, Column: book.Name, Code: book.Renames, Value: r.Name, Args: []any{in.old.Name, r.Name}})
		return false
	case number != "" && number == had && !r.Renamed && !in.called(r):
		x.Column, x.With, x.Value = book.Name, book.Number, r.Name
		x.Advice, x.Args = "roster.other_name", []any{in.old.Name, r.Name}
	default:
		return false
	}
	p.refuse(x)
	return true
}

// called tells whether a row calls somebody as the house does, or names what the house calls him as an alias.
func (in *intake) called(r book.Row) bool {
	same := func(a, b string) bool { return cn.Normalise(a) == cn.Normalise(b) }
	return same(in.old.Name, r.Name) ||
		slices.ContainsFunc(in.old.Aliases, func(a string) bool { return same(a, r.Name) }) ||
		slices.ContainsFunc(r.Aliases, func(a string) bool { return same(a, in.old.Name) })
}

// decided tells whether the house knows a row's decision as one about him.
func (in *intake) decided(r book.Row) bool {
	return slices.ContainsFunc(in.old.Identifiers, func(i person.Identifier) bool {
		return i.Kind == person.DecisionNumber && book.Fold(i.Value) == book.Fold(r.Letter)
	})
}

// known is the life of a person as his rows are held against it.
func (p *plan) known(in *intake) decided.Known {
	k := decided.Known{Waiting: p.house.waiting, Note: p.c.Words.T("roster.released_inferred")}
	life := measure.Life{Region: region(p.facility.Seat), Facility: p.facility.ID}
	if in.alive {
		life, k.Life = in.life, in.life
	}
	who := in.old
	k.Fold = func(facts []measure.Recording) term.Answer {
		life.Events = make([]measure.Event, len(facts))
		for i, f := range facts {
			life.Events[i] = measure.Event{Fact: f.Fact}
		}
		return p.foresee(life, who)
	}
	return k
}

// forget leaves a known person as the house has him: the same file again changes nothing, unless he is elsewhere.
func (in *intake) forget() {
	in.who, in.kin, in.notes = in.old, nil, nil
	if !in.moves {
		in.phase, in.bed = false, facility.Place{}
		clear(in.different)
	}
	if len(in.held.New) == 0 {
		in.held.Add, in.held.Earlier, in.held.Instead, in.held.Leaves = nil, nil, nil, false
		if !in.moves {
			in.stays = nil
		}
	}
}

// news tells whether the house did not know the decision of a row of somebody whom it knows.
func (in *intake) news(row int) bool { return in.known() && in.held.New[row] }

// now is the row that says where he is and how: that of the measure that runs. There is none where the file tells
// of the past alone, which says nothing of today's bed.
func (in *intake) now() (book.Row, bool) {
	i := slices.IndexFunc(in.rows, func(r book.Row) bool { return r.Row == in.held.Present && in.held.Runs })
	if i < 0 {
		return book.Row{}, false
	}
	return in.rows[i], true
}

// past tells whether a row is about a measure that is not his latest.
func (in *intake) past(r book.Row) bool { return r.Row != in.held.Present }

// presentFirst lists the rows, the one about his latest measure before the others.
func (in *intake) presentFirst() []book.Row {
	out := slices.Clone(in.rows)
	slices.SortStableFunc(out, func(a, b book.Row) int {
		switch {
		case in.past(a) == in.past(b):
			return 0
		case in.past(b):
			return -1
		}
		return 1
	})
	return out
}

// staying decides which stays begin and end, and where he sleeps.
func (p *plan) staying(in *intake) {
	for _, r := range in.rows {
		if end, over := in.held.Ended[r.Row]; over && in.held.New[r.Row] {
			in.stays = append(in.stays, p.stay(in, r, end))
		}
	}
	r, ok := in.now()
	if !ok {
		return
	}
	in.moves = in.stay.ID != "" && !in.held.Leaves && in.stay.Facility != p.facility.ID
	begins := in.stay.ID == "" || in.held.Leaves || in.moves
	if begins {
		in.stays = append(in.stays, p.stay(in, r, civil.Date{}))
		if !in.news(r.Row) { // else it is told with the decision
			in.differs(r.Row, book.Admitted, "", r.Admitted.String())
		}
	} else if r.Phase != "" && r.Phase != in.stay.Phase {
		in.phase = true
		in.differs(r.Row, book.Zone, string(in.stay.Phase), string(r.Phase))
	}
	if r.Room != "" {
		in.bed = facility.Place{Room: r.Room, Bed: r.Bed}
	}
}

// stay is the stay of a row: until the end of its measure, or lasting.
func (p *plan) stay(in *intake, r book.Row, end civil.Date) resident.Resident {
	if !end.IsZero() && end.Before(r.Admitted) {
		end = r.Admitted
	}
	return resident.Resident{ID: id.New(), Person: in.who.ID, Facility: p.facility.ID, Phase: r.Phase, Admitted: r.Admitted, Left: end}
}
