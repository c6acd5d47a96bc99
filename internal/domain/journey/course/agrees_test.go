package course_test

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// What the file says, and the affairs beside it (TestAffairsFollowTheFile).

// told is the state of the file against which the affairs are held.
type told struct {
	life  measure.Life
	last  term.Measure
	runs  bool
	owed  []duty.Duty
	away  outing.Outing
	isOut bool
}

func (c *corrector) told() (x told) {
	c.read(func(ctx context.Context, tx *store.Tx) error {
		lives, err := c.measures.Lives(ctx, tx, []id.ID{c.p})
		if err != nil {
			return err
		}
		now, err := c.measures.NowIn(ctx, tx, c.p)
		if err != nil {
			return err
		}
		_, x.runs = measure.Running(&now)
		x.life, x.last = lives[c.p], now.Measures[0]
		for _, m := range now.Measures {
			if m.Kind == law.CI {
				x.last = m
			}
		}
		x.owed, err = duty.Of(ctx, tx, c.p)
		return err
	})
	x.away, x.isOut = c.out(c.p)
	return x
}

// agrees holds every affair, the board, the papers and the duties against the file.
func (c *corrector) agrees() {
	x := c.told()
	stay, _ := c.stays(c.p)
	here := stay.Here()
	wrong := func(format string, args ...any) {
		c.r.Fatalf("%s\n%s", fmt.Sprintf(format, args...), strings.Join(c.did, "\n"))
	}
	for _, of := range c.cases {
		f := c.file(of)
		for _, e := range f.Entries {
			c.seen[e.Step]++
		}
		if says := c.awayBy(f, x, here) + c.answered(f, x) + c.let(f, x, here); says != "" {
			wrong("%s in %s: %s", f.Kind, f.State, says)
		}
	}
	if here && x.runs {
		if want := outing.KindOf(x.last.Substate); (x.last.Substate != law.InFacility) != x.isOut || x.isOut && x.away.Kind != want {
			wrong("the board has him %v %q, the file %q", x.isOut, x.away.Kind, want)
		}
	}
	for _, d := range x.owed {
		i := slices.IndexFunc(x.life.Events, func(e measure.Event) bool { return e.ID == d.Cause })
		if i < 0 || d.State != duty.Pending {
			continue
		}
		if !slices.ContainsFunc(x.life.Standing(), func(e measure.Event) bool { return e.ID == d.Cause && (d.Code != "act.report" || e.Outside != "") }) {
			wrong("%s is owed for what was taken back or is lawful", d.Code)
		}
	}
	months, early := 0, false
	for _, e := range x.life.Standing() {
		if e.Fact.Approved && e.Outside == "" {
			months, early = months+int(e.Fact.Months), early || e.Fact.Type == term.EarlyDecided
		}
	}
	if x.runs && (months != x.last.ExtensionMonths || early != (!x.last.EarlyOn.IsZero() || x.last.EarlyGone > 0)) {
		wrong("the approvals of the file make %d months and an early release: %v, the clock %d and %s", months, early, x.last.ExtensionMonths, x.last.EarlyOn)
	}
	for _, e := range x.life.Standing() {
		if e.Outside != "" && !slices.ContainsFunc(x.owed, func(d duty.Duty) bool { return d.Code == "act.report" && d.Cause == e.ID && d.State != duty.Void }) {
			wrong("%s stands outside the law (%s), and nobody reports it", e.Fact.Type, e.Outside)
		}
	}
}

// absences are how an affair has somebody away, and back.
var absences = map[journey.Kind]struct {
	step        string
	begins, end term.Type
}{
	affair.Abscond:        {"report", term.Abscond, term.Recapture},
	affair.HomeLeave:      {"depart", term.HomeLeave, term.HomeLeaveEnded},
	affair.OutsideMedical: {"depart", term.OutsideMedicalApproved, term.OutsideMedicalEnded},
	affair.HeldElsewhere:  {"taken", term.HeldElsewhere, term.HeldElsewhereEnded},
}

func (c *corrector) awayBy(f journey.File, x told, here bool) string {
	by, is := absences[f.Kind]
	e, did := f.Last(by.step)
	if !is || !did || !here || !x.runs {
		return ""
	}
	_, now, stands, known := x.life.ToldAt(e.At, by.begins)
	since, _ := x.life.Lasts(by.end)
	away := f.State == "out" || f.State == "missing"
	switch {
	case !known, stands && now.Outside != "": // who runs once nothing holds him any more has not absconded
		return ""
	case !stands && f.State != "mistaken" && f.State != "cancelled":
		return "his going was taken back"
	case stands && now.ID == since.ID && !away:
		return "the file has him away"
	case stands && now.ID != since.ID && away && since.ID != "":
		return "the file has him away by another fact"
	case stands && since.ID == "" && away:
		return "the file has him back"
	}
	return ""
}

var answersOf = map[journey.Kind]term.Type{affair.Extension: term.ExtensionDecided, affair.Early: term.EarlyDecided, affair.Conversion: term.ConversionDecided}

func (c *corrector) answered(f journey.File, x told) string {
	var e journey.Entry
	for _, d := range f.Entries {
		if d.Step == "grant" || d.Step == "deny" {
			e = d
		}
	}
	if e.ID == "" || answersOf[f.Kind] == term.NoType {
		return ""
	}
	_, now, stands, known := x.life.ToldAt(e.At, answersOf[f.Kind])
	in := func(states ...journey.State) bool { return slices.Contains(append(states, "lapsed"), f.State) }
	receipts := 0
	for _, p := range c.inForce(f.ID) {
		if p == paper.DecisionReceipt {
			receipts++
		}
	}
	switch {
	case !known:
		return ""
	case receipts > 1 || stands && receipts == 0:
		return fmt.Sprintf("%d receipts count", receipts)
	case !stands && receipts > 0:
		return "a receipt counts of an answer that was none"
	case !stands && x.runs && !in("submitted"):
		return "its answer was taken back"
	case stands && now.Fact.Approved && now.Outside == "" && !in("granted", "served", "closed"):
		return "it was granted"
	case stands && now.Fact.Approved && now.Outside != "" && !in("uncounted", "closed"):
		return "the law does not let it count: " + now.Outside
	case stands && !now.Fact.Approved && !in("denied", "closed"):
		return "it was refused"
	}
	for _, d := range x.owed {
		notice := strings.HasPrefix(string(d.Code), string(f.Kind)+".notice")
		if stands && !now.Fact.Approved && d.State == duty.Pending && notice && len(c.cases) == 1 {
			return "notices are owed of what was refused"
		}
	}
	return ""
}

// let holds whom an affair let go against who lives here.
func (c *corrector) let(f journey.File, x told, here bool) string {
	switch f.Kind {
	case affair.Death, affair.Annulment:
		if e, did := f.Last("let_go"); here && f.State != "mistaken" && (f.Kind == affair.Death || did && e.Now == f.State) {
			return "he lives here"
		}
		return ""
	case affair.Release:
	default:
		return ""
	}
	certificates := 0
	for _, p := range c.inForce(f.ID) {
		if p == paper.ReleaseCertificate {
			certificates++
		}
	}
	gone := slices.Contains([]journey.State{"released", "elapsed", "let_out"}, f.State)
	switch {
	case gone && here:
		return "he lives here"
	case (f.State == "released" || f.State == "elapsed") && x.runs:
		return "his measure runs"
	case f.State == "released" && certificates != 1, f.State != "released" && f.State != "elapsed" && certificates != 0:
		return fmt.Sprintf("%d certificates count", certificates)
	}
	return ""
}
