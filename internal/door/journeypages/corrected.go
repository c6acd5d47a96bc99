package journeypages

import (
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/term"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
)

// What was answered is never changed, and the facts that a step recorded may be: corrected by two officers, withdrawn, or
// without effect because of what came later. An affair says so beside the step, and leads to where it stands.

// since is what became of what a step recorded.
type since struct{ Status, Text, Label, URL string }

// life is the legal life of the person of a case, as far as the reader may know it; an affair is shown without it too.
func (d *desk) life(r *web.Request, c *journey.Case) (v measure.View, err error) {
	if c.Person == "" {
		return v, nil
	}
	v, err = d.Measure.View(r.Context(), c.Person)
	if k := errs.KindOf(err); k == errs.Denied || k == errs.NotFound {
		return measure.View{}, nil
	}
	return v, err
}

// became tells of each fact of a step that stands no longer as it was recorded by it.
func became(p web.Page, v measure.View, e journey.Entry) (out []since) {
	for _, x := range v.Life.Events {
		if x.Withdraws != "" || !x.Recorded.Equal(e.At) {
			continue
		}
		was, now, stands, ok := v.Life.ToldAt(e.At, x.Fact.Type)
		if !ok || was.ID != x.ID {
			continue
		}
		s := since{Status: p.T("told.struck.replaced"), Label: p.T("journeys.in_file"), URL: telling.Line(v.Life.Person, v.Life, was.ID)}
		switch {
		case !stands:
			s.Status, s.Text = p.T("told.struck.withdrawn"), p.T("journeys.withdrawn", telling.Fact(p.Printer, was.Fact.Type))
		case was.Fact != now.Fact || was.Note.Number != now.Note.Number || was.Note.Organ != now.Note.Organ:
			s.Text = p.T("journeys.corrected", telling.Fact(p.Printer, now.Fact.Type), p.Day(now.Fact.On), says(p, now))
			s.URL = "/people/" + string(v.Life.Person) + "/law#f-" + string(now.ID)
		case now.Outside != "" && was.Outside == "":
			s.Status, s.Text = p.T("journeys.no_longer"), p.T("journeys.no_longer.text", telling.Fact(p.Printer, now.Fact.Type))
			s.URL = "/people/" + string(v.Life.Person) + "/law#f-" + string(now.ID)
		default:
			if s, ok = gone(p, v, now.ID); !ok {
				continue
			}
		}
		out = append(out, s)
	}
	return out
}

func says(p web.Page, x measure.Event) string {
	if x.Note.Number == "" {
		return telling.Said(p.Printer, x.Fact)
	}
	return telling.Said(p.Printer, x.Fact) + p.T("told.said.join") + x.Note.Number
}

// gone says of a decision of early release since when, and by what, it counts no more, and what is to be done about it.
func gone(p web.Page, v measure.View, decision id.ID) (s since, is bool) {
	by, is := telling.Voided(v)[decision]
	if !is {
		return s, false
	}
	key, end := "journeys.early_gone.extension", p.T("told.end.unknown")
	if by.Fact.Type == term.Recapture {
		key = "journeys.early_gone.recapture"
	}
	if m, ok := measure.Running(&v.Answer); ok && !m.End.IsZero() {
		end = p.Day(m.End)
	}
	return since{
		Status: p.T("journeys.early_gone"), Text: p.T(key, by.Fact.On, end), Label: p.T("journeys.in_file"),
		URL: "/people/" + string(v.Life.Person) + "/law#f-" + string(by.ID),
	}, true
}
