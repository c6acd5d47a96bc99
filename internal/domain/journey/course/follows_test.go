package course_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// corrector leads the affairs of one person on at random, and corrects what his file says of them.
type corrector struct {
	*house
	r      *rapid.T
	p      id.ID
	number string
	cases  []id.ID
	did    []string // for whoever reads a failure
	seen   map[string]int
}

// After any corrections an affair says what the file says: nobody is out by the one and back by the other, no paper and no duty
// rests on what was taken back, and whoever is away has an affair by which he comes back.
func TestAffairsFollowTheFile(t *testing.T) {
	each(t, func(h *house) {
		seen, n := map[string]int{}, 0
		rapid.Check(h.t, func(r *rapid.T) {
			n++
			c := &corrector{house: h, r: r, seen: seen, number: numbered(n)}
			c.p = h.resident("住客", c.number, rapid.IntRange(20, 300).Draw(r, "days left"))
			for range 9 {
				h.hand.Forward(time.Duration(1+c.pick("hours", 30)) * time.Hour)
				if c.pick("corrects", 3) == 0 {
					c.corrects()
				} else {
					c.leads()
				}
				c.agrees()
			}
			h.empties(c.p)
		})
		for _, what := range []string{"away_yet", "mistaken", "unanswered", "now_denied", "now_granted", "runs_on"} {
			if seen[what] == 0 {
				h.t.Errorf("no walk came to %s: %v", what, seen)
			}
		}
	})
}

// numbered is an invented number of a man.
func numbered(n int) string {
	s, sum := fmt.Sprintf("51990019%02d0501%03d", 60+n/499%40, 2*(n%499)+1), 0
	for i, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += w * int(s[i]-'0')
	}
	return s + string("10X98765432"[sum%11])
}

func (c *corrector) pick(label string, n int) int { return rapid.IntRange(0, n-1).Draw(c.r, label) }

func (c *corrector) notes(format string, args ...any) {
	c.did = append(c.did, c.hand.Now().Format("0102 15:04 ")+fmt.Sprintf(format, args...))
}

// fine lets through what an officer is told; a defect of ours is none of it.
func (c *corrector) fine(err error) string {
	if err == nil {
		return "ok"
	}
	if errs.KindOf(err) == errs.Internal {
		c.r.Fatalf("%v\n%s", err, strings.Join(c.did, "\n"))
	}
	out := errs.CodeOf(err)
	if e := errs.Find(err); e != nil {
		for _, f := range e.Fields {
			out += " " + f.Name + ":" + f.Code
		}
	}
	return out
}

// corrects withdraws a fact of his file, or tells it of another day, or a decision as the other way round; a second officer lets
// it count.
func (c *corrector) corrects() {
	v, err := c.measures.View(c.as("legal_officer"), c.p)
	c.must(err)
	facts := slices.DeleteFunc(v.Life.Standing(), func(e measure.Event) bool {
		return e.Fact.Type == term.CIDecided || e.Fact.Type == term.JAAdmitted
	})
	if len(facts) == 0 {
		return
	}
	e := facts[c.pick("fact", len(facts))]
	if c.pick("decision", 2) == 0 {
		if i := slices.IndexFunc(facts, func(e measure.Event) bool { return strings.HasSuffix(e.Fact.Type.String(), ".decided") }); i >= 0 {
			e = facts[i]
		}
	}
	x := measure.Correction{Person: c.p, Version: v.Life.Version, Event: e.ID, Note: measure.Note{Words: "登记有误", Number: e.Note.Number, Organ: e.Note.Organ}}
	how := "withdraws"
	switch k := c.pick("how", 3); {
	case k == 0:
	case strings.HasSuffix(e.Fact.Type.String(), ".decided"):
		how, x.With = "turns", e.Fact
		if x.With.Approved = !x.With.Approved; x.With.Approved {
			x.With.Months, x.With.ReleaseOn = 2, civil.DateOf(c.hand.Now()).AddDays(5)
			if e.Fact.Type != term.ExtensionDecided {
				x.With.Months = 0
			}
			if e.Fact.Type != term.EarlyDecided {
				x.With.ReleaseOn = civil.Date{}
			}
		} else {
			x.With.ReleaseOn = civil.Date{}
		}
	case k == 1:
		how, x.With = "moves", e.Fact
		x.With.On = e.Fact.On.AddDays(-1)
		x.With.At = e.Fact.At - civil.Instant(24*time.Hour/time.Microsecond)
	}
	of, err := c.measures.Correct(c.as("legal_officer"), store.NewKey(), x)
	c.notes("%s %s: %s", how, e.Fact.Type, c.fine(err))
	if err != nil {
		return
	}
	ch, _, none := c.measures.Proposal(c.as("legal_officer/2"), of)
	if none != nil || c.pick("confirms", 6) == 0 {
		return
	}
	err = c.measures.Confirm(c.as("legal_officer/2"), store.NewKey(), measure.Second{Change: ch.ID, Version: ch.Version, Life: ch.Life, Yes: true})
	c.notes("  confirmed: %s", c.fine(err))
}

// ways are the affairs that a person of this test has.
var ways = []journey.Kind{
	course.Abscond, course.HomeLeave, course.OutsideMedical, course.HeldElsewhere, course.Extension, course.Early, course.Conversion, course.Release,
	course.Abscond, course.HomeLeave, course.Extension, course.Early, course.Annulment, course.Death, // twice what goes on
}

// leads opens an affair, or leads one on.
func (c *corrector) leads() {
	var open []journey.File
	for _, of := range c.cases {
		if f := c.file(of); f.Closed.IsZero() {
			open = append(open, f)
		}
	}
	if len(open) == 0 || c.pick("new", 3) == 0 {
		if c.pick("early", 8) == 0 { // to the gate on the day that the organ gave
			c.steps(c.opens(course.Early), "receive", "grant", "serve")
			c.steps(c.opens(course.Release), "term", "holds", "property", "propose", "first", "second", "let_go")
			return
		}
		if of := c.opens(ways[c.pick("kind", len(ways))]); of != "" {
			c.goesOn(of)
		}
		return
	}
	c.goesOn(open[c.pick("case", len(open))].ID)
}

// opens begins an affair, if it can be begun.
func (c *corrector) opens(k journey.Kind) id.ID {
	x, err := c.desk.Course(k)
	c.must(err)
	of, err := c.begin(c.does(&x.Steps[0]), k, c.p, c.answers(&x.Steps[0])...)
	c.notes("begins %s: %s", k, c.fine(err))
	if err == nil {
		c.cases = append(c.cases, of)
	}
	return of
}

// goesOn does up to four steps of an affair, those first that were not done yet.
func (c *corrector) goesOn(of id.ID) {
	for range 1 + c.pick("steps", 7) {
		f := c.file(of)
		able := slices.DeleteFunc(f.Doable(f.Course), func(s *journey.Step) bool {
			return s.Asks != "" || slices.Contains(givesUp, s.Name) && c.pick("gives up", 8) > 0
		})
		fresh := slices.DeleteFunc(slices.Clone(able), func(s *journey.Step) bool { return f.Did(s.Name) || len(s.Needs) > 0 && !f.Did(s.Needs[0]) })
		if len(fresh) > 0 {
			able = fresh
		}
		if len(able) == 0 {
			return
		}
		c.steps(of, able[c.pick("step", len(able))].Name)
	}
}

// steps does steps of an affair, as far as they can be done.
func (c *corrector) steps(of id.ID, names ...string) {
	for _, n := range names {
		if of == "" {
			return
		}
		c.hand.Forward(time.Minute) // no two steps are of one moment
		f := c.file(of)
		s, _ := f.Course.Step(n)
		err := c.do(c.does(s), of, n, c.answers(s)...)
		c.notes("  %s %s: %s", f.Kind, n, c.fine(err))
	}
}

func (c *corrector) does(s *journey.Step) string {
	switch {
	case s.Name == "second":
		return "zone_officer"
	case s.Name == "propose" && s.Action == "journey.propose":
		return "case_officer"
	}
	return doers[s.Action][0]
}

// answers says to each question what lets the step be done.
func (c *corrector) answers(s *journey.Step) (out []string) {
	for _, f := range s.Fields {
		if v := c.value(f); v != "" {
			out = append(out, f.Name+"="+v)
		}
	}
	return out
}

func (c *corrector) value(f journey.Field) string {
	now := c.hand.Now().In(clock.Shanghai)
	switch f.Name {
	case "number_in_hand":
		return c.number
	case "document":
		return "card"
	case "face":
		if o, out := c.out(c.p); out && o.Kind != outing.Visit {
			return "absent"
		}
		return "no_photo"
	case "hold", "property":
		return "none"
	case "how_back":
		return "recaptured"
	case "by_organ":
		return "same_organ"
	case "release_on":
		return civil.DateOf(now).AddDays(c.pick("ahead", 2)).String()
	case "happened":
		return []string{"yes", "", "", ""}[c.pick("happened", 4)]
	case "back_on":
		return civil.DateOf(now).AddDays(1).String()
	case "phone":
		return "13800000000"
	case "none_there", "handed_to", "due_at":
		return ""
	}
	switch f.Sort {
	case journey.Choice:
		if slices.Contains(f.Words, "signed") {
			return "signed"
		}
		return f.Words[c.pick(f.Name, len(f.Words))]
	case journey.Tick:
		return "yes"
	case journey.Day:
		return civil.DateOf(now).String()
	case journey.Moment:
		return c.minute(0)
	case journey.Count, journey.Money:
		return "2"
	case journey.Files, journey.Table:
		return ""
	}
	return "有话要说"
}

// empties lets a person leave the house of the test, that the next one has a bed.
func (h *house) empties(p id.ID) {
	if stay, _ := h.stays(p); !stay.Here() {
		return
	}
	h.hand.Forward(time.Minute)
	of, err := h.begin("brigade_head", course.Death, p, "died_at="+h.minute(0), "died_where=outside", "where=乙", "found_by=护士", "pronounced=by_doctor", "aware=yes")
	h.must(err)
	h.state(of, "reported")
}

// state of the file against which the affairs are held.
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
	course.Abscond:        {"report", term.Abscond, term.Recapture},
	course.HomeLeave:      {"depart", term.HomeLeave, term.HomeLeaveEnded},
	course.OutsideMedical: {"depart", term.OutsideMedicalApproved, term.OutsideMedicalEnded},
	course.HeldElsewhere:  {"taken", term.HeldElsewhere, term.HeldElsewhereEnded},
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

var answersOf = map[journey.Kind]term.Type{course.Extension: term.ExtensionDecided, course.Early: term.EarlyDecided, course.Conversion: term.ConversionDecided}

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
	case course.Death, course.Annulment:
		if e, did := f.Last("let_go"); here && f.State != "mistaken" && (f.Kind == course.Death || did && e.Now == f.State) {
			return "he lives here"
		}
		return ""
	case course.Release:
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
