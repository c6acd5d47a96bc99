package between

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/arrival"
	"guitu/internal/domain/journey/course/ask"
	"guitu/internal/domain/journey/course/keeping"
	"guitu/internal/domain/journey/course/paperwork"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/paper/forms"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/transfer"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// The two sides of a transfer between facilities (转所). The measure goes on: no day of it moves by where it is served.

// States of a transfer.
const (
	suggested  = journey.State("suggested")
	lookedOver = journey.State("examined")
	packed     = journey.State("packed")
	strayed    = journey.State("strayed") // he absconded on the way and was brought back: there or here
	turnedAway = journey.State("turned_away")
	arrived    = journey.State("arrived")
	takenBack  = journey.State("taken_back")
	takenOver  = journey.State("taken_over")
)

// transfer sends somebody to another facility: proposed by the brigade, approved by the head, ordered by the bureau which
// has charge of both; the doctor sees him; his package is signed; he sets out. What the other side does with him closes it.
func (r desk) transfer() *journey.Course {
	return &journey.Course{
		Kind: affair.Transfer,
		Stages: []journey.Stage{
			{State: suggested, Owes: "journey.transfer", Owner: policy.FacilityHead},
			{State: affair.Submitted, Owes: "journey.transfer", Owner: policy.BureauLegal},
			{State: affair.Approved, Owes: "journey.transfer", Owner: policy.Doctor},
			{State: lookedOver, Owes: "journey.transfer", Owner: policy.CaseOfficer},
			{State: packed, Owes: "journey.transfer", Owner: policy.CaseOfficer},
			{State: affair.UnderWay}, // who is late on the way is a duty of the outing
			{State: strayed, Owes: "journey.transfer", Owner: policy.CaseOfficer, Today: true},
			{State: turnedAway, Owes: "journey.transfer", Owner: policy.CaseOfficer, Today: true},
			{State: arrived, End: true},
			{State: affair.Back, End: true},
			{State: affair.Denied, End: true},
			{State: affair.Cancelled, End: true},
			{State: affair.Lapsed, End: true},
		},
		Steps: append([]journey.Step{
			{
				Name: "propose", To: suggested, Action: policy.JourneyMove,
				Fields: []journey.Field{
					{Name: "to_house", Sort: journey.House, Must: true},
					ask.Choice("transfer_ground", "closer_home", "crowded", "special_unit", "safety", "training", "other"), ask.Reason, ask.Aware,
				},
				Do: act.All(r.otherHouse, r.sameKind),
			},
			{Name: "submit", From: affair.In(suggested), To: affair.Submitted, Action: policy.JourneyApprove, Others: []string{"propose"}, Fields: []journey.Field{ask.Words}},
			{Name: "approve", From: affair.In(affair.Submitted), To: affair.Approved, Action: policy.JourneySupervise, Others: []string{"submit"}, Fields: append([]journey.Field{ask.Day("approved_on")}, ask.Letter()...), Do: act.LivesHere("approved_on")},
			{Name: "deny", From: affair.In(suggested, affair.Submitted), To: affair.Denied, Action: policy.JourneySupervise, Fields: []journey.Field{ask.Reason}, Do: r.notApproved},
			{
				Name: "health", From: affair.In(affair.Approved, lookedOver, packed), Or: affair.In(lookedOver), Must: true, Action: policy.JourneyExamine, Compartment: seal.Clinical,
				Fields: []journey.Field{
					ask.Moment("examined"),
					{Name: "findings", Sort: journey.Text, Must: true, Most: 2000},
					{Name: "medicines", Sort: journey.Text},
					{Name: "fit_to_travel", Sort: journey.Choice, Must: true, Open: true, Words: []string{"yes", "no"}},
				},
				Judge: lookedAt, Do: act.All(act.LivesHere("examined"), r.unpacked),
			},
			{
				Name: "pack", From: affair.In(affair.Approved, lookedOver, packed), To: packed, Needs: []string{"health"}, Action: policy.JourneyMove,
				Fields: []journey.Field{
					{Name: "dossier", Sort: journey.Table, Must: true, Columns: ask.Sheets},
					ask.Choice("property", "none", "kept"),
					{Name: "items", Sort: journey.Table, Must: true, When: "property=kept", Columns: ask.Things},
					{Name: "cash", Sort: journey.Money, When: "property=kept"},
					{Name: "left_behind", Sort: journey.Text, Most: 300},
					{Name: "beyond_kept", Sort: journey.Text, Most: 300},
					{Name: "leaves_on", Sort: journey.Day, Must: true, Ahead: true},
					ask.Words, ask.Aware,
					{Name: "cover_number", Sort: journey.Given},
					{Name: "digest", Sort: journey.Given},
					{Name: "package", Sort: journey.Given},
				},
				Judge: fit, Do: act.All(r.beforeTheEnd, keeping.AllGoAlong, r.pack),
			},
		}, r.onTheWay()...),
	}
}

// otherHouse asks that the other facility is one, and another.
func (r desk) otherHouse(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	to, err := facility.Get(ctx, tx, id.ID(a.Answers.Of("to_house")))
	if err != nil && errs.KindOf(err) != errs.NotFound {
		return err
	}
	var f errs.Fields
	if err != nil || to.Kind != facility.Facility || !to.Closed.IsZero() || to.ID == a.Case.Facility {
		f.Add("to_house", "journey.no_house", "")
	}
	return f.Err("journey.bad_input")
}

// sameKind warns of a house in which nobody of his sex lives, or nobody on his side of eighteen: people are kept apart by
// both (NCL 44, REG 30). A house says nowhere for whom it is; who lives in each of its brigades does.
func (r desk) sameKind(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	they, err := resident.OneOfEach(ctx, tx, id.ID(a.Answers.Of("to_house")))
	if err != nil {
		return err
	}
	found, err := r.Persons.Load(ctx, tx, append(they, a.Case.Person))
	if err != nil {
		return err
	}
	side := func(p id.ID) string { return placement.Side(found[p].Born, tx.Today()) }
	he, his := found[a.Case.Person].Sex, side(a.Case.Person)
	others := func(mine string, of func(id.ID) string) bool {
		same := func(p id.ID) bool { return of(p) == mine || of(p) == "" }
		return mine != "" && len(they) > 0 && !slices.ContainsFunc(they, same)
	}
	var c act.Cautions
	if others(string(he), func(p id.ID) string { return string(found[p].Sex) }) {
		c.Add("journey.caution.sex", text.Key("journey.word."+string(he)), text.Articles{"NCL 44", "REG 30"})
	}
	if others(his, side) {
		c.Add(map[string]string{"minor": "journey.caution.no_minor", "adult": "journey.caution.no_adult"}[his], text.Articles{"NCL 44", "REG 30"})
	}
	return c.Err(a)
}

// notApproved is the written refusal of who has charge of both houses.
func (r desk) notApproved(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	x, err := r.About(ctx, tx, a)
	if err != nil {
		return err
	}
	house, err := facility.Get(ctx, tx, a.Case.Facility)
	if err != nil {
		return err
	}
	above, err := facility.Get(ctx, tx, house.Parent)
	if err != nil {
		return err
	}
	to, err := facility.Get(ctx, tx, id.ID(a.Case.Said("propose").Of("to_house")))
	if err != nil {
		return err
	}
	_, err = r.Issue(ctx, tx, a, paper.Draft{Kind: paper.TransferRefusal, Name: x.Person.Name, Sheet: forms.TransferRefusal(forms.NoTransfer{
		By: paperwork.House(above), From: x.House.Name, To: to.Name, Person: x.Person, Reason: a.Answers.Of("words"), On: civil.DateOf(a.Now),
	})})
	return err
}

// lookedAt passes him on from the doctor to who packs.
func lookedAt(a *journey.Act, _ *errs.Fields) error {
	if a.Case.State == affair.Approved || a.Case.State == packed {
		a.Goes = lookedOver
	}
	return nil
}

// unpacked takes the package back that carries an older finding: what goes along is what the doctor found last.
func (r desk) unpacked(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if a.Case.State != packed {
		return nil
	}
	return r.recall(ctx, tx, a)
}

// fit asks for a word where the doctor thinks that he cannot travel: no law forbids it, and nobody does it unthinking.
func fit(a *journey.Act, f *errs.Fields) error {
	if a.Case.Said("health").Says("fit_to_travel", "no") && a.Answers.Of("words") == "" {
		f.Add("words", "journey.not_fit", "")
	}
	return nil
}

// beforeTheEnd warns who would have somebody on the road on the last day of his term: on that day he is let go (NCL 47, REG
// 34), and two houses that each think that the other does it keep him too long.
func (r desk) beforeTheEnd(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	m, _, err := r.Measures.ServingIn(ctx, tx, a.Case.Person)
	if err != nil {
		return err
	}
	var c act.Cautions
	for _, field := range []string{"leaves_on", "departed", "due_at"} {
		if on := act.DayOf(a.Answers, field); len(c) == 0 && !m.End.IsZero() && !on.IsZero() && !on.Before(m.End) {
			c.Add("journey.caution.last_day", m.End, text.Articles{"NCL 47", "REG 34"})
		}
	}
	return c.Err(a)
}

// pack makes the package and the cover that goes along on paper. Packed again, the package of before is taken back.
func (r desk) pack(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if err := r.recall(ctx, tx, a); err != nil {
		return err
	}
	x, err := r.About(ctx, tx, a)
	if err != nil {
		return err
	}
	c, err := r.content(ctx, tx, a, x)
	if err != nil {
		return err
	}
	said, err := a.Hidden("health")
	if err != nil {
		return err
	}
	health := transfer.Health{Examined: said.Moment("examined").Time(), Findings: said.Of("findings"), Medicines: said.Of("medicines"), Fit: said.Says("fit_to_travel", "yes")}
	to := id.ID(a.Case.Said("propose").Of("to_house"))
	p, err := r.Transfers.PackIn(ctx, tx, transfer.Draft{
		From: a.Case.Facility, To: to, Person: a.Case.Person, Sender: a.Case.ID, Leaves: a.Answers.Day("leaves_on"), Content: c, Health: health,
	})
	if err != nil {
		return err
	}
	a.Answers.Values["package"], a.Answers.Values["digest"] = string(p.ID), c.Checksum
	return r.cover(ctx, tx, a, sending{x, c, p})
}

// content is what the receiving side must know of him.
func (r desk) content(ctx context.Context, tx *store.Tx, a *journey.Act, x paperwork.About) (c transfer.Content, err error) {
	who, err := r.Persons.Get(ctx, tx, a.Case.Person)
	if err != nil {
		return c, err
	}
	c = transfer.Content{
		Name: who.Name, Sex: string(who.Sex), Born: who.Born, IDNumber: who.Number(), FileNumber: who.NumberOf(person.FileNumber), Ethnic: who.Ethnic.String(),
		Language: who.Language, Home: r.Persons.Written(who.Home), Decision: transfer.Decision{Organ: x.Decision.Organ, Number: x.Decision.Number, On: x.Decision.On},
		End: x.End, Reason: a.Case.Said("propose").Of("words"), Checksum: arrival.Digest(x.Decision.Number, a.Answers.Tables["dossier"]),
	}
	for _, row := range a.Answers.Tables["dossier"] {
		n, _ := strconv.Atoi(row["pages"]) // read already
		c.Dossier = append(c.Dossier, transfer.Sheet{Name: row["paper"], Pages: n})
	}
	for _, row := range a.Answers.Tables["items"] {
		c.Items = append(c.Items, transfer.Item{Name: row["thing"], Amount: row["amount"], Looks: row["features"]})
	}
	c.Cash, _ = strconv.ParseInt(a.Answers.Of("cash"), 10, 64) // "" is none
	return c, r.goesAlong(ctx, tx, a, &c)
}

// goesAlong adds the facts of his clock, the papers in force and the affairs that go on with him.
func (r desk) goesAlong(ctx context.Context, tx *store.Tx, a *journey.Act, c *transfer.Content) error {
	lives, err := r.Measures.Lives(ctx, tx, []id.ID{a.Case.Person})
	if err != nil {
		return err
	}
	for _, e := range lives[a.Case.Person].Standing() {
		c.Facts = append(c.Facts, transfer.Fact{Type: e.Fact.Type.String(), On: e.Fact.On, Number: e.Note.Number, Organ: e.Note.Organ})
	}
	papers, err := paper.InForceOf(ctx, tx, a.Case.Person)
	for _, p := range papers {
		if p.Kind == paper.TransferCover {
			continue // its own cover is not issued yet, and that of a package taken back counts no more
		}
		c.Papers = append(c.Papers, transfer.Paper{Kind: string(p.Kind), Number: p.Number})
	}
	if err != nil {
		return err
	}
	cases, err := journey.OfPerson(ctx, tx, a.Case.Person)
	for _, k := range cases {
		if k.Closed.IsZero() && k.ID != a.Case.ID {
			c.Affairs = append(c.Affairs, string(k.Kind))
		}
	}
	return err
}

// sending is what goes: of whom, with what, in which package.
type sending struct {
	paperwork.About
	content transfer.Content
	pkg     transfer.Package
}

// cover is the list that both sides sign.
func (r desk) cover(ctx context.Context, tx *store.Tx, a *journey.Act, x sending) error {
	to, err := facility.Get(ctx, tx, x.pkg.To)
	if err != nil {
		return err
	}
	in := forms.Transfer{
		From: x.House, To: paperwork.House(to), Order: a.Case.Said("approve").Of("number"), On: x.pkg.Leaves, Package: arrival.Grouped(x.pkg.Digest),
		People: []forms.Transferred{{Person: x.Person, End: x.End}},
	}
	for _, i := range x.content.Items {
		in.Things = append(in.Things, strings.TrimSpace(i.Name+" "+i.Amount))
	}
	if money := paperwork.Yuan(strconv.FormatInt(x.content.Cash, 10)); money != "" {
		in.Things = append(in.Things, "现金"+money)
	}
	if rest := a.Answers.Of("left_behind"); rest != "" {
		in.Things = append(in.Things, "不随送的："+strings.Join(strings.Fields(rest), " "))
	}
	in.Dossier = x.content.Checksum
	for _, s := range x.content.Dossier {
		in.Papers = append(in.Papers, forms.Enclosure{Name: s.Name, Pages: s.Pages})
	}
	issued, err := r.Again(ctx, tx, a, paper.Draft{Kind: paper.TransferCover, Name: x.Person.Name, Sheet: forms.TransferCover(in)})
	if err != nil {
		return err
	}
	a.Answers.Values["cover_number"] = issued.Number
	return r.Transfers.NumberIn(ctx, tx, x.pkg, issued.Number)
}
