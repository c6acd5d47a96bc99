// Package affairs lets some affairs of the demo province go on, half done, as a morning finds them: somebody has just
// arrived, somebody asks to see his mother, releases are being prepared. Everything is done by the officers of the house
// through the journeys themselves.
package affairs

import (
	"context"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/platform/store"
)

// Someone is a resident with his brigade.
type Someone struct {
	Person, Unit id.ID
}

// House is where the affairs go on.
type House struct {
	Journey  *journey.Desk
	Facility id.ID
	Now      time.Time
	As       func(role string) context.Context // the first officer with a role
	Visits   []Someone                         // who asks for home leave
	Leaves   []Someone                         // who leaves in the next sixty days
}

// Begin opens the affairs of a house.
func (h House) Begin() (err error) {
	defer errs.Wrap(&err, "affairs.Begin")
	if err := h.arrival(); err != nil {
		return err
	}
	for _, s := range h.Visits {
		if err := h.visit(s); err != nil {
			return err
		}
	}
	for i, s := range h.Leaves {
		if err := h.release(s, i == 0); err != nil {
			return err
		}
	}
	return nil
}

func (h House) minute(ago time.Duration) []string {
	return []string{h.Now.Add(-ago).In(civil.Shanghai).Format("2006-01-02T15:04")}
}

func (h House) day(days int) []string { return []string{civil.DateOf(h.Now).AddDays(days).String()} }

func one(s string) []string { return []string{s} }

// arrival is a newcomer of whom the decision and the identity are checked.
func (h House) arrival() error {
	who := h.As("intake_officer")
	of, err := h.Journey.Begin(who, store.NewKey(), journey.Start{Kind: affair.Intake, Facility: h.Facility, Said: journey.Posted{
		"arrived": h.minute(2 * time.Hour), "from": one("ps_facility"), "from_organ": one("锦川公安强制隔离戒毒所（演示）"),
		"escorts.escort": one("演示民警甲"), "escorts.badge": one("510001"),
	}})
	if err != nil {
		return err
	}
	if err := h.do(who, of, "decision", journey.Posted{
		"decided": h.day(-100), "by": one("county"), "ground": one("relapse"), "organ": one("锦川县公安局（演示）"),
		"number": one("锦公强戒决字〔演示〕7号"), "no_paper": one("扫描件下午送到"),
	}); err != nil {
		return err
	}
	return h.do(who, of, "identity", journey.Posted{
		"name": one("演示新到"), "sex": one("male"), "born": one("1992-03-04"), "verified": one("police"), "fingerprint_card": one("ZW-演示-7"), "no_proof": one("照片下午补拍"),
		"same_as": one("none"), "language": one("zh"),
	})
}

func (h House) visit(s Someone) error {
	_, err := h.Journey.Begin(h.As("intake_officer"), store.NewKey(), journey.Start{Kind: affair.HomeLeave, Facility: h.Facility, Unit: s.Unit, Person: s.Person, Said: journey.Posted{
		"leave_ground": one("critical"), "kin_name": one("演示亲属"), "kin_relation": one("parent"), "where": one("锦川县（演示）"),
		"leaves_on": h.day(2), "back_on": h.day(6), "words": one("县医院病危通知已看原件"),
	}})
	return err
}

// Leave lets somebody be on home leave since a day, due back on another.
func (h House) Leave(s Someone, since, due civil.Date) (err error) {
	defer errs.Wrap(&err, "affairs.Leave")
	desk := h.As("intake_officer")
	of, err := h.Journey.Begin(desk, store.NewKey(), journey.Start{Kind: affair.HomeLeave, Facility: h.Facility, Unit: s.Unit, Person: s.Person, Said: journey.Posted{
		"leave_ground": one("critical"), "kin_name": one("演示母亲"), "kin_relation": one("parent"), "where": one("锦川县（演示）"),
		"leaves_on": one(since.String()), "back_on": one(due.String()), "words": one("母亲病危，医院通知已看原件"),
	}})
	if err != nil {
		return err
	}
	if err := h.do(h.As("facility_head"), of, "approve", journey.Posted{"approved_on": one(since.String())}); err != nil {
		return err
	}
	return h.do(desk, of, "depart", journey.Posted{
		"departed": one(since.String() + "T08:30"), "escort_kind": one("kin"), "escort": one("演示家属"), "phone": one("13800000000"),
	})
}

// release begins to prepare a release; the first has its term and other holds looked at.
func (h House) release(s Someone, further bool) error {
	who := h.As("return_officer")
	of, err := h.Journey.Begin(who, store.NewKey(), journey.Start{Kind: affair.Release, Facility: h.Facility, Unit: s.Unit, Person: s.Person})
	if err != nil || !further {
		return err
	}
	if err := h.do(who, of, "term", journey.Posted{"term_checked": one("yes")}); err != nil {
		return err
	}
	return h.do(who, of, "holds", journey.Posted{"hold": one("none"), "asked_of": one("县公安局法制室（演示）"), "asked_at": h.minute(20 * time.Hour)})
}

func (h House) do(ctx context.Context, of id.ID, step string, said journey.Posted) error {
	f, err := h.Journey.File(ctx, of)
	if err != nil {
		return err
	}
	s, ok := f.Course.Step(step)
	if !ok {
		return errs.New(errs.Internal, "journey.no_step")
	}
	_, err = h.Journey.Do(ctx, store.NewKey(), journey.Command{Case: of, Stamp: f.Stamp(s), Step: step, Said: said})
	return err
}
