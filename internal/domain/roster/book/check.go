package book

import (
	"cmp"
	"slices"

	"guitu/internal/base/cn"
)

// check holds the rows of a file against each other, in the order of the file: the same person twice, measures
// that overlap, two people in one bed.
func check(parsed []*entry) {
	for _, group := range people(parsed) {
		if len(group) > 1 {
			onePerson(group)
		}
	}
	beds(parsed)
}

// people groups the rows that belong to one person, groups and rows in the order of the file.
func people(parsed []*entry) [][]*entry {
	var groups [][]*entry
	byNumber, byLetter := map[cn.IDNumber]int{}, map[string]int{}
	for _, e := range parsed {
		at, found := 0, false
		if !e.Number.IsZero() {
			at, found = byNumber[e.Number]
		}
		if key := e.LetterKey(); !found && key != "" && !e.badID {
			at, found = byLetter[key]
			found = found && groups[at][0].Same(e.Row)
		}
		if !found {
			at = len(groups)
			groups = append(groups, nil)
		}
		groups[at] = append(groups[at], e)
		if !e.Number.IsZero() {
			byNumber[e.Number] = at
		}
		if _, has := byLetter[e.LetterKey()]; !has && !e.badID {
			byLetter[e.LetterKey()] = at
		}
	}
	return groups
}

// onePerson judges the rows of one person. Rows that disagree on who he is, or on one and the same decision, are all
// rejected; one that says the same again repeats the first; a second decision is a second measure, unless the
// terms overlap.
func onePerson(rows []*entry) {
	column := Number
	if rows[0].Number.IsZero() {
		column = Letter
	}
	clash := map[*entry]*entry{}
	for i, e := range rows {
		for _, earlier := range rows[:i] {
			if !identity(earlier.Row, e.Row) || Fold(earlier.Letter) == Fold(e.Letter) && !agree(earlier.Row, e.Row) {
				clash[e], clash[earlier] = earlier, e
			}
		}
	}
	for _, e := range rows {
		if with := clash[e]; with != nil {
			e.wrong(column, IDDuplicate, with.Row.Row)
		}
	}
	var kept []*entry
	for _, e := range rows {
		if len(e.problems) > 0 {
			continue
		}
		if first := kin(kept, e); first != nil {
			repeat(first, e)
			continue
		}
		start, end := e.Term()
		for _, k := range kept {
			if s, until := k.Term(); !start.After(until) && !s.After(end) {
				e.wrong(Decided, MeasureOverlap, k.Row.Row, s, until)
				break
			}
		}
		if len(e.problems) == 0 {
			kept = append(kept, e)
		}
	}
}

// kin finds the kept row on the same decision.
func kin(kept []*entry, e *entry) *entry {
	for _, k := range kept {
		if Fold(k.Letter) == Fold(e.Letter) {
			return k
		}
	}
	return nil
}

// repeat notes that e says what first says, and keeps what it says in columns that first leaves blank.
func repeat(first, e *entry) {
	e.repeats = first
	a, b := &first.Row, &e.Row
	if a.Number.IsZero() && !b.Number.IsZero() {
		first.warnings = slices.DeleteFunc(first.warnings, func(p Problem) bool { return p.Code == IDMissing })
		a.Number = b.Number
	}
	fill(&a.Sex, b.Sex)
	fill(&a.Born, b.Born)
	fill(&a.Ethnic, b.Ethnic)
	for _, p := range []struct{ into, from *Place }{{&a.Home, &b.Home}, {&a.Living, &b.Living}} {
		if p.into.Code == "" {
			*p.into = *p.from
		}
	}
	fill(&a.Start, b.Start)
	fill(&a.End, b.End)
	fill(&a.Police, b.Police)
	fill(&a.Phase, b.Phase)
	fill(&a.Room, b.Room)
	fill(&a.Bed, b.Bed)
	fill(&a.Remark, b.Remark)
	if len(a.Aliases) == 0 {
		a.Aliases = b.Aliases
	}
	if len(a.Drugs)+len(a.Other) == 0 {
		a.Drugs, a.Other = b.Drugs, b.Other
	}
	if c := a.contact(); c != b.contact() {
		fill(&c.Name, b.contact().Name)
		fill(&c.Tie, b.contact().Tie)
		fill(&c.Phone, b.contact().Phone)
		a.Contacts = []Contact{c}
	}
	for _, n := range e.Notes {
		if !slices.Contains(first.Notes, n) {
			first.Notes = append(first.Notes, n)
		}
	}
}

// identity tells whether two rows can be one person. What one of them does not say, or says wrongly, is no
// disagreement.
func identity(a, b Row) bool {
	return either(cn.Normalise(a.Name), cn.Normalise(b.Name)) && either(a.Sex, b.Sex) && either(a.Born, b.Born) &&
		either(a.Number, b.Number)
}

// fill takes a value where there is none.
func fill[T comparable](into *T, from T) {
	var none T
	if *into == none {
		*into = from
	}
}

// contact is the one contact that a row can name.
func (r Row) contact() (c Contact) {
	if len(r.Contacts) > 0 {
		c = r.Contacts[0]
	}
	return c
}

// list tells whether two lists say the same in whatever order, or one says nothing.
func list[T cmp.Ordered](a, b []T) bool {
	set := func(l []T) []T { return slices.Compact(slices.Sorted(slices.Values(l))) }
	return len(a) == 0 || len(b) == 0 || slices.Equal(set(a), set(b))
}

// drugs are the drugs of a row, those of the table and the others.
func (r Row) drugs() []string {
	out := slices.Clone(r.Other)
	for _, d := range r.Drugs {
		out = append(out, string(d))
	}
	return out
}

// agree tells whether two rows on one decision say the same in every column that both fill; notes may add up.
func agree(a, b Row) bool {
	return either(a.Ethnic, b.Ethnic) && either(a.Home.Code, b.Home.Code) && either(a.Living.Code, b.Living.Code) &&
		either(Fold(a.Organ), Fold(b.Organ)) && either(a.Decided, b.Decided) && either(a.Start, b.Start) && either(a.End, b.End) &&
		either(a.Police, b.Police) && either(a.Admitted, b.Admitted) && either(a.Phase, b.Phase) &&
		either(Fold(a.Room), Fold(b.Room)) && either(Fold(a.Bed), Fold(b.Bed)) &&
		!later(a.Start, b.End) && !later(b.Start, a.End) &&
		either(a.Home.Rest, b.Home.Rest) && either(a.Living.Rest, b.Living.Rest) &&
		list(a.Aliases, b.Aliases) && list(a.drugs(), b.drugs()) && either(a.Remark, b.Remark) &&
		either(a.contact().Name, b.contact().Name) && either(cn.Compact(a.contact().Tie), cn.Compact(b.contact().Tie)) &&
		either(cn.Compact(a.contact().Phone), cn.Compact(b.contact().Phone))
}

func either[T comparable](a, b T) bool {
	var none T
	return a == b || a == none || b == none
}

// beds gives every bed to the first who has it. A person with several measures lies in the bed of the latest.
func beds(parsed []*entry) {
	latest := map[cn.IDNumber]*entry{}
	for _, e := range parsed {
		if len(e.problems) > 0 || e.repeats != nil || e.Number.IsZero() {
			continue
		}
		if l := latest[e.Number]; l == nil || e.Decided.After(l.Decided) {
			latest[e.Number] = e
		}
	}
	taken := map[string]*entry{}
	for _, e := range parsed {
		if len(e.problems) > 0 || e.repeats != nil || e.Room == "" || e.Bed == "" || !e.Number.IsZero() && latest[e.Number] != e {
			continue
		}
		key := Fold(e.Room) + "\x00" + Fold(e.Bed)
		if by := taken[key]; by != nil {
			e.wrong(Bed, BedTaken, by.Row.Row)
			continue
		}
		taken[key] = e
	}
}
