package arrival

import (
	"context"
	"errors"
	"slices"
	"strings"

	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/ask"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Who has come, how he is, and where he will sleep: the steps of an admission that look beyond the case.

func (r Desk) identityStep() journey.Step {
	return journey.Step{
		Name: "identity", From: affair.In(affair.Checking), Must: true, Action: policy.JourneyIntake, Needs: []string{"decision"},
		Fields: []journey.Field{
			ask.Line("name", true), ask.Line("aliases", false), ask.Choice("sex", "male", "female"),
			{Name: "id_number", Sort: journey.Line},
			{Name: "born", Sort: journey.Day},
			ask.Line("ethnic", false),
			{Name: "home", Sort: journey.Line, Most: 100},
			{Name: "residence", Sort: journey.Line, Most: 100},
			ask.Line("phone", false),
			{Name: "language", Sort: journey.Choice, Words: person.Languages},
			ask.Choice("verified", "card", "biometric", "police"),
			{Name: "photo", Sort: journey.Files, Picture: true, Most: 3, Else: "no_proof"},
			{Name: "fingerprint_card", Sort: journey.Line, Else: "no_proof"},
			{Name: "no_proof", Sort: journey.Text, Most: 200},
			{Name: "same_as", Sort: journey.Line},
			{Name: "shown", Sort: journey.Line, Most: 2000},
			{Name: "as_alias", Sort: journey.Tick},
			ask.Aware,
		},
		Judge: carded, Do: act.All(r.identify, r.asAnnounced), Basis: []law.Citation{"MOJ127 14"}, Mark: law.Secondary,
	}
}

// carded asks for the number of the card that was looked at: without it, and without photo and card of fingerprints, two
// officers have nothing to hold against him on the day of his release. Who has no card is said to be known otherwise: nobody
// stays outside for want of one.
func carded(a *journey.Act, f *errs.Fields) error {
	if a.Answers.Says("verified", "card") && a.Answers.Of("id_number") == "" {
		f.Add("id_number", "journey.number_of_card", "")
	}
	return nil
}

// asAnnounced warns where somebody else has come than the hand-over was about: both sides have signed for that one. It says
// too who was a child on the day of the decision (NCL 39).
func (r Desk) asAnnounced(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	var c act.Cautions
	sameAsAnnounced(a, &c, "name")
	return errors.Join(r.young(ctx, tx, a, &c), c.Err(a))
}

// young notes who was so young on the day of the decision that he need not have been isolated. Which age that is says the clock.
func (r Desk) young(ctx context.Context, tx *store.Tx, a *journey.Act, c *act.Cautions) error {
	e, err := r.entry(a)
	if err != nil {
		return err
	}
	told, err := r.Measures.ForetellIn(ctx, tx, e)
	c.Law(slices.DeleteFunc(told.Found, func(x term.Finding) bool { return x.Code != law.Minor }))
	return err
}

// sameAsAnnounced notes that a name or a number is another than the hand-over had.
func sameAsAnnounced(a *journey.Act, c *act.Cautions, said string) {
	if want, got := a.Case.Said("arrive").Of("announced_"+said), a.Answers.Of(said); want != "" && got != "" && cn.DocumentNumber(want) != cn.DocumentNumber(got) {
		c.Add("journey.caution.announced", ask.Label(said), want, got)
	}
}

// doubtful points out, while the escort is still at the door, what the admission would be refused for: a decision that the law
// does not let the organ take, or that names no ground (NCL 38).
func (r Desk) doubtful(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	var c act.Cautions
	sameAsAnnounced(a, &c, "number")
	x, err := decision(a.Answers)
	if err != nil {
		return err
	}
	if x.By != term.County && x.By != term.Prefecture {
		c.Refusal(law.WrongOrgan)
	}
	if x.Ground == term.NoGround {
		c.Refusal(law.GroundMissing)
	}
	if a.Case.Did("identity") { // the decision is written anew
		err = r.young(ctx, tx, a, &c)
	}
	return errors.Join(err, r.oneLetter(ctx, tx, a, &c), c.Err(a))
}

// oneLetter notes by whose file the number of the decision is in use among those who live here: a number is one decision's. The
// file is named by its own number, which names nobody.
func (r Desk) oneLetter(ctx context.Context, tx *store.Tx, a *journey.Act, c *act.Cautions) error {
	number := cn.DocumentNumber(a.Answers.Of("number"))
	if number == "" || a.Answers.Says(journey.Aware, "yes") {
		return nil
	}
	here, err := resident.HereIn(ctx, tx, a.Case.Facility)
	if err != nil {
		return err
	}
	people := make([]id.ID, len(here))
	for i, s := range here {
		people[i] = s.Person
	}
	lives, err := r.Measures.Lives(ctx, tx, people)
	if err != nil {
		return err
	}
	same := func(e measure.Event) bool {
		return e.Fact.Type == term.CIDecided && cn.DocumentNumber(e.Note.Number) == number
	}
	people = slices.DeleteFunc(people, func(p id.ID) bool { return !slices.ContainsFunc(lives[p].Standing(), same) })
	files, err := r.Persons.Load(ctx, tx, people)
	for _, p := range people {
		c.Add("journey.caution.same_letter", files[p].NumberOf(person.FileNumber))
	}
	return err
}

// identify says who has come: somebody new, or one whose file goes on. One valid number is one person; of others who may
// be the same the officer says that he has looked at them.
func (r Desk) identify(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	who, err := r.Persons.Parse(act.Newcomer(a.Answers))
	if err != nil {
		return errs.Renamed(err, "number", "id_number")
	}
	found, err := r.candidates(ctx, tx, a.Case.Facility, who)
	if err != nil {
		return err
	}
	said, shown := a.Answers.Of("same_as"), strings.Split(a.Answers.Of("shown"), ",")
	unseen, chosen, aside := false, false, false
	for _, c := range found {
		if c.Same && c.Person.Name == who.Name {
			said = string(c.Person.ID)
		}
		chosen = chosen || said == string(c.Person.ID)
		unseen = unseen || !slices.Contains(shown, string(c.Person.ID))
		if c.Same && said == "none" {
			said, aside = "", true // a number is one person's: of another name it is looked at again, and not set aside
		}
	}
	if said != "none" && !chosen { // chosen of what was typed before: whoever is typed now may be another
		said = ""
	}
	known := ""
	switch {
	case chosen && said != "":
		known = said
	case len(found) > 0 && (said == "" || unseen):
		var f errs.Fields
		if aside {
			f.Add("same_as", "journey.one_number", "")
		} else {
			f.Add("same_as", "journey.alike", "", len(found))
		}
		return f.Err("journey.bad_input")
	}
	if known != "" {
		if err := notHereYet(ctx, tx, id.ID(known)); err != nil {
			return err
		}
		file, err := r.Persons.Get(ctx, tx, id.ID(known))
		if err != nil {
			return err
		}
		if !file.Goes(who.Name) && !a.Answers.Says("as_alias", "yes") { // which name the file has, he reads there
			var f errs.Fields
			f.Add("as_alias", "journey.other_name", "", who.Name, ask.Label("as_alias"))
			return f.Err("journey.bad_input")
		}
	}
	a.Answers.Values["known"], a.Case.Name = known, who.Name
	return nil
}

// candidates are those of whom the officer says that he has looked at them: whom the page shows him. Who agrees in neither
// name nor number, and is no other's than another house's, is the bureau's to compare.
func (r Desk) candidates(ctx context.Context, tx *store.Tx, at id.ID, who person.Person) ([]person.Candidate, error) {
	found, err := r.Persons.Candidates(ctx, tx, who)
	if err != nil {
		return nil, err
	}
	ids := make([]id.ID, len(found))
	for i, c := range found {
		ids[i] = c.Person.ID
	}
	stays, err := resident.LatestOf(ctx, tx, ids)
	return slices.DeleteFunc(found, func(c person.Candidate) bool { return !c.Named() && stays[c.Person.ID].Facility != at }), err
}

// notHereYet refuses to take in somebody who lives in a facility: at the door, and not after eight more steps.
func notHereYet(ctx context.Context, tx *store.Tx, known id.ID) error {
	stays, err := resident.LatestOf(ctx, tx, []id.ID{known})
	s, ok := stays[known]
	if err != nil || !ok || !s.Here() {
		return err
	}
	house, err := facility.Get(ctx, tx, s.Facility)
	if err != nil {
		return err
	}
	var f errs.Fields
	f.Add("id_number", "measure.still_here", "", house.Name, s.Admitted)
	return f.Err("journey.bad_input")
}

// named keeps the name that was said at the door with the file that goes on under another, so that he is found by both.
func (r Desk) named(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	said := a.Case.Said("identity")
	if !said.Says("as_alias", "yes") || said.Of("known") == "" {
		return nil
	}
	return r.Persons.AliasIn(ctx, tx, person.At{Facility: a.Case.Facility, Unit: a.Case.Unit}, a.Case.Person, said.Of("name"))
}

// Offered is how many beds are offered to who arrives.
const Offered = 3

// Arriving is who arrives, for the offers of beds: as far as the case knows him.
func Arriving(c *journey.Case, persons *person.Desk) (placement.Arrival, error) {
	place := c.Said("place")
	said := c.Said("identity")
	who, err := persons.Parse(act.Newcomer(said))
	if known := id.ID(said.Of("known")); known != "" {
		who.ID = known // from whom he is kept apart is known of an earlier stay
	}
	return placement.Arrival{Who: who, Facility: c.Facility, Unit: id.ID(place.Of("unit")), Phase: place.Of("phase")}, err
}

// givesBed lets a bed be chosen that is offered, and no other.
func (r Desk) givesBed(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	who, err := Arriving(a.Case, r.Persons)
	if err != nil {
		return err
	}
	offers, err := r.Beds.Offers(ctx, tx, who, Offered)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(offers, func(o placement.Offer) bool { return string(o.Bed) == a.Answers.Of("bed") }) {
		var f errs.Fields
		f.Add("bed", "placement.not_offered", "")
		return f.Err("journey.bad_input")
	}
	return nil
}

// Health is the doctor's: what he found stays with the clinic, what follows for the admission is open.
func Health(came string) journey.Step {
	return journey.Step{
		Name: "health", From: affair.In(affair.Checking), Must: true, Action: policy.JourneyExamine, Compartment: seal.Clinical,
		Fields: []journey.Field{
			ask.Moment("examined"), ask.Choice("pregnant", "no", "yes", "unknown", "not_applicable"), ask.Choice("nursing", "no", "yes", "not_applicable"),
			{Name: "findings", Sort: journey.Text, Must: true, Most: 2000},
			{Name: "medicines", Sort: journey.Text},
			{Name: "conclusion", Sort: journey.Choice, Must: true, Open: true, Words: []string{"fit", "special", "hospital", "barred"}},
			{Name: "for_ward", Sort: journey.Line, Open: true, Most: 100},
		},
		Judge: act.Judges(act.Order(came, "arrived", "examined"), expectant), Do: doctorSaw, Basis: []law.Citation{"MOJ127 14"}, Mark: law.Secondary,
	}
}

// expectant refuses what cannot be, and a conclusion that forgets what the law says of the finding, or that comes before it
// (NCL 39): it is the doctor who is told, for at the admission only his conclusion is known.
func expectant(a *journey.Act, f *errs.Fields) error {
	sex, concluded := a.Case.Said("identity").Of("sex"), a.Answers.Of("conclusion")
	for _, x := range []string{"pregnant", "nursing"} {
		switch said := a.Answers.Of(x); {
		case said == "yes" && sex == string(cn.Male):
			f.Add(x, "journey.not_of_a_man", said, ask.Label(x))
		case said == "yes" && concluded != "barred":
			f.Add("conclusion", "journey.must_bar", concluded, ask.Label(x))
		case said == "not_applicable" && sex == string(cn.Female):
			f.Add(x, "journey.of_a_woman", said, ask.Label(x))
		case said == "unknown" && (concluded == "fit" || concluded == "special"):
			f.Add("conclusion", "journey.not_known_yet", concluded, ask.Label(x))
		}
	}
	return nil
}

// Examined refuses to take a woman in of whom the doctor has not said whether the law lets her (NCL 39): he may have looked
// at her before anybody wrote down that she is one. The desk is told that something is missing, and not what.
func Examined(a *journey.Act) error {
	if !a.Case.Said("identity").Says("sex", string(cn.Female)) || a.Answers.Says("happened", "yes") {
		return nil
	}
	body, err := a.Hidden("health")
	if err == nil && (body.Says("pregnant", "not_applicable") || body.Says("nursing", "not_applicable")) {
		return errs.New(errs.Invalid, "journey.health_unfinished")
	}
	return err
}
