package arrival

import (
	"cmp"
	"context"

	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/paperwork"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/paper/forms"
	"guitu/internal/platform/press"
	"guitu/internal/platform/store"
)

// The papers of who is not taken in, and the letter about who is.

// notTaken stands on a paper made at the door for somebody who was not taken in.
const notTaken = "人没有收治"

// NotHis makes void the notice of a term, and the receipt of things that were given back, of who was not taken in. What was
// found on his body stays as it was signed.
func (r Desk) NotHis() act.Do {
	return r.PapersFall(notTaken, paper.RightsNotice, paper.PropertyReceipt)
}

// refusals are the grounds for which nobody is admitted: their articles, and what would make the admission possible.
var refusals = map[string]struct{ basis, cure string }{
	"ncl39":       {"《禁毒法》第三十九条", ""},
	"no_decision": {"《禁毒法》第四十条、第四十一条", "补齐强制隔离戒毒决定书后，可以再次送来。"},
	"not_him":     {"《司法行政机关强制隔离戒毒工作规定》第十四条", "查明身份，决定书与本人一致后，可以再次送来。"},
	"danger":      {"", "经医院治疗脱离危险后，可以再次送来。"},
	"other":       {"", "上述原因消除后，可以再次送来。"},
}

// refusedPaper is the statement that the other side and the person are handed at once.
func (r Desk) refusedPaper(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if name := a.Answers.Of("name"); name != "" { // nobody came so far as to ask who he is
		a.Case.Name = name
	}
	x, err := r.Housed(ctx, tx, a)
	if err != nil {
		return err
	}
	why, health := refusals[a.Answers.Of("refusal")], a.Answers.Says("refusal", "ncl39") || a.Answers.Says("refusal", "danger")
	if said := a.Answers.Of("refusal_basis"); said != "" {
		why.basis = said
	}
	sheet := forms.RefusalStatement(forms.Refused{
		House: x.House, Person: x.Person, Decision: x.Decision, Bringing: a.Case.Said("arrive").Of("from_organ"),
		Came: act.DayOf(a.Case.Said("arrive"), "arrived"), Reason: a.Answers.Of("words"), Basis: why.basis, Cure: why.cure, On: act.DayOf(a.Answers, "told_at"), Examined: health && a.Case.Did("health"),
	})
	_, err = r.Issue(ctx, tx, a, paper.Draft{Kind: paper.Refusal, Name: x.Person.Name, Sheet: sheet})
	return err
}

// referredPaper is the letter that goes along with somebody who is sent on.
func (r Desk) referredPaper(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	x, err := r.Housed(ctx, tx, a)
	if err != nil {
		return err
	}
	sheet := forms.ReferralLetter(forms.Referred{
		House: x.House, Person: x.Person, Decision: x.Decision, Bringing: a.Case.Said("arrive").Of("from_organ"),
		Came: act.DayOf(a.Case.Said("arrive"), "arrived"), To: a.Answers.Of("refer_where"), Reason: a.Answers.Of("words"), On: act.DayOf(a.Answers, "told_at"),
	})
	_, err = r.Issue(ctx, tx, a, paper.Draft{Kind: paper.Referral, Name: x.Person.Name, Sheet: sheet})
	return err
}

func familyLetter(x paperwork.About, a *journey.Act) press.Sheet {
	return forms.FamilyLetter(forms.Letter{
		House: x.House, Person: x.Person, Decision: x.Decision, Admitted: cmp.Or(x.Came, act.DayOf(a.Case.Said("arrive"), "arrived")), End: x.End,
		Kin: a.Answers.Of("addressee"), On: a.Answers.Day("sent"),
	})
}
