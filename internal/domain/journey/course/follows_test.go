package course_test

import (
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
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/outing"
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
	affair.Abscond, affair.HomeLeave, affair.OutsideMedical, affair.HeldElsewhere, affair.Extension, affair.Early, affair.Conversion, affair.Release,
	affair.Abscond, affair.HomeLeave, affair.Extension, affair.Early, affair.Annulment, affair.Death, // twice what goes on
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
			c.steps(c.opens(affair.Early), "receive", "grant", "serve")
			c.steps(c.opens(affair.Release), "term", "holds", "property", "propose", "first", "second", "let_go")
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
	of, err := h.begin("brigade_head", affair.Death, p, "died_at="+h.minute(0), "died_where=outside", "where=乙", "found_by=护士", "pronounced=by_doctor", "aware=yes")
	h.must(err)
	h.state(of, "reported")
}
