package term_test

import (
	"testing"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/domain/law"
	"guitu/internal/domain/term"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// preludes begin a life so that what follows has something to happen to.
var preludes = [][]term.Type{
	{},
	{term.CIDecided},
	{term.CIDecided, term.PSAdmitted, term.JAAdmitted},
	{term.CIDecided, term.JAAdmitted, term.CertificateIssued},
	{term.CDOrdered, term.CDReceived, term.CDReported},
	{term.CDOrdered, term.CDReceived},
	{term.CIDecided, term.CertificateIssued, term.Released, term.CROrdered, term.CRReceived, term.CRReported},
}

// families are the facts of a life, those that need each other together.
var families = [][]term.Type{
	{term.CIDecided},
	{term.CIServed, term.CINotified},
	{term.PSAdmitted, term.JAAdmitted},
	{term.JAInductionClosed, term.JAFamilyLetter, term.JABooklet},
	{term.Abscond, term.Recapture},
	{term.HomeLeave, term.HomeLeaveEnded},
	{term.HeldElsewhere, term.HeldElsewhereEnded},
	{term.OutsideMedicalApproved, term.OutsideMedicalEnded},
	{term.EarlyProposed, term.EarlyReceived, term.EarlyDecided, term.EarlyServed, term.EarlyNotified},
	{term.ExtensionProposed, term.ExtensionReceived, term.ExtensionDecided, term.ExtensionServed, term.ExtensionNotified},
	{term.ConversionProposed, term.ConversionReceived, term.ConversionDecided},
	{term.ReleaseNoticed},
	{term.CertificateIssued, term.Released},
	{term.ReleaseFilesSent},
	{term.CIDeceased},
	{term.CIAnnulled},
	{term.Restraint, term.RestraintEnded},
	{term.Single, term.SingleEnded},
	{term.Work, term.Work, term.Work},
	{term.DecisionKnown, term.ReconApplied, term.ReconDecidedReceived, term.SuitFiled},
	{term.LegalAidRequested, term.LegalAidForwarded},
	{term.CDOrdered, term.CDReceived, term.CDReported},
	{term.CDMoved, term.CDMoveReported},
	{term.CDEndNoticed},
	{term.CDTest, term.CDTest},
	{term.CDAbsence, term.CDAbsence},
	{term.CDDetained, term.CDDetentionEnded},
	{term.CDImprisoned},
	{term.CDEndEarly},
	{term.CROrdered, term.CRReceived, term.CRReported},
	{term.CRAbsence, term.CRTest},
	{term.CRDetained, term.CRDetentionEnded},
	{term.CRMoved, term.CRMoveReported, term.CREndNoticed},
}

// life draws a case of up to some thirty facts, mostly in the order of their days.
func life(t *rapid.T, withdrawals bool) *term.Case {
	c := &term.Case{Region: rapid.SampledFrom([]string{"51", "31", "33", "44", "11"}).Draw(t, "region")}
	c.Settings.DayCount = term.DayCount(rapid.IntRange(0, 2).Draw(t, "dayCount"))
	d := civil.On(2022, 1, 1).AddDays(rapid.IntRange(0, 365).Draw(t, "first"))
	kinds := append([]term.Type{}, rapid.SampledFrom(preludes).Draw(t, "prelude")...)
	for range rapid.IntRange(0, 10).Draw(t, "episodes") {
		family := rapid.SampledFrom(families).Draw(t, "family")
		kinds = append(kinds, family[:rapid.IntRange(1, len(family)).Draw(t, "length")]...)
	}
	for i, kind := range kinds {
		if kind == term.Released {
			d = d.AddDays(rapid.SampledFrom([]int{0, 365, 740}).Draw(t, "served"))
		}
		d = d.AddDays(rapid.SampledFrom([]int{0, 0, 1, 3, 7, 20, 90, 200, -5}).Draw(t, "step"))
		if withdrawals && i > 0 && rapid.IntRange(0, 9).Draw(t, "withdraw") == 0 {
			x := term.OnDay(term.Withdrawn, d)
			x.Index = int32(rapid.IntRange(0, i-1).Draw(t, "which"))
			c.Facts = append(c.Facts, x)
			continue
		}
		c.Facts = append(c.Facts, happening(t, kind, d))
	}
	c.AsOf = d.AddDays(rapid.IntRange(-400, 1500).Draw(t, "asOf")).Start().Add(time.Duration(rapid.IntRange(0, 86_399).Draw(t, "second")) * time.Second)
	return c
}

func happening(t *rapid.T, kind term.Type, d civil.Date) term.Fact {
	x := term.OnDay(kind, d)
	if term.SchemaOf(kind).Moment {
		x = term.AtMoment(kind, d.Start().Add(time.Duration(rapid.IntRange(0, 23).Draw(t, "hour"))*time.Hour))
	}
	x.By, x.Ground, x.Who, x.ApprovedBy = term.County, term.Severe, term.Family, term.Head
	if kind == term.ExtensionDecided {
		x.By = term.DecidingAuthority
	}
	if kind == term.OutsideMedicalApproved {
		x.By = term.Supervisor
	}
	x.Reason = term.SelfHarm
	x.Result = rapid.SampledFrom([]term.Word{term.Negative, term.Refused, term.Evaded, term.Positive}).Draw(t, "result")
	x.Approved = rapid.IntRange(0, 3).Draw(t, "approved") > 0
	x.Months = int32(rapid.IntRange(1, 8).Draw(t, "months"))
	x.Years = int32(rapid.IntRange(1, 4).Draw(t, "years"))
	x.Hours = float64(rapid.IntRange(1, 7).Draw(t, "hours"))
	x.Until = d.AddDays(rapid.IntRange(0, 40).Draw(t, "until"))
	x.ReleaseOn = d.AddDays(rapid.IntRange(0, 60).Draw(t, "releaseOn"))
	x.Excused = rapid.Bool().Draw(t, "excused")
	return x
}

// result is an answer without the indexes of facts, which shift when one is left out.
func result(a term.Answer) term.Answer {
	a.Refused, a.Warnings = append([]term.Finding{}, a.Refused...), append([]term.Finding{}, a.Warnings...)
	for i := range a.Refused {
		a.Refused[i].Fact = 0
	}
	for i := range a.Warnings {
		a.Warnings[i].Fact = 0
	}
	return a
}

var same = cmp.Options{
	cmpopts.EquateEmpty(), cmp.AllowUnexported(term.Duty{}), cmp.Comparer(func(a, b civil.Date) bool { return a == b }),
	cmpopts.IgnoreFields(term.Duty{}, "Opened", "Discharged"), cmpopts.IgnoreFields(term.Measure{}, "Fact", "Out", "Early", "EarlyGone"), // places in the list of facts
}

func without(c *term.Case, drop func(int) bool) *term.Case {
	d := *c
	d.Facts = nil
	for i, x := range c.Facts {
		if !drop(i) {
			d.Facts = append(d.Facts, x)
		}
	}
	return &d
}

func TestFoldIsPure(t *testing.T) {
	c := clock(t)
	folder, a := term.NewFolder(c), new(term.Answer)
	rapid.Check(t, func(t *rapid.T) {
		x := life(t, true)
		folder.Fold(x, a) // memory of earlier lives must not show
		if d := cmp.Diff(c.Fold(x), *a, same); d != "" {
			t.Fatalf("a used folder answers otherwise (-new +used):\n%s", d)
		}
	})
}

func TestRefusedEqualsNeverOffered(t *testing.T) {
	c := clock(t)
	rapid.Check(t, func(t *rapid.T) {
		x := life(t, false)
		a := c.Fold(x)
		refused := map[int]bool{}
		for _, r := range a.Refused {
			refused[r.Fact] = true
		}
		b := c.Fold(without(x, func(i int) bool { return refused[i] }))
		if len(b.Refused) > 0 {
			t.Fatalf("without the refused facts others are refused: %v", b.Refused)
		}
		a.Refused = nil
		if d := cmp.Diff(result(a), result(b), same); d != "" {
			t.Fatalf("a refused fact left a mark (-offered +never):\n%s", d)
		}
	})
}

func TestWithdrawnEqualsNeverOffered(t *testing.T) {
	c := clock(t)
	rapid.Check(t, func(t *rapid.T) {
		x := life(t, false)
		if len(x.Facts) == 0 {
			return
		}
		i := rapid.IntRange(0, len(x.Facts)-1).Draw(t, "withdrawn")
		y := *x
		w := term.OnDay(term.Withdrawn, civil.On(2030, 1, 1))
		w.Index = int32(i)
		y.Facts = append(append([]term.Fact{}, x.Facts...), w)
		if d := cmp.Diff(result(c.Fold(without(x, func(n int) bool { return n == i }))), result(c.Fold(&y)), same); d != "" {
			t.Fatalf("withdrawing is not as if never offered (-never +withdrawn):\n%s", d)
		}
		w.Index = int32(len(x.Facts)) // the withdrawal itself
		y.Facts = append(y.Facts, w)
		if d := cmp.Diff(result(c.Fold(x)), result(c.Fold(&y)), same); d != "" {
			t.Fatalf("a withdrawn withdrawal does not restore (-before +after):\n%s", d)
		}
	})
}

// Nobody's end moves later but by a named decision to extend or by coming back after absconding, and no
// duty ever disappears.
func TestNothingLengthensOfItself(t *testing.T) {
	c := clock(t)
	rapid.Check(t, func(t *rapid.T) {
		x := life(t, false)
		var was term.Answer
		for n := range x.Facts {
			part := *x
			part.Facts = x.Facts[:n+1]
			is := c.Fold(&part)
			for _, before := range was.Measures {
				after := begunBy(is, before.Fact)
				switch kind := x.Facts[n].Type; {
				case before.Kind != law.CI || before.LegalEnd.IsZero():
				case after.LegalEnd.IsZero() && kind == term.Abscond:
				case kind == term.Recapture || kind == term.ExtensionDecided:
				case after.LegalEnd.IsZero() || after.LegalEnd.After(before.LegalEnd):
					t.Fatalf("%s moved the end from %s to %s", kind, before.LegalEnd, after.LegalEnd)
				}
				if after.ExtensionMonths > 12 {
					t.Fatalf("extended by %d months", after.ExtensionMonths)
				}
			}
			for i, d := range was.Duties {
				if is.Duties[i].Code != d.Code || is.Duties[i].Opened != d.Opened {
					t.Fatalf("duty %s opened by fact %d has gone", d.Code, d.Opened)
				}
				s := is.Duties[i].Status
				if was.Measures[d.Measure].Serious.Met && d.Status == term.Void && (s == term.Pending || s == term.Overdue) {
					t.Fatalf("%s fell away with a breach and is %s again", d.Code, s)
				}
			}
			was = is
		}
	})
}

// begunBy is the measure that a fact began.
func begunBy(a term.Answer, fact int) term.Measure {
	for _, m := range a.Measures {
		if m.Fact == fact {
			return m
		}
	}
	return term.Measure{}
}

// Time turns pending into overdue or void and changes nothing else, and NextChange says when.
func TestTimeOnlyRunsForward(t *testing.T) {
	c := clock(t)
	rapid.Check(t, func(t *rapid.T) {
		x := life(t, true)
		a := c.Fold(x)
		later := *x
		later.AsOf = x.AsOf.Add(time.Duration(rapid.Int64Range(0, int64(900*24*time.Hour)).Draw(t, "later")))
		b := c.Fold(&later)
		for i, d := range a.Duties {
			if s := b.Duties[i].Status; s != d.Status && d.Status != term.Pending {
				t.Fatalf("%s went from %s to %s", d.Code, d.Status, s)
			}
		}
		for i, m := range a.Measures {
			if m.State.Final() && (b.Measures[i].State != m.State || b.Measures[i].End != m.End) {
				t.Fatalf("%s ended on %s, then %s on %s", m.State, m.End, b.Measures[i].State, b.Measures[i].End)
			}
		}
		if !a.NextChange.IsZero() && later.AsOf >= a.NextChange.Start() {
			return
		}
		a.NextChange, b.NextChange = civil.Date{}, civil.Date{}
		if d := cmp.Diff(a, b, same); d != "" {
			t.Fatalf("the answer changed before its time, from %s to %s (-then +later):\n%s", x.AsOf, later.AsOf, d)
		}
	})
}

// Every change of a state is a row of law's table: of the fact that came, or of a threshold that it met.
func TestStatesMoveByTheTable(t *testing.T) {
	rows := map[[3]string]bool{}
	for _, m := range law.Machines {
		for _, r := range m.Rows {
			rows[[3]string{r.From, r.Event, r.To}] = true
		}
	}
	c := clock(t)
	rapid.Check(t, func(t *rapid.T) {
		x := life(t, false)
		x.AsOf = civil.On(1990, 1, 1).Start() // no time passes: only facts move states
		was := map[int]string{}
		for n := range x.Facts {
			part := *x
			part.Facts = x.Facts[:n+1]
			event := x.Facts[n].Type.String()
			for _, m := range c.Fold(&part).Measures {
				from, to := was[m.Fact], m.State.String()
				if from == "" {
					from = law.None.String()
				}
				if from != to && !rows[[3]string{from, event, to}] && !rows[[3]string{from, "SERIOUS_BREACH", to}] {
					t.Fatalf("%s took %s to %s, which is no row of the table", event, from, to)
				}
				was[m.Fact] = to
			}
		}
	})
}
