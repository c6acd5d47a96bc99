package arrival

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/paperwork"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/paper/forms"
	"guitu/internal/domain/transfer"
	"guitu/internal/platform/press"
	"guitu/internal/platform/store"
)

// Papers that are signed at the door: those who brought him sign the injuries and drive away, he himself signs for his
// things and is told his rights at once. Each is issued for the case by the step whose answers it states, and becomes a
// paper of the person when he is taken in (accept); of who is not, it stays with the case.

// spot is a paper that is signed at the door.
type spot struct {
	step  string
	kind  paper.Kind
	due   func(journey.Answers) bool
	sheet func(paperwork.About, *journey.Act) press.Sheet
}

var spots = []spot{
	{"injuries", paper.InjuryRecord, func(s journey.Answers) bool { return s.Says("injuries", "yes") }, injuryRecord},
	{"property", paper.PropertyReceipt, func(s journey.Answers) bool { return s.Says("property", "kept") }, propertyReceipt},
	{"rights", paper.RightsNotice, func(journey.Answers) bool { return true }, rightsNotice},
}

// SpotPaper is the kind of the paper that a step of an admission issues for signing at the door, "" for none.
func SpotPaper(step string) paper.Kind {
	for _, s := range spots {
		if s.step == step {
			return s.kind
		}
	}
	return ""
}

// came is how somebody came to the door: brought in, or sent by another facility.
func came(a *journey.Act) journey.Answers {
	if a.Case.Kind == affair.TransferIn {
		return a.Case.Said("open")
	}
	return act.Latest(a, "arrive")
}

// nothingToSign is why a paper counts no more when its step is done again and says that there is none.
const nothingToSign = "重新登记后没有需要本件写明的内容"

// AtTheDoor lets a step keep the papers of the door up to date.
func (r Desk) AtTheDoor(s journey.Step) journey.Step {
	if s.Do == nil {
		s.Do = r.onTheSpot
	} else {
		s.Do = act.All(s.Do, r.onTheSpot)
	}
	return s
}

// onTheSpot brings the papers of the door up to date with what has been said: issued, left alone where they say the same,
// replaced where they do not, void where there is nothing to sign. A name or a decision corrected later replaces them too.
func (r Desk) onTheSpot(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if a.Case.Person != "" {
		return act.All(r.signedLater, openStill)(ctx, tx, a)
	}
	var x paperwork.About
	for _, s := range spots {
		if a.Step.Name != s.step && !a.Case.Did(s.step) {
			continue
		}
		if !s.due(act.Latest(a, s.step)) {
			if err := r.Papers.EndIn(ctx, tx, a.Case.ID, s.kind, nothingToSign); err != nil {
				return err
			}
			continue
		}
		if x.House.Name == "" {
			var err error
			if x, err = r.Arriving(ctx, tx, a); err != nil {
				return err
			}
		}
		if err := r.signs(ctx, tx, a, x, s); err != nil {
			return err
		}
	}
	return nil
}

// signedLater keeps, with a step whose signatures are written down after the admission, the sheet that they are under: it is not
// printed anew because its person has a number by now. A notice told on another day is another.
func (r Desk) signedLater(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	i := slices.IndexFunc(spots, func(s spot) bool { return s.step == a.Step.Name && s.due(a.Answers) })
	if i < 0 {
		return nil
	}
	p, counts, err := paper.InCase(ctx, tx, a.Case.ID, spots[i].kind)
	if err != nil {
		return err
	}
	if counts && p.Kind != paper.RightsNotice {
		paperwork.Keep(a, p)
		return nil
	}
	x, err := r.About(ctx, tx, a)
	if err != nil {
		return err
	}
	return r.signs(ctx, tx, a, x, spots[i])
}

// signs issues a paper of the door, and keeps it with the step that has made it or has made it new.
func (r Desk) signs(ctx context.Context, tx *store.Tx, a *journey.Act, x paperwork.About, s spot) error {
	d := paperwork.Of(a, paper.Draft{Kind: s.kind, Name: x.Person.Name, Sheet: s.sheet(x, a)})
	if s.kind == paper.RightsNotice {
		d.States = x.End
	}
	p, err := r.Papers.AgainIn(ctx, tx, d)
	if err == nil && (p.ID == d.ID || a.Step.Name == s.step) {
		paperwork.Keep(a, p)
	}
	return err
}

// Arriving is what papers say of somebody who is not taken in yet. The end of his term is what the clock would make of
// the decision and of this admission; where it makes nothing, the day that the decision states, and the paper says so.
func (r Desk) Arriving(ctx context.Context, tx *store.Tx, a *journey.Act) (x paperwork.About, err error) {
	if x, err = r.Housed(ctx, tx, a); err != nil {
		return x, err
	}
	if a.Case.Kind == affair.TransferIn { // his term stands on no paper of this door
		_, c, err := r.Opened(ctx, tx, a)
		x.Person = forms.Person{Name: c.Name, Sex: paperwork.Sexes[c.Sex], Born: c.Born, IDNumber: c.IDNumber, Ethnic: c.Ethnic, File: c.FileNumber, Home: c.Home}
		return x, err
	}
	e, err := r.entry(a)
	if err != nil {
		return x, err
	}
	told, err := r.Measures.ForetellIn(ctx, tx, e)
	if told.Begins && !told.Measure.End.IsZero() {
		x.Computed(told.Measure)
		return x, err
	}
	x.End, x.Written = x.Decision.To, true
	return x, err
}

// admitted gives the person the papers of the door, and issues what only an admission has: its form. A notice that states
// another end than his clock now says, of who had a life here before, is replaced.
func (r Desk) admitted(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if err := r.Papers.AdoptIn(ctx, tx, a.Case.ID, a.Case.Person, a.Case.Unit); err != nil {
		return err
	}
	x, err := r.About(ctx, tx, a)
	if err != nil {
		return err
	}
	form, err := intakeForm(ctx, tx, x, a)
	if err != nil {
		return err
	}
	if _, err := r.Issue(ctx, tx, a, paper.Draft{Kind: paper.IntakeForm, Name: x.Person.Name, Sheet: form}); err != nil {
		return err
	}
	for _, s := range spots {
		if !s.due(a.Case.Said(s.step)) {
			continue
		}
		p, counts, err := paper.InCase(ctx, tx, a.Case.ID, s.kind)
		if err != nil {
			return err
		}
		if counts && (p.States.IsZero() || p.States == x.End) {
			continue
		}
		if err := r.signs(ctx, tx, a, x, s); err != nil {
			return err
		}
	}
	return nil
}

// intakeForm is the form of the register, with all that the case knows of him. What is said of a child left alone stays
// with those who protect children: it is written by hand.
func intakeForm(ctx context.Context, tx *store.Tx, x paperwork.About, a *journey.Act) (press.Sheet, error) {
	brought, seen := a.Case.Said("arrive"), a.Case.Said("identity")
	in := forms.Intake{
		House: x.House, Person: x.Person, Decision: x.Decision, Admitted: act.DayOf(brought, "arrived"), Bringing: brought.Of("from_organ"), Himself: byHimself(a),
		Officers: paperwork.Column(brought.Tables["escorts"], "escort"), Checked: a.Case.Did("health"), Injuries: "无", Papers: broughtAlong(a),
		Searchers: paperwork.Column(a.Case.Said("search").Tables["searchers"], "searcher"),
		Card:      seen.Of("fingerprint_card"), Photos: len(seen.Files["photo"]), Unproven: seen.Of("no_proof"),
	}
	if a.Case.Said("injuries").Says("injuries", "yes") {
		in.Injuries = "见伤情登记表"
	}
	unit, err := facility.Get(ctx, tx, a.Case.Unit)
	if err != nil {
		return press.Sheet{}, err
	}
	bed, err := facility.PlaceOf(ctx, tx, id.ID(a.Case.Said("bed").Of("bed")))
	in.Unit, in.Bed = unit.Name, called(bed.Room, "室")+called(bed.Bed, "床")
	return forms.IntakeForm(in), err
}

// called is a room or a bed as papers write it: what is a mere number says what it is a number of.
func called(name, what string) string {
	if name == "" || strings.ContainsFunc(name, func(r rune) bool { return r > unicode.MaxASCII }) {
		return name
	}
	return name + what
}

// broughtAlong are the papers that came with him: as they were counted, else the decision whose scan lies in the case.
func broughtAlong(a *journey.Act) (out []string) {
	for _, row := range a.Case.Said("arrive").Tables["dossier"] {
		line := row["paper"] + "，" + row["pages"] + "页"
		if row["features"] != "" {
			line += "（" + row["features"] + "）"
		}
		out = append(out, line)
	}
	if letter := a.Case.Said("decision"); len(out) == 0 && len(letter.Files["scan"]) > 0 {
		out = append(out, "强制隔离戒毒决定书（"+letter.Of("number")+"）")
	}
	return out
}

func rightsNotice(x paperwork.About, a *journey.Act) press.Sheet {
	return forms.RightsNotice(forms.Rights{
		House: x.House, Person: x.Person, Decision: x.Decision, End: x.End, Written: x.Written, On: act.DayOf(act.Latest(a, "rights"), "talked"),
	})
}

func propertyReceipt(x paperwork.About, a *journey.Act) press.Sheet {
	said := act.Latest(a, "property")
	in := forms.Property{House: x.House, Person: x.Person, On: act.DayOf(came(a), "arrived"), Cash: paperwork.Yuan(said.Of("cash"))}
	for _, row := range said.Tables["items"] {
		in.Items = append(in.Items, forms.Item{Name: row["thing"], Looks: row["features"], Count: row["amount"]})
	}
	return forms.PropertyReceipt(in)
}

func injuryRecord(x paperwork.About, a *journey.Act) press.Sheet {
	said := act.Latest(a, "injuries")
	in := forms.Injuries{House: x.House, Person: x.Person, On: act.DayOf(came(a), "arrived"), Bringing: came(a).Of("from_organ"), Photos: len(said.Files["injury_photos"]), Himself: byHimself(a), Examiner: said.Of("examiner")}
	for _, row := range said.Tables["injury_list"] {
		in.Found = append(in.Found, forms.Injury{Where: row["part"], Looks: row["look"], Says: row["told_cause"]})
	}
	return forms.InjuryRecord(in)
}

// Opened is the package of a receiving case, with its content.
func (r Desk) Opened(ctx context.Context, tx *store.Tx, a *journey.Act) (transfer.Package, transfer.Content, error) {
	return r.Transfers.OpenedIn(ctx, tx, id.ID(a.Case.Said("open").Of("package")), a.Case.ID)
}
