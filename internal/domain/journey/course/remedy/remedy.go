// Package remedy holds what a person may ask for against a decision, or to have it looked at (救济): reconsideration (行政复议),
// a suit (行政诉讼), and legal aid (法律援助).
//
// The facility hands on what he asks for and decides nothing of it. Reconsideration and suit must reach the organ within the
// limits of the clock (ARL 20, ALL 45–46); the day that we keep is that on which he asked, because he cannot go there himself: no article says so, and
// where a limit is doubtful he has the benefit of it.
// A request for legal aid is handed on within 24 hours (LAL 39). A form comes out of each, filled with what the house knows; who
// has a letter of his own needs none.
//
// He may have several open at once, and they go on after he has left.
package remedy

import (
	"context"
	"slices"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/ask"
	"guitu/internal/domain/journey/course/paperwork"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/paper/forms"
	"guitu/internal/domain/term"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/press"
	"guitu/internal/platform/store"
)

// desk is what the steps of remedies call.
type desk struct{ paperwork.Desk }

// Courses are the affairs of this room, in the order in which the law meets them.
func Courses(in act.Rooms) []*journey.Course {
	r := desk{paperwork.Desk{Rooms: in}}
	return []*journey.Course{r.reconsideration(), r.suit(), r.legalAid()}
}

// The states that the three have in common.
const (
	requested = journey.State("asked_for") // he asked, and nobody outside knows yet
	written   = journey.State("written")   // the form is made, to be signed
	sentOn    = journey.State("sent_on")   // the organ has it
	answered  = journey.State("answered")
)

// kind is one of the three as they differ.
type kind struct {
	journey.Kind
	basis   []law.Citation
	asks    term.Type // the fact that he asked, where the law counts from it; else none
	hands   term.Type // the fact that it was handed on
	answers term.Type // the fact of the answer, none where the clock keeps none
	sheet   func(forms.Plea) press.Sheet
	paper   paper.Kind
	results []string  // words of the answer
	owes    duty.Code // until it is handed on; "" where the clock owes it by the hour
}

// course is the table of one of them.
func (r desk) course(k kind) *journey.Course {
	return &journey.Course{
		Kind: k.Kind, Many: true, Gone: true,
		Stages: []journey.Stage{
			{State: requested, Owes: k.owes, Today: k.owes != "", Next: true}, // "promptly", without a number: the first thing of the day
			{State: written, Owes: k.owes, Today: k.owes != "", Next: true},
			{State: sentOn},
			{State: answered, Owes: "remedy.tell", Today: true, Next: true},
			{State: affair.Closed, End: true},
			{State: affair.Cancelled, End: true},
		},
		Steps: []journey.Step{
			{
				Name: "request", To: requested, From: affair.In(requested), Action: policy.JourneyRequest,
				Fields: slices.Concat([]journey.Field{
					ask.Moment("requested_at"), ask.Choice("by_whom", "himself", "relative", "lawyer"),
					{Name: "asker", Sort: journey.Line, Must: true, When: "by_whom=relative|lawyer"},
				}, names, []journey.Field{ask.Words}),
				Do: r.asked(k), Basis: k.basis, Mark: law.S,
			},
			{
				Name: "form", To: written, From: affair.In(requested, written), Action: policy.JourneyRemedy,
				Fields: slices.Concat(names, []journey.Field{
					ask.Line("sent_to", true),
					{Name: "plea", Sort: journey.Text, Must: true, Most: 400},
					{Name: "grounds", Sort: journey.Text, Must: true},
					ask.Choice("helped", "wrote_himself", "helped_by", "interpreter"),
					{Name: "helper", Sort: journey.Line, Must: true, When: "helped=helped_by|interpreter"},
				}),
				Do: r.form(k), Basis: k.basis, Mark: law.S,
			},
			{
				Name: "send_on", To: sentOn, From: affair.In(requested, written), Action: policy.JourneyRemedy,
				Fields: append([]journey.Field{ask.Moment("sent_at"), ask.Choice("sent_by", "post", "by_hand", "fetched"), ask.Choice("resident_signs", ask.Signatures...), ask.Declines("resident")},
					ask.Must(ask.Letter(), "organ")...),
				Judge: act.Order("request", "requested_at", "sent_at"), Do: r.sentOn(k), Basis: k.basis, Mark: law.S,
			},
			{
				Name: "answer", To: answered, From: affair.In(sentOn, answered), Action: policy.JourneyRemedy,
				Fields: append([]journey.Field{ask.Day("answered_on"), ask.Choice("result", k.results...)}, ask.Must(ask.Letter(), "organ")...),
				Judge:  act.Order("send_on", "sent_at", "answered_on"), Do: r.answered(k), Basis: k.basis, Mark: law.S,
			},
			{
				Name: "tell", To: affair.Closed, From: affair.In(answered), Action: policy.JourneyRemedy,
				Fields: []journey.Field{ask.Moment("told_at"), ask.Choice("resident_signs", ask.Signatures...), ask.Declines("resident"), ask.Words},
				Judge:  act.Order("answer", "answered_on", "told_at"), Basis: k.basis, Mark: law.S,
			},
			{
				Name: "withdraw", To: affair.Cancelled, From: affair.In(requested, written, sentOn), Action: policy.JourneyRemedy,
				// Nobody takes it back but he: by the sheet that bears his name or his finger, and never by an officer's tick.
				Fields: []journey.Field{ask.Choice("resident_signs", "signed", "thumb"), {Name: "scan", Sort: journey.Files, Must: true}, ask.Reason},
			},
		},
	}
}

func (r desk) reconsideration() *journey.Course {
	return r.course(kind{
		Kind: affair.Reconsideration, owes: "journey.reconsideration", basis: []law.Citation{"NCL 40", "ARL 20", "ARL 24"}, hands: term.ReconApplied, answers: term.ReconDecidedReceived,
		sheet: forms.Reconsideration, paper: paper.ReconApplication, results: []string{"upheld", "changed", "revoked", "not_taken"},
	})
}

func (r desk) suit() *journey.Course {
	return r.course(kind{
		Kind: affair.Suit, owes: "journey.suit", basis: []law.Citation{"NCL 40", "ALL 44", "ALL 46"}, hands: term.SuitFiled,
		sheet: forms.Suit, paper: paper.SuitComplaint, results: []string{"upheld", "changed", "revoked", "not_taken"},
	})
}

func (r desk) legalAid() *journey.Course {
	return r.course(kind{
		Kind: affair.LegalAid, basis: []law.Citation{"LAL 39"}, asks: term.LegalAidRequested, hands: term.LegalAidForwarded,
		sheet: forms.LegalAid, paper: paper.AidApplication, results: []string{"aid_given", "aid_refused"},
	})
}

// asked records that he asked, where the law counts from it. Asked anew, it is the same request, told better; but what he wrote
// himself at his own page nobody tells better than he: the day that counts and the words stay his.
func (r desk) asked(k kind) act.Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		if his(a.Case) {
			return errs.New(errs.Conflict, "journey.his_own_words")
		}
		if k.asks == term.NoType || a.Case.Did("request") {
			return nil
		}
		return r.Fact(k.asks, "requested_at", nil)(ctx, tx, a)
	}
}

// his tells whether he asked himself, at his own page.
func his(c *journey.Case) bool {
	return slices.ContainsFunc(c.Entries, func(e journey.Entry) bool { return e.Step == "request" && strings.HasPrefix(e.By, actor.ResidentRef) })
}

// form makes the paper that he signs.
func (r desk) form(k kind) act.Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		x, err := r.About(ctx, tx, a)
		if err != nil {
			return err
		}
		if x.Decision, err = r.meant(ctx, tx, a); err != nil {
			return err
		}
		in := forms.Plea{
			House: x.House, Person: x.Person, Decision: x.Decision, To: a.Answers.Of("sent_to"), Plea: a.Answers.Of("plea"), Grounds: a.Answers.Of("grounds"),
			Asked: a.Case.Said("request").Moment("requested_at").Day(), On: civil.DateOf(a.Now),
		}
		switch a.Answers.Of("helped") {
		case "helped_by":
			in.Writer = a.Answers.Of("helper")
		case "interpreter":
			in.Interpreter = a.Answers.Of("helper")
		}
		_, err = r.Again(ctx, tx, a, paper.Draft{Kind: k.paper, Name: x.Person.Name, Sheet: k.sheet(in)})
		return err
	}
}

// sentOn records that the organ has it, of reconsideration and suit by the day on which he asked.
func (r desk) sentOn(k kind) act.Do {
	return r.Facts(func(a *journey.Act) []measure.Recording {
		x := act.OnDay(a, k.hands, "sent_at")
		if !term.SchemaOf(k.hands).Moment {
			x.Fact = term.OnDay(k.hands, a.Case.Said("request").Moment("requested_at").Day())
		}
		x.Happened = true
		return []measure.Recording{x}
	}, "sent_at")
}

// overturns are the results by which nothing of the decision may stand any more as it did.
var overturns = []string{"changed", "revoked"}

// answered records the answer. Where it overturns the decision, somebody sees to it today: a day of liberty may hang on it.
func (r desk) answered(k kind) act.Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		if k.answers != term.NoType && a.Answers.Of("result") != "not_taken" && !sameAnswer(a) {
			if err := r.Fact(k.answers, "answered_on", nil)(ctx, tx, a); err != nil {
				return errs.Renamed(err, "at", "answered_on")
			}
		}
		if !slices.Contains(overturns, a.Answers.Of("result")) {
			return nil
		}
		return act.AtOnce(ctx, tx, a, duty.Duty{Code: "remedy.overturned", Basis: "ARL; ALL; ACL 20", Certainty: law.Inference.String()})
	}
}

// sameAnswer tells whether the answer was recorded before, on the same day.
func sameAnswer(a *journey.Act) bool {
	return a.Case.Did("answer") && a.Case.Said("answer").Day("answered_on") == a.Answers.Day("answered_on")
}
