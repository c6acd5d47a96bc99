package decided

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"guitu/internal/base/civil"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/leaving"
	"guitu/internal/domain/journey/course/paperwork"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/paper/forms"
	"guitu/internal/platform/store"
)

// What follows, for the table of a proposal, when the answer of the organ becomes another.

// answeredAnew are the steps for a table of proposals by which its answer becomes what the file says. One that is withdrawn is
// waited for again, where the affair goes on.
func (r Desk) answeredAnew(kind journey.Kind) []journey.Step {
	follows := func(name string, to journey.State, from ...journey.State) journey.Step {
		return journey.Step{Name: name, Follows: true, Voids: true, From: from, To: to}
	}
	yes, no := follows(affair.NowGranted, granted, affair.Denied, affair.Uncounted, affair.Closed), follows(affair.NowDenied, affair.Denied, granted, served, affair.Uncounted, affair.Closed)
	none, not := follows(affair.Unanswered, affair.Submitted, granted, served, affair.Uncounted, affair.Denied, affair.Closed), follows(affair.CountsNot, affair.Uncounted, granted, served, affair.Denied, affair.Closed)
	if kind == affair.Conversion { // he is here again, if he had gone home; and goes he after all, he is looked at again
		looks := []string{"first", "second", "go_home"}
		for _, s := range []*journey.Step{&no, &none, &not} {
			s.From = slices.DeleteFunc(s.From, func(x journey.State) bool { return x == served })
			s.Do, s.Anew = act.All(r.PapersFall(act.Withdrawn, paper.ReleaseCertificate, paper.NoticeFamily), act.OwedNoMore), looks
		}
		yes.Anew = looks
		return []journey.Step{yes, no, none, not}
	}
	yes.Or, yes.Do = affair.In(served), servedStill
	none.Anew = append([]string{"serve"}, leaving.Collectors...) // what was served and told was another answer
	no.Anew = none.Anew
	if kind == affair.Extension {
		return []journey.Step{yes, no, none, not}
	}
	again := follows(affair.CountsOn, granted, affair.Closed) // what had overtaken it is gone, and everybody was told that it counts no more
	again.Anew = none.Anew
	return []journey.Step{yes, no, none, not, again}
}

// servedStill leads an approval that counts again to where it stood.
func servedStill(_ context.Context, _ *store.Tx, a *journey.Act) error {
	if a.Case.Did("serve") {
		a.Goes = served
	}
	return nil
}

// A receipt says to the organ what its decision was taken for. It is of its day and right on it, whatever follows; but where a
// fact is corrected it never was right, and the organ would go on by a wrong day: another stands in its place.

// ReceiptAnew replaces the receipt of an answer (e, of a case, as the life has its fact now) where what it rests on is another, and
// makes it void where it is withdrawn.
func (r Desk) ReceiptAnew(ctx context.Context, tx *store.Tx, c *journey.Case, e journey.Entry, l measure.Life) error {
	old, first, ok, err := receiptOf(ctx, tx, e)
	if err != nil || !ok {
		return err
	}
	was, now, stands, known := l.ToldAt(e.At, affair.Decides[c.Kind])
	switch {
	case !known:
		return nil
	case !stands:
		return r.Papers.VoidIn(ctx, tx, old, act.Withdrawn)
	}
	end, err := r.Measures.EndAfter(ctx, tx, c.Person, now.ID)
	if err != nil || first == "" && was.Fact == now.Fact && was.Note.Number == now.Note.Number && was.Note.Organ == now.Note.Organ && old.States == end && was.Outside == now.Outside {
		return err
	}
	step := "grant"
	if !now.Fact.Approved {
		step = "deny"
	}
	a := &journey.Act{Case: c, Step: &journey.Step{Name: step}, Answers: amendedBy(e.Answers, now), Now: e.At}
	if now.Outside != "" { // by the facts as they are now the law does not let it count
		a.Goes = affair.Uncounted
	}
	x, err := r.About(ctx, tx, a)
	if err != nil {
		return err
	}
	x.End = end
	asked, _, err := paper.InCase(ctx, tx, c.ID, proposalSheets[c.Kind].Kind)
	if err != nil {
		return err
	}
	says := func(instead string, on civil.Date) paper.Draft {
		in := receipt(x, a, asked.Number)
		in.Instead, in.Issued = instead, on
		return paperwork.Of(a, paper.Draft{Kind: old.Kind, Name: x.Person.Name, Sheet: forms.DecisionReceipt(in), States: end})
	}
	if first != "" { // it was made new by an earlier correction, and this one may be about something else
		if same, err := r.Papers.Says(ctx, tx, old, says(first, civil.DateOf(old.Issued))); err != nil || same {
			return err
		}
	}
	_, err = r.Papers.InsteadIn(ctx, tx, old, says(old.Number, tx.Today()))
	return err
}

// receiptOf is the receipt of an answer that counts: the one issued with it, or what stands in its place; first is the number
// of the one that this replaced.
func receiptOf(ctx context.Context, tx *store.Tx, e journey.Entry) (out paper.Paper, first string, ok bool, err error) {
	all, err := paper.OfCase(ctx, tx, e.Case)
	for _, p := range paper.Line(all, paperwork.Papers(e)) {
		if p.Kind != paper.DecisionReceipt {
			continue
		}
		if p.InForce() {
			return p, first, true, err
		}
		first = p.Number
	}
	return out, "", false, err
}

// amendedBy are the answers of a step as the fact that they recorded is told now.
func amendedBy(said journey.Answers, now measure.Event) journey.Answers {
	said.Values = maps.Clone(said.Values)
	said.Values["decided"] = now.Fact.On.String()
	if now.Fact.Months > 0 {
		said.Values["months"] = strconv.Itoa(int(now.Fact.Months))
	}
	if !now.Fact.ReleaseOn.IsZero() {
		said.Values["release_on"] = now.Fact.ReleaseOn.String()
	}
	for field, v := range map[string]string{"number": now.Note.Number, "organ": now.Note.Organ} {
		if v != "" {
			said.Values[field] = v
		}
	}
	return said
}
