package roster

import (
	"slices"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/person"
	"guitu/internal/domain/roster/book"
)

// identity puts what a row says of somebody into his identity, and notes what differs. An empty cell says nothing.
// What the row of an earlier measure tells otherwise is kept as a note: who he is now is told by the latest.
func (p *plan) identity(in *intake, r book.Row) {
	w := &in.who
	w.Aliases, w.Identifiers = slices.Clone(w.Aliases), slices.Clone(w.Identifiers)
	was := w.Name
	say(p, in, r, &w.Name, saying[string]{book.Name, r.Name, same})
	say(p, in, r, &w.Sex, saying[cn.Sex]{book.SexOf, r.Sex, cn.Sex.String})
	say(p, in, r, &w.Born, saying[civil.Date]{book.Born, r.Born, date})
	say(p, in, r, &w.Ethnic, saying[cn.Ethnic]{book.Ethnic, r.Ethnic, as[cn.Ethnic]})
	say(p, in, r, &w.Home, saying[person.Address]{book.Home, address(r.Home), inWords})
	say(p, in, r, &w.Residence, saying[person.Address]{book.Living, address(r.Living), inWords})
	for _, a := range r.Aliases {
		if a != w.Name && !slices.Contains(w.Aliases, a) {
			w.Aliases = append(w.Aliases, a)
			in.differs(r.Row, book.Alias, "", a)
		}
	}
	if was != "" && !in.called(r) && w.Name != was && !slices.Contains(w.Aliases, was) { // found by his old name still
		w.Aliases = append(w.Aliases, was)
	}
	if n := r.Number.String(); n != "" && w.Number() != n {
		in.differs(r.Row, book.Number, w.Number(), n)
		w.Identifiers = slices.DeleteFunc(w.Identifiers, func(i person.Identifier) bool { return i.Kind == person.IdentityNumber })
		w.Identifiers = append([]person.Identifier{{Kind: person.IdentityNumber, Value: n}}, w.Identifiers...)
	}
	if !slices.ContainsFunc(w.Identifiers, func(i person.Identifier) bool {
		return i.Kind == person.DecisionNumber && book.Fold(i.Value) == book.Fold(r.Letter)
	}) {
		w.Identifiers = append(w.Identifiers, person.Identifier{Kind: person.DecisionNumber, Value: r.Letter})
		in.differs(r.Row, book.Letter, "", r.Letter)
	}
}

// saying is what a row says in a column, and how that is written.
type saying[T comparable] struct {
	column book.Column
	now    T
	write  func(T) string
}

func say[T comparable](p *plan, in *intake, r book.Row, old *T, s saying[T]) {
	var none T
	switch {
	case s.now == none || s.now == *old:
	case *old != none && in.past(r):
		in.note(p, r, book.Note{Header: string(s.column), Text: s.write(s.now)})
	default:
		in.differs(r.Row, s.column, s.write(*old), s.write(s.now))
		*old = s.now
	}
}

func same(s string) string            { return s }
func as[T ~string](v T) string        { return string(v) }
func inWords(a person.Address) string { return strings.TrimSpace(a.Division + " " + a.Rest) }

func date(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func address(p book.Place) person.Address {
	if p.Code == "" && p.Text == "" {
		return person.Address{}
	}
	return person.Address{Division: p.Code, Rest: p.Rest}
}

// relative is somebody to be told: new, or known with another number to call.
type relative struct {
	who      person.Person
	relation string
	known    bool
}

// relatives finds whom a row names. A number or a tie without a name is nobody yet and is kept as a note.
func (p *plan) relatives(in *intake, r book.Row) {
	for _, c := range r.Contacts {
		if c.Name == "" {
			in.note(p, r, book.Note{Header: string(book.Kin), Text: strings.TrimSpace(c.Tie + " " + c.Phone)})
			continue
		}
		if p.tell(in, r, c) {
			continue
		}
		in.kin = append(in.kin, relative{
			who:      person.Person{ID: id.New(), Version: 1, Name: c.Name, Phone: c.Phone},
			relation: person.ParseRelation(c.Tie),
		})
		in.differs(r.Row, book.Kin, "", c.Name)
	}
}

// tell looks for a contact among the kin that are known or that an earlier row named.
func (p *plan) tell(in *intake, r book.Row, c book.Contact) bool {
	for i, k := range in.kin {
		if cn.Normalise(k.who.Name) == cn.Normalise(c.Name) {
			if c.Phone != "" && (k.who.Phone == "" || !in.past(r)) {
				in.kin[i].who.Phone = c.Phone
			} else if c.Phone != "" && c.Phone != k.who.Phone {
				in.note(p, r, book.Note{Header: string(book.KinPhone), Text: c.Name + " " + c.Phone})
			}
			return true
		}
	}
	for _, l := range p.house.kin[in.old.ID] {
		who := p.house.relation[l.Relative]
		if cn.Normalise(who.Name) != cn.Normalise(c.Name) {
			continue
		}
		if c.Phone != "" && c.Phone != who.Phone && who.Phone != "" && in.past(r) {
			in.note(p, r, book.Note{Header: string(book.KinPhone), Text: c.Name + " " + c.Phone})
		} else if c.Phone != "" && c.Phone != who.Phone {
			in.differs(r.Row, book.KinPhone, who.Phone, c.Phone)
			who.Phone = c.Phone
			in.kin = append(in.kin, relative{who: who, known: true})
		}
		return true
	}
	return false
}

// remarks keeps what the house has no place for: unknown columns, free words, drugs (a health fact, for a doctor to
// take up), a room without a bed.
func (p *plan) remarks(in *intake, r book.Row) {
	if r.Remark != "" {
		in.note(p, r, book.Note{Header: string(book.Remark), Text: r.Remark})
	}
	var drugs []string
	for _, d := range r.Drugs {
		drugs = append(drugs, d.String())
	}
	if drugs = append(drugs, r.Other...); len(drugs) > 0 {
		in.note(p, r, book.Note{Header: string(book.Drugs), Text: strings.Join(drugs, "、")})
	}
	if now, ok := in.now(); (r.Room == "") != (r.Bed == "") && (r.Room == "" || !ok || now.Row != r.Row) { // a room of today: knock
		in.note(p, r, book.Note{Header: string(book.Room), Text: r.Room + r.Bed})
		p.noticed = append(p.noticed, book.Problem{Row: r.Row, Column: book.Room, Code: book.BedHalf, Value: r.Room + r.Bed, Args: []any{r.Room + r.Bed}})
	}
	for _, n := range r.Notes {
		in.note(p, r, n)
	}
}

func (in *intake) note(p *plan, r book.Row, n book.Note) {
	if slices.Contains(p.house.notes[in.old.ID], n) || slices.Contains(in.notes, n) {
		return
	}
	in.notes = append(in.notes, n)
	in.differs(r.Row, book.Column(n.Header), "", n.Text)
}
