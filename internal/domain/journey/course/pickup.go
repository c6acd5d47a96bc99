package course

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/law"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/paper/forms"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Who is told that somebody is released (REG 34): the organ that decided, by the notice before the day; family, employer and
// police station, so that he is collected; and the township that receives him. None of it keeps him a day longer; what was
// left out when he went does not fall away with him.

// collectors are who may collect him, each with the field that says whether he was told. Whose decision was annulled, or who
// goes into community treatment, is released by no article that names them: his family is told, for somebody has to be there
// when he comes home, and employer and police station learn nothing from the house.
var (
	collectors = []string{"tell_family", "tell_employer", "tell_police_station"}
	family     = collectors[:1]
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
func (r Rooms) notice(ctx context.Context, tx *store.Tx, a *journey.Act, who string) error {
	x, err := r.about(ctx, tx, a)
	if err != nil || x.end.IsZero() && !unnamed(a) { // who is away has no day yet, and nobody is told one
		return err
	}
	ground, document := goesBy(a, x)
	spec, left := notices[who], cmp.Or(dayOf(a.Answers, "left_at"), a.Answers.Day("left_on"))
	in := forms.Release{
		House: x.house, Person: x.person, Decision: x.decision, Ground: ground, Document: document, On: x.end, To: spec.to,
		Addressee: latest(a, spec.step).Of(spec.field), Issued: civil.DateOf(a.Now), Gone: slices.Contains(leavings, a.Step.Name),
		HandedTo: cmp.Or(claimed(a), a.Answers.Of("handed_to")), HeldAt: heldAt(a), Told: a.Case.Said("pickup").Says(who, "told"), Next: forms.Next{Contact: latest(a, "township").Of("phone")},
	}
	here, err := inside(ctx, tx, a)
	if in.Away = !here; err != nil {
		return err
	}
	if who == "tell_organ" {
		in.Addressee = cmp.Or(in.Addressee, x.decision.Organ)
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
	states := x.end
	if unnamed(a) { // it says on which day he goes, and no end of a term
		states = civil.Date{}
	}
	_, err = r.again(ctx, tx, a, paper.Draft{Kind: spec.kind, Name: x.person.Name, Sheet: forms.ReleaseNotice(in), States: states})
	return err
}

// leavings are the steps with which somebody has gone.
var leavings = []string{"let_go", "go_home", "close_outside", "expire", endsThen}

// collect issues the notices to those who may collect him.
func (r Rooms) collect(collectors []string) Do {
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

// claimed is the organ that has a claim on him, "" where none has: he is handed over to it, nobody comes for him, and he goes to
// no township.
func claimed(a *journey.Act) string {
	if said := latest(a, "holds"); said.Says("hold", "hold") {
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

// toldOtherwise puts right what was said before it was known that another organ has a claim on him, or that none has: the
// notices that were issued say it, and whoever was told is to be told anew.
func (r Rooms) toldOtherwise(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if was := a.Case.Said("holds"); claimed(a) == was.Of("organ") {
		return nil
	}
	var c cautions
	for _, who := range append(slices.Clip(collectors), "tell_township") {
		_, made, err := paper.InCase(ctx, tx, a.Case.ID, notices[who].kind)
		again := who == "tell_township" && a.Case.Did("township") && claimed(a) == "" // it was told that he does not come
		switch {
		case err != nil:
			return err
		case !made && !again:
			continue
		case a.Case.Said("pickup").Says(who, "told") || who == "tell_township":
			c.add("journey.caution.told_before", latest(a, notices[who].step).Of(notices[who].field))
		}
		if who == "tell_township" && claimed(a) != "" {
			err = r.Papers.EndIn(ctx, tx, a.Case.ID, paper.NoticeTownship, notThere)
		} else if who != "tell_township" || again {
			err = r.notice(ctx, tx, a, who)
		}
		if err != nil {
			return err
		}
	}
	return c.err(a)
}

// goesThere refuses that a township is told of somebody who does not come to live there.
func goesThere(a *journey.Act, f *errs.Fields) error {
	if organ := claimed(a); organ != "" {
		f.Add("township", "journey.handed_over", a.Answers.Of("township"), organ)
	}
	return nil
}

// organTold issues the notice to the deciding organ.
func (r Rooms) organTold(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	return r.notice(ctx, tx, a, "tell_organ")
}

// townshipTold issues the notice to the township.
func (r Rooms) townshipTold(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	return r.notice(ctx, tx, a, "tell_township")
}

// pickup is the step in which they are told, and somebody says who comes.
func (r Rooms) pickup(collectors []string, from ...journey.State) journey.Step {
	s := journey.Step{
		Name: "pickup", From: from, Action: policy.JourneyRelease, Judge: toldWhen, Do: all(r.notLongAgo("told_at"), r.collect(collectors)), Basis: []law.Citation{"REG 34"}, Mark: law.S,
		Fields: []journey.Field{choice("picked_up", "family", "employer", "police", "alone"), line("picked_up_by", false), line("phone", false)},
	}
	for _, who := range collectors {
		s.Fields = append(s.Fields, waits(choice(who, "told", "none_there", "not_yet"), "not_yet"), journey.Field{Name: notices[who].field, Sort: journey.Line, When: who + "=told|not_yet"})
	}
	s.Fields = append(s.Fields, journey.Field{Name: "told_at", Sort: journey.Moment}, words, aware)
	return s
}

// home is the step in which the family is told of somebody whom no article has them told of.
func (r Rooms) home(from ...journey.State) journey.Step {
	s := r.pickup(family, from...)
	s.Basis, s.Mark = nil, law.Inference
	return s
}

// ReleaseAhead is from how many days before the last day on a release is prepared: the house's own window, no number of the law.
const ReleaseAhead = 60

// notLongAgo asks about a day on which somebody is said to have been told or asked long before anybody prepared this release:
// a year or a month typed wrong would discharge what is owed. Of who goes at once nobody knew before the decision.
func (r Rooms) notLongAgo(field string) Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		on := dayOf(a.Answers, field)
		if on.IsZero() {
			return nil
		}
		if unnamed(a) {
			var f errs.Fields
			known := cmp.Or(a.Case.Said("receive").Day("decided"), a.Case.Said("grant").Day("decided"))
			if on.Before(known) {
				f.Add(field, "journey.before_that", on.String(), label(field), label("decided"), known)
			}
			return f.Err("journey.bad_input")
		}
		m, runs, err := r.Measures.ServingIn(ctx, tx, a.Case.Person)
		if err != nil {
			return err
		}
		var c cautions
		if runs && !m.End.IsZero() && on.Before(m.End.AddDays(-ReleaseAhead)) {
			c.add("journey.caution.long_ago", label(field), on, m.End, ReleaseAhead)
		}
		return c.err(a)
	}
}

// toldWhen asks when, where somebody was told.
func toldWhen(a *journey.Act, f *errs.Fields) error {
	if a.Answers.Moment("told_at") == 0 && slices.ContainsFunc(collectors, func(who string) bool { return a.Answers.Says(who, "told") }) {
		f.Add("told_at", "journey.missing", "", label("told_at"))
	}
	return nil
}

// untoldOf owes the notices that were not given when he left: one duty for each who was not told, with the paper to send.
func (r Rooms) untoldOf(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if err := errors.Join(r.untold(ctx, tx, a, collectors), r.organUntold(ctx, tx, a)); err != nil {
		return err
	}
	old, err := toldOld(ctx, tx, a, "tell_township")
	if err == nil && (old || !a.Case.Did("township")) && claimed(a) == "" && a.Answers.Of("handed_to") == "" {
		return r.owesNotice(ctx, tx, a, "tell_township")
	}
	return err
}

// takenOver takes back what the township was told of somebody who is handed to another organ at the gate, of which nobody knew
// before: he does not come, and it has to hear so.
func (r Rooms) takenOver(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if a.Answers.Of("handed_to") == "" || claimed(a) != "" || !a.Case.Did("township") {
		return nil
	}
	var c cautions
	c.add("journey.caution.told_before", a.Case.Said("township").Of("township"))
	return errors.Join(c.err(a), r.Papers.EndIn(ctx, tx, a.Case.ID, paper.NoticeTownship, notThere))
}

// notThere is why a township is told nothing of somebody, or nothing any more.
const notThere = "人由其他机关接管，不到该辖区"

// toldOld tells whether somebody was told of another day than that on which the term ends now: he is told anew.
func toldOld(ctx context.Context, tx *store.Tx, a *journey.Act, who string) (bool, error) {
	p, _, err := paper.InCase(ctx, tx, a.Case.ID, notices[who].kind)
	return p.MayBeReplaced(), err
}

// untold owes the notices to those of the collectors who were not told.
func (r Rooms) untold(ctx context.Context, tx *store.Tx, a *journey.Act, collectors []string) error {
	said := a.Case.Said("pickup")
	for _, who := range collectors {
		old, err := toldOld(ctx, tx, a, who)
		if err != nil {
			return err
		}
		other := a.Answers.Of("handed_to") != "" && claimed(a) == "" // whoever was told to come for him is told who took him over
		if said.Says(who, "none_there") || said.Says(who, "told") && !old && !other {
			continue
		}
		if err := r.owesNotice(ctx, tx, a, who); err != nil {
			return err
		}
	}
	return nil
}

// organUntold owes the notice to the deciding organ, where the clock still owes it or the one that was given tells another day.
func (r Rooms) organUntold(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	old, err := toldOld(ctx, tx, a, "tell_organ")
	if err != nil {
		return err
	}
	owed, err := duty.Of(ctx, tx, a.Case.Person)
	if err != nil || !old && !slices.ContainsFunc(owed, func(d duty.Duty) bool { return d.Code == "ci.release.notice" && d.State == duty.Pending }) {
		return err
	}
	return r.owesNotice(ctx, tx, a, "tell_organ")
}

// unnamed tells whether somebody goes by what no article has anybody told of.
func unnamed(a *journey.Act) bool { return a.Case.Kind == Annulment || a.Case.Kind == Conversion }

// owesNotice owes one notice. That the township is told, no article says.
func (r Rooms) owesNotice(ctx context.Context, tx *store.Tx, a *journey.Act, who string) error {
	d := duty.Duty{Code: duty.Code("release." + who), Basis: "REG 34", Certainty: law.S.String()}
	if who == "tell_township" || unnamed(a) {
		d.Basis, d.Certainty = "", law.Inference.String()
	}
	if err := r.notice(ctx, tx, a, who); err != nil {
		return err
	}
	return atOnce(ctx, tx, a, d)
}
