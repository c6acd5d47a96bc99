package remedy

import (
	"cmp"
	"context"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/ask"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/paper/forms"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// Decision is one that stands in somebody's file and that he may go against: it is the police's paper, and no paper of the house.
type Decision struct {
	measure.Event
	Known id.ID // the fact that says on which day he came to know of it, from which his limits run; "" for none
}

// Ref is how an answer names a decision: its number, or its day where the file has no number.
func (x Decision) Ref() string { return cmp.Or(x.Note.Number, x.Fact.On.String()) }

// Decisions are those of the present isolation, the latest first.
func Decisions(l measure.Life) (out []Decision) {
	for _, e := range InOrder(l) {
		switch e.Fact.Type {
		case term.CIDecided:
			out = []Decision{{Event: e}} // with another isolation the earlier one is over
		case term.ExtensionDecided:
			if e.Fact.Approved {
				out = append(out, Decision{Event: e})
			}
		case term.DecisionKnown:
			if n := len(out); n > 0 {
				out[n-1].Known = e.ID
			}
		}
	}
	slices.Reverse(out)
	return out
}

// InOrder are the facts of a life that stand, in the order in which they happened.
func InOrder(l measure.Life) []measure.Event {
	out := slices.Clone(l.Standing())
	slices.SortStableFunc(out, func(a, b measure.Event) int { return cmp.Or(a.Fact.On.Compare(b.Fact.On), cmp.Compare(a.Seq, b.Seq)) })
	return out
}

// Running is the latest decision against which a limit still runs, or against which none has begun because nobody recorded that he
// knows of it; the latest of all where every limit is over. Ok is false where the file has no decision.
func Running(v measure.View) (_ Decision, ok bool) {
	all := Decisions(v.Life)
	runs := func(x Decision) bool {
		return x.Known == "" || slices.ContainsFunc(v.Answer.Duties, func(d term.Duty) bool {
			return d.Status == term.Pending && against(v, d) == x.Known
		})
	}
	if i := slices.IndexFunc(all, runs); i >= 0 {
		return all[i], true
	}
	if len(all) > 0 {
		return all[0], true
	}
	return Decision{}, false
}

// against is the fact by which he came to know of the decision that a limit is of; "" for what is no limit of a remedy. The limit
// for going to court after a reconsideration (ALL 45) begins with its answer, and the answer is to what was applied for last before.
func against(v measure.View, d term.Duty) id.ID {
	opened := d.Opened
	switch d.Code {
	case law.ReconApply, law.SuitDirect:
	case law.SuitAfterRecon:
		applied := -1
		for _, x := range v.Answer.Duties {
			if x.Code == law.ReconApply && x.Discharged > applied && x.Discharged <= d.Opened {
				applied, opened = x.Discharged, x.Opened
			}
		}
		if applied < 0 {
			return ""
		}
	default:
		return ""
	}
	if opened >= len(v.Life.Events) {
		return ""
	}
	return v.Life.Events[opened].ID
}

// names are the fields of the decision that somebody means: one of the file by its Ref, or another by its number.
var names = []journey.Field{ask.Line("against_number", false), ask.Line("against_other", false)}

// meant is the decision that a form is against. Whom he named himself at his own page nobody names otherwise: journey.he_named. One
// that the file does not know keeps its number alone, and where nobody said which of several it is, all of it is left to be written
// by hand: the organ and the day of another decision would make another application of it.
func (r desk) meant(ctx context.Context, tx *store.Tx, a *journey.Act) (forms.Decision, error) {
	said := Named(a.Case.Said("request"))
	if chosen := Named(a.Answers); chosen != "" {
		if said != "" && chosen != said && his(a.Case) {
			var f errs.Fields
			f.Add("against_number", "journey.he_named", chosen, said)
			return forms.Decision{}, f.Err("journey.bad_input")
		}
		said = chosen
	}
	lives, err := r.Measures.Lives(ctx, tx, []id.ID{a.Case.Person})
	if err != nil {
		return forms.Decision{}, err
	}
	all := Decisions(lives[a.Case.Person])
	for _, x := range all {
		if x.Ref() == said || said == "" && len(all) == 1 {
			return forms.Decision{Organ: x.Note.Organ, Number: x.Note.Number, On: x.Fact.On}, nil
		}
	}
	return forms.Decision{Number: said}, nil
}

// Named is the decision that somebody named in a step: one of the file by its Ref, or another by its number; "" for none.
func Named(a journey.Answers) string { return cmp.Or(a.Of("against_other"), a.Of("against_number")) }
