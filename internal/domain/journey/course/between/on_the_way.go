package between

import (
	"context"
	"errors"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/ask"
	"guitu/internal/domain/journey/course/paperwork"
	"guitu/internal/domain/law"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/transfer"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// onTheWay are the steps from the gate on: what the other side does with him, or his way back.
func (r desk) onTheWay() []journey.Step {
	return []journey.Step{
		{
			Name: "depart", From: affair.In(packed), To: affair.UnderWay, Action: policy.JourneyMove,
			Fields: []journey.Field{
				ask.Moment("departed"),
				{Name: "due_at", Sort: journey.Moment, Ahead: true},
				ask.Escorts,
				ask.Line("vehicle", false),
				ask.Aware,
			},
			Judge: act.Judges(act.Order("approve", "approved_on", "departed"), afterTheDoctor, act.Order("", "departed", "due_at")), Do: act.All(r.beforeTheEnd, r.setOut),
		},
		{Name: "arrived", From: affair.In(affair.UnderWay, strayed), To: arrived, Follows: true, Fields: []journey.Field{ask.Moment("arrived"), ask.Line("receiver", false)}},
		{Name: "turned_away", From: affair.In(affair.UnderWay, strayed), To: turnedAway, Follows: true, Fields: []journey.Field{ask.Moment("told_at"), ask.Reason, ask.Line(paperwork.Field, false)}},
		{Name: "return", From: affair.In(affair.UnderWay, strayed, turnedAway), To: affair.Back, Or: affair.In(affair.Cancelled), Action: policy.JourneyMove, Fields: []journey.Field{ask.Moment("returned"), ask.Reason}, Judge: act.Order("depart", "departed", "returned"), Do: r.comesBack},
		{Name: "brought_back", From: affair.In(affair.UnderWay), To: strayed, Follows: true, Fields: []journey.Field{ask.Day("returned")}},
		{Name: "cancel", From: affair.In(suggested, affair.Submitted, affair.Approved, lookedOver, packed), To: affair.Cancelled, Action: policy.JourneyMove, Fields: []journey.Field{ask.Reason}, Do: r.recall},
		r.undone(journey.Lapsing(affair.Lapsed, suggested, affair.Submitted, affair.Approved, lookedOver, packed, affair.UnderWay, strayed, turnedAway)),
	}
}

// afterTheDoctor refuses a setting out before the doctor looked at him, whose hour is the clinic's, or before the package was made.
func afterTheDoctor(a *journey.Act, f *errs.Fields) error {
	said, err := a.Hidden("health")
	if err != nil {
		return err
	}
	if left, looked := a.Answers.Moment("departed"), said.Moment("examined"); left != 0 && left < looked {
		f.Add("departed", "journey.before_that", "", ask.Label("departed"), journey.Title(a.Case.Kind, "health"), looked.Time())
	}
	return nil
}

// undone takes the package back when its person has left for good meanwhile.
func (r desk) undone(s journey.Step) journey.Step {
	s.Do = r.recall
	return s
}

// recall takes back the package that the case made, if it made one that still counts.
func (r desk) recall(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	p, err := transfer.OfCase(ctx, tx, a.Case.ID)
	switch {
	case errs.KindOf(err) == errs.NotFound || err == nil && p.State == transfer.Recalled:
		return nil
	case err != nil:
		return err
	case p.State == transfer.TurnedAway: // he is received on it no more
		return r.Papers.EndIn(ctx, tx, a.Case.ID, paper.TransferCover, "对方未接收，人已返回")
	}
	if p.State == transfer.Sent && p.Receiver != "" { // the other side has opened it: its case ends with this one
		if err := a.Follow(ctx, tx, p.Receiver, "taken_back", journey.Posted{"words": {a.Answers.Of("words")}}); err != nil {
			return err
		}
	}
	if err := errors.Join(expectedNoMore(ctx, tx, a, p.ID, false), outing.OverIn(ctx, tx, a.Case.Person)); err != nil {
		return err
	}
	if err := r.Papers.EndIn(ctx, tx, a.Case.ID, paper.TransferCover, "移交包已收回"); err != nil {
		return err
	}
	return r.Transfers.RecallIn(ctx, tx, p)
}

// setOut has him out of the walls from this minute, and the package on the way.
func (r desk) setOut(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	p, err := transfer.OfCase(ctx, tx, a.Case.ID)
	if err != nil {
		return err
	}
	to, err := facility.Get(ctx, tx, p.To)
	if err != nil {
		return err
	}
	d := outing.Departure{
		Person: a.Case.Person, Kind: string(outing.Transfer), From: typed(a.Answers.Moment("departed")), Due: typed(a.Answers.Moment("due_at")),
		Words: outing.Words{Where: to.Name, Escort: cut(paperwork.Column(a.Answers.Tables["escorts"], "escort"), 120), Note: a.Answers.Of("vehicle")},
	}
	if _, err := r.Outings.LeaveIn(ctx, tx, d); err != nil {
		return errs.Renamed(errs.Renamed(err, "from", "departed"), "due", "due_at")
	}
	if err := expectedThere(ctx, tx, a, p); err != nil {
		return err
	}
	return r.Transfers.SendIn(ctx, tx, p)
}

// typed is a moment as the desk of outings reads it.
func typed(i civil.Instant) string {
	if i == 0 {
		return ""
	}
	return i.Time().In(civil.Shanghai).Format("2006-01-02T15:04")
}

func cut(s string, most int) string {
	r := []rune(s)
	return string(r[:min(len(r), most)])
}

// comesBack has him in his bed again; nobody may be received on the package any more. Who absconded on the way is brought
// back by that affair, which has him in his bed already. Whom another organ took on the way does not come back: the car does,
// and the transfer is over. Who came back and has gone out since is where the board has him.
func (r desk) comesBack(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if gone, err := r.Gone(ctx, tx, a); err != nil || gone {
		return errors.Join(err, errs.New(errs.Invalid, "journey.recapture_first"))
	}
	o, err := outing.Current(ctx, tx, a.Case.Person)
	switch {
	case errs.KindOf(err) == errs.NotFound:
	case err != nil:
		return err
	case o.Kind == outing.Transfer:
		if err := r.Outings.BackIn(ctx, tx, o, a.Answers.Moment("returned").Time()); err != nil {
			return err
		}
	case o.Kind == outing.HeldElsewhere:
		a.Goes = affair.Cancelled
	}
	return r.recall(ctx, tx, a)
}

// Somebody is on the way: the desk of admission over there sees it on its day before he stands at the gate. The duty names
// nobody; the package does, to who may open it.

const expect = duty.Code("transfer.expect")

// expectedThere owes that he is received: until he is due, or from today on.
func expectedThere(ctx context.Context, tx *store.Tx, a *journey.Act, p transfer.Package) error {
	d := duty.Duty{Code: expect, Cause: p.ID, Number: -1, Facility: p.To, Unit: p.To, Certainty: law.Inference.String()}
	if due := a.Answers.Moment("due_at"); due != 0 {
		d.Due = duty.By(due.Time())
	} else {
		d.NotBefore = tx.Today()
	}
	return duty.Renew(ctx, tx, d) // its admission may have been opened by mistake
}

// expectedNoMore ends it: he came, or he comes no more.
func expectedNoMore(ctx context.Context, tx *store.Tx, a *journey.Act, pkg id.ID, came bool) error {
	return act.Settle(ctx, tx, a, act.Owed{Code: expect, Cause: pkg}, came)
}
