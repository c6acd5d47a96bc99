package arrival

import (
	"context"
	"maps"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/ask"
	"guitu/internal/domain/journey/course/paperwork"
	"guitu/internal/domain/paper"
	"guitu/internal/platform/store"
)

// Who has signed what at the door. A signature is under the sheet that was printed when it was given, and under no other: what
// was made new since is signed anew, or it is said to be unsigned.

// Anew tells whether a paper stands now in the place of the one that a step, as it was done, had signed.
func Anew(e journey.Entry, p paper.Paper) bool {
	return p.Kind == SpotPaper(e.Step) && p.InForce() && !slices.Contains(paperwork.Papers(e), p.ID)
}

// toSign are the papers of the door that were made new and that nobody has signed since, the step at hand included.
func toSign(ctx context.Context, tx *store.Tx, a *journey.Act) (out []paper.Paper, err error) {
	all, err := paper.OfCase(ctx, tx, a.Case.ID)
	for _, s := range spots {
		e, did := a.Case.Last(s.step)
		if a.Step.Name == s.step {
			e, did = journey.Entry{Step: s.step, Answers: a.Answers}, true
		}
		for _, p := range all {
			if did && Anew(e, p) {
				out = append(out, p)
			}
		}
	}
	return out, err
}

// signedNow asks for the signatures under what was made new, while he stands here, and for those that were refused under the record of
// his injuries: all that is missing at once. Those who brought him may have driven away:
// that he was taken in all the same is kept, and tells that the record of his injuries is not signed.
func signedNow(ctx context.Context, tx *store.Tx, a *journey.Act) (injuries bool, err error) {
	list, err := toSign(ctx, tx, a)
	if err != nil {
		return false, err
	}
	var f errs.Fields
	if !a.Answers.Says("happened", "yes") {
		for _, p := range list {
			f.Add("accept_all", "journey.sign_anew", "", text.Key(p.Kind.Key()), p.Number)
		}
		injuriesSigned(a, &f)
	}
	injuries = !slices.ContainsFunc(list, func(p paper.Paper) bool { return p.Kind == paper.InjuryRecord })
	return injuries, f.Err("journey.bad_input")
}

// injuriesSigned asks once more where somebody would not sign for the injuries, and names him: of those who brought him only where
// somebody did. Nobody is kept outside for it.
func injuriesSigned(a *journey.Act, f *errs.Fields) {
	said, asks := a.Case.Said("injuries"), []string{"police_signs", "resident_signs"}
	if byHimself(a) {
		asks = asks[1:]
	}
	for _, who := range asks {
		if said.Says(who, "declined") {
			f.Add("accept_all", "journey.injuries_unsigned", "", ask.Label(who))
		}
	}
}

// signings are the fields of a step by which somebody signs a paper of the door.
var signings = []string{"police_signs", "police_declined", "police_name", "examiner", "resident_signs", "resident_declined", "scan", "words"}

// signsLater lets the signatures of a step be written down after the admission too, and nothing else: what was found on him and
// what was taken into keeping stands as both sides saw it at the door.
func signsLater(s journey.Step) journey.Step {
	s.From = append(s.From, accepted, informed)
	s.Judge = func(a *journey.Act, f *errs.Fields) error {
		was, now := a.Case.Said(a.Step.Name), a.Answers
		for _, x := range a.Step.Fields {
			same := was.Of(x.Name) == now.Of(x.Name) && slices.EqualFunc(was.Tables[x.Name], now.Tables[x.Name], maps.Equal) && slices.Equal(was.Files[x.Name], now.Files[x.Name])
			if a.Case.Person != "" && !same && !slices.Contains(signings, x.Name) {
				f.Add(x.Name, "journey.signatures_only", now.Of(x.Name), ask.Label(x.Name))
			}
		}
		return nil
	}
	return s
}
