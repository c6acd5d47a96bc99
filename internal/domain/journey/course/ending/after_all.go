package ending

import (
	"context"
	"slices"

	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/leaving"
	"guitu/internal/domain/paper"
	"guitu/internal/platform/store"
)

// What follows, for the table of a release, from a correction.

// goesOn is the step for the table of a release whose person left while his measure runs on, as the file has it since: he was let
// go too early. No certificate says that it was over, nobody is told so any more, and his things are his all the same.
func (r desk) goesOn() journey.Step {
	return journey.Step{
		Name: affair.RunsOn, Follows: true, Voids: true, From: affair.In(affair.Released, affair.Elapsed), To: letOut,
		Do: act.All(r.PapersFall(act.NotOverYet, paper.ReleaseCertificate, paper.ReleaseNotice, paper.NoticeFamily, paper.NoticeEmployer, paper.NoticeStation, paper.NoticeTownship), untoldNoMore),
	}
}

// endedThen is the step for the table of a release that did end the measure after all: he was free on that day, and is owed the
// certificate, and everybody the notice, that fell.
func (r desk) endedThen() journey.Step {
	return journey.Step{
		Name: affair.EndsThen, Follows: true, From: affair.In(letOut), To: affair.Released, Or: affair.In(affair.Elapsed),
		Do: func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
			fell, _ := a.Case.Last(affair.RunsOn)
			left := a.Case.Said("let_go")
			a.Goes, a.Answers.Values["left_at"], a.Answers.Values["handed_to"] = fell.Was, left.Of("left_at"), left.Of("handed_to")
			m, err := r.Measures.LatestIn(ctx, tx, a.Case.Person)
			if err != nil {
				return err
			}
			if _, err := r.Certificate(ctx, tx, a, m.End); err != nil {
				return err
			}
			who := append([]string{"tell_organ"}, leaving.Collectors...)
			if leaving.Claimed(a) == "" && left.Of("handed_to") == "" {
				who = append(who, "tell_township")
			}
			for _, x := range who {
				if a.Case.Said("pickup").Says(x, "none_there") {
					continue
				}
				if err := r.OwesNotice(ctx, tx, a, x); err != nil {
					return err
				}
			}
			return a.Lapse(ctx, tx, "released")
		},
	}
}

// untoldNoMore lets fall what was owed to those who are told of a release.
func untoldNoMore(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	all, err := duty.Of(ctx, tx, a.Case.Person)
	if err != nil {
		return err
	}
	for _, d := range all {
		his := slices.ContainsFunc(a.Case.Entries, func(e journey.Entry) bool { return e.ID == d.Cause })
		if d.State != duty.Pending || !his || d.Code == "release.property" || d.Code == "gate.mismatch" || d.Code == "gate.alone" {
			continue
		}
		if err := duty.Lapse(ctx, tx, d, a.Entry); err != nil {
			return err
		}
	}
	return nil
}
