package daybook

import (
	"context"
	"slices"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/journey/course/ending"
	"guitu/internal/domain/law"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/person"
	"guitu/internal/domain/rollcall"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// gather reads what a book says, of the moment of the transaction.
func (k *Desk) gather(ctx context.Context, tx *store.Tx, w Whom) (c Content, err error) {
	c = Content{Zone: w.Zone, Made: tx.Now(), Faces: map[id.ID]Face{}}
	if err := c.named(ctx, tx, w); err != nil {
		return c, err
	}
	list, out, err := rollcall.Listed(ctx, tx, w.Facility, w.holds)
	if err != nil || len(list) == 0 {
		return c, err
	}
	people := make([]id.ID, len(list))
	for i, r := range list {
		people[i] = r.Person
		c.Rows = append(c.Rows, Row{r.Person, r.Room, r.Bed})
	}
	found, err := k.Persons.Load(ctx, tx, people)
	if err != nil {
		return c, err
	}
	for _, p := range people { // who is sealed away has a bed and no name
		c.Faces[p] = Face{found[p].Name, found[p].NumberOf(person.FileNumber)}
	}
	if err := k.away(ctx, tx, &c, out); err != nil {
		return c, err
	}
	if err := k.leaving(ctx, tx, &c, people); err != nil {
		return c, err
	}
	if err := c.falling(ctx, tx, w); err != nil || k.Medicines == nil {
		return c, err
	}
	c.Medicines, err = k.Medicines(ctx, tx, w.Facility, people)
	return c, err
}

// named gives the names of the places as they are now.
func (c *Content) named(ctx context.Context, tx *store.Tx, w Whom) error {
	house, err := facility.Get(ctx, tx, w.Facility)
	if err != nil {
		return err
	}
	c.House = house.Name
	if w.Unit == "" {
		return nil
	}
	unit, err := facility.Get(ctx, tx, w.Unit)
	c.Unit = unit.Name
	return err
}

func (k *Desk) away(ctx context.Context, tx *store.Tx, c *Content, out []outing.Outing) error {
	if err := k.Outings.Told(ctx, tx, out); err != nil {
		return err
	}
	for _, o := range out {
		c.Away = append(c.Away, Away{Person: o.Person, Kind: o.Kind, Where: o.Words.Where, Escort: o.Words.Escort, From: o.From, Due: o.Due})
	}
	return nil
}

// leaving says of each who leaves soon what his release still lacks. Who should have left already stands there too.
func (k *Desk) leaving(ctx context.Context, tx *store.Tx, c *Content, people []id.ID) error {
	terms, err := census.Ending(ctx, tx, people, census.Ends{
		Kind: law.CI.String(), State: law.CIJAFacility.String(), Until: tx.Today().AddDays(Ahead),
	})
	if err != nil || len(terms) == 0 {
		return err
	}
	ends := make(ending.Ends, len(terms))
	for _, t := range terms {
		ends[t.Person] = t.End
	}
	found, err := ending.Releases(ctx, tx, k.cases, ends)
	for _, t := range terms {
		l := Leaving{Person: t.Person, End: t.End}
		if x := found[t.Person]; x.Begun {
			l.Begun, l.Lacks = true, x.Lacks()
		}
		c.Leaving = append(c.Leaving, l)
	}
	return err
}

// mostLate is how many late duties a book lists: two leaves. Of more only the number is told.
const mostLate = 60

// falling lists what is late or falls due within a day, of the people of the book and of their brigade: with the house down
// nothing else says it. Of very many late ones the latest are kept, and a day of liberty that has passed always; the sheet
// puts them in order. A remedy whose time is over is owed no longer.
func (c *Content) falling(ctx context.Context, tx *store.Tx, w Whom) error {
	now := tx.Now()
	var late, soon []Owed
	all, err := duty.Falling(ctx, tx, w.Facility, now.Add(Falling))
	for _, d := range all {
		_, ours := c.Faces[d.Subject]
		if !ours && (d.Subject != "" || w.Unit == "" || d.Unit != w.Unit) {
			continue
		}
		switch kind, _ := duty.KindOf(d.Code); {
		case !d.Due.Moment().Before(now):
			soon = append(soon, owed(d))
		case kind.Liberty:
			c.Falling = append(c.Falling, owed(d))
		case !kind.Remedy:
			late = append(late, owed(d))
		}
	}
	slices.Reverse(late)
	n := min(len(late), mostLate)
	c.Falling, c.Overdue = slices.Concat(c.Falling, late[:n], soon), len(late)-n
	return err
}

// owed is a duty as a book may tell it. Who reads a book of a compartment's duty the name, the seat or the person reads a
// fact of health, of a child or of a voluntary stay.
func owed(d duty.Duty) Owed {
	o := Owed{Code: duty.Hidden, Due: d.Due.Moment(), Day: !d.Due.Day.IsZero()}
	if kind, _ := duty.KindOf(d.Code); d.Compartment == seal.General && (kind.Compartment == seal.General || kind.Compartment == "") {
		o.Code, o.Person, o.Owner = d.Code, d.Subject, d.Owner
	}
	return o
}

// late tells whether somebody should have been back.
func (a Away) late(now time.Time) bool { return !a.Due.IsZero() && now.After(a.Due) }
