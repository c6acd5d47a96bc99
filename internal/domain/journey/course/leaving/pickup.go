package leaving

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/ask"
	"guitu/internal/domain/law"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/paper/forms"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Who is told that somebody is released (REG 34): the organ that decided, by the notice before the day; family, employer and
// police station, so that he is collected; and the township that receives him. None of it keeps him a day longer; what was
// left out when he went does not fall away with him.

// Collectors are who may collect him, each with the field that says whether he was told. Whose decision was annulled, or who
// goes into community treatment, is released by no article that names them: his family is told, for somebody has to be there
// when he comes home, and employer and police station learn nothing from the house.
var (
	Collectors = []string{"tell_family", "tell_employer", "tell_police_station"}
	Family     = Collectors[:1]
)

// notices are those of a release: to whom each goes, and the field of the step in which its addressee is named.
var notices = map[string]struct {
	kind        paper.Kind
	to          forms.ReleaseTo
	step, field string
}{
	"tell_family":         {paper.NoticeFamily, forms.ToFamily, "pickup", "to_family"},
	"tell_employer":       {paper.NoticeEmployer, forms.ToEmployer, "pickup", "to_employer"},
	"tell_police_station": {paper.NoticeStation, forms.ToStation, "pickup", "to_police_station"},
	"tell_organ":          {paper.ReleaseNotice, forms.ToOrgan, "notice", "organ"},
	"tell_township":       {paper.NoticeTownship, forms.ToTownship, "township", "township"},
}

// notice issues the paper by which somebody is told, on the day on which he leaves or, where he has gone, left. Done again, it
// stands where it says the same.
func (r Desk) notice(ctx context.Context, tx *store.Tx, a *journey.Act, who string) error {
	x, err := r.About(ctx, tx, a)
	if err != nil || x.End.IsZero() && !unnamed(a) { // who is away has no day yet, and nobody is told one
		return err
	}
	ground, document := goesBy(a, x)
	spec, left := notices[who], cmp.Or(act.DayOf(a.Answers, "left_at"), a.Answers.Day("left_on"))
	in := forms.Release{
		House: x.House, Person: x.Person, Decision: x.Decision, Ground: ground, Document: document, On: x.End, To: spec.to,
		Addressee: act.Latest(a, spec.step).Of(spec.field), Issued: civil.DateOf(a.Now), Gone: slices.Contains(leavings, a.Step.Name),
		HandedTo: cmp.Or(Claimed(a), a.Answers.Of("handed_to")), HeldAt: heldAt(a), Told: a.Case.Said("pickup").Says(who, "told"), Next: forms.Next{Contact: act.Latest(a, "township").Of("phone")},
	}
	here, err := act.Inside(ctx, tx, a)
	if in.Away = !here; err != nil {
		return err
	}
	if who == "tell_organ" {
		in.Addressee = cmp.Or(in.Addressee, x.Decision.Organ)
	}
	if today := civil.DateOf(a.Now); !in.Gone && (in.On.Before(today) || unnamed(a)) { // nothing holds him: he goes today, and no notice says that he went
		in.On = today
	}
	if !left.IsZero() {
		in.On = left
	}
	if old, ok, err := paper.InCase(ctx, tx, a.Case.ID, spec.kind); err != nil {
		return err
	} else if ok && !in.Gone && a.Step.Name == "pickup" {
		in.Issued = civil.DateOf(old.Issued)
	}
	states := x.End
	if unnamed(a) { // it says on which day he goes, and no end of a term
		states = civil.Date{}
	}
	_, err = r.Again(ctx, tx, a, paper.Draft{Kind: spec.kind, Name: x.Person.Name, Sheet: forms.ReleaseNotice(in), States: states})
	return err
}

// leavings are the steps with which somebody has gone.
var leavings = []string{"let_go", "go_home", "close_outside", "expire", affair.EndsThen}

// collect issues the notices to those who may collect him.
func (r Desk) collect(collectors []string) act.Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		for _, who := range collectors {
			if a.Answers.Says(who, "none_there") {
				if err := r.Papers.EndIn(ctx, tx, a.Case.ID, notices[who].kind, "没有这个收件人"); err != nil {
					return err
				}
				continue
			}
			if err := r.notice(ctx, tx, a, who); err != nil {
				return err
			}
		}
		return nil
	}
}

// Claimed is the organ that has a claim on him, "" where none has: he is handed over to it, nobody comes for him, and he goes to
// no township.
func Claimed(a *journey.Act) string {
	if said := act.Latest(a, "holds"); said.Says("hold", "hold") {
		return said.Of("organ")
	}
	return ""
}

// heldAt is where somebody was held whose term ended there, and by whom, "" of who was not.
func heldAt(a *journey.Act) string {
	said := a.Case.Said("taken")
	if organ := said.Of("organ"); organ != "" {
		return said.Of("where") + "（" + organ + "）"
	}
	return said.Of("where")
}

// ToldOtherwise puts right what was said before it was known that another organ has a claim on him, or that none has: the
// notices that were issued say it, and whoever was told is to be told anew.
func (r Desk) ToldOtherwise(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if was := a.Case.Said("holds"); Claimed(a) == was.Of("organ") {
		return nil
	}
	var c act.Cautions
	for _, who := range append(slices.Clip(Collectors), "tell_township") {
		_, made, err := paper.InCase(ctx, tx, a.Case.ID, notices[who].kind)
		again := who == "tell_township" && a.Case.Did("township") && Claimed(a) == "" // it was told that he does not come
		switch {
		case err != nil:
			return err
		case !made && !again:
			continue
		case a.Case.Said("pickup").Says(who, "told") || who == "tell_township":
			c.Add("journey.caution.told_before", act.Latest(a, notices[who].step).Of(notices[who].field))
		}
		if who == "tell_township" && Claimed(a) != "" {
			err = r.Papers.EndIn(ctx, tx, a.Case.ID, paper.NoticeTownship, notThere)
		} else if who != "tell_township" || again {
			err = r.notice(ctx, tx, a, who)
		}
		if err != nil {
			return err
		}
	}
	return c.Err(a)
}

// GoesThere refuses that a township is told of somebody who does not come to live there.
func GoesThere(a *journey.Act, f *errs.Fields) error {
	if organ := Claimed(a); organ != "" {
		f.Add("township", "journey.handed_over", a.Answers.Of("township"), organ)
	}
	return nil
}

// OrganTold issues the notice to the deciding organ.
func (r Desk) OrganTold(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	return r.notice(ctx, tx, a, "tell_organ")
}

// TownshipTold issues the notice to the township.
func (r Desk) TownshipTold(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	return r.notice(ctx, tx, a, "tell_township")
}

// Pickup is the step in which they are told, and somebody says who comes.
func (r Desk) Pickup(collectors []string, from ...journey.State) journey.Step {
	s := journey.Step{
		Name: "pickup", From: from, Action: policy.JourneyRelease, Judge: toldWhen, Do: act.All(r.NotLongAgo("told_at"), r.collect(collectors)), Basis: []law.Citation{"REG 34"}, Mark: law.S,
		Fields: []journey.Field{ask.Choice("picked_up", "family", "employer", "police", "alone"), ask.Line("picked_up_by", false), ask.Line("phone", false)},
	}
	for _, who := range collectors {
		s.Fields = append(s.Fields, ask.Waits(ask.Choice(who, "told", "none_there", "not_yet"), "not_yet"), journey.Field{Name: notices[who].field, Sort: journey.Line, When: who + "=told|not_yet"})
	}
	s.Fields = append(s.Fields, journey.Field{Name: "told_at", Sort: journey.Moment}, ask.Words, ask.Aware)
	return s
}

// Home is the step in which the family is told of somebody whom no article has them told of.
func (r Desk) Home(from ...journey.State) journey.Step {
	s := r.Pickup(Family, from...)
	s.Basis, s.Mark = nil, law.Inference
	return s
}

// NotLongAgo asks about a day on which somebody is said to have been told or asked long before anybody prepared this release:
// a year or a month typed wrong would discharge what is owed. Of who goes at once nobody knew before the decision.
func (r Desk) NotLongAgo(field string) act.Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		on := act.DayOf(a.Answers, field)
		if on.IsZero() {
			return nil
		}
		if unnamed(a) {
			var f errs.Fields
			known := cmp.Or(a.Case.Said("receive").Day("decided"), a.Case.Said("grant").Day("decided"))
			if on.Before(known) {
				f.Add(field, "journey.before_that", on.String(), ask.Label(field), ask.Label("decided"), known)
			}
			return f.Err("journey.bad_input")
		}
		m, runs, err := r.Measures.ServingIn(ctx, tx, a.Case.Person)
		if err != nil {
			return err
		}
		var c act.Cautions
		if runs && !m.End.IsZero() && on.Before(m.End.AddDays(-affair.ReleaseAhead)) {
			c.Add("journey.caution.long_ago", ask.Label(field), on, m.End, affair.ReleaseAhead)
		}
		return c.Err(a)
	}
}

// toldWhen asks when, where somebody was told.
func toldWhen(a *journey.Act, f *errs.Fields) error {
	if a.Answers.Moment("told_at") == 0 && slices.ContainsFunc(Collectors, func(who string) bool { return a.Answers.Says(who, "told") }) {
		f.Add("told_at", "journey.missing", "", ask.Label("told_at"))
	}
	return nil
}

// UntoldAny owes the notices that were not given when he left: one duty for each who was not told, with the paper to send.
func (r Desk) UntoldAny(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if err := errors.Join(r.Untold(ctx, tx, a, Collectors), r.OrganUntold(ctx, tx, a)); err != nil {
		return err
	}
	old, err := toldOld(ctx, tx, a, "tell_township")
	if err == nil && (old || !a.Case.Did("township")) && Claimed(a) == "" && a.Answers.Of("handed_to") == "" {
		return r.OwesNotice(ctx, tx, a, "tell_township")
	}
	return err
}

// TakenOver takes back what the township was told of somebody who is handed to another organ at the gate, of which nobody knew
// before: he does not come, and it has to hear so.
func (r Desk) TakenOver(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if a.Answers.Of("handed_to") == "" || Claimed(a) != "" || !a.Case.Did("township") {
		return nil
	}
	var c act.Cautions
	c.Add("journey.caution.told_before", a.Case.Said("township").Of("township"))
	return errors.Join(c.Err(a), r.Papers.EndIn(ctx, tx, a.Case.ID, paper.NoticeTownship, notThere))
}

// notThere is why a township is told nothing of somebody, or nothing any more.
const notThere = "人由其他机关接管，不到该辖区"

// toldOld tells whether somebody was told of another day than that on which the term ends now: he is told anew.
func toldOld(ctx context.Context, tx *store.Tx, a *journey.Act, who string) (bool, error) {
	p, _, err := paper.InCase(ctx, tx, a.Case.ID, notices[who].kind)
	return p.MayBeReplaced(), err
}

// Untold owes the notices to those of the collectors who were not told.
func (r Desk) Untold(ctx context.Context, tx *store.Tx, a *journey.Act, collectors []string) error {
	said := a.Case.Said("pickup")
	for _, who := range collectors {
		old, err := toldOld(ctx, tx, a, who)
		if err != nil {
			return err
		}
		other := a.Answers.Of("handed_to") != "" && Claimed(a) == "" // whoever was told to come for him is told who took him over
		if said.Says(who, "none_there") || said.Says(who, "told") && !old && !other {
			continue
		}
		if err := r.OwesNotice(ctx, tx, a, who); err != nil {
			return err
		}
	}
	return nil
}

// OrganUntold owes the notice to the deciding organ, where the clock still owes it or the one that was given tells another day.
func (r Desk) OrganUntold(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	old, err := toldOld(ctx, tx, a, "tell_organ")
	if err != nil {
		return err
	}
	owed, err := duty.Of(ctx, tx, a.Case.Person)
	if err != nil || !old && !slices.ContainsFunc(owed, func(d duty.Duty) bool { return d.Code == "ci.release.notice" && d.State == duty.Pending }) {
		return err
	}
	return r.OwesNotice(ctx, tx, a, "tell_organ")
}

// unnamed tells whether somebody goes by what no article has anybody told of.
func unnamed(a *journey.Act) bool {
	return a.Case.Kind == affair.Annulment || a.Case.Kind == affair.Conversion
}

// OwesNotice owes one notice. That the township is told, no article says.
func (r Desk) OwesNotice(ctx context.Context, tx *store.Tx, a *journey.Act, who string) error {
	d := duty.Duty{Code: duty.Code("release." + who), Basis: "REG 34", Certainty: law.S.String()}
	if who == "tell_township" || unnamed(a) {
		d.Basis, d.Certainty = "", law.Inference.String()
	}
	if err := r.notice(ctx, tx, a, who); err != nil {
		return err
	}
	return act.AtOnce(ctx, tx, a, d)
}

// TellsBy tells whether a notice is issued by a step.
func TellsBy(k paper.Kind, step string) bool {
	for _, spec := range notices {
		if spec.kind == k && spec.step == step {
			return true
		}
	}
	return false
}
