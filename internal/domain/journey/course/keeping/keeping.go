// Package keeping is what a house has in keeping of somebody (REG 28): what was taken at the door, what goes along to another
// house, and what is given back to who goes.
package keeping

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/ask"
	"guitu/internal/domain/journey/course/paperwork"
	"guitu/internal/domain/law"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// What the house has in keeping of somebody (REG 28): when he came from another facility last, what came with him; else what
// he brought. Whoever lets him go has it before him, and nothing of it stays behind without a word.

// Kinds are the courses by which belongings come into keeping, at their step "property".
var Kinds = []journey.Kind{affair.Intake, affair.TransferIn}

// Kept are the things and the money that a step took into keeping, an entry each as people read it.
func Kept(said journey.Answers) (out []string) {
	if !said.Says("property", "kept") {
		return nil
	}
	for _, row := range said.Tables["items"] {
		out = append(out, entry(row))
	}
	if cash := paperwork.Yuan(said.Of("cash")); cash != "" {
		out = append(out, cash)
	}
	return out
}

// entry is a line of a list of belongings without what it looks like.
func entry(row journey.Row) string { return strings.TrimSpace(row["thing"] + " " + row["amount"]) }

// inKeeping is what was said when the belongings of the person of a case came into keeping last, nothing where none did.
func inKeeping(ctx context.Context, tx *store.Tx, a *journey.Act) (journey.Answers, error) {
	var last journey.Case
	for _, k := range Kinds {
		c, ok, err := a.Earlier(ctx, tx, k)
		if err != nil {
			return journey.Answers{}, err
		}
		if ok && c.Did("property") && c.Opened.After(last.Opened) {
			last = c
		}
	}
	return last.Said("property"), nil
}

// keptThings asks once more where there is said to be nothing to give back, or less than the house took into keeping.
func keptThings(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if a.Answers.Says("property", "later") {
		return nil
	}
	said, err := inKeeping(ctx, tx, a)
	if err != nil {
		return err
	}
	var care act.Cautions
	switch list, rest := Kept(said), stays(said, a.Answers); {
	case a.Answers.Says("property", "none") && len(list) > 0:
		care.Add("journey.caution.kept", strings.Join(list, "、"))
	case a.Answers.Says("property", "returned") && len(rest) > 0:
		care.Add("journey.caution.not_back", strings.Join(rest, "、"))
	}
	return care.Err(a)
}

// AllGoAlong holds what is packed against what is in keeping, entry by entry: what is not on the list goes along as well, or
// somebody writes what stays and why.
func AllGoAlong(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	said, err := inKeeping(ctx, tx, a)
	if err != nil {
		return err
	}
	var f errs.Fields
	if rest := stays(said, a.Answers); len(rest) > 0 && a.Answers.Of("left_behind") == "" {
		f.Add("left_behind", "journey.things_stay", "", strings.Join(rest, "、"), ask.Label("items"), ask.Label("left_behind"))
	}
	if more := stays(a.Answers, said); said.Of("property") != "" && len(more) > 0 && !explained(a, said, more) {
		f.Add("beyond_kept", "journey.more_than_kept", "", strings.Join(more, "、"), ask.Label("beyond_kept"))
	}
	return f.Err("journey.bad_input")
}

// explained tells whether somebody wrote where what is beyond the list comes from: what was written for the package of before
// answers for what was in that one.
func explained(a *journey.Act, kept journey.Answers, more []string) bool {
	why, before := a.Answers.Of("beyond_kept"), a.Case.Said("pack")
	return why != "" && (why != before.Of("beyond_kept") || slices.Equal(more, stays(before, kept)))
}

// stays is what is in keeping and not sent along.
func stays(kept, sent journey.Answers) (out []string) {
	var goes []string
	for _, row := range sent.Tables["items"] {
		goes = append(goes, cn.Compact(entry(row)))
	}
	for _, x := range Kept(kept) {
		if i := slices.Index(goes, cn.Compact(x)); i >= 0 {
			goes = slices.Delete(goes, i, i+1)
		} else if x != paperwork.Yuan(kept.Of("cash")) {
			out = append(out, x)
		}
	}
	had, _ := strconv.ParseInt(kept.Of("cash"), 10, 64) // "" is none
	has, _ := strconv.ParseInt(sent.Of("cash"), 10, 64)
	if kept.Says("property", "kept") && has < had {
		out = append(out, "现金"+paperwork.Yuan(strconv.FormatInt(had-has, 10)))
	}
	return out
}

// GivesBack is the step in which somebody who goes gets his things and his pay, whatever he goes by.
func GivesBack(from ...journey.State) journey.Step {
	return journey.Step{
		Name: "property", From: from, Must: true, Action: policy.JourneyRelease,
		Fields: []journey.Field{
			ask.Waits(ask.Choice("property", "none", "returned", "later"), "later"),
			{Name: "items", Sort: journey.Table, When: "property=returned", Columns: ask.Things},
			{Name: "cash", Sort: journey.Money},
			{Name: "wages", Sort: journey.Money},
			ask.Choice("resident_signs", ask.Signatures...), ask.Declines("resident"),
			{Name: "scan", Sort: journey.Files},
			ask.Words, ask.Aware,
		},
		Do: keptThings, Basis: []law.Citation{"REG 28"}, Mark: law.S,
	}
}

// OwesBack owes what is still to be given back: the day of release does not wait for it, and it does not fall away.
func OwesBack(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if said := a.Case.Said("property"); a.Case.Did("property") && !said.Says("property", "later") {
		return nil
	}
	return act.AtOnce(ctx, tx, a, duty.Duty{Code: "release.property", Basis: "REG 28", Certainty: law.S.String()})
}
