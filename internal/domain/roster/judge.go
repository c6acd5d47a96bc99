package roster

import (
	"slices"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/roster/book"
	"guitu/internal/domain/term"
)

// judge decides what becomes of one person's rows. Rows that stand against what the house knows are rejected.
func (p *plan) judge(in *intake, today civil.Date) {
	in.who = in.old
	if !in.known() {
		in.who = person.Person{ID: id.New(), Version: 1}
	}
	if in.alive {
		in.rows = slices.DeleteFunc(in.rows, func(r book.Row) bool { return !p.decision(in, r) })
	} else {
		in.add = p.sequence(in)
	}
	if len(in.rows) == 0 {
		return
	}
	for _, r := range in.rows {
		p.identity(in, r)
		p.relatives(in, r)
		p.remarks(in, r)
	}
	p.staying(in)
	if in.known() && p.again {
		in.forget()
	}
}

// forget leaves a known person as the house has him: the same file again changes nothing.
func (in *intake) forget() {
	in.who, in.kin, in.notes, in.phase, in.moves, in.bed = in.old, nil, nil, false, false, facility.Place{}
	if len(in.news) == 0 {
		in.add, in.instead, in.stays, in.leaves = nil, nil, nil, false
	}
	clear(in.different)
}

// running are the states in which a CI has begun and not ended.
var running = []string{law.CIDecided.String(), law.CIPSFacility.String(), law.CIJAFacility.String()}

// decision holds a row's decision against a known life: the same decision told the same or otherwise, or a new
// one. It is false for one that overlaps another, which rejects the row.
func (p *plan) decision(in *intake, r book.Row) bool {
	said := p.facts(r)
	if at := in.decided(r); at >= 0 {
		p.compare(in, r, at, said)
		return true
	}
	start, end := r.Term()
	for _, m := range p.house.measures[in.old.ID] {
		if m.Kind != law.CI.String() || m.State == law.CIAnnulled.String() || start.IsZero() {
			continue
		}
		if (m.End.IsZero() || !start.After(m.End)) && !m.Start.After(end) {
			p.refuse(book.Problem{
				Row: r.Row, Column: book.Decided, Code: book.MeasureOverlap, Value: r.Decided.String(),
				Advice: "roster.overlap_in_house", Args: []any{m.Start, m.End},
			})
			return false
		}
	}
	in.news[r.Row] = true
	in.add = append(in.add, p.ending(in)...)
	in.add = append(in.add, said...)
	return true
}

// sequence is what happened to somebody for whom the house keeps no clock yet, each decision closed before the
// next.
func (p *plan) sequence(in *intake) (out []measure.Recording) {
	for i, r := range in.rows {
		in.news[r.Row] = in.known()
		out = append(out, p.facts(r)...)
		if i+1 < len(in.rows) {
			_, end := r.Term()
			out = append(out, p.let(end)...)
		}
	}
	return out
}

// ending is what ends the measure of a known life that still runs, when a later decision shows that it has ended.
func (p *plan) ending(in *intake) []measure.Recording {
	all := p.house.measures[in.old.ID]
	for i := len(all) - 1; i >= 0; i-- {
		if m := all[i]; m.Kind == law.CI.String() {
			if slices.Contains(running, m.State) && !m.End.IsZero() && !slices.ContainsFunc(in.add, func(r measure.Recording) bool { return r.Fact.Type == term.Released }) {
				in.leaves = true
				return p.let(m.End)
			}
			break
		}
	}
	return nil
}

// let is the release of somebody who was decided upon again later: the clock begins no second CI while one runs.
// That he was let go is certain, the day is not; it is the last lawful one, and the note says where it comes from.
func (p *plan) let(on civil.Date) []measure.Recording {
	note := measure.Note{Words: p.c.Words.T("roster.released_inferred")}
	return []measure.Recording{
		{Fact: term.OnDay(term.CertificateIssued, on), Note: note},
		{Fact: term.OnDay(term.Released, on), Note: note},
	}
}

// facts are what a row says happened. The roster does not say on which ground the decision rests: the field
// stays unsaid, because an invented ground would be a false fact in somebody's file, and the clock needs none.
func (p *plan) facts(r book.Row) []measure.Recording {
	d := term.OnDay(term.CIDecided, r.Decided)
	d.By, d.TermStart, d.TermEnd = level(r.Organ), r.Start, r.End
	out := []measure.Recording{{Fact: d, Note: measure.Note{Number: r.Letter, Organ: r.Organ}}}
	if !r.Police.IsZero() {
		out = append(out, measure.Recording{Fact: term.OnDay(term.PSAdmitted, r.Police)})
	}
	return append(out, measure.Recording{Fact: term.OnDay(term.JAAdmitted, r.Admitted)})
}

// level is the level of an organ by its name. Only county and prefecture decide (NCL 38); what a name leaves
// open is the county, as most are.
func level(organ string) term.Word {
	s := cn.Compact(organ)
	switch {
	case strings.Contains(s, "分局"), strings.Contains(s, "县公安"), strings.Contains(s, "区公安"), strings.Contains(s, "派出所"):
		return term.County
	case strings.Contains(s, "州公安"), strings.Contains(s, "盟公安"), strings.Contains(s, "地区公安"), strings.Contains(s, "支队"):
		return term.Prefecture
	}
	return term.County
}

// decided is the index, among the facts that stand, of the decision that a row tells of; -1 when none does.
func (in *intake) decided(r book.Row) int {
	for i, e := range in.life.Standing() {
		if e.Fact.Type != term.CIDecided {
			continue
		}
		if e.Note.Number == "" && e.Fact.On == r.Decided || e.Note.Number != "" && book.Fold(e.Note.Number) == book.Fold(r.Letter) {
			return i
		}
	}
	return -1
}

// compare holds a known decision, and the admissions behind it, against what a row says of them. What a row
// leaves open is no difference.
func (p *plan) compare(in *intake, r book.Row, at int, said []measure.Recording) {
	stand := in.life.Standing()
	have := map[term.Type]measure.Event{term.CIDecided: stand[at]}
	for _, e := range stand[at+1:] {
		if e.Fact.Type == term.CIDecided {
			break
		}
		if _, first := have[e.Fact.Type]; !first {
			have[e.Fact.Type] = e
		}
	}
	for _, s := range said {
		e, known := have[s.Fact.Type]
		if !known {
			in.add = append(in.add, s)
			in.differs(r.Row, columnOf[s.Fact.Type], "", s.Fact.On.String())
			continue
		}
		if s.Fact.Type == term.CIDecided {
			s.Fact.Ground, s.Fact.By, s.Fact.AfterCRBreach = e.Fact.Ground, e.Fact.By, e.Fact.AfterCRBreach
			s.Note.Words = e.Note.Words
			if s.Fact.TermStart.IsZero() {
				s.Fact.TermStart = e.Fact.TermStart
			}
			if s.Fact.TermEnd.IsZero() {
				s.Fact.TermEnd = e.Fact.TermEnd
			}
		} else {
			on := s.Fact
			s.Fact = e.Fact
			s.Fact.On, s.Fact.At = on.On, on.At
		}
		organ := s.Fact.Type == term.CIDecided && book.Fold(s.Note.Organ) != book.Fold(e.Note.Organ)
		if w, waits := p.house.waiting[e.ID]; s.Fact == e.Fact && !organ || waits && w.With == s.Fact {
			continue
		}
		in.instead[e.ID] = s
		if organ {
			in.differs(r.Row, book.Organ, e.Note.Organ, s.Note.Organ)
		}
		for _, d := range []struct {
			c        book.Column
			old, now civil.Date
		}{
			{columnOf[s.Fact.Type], e.Fact.On, s.Fact.On},
			{book.Start, e.Fact.TermStart, s.Fact.TermStart},
			{book.End, e.Fact.TermEnd, s.Fact.TermEnd},
		} {
			if d.old != d.now {
				in.differs(r.Row, d.c, date(d.old), date(d.now))
			}
		}
	}
}

var columnOf = map[term.Type]book.Column{term.CIDecided: book.Decided, term.PSAdmitted: book.Police, term.JAAdmitted: book.Admitted}

func date(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// staying decides which stays begin and end, and where he sleeps.
func (p *plan) staying(in *intake) {
	last := in.latest()
	begin := !in.known() || in.news[last.Row] && (in.stay.ID == "" || in.leaves)
	if in.known() && in.stay.ID == "" && !in.news[last.Row] {
		begin = p.runs(in) // known on paper only, or left without a fact
	}
	if in.stay.ID != "" && !in.leaves && in.stay.Facility != p.facility.ID {
		in.moves, begin = true, true
		in.differs(last.Row, book.Admitted, "", last.Admitted.String())
	}
	if begin {
		in.open(p)
		if in.known() && !in.news[last.Row] && !in.moves {
			in.differs(last.Row, book.Admitted, "", last.Admitted.String())
		}
	}
	if !begin && in.stay.ID == "" {
		return // he has left: the row tells of the past
	}
	if !begin && last.Phase != "" && last.Phase != in.stay.Phase {
		in.phase = true
		in.differs(last.Row, book.Zone, string(in.stay.Phase), string(last.Phase))
	}
	if last.Room != "" && last.Bed != "" {
		in.bed = facility.Place{Room: last.Room, Bed: last.Bed}
	}
}

// runs tells whether the last measure of a known person still runs.
func (p *plan) runs(in *intake) bool {
	all := p.house.measures[in.old.ID]
	return len(all) == 0 || slices.Contains(running, all[len(all)-1].State)
}

// open lists the stays of the rows: each ends with its term, the last one lasts.
func (in *intake) open(p *plan) {
	for i, r := range in.rows {
		if in.known() && !in.news[r.Row] && i+1 < len(in.rows) {
			continue
		}
		s := resident.Resident{ID: id.New(), Person: in.who.ID, Facility: p.facility.ID, Phase: r.Phase, Admitted: r.Admitted}
		if i+1 < len(in.rows) {
			_, end := r.Term()
			if s.Left = end; end.Before(r.Admitted) {
				s.Left = r.Admitted
			}
		}
		in.stays = append(in.stays, s)
	}
}
