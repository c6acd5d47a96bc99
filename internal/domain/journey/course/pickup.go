package course

import (
	"context"
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

// collectors are who may collect him, each with the field that says whether he was told.
var collectors = []string{"tell_family", "tell_employer", "tell_police_station"}

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
	if err != nil || x.end.IsZero() { // who is away has no day yet, and nobody is told one
		return err
	}
	spec, left := notices[who], dayOf(a.Answers, "left_at")
	in := forms.Release{
		House: x.house, Person: x.person, Decision: x.decision, Ground: x.ground, Document: x.document(), On: x.end, To: spec.to,
		Addressee: latest(a, spec.step).Of(spec.field), Issued: civil.DateOf(a.Now), Gone: a.Step.Name == "let_go" || a.Step.Name == "close_outside",
		Next: forms.Next{Contact: latest(a, "township").Of("phone")},
	}
	if today := civil.DateOf(a.Now); in.On.Before(today) { // he was kept past his day: he goes today, and no notice says that he went
		in.On = today
	}
	if !left.IsZero() {
		in.On = left
	}
	if told := a.Answers.Day("told_on"); !told.IsZero() {
		in.Issued = told
	}
	if old, ok, err := paper.InCase(ctx, tx, a.Case.ID, spec.kind); err != nil {
		return err
	} else if ok && !in.Gone && a.Step.Name == "pickup" {
		in.Issued = civil.DateOf(old.Issued)
	}
	_, err = r.again(ctx, tx, a, paper.Draft{Kind: spec.kind, Name: x.person.Name, Sheet: forms.ReleaseNotice(in), States: x.end})
	return err
}

// collectorsTold issues the notices to those who may collect him.
func (r Rooms) collectorsTold(ctx context.Context, tx *store.Tx, a *journey.Act) error {
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

// organTold issues the notice to the deciding organ.
func (r Rooms) organTold(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	return r.notice(ctx, tx, a, "tell_organ")
}

// townshipTold issues the notice to the township.
func (r Rooms) townshipTold(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	return r.notice(ctx, tx, a, "tell_township")
}

// pickup is the step in which they are told, and somebody says who comes.
func (r Rooms) pickup(from ...journey.State) journey.Step {
	s := journey.Step{
		Name: "pickup", From: from, Action: policy.JourneyRelease, Judge: toldWhen, Do: r.collectorsTold, Basis: []law.Citation{"REG 34"}, Mark: law.S,
		Fields: []journey.Field{choice("picked_up", "family", "employer", "police", "alone"), line("picked_up_by", false), line("phone", false)},
	}
	for _, who := range collectors {
		s.Fields = append(s.Fields, choice(who, "told", "none_there", "not_yet"), journey.Field{Name: notices[who].field, Sort: journey.Line, When: who + "=told|not_yet"})
	}
	s.Fields = append(s.Fields, journey.Field{Name: "told_at", Sort: journey.Moment}, words)
	return s
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
	owed, err := duty.Of(ctx, tx, a.Case.Person)
	if err != nil {
		return err
	}
	said := a.Case.Said("pickup")
	for _, who := range collectors {
		if said.Says(who, "told") || said.Says(who, "none_there") {
			continue
		}
		if err := r.owesNotice(ctx, tx, a, who); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(owed, func(d duty.Duty) bool { return d.Code == "ci.release.notice" && d.State == duty.Pending }) {
		if err := r.owesNotice(ctx, tx, a, "tell_organ"); err != nil {
			return err
		}
	}
	if !a.Case.Did("township") {
		return r.owesNotice(ctx, tx, a, "tell_township")
	}
	return nil
}

// owesNotice owes one notice. That the township is told, no article says.
func (r Rooms) owesNotice(ctx context.Context, tx *store.Tx, a *journey.Act, who string) error {
	d := duty.Duty{Code: duty.Code("release." + who), Basis: "REG 34", Certainty: law.S.String()}
	if who == "tell_township" {
		d.Basis, d.Certainty = "", law.Inference.String()
	}
	if err := r.notice(ctx, tx, a, who); err != nil {
		return err
	}
	return atOnce(ctx, tx, a, d)
}
