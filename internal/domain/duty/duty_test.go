package duty_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

var noon = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC) // 12:00 in Shanghai

// place is a facility with one brigade; posts hold the seats that a test fills.
type place struct {
	t                 *testing.T
	hand              *clock.Hand
	db                *store.DB
	vault             *seal.Vault
	desk              *duty.Desk
	bureau            id.ID
	facility, brigade id.ID
	demo              context.Context
}

func each(t *testing.T, body func(*place)) {
	hand := clock.At(noon)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		hand.Set(noon)
		pol := policytest.Engine(t, db.Clock())
		p := &place{t: t, hand: hand, db: db, vault: sealtest.Vault(t, db), demo: actor.With(t.Context(), actor.Part("demo"))}
		p.desk = duty.New(db, p.vault, pol)
		p.write(func(tx *store.Tx) error {
			k := facility.New(db, pol)
			var err error
			if p.bureau, err = k.FoundIn(p.demo, tx, "省戒毒管理局"); err != nil {
				return err
			}
			if p.facility, err = k.AddIn(p.demo, tx, facility.Draft{Parent: string(p.bureau), Kind: "facility", Name: "青川所", Code: "QC"}); err != nil {
				return err
			}
			p.brigade, err = k.AddIn(p.demo, tx, facility.Draft{Parent: string(p.facility), Kind: "brigade", Name: "一大队"})
			return err
		})
		body(p)
	})
}

func (p *place) write(body func(*store.Tx) error) {
	p.t.Helper()
	if _, err := store.Write(p.demo, p.db, store.NewKey(), func(tx *store.Tx) (int, error) { return 0, body(tx) }); err != nil {
		p.t.Fatal(err)
	}
}

// owe opens a duty as a consequence of an allowed act.
func (p *place) owe(d duty.Duty) id.ID {
	p.t.Helper()
	var opened id.ID
	d.Facility = p.facility
	if d.Unit == "" {
		d.Unit = p.facility
	}
	if d.Cause == "" {
		d.Cause = id.New()
	}
	p.write(func(tx *store.Tx) (err error) {
		if err := policytest.Engine(p.t, p.db.Clock()).Check(p.demo, tx, policy.MeasureRecord, policy.Resource{Kind: "measure"}); err != nil {
			return err
		}
		opened, err = duty.Open(p.demo, tx, d)
		return err
	})
	return opened
}

// appoint fills a seat.
func (p *place) appoint(role string, unit id.ID) {
	p.t.Helper()
	k := staff.New(p.db, p.vault, policytest.Engine(p.t, p.db.Clock()))
	p.write(func(tx *store.Tx) error {
		m, err := k.EnrolIn(p.demo, tx, unit, staff.Draft{Name: "周文博"})
		if err != nil {
			return err
		}
		_, err = k.AppointIn(p.demo, tx, staff.PostDraft{Member: m, Unit: unit, Role: role, From: "2026-01-01"})
		return err
	})
}

// day is what an officer in one post sees.
func (p *place) day(role string, unit id.ID) duty.Day {
	p.t.Helper()
	who := policytest.Officer(role, p.facility, unit)
	if role == "bureau_head" {
		who = policytest.Officer(role, "", "")
	}
	d, err := store.Read(p.t.Context(), p.db, func(tx *store.Tx) (duty.Day, error) {
		seats, err := duty.SeatsOf(p.t.Context(), tx, who)
		if err != nil {
			return duty.Day{}, err
		}
		return duty.DayOf(p.t.Context(), tx, seats, 50)
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return d
}

func seen(d duty.Day) int { return len(d.Leaving) + len(d.Overdue) + len(d.Today) + len(d.Soon) }

// A fact names the version that its row has after the act.
func TestAFactNamesTheVersionOfItsRow(t *testing.T) {
	each(t, func(p *place) {
		one := p.owe(duty.Duty{Code: "organ.correct_letter", Subject: id.New(), Number: -1, Due: duty.By(noon), Certainty: "S"})
		many := duty.Duty{Code: "organ.correct_letter", Subject: id.New(), Cause: id.New(), Number: -1, Facility: p.facility, Unit: p.facility, Due: duty.By(noon), Certainty: "S", ID: id.New()}
		p.write(func(tx *store.Tx) error {
			if err := policytest.Engine(p.t, p.db.Clock()).Check(p.demo, tx, policy.MeasureRecord, policy.Resource{Kind: "measure"}); err != nil {
				return err
			}
			if err := duty.OpenNew(p.demo, tx, []duty.Duty{many}); err != nil {
				return err
			}
			d, err := duty.Get(p.demo, tx, one)
			if err != nil {
				return err
			}
			return duty.Discharge(p.demo, tx, d, "", "")
		})
		for of, want := range map[id.ID]string{one: "duty.opened 1 duty.discharged 2", many.ID: "duty.opened 1"} {
			facts, err := store.Read(p.t.Context(), p.db, func(tx *store.Tx) (store.Slice[audit.Entry], error) {
				return audit.List(p.t.Context(), tx, audit.Filter{Record: of}, store.Page{Sort: "at"})
			})
			var said []string
			for _, f := range facts.Rows {
				said = append(said, fmt.Sprint(f.Kind, " ", f.Version))
			}
			if got := strings.Join(said, " "); err != nil || got != want {
				p.t.Errorf("the log says %q, want %q (%v)", got, want, err)
			}
		}
	})
}

func TestEscalationNeedsNoJob(t *testing.T) {
	each(t, func(p *place) {
		p.appoint("legal_officer", p.facility)
		p.owe(duty.Duty{Code: "organ.correct_letter", Subject: id.New(), Number: -1, Due: duty.By(noon.Add(time.Hour)), Certainty: "S"})
		for _, c := range []struct {
			after                         time.Duration
			owner, facility, bureau, what int
		}{
			{0, 1, 0, 0, 0},
			{2 * time.Hour, 1, 1, 0, 1}, // the facility's own office: its head is the facility's head
			{26 * time.Hour, 1, 1, 0, 1},
			{50 * time.Hour, 1, 1, 1, 1},
		} {
			p.hand.Set(noon.Add(c.after))
			if d := p.day("legal_officer", p.facility); seen(d) != c.owner || len(d.Overdue) != c.what {
				p.t.Errorf("after %v the owner sees %+v", c.after, d)
			}
			if d := p.day("facility_head", p.facility); seen(d) != c.facility {
				p.t.Errorf("after %v the facility's head sees %d", c.after, seen(d))
			}
			if d := p.day("bureau_head", ""); seen(d) != c.bureau {
				p.t.Errorf("after %v the bureau sees %d", c.after, seen(d))
			}
		}
	})
}

func TestADayOfLibertyIsOnEveryLeadersPage(t *testing.T) {
	each(t, func(p *place) {
		for _, r := range []string{"return_officer", "legal_officer"} {
			p.appoint(r, p.facility)
		}
		p.owe(duty.Duty{Code: "act.report", Subject: id.New(), Number: -1, Due: duty.By(noon.Add(time.Minute)), Certainty: "S"})
		p.owe(duty.Duty{Code: "ci.release", Subject: id.New(), Due: duty.On(civil.DateOf(noon)), Certainty: "S"})
		for _, role := range []string{"return_officer", "facility_head", "bureau_head"} {
			if d := p.day(role, p.facility); len(d.Leaving) != 1 || d.Leaving[0].Code != "ci.release" {
				p.t.Errorf("%s: %+v", role, d)
			}
		}
	})
}

// However much is late, who must leave today is seen, and no part hides another.
func TestNoHeapHidesADayOfLiberty(t *testing.T) {
	each(t, func(p *place) {
		p.appoint("return_officer", p.facility)
		for range 55 {
			p.owe(duty.Duty{Code: "ci.release.notice", Subject: id.New(), Due: duty.On(civil.DateOf(noon).AddDays(-3)), Certainty: "S"})
		}
		p.owe(duty.Duty{Code: "ci.release", Subject: id.New(), Due: duty.On(civil.DateOf(noon)), Certainty: "S"})
		p.owe(duty.Duty{Code: "ci.release.notice", Subject: id.New(), Due: duty.On(civil.DateOf(noon)), Certainty: "S"})
		for _, role := range []string{"return_officer", "facility_head", "bureau_head"} {
			d := p.day(role, p.facility)
			if len(d.Leaving) != 1 || len(d.Overdue) != 50 {
				p.t.Errorf("%s: %d leave, %d overdue", role, len(d.Leaving), len(d.Overdue))
			}
			if role == "return_officer" && len(d.Today) != 1 {
				p.t.Errorf("%d today", len(d.Today))
			}
		}
	})
}

// What has no last day comes into view on the first one.
func TestWhatMayBeDoneIsSeen(t *testing.T) {
	each(t, func(p *place) {
		p.appoint("assessor", p.facility)
		p.owe(duty.Duty{Code: "da.one_year", Subject: id.New(), NotBefore: civil.DateOf(noon), Certainty: "S"})
		p.owe(duty.Duty{Code: "da.one_year", Subject: id.New(), NotBefore: civil.DateOf(noon).AddDays(1), Certainty: "S"})
		if d := p.day("assessor", p.facility); len(d.Free) != 1 {
			p.t.Errorf("the assessor may do %d", len(d.Free))
		}
		if d := p.day("facility_head", p.facility); len(d.Free) != 0 {
			p.t.Errorf("it rose to the head")
		}
	})
}

func TestAVacantSeatFallsToTheHead(t *testing.T) {
	each(t, func(p *place) {
		p.appoint("brigade_head", p.brigade)
		p.owe(duty.Duty{Code: "bed.move", Subject: id.New(), Number: -1, Unit: p.brigade, Owner: "zone_officer", Due: duty.By(noon.Add(time.Hour)), Certainty: "S"})
		if d := p.day("brigade_head", p.brigade); seen(d) != 1 {
			p.t.Errorf("nobody is zone officer: the head sees %d", seen(d))
		}
		p.appoint("zone_officer", p.brigade)
		if d := p.day("brigade_head", p.brigade); seen(d) != 0 {
			p.t.Errorf("somebody is: the head sees %d", seen(d))
		}
		if d := p.day("zone_officer", p.brigade); seen(d) != 1 {
			p.t.Errorf("the officer sees %d", seen(d))
		}
	})
}

// What a facility waits for from above is seen by the bureau's head while its law office is empty.
func TestAnEmptyLawOfficeFallsToTheHeadOfTheBureau(t *testing.T) {
	each(t, func(p *place) {
		p.owe(duty.Duty{Code: "journey.transfer", Subject: id.New(), Number: -1, Owner: "bureau_legal", NotBefore: civil.DateOf(noon), Certainty: "S"})
		if d := p.day("bureau_head", ""); len(d.Free) != 1 {
			p.t.Errorf("nobody sits there: the head sees %d", len(d.Free))
		}
		p.appoint("bureau_legal", p.bureau)
		if d := p.day("bureau_head", ""); len(d.Free) != 0 {
			p.t.Errorf("somebody does: the head sees %d", len(d.Free))
		}
	})
}

func TestDoneAndFromPaper(t *testing.T) {
	each(t, func(p *place) {
		legal := policytest.As(p.t.Context(), "legal_officer", p.facility, p.facility, noon)
		own := p.owe(duty.Duty{Code: "act.report", Subject: id.New(), Number: -1, Due: duty.By(noon), Certainty: "S"})
		clocked := p.owe(duty.Duty{Code: "ci.notice.family", Subject: id.New(), Due: duty.By(noon), Certainty: "S"})
		paper := p.owe(duty.Duty{Code: "ci.notice.family", Subject: id.New(), Due: duty.By(noon.Add(-time.Hour)), Certainty: "S", Paper: true})

		if err := p.desk.Done(legal, store.NewKey(), own, 1, duty.Draft{Words: "第7号报告"}); err != nil {
			p.t.Error(err)
		}
		if err := p.desk.Done(legal, store.NewKey(), own, 1, duty.Draft{Words: "第7号报告"}); errs.KindOf(err) != errs.Conflict {
			p.t.Errorf("twice: %v", err)
		}
		if err := p.desk.Done(legal, store.NewKey(), clocked, 1, duty.Draft{Words: "第7号报告"}); errs.CodeOf(err) != "duty.by_fact" {
			p.t.Errorf("a date of the clock is not ticked off: %v", err)
		}
		sheet := duty.Source{Kind: "register", Number: "登记簿第3册第12页"}
		if _, err := p.desk.FromPaper(legal, store.NewKey(), []id.ID{paper, clocked}, sheet); errs.CodeOf(err) != "duty.not_from_paper" {
			p.t.Errorf("one of two is today's: %v", err)
		}
		if n, err := p.desk.FromPaper(legal, store.NewKey(), []id.ID{paper}, sheet); n != 1 || err != nil {
			p.t.Errorf("%d %v", n, err)
		}
		if _, err := p.desk.FromPaper(legal, store.NewKey(), []id.ID{paper}, duty.Source{Kind: "memory", Number: "马海木说的"}); errs.KindOf(err) != errs.Invalid || len(errs.Find(err).Fields) != 2 {
			p.t.Errorf("every field is answered: %v", err)
		}
	})
}

// Who is said to have been told is who has it on his day: at every hour and seat the sentence and the query agree.
func TestToldIsSeen(t *testing.T) {
	each(t, func(p *place) {
		var station id.ID
		p.write(func(tx *store.Tx) (err error) {
			station, err = facility.New(p.db, policytest.Engine(p.t, p.db.Clock())).AddIn(p.demo, tx, facility.Draft{Parent: string(p.facility), Kind: "station", Name: "青羊区指导站"})
			return err
		})
		p.appoint("return_officer", p.facility)
		p.appoint("zone_officer", p.brigade)
		p.appoint("station_officer", station)
		seats := map[string]id.ID{"ci.release.notice": p.facility, "bed.move": p.brigade, "cd.end_notice": station}
		owed := map[duty.Code]id.ID{}
		for code, unit := range seats {
			owed[duty.Code(code)] = p.owe(duty.Duty{Code: duty.Code(code), Subject: id.New(), Unit: unit, Due: duty.By(noon), Certainty: "S"})
		}
		agree := func(when string) {
			for code, i := range owed {
				var d duty.Duty
				told, err := store.Read(p.t.Context(), p.db, func(tx *store.Tx) (l duty.Level, err error) {
					if d, err = duty.Get(p.t.Context(), tx, i); err != nil {
						return l, err
					}
					heads, err := duty.HeadsOf(p.t.Context(), tx, []duty.Duty{d})
					return heads.Told(d, tx.Now()), err
				})
				if err != nil {
					p.t.Fatal(err)
				}
				for level, role := range map[duty.Level]string{duty.ToUnit: "brigade_head", duty.ToFacility: "facility_head", duty.ToBureau: "bureau_head"} {
					sees := false
					for _, x := range p.day(role, d.Unit).All() {
						sees = sees || x.ID == i
					}
					if told == level && !sees {
						p.t.Errorf("%s: %s is said to be with the %s, who does not see it", when, code, role)
					}
				}
				if told == duty.ToOwner {
					for _, x := range p.day("facility_head", p.facility).All() {
						if x.ID == i {
							p.t.Errorf("%s: the facility's head sees %s, and nobody says so", when, code)
						}
					}
				}
			}
		}
		for _, headed := range []bool{false, true} {
			if headed {
				p.appoint("brigade_head", p.brigade)
			}
			for _, after := range []time.Duration{time.Hour, 26 * time.Hour, 50 * time.Hour} {
				p.hand.Set(noon.Add(after))
				agree(fmt.Sprint(after, " headed ", headed))
			}
		}
	})
}

func TestEveryCodeHasItsSeat(t *testing.T) {
	for _, k := range duty.Kinds() {
		if _, ok := staff.KindOf(staff.Role(k.Owner)); !ok {
			t.Errorf("%s is owed by %q, which is no role", k.Code, k.Owner)
		}
	}
}

func TestAnActOutsideTheLawIsSeenAtOnce(t *testing.T) {
	each(t, func(p *place) {
		p.appoint("legal_officer", p.facility)
		p.owe(duty.Duty{Code: "act.report", Subject: id.New(), Number: -1, Due: duty.On(civil.DateOf(noon)), Certainty: "INFERENCE"})
		for _, role := range []string{"legal_officer", "facility_head", "bureau_head", "bureau_legal", "procurator"} {
			if d := p.day(role, p.facility); seen(d) != 1 {
				p.t.Errorf("%s sees %d", role, seen(d))
			}
		}
		if d := p.day("teacher", p.facility); seen(d) != 0 {
			p.t.Errorf("a teacher sees %d", seen(d))
		}
	})
}
