package arrival

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/ask"
	"guitu/internal/domain/law"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/paper/forms"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

const (
	announced = journey.State("announced")
	expected  = journey.State("expected")
	returned  = journey.State("returned")
	counted   = journey.State("counted")
	received  = journey.State("received")
	unsigned  = journey.State("unsigned") // received, and the other side would not sign for it
	disputed  = journey.State("disputed") // the other side says that it holds something else
)

// handOver brings somebody from the police facility to the door: asked for, looked at, counted paper by paper, and receipted
// on both sides. Both hold the same digest of the dossier, so that neither can say later that a paper was or was not there.
func (r Desk) handOver() *journey.Course {
	return &journey.Course{
		Kind: affair.HandOver, Newcomer: true,
		Stages: []journey.Stage{
			{State: announced, Owes: "journey.handover", Owner: policy.IntakeOfficer},
			{State: expected, Owes: "journey.handover", Owner: policy.IntakeOfficer, By: "announce.expected_on"},
			{State: counted, Owes: "journey.handover", Owner: policy.IntakeOfficer, Today: true},
			{State: received, Owes: "journey.handover", Owner: policy.IntakeOfficer, Today: true},
			{State: unsigned, Owes: "journey.handover", Owner: policy.IntakeOfficer, Today: true},
			{State: disputed, Owes: "journey.handover", Owner: policy.IntakeOfficer, Today: true},
			{State: affair.Closed, End: true},
			{State: returned, End: true},
			{State: affair.Dropped, End: true},
		},
		Steps: []journey.Step{
			{
				Name: "announce", To: announced, Action: policy.JourneyIntake,
				Fields: []journey.Field{ask.Line("from_organ", true), ask.Line("name", true), ask.Line("decision_number", true), {Name: "expected_on", Sort: journey.Day, Must: true, Ahead: true}, ask.Line("told", false), ask.Line("phone", false)},
				Judge:  named, Basis: []law.Citation{"REG 27"}, Mark: law.S,
			},
			{Name: "accept_request", From: affair.In(announced), To: expected, Action: policy.JourneyIntake, Fields: []journey.Field{ask.Words}, Basis: []law.Citation{"REG 27"}, Mark: law.S},
			{Name: "return_request", From: affair.In(announced), To: returned, Action: policy.JourneyIntake, Fields: []journey.Field{ask.Reason, ask.Line("told", true)}},
			{
				Name: "count", From: affair.In(announced, expected, counted, received, unsigned, disputed), To: counted, Action: policy.JourneyIntake,
				Fields: []journey.Field{
					ask.Moment("arrived"),
					{Name: "dossier", Sort: journey.Table, Must: true, Columns: ask.Sheets},
					ask.Escorts,
					{Name: "scan", Sort: journey.Files, Most: 20},
					{Name: "receipt_number", Sort: journey.Given},
					{Name: "digest", Sort: journey.Given},
				},
				Do: r.count, Basis: []law.Citation{"MOJ127 13"}, Mark: law.Memory,
			},
			{
				Name: "sign", From: affair.In(counted, received, unsigned), To: received, // who would not sign may do so five minutes later
				Or: affair.In(unsigned), Needs: []string{"count"}, Action: policy.JourneyIntake,
				Fields: []journey.Field{ask.Choice("police_signs", "signed", "declined"), ask.Declines("police"), ask.Line("police_name", true), ask.Line("receiver", true), {Name: "scan", Sort: journey.Files}, ask.Words},
				Judge:  bothSigned, Basis: []law.Citation{"MOJ127 13"}, Mark: law.Memory,
			},
			{Name: "to_intake", From: affair.In(received, unsigned, disputed), Action: policy.JourneyIntake, Do: act.All(onceOnly, r.toIntake)},
			{
				Name: "acknowledge", From: affair.In(received, unsigned, disputed), To: affair.Closed, Or: affair.In(disputed, received, unsigned), Action: policy.JourneyAnswer, Asks: policy.JourneyIntake, Shows: []string{"count", "sign"},
				Fields: []journey.Field{ask.Line("receipt", true), ask.Waits(ask.Choice("agrees", "yes", "no"), "no"), {Name: "words", Sort: journey.Text}, ask.Line("answerer", true), ask.Line("badge", false)},
				Judge:  acknowledged,
			},
			{Name: "close", From: affair.In(received, unsigned, disputed), To: affair.Closed, Needs: []string{"to_intake"}, Action: policy.JourneyIntake, Fields: []journey.Field{ask.Reason}},
			{Name: "drop", From: affair.In(announced, expected, counted, received, unsigned, disputed), To: affair.Dropped, Until: "to_intake", Action: policy.JourneyIntake, Fields: []journey.Field{ask.Reason}, Do: r.PapersFall(notCome)},
		},
	}
}

// named lets a case show whom it is about.
func named(a *journey.Act, _ *errs.Fields) error {
	a.Case.Name = a.Answers.Of("name")
	return nil
}

// count gives the receipt its number and the dossier its digest.
func (r Desk) count(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	x, err := r.Housed(ctx, tx, a)
	if err != nil {
		return err
	}
	from := a.Case.Said("announce")
	digest := Digest(from.Of("decision_number"), a.Answers.Tables["dossier"])
	x.Decision.Number = from.Of("decision_number")
	in := forms.Handover{From: from.Of("from_organ"), To: x.House.Name, Person: x.Person, Decision: x.Decision, On: act.DayOf(a.Answers, "arrived"), Dossier: digest}
	for _, row := range a.Answers.Tables["dossier"] {
		n, _ := strconv.Atoi(row["pages"]) // read already
		in.Papers = append(in.Papers, forms.Enclosure{Name: row["paper"], Pages: n, Noted: row["features"]})
	}
	// Counted again: the receipt of before counts no more, unless it says the same.
	p, err := r.Again(ctx, tx, a, paper.Draft{Kind: paper.HandoverReceipt, Name: a.Case.Name, Sheet: forms.HandoverReceipt(in)})
	a.Answers.Values["receipt_number"], a.Answers.Values["digest"] = p.Number, digest
	return err
}

// Digest is the digest of a dossier as both sides can compute it from the list that they hold: SHA-256 over the number of
// the decision and each paper with its pages, a line each, as hexadecimal in groups of eight.
func Digest(decision string, dossier []journey.Row) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", decision)
	for i, row := range dossier {
		fmt.Fprintf(&b, "%d %s %s\n", i+1, row["paper"], row["pages"])
	}
	sum := sha256.Sum256([]byte(b.String()))
	return Grouped(hex.EncodeToString(sum[:]))
}

// Grouped writes a digest in groups of eight, as people compare it.
func Grouped(digest string) string {
	var groups []string
	for g := range slices.Chunk([]byte(digest), 8) {
		groups = append(groups, string(g))
	}
	return strings.Join(groups, " ")
}

// bothSigned lets the case say of who would not sign that he has not.
func bothSigned(a *journey.Act, _ *errs.Fields) error {
	if a.Answers.Says("police_signs", "declined") {
		a.Goes = unsigned
	}
	return nil
}

// acknowledged holds the receipt in the other side's hand against that of the case.
func acknowledged(a *journey.Act, f *errs.Fields) error {
	if said := a.Answers.Of("receipt"); !sameReceipt(a.Case, said) {
		f.Add("receipt", "journey.other_receipt", said, said)
	}
	switch {
	case a.Answers.Says("agrees", "no") && a.Answers.Of("words") == "":
		f.Add("words", "journey.missing", "", ask.Label("words"))
	case a.Answers.Says("agrees", "no"):
		a.Goes = disputed
	case !a.Case.Did("to_intake"):
		a.Goes = received // he is still to be taken in with what the hand-over knows
		if a.Case.Said("sign").Says("police_signs", "declined") {
			a.Goes = unsigned
		}
	}
	return nil
}

// sameReceipt tells whether a number is that of the receipt of a case as it was counted last.
func sameReceipt(c *journey.Case, number string) bool {
	clean := func(s string) string { return strings.ToUpper(strings.ReplaceAll(s, " ", "")) }
	return clean(number) == clean(c.Said("count").Of("receipt_number"))
}

// handedOver makes the hand-over out of which an admission came one of the person's: what both sides signed is in his file.
func (r Desk) handedOver(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	of := id.ID(a.Case.Said("arrive").Of("handover"))
	if of == "" {
		return nil
	}
	return errors.Join(a.Adopt(ctx, tx, of), r.Papers.AdoptIn(ctx, tx, of, a.Case.Person, a.Case.Unit))
}

// notCome is why the receipt of a hand-over counts no more: what was counted was not handed over.
const notCome = "移交没有办成"

// onceOnly refuses a second admission out of one hand-over while the first goes on, or has taken him in.
func onceOnly(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	of := id.ID(a.Case.Said("to_intake").Of("case"))
	if of == "" {
		return nil
	}
	state, err := journey.StateOf(ctx, tx, of)
	if err == nil && !slices.Contains(affair.In(affair.Refused, referred, affair.Dropped), state) {
		err = errs.New(errs.Invalid, "journey.in_intake", text.Key("journey.state."+string(state)))
	}
	return err
}

// toIntake begins the admission with what the hand-over knows.
func (r Desk) toIntake(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if e, ok := a.Case.Last("acknowledge"); ok && e.Answers.Says("agrees", "yes") && sameReceipt(a.Case, e.Answers.Of("receipt")) {
		a.Goes = affair.Closed // both sides hold the same, and he goes on
	}
	said, from := a.Case.Said("count"), a.Case.Said("announce")
	p := journey.Posted{"arrived": {said.Of("arrived")}, "from": {"ps_facility"}, "from_organ": {from.Of("from_organ")}}
	for _, row := range said.Tables["escorts"] {
		p["escorts.escort"] = append(p["escorts.escort"], row["escort"])
		p["escorts.badge"] = append(p["escorts.badge"], row["badge"])
	}
	for _, row := range said.Tables["dossier"] {
		for _, c := range ask.Sheets {
			p["dossier."+c.Name] = append(p["dossier."+c.Name], row[c.Name])
		}
	}
	of, err := a.Begin(ctx, tx, journey.Start{Kind: affair.Intake, Facility: a.Case.Facility, Name: a.Case.Name, Said: p, Given: map[string]string{
		"announced_name": from.Of("name"), "announced_number": from.Of("decision_number"), "handover": string(a.Case.ID),
	}})
	a.Answers.Values["case"] = string(of)
	return err
}
