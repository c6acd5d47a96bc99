package roster

import (
	"context"
	"slices"

	"guitu/internal/base/actor"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/partner"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/roster/book"
	"guitu/internal/domain/roster/remark"
	"guitu/internal/domain/term"
	"guitu/internal/platform/document"
	"guitu/internal/platform/store"
)

// batch is how many people are written at once: enough that statements cost little, few enough that a bar moves.
const batch = 250

// fileSeries is the series of the numbers of files.
const fileSeries = "DA"

// apply writes a plan.
func (k *Desk) apply(ctx context.Context, tx *store.Tx, p *plan, f files) error {
	if err := p.nameOrgans(ctx, tx); err != nil {
		return err
	}
	done := 0
	p.bar(0)
	for part := range slices.Chunk(p.people, batch) {
		var fresh []*intake
		for _, in := range part {
			if !in.known() {
				fresh = append(fresh, in)
			} else if err := k.change(ctx, tx, p, in, f); err != nil {
				return err
			}
		}
		if err := k.begin(ctx, tx, p, fresh, f); err != nil {
			return err
		}
		if err := remark.KeepIn(ctx, tx, k.vault, p.c.Run, remarked(part)); err != nil {
			return err
		}
		done += len(part)
		p.bar(done)
	}
	return k.placeAll(ctx, tx, p)
}

func remarked(part []*intake) (out []remark.Line) {
	for _, in := range part {
		if len(in.notes) > 0 {
			out = append(out, remark.Line{Person: in.who.ID, Row: in.latest().Row, Notes: in.notes})
		}
	}
	return out
}

func (p *plan) bar(done int) {
	if p.progress != nil {
		p.progress(done, len(p.people))
	}
}

// nameOrgans enters the deciding organs that nobody knew.
func (p *plan) nameOrgans(ctx context.Context, tx *store.Tx) error {
	seen := map[string]bool{}
	for _, in := range p.people {
		for _, r := range in.rows {
			if seen[r.Organ] {
				continue
			}
			seen[r.Organ] = true
			if _, err := partner.AsNamed(ctx, tx, partner.Police, r.Organ); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *plan) at() person.At { return person.At{Facility: p.facility.ID} }

// begin takes in people whom the house did not know.
func (k *Desk) begin(ctx context.Context, tx *store.Tx, p *plan, fresh []*intake, f files) error {
	if len(fresh) == 0 {
		return nil
	}
	numbers, err := document.Numbers(ctx, tx, fileSeries, document.Year{Unit: p.facility.Code, Year: tx.Today().Year()}, len(fresh))
	if err != nil {
		return err
	}
	people, stays, lives := make([]person.Person, 0, 2*len(fresh)), []resident.Resident(nil), make([]measure.Opening, len(fresh))
	var links []person.Kin
	for i, in := range fresh {
		in.who.Identifiers = append(in.who.Identifiers, person.Identifier{Kind: person.FileNumber, Value: numbers[i]})
		people, stays = append(people, in.who), append(stays, in.stays...)
		lives[i] = p.opening(ctx, tx, in, f)
		for _, r := range in.kin {
			people = append(people, r.who)
			links = append(links, r.link(in))
		}
	}
	if err := k.Persons.CreateIn(ctx, tx, p.at(), people); err != nil {
		return err
	}
	if err := k.Persons.LinkIn(ctx, tx, p.at(), links); err != nil {
		return err
	}
	if err := k.Residents.OpenIn(ctx, tx, stays); err != nil {
		return err
	}
	answers, err := k.Measures.OpenIn(ctx, tx, lives)
	if err != nil {
		return err
	}
	return p.letters(ctx, tx, lives, answers)
}

func (r relative) link(in *intake) person.Kin {
	return person.Kin{ID: id.New(), Person: in.who.ID, Relative: r.who.ID, Relation: r.relation, Contact: true}
}

// opening is the life of somebody new. KnownFrom is now: what was due before is to be confirmed from paper, and
// a term that has ended is an alarm.
func (p *plan) opening(ctx context.Context, tx *store.Tx, in *intake, f files) measure.Opening {
	l := measure.Life{Person: in.who.ID, Region: region(p.facility.Seat), Facility: p.facility.ID, KnownFrom: tx.Now()}
	for i, r := range in.held.Add {
		l.Events = append(l.Events, measure.Event{
			ID: id.New(), Person: in.who.ID, Seq: int64(i), Fact: r.Fact, Note: r.Note, Document: f.file,
			Recorded: tx.Now(), By: actor.From(ctx).Ref(), Node: tx.Node(),
		})
	}
	return measure.Opening{Life: l, Who: in.who}
}

func region(division string) string {
	if len(division) < 2 {
		return ""
	}
	return division[:2]
}

// answerWithin is within how many days a letter with a wrong end should be asked to be corrected: our own reading.
const answerWithin = 7

// letters owes a question to the organ whose letter prints a later end than the law gives. The clock already
// counts the lawful end.
func (p *plan) letters(ctx context.Context, tx *store.Tx, lives []measure.Opening, answers []term.Answer) error {
	var owed []duty.Duty
	for i, o := range lives {
		for _, m := range answers[i].Measures {
			if m.Fact < 0 || m.Fact >= len(o.Life.Events) {
				continue
			}
			if e := o.Life.Events[m.Fact]; e.Fact.Type == term.CIDecided && e.Fact.TermEnd.After(book.Lawful(e.Fact.On)) {
				owed = append(owed, p.letter(tx, o.Life.Person, e.ID))
			}
		}
	}
	return duty.OpenNew(ctx, tx, owed)
}

func (p *plan) letter(tx *store.Tx, who, cause id.ID) duty.Duty {
	return duty.Duty{
		Code: "organ.correct_letter", Subject: who, Cause: cause, Number: -1, Facility: p.facility.ID, Unit: p.facility.ID,
		Due: duty.On(tx.Today().AddDays(answerWithin)), Basis: "NCL 47; REG 27", Certainty: law.Inference.String(),
	}
}

// change writes what a roster says anew of somebody known.
func (k *Desk) change(ctx context.Context, tx *store.Tx, p *plan, in *intake, f files) error {
	if in.identityDiffers() {
		if err := k.Persons.ChangeIn(ctx, tx, p.at(), in.who); err != nil {
			return err
		}
	}
	if err := k.changeKin(ctx, tx, p, in); err != nil {
		return err
	}
	if in.moves {
		if err := leave(ctx, tx, in); err != nil {
			return err
		}
	}
	if err := k.changeLife(ctx, tx, p, in, f); err != nil {
		return err
	}
	if err := k.Residents.OpenIn(ctx, tx, in.stays); err != nil {
		return err
	}
	s := in.stay
	if in.phase {
		r, _ := in.now()
		s.Phase = r.Phase
	}
	if in.unit != "" && !slices.ContainsFunc(in.stays, resident.Resident.Here) {
		s.Unit = in.unit
	}
	if s == in.stay {
		return nil
	}
	return k.Residents.ChangeIn(ctx, tx, s)
}

// leave ends a stay in another facility: he is here now.
func leave(ctx context.Context, tx *store.Tx, in *intake) error {
	r, _ := in.now()
	if err := resident.CloseIn(ctx, tx, in.who.ID, r.Admitted); err != nil {
		return err
	}
	if err := outing.CloseIn(ctx, tx, in.who.ID, outing.Moved); err != nil {
		return err
	}
	return placement.LeaveIn(ctx, tx, in.who.ID)
}

func (in *intake) identityDiffers() bool {
	a, b := in.old, in.who
	return a.Name != b.Name || a.Sex != b.Sex || a.Born != b.Born || a.Ethnic != b.Ethnic || a.Home != b.Home ||
		a.Residence != b.Residence || !slices.Equal(a.Aliases, b.Aliases) || !slices.Equal(a.Identifiers, b.Identifiers)
}

func (k *Desk) changeKin(ctx context.Context, tx *store.Tx, p *plan, in *intake) error {
	var people []person.Person
	var links []person.Kin
	for _, r := range in.kin {
		if r.known {
			if err := k.Persons.ChangeIn(ctx, tx, p.at(), r.who); err != nil {
				return err
			}
			continue
		}
		people, links = append(people, r.who), append(links, r.link(in))
	}
	if len(people) == 0 {
		return nil
	}
	if err := k.Persons.CreateIn(ctx, tx, p.at(), people); err != nil {
		return err
	}
	return k.Persons.LinkIn(ctx, tx, p.at(), links)
}

func (k *Desk) changeLife(ctx context.Context, tx *store.Tx, p *plan, in *intake, f files) error {
	if !in.alive {
		lives := []measure.Opening{p.opening(ctx, tx, in, f)}
		answers, err := k.Measures.OpenIn(ctx, tx, lives)
		if err != nil {
			return err
		}
		return p.letters(ctx, tx, lives, answers)
	}
	h := in.held
	t := measure.Taking{Person: in.who.ID, Add: h.Add, Earlier: h.Earlier, Instead: h.Instead}
	if slices.ContainsFunc(in.stays, resident.Resident.Here) {
		t.Facility = p.facility.ID
	}
	for i := range t.Add {
		t.Add[i].Document = f.file
	}
	for _, rs := range t.Earlier {
		for i := range rs {
			rs[i].Document = f.file
		}
	}
	for e, r := range t.Instead {
		r.Document = f.file
		t.Instead[e] = r
	}
	if len(t.Add)+len(t.Earlier)+len(t.Instead) == 0 && t.Facility == "" {
		return nil
	}
	return k.Measures.TakeIn(ctx, tx, t)
}
