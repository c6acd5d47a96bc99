package between

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/arrival"
	"guitu/internal/domain/journey/course/ask"
	"guitu/internal/domain/journey/course/paperwork"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/paper/forms"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/transfer"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// transferIn receives somebody whom another facility sends: the package is opened, he is held against it, looked at,
// searched and counted as at an admission, and then his stay begins here. His clock goes on without a gap.
func (r desk) transferIn() *journey.Course {
	return &journey.Course{
		Kind: affair.TransferIn, Newcomer: true,
		Stages: []journey.Stage{
			{State: affair.Checking, Owes: "journey.transfer_in", Today: true},
			{State: takenOver, Owes: "journey.transfer_in", Today: true},
			{State: affair.Settled, End: true},
			{State: affair.Refused, End: true},
			{State: takenBack, End: true},
			{State: affair.Dropped, End: true},
		},
		Steps: append([]journey.Step{
			{
				Name: "open", To: affair.Checking, Action: policy.JourneyIntake,
				Fields: []journey.Field{
					{Name: "package", Sort: journey.Line, Must: true},
					ask.Moment("arrived"),
					{Name: "from_organ", Sort: journey.Given},
					{Name: "cover_number", Sort: journey.Given},
					{Name: "end", Sort: journey.Given},
				},
				Do: act.All(r.unpack, arrival.DoctorSees),
			},
			{
				Name: "identity", From: affair.In(affair.Checking), Must: true, Fresh: true, Action: policy.JourneyIntake,
				Fields: []journey.Field{
					ask.Choice("document", "card", "none"),
					{Name: "number_in_hand", Sort: journey.Line, Must: true, When: "document=card"},
					{Name: "file_number", Sort: journey.Line, Must: true, When: "document=none"},
					{Name: "photo", Sort: journey.Files, Picture: true, Most: 3},
					ask.Words,
					{Name: "name", Sort: journey.Given},
					{Name: "sex", Sort: journey.Given},
					{Name: "born", Sort: journey.Given},
				},
				Do: r.sameAsSent,
			},
			{
				Name: "dossier", From: affair.In(affair.Checking), Must: true, Action: policy.JourneyIntake,
				Fields: []journey.Field{
					{Name: "dossier", Sort: journey.Table, Must: true, Columns: ask.Sheets},
					{Name: "scan", Sort: journey.Files, Most: 20},
					ask.Words,
					{Name: "digest", Sort: journey.Given},
				},
				Do: r.countAgain,
			},
			arrival.Health("open"), r.AtTheDoor(arrival.Injuries()), arrival.Search(), r.AtTheDoor(r.sentThings(arrival.Property())), arrival.Place(), r.Bed(),
		}, r.receivingEnds()...),
	}
}

// sentThings asks for a word where what was taken into keeping is not what the other side sent: each house has signed for it.
func (r desk) sentThings(s journey.Step) journey.Step {
	s.Do = func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		_, c, err := r.Opened(ctx, tx, a)
		if err != nil {
			return err
		}
		var sent, came []string
		for _, x := range c.Items {
			sent = append(sent, strings.TrimSpace(x.Name+" "+x.Amount))
		}
		for _, row := range a.Answers.Tables["items"] {
			came = append(came, strings.TrimSpace(row["thing"]+" "+row["amount"]))
		}
		cash, _ := strconv.ParseInt(a.Answers.Of("cash"), 10, 64) // "" is none
		slices.Sort(sent)
		slices.Sort(came)
		var f errs.Fields
		if (!slices.Equal(sent, came) || cash != c.Cash) && a.Answers.Of("words") == "" {
			if money := paperwork.Yuan(strconv.FormatInt(c.Cash, 10)); money != "" {
				sent = append(sent, money)
			}
			f.Add("words", "journey.other_things", "", strings.Join(sent, "、"))
		}
		return f.Err("journey.bad_input")
	}
	return s
}

// unfitYet asks for a word before somebody is received whom the doctor here calls barred, or wants in a hospital first: he stands at
// the gate and is not sent back for it, but what is done about it is written down.
func unfitYet(a *journey.Act, f *errs.Fields) error {
	if said := a.Case.Said("health"); (said.Says("conclusion", "barred") || said.Says("conclusion", "hospital")) && a.Answers.Of("words") == "" {
		f.Add("words", "journey.received_unfit", "")
	}
	return nil
}

// thingsGone ends the receipts of the house that sent him: his things came along, and this house has signed for them.
func (r desk) thingsGone(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	all, err := paper.InForceOf(ctx, tx, a.Case.Person)
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.Kind != paper.PropertyReceipt || p.Facility == a.Case.Facility {
			continue
		}
		if err := r.Papers.VoidIn(ctx, tx, p, "财物已随人移交，由接收单位另出收据"); err != nil {
			return err
		}
	}
	return nil
}

// receivingEnds are the ways in which it ends, and the word to the family behind it.
func (r desk) receivingEnds() []journey.Step {
	return []journey.Step{
		{
			Name: "receive", From: affair.In(affair.Checking), To: takenOver, Whole: true, Action: policy.JourneyIntake,
			Fields: []journey.Field{ask.Tick("accept_all"), ask.Words}, Judge: unfitYet, Do: act.All(r.receive, arrival.SearchedByMan, r.thingsGone),
		},
		{
			Name: "refuse", From: affair.In(affair.Checking), To: affair.Refused, Action: policy.JourneyIntake,
			Fields: []journey.Field{ask.Reason, ask.Line("told", true), ask.Moment("told_at"), arrival.ThingsBack}, Judge: act.Judges(act.Order("open", "arrived", "told_at"), arrival.NoThingsLeft), Do: act.All(r.NotHis(), r.turnAway, arrival.SearchedByMan, arrival.DoctorNeedNot),
		},
		{Name: "taken_back", From: affair.In(affair.Checking), To: takenBack, Follows: true, Fields: []journey.Field{ask.Words}, Do: act.All(r.NotHis(), arrival.DoctorNeedNot)},
		{Name: "drop", From: affair.In(affair.Checking), To: affair.Dropped, Action: policy.JourneyIntake, Fields: []journey.Field{ask.Reason, arrival.ThingsBack}, Judge: arrival.NoThingsLeft, Do: act.All(r.NotHis(), r.giveBack, arrival.SearchedByMan, arrival.DoctorNeedNot)},
		{
			Name: "tell_family", From: affair.In(takenOver), To: affair.Settled, Action: policy.JourneyIntake,
			Fields: []journey.Field{ask.Moment("told_at"), ask.Line("addressee", true), ask.Line("told", true), ask.Words}, Judge: act.Order("open", "arrived", "told_at"),
		},
		{Name: "no_letter", From: affair.In(takenOver), To: affair.Settled, Action: policy.JourneyIntake, Fields: []journey.Field{ask.Reason}},
	}
}

// unpack opens the package: from here on this case and no other receives on it.
func (r desk) unpack(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if err := r.afterLeaving(ctx, tx, a); err != nil {
		return err
	}
	p, c, err := r.Transfers.TakeIn(ctx, tx, id.ID(a.Answers.Of("package")), a.Case.Facility, a.Case.ID)
	if err != nil {
		return err
	}
	if err := expectedNoMore(ctx, tx, a, p.ID, true); err != nil {
		return err
	}
	from, err := facility.Get(ctx, tx, p.From)
	a.Case.Name = c.Name
	a.Answers.Values["from_organ"], a.Answers.Values["cover_number"], a.Answers.Values["end"] = from.Name, p.Number, c.End.String()
	return err
}

// afterLeaving refuses an arrival before he set out.
func (r desk) afterLeaving(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	p, err := transfer.Get(ctx, tx, id.ID(a.Answers.Of("package")))
	if err != nil {
		return err
	}
	o, err := outing.Current(ctx, tx, p.Person)
	if errs.KindOf(err) == errs.NotFound {
		return nil // what stands against it is told by the package
	}
	var f errs.Fields
	if err == nil && a.Answers.Moment("arrived").Time().Before(o.From.Truncate(time.Minute)) {
		f.Add("arrived", "journey.before_that", "", ask.Label("arrived"), ask.Label("departed"), o.From)
	}
	return errors.Join(err, f.Err("journey.bad_input"))
}

// sameAsSent holds who has come against whom the package is about. The machine compares numbers and never says the one
// that it knows.
func (r desk) sameAsSent(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	p, c, err := r.Opened(ctx, tx, a)
	if err != nil {
		return err
	}
	var f errs.Fields
	said := a.Answers
	switch typed := person.NormaliseNumber(said.Of("number_in_hand")); {
	case said.Says("document", "card") && c.IDNumber == "":
		f.Add("document", "journey.no_number_known", "")
	case said.Says("document", "card") && typed != person.NormaliseNumber(c.IDNumber):
		f.Add("number_in_hand", "journey.not_whom_sent", typed)
	}
	if typed := person.NormaliseNumber(said.Of("file_number")); said.Says("document", "none") && typed != person.NormaliseNumber(c.FileNumber) {
		f.Add("file_number", "journey.not_his_file", typed)
	}
	said.Values["name"], said.Values["sex"], said.Values["known"] = c.Name, c.Sex, string(p.Person)
	if !c.Born.IsZero() {
		said.Values["born"] = c.Born.String()
	}
	return f.Err("journey.bad_input")
}

// countAgain counts the dossier as the other side did. Where the two lists are not the same somebody says what is other.
func (r desk) countAgain(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	_, c, err := r.Opened(ctx, tx, a)
	if err != nil {
		return err
	}
	a.Answers.Values["digest"] = arrival.Digest(c.Decision.Number, a.Answers.Tables["dossier"])
	var f errs.Fields
	if a.Answers.Of("digest") != c.Checksum && a.Answers.Of("words") == "" {
		f.Add("words", "journey.other_dossier", "")
	}
	return f.Err("journey.bad_input")
}

// receive begins his stay here and ends it there, in one transaction with the case of the other side: nobody is in two
// houses, and nobody is in none.
func (r desk) receive(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if err := arrival.Examined(a); err != nil {
		return err
	}
	p, _, err := r.Opened(ctx, tx, a)
	if err != nil {
		return err
	}
	if err := r.tookOff(ctx, tx, p.Person); err != nil {
		return err
	}
	came, place := a.Case.Said("open"), a.Case.Said("place")
	unit := id.ID(place.Of("unit"))
	if err := r.Transfers.ReceiveIn(ctx, tx, p); err != nil {
		return err
	}
	if err := a.Follow(ctx, tx, p.Sender, "arrived", journey.Posted{"arrived": {came.Of("arrived")}, "receiver": {}}); err != nil {
		return err
	}
	if err := r.Measures.TransferIn(ctx, tx, measure.Transfer{
		Person: p.Person, Facility: a.Case.Facility, Unit: unit, Phase: resident.Phase(place.Of("phase")), Bed: id.ID(a.Case.Said("bed").Of("bed")), On: act.DayOf(came, "arrived"),
	}); err != nil {
		return err
	}
	if err := a.TakeAlong(ctx, tx, p.Person, a.Case.Facility, unit); err != nil {
		return err
	}
	if err := r.Objections.HandOver(ctx, tx, p.Person, a.Case.Facility, unit); err != nil {
		return err
	}
	a.Case.Person, a.Case.Unit = p.Person, unit
	return r.Papers.AdoptIn(ctx, tx, a.Case.ID, p.Person, unit)
}

// tookOff refuses to receive whom the file has somewhere else since he set out: he absconded on the way, another organ took
// him, or he lies in a hospital. If he is here all the same, the sending house says first that he is back.
func (r desk) tookOff(ctx context.Context, tx *store.Tx, p id.ID) error {
	o, err := outing.Current(ctx, tx, p)
	switch {
	case errs.KindOf(err) == errs.NotFound:
		return nil
	case err == nil && o.Kind == outing.Absconded:
		return errs.New(errs.Invalid, "journey.gone_on_the_way")
	case err == nil && o.Kind == outing.HeldElsewhere:
		return errs.New(errs.Invalid, "journey.held_on_the_way")
	case err == nil && o.Kind != outing.Transfer:
		return errs.New(errs.Invalid, "journey.elsewhere_on_the_way", o.Kind.Title(), o.From)
	}
	return err
}

// turnAway does not take him: the other side has him until he is back.
func (r desk) turnAway(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	p, _, err := r.Opened(ctx, tx, a)
	if err != nil {
		return err
	}
	if err := r.notTaken(ctx, tx, a, p); err != nil {
		return err
	}
	if err := r.Transfers.TurnAwayIn(ctx, tx, p); err != nil {
		return err
	}
	return a.Follow(ctx, tx, p.Sender, "turned_away", journey.Posted{
		"told_at": {a.Answers.Of("told_at")}, "words": {a.Answers.Of("words")}, paperwork.Field: {a.Answers.Of(paperwork.Field)},
	})
}

// notTaken is the written refusal, of which both houses have one: it is issued here, and of his file there.
func (r desk) notTaken(ctx context.Context, tx *store.Tx, a *journey.Act, p transfer.Package) error {
	x, err := r.Arriving(ctx, tx, a)
	if err != nil {
		return err
	}
	d := paperwork.Of(a, paper.Draft{Kind: paper.TransferRefusal, Name: x.Person.Name, Sheet: forms.TransferRefusal(forms.NoTransfer{
		By: x.House, From: a.Case.Said("open").Of("from_organ"), To: x.House.Name, Person: x.Person, Cover: p.Number,
		Came: act.DayOf(a.Case.Said("open"), "arrived"), Reason: a.Answers.Of("words"), On: act.DayOf(a.Answers, "told_at"),
	})})
	d.Person = p.Person
	issued, err := r.Papers.IssueIn(ctx, tx, d)
	paperwork.Keep(a, issued)
	return err
}

// giveBack leaves the package in the inbox: it was opened by mistake.
func (r desk) giveBack(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	p, _, err := r.Opened(ctx, tx, a)
	if err != nil {
		return err
	}
	if err := expectedThere(ctx, tx, a, p); err != nil {
		return err
	}
	return r.Transfers.LetGoIn(ctx, tx, p)
}
