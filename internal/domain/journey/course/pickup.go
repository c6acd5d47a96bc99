package course

import (
	"context"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/law"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Who is told that somebody is released (REG 34): the organ that decided, by the notice before the day; family, employer and
// police station, so that he is collected; and the township that receives him. None of it keeps him a day longer; what was
// left out when he went does not fall away with him.

// collectors are who may collect him, each with the field that says whether he was told.
var collectors = []string{"tell_family", "tell_employer", "tell_police_station"}

// pickup is the step in which they are told, and somebody says who comes.
func pickup(from ...journey.State) journey.Step {
	s := journey.Step{
		Name: "pickup", From: from, Action: policy.JourneyRelease, Judge: toldWhen, Basis: []law.Citation{"REG 34"}, Mark: law.S,
		Fields: []journey.Field{choice("picked_up", "family", "employer", "police", "alone"), line("picked_up_by", false), line("phone", false)},
	}
	for _, who := range collectors {
		s.Fields = append(s.Fields, choice(who, "told", "none_there", "not_yet"))
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

// untoldOf owes the notices that were not given when he left: one duty for each who was not told.
func untoldOf(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	owed, err := duty.Of(ctx, tx, a.Case.Person)
	if err != nil {
		return err
	}
	said := a.Case.Said("pickup")
	for _, who := range collectors {
		if said.Says(who, "told") || said.Says(who, "none_there") {
			continue
		}
		if err := atOnce(ctx, tx, a, duty.Duty{Code: duty.Code("release." + who), Basis: "REG 34", Certainty: law.S.String()}); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(owed, func(d duty.Duty) bool { return d.Code == "ci.release.notice" && d.State == duty.Pending }) {
		if err := atOnce(ctx, tx, a, duty.Duty{Code: "release.tell_organ", Basis: "REG 34", Certainty: law.S.String()}); err != nil {
			return err
		}
	}
	if !a.Case.Did("township") {
		return atOnce(ctx, tx, a, duty.Duty{Code: "release.tell_township", Certainty: law.Inference.String()})
	}
	return nil
}
