package ending

import (
	"context"
	"errors"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	"guitu/internal/domain/duty"
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
	"guitu/internal/platform/store"
)

const reported = journey.State("reported")

// annulment: a court, the reconsideration organ or the deciding organ itself has annulled the decision. Nothing holds the
// person any more: he is let go at once, and still not the wrong one.
func (r desk) annulment() *journey.Course {
	return &journey.Course{
		Kind:   affair.Annulment,
		Stages: []journey.Stage{{State: affair.Ready, Owes: "journey.annulment", Today: true, Since: "receive.received_at"}, {State: annulled, End: true}, {State: affair.Cancelled, End: true}, {State: affair.Lapsed, End: true}, {State: affair.Mistaken, End: true}},
		Steps: append([]journey.Step{
			{
				Name: "receive", To: affair.Ready, Action: policy.JourneyDecide,
				Fields: append([]journey.Field{ask.Day("decided"), ask.Choice("annulled_by", "court", "reconsideration", "deciding_organ"), ask.Moment("received_at")}, ask.Must(ask.Letter(), "organ")...),
				Judge:  act.Order("", "decided", "received_at"), Do: r.afterDecision, Basis: []law.Citation{"ARL", "ALL"}, Mark: law.Inference,
			},
			leaving.Portrayed(affair.In(affair.Ready)),
			r.Home(affair.Ready),
			keeping.GivesBack(affair.Ready),
			{Name: "drop", From: affair.In(affair.Ready), To: affair.Cancelled, Action: policy.JourneyDecide, Fields: []journey.Field{ask.Reason}},
			r.annulledAfter(journey.Lapsing(affair.Lapsed, affair.Ready)),
			r.TakenBack(annulled),
		}, r.Gate("receive", annulled, r.annul)...),
	}
}

// afterDecision refuses that a decision is annulled before it was taken.
func (r desk) afterDecision(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	m, runs, err := r.Measures.ServingIn(ctx, tx, a.Case.Person)
	if err != nil {
		return err
	}
	var f errs.Fields
	if runs && a.Answers.Day("decided").Before(m.Decided) {
		f.Add("decided", "journey.before_that", a.Answers.Of("decided"), ask.Label("decided"), text.Key("measure.fact."+term.CIDecided.String()), m.Decided)
	}
	return f.Err("journey.bad_input")
}

// annulledAfter keeps the annulment of a decision whose measure has ended another way in the same hours: he left by a
// release, and nothing of the decision stands all the same. The file of the dead stands still; there somebody decides.
func (r desk) annulledAfter(s journey.Step) journey.Step {
	s.Judge = func(a *journey.Act, _ *errs.Fields) error {
		if a.Answers.Says("cause", "died") {
			return journey.ErrStays
		}
		return nil
	}
	s.Do = func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		if a.Answers.Says("cause", "annulled") {
			return nil // it was recorded already
		}
		return r.recordAnnulment(ctx, tx, a)
	}
	return s
}

// annul ends the measure by the annulment, on the day on which he leaves.
func (r desk) annul(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if err := leaving.SameDay(a, "left_at"); err != nil {
		return err
	}
	if _, err := r.Certificate(ctx, tx, a, a.Answers.Moment("left_at").Day()); err != nil {
		return err
	}
	if err := errors.Join(keeping.OwesBack(ctx, tx, a), r.Untold(ctx, tx, a, leaving.Family), heldOn(ctx, tx, a)); err != nil {
		return err
	}
	return r.recordAnnulment(ctx, tx, a)
}

// heldOn owes a report where he went on another day than that of the annulment: from that day on nothing held him. The law
// says "at once" and names no hours; whether the house learned of it late is for people to judge.
func heldOn(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	decided := a.Case.Said("receive").Day("decided")
	if !act.DayOf(a.Answers, "left_at").After(decided) {
		return nil
	}
	o, err := outing.Current(ctx, tx, a.Case.Person)
	if err == nil && o.Kind.Legal() && !civil.DateOf(o.From).After(decided) { // absconded, on leave, elsewhere: this house did not hold him
		return nil
	}
	if err != nil && errs.KindOf(err) != errs.NotFound {
		return err
	}
	return act.AtOnce(ctx, tx, a, duty.Duty{Code: "annulment.held", Basis: "ARL; ALL", Certainty: law.Inference.String()})
}

// recordAnnulment ends the measure by the day of the decision, and his stay on the day on which he left: the days between
// stay in his file.
func (r desk) recordAnnulment(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	said := a.Case.Said("receive")
	_, err := r.Measures.RecordIn(ctx, tx, measure.Recording{
		Person: a.Case.Person, Fact: term.OnDay(term.CIAnnulled, said.Day("decided")), Happened: true, Left: act.DayOf(a.Answers, "left_at"),
		Note: measure.Note{Number: said.Of("number"), Organ: said.Of("organ"), Words: said.Of("no_paper")},
	})
	return err
}

// tells are those who must know of a death at once, with the duty of each.
var tells = []string{"supervisor", "family", "organ", "procuratorate"}

// death: the authority above, the family, the deciding organ and the procuratorate are told at once; the family may have
// the cause examined (MOJ127). The file stands still from here on.
func (r desk) death() *journey.Course {
	c := &journey.Course{
		Kind: affair.Death, Dead: true,
		Stages: []journey.Stage{{State: reported, Owes: "journey.death"}, {State: affair.Closed, End: true}, {State: affair.Mistaken, End: true}},
		Steps: []journey.Step{
			{
				Name: "report", To: reported, Action: policy.JourneyReport,
				Fields: []journey.Field{ask.Moment("died_at"), ask.Choice("died_where", "facility", "in_hospital", "outside"), ask.Line("where", true), ask.Line("found_by", true), ask.Waits(ask.Choice("pronounced", "by_doctor", "police", "not_yet"), "not_yet"), ask.Words, ask.Aware},
				Do:     act.All(act.LivesHere("died_at"), diedThere, r.Fact(term.CIDeceased, "died_at", nil), tellAtOnce), Basis: []law.Citation{"MOJ127"}, Mark: law.Secondary,
			},
		},
	}
	for _, who := range tells {
		c.Steps = append(c.Steps, journey.Step{
			Name: "tell_" + who, From: affair.In(reported), Must: true, Action: policy.JourneyReport,
			Fields: []journey.Field{ask.Moment("told_at"), ask.Line("organ", who != "family"), ask.Line("told", true), {Name: "scan", Sort: journey.Files}, ask.Words},
			Judge:  act.Order("report", "died_at", "told_at"), Do: act.Told(duty.Code("death." + who)), Basis: []law.Citation{"MOJ127"}, Mark: law.Secondary,
		})
	}
	c.Steps = append(c.Steps,
		journey.Step{
			Name: "pronounce", From: affair.In(reported), Action: policy.JourneyReport,
			Fields: []journey.Field{ask.Choice("pronounced", "by_doctor", "police"), ask.Moment("pronounced_at"), ask.Line("pronounced_by", true), {Name: "scan", Sort: journey.Files}, ask.Words},
			Judge:  act.Order("report", "died_at", "pronounced_at"),
		},
		journey.Step{
			Name: "examination", From: affair.In(reported), Must: true, Action: policy.JourneyReport,
			Fields: []journey.Field{ask.Waits(ask.Choice("wants_examination", "yes", "no", "not_yet"), "not_yet"), {Name: "expert", Sort: journey.Line, Must: true, When: "wants_examination=yes"}, ask.Moment("asked_at"), {Name: "scan", Sort: journey.Files}, ask.Words},
			Judge:  act.Order("report", "died_at", "asked_at"), Basis: []law.Citation{"MOJ127"}, Mark: law.Secondary,
		},
		journey.Step{
			Name: "belongings", From: affair.In(reported), Must: true, Action: policy.JourneyReport,
			Fields: []journey.Field{ask.Waits(ask.Choice("property", "none", "handed", "later"), "later"), {Name: "collector", Sort: journey.Line, Must: true, When: "property=handed"}, {Name: "cash", Sort: journey.Money}, {Name: "scan", Sort: journey.Files}, ask.Words},
		},
		journey.Step{Name: "close", From: affair.In(reported), To: affair.Closed, Whole: true, Action: policy.JourneyDecide, Fields: []journey.Field{ask.Reason}, Judge: settledDeath(c)},
		r.TakenBack(reported, affair.Closed),
	)
	return c
}

// settledDeath keeps the case open while nobody has pronounced him dead, the family has not said whether it wants an expert,
// or has not got his things: once closed, nothing is filed on a death any more.
func settledDeath(c *journey.Course) func(*journey.Act, *errs.Fields) error {
	return func(a *journey.Act, f *errs.Fields) error {
		for _, s := range c.Steps {
			said := s.Waits(a.Case.Said(s.Name))
			if said == "" || s.Name == "report" && a.Case.Did("pronounce") {
				continue
			}
			f.Add(s.Name, "journey.not_settled", "", journey.Title(a.Case.Kind, s.Name), text.Key("journey.word."+said))
		}
		return nil
	}
}

// diedThere holds the hour and the place of a death against where he was: who died before he left, or inside while he is
// out, or was counted at a roll after it, is asked about. It is kept as it is said.
func diedThere(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	var c act.Cautions
	if err := c.SeenSince(ctx, tx, a, a.Answers.Moment("died_at").Time().Add(time.Minute), "journey.caution.seen_alive"); err != nil {
		return err
	}
	o, err := outing.Current(ctx, tx, a.Case.Person)
	if errs.KindOf(err) == errs.NotFound {
		return c.Err(a)
	}
	if err != nil {
		return err
	}
	inside := a.Answers.Says("died_where", "facility")
	switch died := a.Answers.Moment("died_at").Time(); {
	case !inside && died.Before(o.From.Truncate(time.Minute)):
		c.Add("journey.caution.died_before", o.Kind.Title(), o.From)
	case inside && o.Kind != outing.Visit && !died.Before(o.From):
		c.Add("journey.caution.died_out", o.Kind.Title(), o.From)
	}
	return c.Err(a)
}

func tellAtOnce(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	for _, who := range tells {
		if err := act.AtOnce(ctx, tx, a, duty.Duty{Code: duty.Code("death." + who), Basis: "MOJ127", Certainty: law.Secondary.String()}); err != nil {
			return err
		}
	}
	return nil
}
