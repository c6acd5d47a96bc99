package demo

import (
	"context"

	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/law"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/paper/forms"
	"guitu/internal/domain/person"
	"guitu/internal/platform/press"
	"guitu/internal/platform/store"
)

// papered is how many people of a house have papers in the demo province.
const papered = 3

// papers issues what somebody gets when he is taken in, to the first few of a house who are there.
func (m *maker) papers(ctx context.Context, h *house) error {
	ctx = m.as(ctx, held(h.seats, "legal_officer", m.province.today)[0], h.id)
	n := 0
	for _, l := range h.lives {
		if n == papered || l.part != nil || len(l.events) == 0 {
			continue
		}
		v, err := m.Measure.View(ctx, l.who.ID)
		if err != nil {
			return err
		}
		now := v.Answer.Measures[len(v.Answer.Measures)-1]
		if now.State != law.CIJAFacility {
			continue
		}
		n++
		note := v.Life.Events[now.Fact].Note
		home := forms.House{Name: h.name}
		who := forms.Person{Name: l.who.Name, Sex: l.who.Sex.String(), Born: l.who.Born, IDNumber: cn.LastFour(l.who.Number()), File: l.who.NumberOf(person.FileNumber)}
		by := forms.Decision{Organ: note.Organ, Number: note.Number, On: now.Decided, From: now.Start, To: now.Base}
		for _, x := range []struct {
			kind  paper.Kind
			sheet press.Sheet
		}{
			{paper.FamilyLetter, forms.FamilyLetter(forms.Letter{House: home, Person: who, Decision: by, End: now.End, On: m.province.today})},
			{paper.RightsNotice, forms.RightsNotice(forms.Rights{House: home, Person: who, Decision: by, End: now.End, On: m.province.today})},
		} {
			d := paper.Draft{ID: id.New(), Kind: x.kind, Facility: h.id, Unit: v.Life.Unit, Person: l.who.ID, Name: l.who.Name, Sheet: x.sheet, States: now.End}
			if _, err := m.Paper.Issue(ctx, store.NewKey(), d); err != nil {
				return err
			}
		}
	}
	return nil
}
