package lawpages

import (
	"context"
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/law"
	"guitu/internal/domain/rule"
	"guitu/internal/domain/staff"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// onePage is one parameter: what counts where, how it came about, and what may be done about it.
type onePage struct {
	web.Page
	Key      law.Key
	Here     []web.Facts // one for each place with a value of its own
	Places   []string    // their names, in the same order
	Laws     [][]web.Law
	Favour   string
	Uses     []string // duties that reckon with it
	History  []turn
	Propose  bool
	Wordy    bool // its value is a word and not a number
	Unit     string
	Units    []web.Option
	Regions  []web.Option
	Standing string // the value that is confirmed when none is typed
}

// turn is one row of the history: what somebody of the legal post wanted, and what became of it.
type turn struct {
	ID                            id.ID
	Version                       int64
	State                         rule.State
	Tone                          web.Tone
	Word, Value, Region, Document string
	Proposed, Settled, From       string
	Outdone                       string
	Worse                         string // the value it would worsen, for who has to settle it
	Confirm                       bool   // the reader may settle it
	Own                           bool   // the reader proposed it: another has to settle
}

func (d *desk) one(r *web.Request) error {
	key := law.Key(r.PathValue("key"))
	g, err := d.read(r.Context())
	if err != nil {
		return err
	}
	here := slices.DeleteFunc(slices.Clone(g.entries), func(e entry) bool { return e.Key != key })
	if len(here) == 0 {
		return errs.New(errs.NotFound, "law.confirm.key", string(key))
	}
	p := onePage{Page: r.Page(r.T("law.param."+string(key)), "law"), Key: key, Propose: d.mayPropose(r)}
	p.Sub, p.Crumbs = string(key), []web.Crumb{{Label: p.T("rules.title"), URL: "/rules"}}
	for _, e := range here {
		p.Places = append(p.Places, region(p.Printer, e.Region))
		p.Here = append(p.Here, facts(p.Page, e))
		p.Laws = append(p.Laws, laws(p.Printer, e.Basis, e.Blocks()))
	}
	if p.Favour = p.T("rules.favour.free." + here[0].Favour.String()); g.book.Enacted(key) {
		p.Favour = p.T("rules.favour.bound." + here[0].Favour.String())
	}
	p.uses()
	p.form(here[0].Value, regions(p.Printer))
	if p.History, err = d.history(r, p.Page, g.book, slices.DeleteFunc(g.rows, func(c rule.Confirmation) bool { return c.Key != key })); err != nil {
		return err
	}
	return r.Draw(p.Page, oneView(p))
}

// facts is what counts in one place.
func facts(p web.Page, e entry) web.Facts {
	_, mark := certainty(p.Printer, e.Parameter)
	out := web.Facts{
		{Label: p.T("rules.column.value"), Value: worth(p.Printer, e.Parameter)},
		{Label: p.T("rules.filter.mark"), Value: mark},
		{Label: p.T("rules.column.effect"), Value: effect(p.Printer, e.Parameter)},
		{Label: p.T("rules.since"), Value: p.T("rules.since.always")},
	}
	if !e.From.IsZero() {
		out[3].Value = p.Day(e.From)
	}
	if e.Document != "" {
		out = append(out, web.Line{Label: p.T("rules.document"), Value: e.Document})
	}
	if len(e.Basis) == 0 {
		out = append(out, web.Line{Label: p.T("rules.column.basis"), Value: p.T("rules.basis.none")})
	}
	for _, words := range instruments(p.Printer, e.Basis) {
		out = append(out, web.Line{Label: p.T("rules.instrument"), Value: words})
	}
	return out
}

func (p *onePage) uses() {
	for _, c := range law.Duties() {
		if s := law.Duty(c); s.Within == p.Key || s.NotBefore == p.Key {
			p.Uses = append(p.Uses, p.T("law.duty."+s.Code))
		}
	}
}

// form is what a proposal may say: a number in a unit, or a word, or nothing to confirm what stands.
func (p *onePage) form(v law.Value, regions []web.Option) {
	p.Standing, p.Regions = value(p.Printer, v), regions
	p.Wordy = v.Set && v.Unit == law.Word
	if v.Set && !p.Wordy {
		p.Unit = v.Unit.String()
	}
	for u := law.Count; u < law.Word; u++ {
		p.Units = append(p.Units, web.Option{Value: u.String(), Label: p.T("rules.unitname." + u.String())})
	}
}

// history draws the rows of a parameter, latest first, with the names of the officers who made them.
func (d *desk) history(r *web.Request, p web.Page, book law.Book, rows []rule.Confirmation) ([]turn, error) {
	names, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (map[id.ID]staff.Member, error) {
		return d.names(r.Context(), tx, rows)
	})
	if err != nil {
		return nil, err
	}
	out := make([]turn, len(rows))
	for i, c := range rows {
		t := turn{ID: c.ID, Version: c.Version, State: c.State, Document: c.Document, Region: region(p.Printer, c.Scope.Region)}
		t.Tone, t.Word = map[rule.State]web.Tone{rule.Proposed: web.Warn, rule.Confirmed: web.OK, rule.Refused: web.Neutral}[c.State], p.T("rules.state."+string(c.State))
		t.Value, t.From = p.T("rules.as_it_stands"), p.T("rules.since.always")
		if c.Value.Set {
			t.Value = value(p.Printer, c.Value)
		}
		if !c.From.IsZero() {
			t.From = p.Day(c.From)
		}
		t.Proposed = p.T("rules.by", names[c.Proposer].Name, c.Proposed)
		if c.Settler != "" {
			t.Settled = p.T("rules.by", names[c.Settler].Name, c.Settled)
		}
		if c.Outdone != "" {
			t.Outdone = p.T(c.Outdone, "", "")
		}
		if c.State == rule.Proposed {
			if now, worse := c.Worse(book, civil.DateOf(p.Now)); worse {
				t.Worse = p.T("rules.worse", value(p.Printer, now))
			}
			t.Own = c.Proposer == r.Actor().Staff
			t.Confirm = !t.Own && d.Policy.May(r.Actor(), policy.LawConfirm, policy.Resource{Kind: "parameter", ID: c.ID, Owner: string(c.Proposer)})
		}
		out[i] = t
	}
	return out, nil
}

func (d *desk) names(ctx context.Context, tx *store.Tx, rows []rule.Confirmation) (map[id.ID]staff.Member, error) {
	var ids []id.ID
	for _, c := range rows {
		for _, i := range []id.ID{c.Proposer, c.Settler} {
			if i != "" && !slices.Contains(ids, i) {
				ids = append(ids, i)
			}
		}
	}
	return d.Staff.Members(ctx, tx, ids)
}
