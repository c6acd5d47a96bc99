package ownpages

import (
	"slices"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/complaint"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/law"
	"guitu/internal/domain/paper"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/press"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// short is a term in one line: what stands on the first page, and big on its own.
type short struct {
	Known bool
	Left  string // "还有 120 天"
	End   string // the last day
	Late  bool   // the last day is past, and he is here
}

func shortOf(p web.Page, all []telling.Measure) (s short, m telling.Measure) {
	for _, x := range all {
		if x.Current {
			m = x
		}
	}
	if m.Ring == nil {
		return s, m
	}
	s.Known, s.End, s.Late = true, p.DayLong(m.Ring.End), m.Ring.Left < 0
	switch n := m.Ring.Left; {
	case n < 0:
		s.Left = p.T("own.term.over", -n)
	case n == 0:
		s.Left = p.T("own.term.today")
	default:
		s.Left = p.T("own.term.left", n)
	}
	return s, m
}

type homePage struct {
	own
	Term  short
	Away  string
	Tiles []tile

	Since  []string // how and when his secret was chosen
	Handed []handed
	More   int // of Handed that stand elsewhere
}

type tile struct{ Icon, Label, Sub, URL string }

func (d *desk) home(v *visit) error {
	f, err := d.file(v, census.Parts{Measure: true})
	if err != nil {
		return err
	}
	p := homePage{}
	if p.own, err = d.page(v, v.T("own.title")); err != nil {
		return err
	}
	if p.Away, err = d.away(v, p.Page); err != nil {
		return err
	}
	p.Term, _ = shortOf(p.Page, telling.Measures(p.Page, f.Measure))
	if p.Handed, p.Since, err = d.handedAll(v, p.Page); err != nil {
		return err
	}
	if n := len(p.Handed) - atFirst; n > 0 {
		p.Handed, p.More = p.Handed[:atFirst], n
	}
	for _, x := range []struct{ name, icon string }{
		{"term", "calendar"},
		{"owed", "list-check"},
		{"papers", "file-text"},
		{"trail", "eye"},
		{"object", "message-report"},
		{"remedy", "scale"},
		{"procurator", "shield-check"},
		{"complaint", "mail"},
	} {
		p.Tiles = append(p.Tiles, tile{Icon: x.icon, Label: p.T("own.tile." + x.name), Sub: p.T("own.tile." + x.name + ".sub"), URL: "/own/" + x.name})
	}
	return v.Draw(p.Page, homeView(p))
}

type termPage struct {
	own
	Term    short
	Measure telling.Measure
	Away    string
	Longer  string // that a longer term was proposed
	Waiting int    // corrections that another officer has not yet confirmed
	Since   []web.Line
}

func (d *desk) term(v *visit) error {
	f, err := d.file(v, census.Parts{Measure: true})
	if err != nil {
		return err
	}
	if err := d.looked(v, "term"); err != nil {
		return err
	}
	p := termPage{Waiting: len(f.Measure.Changes)}
	if p.own, err = d.page(v, v.T("own.tile.term")); err != nil {
		return err
	}
	if p.Away, err = d.away(v, p.Page); err != nil {
		return err
	}
	if p.Longer, err = d.longer(v, p.Page, f.Measure.Life); err != nil {
		return err
	}
	p.Term, p.Measure = shortOf(p.Page, telling.Measures(p.Page, f.Measure))
	p.Since = p.Measure.Days
	return v.Draw(p.Page, termView(p))
}

// his are the duties that are owed to him, or by which others learn what concerns him; a point at the end stands for what
// follows. The house's inner ones (rolls, beds, confirmations) are not.
var his = []string{
	"entry.", "intake.letter", "intake.proof", "ci.notice.", "ci.family_letter", "ci.booklet", "ci.induction", "ci.decide.", "early.notice.",
	"extension.notice.", "ci.release", "ci.release.", "release.property", "release.tell_", "cd.end_notice", "cr.end_notice", "legal_aid.forward",
	"journey.reconsideration", "journey.suit", "remedy.tell", "remedy.overturned", "da.", "conversion.home", "letter.replace", "leave.off_days", "journey.release", "objection.answer", "journey.home_leave", "journey.outside_medical.tell",
}

// isHis tells whether a duty stands on his page. What is of a compartment stands there without its name.
func isHis(x duty.Duty) bool {
	if k, _ := duty.KindOf(x.Code); k.Theirs {
		return false
	}
	return x.Code == duty.Hidden || slices.ContainsFunc(his, func(h string) bool {
		return string(x.Code) == h || (strings.HasSuffix(h, ".") || strings.HasSuffix(h, "_")) && strings.HasPrefix(string(x.Code), h)
	})
}

type owedPage struct {
	own
	Open, Done []owedLine
}

type owedLine struct {
	Title, Due, Left, By string
	Late                 bool
	State, Say           string
	Laws                 []web.Law
}

// duties reads his duties as he may see them.
func (d *desk) duties(v *visit) ([]duty.Duty, error) {
	return store.Read(v.Context(), d.DB, func(tx *store.Tx) ([]duty.Duty, error) {
		if err := d.Policy.Check(v.Context(), tx, policy.DutyView, policy.Resource{Kind: "duty", Person: v.s.Person}); err != nil {
			return nil, err
		}
		all, err := duty.Of(v.Context(), tx, v.s.Person)
		return duty.Veil(v.Context(), d.Policy, all), err
	})
}

func (d *desk) owed(v *visit) error {
	all, err := d.duties(v)
	if err != nil {
		return err
	}
	f, err := d.file(v, census.Parts{Measure: true})
	if err != nil {
		return err
	}
	if err := d.looked(v, "owed"); err != nil {
		return err
	}
	slices.SortStableFunc(all, func(a, b duty.Duty) int { return b.Closed.Compare(a.Closed) }) // what is open has no such day, and keeps its order
	p := owedPage{}
	if p.own, err = d.page(v, v.T("own.tile.owed")); err != nil {
		return err
	}
	for _, x := range all {
		switch {
		case !isHis(x):
		case x.State == duty.Pending:
			p.Open = append(p.Open, open(p.Page, x))
		case x.State == duty.Void, !ofThisStay(f, x):
		default:
			l := owedLine{Title: telling.DutyTitle(p.Printer, x.Code), State: p.T("duty.state." + string(x.State))}
			if !x.Closed.IsZero() {
				l.State += " " + p.Day(text.DayOf(x.Closed))
			}
			p.Done = append(p.Done, l)
		}
	}
	return v.Draw(p.Page, owedView(p))
}

// ofThisStay tells whether what was done for him belongs to the present stay: he may have been here before.
func ofThisStay(f census.File, x duty.Duty) bool {
	if x.Number >= 0 {
		return x.Number == len(f.Measure.Answer.Measures)-1
	}
	return !civil.DateOf(x.Closed).Before(f.Stay.Admitted)
}

// by says who does what is owed. What another organ decides or does, the officer only sees to; what is his own right, nobody does
// for him.
func by(p text.Printer, x duty.Duty) string {
	if k, _ := duty.KindOf(x.Code); x.Owner == "" || k.Theirs {
		return ""
	}
	owner := text.Key("role." + x.Owner)
	for _, c := range law.Duties() {
		switch spec := law.Duty(c); {
		case spec.Code != string(x.Code):
		case spec.Owes == law.Authority:
			return p.T("own.owed.by_authority", owner)
		case spec.Owes == law.Police:
			return p.T("own.owed.by_police", owner)
		}
	}
	return p.T("own.owed.by", owner)
}

func open(p web.Page, x duty.Duty) owedLine {
	c := telling.Duty(p, x, duty.Heads{})
	return owedLine{Title: c.Title, Due: c.Due, Left: c.Left, Late: x.Overdue(p.Now), Laws: c.Laws, By: by(p.Printer, x)}
}

type papersPage struct {
	own
	Rows []paperLine
}

type paperLine struct {
	Kind, Number, On, State, URL string
	Counts                       bool
}

// issued are what was issued of him, of the general file and of his own treatment. What is of the infection record is in no
// list: a doctor tells it, face to face (AIDS 38).
func (d *desk) issued(v *visit) ([]paper.Paper, error) {
	return store.Read(v.Context(), d.DB, func(tx *store.Tx) ([]paper.Paper, error) {
		general, err := d.Paper.OfIn(v.Context(), tx, v.s.Person, seal.General)
		if err != nil {
			return nil, err
		}
		health, err := d.Paper.OfIn(v.Context(), tx, v.s.Person, seal.Clinical)
		return append(general, health...), err
	})
}

func (d *desk) papers(v *visit) error {
	all, err := d.issued(v)
	if err != nil {
		return err
	}
	if err := d.looked(v, "papers"); err != nil {
		return err
	}
	p := papersPage{}
	if p.own, err = d.page(v, v.T("own.tile.papers")); err != nil {
		return err
	}
	waits, err := d.unsigned(v)
	if err != nil {
		return err
	}
	for _, x := range all {
		l := paperLine{
			Kind: p.T(x.Kind.Key()), Number: x.Number, On: p.Day(text.DayOf(x.Issued)), URL: "/own/papers/" + string(x.ID), Counts: x.InForce(),
			State: p.T("own.papers.counts"),
		}
		if !x.InForce() {
			l.State = p.T("own.papers.void")
		} else if x.MayBeReplaced() {
			l.State = p.T("own.papers.stale")
		} else if key, ok := waits[x.ID]; ok {
			l.State = p.T(key)
		}
		p.Rows = append(p.Rows, l)
	}
	return v.Draw(p.Page, papersView(p))
}

type paperPage struct {
	own
	ID    id.ID
	Sheet press.Sheet
	Void  bool
}

func (d *desk) paper(v *visit) error {
	which, err := v.ID("id")
	if err != nil {
		return err
	}
	got, err := d.Paper.Print(v.Context(), which)
	if errs.KindOf(err) == errs.Denied {
		err = errs.New(errs.NotFound, "paper.not_found")
	}
	if err != nil {
		return err
	}
	p := paperPage{ID: which, Sheet: got.Sheet, Void: !got.InForce()}
	if d.Demo && p.Sheet.Draft == "" {
		p.Sheet.Draft = v.T("own.papers.demo")
	}
	if p.own, err = d.page(v, v.T(got.Kind.Key())); err != nil {
		return err
	}
	return v.Draw(p.Page, paperView(p))
}

type trailPage struct {
	own
	Rows   []trailLine
	Since  []string
	Handed []handed
}

type trailLine struct{ On, By, What, Why, Times string }

func (d *desk) trail(v *visit) error {
	all, err := d.Census.Lookers(v.Context(), v.s.Person)
	if err != nil {
		return err
	}
	if err := d.looked(v, "trail"); err != nil {
		return err
	}
	p := trailPage{}
	if p.own, err = d.page(v, v.T("own.tile.trail")); err != nil {
		return err
	}
	if p.Handed, p.Since, err = d.handedAll(v, p.Page); err != nil {
		return err
	}
	for _, x := range all {
		l := trailLine{On: p.Day(x.On), By: telling.Seat(p.Printer, x.Seats), What: p.T("own.trail." + x.What)}
		if x.Purpose != "" {
			l.Why = telling.Purpose(p.Printer, x.Purpose)
		}
		if x.Times > 1 {
			l.Times = p.T("own.trail.times", x.Times)
		}
		p.Rows = append(p.Rows, l)
	}
	return v.Draw(p.Page, trailView(p))
}

type procuratorPage struct {
	own
	Ready bool
}

func (d *desk) procurator(v *visit) error {
	ready, err := store.Read(v.Context(), d.DB, func(tx *store.Tx) (bool, error) {
		office := complaint.Procurators(v.s.Stay.Facility)
		all, err := complaint.Ready(v.Context(), tx, office)
		return all[office], err
	})
	if err != nil {
		return err
	}
	p := procuratorPage{Ready: ready}
	if p.own, err = d.page(v, v.T("own.tile.procurator")); err != nil {
		return err
	}
	return v.Draw(p.Page, procuratorView(p))
}
