package ownpages

import (
	"context"
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/remedy"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/term"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/store"
)

// proposed is the day on which a longer term was proposed and not yet decided on, zero for none; sent is since when the deciding
// organ has it. A proposal that the house took back itself never reached the organ, and its affair is over.
func (d *desk) proposed(ctx context.Context, tx *store.Tx, l measure.Life) (on, sent civil.Date, err error) {
	for _, e := range remedy.InOrder(l) {
		switch e.Fact.Type {
		case term.CIDecided, term.ExtensionDecided:
			on, sent = civil.Date{}, civil.Date{}
		case term.ExtensionProposed:
			on, sent = e.Fact.On, civil.Date{}
		case term.ExtensionReceived:
			sent = e.Fact.On
		}
	}
	if on.IsZero() || !sent.IsZero() {
		return on, sent, nil
	}
	all, err := journey.OfPerson(ctx, tx, l.Person)
	if err != nil {
		return on, sent, err
	}
	of := func(c journey.Case) bool { return c.Kind == affair.Extension }
	goesOn := func(c journey.Case) bool { return of(c) && c.Closed.IsZero() }
	if slices.ContainsFunc(all, of) && !slices.ContainsFunc(all, goesOn) {
		return civil.Date{}, civil.Date{}, nil
	}
	return on, sent, nil
}

// limit is how long the law gives for a remedy, in its own words and with its article.
type limit struct {
	Words string
	Laws  []web.Law
}

// limit reads one of the law's numbers as it counts here and today; the zero limit where none is set.
func (d *desk) limit(ctx context.Context, tx *store.Tx, p own, key law.Key, words string) (limit, error) {
	book, err := d.Rules.Book(ctx, tx)
	if err != nil {
		return limit{}, err
	}
	x, ok := book.Find(key, law.Scope{}, tx.Today())
	if !ok || !x.Value.Set {
		return limit{}, nil
	}
	return limit{Words: p.T(words, p.Span(x.Value.N, x.Value.Unit.String()+"s")), Laws: telling.Articles(p.Printer, x.Basis, !x.Mark.Blocks())}, nil
}

// away says until when somebody on leave or in a hospital outside must be back; "" for who is here, or where nobody said.
func (d *desk) away(v *visit, p web.Page) (string, error) {
	o, err := store.Read(v.Context(), d.DB, func(tx *store.Tx) (outing.Outing, error) { return outing.Current(v.Context(), tx, v.s.Person) })
	if errs.KindOf(err) == errs.NotFound {
		return "", nil
	}
	if err != nil || o.Due.IsZero() || o.Kind != outing.HomeLeave && o.Kind != outing.OutsideMedical {
		return "", err
	}
	return p.T("own.away", o.Kind.Title(), p.Moment(o.Due)), nil
}

// longer says that a longer term was proposed, "" where none waits for its decision.
func (d *desk) longer(v *visit, p web.Page, l measure.Life) (string, error) {
	var on, sent civil.Date
	_, err := store.Read(v.Context(), d.DB, func(tx *store.Tx) (_ int, err error) {
		on, sent, err = d.proposed(v.Context(), tx, l)
		return 0, err
	})
	switch {
	case err != nil || on.IsZero():
		return "", err
	case sent.IsZero():
		return p.T("own.term.longer", p.Day(on)), nil
	}
	return p.T("own.term.longer_sent", p.Day(on), p.Day(sent)), nil
}

// chips are the articles that stand beside some lines.
func chips(list []owedLine) (out []web.Law) {
	for _, x := range list {
		out = append(out, x.Laws...)
	}
	return out
}

// cited are the articles that stand beside a term.
func cited(m telling.Measure) (out []web.Law) {
	for _, x := range m.Why {
		out = append(out, x.Laws...)
	}
	for _, x := range m.Days {
		out = append(out, x.Law...)
	}
	return out
}
