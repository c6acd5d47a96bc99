package rightspages

import (
	"time"

	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/door/purpose"
	"guitu/internal/door/units"
	"guitu/internal/door/web"
	"guitu/internal/platform/kiosk"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

type accountPage struct {
	web.Page
	Person  id.ID
	Account kiosk.Account
	Has     bool
	Here    bool
	Slip    *kiosk.Slip // just made: shown once
	At      string      // where he signs in
	House   string
}

func (d *desk) account(r *web.Request) error { return d.drawAccount(r, nil) }

// drawAccount shows how a resident's sign-in stands, to who may give it.
func (d *desk) drawAccount(r *web.Request, s *kiosk.Slip) error {
	who, err := r.ID("id")
	if err != nil {
		return err
	}
	ctx := purpose.General(r, who)
	f, err := d.Census.File(ctx, who, census.Parts{})
	if err != nil {
		return err
	}
	if !d.Policy.May(r.Actor(), policy.KioskAccount, f.Resource()) {
		return denied()
	}
	p := accountPage{Page: r.Page(r.T("rights.account.title"), "own"), Person: who, Here: f.Stay.ID != "" && f.Stay.Here(), Slip: s, At: d.Address + "/own", House: f.Facility.Name}
	p.Heading, p.Sub = f.Person.Name, p.Title
	p.Crumbs = []web.Crumb{{Label: r.T("rights.file"), URL: "/people/" + string(who)}}
	if _, err = store.Read(ctx, d.DB, func(tx *store.Tx) (int, error) {
		p.Account, p.Has, err = d.Kiosk.Of(ctx, tx, who)
		return 0, err
	}); err != nil {
		return err
	}
	return r.Draw(p.Page, accountView(p))
}

func (d *desk) hand(r *web.Request) error {
	who, err := r.ID("id")
	if err != nil {
		return err
	}
	slip, err := d.Kiosk.Hand(r.Context(), store.Key(r.Key()), who)
	if err != nil {
		return r.Again(err, d.account)
	}
	return d.drawAccount(r, &slip)
}

type resetsPage struct {
	web.Page
	Rows       []resetLine
	List       web.List
	Views      []web.Tab // all of it, and what somebody doubts
	Prev, Next string
}

type resetLine struct {
	At, Where, What, By, Used, Seen, Told string
	Nth                                   string // which of one person's it is
	Marks                                 []string
	Doubted                               bool
}

// resets lists who gave whom a sign-in. It names no resident: who must know asks the facility, with the day and the unit.
func (d *desk) resets(r *web.Request) error {
	l := r.List("doubted")
	doubted := l.Value("doubted") != ""
	p := resetsPage{Page: r.Page(r.T("rights.resets.title"), "own"), List: l, Views: []web.Tab{
		{Label: r.T("rights.resets.all"), URL: "/resets", Here: !doubted},
		{Label: r.T("rights.resets.doubted"), URL: "/resets?doubted=1", Here: doubted},
	}}
	_, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (int, error) {
		got, err := d.Kiosk.Resets(r.Context(), tx, doubted, store.Page{After: l.After, Limit: l.Limit, Uncounted: true})
		if err != nil {
			return 0, err
		}
		p.Prev, p.Next = got.Prev, got.Next
		where, err := units.Read(r.Context(), tx)
		if err != nil {
			return 0, err
		}
		for _, x := range got.Rows {
			p.Rows = append(p.Rows, lineOf(p.Page, where, x))
		}
		return 0, nil
	})
	if err != nil {
		return err
	}
	return r.Draw(p.Page, resetsView(p))
}

func lineOf(p web.Page, where units.Tree, x kiosk.Reset) resetLine {
	l := resetLine{At: p.Moment(x.At), What: p.T("rights.resets." + x.Kind), Where: where.Name(x.Facility), By: p.T("told.part"), Doubted: x.Doubted}
	if x.Unit != "" && x.Unit != x.Facility {
		l.Where = where.Name(x.Unit) // it names its facility too
	}
	if x.Role != "" {
		l.By = p.T("told.seat", text.Key("role."+x.Role), where.Name(id.ID(x.Seat)))
	}
	l.Used, l.Seen = p.T("rights.resets.unused"), p.T("rights.resets.unseen")
	if !x.Used.IsZero() {
		l.Used = p.Moment(x.Used)
	}
	if !x.Seen.IsZero() {
		l.Seen = p.Moment(x.Seen)
	}
	if !x.Told.IsZero() {
		l.Told = p.T("rights.resets.told", p.Moment(x.Told))
	}
	days := int(kiosk.Often / (24 * time.Hour))
	l.Nth = p.T("rights.resets.nth", x.Nth, days, x.Lately)
	if x.Lately > 1 {
		l.Marks = append(l.Marks, p.T("rights.resets.again", days))
	}
	if x.Hasty() {
		l.Marks = append(l.Marks, p.T("rights.resets.hasty", int(kiosk.Soon/time.Minute)))
	}
	if x.SameVisit {
		l.Marks = append(l.Marks, p.T("rights.resets.visit"))
	}
	return l
}
