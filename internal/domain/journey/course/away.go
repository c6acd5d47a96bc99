package course

import (
	"context"
	"errors"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/term"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// The ways out of the house and back.
const (
	HomeLeave      = journey.Kind("home_leave")      // 外出探视
	OutsideMedical = journey.Kind("outside_medical") // 所外就医
	Abscond        = journey.Kind("abscond")         // 脱逃与追回
	HeldElsewhere  = journey.Kind("held_elsewhere")  // 另案羁押
)

// States that several courses have.
const (
	requested = journey.State("requested")
	approved  = journey.State("approved")
	out       = journey.State("out")
	back      = journey.State("back")
	denied    = journey.State("denied")
	missing   = journey.State("missing")
	untold    = journey.State("untold")
	cancelled = journey.State("cancelled")
	closed    = journey.State("closed")
	lapsed    = journey.State("lapsed") // its person has left for good
)

// homeLeave lets somebody visit spouse or direct kin, with the facility's leave (NCL 46).
func (r Rooms) homeLeave() *journey.Course {
	return &journey.Course{
		Kind: HomeLeave,
		Stages: []journey.Stage{
			{State: requested, Owes: "journey.home_leave", Owner: policy.FacilityHead},
			{State: approved, Owes: "journey.home_leave", Owner: policy.CaseOfficer},
			{State: out},
			{State: missing}, // who is late is a duty of the outing; he comes back all the same, or is brought back
			{State: back, End: true},
			{State: denied, End: true},
			{State: cancelled, End: true},
			{State: lapsed, End: true},
			{State: mistaken, End: true},
		},
		Steps: []journey.Step{
			{
				Name: "request", To: requested, Action: policy.JourneyMove,
				Fields: []journey.Field{
					choice("leave_ground", "critical", "death", "family_event", "good_results"), line("kin_name", true),
					choice("kin_relation", "spouse", "parent", "child", "grandparent", "grandchild"), line("where", true),
					{Name: "leaves_on", Sort: journey.Day, Must: true, Ahead: true},
					{Name: "back_on", Sort: journey.Day, Must: true, Ahead: true},
					{Name: "scan", Sort: journey.Files},
					words, aware,
				},
				Judge: order("", "leaves_on", "back_on"), Do: all(livesHere("leaves_on"), r.planned("request", beyond)), Basis: []law.Citation{"NCL 46"}, Mark: law.S,
			},
			{Name: "approve", From: in(requested), To: approved, Action: policy.JourneyApprove, Others: []string{"request"}, Fields: []journey.Field{{Name: "approved_on", Sort: journey.Day}, words, aware}, Do: all(livesHere("approved_on"), r.planned("approve", beyond)), Basis: []law.Citation{"NCL 46"}, Mark: law.S},
			{Name: "deny", From: in(requested), To: denied, Action: policy.JourneyApprove, Fields: []journey.Field{reason}, Basis: []law.Citation{"NCL 46"}, Mark: law.S},
			{
				Name: "depart", From: in(approved), To: out, Action: policy.JourneyMove,
				Fields: []journey.Field{moment("departed"), choice("escort_kind", "none", "kin", "officers"), line("escort", false), line("phone", false), happened, words, aware},
				Judge:  approvedDays, Do: all(livesHere("departed"), inHouse("departed", outing.Visit), r.planned("depart", nil), r.fact(term.HomeLeave, "departed", nil), r.tells(leave), unapproved, r.permit()), Basis: []law.Citation{"NCL 46"}, Mark: law.S,
			},
			{
				Name: "return", From: in(out, missing), To: back, Action: policy.JourneyMove,
				Fields: []journey.Field{moment("returned"), choice("late", "no", "excused", "yes"), choice("tested", "yes", "no"), words},
				Judge:  judges(order("depart", "departed", "returned"), inTime, whyLate),
				Do: r.ends(term.HomeLeaveEnded, "returned", func(a *journey.Act, x *term.Fact) {
					x.ForceMajeure = a.Answers.Says("late", "excused")
				}),
				Basis: []law.Citation{"MOJ127"}, Mark: law.Memory,
			},
			{Name: "not_back", From: in(out), To: missing, Action: policy.JourneyReport, Fields: []journey.Field{moment("noticed"), reason}, Judge: order("request", "back_on", "noticed"), Basis: []law.Citation{"MOJ127"}, Mark: law.Memory},
			{Name: "cancel", From: in(requested, approved), To: cancelled, Action: policy.JourneyMove, Fields: []journey.Field{reason}},
			{Name: "brought_back", From: in(out, missing), To: back, Follows: true, Fields: []journey.Field{day("returned")}},
			journey.Lapsing(lapsed, requested, approved, out, missing),
			journey.Resuming(journey.Lapsing(lapsed, requested, approved, out, missing)),
			r.takenBack(out, missing, back, lapsed), r.awayYet("return", in(out, missing), back),
		},
	}
}

// outsideMedical lets somebody be treated outside whose life is at risk: the doctor says so, the authority above the
// facility approves, the deciding organ is told (REG 31). The term goes on.
func (r Rooms) outsideMedical() *journey.Course {
	return &journey.Course{
		Kind: OutsideMedical,
		Stages: []journey.Stage{
			{State: requested, Owes: "journey.outside_medical", Owner: policy.FacilityHead},
			{State: submitted, Owes: "journey.outside_medical", Owner: policy.BureauLegal},
			{State: approved, Owes: "journey.outside_medical", Owner: policy.CaseOfficer},
			{State: out, Owes: "journey.outside_medical.tell", Today: true},
			{State: untold, Owes: "journey.outside_medical.tell", Today: true, After: true},
			{State: back, End: true},
			{State: denied, End: true},
			{State: cancelled, End: true},
			{State: lapsed, End: true},
			{State: mistaken, End: true},
		},
		Steps: []journey.Step{
			{
				Name: "propose", To: requested, Action: policy.JourneyExamine, Compartment: seal.Clinical,
				Fields: []journey.Field{
					{Name: "findings", Sort: journey.Text, Must: true, Most: 2000},
					tick("life_at_risk"),
					{Name: "hospital", Sort: journey.Line, Must: true, Open: true},
					{Name: "leaves_on", Sort: journey.Day, Must: true, Ahead: true, Open: true},
				},
				Do: livesHere("leaves_on"), Basis: []law.Citation{"REG 31"}, Mark: law.S,
			},
			{Name: "submit", From: in(requested), To: submitted, Action: policy.JourneyApprove, Others: []string{"propose"}, Fields: []journey.Field{words}, Basis: []law.Citation{"REG 31"}, Mark: law.S},
			{Name: "approve", From: in(submitted), To: approved, Action: policy.JourneySupervise, Others: []string{"submit"}, Fields: append([]journey.Field{day("approved_on")}, letter()...), Do: livesHere("approved_on"), Basis: []law.Citation{"REG 31"}, Mark: law.S},
			{Name: "deny", From: in(requested, submitted), To: denied, Action: policy.JourneySupervise, Fields: []journey.Field{reason}, Basis: []law.Citation{"REG 31"}, Mark: law.S},
			{
				Name: "depart", From: in(approved), To: out, Action: policy.JourneyMove,
				Fields: []journey.Field{moment("departed"), line("hospital", true), line("guarantor", true), line("phone", true)},
				Judge:  order("approve", "approved_on", "departed"),
				Do: all(livesHere("departed"), inHouse("departed", outing.Visit, outing.Hospital), r.facts(func(a *journey.Act) []measure.Recording {
					said := a.Case.Said("approve")
					x := term.OnDay(term.OutsideMedicalApproved, said.Day("approved_on"))
					x.By = term.Supervisor
					return []measure.Recording{{Fact: x, Note: measure.Note{Number: said.Of("number"), Organ: said.Of("organ")}}}
				}, "departed"), r.tells(treated), leftThen),
				Basis: []law.Citation{"REG 31"}, Mark: law.S,
			},
			{Name: "tell_organ", From: in(out, untold), Or: in(back, lapsed), Must: true, Action: policy.JourneyMove, Fields: []journey.Field{day("told_on"), line("organ", true), line("number", false)}, Judge: judges(order("approve", "approved_on", "told_on"), toldNow), Basis: []law.Citation{"REG 31"}, Mark: law.S},
			{Name: "visit", From: in(out), Action: policy.JourneyMove, Fields: []journey.Field{day("visited"), words}, Judge: order("depart", "departed", "visited")},
			{
				Name: "return", From: in(out), To: back, Or: in(untold), Action: policy.JourneyMove, Fields: []journey.Field{day("returned"), reason},
				Judge: judges(order("depart", "departed", "returned"), notTold("tell_organ")), Do: r.ends(term.OutsideMedicalEnded, "returned", nil), Basis: []law.Citation{"REG 31"}, Mark: law.S,
			},
			{Name: "cancel", From: in(requested, submitted, approved), To: cancelled, Action: policy.JourneyApprove, Fields: []journey.Field{reason}},
			still("tell_organ", journey.Lapsing(lapsed, requested, submitted, approved, out)),
			journey.Resuming(still("tell_organ", journey.Lapsing(lapsed, requested, submitted, approved, out))),
			r.takenBack(out, untold, back, lapsed), r.awayYet("return", in(out), back, untold),
		},
	}
}

// abscond is kept as it happened; the county police of the place is told at once, and the days away do not count (REG 32).
func (r Rooms) abscond() *journey.Course {
	return &journey.Course{
		Kind: Abscond,
		Stages: []journey.Stage{
			{State: missing},
			{State: untold, After: true}, // he is back, and the police of the place still have to be told: a duty of the clock
			{State: back, End: true},
			{State: cancelled, End: true},
			{State: lapsed, End: true},
			{State: mistaken, End: true},
		},
		Steps: []journey.Step{
			{
				Name: "report", To: missing, Action: policy.JourneyReport,
				Fields: []journey.Field{moment("noticed"), day("left_on"), line("where", true), reason, aware},
				Judge:  order("", "left_on", "noticed"), Do: all(r.stillHere, hereOn("left_on"), r.heldThen, doubted("left_on", "noticed"), r.fact(term.Abscond, "left_on", nil)), Basis: []law.Citation{"REG 32"}, Mark: law.S,
			},
			{Name: "tell_police", From: in(missing, untold), Or: in(back, lapsed), Must: true, Action: policy.JourneyReport, Fields: []journey.Field{moment("told_at"), line("organ", true), line("told", true)}, Judge: judges(order("report", "left_on", "told_at"), toldNow), Do: r.toldOfIt("abscond.report"), Basis: []law.Citation{"REG 32"}, Mark: law.S},
			{Name: "search", From: in(missing), Action: policy.JourneyReport, Fields: []journey.Field{moment("searched_at"), line("where", true), reason}, Judge: order("report", "left_on", "searched_at")},
			{
				Name: "recapture", From: in(missing), To: back, Or: in(untold), Action: policy.JourneyReport, Fields: []journey.Field{day("returned"), line("where", true), choice("how_back", "recaptured", "came_himself"), words},
				Judge: judges(order("report", "left_on", "returned"), notTold("tell_police")), Do: all(r.offLeave("report", "left_on"), r.ends(term.Recapture, "returned", nil), offRoad), Basis: []law.Citation{"REG 32"}, Mark: law.S,
			},
			{Name: "drop", From: in(missing), To: cancelled, Action: policy.JourneyDecide, Fields: []journey.Field{reason}, Do: r.notGone},
			still("tell_police", journey.Lapsing(lapsed, missing)),
			journey.Resuming(still("tell_police", journey.Lapsing(lapsed, missing))),
			r.takenBack(missing, untold, back, lapsed), r.awayYet("recapture", in(missing), back, untold),
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
		a.Goes = lapsed
	case a.Case.State == untold:
		a.Goes = back
	}
	return nil
}

// still keeps a case open whose person has left for good while a notice of what had happened is owed.
func still(step string, s journey.Step) journey.Step {
	s.Or = in(untold)
	s.Judge = func(a *journey.Act, f *errs.Fields) error {
		if a.Case.State == out || a.Case.State == missing {
			return notTold(step)(a, f)
		}
		return nil
	}
	return s
}

// gone tells whether his file has him absconded.
func (r Rooms) gone(ctx context.Context, tx *store.Tx, a *journey.Act) (bool, error) {
	return r.absconded(ctx, tx, a.Case.Person)
}

func (r Rooms) absconded(ctx context.Context, tx *store.Tx, p id.ID) (bool, error) {
	m, ok, err := r.Measures.ServingIn(ctx, tx, p)
	return ok && m.Substate == law.Absconded, err
}

// heldThen refuses to call it absconding that somebody went whose term was over: nothing held him any more. That he is not here is
// told on the board, and two officers close his release.
func (r Rooms) heldThen(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	m, runs, err := r.Measures.ServingIn(ctx, tx, a.Case.Person)
	switch {
	case err != nil:
		return err
	case !runs:
		return errs.New(errs.Invalid, "journey.not_out_by_law")
	case m.End.IsZero() || !a.Answers.Day("left_on").After(m.End):
		return nil
	}
	over := errs.Law("journey.over_then", cited(law.AbscondAfterEnd)...)
	over.Args = []any{m.End}
	return over
}

// notGone lets a report be dropped only when its fact is withdrawn, or was none: a case that is gone and a fact that stands
// would have him absconded for good, if not now then when another fact is corrected.
func (r Rooms) notGone(ctx context.Context, tx *store.Tx, a *journey.Act) error {
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
func (r Rooms) stillHere(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	gone, err := r.gone(ctx, tx, a)
	if err == nil && gone {
		err = errs.New(errs.Invalid, "journey.gone_already")
	}
	return err
}

// heldElsewhere: arrest, prison, education elsewhere. The clock goes on; if it ends there, the case is closed (REG 36).
func (r Rooms) heldElsewhere() *journey.Course {
	causes := []term.Word{term.Arrest, term.Prison, term.Education}
	return &journey.Course{
		Kind:   HeldElsewhere,
		Stages: []journey.Stage{{State: out}, {State: back, End: true}, {State: closed, End: true}, {State: lapsed, End: true}, {State: mistaken, End: true}},
		Steps: []journey.Step{
			{
				Name: "taken", To: out, Action: policy.JourneyMove,
				Fields: append([]journey.Field{day("taken_on"), choice("cause", names(causes...)...), line("where", true), line("told", true)}, append(letter(), aware)...),
				Do: all(hereOn("taken_on"), r.takenThere, r.reportKept, r.fact(term.HeldElsewhere, "taken_on", func(a *journey.Act, x *term.Fact) {
					x.Cause = word(causes, a.Answers.Of("cause"))
				}), r.tells(heldThere)),
				Basis: []law.Citation{"REG 36"}, Mark: law.S,
			},
			{
				Name: "return", From: in(out), To: back, Action: policy.JourneyMove, Fields: []journey.Field{day("returned"), words},
				Judge: order("taken", "taken_on", "returned"), Do: all(r.notOver, r.offLeave("taken", "taken_on"), r.ends(term.HeldElsewhereEnded, "returned", nil), offRoad), Basis: []law.Citation{"REG 36"}, Mark: law.S,
			},
			{
				Name: "expire", From: in(out), To: closed, Others: []string{"taken"}, Action: policy.JourneyExpire, Fields: []journey.Field{day("told_on"), line("certificate_by", true), reason, aware},
				Judge: order("taken", "taken_on", "told_on"), Do: all(r.over, seenHere, r.expired), Basis: []law.Citation{"REG 36", "REG 34"}, Mark: law.S,
			},
			journey.Lapsing(lapsed, out),
			journey.Resuming(journey.Lapsing(lapsed, out)),
			r.takenBack(out, back, closed, lapsed), r.awayYet("return", in(out), back), r.heldOnThere(),
		},
	}
}

// over refuses to end the stay of somebody whose measure runs, and says until when it does, where anybody can know.
func (r Rooms) over(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	m, runs, err := r.Measures.ServingIn(ctx, tx, a.Case.Person)
	switch {
	case err != nil || !runs:
		return err
	case m.End.IsZero():
		return errs.New(errs.Invalid, "journey.still_runs_away")
	}
	return errs.New(errs.Invalid, "journey.still_runs", m.End)
}

// expired closes the stay of somebody whose term ran out while he was held elsewhere, on its last day. He is owed his
// certificate and his things like everybody else whose term is over.
func (r Rooms) expired(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	m, err := r.Measures.LatestIn(ctx, tx, a.Case.Person)
	if err != nil {
		return err
	}
	if _, err := r.certificate(ctx, tx, a, m.End); err != nil {
		return err
	}
	if err := errors.Join(belongings(ctx, tx, a), r.untold(ctx, tx, a, collectors), r.organUntold(ctx, tx, a), departs(ctx, tx, a, m.End)); err != nil {
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
