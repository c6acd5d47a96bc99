package term

import (
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/domain/law"
)

// Folder folds cases one after another and keeps its memory between them. It serves one goroutine.
type Folder struct{ f fold }

// NewFolder makes a folder for a clock.
func NewFolder(c *Clock) *Folder { return &Folder{fold{clock: c}} }

// Fold is the answer to one case, for callers who need only one.
func (c *Clock) Fold(x *Case) Answer {
	var a Answer
	NewFolder(c).Fold(x, &a)
	return a
}

// Fold judges the facts of x in order and writes the answer into a.
func (w *Folder) Fold(x *Case, a *Answer) {
	f := &w.f
	a.reset()
	f.begin(x, a)
	f.standing(x.Facts)
	for i := range x.Facts {
		if f.alive == nil || f.alive[i] {
			f.judge(int32(i), &x.Facts[i])
		}
	}
	f.finish()
}

// fold is the state of one Fold.
type fold struct {
	clock *Clock
	law   eras   // of the case's place
	rules *rules // in force on the day of the fact at hand
	c     *Case
	a     *Answer

	measures  []measure
	ci        int        // index of the latest CI, -1 when there was none
	held      []span     // closed stays elsewhere
	gone      []span     // days away after absconding, and days of detention: no day twice
	proposals []proposal // extensions asked for
	weeks     []week     // work done
	alive     []bool     // per fact, nil when nothing is withdrawn
	standBuf  []bool     // memory of alive
	guessed   bool       // a date rests on a year without a holiday notice
	target    int        // index of the measure that the fact at hand is about, -1 when none
	fact      int32      // index of the fact at hand
	mark      int        // how many refusals there were before it
	closed    opening    // what it closed
	took      []took     // every fact applied, when the trace is asked for
	control   civil.Date // day from which the years of dynamic control count
	lastOut   lastSingle // the latest stay apart
	next      civil.Date // earliest day on which time alone changes the answer
	today     civil.Date // day of asOf
}

func (f *fold) begin(x *Case, a *Answer) {
	f.c, f.a = x, a
	f.law = f.clock.place(x.Region, x.Facility)
	f.measures, f.held, f.gone, f.proposals, f.weeks = f.measures[:0], f.held[:0], f.gone[:0], f.proposals[:0], f.weeks[:0]
	f.ci, f.target, f.guessed, f.lastOut = -1, -1, false, lastSingle{}
	f.took, f.control = f.took[:0], civil.Date{}
	f.next, f.today = civil.Date{}, x.AsOf.Day()
}

// standing finds which facts count: a withdrawal that is not itself withdrawn takes its fact away. Later ones
// decide over earlier ones, so the list is read from its end.
func (f *fold) standing(facts []Fact) {
	f.alive = nil
	if !slices.ContainsFunc(facts, func(x Fact) bool { return x.Type == Withdrawn }) {
		return
	}
	f.standBuf = f.standBuf[:0]
	for range facts {
		f.standBuf = append(f.standBuf, true)
	}
	f.alive = f.standBuf
	for i := len(facts) - 1; i >= 0; i-- {
		if facts[i].Type == Withdrawn && f.alive[i] {
			f.alive[facts[i].Index] = false
		}
	}
}

// judge applies one fact, or lists why the law refuses it.
func (f *fold) judge(i int32, x *Fact) {
	s := &specs[x.Type]
	f.fact, f.mark, f.rules = i, len(f.a.Refused), f.law.on(x.On)
	if !f.aim(s, x) {
		f.refuse(law.NoMeasure) // stands alone
		return
	}
	var m *measure
	if f.target >= 0 {
		m = &f.measures[f.target]
	}
	if s.after != noOpening && !m.opened(s.after, x) {
		f.refuse(law.NoOpening)
	}
	if s.check != nil {
		s.check(f, m, x)
	}
	if f.refused() && !(s.stands && f.c.Kept) {
		return
	}
	if s.opens != noOpening {
		m.open[s.opens].add(i, x)
	}
	if s.closes && m != nil {
		f.closed = m.open[s.after]
		m.open[s.after] = opening{}
	}
	if f.c.Trace && m != nil {
		f.took = append(f.took, took{i, m.fact})
	}
	if s.apply != nil {
		s.apply(f, m, x)
	}
}

// refuse lists a reason for which the fact at hand is not applied.
func (f *fold) refuse(code law.FindingCode) {
	f.a.Refused = append(f.a.Refused, Finding{Code: code, Fact: int(f.fact)})
}

func (f *fold) refuseIf(wrong bool, code law.FindingCode) {
	if wrong {
		f.refuse(code)
	}
}

func (f *fold) refused() bool { return len(f.a.Refused) > f.mark }

// warn lists what someone should look at; the fact at hand is the cause.
func (f *fold) warn(code law.FindingCode) { f.warnAt(code, int(f.fact)) }

func (f *fold) warnAt(code law.FindingCode, fact int) {
	f.a.Warnings = append(f.a.Warnings, Finding{Code: code, Fact: fact, Confirmed: f.rules.warns[code]})
}

// need says which measure must be there for a fact to be judged at all.
type need uint8

const (
	noMeasure need = iota // none
	runningCI             // the latest CI, begun and not ended
	onceCI                // a CI, ended or not
	opensCI               // none, but a CI is looked for
	unended               // the latest CD or CR that was ordered and has not ended
	begun                 // the same, and reported
	onceSame              // a CD or CR of the kind, ended or not
	onceAny               // any measure
)

// aim finds the measure that a fact is about; false when the law knows none.
func (f *fold) aim(s *spec, x *Fact) bool {
	f.target = -1
	switch s.needs {
	case runningCI:
		f.target = f.ci
		return f.ci >= 0 && f.running(&f.measures[f.ci], x.On)
	case onceCI:
		f.target = f.servedCI(s.after, x)
		return f.target >= 0 && (s.after != noOpening || f.begun(f.target, x.On))
	case opensCI:
		f.target = f.ci
		return true
	case unended, begun:
		f.target = f.community(s.kind, x.On, s.needs == begun)
		return f.target >= 0
	case onceSame:
		f.target = f.latest(s.kind)
		return f.target >= 0 && f.once(x.On, s.kind)
	case onceAny:
		f.target = len(f.measures) - 1
		return f.once(x.On, law.CI) || f.once(x.On, law.CD) || f.once(x.On, law.CR)
	default:
		return true
	}
}

// servedCI is the CI that a paper is about: the latest one whose opening the paper follows. The paper of a CI
// that was left may come when the next one runs.
func (f *fold) servedCI(after openingKind, x *Fact) int {
	if after == noOpening {
		return f.ci
	}
	for i := f.ci; i >= 0; i-- {
		if m := &f.measures[i]; m.kind == law.CI && m.opened(after, x) {
			return i
		}
	}
	return f.ci
}

// begun tells whether a measure was there by a day, whatever became of it.
func (f *fold) begun(i int, on civil.Date) bool { return !on.Before(f.measures[i].begins()) }

// once tells whether a measure of a kind was there by a day.
func (f *fold) once(on civil.Date, k law.Kind) bool {
	for i := range f.measures {
		if f.measures[i].kind == k && f.begun(i, on) {
			return true
		}
	}
	return false
}

func (f *fold) latest(k law.Kind) int {
	for i := len(f.measures) - 1; i >= 0; i-- {
		if f.measures[i].kind == k {
			return i
		}
	}
	return -1
}

// community is the latest CD or CR that is there on a day: ordered (begun: reported) by then and not ended.
func (f *fold) community(k law.Kind, on civil.Date, reported bool) int {
	for i := len(f.measures) - 1; i >= 0; i-- {
		m := &f.measures[i]
		if m.kind != k || m.over(on) || on.Before(m.decided) {
			continue
		}
		if reported && (m.start.IsZero() || on.Before(m.start)) {
			continue
		}
		return i
	}
	return -1
}
