package decided

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

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
	"guitu/internal/domain/term"
	"guitu/internal/domain/term/written"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// What the facility proposes and the deciding organ decides.

const (
	proposing = journey.State("proposed")
	granted   = journey.State("granted")
	served    = journey.State("served")
)

// proposal is what the three have in common: proposed here, received there, granted or refused within seven days (REG 31,
// 33), and where it is granted served and told.
type proposal struct {
	kind                                journey.Kind
	owes                                string
	proposes, receives, decides, serves term.Type
	notifies                            term.Type
	asked, answer                       []journey.Field // of the proposal, of the decision
	set                                 func(*journey.Act, *term.Fact)
	basis                               []law.Citation
}

func (r Desk) proposal(p proposal) *journey.Course {
	grant := r.Fact(p.decides, "decided", func(a *journey.Act, x *term.Fact) {
		x.Approved = true
		p.set(a, x)
	})
	c := &journey.Course{
		Kind: p.kind,
		Stages: []journey.Stage{
			{State: proposing, Owes: duty.Code(p.owes), Owner: policy.LegalOfficer},
			{State: affair.Submitted}, // what the organ owes is a duty of the clock
			{State: affair.Denied, End: true},
			{State: affair.Uncounted, Owes: duty.Code(p.owes), Owner: policy.LegalOfficer}, // somebody looks whether it was typed right
			{State: affair.Closed, End: true},
			{State: affair.Cancelled, End: true},
			{State: affair.Lapsed, End: true},
		},
		Steps: []journey.Step{
			{
				Name: "propose", To: proposing, Action: policy.JourneyPropose,
				Fields: append([]journey.Field{ask.Day("proposed_on")}, append(p.asked, ask.Reason, journey.Field{Name: "scan", Sort: journey.Files})...),
				Do:     act.All(r.Fact(p.proposes, "proposed_on", nil), r.proposed(p.kind)), Basis: p.basis, Mark: law.S,
			},
			{
				Name: "receive", From: affair.In(proposing), To: affair.Submitted, Action: policy.JourneyDecide, Fields: []journey.Field{ask.Day("received"), ask.Line("organ", true), ask.Line("receiver", false), {Name: "scan", Sort: journey.Files}},
				Judge: act.Order("propose", "proposed_on", "received"), Do: r.Fact(p.receives, "received", nil), Basis: p.basis, Mark: law.S,
			},
			{
				Name: "grant", From: affair.In(affair.Submitted, affair.Uncounted), To: granted, Or: affair.In(affair.Uncounted), Action: policy.JourneyDecide, Fields: answer(p.answer...),
				Judge: act.Judges(act.Order("receive", "received", "decided"), act.Order("", "decided", "release_on")), Do: act.All(r.weighs(p, true), grant, r.answered(p.kind)), Basis: p.basis, Mark: law.S,
			},
			{
				Name: "deny", From: affair.In(affair.Submitted, affair.Uncounted), To: affair.Denied, Action: policy.JourneyDecide, Fields: append(answer(), ask.Words),
				Judge: act.Order("receive", "received", "decided"), Do: act.All(r.weighs(p, false), r.Fact(p.decides, "decided", p.set), r.answered(p.kind)), Basis: p.basis, Mark: law.S,
			},
			{Name: "let_stand", From: affair.In(affair.Uncounted), To: affair.Closed, Action: policy.JourneyDecide, Fields: []journey.Field{ask.Reason}, Basis: p.basis, Mark: law.S},
			{Name: "withdraw", From: affair.In(proposing), To: affair.Cancelled, Action: policy.JourneyPropose, Fields: []journey.Field{ask.Reason}},
			pending(proposing, affair.Submitted, affair.Uncounted, granted),
			journey.Resuming(pending(proposing, affair.Submitted, affair.Uncounted, granted)),
		},
	}
	c.Steps = append(c.Steps, r.answeredAnew(p.kind)...)
	r.serving(c, p)
	return c
}

// answer are the fields of the organ's decision: its paper, and which organ it was where the names differ.
func answer(more ...journey.Field) []journey.Field {
	return append(append(append([]journey.Field{ask.Day("decided")}, more...), ask.Letter()...), journey.Field{Name: "by_organ", Sort: journey.Choice, Words: []string{"same_organ", "other_organ"}}, ask.Aware)
}

// pending ends a proposal when its person leaves: nobody decides any more. What was granted before he was released is
// served on him all the same (REG 33).
func pending(from ...journey.State) journey.Step {
	s := journey.Lapsing(affair.Lapsed, from...)
	s.Judge = func(a *journey.Act, _ *errs.Fields) error {
		if a.Case.State == granted && a.Answers.Says("cause", "released") {
			return journey.ErrStays
		}
		return nil
	}
	return s
}

// weighs says what the law makes of a decision before it is recorded. It is kept in any case, for it happened; where the law
// does not let it count, nothing of it is served as if it had moved the term: what was typed wrong is typed again, and what
// was decided so is let stand.
func (r Desk) weighs(p proposal, grants bool) act.Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		x, err := r.About(ctx, tx, a)
		if err != nil {
			return err
		}
		if err := sameOrgan(a, x.Decision.Organ); err != nil {
			return err
		}
		fact := act.OnDay(a, p.decides, "decided").Fact
		fact.Approved = grants
		p.set(a, &fact)
		found, err := r.Measures.Would(ctx, tx, a.Case.Person, fact)
		if err != nil {
			return err
		}
		var c act.Cautions
		if c.Law(found) && grants {
			a.Goes = affair.Uncounted
		}
		if !ours(a) && !slices.ContainsFunc(found, func(f term.Finding) bool { return f.Code == law.ExtensionNotDecidingAuthority }) {
			c.Cite("journey.caution.organ", p.basis, false)
		}
		if p.kind == affair.Extension && grants && a.Goes == "" && !x.EarlyOn.IsZero() { // longer, of who was to go earlier
			c.Add("journey.caution.overtakes", x.EarlyOn)
		}
		if asked, got := a.Case.Said("propose").Of("months"), a.Answers.Of("months"); grants && asked != got {
			c.Add("journey.caution.months", asked, got)
		}
		return c.Err(a)
	}
}

// ours tells whether the organ that decided on the isolation decided on the proposal too.
func ours(a *journey.Act) bool { return !a.Answers.Says("by_organ", "other_organ") }

// sameOrgan asks whether an organ of another name is another organ. Names are written in many ways: the machine does not guess.
func sameOrgan(a *journey.Act, decided string) error {
	var f errs.Fields
	said := a.Answers.Of("organ")
	if said != "" && decided != "" && said != decided && a.Answers.Of("by_organ") == "" {
		f.Add("by_organ", "journey.which_organ", "", decided, said)
	}
	return f.Err("journey.bad_input")
}

// serving adds what follows a decision that was granted: it is served on the person, and told to three within 24 hours.
func (r Desk) serving(c *journey.Course, p proposal) {
	if p.serves == term.NoType {
		// The measure has ended with the decision: nothing holds him any more, and he goes home today (ACL 20).
		c.Stages = append(c.Stages, journey.Stage{State: granted, Owes: "conversion.home", Today: true}) // nothing holds him any more
		return
	}
	c.Stages = append(c.Stages, journey.Stage{State: granted, Owes: duty.Code(p.owes), Owner: policy.LegalOfficer}, journey.Stage{State: served})
	serve := r.Fact(p.serves, "served", nil)
	if p.kind == affair.Extension { // against him: who is served knows of it at the latest then, and his limits run (ARL 20, ALL 46)
		serve = act.All(serve, r.Fact(term.DecisionKnown, "served", nil))
	}
	c.Steps = append(c.Steps, journey.Step{
		Name: "serve", From: affair.In(granted), To: served, Action: policy.JourneyDecide,
		Fields: []journey.Field{ask.Moment("served"), ask.Choice("resident_signs", ask.Signatures...), ask.Declines("resident"), {Name: "scan", Sort: journey.Files}, ask.Words},
		Judge:  act.Order("grant", "decided", "served"), Do: serve, Basis: p.basis, Mark: law.S,
	})
	for _, who := range []term.Word{term.Family, term.Employer, term.PoliceStation} {
		c.Steps = append(c.Steps, journey.Step{
			Name: "tell_" + who.String(), From: affair.In(served), Must: true, Action: policy.JourneyDecide,
			Fields: []journey.Field{ask.Moment("told_at"), ask.Line("told", true), {Name: "none_there", Sort: journey.Tick}, ask.Words},
			Judge:  act.Judges(act.Order("grant", "decided", "told_at"), act.Order("serve", "served", "told_at"), mustBeTold(p.notifies, who)),
			Do: r.Fact(p.notifies, "told_at", func(a *journey.Act, x *term.Fact) {
				x.Who, x.Waived = who, a.Answers.Says("none_there", "yes")
			}),
			Basis: p.basis, Mark: law.S,
		})
	}
	c.Steps = append(c.Steps, journey.Step{Name: "close", From: affair.In(served), To: affair.Closed, Action: policy.JourneyDecide, Fields: []journey.Field{ask.Words}, Judge: untoldWhy})
}

// mustBeTold refuses that a notice is left out whose article does not let it be (REG 33).
func mustBeTold(t term.Type, who term.Word) func(*journey.Act, *errs.Fields) error {
	return func(a *journey.Act, f *errs.Fields) error {
		if a.Answers.Says("none_there", "yes") && !written.Waivable(t, who) {
			f.Add("none_there", "journey.not_waivable", "yes", text.Key("measure.word."+who.String()))
		}
		return nil
	}
}

// untoldWhy asks for a word where somebody was not told: who has no employer has none, and no notice is recorded that was not
// made. The duty of the clock stands.
func untoldWhy(a *journey.Act, f *errs.Fields) error {
	for _, who := range leaving.Collectors {
		if !a.Case.Did(who) && a.Answers.Of("words") == "" {
			f.Add("words", "journey.untold_why", "", journey.Title(a.Case.Kind, who))
			break
		}
	}
	return nil
}

func (r Desk) extension() *journey.Course {
	months := journey.Field{Name: "months", Sort: journey.Count, Must: true, Least: 1, Most: 99, Lawful: 12, Law: "NCL 47"} // a decision is kept as it was made
	asked := months
	asked.Most = asked.Lawful // and nothing is asked for that cannot be granted
	c := r.proposal(proposal{
		kind: affair.Extension, owes: "journey.extension", basis: []law.Citation{"NCL 47", "REG 33"},
		proposes: term.ExtensionProposed, receives: term.ExtensionReceived, decides: term.ExtensionDecided, serves: term.ExtensionServed, notifies: term.ExtensionNotified,
		asked: []journey.Field{asked}, answer: []journey.Field{months},
		set: func(a *journey.Act, x *term.Fact) {
			n, _ := strconv.Atoi(a.Answers.Of("months")) // read already
			x.By, x.Months = term.DecidingAuthority, int32(n)
			if !ours(a) {
				x.By = term.Other
			}
		},
	})
	for i, s := range c.Steps[:2] { // proposed here, received there
		c.Steps[i].Fields, c.Steps[i].Do = append(s.Fields, ask.Aware), act.All(r.overtakes, s.Do)
	}
	c.Steps[0].Do = act.All(r.withinTheYear, c.Steps[0].Do)
	return c
}

// overtakes asks before a longer term is proposed for who is to go earlier by an approval that counts.
func (r Desk) overtakes(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	m, runs, err := r.Measures.ServingIn(ctx, tx, a.Case.Person)
	var c act.Cautions
	if runs && !m.EarlyOn.IsZero() {
		c.Add("journey.caution.would_overtake", m.EarlyOn)
	}
	return errors.Join(err, c.Err(a))
}

// granting is the decision that a proposal of an extension asks for, if it were taken on the day of the proposal.
func granting(a *journey.Act) term.Fact {
	n, _ := strconv.Atoi(a.Answers.Of("months")) // read already
	x := term.OnDay(term.ExtensionDecided, a.Answers.Day("proposed_on"))
	x.Approved, x.By, x.Months = true, term.DecidingAuthority, int32(n)
	return x
}

// withinTheYear refuses to propose more than a term can be extended by in all (NCL 47): the house asks for nothing that
// cannot be granted.
func (r Desk) withinTheYear(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	found, err := r.Measures.Would(ctx, tx, a.Case.Person, granting(a))
	if slices.ContainsFunc(found, func(f term.Finding) bool { return f.Code == law.ExtensionOver12Months }) {
		return errs.Law("law.refused."+law.ExtensionOver12Months.String(), act.Cited(law.ExtensionOver12Months)...)
	}
	return err
}

func (r Desk) early() *journey.Course {
	c := r.proposal(proposal{
		kind: affair.Early, owes: "journey.early", basis: []law.Citation{"NCL 47", "REG 33"},
		proposes: term.EarlyProposed, receives: term.EarlyReceived, decides: term.EarlyDecided, serves: term.EarlyServed, notifies: term.EarlyNotified,
		answer: []journey.Field{{Name: "release_on", Sort: journey.Day, Must: true, Ahead: true}},
		set:    func(a *journey.Act, x *term.Fact) { x.ReleaseOn = a.Answers.Day("release_on") },
	})
	for i, s := range c.Steps[:2] { // proposed here, received there
		c.Steps[i].Fields, c.Steps[i].Do = append(s.Fields, ask.Aware), act.All(r.barred, s.Do)
	}
	for i, s := range c.Steps {
		if s.Name == "serve" || strings.HasPrefix(s.Name, "tell_") {
			c.Steps[i].Fields, c.Steps[i].Do = append(s.Fields, ask.Aware), act.All(r.counts, s.Do)
		}
	}
	c.Steps = append(c.Steps, journey.Step{
		Name: "overtaken", From: affair.In(granted, served), To: affair.Closed, Action: policy.JourneyDecide, Fields: []journey.Field{{Name: "told", Sort: journey.Line, Must: true}, ask.Reason},
		Do: r.overtaken, Basis: []law.Citation{"REG 32", "NCL 47", "REG 33"}, Mark: law.Inference,
	})
	return c
}

// barred asks before an early release is proposed that the clock will refuse, or of who is gone and will be barred from it once
// he is caught (REG 32).
func (r Desk) barred(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	m, _, err := r.Measures.ServingIn(ctx, tx, a.Case.Person)
	var c act.Cautions
	if m.Substate == law.Absconded {
		c.Add("journey.caution.not_caught", text.Articles([]law.Citation{"REG 32"}))
	}
	if m.Bars != 0 {
		c.Refusal(law.EarlyBarred)
	}
	return errors.Join(err, c.Err(a))
}

// voided tells whether an approved early release counts no more, because he was recaptured (REG 32) or the term was extended
// after it, with the last day as it is now.
func (r Desk) voided(ctx context.Context, tx *store.Tx, a *journey.Act) (end civil.Date, is bool, err error) {
	m, runs, err := r.Measures.ServingIn(ctx, tx, a.Case.Person)
	return m.End, runs && m.EarlyGone > 0, err
}

// counts asks before somebody is told of a day on which nobody will be released.
func (r Desk) counts(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	end, gone, err := r.voided(ctx, tx, a)
	if err != nil || !gone {
		return err
	}
	var c act.Cautions
	c.Add("journey.caution.early_gone", end)
	return c.Err(a)
}

// overtaken closes an approval that counts no more.
func (r Desk) overtaken(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	_, gone, err := r.voided(ctx, tx, a)
	if err == nil && !gone {
		err = errs.New(errs.Invalid, "journey.still_counts")
	}
	return err
}

// conversion: health no longer allows a return; isolation becomes community treatment, with what was served set off. Who
// is converted goes home.
func (r Desk) conversion() *journey.Course {
	c := r.proposal(proposal{
		kind: affair.Conversion, owes: "journey.conversion", basis: []law.Citation{"REG 31"},
		proposes: term.ConversionProposed, receives: term.ConversionReceived, decides: term.ConversionDecided,
		set: func(*journey.Act, *term.Fact) {},
	})
	c.Steps = append(append(c.Steps, r.Home(granted), keeping.GivesBack(granted), leaving.Portrayed(affair.In(granted))), append(r.Witnesses(granted, "propose", "papers"), journey.Step{
		Name: "go_home", From: affair.In(granted), To: affair.Closed, Needs: []string{"first", "second"}, Action: policy.JourneyRelease,
		Fields: []journey.Field{ask.Day("left_on"), ask.Line("township", true), ask.Line("picked_up_by", false), ask.Choice("resident_signs", ask.Signatures...), ask.Words},
		Judge:  act.Judges(act.Order("grant", "decided", "left_on"), leaving.SameFace), Do: act.All(seenThatDay, r.goes("left_on", "converted"), r.converted), Basis: []law.Citation{"REG 31"}, Mark: law.S,
	})...)
	return c
}

// seenThatDay asks that both officers looked at him on the day on which he goes.
func seenThatDay(_ context.Context, _ *store.Tx, a *journey.Act) error {
	return leaving.SameDay(a, "left_on")
}

// goes ends the stay of somebody whose measure has ended already: no fact of the clock lets him go.
func (r Desk) goes(field, cause string) act.Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		if err := r.Over(ctx, tx, a); err != nil {
			return err
		}
		if err := leaving.Departs(ctx, tx, a, a.Answers.Day(field)); err != nil {
			return err
		}
		return a.Lapse(ctx, tx, cause)
	}
}

func (r Desk) converted(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if _, err := r.Certificate(ctx, tx, a, a.Answers.Day("left_on")); err != nil {
		return err
	}
	return errors.Join(keeping.OwesBack(ctx, tx, a), r.Untold(ctx, tx, a, leaving.Family))
}
