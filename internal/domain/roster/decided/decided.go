// Package decided holds the decisions of a roster (决定) against the legal life of the person they are about.
//
//	Hold   what a person's rows say happened, in the order in which it happened, and what that makes of his life
//
// Whether a decision may stand beside the others is asked of the clock (term), which answers for the pages too: the
// facts of the file are put among those of the house where they belong in time, and folded. A decision that the clock
// refuses because another compulsory isolation runs overlaps it. One that comes after the last day of one that
// nobody has ended shows that it has ended; a decision never ends one that is later.
//
// Nothing is read or written here: roster says what the house knows and takes in what comes out.
package decided

import (
	"slices"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/roster/book"
	"guitu/internal/domain/term"
)

// Known is what the house knows of a life; the zero Known is somebody new.
type Known struct {
	Life    measure.Life
	Waiting map[id.ID]measure.Change              // corrections that wait, by the event
	Fold    func([]measure.Recording) term.Answer // of this person
	Note    string                                // on a release that is inferred
}

// Change is what a row tells otherwise than the house, or besides.
type Change struct {
	Row      int
	Column   book.Column
	Old, New string
}

// Held is what becomes of a life.
type Held struct {
	Add      []measure.Recording
	Earlier  map[id.ID][]measure.Recording
	Instead  map[id.ID]measure.Recording
	New      map[int]bool // rows with a decision that the house did not know
	Changes  []Change
	Overlaps []book.Problem     // of rows that cannot stand
	Notices  []book.Problem     // what does not count yet, and what has to be brought again
	Ended    map[int]civil.Date // rows whose measure is over, and since when
	Present  int                // row of the latest measure; 0 where the file does not tell of it
	Runs     bool               // the latest measure runs
	Leaves   bool               // one that ran in the house is seen to have ended
}

// step is one fact of a life.
type step struct {
	measure.Recording
	event id.ID // where the house has it
	row   int   // of the file that tells of it
	told  bool  // the house did not know it
	let   bool  // it is inferred
	broke bool  // the house keeps it as one that the law refuses
}

func (s step) decision() bool { return s.Fact.Type == term.CIDecided }

type holding struct {
	Known
	Held
	line []step
	rows map[int]book.Row
}

// Hold holds rows, in the order of their decisions, against a life.
func Hold(k Known, rows []book.Row) Held {
	if len(k.Life.Events) == 0 && len(rows) == 1 { // nearly everybody: nothing can stand in the way
		return Held{Add: facts(rows[0]), New: map[int]bool{rows[0].Row: true}, Present: rows[0].Row, Runs: true}
	}
	h := holding{Known: k, rows: map[int]book.Row{}, Held: Held{
		Earlier: map[id.ID][]measure.Recording{}, Instead: map[id.ID]measure.Recording{}, New: map[int]bool{}, Ended: map[int]civil.Date{},
	}}
	for _, e := range k.Life.Standing() {
		h.line = append(h.line, step{
			Recording: measure.Recording{Fact: e.Fact, Note: e.Note, Document: e.Document}, event: e.ID, broke: e.Outside != "",
		})
	}
	for _, r := range rows {
		h.rows[r.Row] = r
		if at := h.decision(r); at >= 0 {
			h.compare(r, at)
		} else {
			h.New[r.Row] = true
			h.Changes = append(h.Changes, Change{r.Row, book.Decided, "", date(r.Decided)}, Change{r.Row, book.Admitted, "", date(r.Admitted)})
			h.insert(h.before(r.Decided), r.Row, facts(r)...)
		}
	}
	h.settle()
	h.correct()
	h.await()
	h.tell()
	return h.Held
}

// facts are what a row says happened. The roster does not say on which ground the decision rests: the field
// stays unsaid, because an invented ground would be a false fact in somebody's file, and the clock needs none.
func facts(r book.Row) []measure.Recording {
	d := term.OnDay(term.CIDecided, r.Decided)
	d.By, d.TermStart, d.TermEnd = level(r.Organ), r.Start, r.End
	out := []measure.Recording{{Fact: d, Note: measure.Note{Number: r.Letter, Organ: r.Organ}}}
	if !r.Police.IsZero() {
		out = append(out, measure.Recording{Fact: term.OnDay(term.PSAdmitted, r.Police)})
	}
	return append(out, measure.Recording{Fact: term.OnDay(term.JAAdmitted, r.Admitted)})
}

// level is the level of an organ by its name. Only county and prefecture decide (NCL 38); what a name leaves
// open is the county, as most are.
func level(organ string) term.Word {
	s := cn.Compact(organ)
	switch {
	case strings.Contains(s, "分局"), strings.Contains(s, "县公安"), strings.Contains(s, "区公安"), strings.Contains(s, "派出所"):
		return term.County
	case strings.Contains(s, "州公安"), strings.Contains(s, "盟公安"), strings.Contains(s, "地区公安"), strings.Contains(s, "支队"):
		return term.Prefecture
	}
	return term.County
}

// decision is where the line has the decision that a row tells of; -1 where it does not.
func (h *holding) decision(r book.Row) int {
	return slices.IndexFunc(h.line, func(s step) bool {
		return s.decision() && s.event != "" &&
			(s.Note.Number == "" && s.Fact.On == r.Decided || s.Note.Number != "" && book.Fold(s.Note.Number) == book.Fold(r.Letter))
	})
}

// before is where something that happened on a day belongs: before the first fact of a later day.
func (h *holding) before(on civil.Date) int {
	at := slices.IndexFunc(h.line, func(s step) bool { return s.Fact.On.After(on) })
	if at < 0 {
		return len(h.line)
	}
	for at < len(h.line) && !h.line[at].decision() && columnOf[h.line[at].Fact.Type] != "" {
		at++ // admissions stay with their decision, whatever the days
	}
	return at
}

// next is where the facts behind a decision end: the next decision.
func (h *holding) next(at int) int {
	if n := slices.IndexFunc(h.line[at+1:], step.decision); n >= 0 {
		return at + 1 + n
	}
	return len(h.line)
}

func (h *holding) insert(at, row int, rs ...measure.Recording) {
	steps := make([]step, len(rs))
	for i, r := range rs {
		steps[i] = step{Recording: r, row: row, told: true}
	}
	h.line = slices.Insert(h.line, at, steps...)
}

// tell sorts what the house did not know by where it belongs, and says where each row's measure stands.
func (h *holding) tell() {
	var some []measure.Recording
	for _, s := range h.line {
		switch {
		case s.told:
			some = append(some, s.Recording)
		case len(some) > 0:
			h.Earlier[s.event], some = some, nil
		}
	}
	h.Add = some
	a := h.Fold(recordings(h.line))
	last := latest(&a)
	if last < 0 {
		return
	}
	h.Present, h.Runs = h.line[a.Measures[last].Fact].row, running(a.Measures[last])
	for i, m := range a.Measures {
		if row := h.line[m.Fact].row; row != 0 && (i != last || !h.Runs) {
			h.Ended[row] = m.End
		}
	}
}

func recordings(line []step) []measure.Recording {
	out := make([]measure.Recording, len(line))
	for i, s := range line {
		out[i] = s.Recording
	}
	return out
}
