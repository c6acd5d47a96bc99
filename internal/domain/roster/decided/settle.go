package decided

import (
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/roster/book"
	"guitu/internal/domain/term"
)

// running tells whether a compulsory isolation has begun and not ended. One whose last day has passed runs: he is
// held, and that is an alarm.
func running(m term.Measure) bool {
	return m.Kind == law.CI && slices.Contains([]law.State{law.CIDecided, law.CIPSFacility, law.CIJAFacility}, m.State)
}

// latest is the compulsory isolation that was decided last; -1 where there is none that counts.
func latest(a *term.Answer) int {
	for i, m := range slices.Backward(a.Measures) {
		if m.Kind == law.CI && m.State != law.CIAnnulled {
			return i
		}
	}
	return -1
}

// refused finds the first decision that the clock refuses because another one runs, and the measure of that one as it
// stood then: what comes behind would be taken for its own. What the house has kept as refused before is nothing new.
func (h *holding) refused(line []step) (at int, by term.Measure) {
	a := h.Fold(recordings(line))
	at = -1
	for _, f := range a.Refused {
		if f.Code == law.AlreadyRunning && !line[f.Fact].broke && (at < 0 || f.Fact < at) {
			at = f.Fact
		}
	}
	if at < 0 {
		return at, by
	}
	a = h.Fold(recordings(line[:at]))
	began := -1
	for _, m := range a.Measures { // the clock looks at the one that was told last
		if m.Kind == law.CI && m.Fact > began {
			began, by = m.Fact, m
		}
	}
	return at, by
}

// settle makes room for every decision: one that nobody has ended has ended by its last day where a later one
// follows, and rows whose decision has no room are taken out.
func (h *holding) settle() {
	for {
		at, by := h.refused(h.line)
		if at < 0 {
			return
		}
		now, was := h.line[at], h.line[by.Fact]
		switch {
		case running(by) && !by.End.IsZero() && by.End.Before(now.Fact.On) && !h.line[at-1].let:
			h.let(at, by)
		case now.told:
			h.overlap(now.row, by.Decided, by.End)
		case was.told:
			h.overlap(was.row, now.Fact.On, civil.Date{})
		default:
			return // an old quarrel of the house's own facts
		}
	}
}

// let ends a measure before the decision that shows that it has ended. That he was let go is certain, the day is not;
// it is the last lawful one, and the note says where it comes from.
func (h *holding) let(before int, m term.Measure) {
	known := !h.line[m.Fact].told
	if known && !slices.ContainsFunc(h.line[before:], func(s step) bool { return !s.told }) {
		h.Leaves = true
	}
	// Facts of the row that ends it come behind; what the house knows between stays where it is.
	note := measure.Note{Words: h.Note}
	h.line = slices.Insert(h.line, before,
		step{Recording: measure.Recording{Fact: term.OnDay(term.CertificateIssued, m.End), Note: note}, told: true, let: true},
		step{Recording: measure.Recording{Fact: term.OnDay(term.Released, m.End), Note: note}, told: true, let: true})
}

// overlap takes a row out: its decision falls into a measure that runs from one day to another.
func (h *holding) overlap(row int, from, until civil.Date) {
	r := h.rows[row]
	p := book.Problem{Row: row, Column: book.Decided, Code: book.MeasureOverlap, Value: r.Decided.String(), Advice: "roster.overlap_in_house", Args: []any{from, until}}
	if until.IsZero() {
		p.Advice, p.Args = "roster.overlap_with_decision", []any{from}
	}
	h.Overlaps = append(h.Overlaps, p)
	h.line = slices.DeleteFunc(h.line, func(s step) bool { return s.told && (s.row == row || s.let) }) // what was inferred is inferred anew
	h.Leaves = false
	for event := range h.Instead {
		if i := slices.IndexFunc(h.line, func(s step) bool { return s.event == event }); h.line[i].row == row {
			delete(h.Instead, event)
		}
	}
	for i, s := range h.line {
		if s.row == row {
			h.line[i].row = 0
		}
	}
	delete(h.New, row)
	h.Changes = slices.DeleteFunc(h.Changes, func(c Change) bool { return c.Row == row })
}

// correct holds the decisions that rows tell otherwise against the others: one for which the clock would refuse
// any of them cannot stand, also where the correction only waits for a second officer.
func (h *holding) correct() {
	for len(h.Instead) > 0 {
		line := slices.Clone(h.line)
		for i, s := range line {
			if r, told := h.Instead[s.event]; told && s.event != "" {
				line[i].Recording = r
			}
		}
		at, by := h.refused(line)
		if at < 0 {
			return
		}
		row := h.corrected(line, at, by.Fact)
		if row == 0 {
			return
		}
		if line[at].row == row {
			h.overlap(row, by.Decided, by.End)
		} else {
			h.overlap(row, line[at].Fact.On, civil.Date{})
		}
		h.settle()
	}
}

// await tells which corrections move a last day: those count only when a second officer confirms them.
func (h *holding) await() {
	if len(h.Instead) == 0 {
		return
	}
	before := h.Fold(recordings(h.line))
	was := before.Ends()
	for i, s := range h.line {
		r, told := h.Instead[s.event]
		if !told || !s.decision() || s.event == "" {
			continue
		}
		line := slices.Clone(h.line)
		line[i].Recording = r
		if after := h.Fold(recordings(line)); !slices.Equal(was, after.Ends()) {
			h.awaits(s.row)
		}
	}
}

func (h *holding) awaits(row int) {
	for _, c := range h.Changes {
		if c.Row == row && (c.Column == book.Decided || c.Column == book.Start || c.Column == book.End) {
			h.Notices = append(h.Notices, book.Problem{Row: row, Column: c.Column, Code: book.Awaits, Value: c.New})
		}
	}
}

// corrected is the row whose correction a refusal comes from: one of the two decisions that meet, else any.
func (h *holding) corrected(line []step, at, by int) int {
	for _, i := range []int{at, by} {
		if _, told := h.Instead[line[i].event]; told && line[i].event != "" {
			return line[i].row
		}
	}
	for _, s := range line {
		if _, told := h.Instead[s.event]; told && s.event != "" {
			return s.row
		}
	}
	return 0
}

// compare holds a known decision, and the admissions behind it, against what a row says of them. What a row
// leaves open is no difference.
func (h *holding) compare(r book.Row, at int) {
	end := h.next(at)
	have := map[term.Type]int{}
	for i, s := range slices.Backward(h.line[at:end]) {
		have[s.Fact.Type] = at + i
	}
	var besides []measure.Recording
	for _, s := range facts(r) {
		i, known := have[s.Fact.Type]
		if !known {
			besides = append(besides, s)
			h.Changes = append(h.Changes, Change{r.Row, columnOf[s.Fact.Type], "", s.Fact.On.String()})
			continue
		}
		h.line[i].row = r.Row
		h.differ(r, h.line[i], s)
	}
	h.insert(end, r.Row, besides...)
}

// differ notes where a row tells a known fact otherwise.
func (h *holding) differ(r book.Row, known step, s measure.Recording) {
	if s.Fact.Type == term.CIDecided {
		s.Fact.Ground, s.Fact.By, s.Fact.AfterCRBreach = known.Fact.Ground, known.Fact.By, known.Fact.AfterCRBreach
		s.Note.Words = known.Note.Words
		if s.Fact.TermStart.IsZero() {
			s.Fact.TermStart = known.Fact.TermStart
		}
		if s.Fact.TermEnd.IsZero() {
			s.Fact.TermEnd = known.Fact.TermEnd
		}
	} else {
		on := s.Fact
		s.Fact = known.Fact
		s.Fact.On, s.Fact.At = on.On, on.At
	}
	organ := s.Fact.Type == term.CIDecided && book.Fold(s.Note.Organ) != book.Fold(known.Note.Organ)
	w, waits := h.Waiting[known.event]
	switch {
	case s.Fact == known.Fact && !organ:
		return
	case waits && w.With == s.Fact:
		if organ && book.Fold(s.Note.Organ) != book.Fold(w.Note.Organ) {
			h.Notices = append(h.Notices, book.Problem{Row: r.Row, Column: book.Organ, Code: book.NotNow, Value: s.Note.Organ, Args: []any{s.Note.Organ}})
		}
		return
	}
	h.Instead[known.event] = s
	if organ {
		h.Changes = append(h.Changes, Change{r.Row, book.Organ, known.Note.Organ, s.Note.Organ})
	}
	for _, d := range []struct {
		c        book.Column
		old, now civil.Date
	}{
		{columnOf[s.Fact.Type], known.Fact.On, s.Fact.On},
		{book.Start, known.Fact.TermStart, s.Fact.TermStart},
		{book.End, known.Fact.TermEnd, s.Fact.TermEnd},
	} {
		if d.old != d.now {
			h.Changes = append(h.Changes, Change{r.Row, d.c, date(d.old), date(d.now)})
		}
	}
}

var columnOf = map[term.Type]book.Column{term.CIDecided: book.Decided, term.PSAdmitted: book.Police, term.JAAdmitted: book.Admitted}

func date(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}
