package arrival

import (
	"context"

	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/ask"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
	"guitu/internal/domain/term/written"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// States that only an admission has.
const (
	accepted = journey.State("accepted")
	referred = journey.State("referred")
	informed = journey.State("informed") // the family is told, and something is to be asked again or signed
)

var organs = []term.Word{term.County, term.Prefecture, term.Station, term.Other}

var grounds = []term.Word{term.RefusedCD, term.UsedInCD, term.SeriousBreachCD, term.Relapse, term.Severe, term.NoGround}

// intake takes somebody in: what the law wants looked at before the door closes behind him, in any order but where the
// law fixes one, and then one act that opens his file, his stay and his clock.
func (r Desk) intake() *journey.Course {
	return &journey.Course{
		Kind: affair.Intake, Newcomer: true,
		Stages: []journey.Stage{
			{State: affair.Checking, Owes: "journey.intake", Today: true},
			{State: accepted}, // the letter to the family is a duty of the clock
			{State: informed}, // what is asked again is owed since the step that did not know it
			{State: affair.Settled, End: true},
			{State: affair.Refused, End: true},
			{State: referred, End: true},
			{State: affair.Dropped, End: true},
		},
		Steps: append([]journey.Step{
			{
				Name: "arrive", From: affair.In(affair.Checking), To: affair.Checking, Action: policy.JourneyIntake,
				Fields: []journey.Field{
					ask.Moment("arrived"), ask.Choice("from", "ps_facility", "police", "other_facility", "himself"),
					brings(ask.Line("from_organ", true)), brings(ask.Escorts),
					{Name: "dossier", Sort: journey.Table, Columns: ask.Sheets},
					{Name: "announced_name", Sort: journey.Given},
					{Name: "announced_number", Sort: journey.Given}, // by the hand-over before it
				},
				Judge: cameBefore, Do: act.All(arrivedAnew, r.onTheSpot), Basis: []law.Citation{"NCL 41"}, Mark: law.S,
			},
			r.AtTheDoor(r.decisionStep()), r.AtTheDoor(r.identityStep()), Health("arrive"), r.AtTheDoor(signsLater(Injuries())), Search(),
			r.AtTheDoor(signsLater(Property())), familyStep(), r.AtTheDoor(rightsStep()), Place(), r.Bed(),
		}, r.intakeEnds()...),
	}
}

// brings is a field about those who brought him: nobody is asked for them who came by himself.
func brings(f journey.Field) journey.Field {
	f.When = "from=ps_facility|police|other_facility"
	return f
}

// byHimself tells whether somebody came to the door without being brought.
func byHimself(a *journey.Act) bool { return act.Latest(a, "arrive").Says("from", "himself") }

// Place is where he will live: unit and phase.
func Place() journey.Step {
	return journey.Step{
		Name: "place", From: affair.In(affair.Checking), Must: true, Action: policy.JourneyIntake, Needs: []string{"identity"},
		Fields: []journey.Field{
			{Name: "unit", Sort: journey.Unit, Must: true},
			{Name: "phase", Sort: journey.Choice, Must: true, Words: []string{"detox", "adaptation", "consolidation", "reentry"}},
		},
		Basis: []law.Citation{"NCL 44", "REG 30"}, Mark: law.S,
	}
}

// Bed gives him one of the beds that are offered.
func (r Desk) Bed() journey.Step {
	return journey.Step{
		Name: "bed", From: affair.In(affair.Checking), Must: true, Action: policy.JourneyIntake, Needs: []string{"place"}, Rests: "place",
		Fields: []journey.Field{{Name: "bed", Sort: journey.Bed, Must: true}}, Do: r.givesBed, Basis: []law.Citation{"NCL 44", "REG 30"}, Mark: law.S,
	}
}

// intakeEnds are the ways in which an admission ends, and the letter to the family behind it.
func (r Desk) intakeEnds() []journey.Step {
	return []journey.Step{
		{
			Name: "accept", From: affair.In(affair.Checking), To: accepted, Whole: true, Action: policy.JourneyIntake,
			Fields: []journey.Field{ask.Tick("accept_all"), ask.Happened, ask.Words}, Judge: fitToStay, Do: r.accept, Basis: []law.Citation{"NCL 41"}, Mark: law.S,
		},
		{
			Name: "refuse", From: affair.In(affair.Checking), To: affair.Refused, Action: policy.JourneyIntake,
			Fields: []journey.Field{ask.Choice("refusal", "ncl39", "no_decision", "not_him", "danger", "other"), refusalBasis, {Name: "name", Sort: journey.Line, Must: true, On: "identity.name="}, ask.Reason, ask.Line("told", true), ask.Moment("told_at"), ThingsBack},
			Judge:  act.Judges(refusal, act.Order("arrive", "arrived", "told_at"), NoThingsLeft), Do: act.All(r.NotHis(), r.refusedPaper, headLooks, SearchedByMan, DoctorNeedNot), Basis: []law.Citation{"NCL 39", "NCL 40"}, Mark: law.S,
		},
		{
			Name: "refer", From: affair.In(affair.Checking), To: referred, Action: policy.JourneyIntake, Needs: []string{"health"},
			Fields: []journey.Field{ask.Choice("refer_to", "special_unit", "hospital", "other_facility"), ask.Line("refer_where", true), ask.Reason, ask.Line("told", true), ask.Moment("told_at"), ThingsBack},
			Judge:  act.Judges(act.Order("arrive", "arrived", "told_at"), NoThingsLeft), Do: act.All(r.NotHis(), r.referredPaper, SearchedByMan, DoctorNeedNot), Basis: []law.Citation{"NCL 44"}, Mark: law.S,
		},
		{
			Name: "drop", From: affair.In(affair.Checking), To: affair.Dropped, Action: policy.JourneyIntake, Fields: []journey.Field{ask.Reason, ThingsBack}, Judge: NoThingsLeft, Do: act.All(r.NotHis(), SearchedByMan, DoctorNeedNot),
		},
		{
			Name: "letter", From: affair.In(accepted), To: affair.Settled, Or: affair.In(informed), Action: policy.JourneyIntake,
			Fields: []journey.Field{ask.Day("sent"), ask.Line("addressee", true), ask.Line("address", true)},
			Judge:  act.Order("arrive", "arrived", "sent"), Do: act.All(r.Fact(term.JAFamilyLetter, "sent", nil), r.Issues(paper.FamilyLetter, familyLetter), openStill), Basis: []law.Citation{"MOJ127 17"}, Mark: law.Secondary,
		},
		{Name: "no_letter", From: affair.In(accepted), To: affair.Settled, Or: affair.In(informed), Action: policy.JourneyIntake, Fields: []journey.Field{ask.Reason}, Do: openStill},
	}
}

func (r Desk) decisionStep() journey.Step {
	return journey.Step{
		Name: "decision", From: affair.In(affair.Checking), Must: true, Action: policy.JourneyIntake,
		Fields: append([]journey.Field{
			ask.Day("decided"), ask.Choice("by", ask.Names(organs...)...), ask.Choice("ground", ask.Names(grounds...)...),
			{Name: "term_start", Sort: journey.Day, Ahead: true},
			{Name: "term_end", Sort: journey.Day, Ahead: true},
			{Name: "served", Sort: journey.Moment},
			{Name: "ps_admitted", Sort: journey.Day},
		}, append(ask.Letter(), ask.Aware)...),
		Judge: act.Judges(act.Order("", "term_start", "term_end"), act.Order("", "decided", "ps_admitted"), act.Order("", "decided", "served"), decided, decidedBefore),
		Do:    r.doubtful,
		Basis: []law.Citation{"NCL 40", "NCL 41"}, Mark: law.S,
	}
}

// decided holds the decision against the shapes that a decision can have.
func decided(a *journey.Act, f *errs.Fields) error {
	_, err := decision(a.Answers)
	if e := errs.Find(err); e != nil {
		for _, x := range e.Fields {
			name, known := map[string]string{"at": "decided", "termStart": "term_start", "termEnd": "term_end"}[x.Name]
			if !known {
				name = x.Name
			}
			f.Add(name, x.Code, x.Value, x.Args...)
		}
	}
	return nil
}

func decision(a journey.Answers) (term.Fact, error) {
	return written.ParseFact(term.CIDecided.String(), a.Of("decided"), written.Values{
		"by": a.Of("by"), "ground": a.Of("ground"), "termStart": a.Of("term_start"), "termEnd": a.Of("term_end"),
	})
}

// Injuries is the record of what was found on his body, which those who brought him sign too.
func Injuries() journey.Step {
	return journey.Step{
		Name: "injuries", From: affair.In(affair.Checking), Must: true, Action: policy.JourneyAttend, Needs: []string{"identity"},
		Fields: []journey.Field{
			ask.Choice("injuries", "no", "yes"),
			// The record that both sides have signed falls: nobody says so by what was written about something else.
			{Name: "record_falls", Sort: journey.Text, Must: true, When: "injuries=no", On: "injuries.injuries=yes"},
			{Name: "injury_list", Sort: journey.Table, Must: true, When: "injuries=yes", Columns: []journey.Field{ask.Line("part", true), ask.Line("look", true), ask.Line("told_cause", false)}},
			{Name: "injury_photos", Sort: journey.Files, Picture: true, When: "injuries=yes"},
			{Name: "police_signs", Sort: journey.Choice, Must: true, When: "injuries=yes", On: "arrive.from!=himself", Words: ask.Signatures},
			{Name: "police_declined", Sort: journey.Text, Must: true, When: "police_signs=declined", On: "arrive.from!=himself"},
			{Name: "police_name", Sort: journey.Line, Must: true, When: "injuries=yes", On: "arrive.from!=himself"},
			{Name: "examiner", Sort: journey.Line, Must: true, When: "injuries=yes", On: "arrive.from=himself"},
			{Name: "resident_signs", Sort: journey.Choice, Must: true, When: "injuries=yes", Words: ask.Signatures},
			ask.Declines("resident"),
			{Name: "scan", Sort: journey.Files},
			ask.Words,
		},
		Basis: []law.Citation{"MOJ127 14"}, Mark: law.Secondary,
	}
}

// Property is what he brought, and what the house takes into keeping.
func Property() journey.Step {
	return journey.Step{
		Name: "property", From: affair.In(affair.Checking), Must: true, Action: policy.JourneyAttend, Needs: []string{"identity"},
		Fields: []journey.Field{
			ask.Choice("property", "none", "kept", "collected"),
			{Name: "items", Sort: journey.Table, Must: true, When: "property=kept|collected", Columns: ask.Things},
			{Name: "cash", Sort: journey.Money, When: "property=kept|collected"},
			{Name: "collector", Sort: journey.Line, Must: true, When: "property=collected"},
			ask.Choice("resident_signs", ask.Signatures...), ask.Declines("resident"),
			{Name: "scan", Sort: journey.Files},
			ask.Words,
		},
		Basis: []law.Citation{"REG 28"}, Mark: law.S,
	}
}

func rightsStep() journey.Step {
	return journey.Step{
		Name: "rights", From: affair.In(affair.Checking, accepted, informed), Must: true, // a notice that the admission itself made new is signed after it
		Action: policy.JourneyAttend, Needs: []string{"identity"},
		Fields: []journey.Field{
			ask.Moment("talked"),
			{Name: "read_in", Sort: journey.Choice, Must: true, Words: person.Languages},
			ask.Line("interpreter", false), ask.Choice("resident_signs", ask.Signatures...), ask.Declines("resident"),
			{Name: "scan", Sort: journey.Files},
			ask.Words,
		},
		Judge: act.Order("arrive", "arrived", "talked"),
		Basis: []law.Citation{"MPS117 21"}, Mark: law.X,
	}
}

// refusal holds the reason of a refusal against what was found: nobody is turned away whom the law wants taken in.
func refusal(a *journey.Act, f *errs.Fields) error {
	concluded := a.Case.Said("health").Of("conclusion")
	switch {
	case a.Answers.Says("refusal", "ncl39") && concluded != "barred":
		f.Add("refusal", "journey.not_barred", "ncl39")
	case a.Answers.Says("refusal", "danger") && concluded != "hospital" && concluded != "barred":
		f.Add("refusal", "journey.no_danger", "danger")
	case a.Answers.Says("refusal", "no_decision") && a.Case.Said("decision").Of("number") != "":
		f.Add("refusal", "journey.has_decision", "no_decision")
	}
	return nil
}

// refusalBasis asks in words for what the list of reasons does not say: nobody is turned away by an empty line.
var refusalBasis = journey.Field{Name: "refusal_basis", Sort: journey.Line, Must: true, When: "refusal=other", Most: 100}

// headLooks lets the head look at a refusal for a ground that the law does not name. No article wants it: it is the house's own.
func headLooks(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if !a.Answers.Says("refusal", "other") {
		return nil
	}
	_, err := duty.Open(ctx, tx, duty.Duty{
		Code: "intake.refused", Subject: a.Case.Person, Cause: a.Entry, Number: -1, Facility: a.Case.Facility, Unit: a.Case.Facility,
		NotBefore: tx.Today(), Certainty: law.Inference.String(),
	})
	return err
}

// accept takes him in: person, stay, bed and the clock with all that was found, in this transaction.
func (r Desk) accept(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if err := Examined(a); err != nil {
		return err
	}
	signed, err := signedNow(ctx, tx, a)
	if err != nil {
		return err
	}
	e, err := r.entry(a)
	if err != nil {
		return err
	}
	e.Admission.SignedByPolice, e.Admission.SignedByResident = signed && e.Admission.SignedByPolice, signed && e.Admission.SignedByResident
	p, err := r.Measures.EnterIn(ctx, tx, e)
	if err != nil {
		return err
	}
	a.Case.Person, a.Case.Unit = p, e.Unit
	if err := act.All(r.named, r.handedOver)(ctx, tx, a); err != nil {
		return err
	}
	if err := r.termLasts(ctx, tx, a); err != nil {
		return err
	}
	if err := toBring(ctx, tx, a); err != nil {
		return err
	}
	return r.admitted(ctx, tx, a)
}

// toBring owes what a reason stood in for at the door: number and scan of the decision, photo and card of fingerprints. No
// law says until when; on the last day two officers need them.
func toBring(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	var owed []duty.Code
	if said := a.Case.Said("decision"); said.Of("number") == "" || len(said.Files["scan"]) == 0 {
		owed = append(owed, "intake.letter")
	}
	if said := a.Case.Said("identity"); said.Of("fingerprint_card") == "" || len(said.Files["photo"]) == 0 {
		owed = append(owed, "intake.proof")
	}
	for _, code := range owed {
		if _, err := duty.Open(ctx, tx, duty.Duty{
			Code: code, Subject: a.Case.Person, Cause: a.Entry, Number: -1, Facility: a.Case.Facility, Unit: a.Case.Facility,
			NotBefore: tx.Today(), Certainty: law.Inference.String(),
		}); err != nil {
			return err
		}
	}
	return nil
}

// termLasts refuses to take in somebody whose term is over: nobody stays a day longer (NCL 47). That he is here all the
// same is kept when it is said.
func (r Desk) termLasts(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	m, runs, err := r.Measures.ServingIn(ctx, tx, a.Case.Person)
	if err != nil {
		return err
	}
	if runs && !m.End.IsZero() && m.End.Before(tx.Today()) && !a.Answers.Says("happened", "yes") {
		return errs.Law("journey.term_over", "NCL 47")
	}
	return nil
}

// fitToStay asks once more where the doctor wants him in a hospital first, and refuses whom he found barred without saying
// what he found. Who was taken in all the same, whatever spoke against it, is kept with a word why.
func fitToStay(a *journey.Act, f *errs.Fields) error {
	if a.Answers.Says("happened", "yes") {
		if a.Answers.Of("words") == "" {
			f.Add("words", "journey.happened_why", "")
		}
		return nil
	}
	switch a.Case.Said("health").Of("conclusion") {
	case "hospital":
		f.Add("accept_all", "journey.hospital_first", "")
	case "barred":
		return errs.Law("journey.barred", "NCL 39")
	}
	return nil
}

// entry is an admission out of all that was said in the case.
func (r Desk) entry(a *journey.Act) (e measure.Entry, err error) {
	paper, who, place := act.Latest(a, "decision"), act.Latest(a, "identity"), act.Latest(a, "place")
	found, search := act.Latest(a, "injuries"), act.Latest(a, "search")
	body, err := a.Hidden("health")
	if err != nil {
		return e, err
	}
	e = measure.Entry{
		Person: id.ID(who.Of("known")), Who: act.Newcomer(who), Facility: a.Case.Facility, Unit: id.ID(place.Of("unit")), Bed: id.ID(a.Case.Said("bed").Of("bed")),
		Phase: resident.Phase(place.Of("phase")), Admitted: act.Latest(a, "arrive").Moment("arrived").Day(), Region: cn.Home,
		Note: measure.Note{Number: paper.Of("number"), Organ: paper.Of("organ"), Words: paper.Of("no_paper")}, Happened: a.Answers.Says("happened", "yes"),
	}
	if search.Says("happened", "yes") {
		e.Known = []law.FindingCode{law.AdmissionSearchSex}
	}
	if files := paper.Files["scan"]; len(files) > 0 {
		e.Document = files[0]
	}
	if e.Decided, err = decision(paper); err != nil {
		return e, err
	}
	if i := paper.Moment("served"); i != 0 {
		e.Between = append(
			e.Between, measure.Recording{Fact: term.AtMoment(term.CIServed, i)},
			measure.Recording{Fact: term.OnDay(term.DecisionKnown, i.Day())}, // who is served knows of it: his limits run (ARL 20, ALL 46)
		)
	}
	if d := paper.Day("ps_admitted"); !d.IsZero() {
		e.Between = append(e.Between, measure.Recording{Fact: term.OnDay(term.PSAdmitted, d)})
	}
	x := term.OnDay(term.JAAdmitted, e.Admitted)
	x.Injuries = found.Says("injuries", "yes")
	x.SignedByPolice, x.SignedByResident = signed(found, "police_signs"), signed(found, "resident_signs")
	if byHimself(a) { // nobody handed him over: the officer or the doctor who looked at him signs in that place
		x.SignedByPolice = found.Of("examiner") != ""
	}
	x.SearchedBy = ask.Word([]term.Word{term.Female, term.Male}, search.Of("searched_by"))
	x.Pregnant, x.Nursing = body.Says("pregnant", "yes"), body.Says("nursing", "yes")
	e.Admission = x
	return e, nil
}

// signed tells whether a sheet bears somebody's hand or thumb.
func signed(a journey.Answers, field string) bool {
	return a.Says(field, "signed") || a.Says(field, "thumb")
}
