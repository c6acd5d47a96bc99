package course

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/paper/forms"
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
	sheet func(about, *journey.Act) press.Sheet
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

// latest is what a step says while another may be done: its own answers where it is the step that is done.
func latest(a *journey.Act, step string) journey.Answers {
	if a.Step.Name == step {
		return a.Answers
	}
	return a.Case.Said(step)
}

// came is how somebody came to the door: brought in, or sent by another facility.
func came(a *journey.Act) journey.Answers {
	if a.Case.Kind == TransferIn {
		return a.Case.Said("open")
	}
	return latest(a, "arrive")
}

// nothingToSign is why a paper counts no more when its step is done again and says that there is none.
const nothingToSign = "重新登记后没有需要本件写明的内容"

// atTheDoor lets a step keep the papers of the door up to date.
func (r Rooms) atTheDoor(s journey.Step) journey.Step {
	if s.Do == nil {
		s.Do = r.onTheSpot
	} else {
		s.Do = all(s.Do, r.onTheSpot)
	}
	return s
}

// onTheSpot brings the papers of the door up to date with what has been said: issued, left alone where they say the same,
// replaced where they do not, void where there is nothing to sign. A name or a decision corrected later replaces them too.
func (r Rooms) onTheSpot(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if a.Case.Person != "" {
		return all(r.signedLater, openStill)(ctx, tx, a)
	}
	var x about
	for _, s := range spots {
		if a.Step.Name != s.step && !a.Case.Did(s.step) {
			continue
		}
		if !s.due(latest(a, s.step)) {
			if err := r.Papers.EndIn(ctx, tx, a.Case.ID, s.kind, nothingToSign); err != nil {
				return err
			}
			continue
		}
		if x.house.Name == "" {
			var err error
			if x, err = r.arriving(ctx, tx, a); err != nil {
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
func (r Rooms) signedLater(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	i := slices.IndexFunc(spots, func(s spot) bool { return s.step == a.Step.Name && s.due(a.Answers) })
	if i < 0 {
		return nil
	}
	p, counts, err := paper.InCase(ctx, tx, a.Case.ID, spots[i].kind)
	if err != nil {
		return err
	}
	if counts && p.Kind != paper.RightsNotice {
		keep(a, p)
		return nil
	}
	x, err := r.about(ctx, tx, a)
	if err != nil {
		return err
	}
	return r.signs(ctx, tx, a, x, spots[i])
}

// signs issues a paper of the door, and keeps it with the step that has made it or has made it new.
func (r Rooms) signs(ctx context.Context, tx *store.Tx, a *journey.Act, x about, s spot) error {
	d := of(a, paper.Draft{Kind: s.kind, Name: x.person.Name, Sheet: s.sheet(x, a)})
	if s.kind == paper.RightsNotice {
		d.States = x.end
	}
	p, err := r.Papers.AgainIn(ctx, tx, d)
	if err == nil && (p.ID == d.ID || a.Step.Name == s.step) {
		keep(a, p)
	}
	return err
}

// arriving is what papers say of somebody who is not taken in yet. The end of his term is what the clock would make of
// the decision and of this admission; where it makes nothing, the day that the decision states, and the paper says so.
func (r Rooms) arriving(ctx context.Context, tx *store.Tx, a *journey.Act) (x about, err error) {
	if x, err = r.housed(ctx, tx, a); err != nil {
		return x, err
	}
	if a.Case.Kind == TransferIn { // his term stands on no paper of this door
		_, c, err := r.opened(ctx, tx, a)
		x.person = forms.Person{Name: c.Name, Sex: sexes[c.Sex], Born: c.Born, IDNumber: c.IDNumber, Ethnic: c.Ethnic, File: c.FileNumber, Home: c.Home}
		return x, err
	}
	e, err := r.entry(a)
	if err != nil {
		return x, err
	}
	told, err := r.Measures.ForetellIn(ctx, tx, e)
	if told.Begins && !told.Measure.End.IsZero() {
		x.computed(told.Measure)
		return x, err
	}
	x.end, x.written = x.decision.To, true
	return x, err
}

// admitted gives the person the papers of the door, and issues what only an admission has: its form. A notice that states
// another end than his clock now says, of who had a life here before, is replaced.
func (r Rooms) admitted(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if err := r.Papers.AdoptIn(ctx, tx, a.Case.ID, a.Case.Person, a.Case.Unit); err != nil {
		return err
	}
	x, err := r.about(ctx, tx, a)
	if err != nil {
		return err
	}
	form, err := intakeForm(ctx, tx, x, a)
	if err != nil {
		return err
	}
	if _, err := r.issue(ctx, tx, a, paper.Draft{Kind: paper.IntakeForm, Name: x.person.Name, Sheet: form}); err != nil {
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
		if counts && (p.States.IsZero() || p.States == x.end) {
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
func intakeForm(ctx context.Context, tx *store.Tx, x about, a *journey.Act) (press.Sheet, error) {
	brought, seen := a.Case.Said("arrive"), a.Case.Said("identity")
	in := forms.Intake{
		House: x.house, Person: x.person, Decision: x.decision, Admitted: dayOf(brought, "arrived"), Bringing: brought.Of("from_organ"), Himself: byHimself(a),
		Officers: column(brought.Tables["escorts"], "escort"), Checked: a.Case.Did("health"), Injuries: "无", Papers: broughtAlong(a),
		Searchers: column(a.Case.Said("search").Tables["searchers"], "searcher"),
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

func rightsNotice(x about, a *journey.Act) press.Sheet {
	return forms.RightsNotice(forms.Rights{
		House: x.house, Person: x.person, Decision: x.decision, End: x.end, Written: x.written, On: dayOf(latest(a, "rights"), "talked"),
	})
}

func propertyReceipt(x about, a *journey.Act) press.Sheet {
	said := latest(a, "property")
	in := forms.Property{House: x.house, Person: x.person, On: dayOf(came(a), "arrived"), Cash: yuan(said.Of("cash"))}
	for _, row := range said.Tables["items"] {
		in.Items = append(in.Items, forms.Item{Name: row["thing"], Looks: row["features"], Count: row["amount"]})
	}
	return forms.PropertyReceipt(in)
}

func injuryRecord(x about, a *journey.Act) press.Sheet {
	said := latest(a, "injuries")
	in := forms.Injuries{House: x.house, Person: x.person, On: dayOf(came(a), "arrived"), Bringing: came(a).Of("from_organ"), Photos: len(said.Files["injury_photos"]), Himself: byHimself(a), Examiner: said.Of("examiner")}
	for _, row := range said.Tables["injury_list"] {
		in.Found = append(in.Found, forms.Injury{Where: row["part"], Looks: row["look"], Says: row["told_cause"]})
	}
	return forms.InjuryRecord(in)
}
