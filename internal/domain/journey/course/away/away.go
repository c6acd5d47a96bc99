package away

import (
	"context"
	"errors"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/ask"
	"guitu/internal/domain/journey/course/keeping"
	"guitu/internal/domain/journey/course/leaving"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/term"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// States that only these have.
const (
	requested = journey.State("requested")
	untold    = journey.State("untold") // back, and somebody is still to be told
)

// homeLeave lets somebody visit spouse or direct kin, with the facility's leave (NCL 46).
func (r desk) homeLeave() *journey.Course {
	return &journey.Course{
		Kind: affair.HomeLeave,
		Stages: []journey.Stage{
			{State: requested, Owes: "journey.home_leave", Owner: policy.FacilityHead},
			{State: affair.Approved, Owes: "journey.home_leave", Owner: policy.CaseOfficer},
			{State: affair.Out},
			{State: affair.Missing}, // who is late is a duty of the outing; he comes back all the same, or is brought back
			{State: affair.Back, End: true},
			{State: affair.Denied, End: true},
			{State: affair.Cancelled, End: true},
			{State: affair.Lapsed, End: true},
			{State: affair.Mistaken, End: true},
		},
		Steps: []journey.Step{
			{
				Name: "request", To: requested, Action: policy.JourneyMove,
				Fields: []journey.Field{
					ask.Choice("leave_ground", "critical", "death", "family_event", "good_results"), ask.Line("kin_name", true),
					ask.Choice("kin_relation", "spouse", "parent", "child", "grandparent", "grandchild"), ask.Line("where", true),
					{Name: "leaves_on", Sort: journey.Day, Must: true, Ahead: true},
					{Name: "back_on", Sort: journey.Day, Must: true, Ahead: true},
					{Name: "scan", Sort: journey.Files},
					ask.Words, ask.Aware,
				},
				Judge: act.Order("", "leaves_on", "back_on"), Do: act.All(act.LivesHere("leaves_on"), r.planned("request", beyond)), Basis: []law.Citation{"NCL 46"}, Mark: law.S,
			},
			{Name: "approve", From: affair.In(requested), To: affair.Approved, Action: policy.JourneyApprove, Others: []string{"request"}, Fields: []journey.Field{{Name: "approved_on", Sort: journey.Day}, ask.Words, ask.Aware}, Do: act.All(act.LivesHere("approved_on"), r.planned("approve", beyond)), Basis: []law.Citation{"NCL 46"}, Mark: law.S},
			{Name: "deny", From: affair.In(requested), To: affair.Denied, Action: policy.JourneyApprove, Fields: []journey.Field{ask.Reason}, Basis: []law.Citation{"NCL 46"}, Mark: law.S},
			{
				Name: "depart", From: affair.In(affair.Approved), To: affair.Out, Action: policy.JourneyMove,
				Fields: []journey.Field{ask.Moment("departed"), ask.Choice("escort_kind", "none", "kin", "officers"), ask.Line("escort", false), ask.Line("phone", false), ask.Happened, ask.Words, ask.Aware},
				Judge:  approvedDays, Do: act.All(act.LivesHere("departed"), inHouse("departed", outing.Visit), r.planned("depart", nil), r.Fact(term.HomeLeave, "departed", nil), r.Tells(leave), unapproved, r.permit()), Basis: []law.Citation{"NCL 46"}, Mark: law.S,
			},
			{
				Name: "return", From: affair.In(affair.Out, affair.Missing), To: affair.Back, Action: policy.JourneyMove,
				Fields: []journey.Field{ask.Moment("returned"), ask.Choice("late", "no", "excused", "yes"), ask.Choice("tested", "yes", "no"), ask.Words},
				Judge:  act.Judges(act.Order("depart", "departed", "returned"), inTime, whyLate),
				Do: r.ends(term.HomeLeaveEnded, "returned", func(a *journey.Act, x *term.Fact) {
					x.ForceMajeure = a.Answers.Says("late", "excused")
				}),
				Basis: []law.Citation{"MOJ127"}, Mark: law.Memory,
			},
			{Name: "not_back", From: affair.In(affair.Out), To: affair.Missing, Action: policy.JourneyReport, Fields: []journey.Field{ask.Moment("noticed"), ask.Reason}, Judge: act.Order("request", "back_on", "noticed"), Basis: []law.Citation{"MOJ127"}, Mark: law.Memory},
			{Name: "cancel", From: affair.In(requested, affair.Approved), To: affair.Cancelled, Action: policy.JourneyMove, Fields: []journey.Field{ask.Reason}},
			{Name: "brought_back", From: affair.In(affair.Out, affair.Missing), To: affair.Back, Follows: true, Fields: []journey.Field{ask.Day("returned")}},
			journey.Lapsing(affair.Lapsed, requested, affair.Approved, affair.Out, affair.Missing),
			journey.Resuming(journey.Lapsing(affair.Lapsed, requested, affair.Approved, affair.Out, affair.Missing)),
			r.TakenBack(affair.Out, affair.Missing, affair.Back, affair.Lapsed), r.awayYet("return", affair.In(affair.Out, affair.Missing), affair.Back),
		},
	}
}

// outsideMedical lets somebody be treated outside whose life is at risk: the doctor says so, the authority above the
// facility approves, the deciding organ is told (REG 31). The term goes on.
func (r desk) outsideMedical() *journey.Course {
	return &journey.Course{
		Kind: affair.OutsideMedical,
		Stages: []journey.Stage{
			{State: requested, Owes: "journey.outside_medical", Owner: policy.FacilityHead},
			{State: affair.Submitted, Owes: "journey.outside_medical", Owner: policy.BureauLegal},
			{State: affair.Approved, Owes: "journey.outside_medical", Owner: policy.CaseOfficer},
			{State: affair.Out, Owes: "journey.outside_medical.tell", Today: true},
			{State: untold, Owes: "journey.outside_medical.tell", Today: true, After: true},
			{State: affair.Back, End: true},
			{State: affair.Denied, End: true},
			{State: affair.Cancelled, End: true},
			{State: affair.Lapsed, End: true},
			{State: affair.Mistaken, End: true},
		},
		Steps: []journey.Step{
			{
				Name: "propose", To: requested, Action: policy.JourneyExamine, Compartment: seal.Clinical,
				Fields: []journey.Field{
					{Name: "findings", Sort: journey.Text, Must: true, Most: 2000},
					ask.Tick("life_at_risk"),
					{Name: "hospital", Sort: journey.Line, Must: true, Open: true},
					{Name: "leaves_on", Sort: journey.Day, Must: true, Ahead: true, Open: true},
				},
				Do: act.LivesHere("leaves_on"), Basis: []law.Citation{"REG 31"}, Mark: law.S,
			},
			{Name: "submit", From: affair.In(requested), To: affair.Submitted, Action: policy.JourneyApprove, Others: []string{"propose"}, Fields: []journey.Field{ask.Words}, Basis: []law.Citation{"REG 31"}, Mark: law.S},
			{Name: "approve", From: affair.In(affair.Submitted), To: affair.Approved, Action: policy.JourneySupervise, Others: []string{"submit"}, Fields: append([]journey.Field{ask.Day("approved_on")}, ask.Letter()...), Do: act.LivesHere("approved_on"), Basis: []law.Citation{"REG 31"}, Mark: law.S},
			{Name: "deny", From: affair.In(requested, affair.Submitted), To: affair.Denied, Action: policy.JourneySupervise, Fields: []journey.Field{ask.Reason}, Basis: []law.Citation{"REG 31"}, Mark: law.S},
			{
				Name: "depart", From: affair.In(affair.Approved), To: affair.Out, Action: policy.JourneyMove,
				Fields: []journey.Field{ask.Moment("departed"), ask.Line("hospital", true), ask.Line("guarantor", true), ask.Line("phone", true)},
				Judge:  act.Order("approve", "approved_on", "departed"),
				Do: act.All(act.LivesHere("departed"), inHouse("departed", outing.Visit, outing.Hospital), r.Facts(func(a *journey.Act) []measure.Recording {
					said := a.Case.Said("approve")
					x := term.OnDay(term.OutsideMedicalApproved, said.Day("approved_on"))
					x.By = term.Supervisor
					return []measure.Recording{{Fact: x, Note: measure.Note{Number: said.Of("number"), Organ: said.Of("organ")}}}
				}, "departed"), r.Tells(treated), leftThen),
				Basis: []law.Citation{"REG 31"}, Mark: law.S,
			},
			{Name: "tell_organ", From: affair.In(affair.Out, untold), Or: affair.In(affair.Back, affair.Lapsed), Must: true, Action: policy.JourneyMove, Fields: []journey.Field{ask.Day("told_on"), ask.Line("organ", true), ask.Line("number", false)}, Judge: act.Judges(act.Order("approve", "approved_on", "told_on"), toldNow), Basis: []law.Citation{"REG 31"}, Mark: law.S},
			{Name: "visit", From: affair.In(affair.Out), Action: policy.JourneyMove, Fields: []journey.Field{ask.Day("visited"), ask.Words}, Judge: act.Order("depart", "departed", "visited")},
			{
				Name: "return", From: affair.In(affair.Out), To: affair.Back, Or: affair.In(untold), Action: policy.JourneyMove, Fields: []journey.Field{ask.Day("returned"), ask.Reason},
				Judge: act.Judges(act.Order("depart", "departed", "returned"), notTold("tell_organ")), Do: r.ends(term.OutsideMedicalEnded, "returned", nil), Basis: []law.Citation{"REG 31"}, Mark: law.S,
			},
			{Name: "cancel", From: affair.In(requested, affair.Submitted, affair.Approved), To: affair.Cancelled, Action: policy.JourneyApprove, Fields: []journey.Field{ask.Reason}},
			still("tell_organ", journey.Lapsing(affair.Lapsed, requested, affair.Submitted, affair.Approved, affair.Out)),
			journey.Resuming(still("tell_organ", journey.Lapsing(affair.Lapsed, requested, affair.Submitted, affair.Approved, affair.Out))),
			r.TakenBack(affair.Out, untold, affair.Back, affair.Lapsed), r.awayYet("return", affair.In(affair.Out), affair.Back, untold),
		},
	}
}

// abscond is kept as it happened; the county police of the place is told at once, and the days away do not count (REG 32).
func (r desk) abscond() *journey.Course {
	return &journey.Course{
		Kind: affair.Abscond,
		Stages: []journey.Stage{
			{State: affair.Missing},
			{State: untold, After: true}, // he is back, and the police of the place still have to be told: a duty of the clock
			{State: affair.Back, End: true},
			{State: affair.Cancelled, End: true},
			{State: affair.Lapsed, End: true},
			{State: affair.Mistaken, End: true},
		},
		Steps: []journey.Step{
			{
				Name: "report", To: affair.Missing, Action: policy.JourneyReport,
				Fields: []journey.Field{ask.Moment("noticed"), ask.Day("left_on"), ask.Line("where", true), ask.Reason, ask.Aware},
				Judge:  act.Order("", "left_on", "noticed"), Do: act.All(r.stillHere, hereOn("left_on"), r.heldThen, doubted("left_on", "noticed"), r.Fact(term.Abscond, "left_on", nil)), Basis: []law.Citation{"REG 32"}, Mark: law.S,
			},
			{Name: "tell_police", From: affair.In(affair.Missing, untold), Or: affair.In(affair.Back, affair.Lapsed), Must: true, Action: policy.JourneyReport, Fields: []journey.Field{ask.Moment("told_at"), ask.Line("organ", true), ask.Line("told", true)}, Judge: act.Judges(act.Order("report", "left_on", "told_at"), toldNow), Do: r.ToldOfIt("abscond.report"), Basis: []law.Citation{"REG 32"}, Mark: law.S},
			{Name: "search", From: affair.In(affair.Missing), Action: policy.JourneyReport, Fields: []journey.Field{ask.Moment("searched_at"), ask.Line("where", true), ask.Reason}, Judge: act.Order("report", "left_on", "searched_at")},
			{
				Name: "recapture", From: affair.In(affair.Missing), To: affair.Back, Or: affair.In(untold), Action: policy.JourneyReport, Fields: []journey.Field{ask.Day("returned"), ask.Line("where", true), ask.Choice("how_back", "recaptured", "came_himself"), ask.Words},
				Judge: act.Judges(act.Order("report", "left_on", "returned"), notTold("tell_police")), Do: act.All(r.offLeave("report", "left_on"), r.ends(term.Recapture, "returned", nil), offRoad), Basis: []law.Citation{"REG 32"}, Mark: law.S,
			},
			{Name: "drop", From: affair.In(affair.Missing), To: affair.Cancelled, Action: policy.JourneyDecide, Fields: []journey.Field{ask.Reason}, Do: r.notGone},
			still("tell_police", journey.Lapsing(affair.Lapsed, affair.Missing)),
			journey.Resuming(still("tell_police", journey.Lapsing(affair.Lapsed, affair.Missing))),
			r.TakenBack(affair.Missing, untold, affair.Back, affair.Lapsed), r.awayYet("recapture", affair.In(affair.Missing), affair.Back, untold),
		},
	}
}

// notTold keeps a case open when somebody is back before the notice that is owed went out: that he is back is recorded when
// he is, whoever still has to be told.
func notTold(step string) func(*journey.Act, *errs.Fields) error {
	return func(a *journey.Act, _ *errs.Fields) error {
		if !a.Case.Did(step) {
			a.Goes = untold
		}
		return nil
	}
}

// toldNow closes a case that waited for its notice only.
func toldNow(a *journey.Act, _ *errs.Fields) error {
	switch {
	case a.Case.State == untold && a.Case.Did(journey.Lapse):
		a.Goes = affair.Lapsed
	case a.Case.State == untold:
		a.Goes = affair.Back
	}
	return nil
}

// still keeps a case open whose person has left for good while a notice of what had happened is owed.
func still(step string, s journey.Step) journey.Step {
	s.Or = affair.In(untold)
	s.Judge = func(a *journey.Act, f *errs.Fields) error {
		if a.Case.State == affair.Out || a.Case.State == affair.Missing {
			return notTold(step)(a, f)
		}
		return nil
	}
	return s
}

// heldThen refuses to call it absconding that somebody went whose term was over: nothing held him any more. That he is not here is
// told on the board, and two officers close his release.
func (r desk) heldThen(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	m, runs, err := r.Measures.ServingIn(ctx, tx, a.Case.Person)
	switch {
	case err != nil:
		return err
	case !runs:
		return errs.New(errs.Invalid, "journey.not_out_by_law")
	case m.End.IsZero() || !a.Answers.Day("left_on").After(m.End):
		return nil
	}
	over := errs.Law("journey.over_then", act.Cited(law.AbscondAfterEnd)...)
	over.Args = []any{m.End}
	return over
}

// notGone lets a report be dropped only when its fact is withdrawn, or was none: a case that is gone and a fact that stands
// would have him absconded for good, if not now then when another fact is corrected.
func (r desk) notGone(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	lives, err := r.Measures.Lives(ctx, tx, []id.ID{a.Case.Person})
	if err != nil {
		return err
	}
	e, _ := a.Case.Last("report")
	if _, _, stands, _ := lives[a.Case.Person].ToldAt(e.At, term.Abscond); stands {
		return errs.New(errs.Invalid, "journey.withdraw_first")
	}
	return nil
}

// stillHere refuses a second report of one who is gone already.
func (r desk) stillHere(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	gone, err := r.Gone(ctx, tx, a)
	if err == nil && gone {
		err = errs.New(errs.Invalid, "journey.gone_already")
	}
	return err
}

// heldElsewhere: arrest, prison, education elsewhere. The clock goes on; if it ends there, the case is closed (REG 36).
func (r desk) heldElsewhere() *journey.Course {
	causes := []term.Word{term.Arrest, term.Prison, term.Education}
	return &journey.Course{
		Kind:   affair.HeldElsewhere,
		Stages: []journey.Stage{{State: affair.Out}, {State: affair.Back, End: true}, {State: affair.Closed, End: true}, {State: affair.Lapsed, End: true}, {State: affair.Mistaken, End: true}},
		Steps: []journey.Step{
			{
				Name: "taken", To: affair.Out, Action: policy.JourneyMove,
				Fields: append([]journey.Field{ask.Day("taken_on"), ask.Choice("cause", ask.Names(causes...)...), ask.Line("where", true), ask.Line("told", true)}, append(ask.Letter(), ask.Aware)...),
				Do: act.All(hereOn("taken_on"), r.takenThere, r.reportKept, r.Fact(term.HeldElsewhere, "taken_on", func(a *journey.Act, x *term.Fact) {
					x.Cause = ask.Word(causes, a.Answers.Of("cause"))
				}), r.Tells(heldThere)),
				Basis: []law.Citation{"REG 36"}, Mark: law.S,
			},
			{
				Name: "return", From: affair.In(affair.Out), To: affair.Back, Action: policy.JourneyMove, Fields: []journey.Field{ask.Day("returned"), ask.Words},
				Judge: act.Order("taken", "taken_on", "returned"), Do: act.All(r.notOver, r.offLeave("taken", "taken_on"), r.ends(term.HeldElsewhereEnded, "returned", nil), offRoad), Basis: []law.Citation{"REG 36"}, Mark: law.S,
			},
			{
				Name: "expire", From: affair.In(affair.Out), To: affair.Closed, Others: []string{"taken"}, Action: policy.JourneyExpire, Fields: []journey.Field{ask.Day("told_on"), ask.Line("certificate_by", true), ask.Reason, ask.Aware},
				Judge: act.Order("taken", "taken_on", "told_on"), Do: act.All(r.Over, seenHere, r.expired), Basis: []law.Citation{"REG 36", "REG 34"}, Mark: law.S,
			},
			journey.Lapsing(affair.Lapsed, affair.Out),
			journey.Resuming(journey.Lapsing(affair.Lapsed, affair.Out)),
			r.TakenBack(affair.Out, affair.Back, affair.Closed, affair.Lapsed), r.awayYet("return", affair.In(affair.Out), affair.Back), r.heldOnThere(),
		},
	}
}

// expired closes the stay of somebody whose term ran out while he was held elsewhere, on its last day. He is owed his
// certificate and his things like everybody else whose term is over.
func (r desk) expired(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	m, err := r.Measures.LatestIn(ctx, tx, a.Case.Person)
	if err != nil {
		return err
	}
	if _, err := r.Certificate(ctx, tx, a, m.End); err != nil {
		return err
	}
	if err := errors.Join(keeping.OwesBack(ctx, tx, a), r.Untold(ctx, tx, a, leaving.Collectors), r.OrganUntold(ctx, tx, a), leaving.Departs(ctx, tx, a, m.End)); err != nil {
		return err
	}
	return a.Lapse(ctx, tx, "expired")
}

func leave(a *journey.Act) (civil.Date, outing.Words) {
	said := a.Case.Said("request")
	return said.Day("back_on"), outing.Words{Where: said.Of("where"), Escort: a.Answers.Of("escort")}
}

func treated(a *journey.Act) (civil.Date, outing.Words) {
	return civil.Date{}, outing.Words{Where: a.Answers.Of("hospital"), Escort: a.Answers.Of("guarantor")}
}

// leftThen has him out since he left: the clock knows the day of the approval only.
func leftThen(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	return outing.LeftIn(ctx, tx, a.Case.Person, a.Answers.Moment("departed").Time())
}

func heldThere(a *journey.Act) (civil.Date, outing.Words) {
	return civil.Date{}, outing.Words{Where: a.Answers.Of("where")}
}
