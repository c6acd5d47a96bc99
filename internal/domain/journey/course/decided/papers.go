package decided

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/paperwork"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/paper/forms"
	"guitu/internal/platform/press"
	"guitu/internal/platform/store"
)

// proposalSheets are the proposals on which the deciding organ decides.
var proposalSheets = map[journey.Kind]struct {
	paper.Kind
	title string // of the organ's answer
	about string // what it is about, for an answer that grants nothing
	sheet func(forms.Proposal, paperwork.About, *journey.Act) press.Sheet
}{
	affair.Early: {paper.EarlyProposal, "提前解除强制隔离戒毒决定书", "提前解除强制隔离戒毒", func(p forms.Proposal, x paperwork.About, _ *journey.Act) press.Sheet {
		return forms.EarlyProposal(forms.Early{Proposal: p, OneYear: x.Early})
	}},
	affair.Extension: {paper.ExtensionProposal, "延长强制隔离戒毒期限决定书", "延长强制隔离戒毒期限", func(p forms.Proposal, x paperwork.About, a *journey.Act) press.Sheet {
		n, _ := strconv.Atoi(a.Answers.Of("months")) // read already
		return forms.ExtensionProposal(forms.Extension{Proposal: p, Months: n, Already: x.Extended, NewEnd: cmp.Or(x.Asked, x.End.AddMonths(n))})
	}},
	affair.Conversion: {paper.ConversionProposal, "变更戒毒措施决定书", "变更戒毒措施", func(p forms.Proposal, _ paperwork.About, _ *journey.Act) press.Sheet {
		return forms.ConversionProposal(forms.Conversion{Proposal: p})
	}},
}

func (r Desk) proposed(k journey.Kind) act.Do {
	spec := proposalSheets[k]
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) (err error) {
		var asked civil.Date
		if k == affair.Extension {
			if asked, err = r.Measures.EndWith(ctx, tx, a.Case.Person, granting(a)); err != nil {
				return err
			}
		}
		return r.Issues(spec.Kind, func(x paperwork.About, a *journey.Act) press.Sheet {
			x.Asked = asked
			return spec.sheet(forms.Proposal{
				House: x.House, Person: x.Person, Decision: x.Decision, End: x.End, Findings: strings.Split(a.Answers.Of("words"), "\n"), On: a.Answers.Day("proposed_on"),
			}, x, a)
		})(ctx, tx, a)
	}
}

// answered is the receipt for the organ's decision.
func (r Desk) answered(k journey.Kind) act.Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		asked, _, err := paper.InCase(ctx, tx, a.Case.ID, proposalSheets[k].Kind)
		if err != nil {
			return err
		}
		x, err := r.About(ctx, tx, a)
		if err != nil {
			return err
		}
		in := receipt(x, a, asked.Number)
		first, again, err := paper.InCase(ctx, tx, a.Case.ID, paper.DecisionReceipt)
		if err != nil {
			return err
		}
		if again { // typed again, because it was typed wrong: the organ holds a receipt that says something else
			in.Instead = first.Number
		}
		_, err = r.Again(ctx, tx, a, paper.Draft{Kind: paper.DecisionReceipt, Name: x.Person.Name, Sheet: forms.DecisionReceipt(in), States: x.End})
		return err
	}
}

// receipt is what the receipt for a decision says.
func receipt(x paperwork.About, a *journey.Act, asked string) forms.Received {
	spec := proposalSheets[a.Case.Kind]
	in := forms.Received{
		House: x.House, Organ: cmp.Or(a.Answers.Of("organ"), x.Decision.Organ), Title: spec.title, Number: a.Answers.Of("number"), Dated: a.Answers.Day("decided"),
		Person: cn.MaskSpoken(x.Person.Name), On: civil.DateOf(a.Now), Asked: asked,
	}
	switch {
	case a.Step.Name == "deny": // what the organ calls its answer is not known
		in.Title, in.Then = "关于"+spec.about+"意见的答复", "答复为不予批准，我所将按答复办理。"
	case a.Goes == affair.Uncounted:
		in.Then = "本件已存档。按已记载的事实，期满日没有因此改变，我所将就此与你单位联系核实。"
	case a.Case.Kind == affair.Extension:
		in.Months, _ = strconv.Atoi(a.Answers.Of("months")) // read already
		in.End = x.End
	case a.Case.Kind == affair.Early:
		in.Leaves = a.Answers.Day("release_on")
	}
	return in
}
