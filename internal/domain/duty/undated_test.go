package duty_test

import (
	"testing"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

// What no law gives a day is owed all the same, and stands on its owner's day: else a complaint, an objection and what follows
// from an opening that was not justified are found only by who looks for them.
func TestWhatHasNoMomentIsSeen(t *testing.T) {
	each(t, func(p *place) {
		owners := map[duty.Code]string{"complaint.answer": "bureau_inspector", "emergency.follow": "bureau_inspector", "objection.answer": "legal_officer", "minor.seal": "legal_officer"}
		for code, role := range owners {
			unit := p.facility
			if role == "bureau_inspector" {
				unit = p.bureau
			}
			p.appoint(role, unit)
			p.owe(duty.Duty{Code: code, Subject: id.New(), Number: -1, Certainty: "S"})
		}
		p.owe(duty.Duty{Code: "ci.release", Subject: id.New(), Certainty: "S"}) // the clock knows no day yet
		for _, at := range []struct {
			role     string
			facility id.ID
		}{{"bureau_inspector", ""}, {"legal_officer", p.facility}} {
			if d := p.day(at.role, at.facility); len(d.Free) != 2 {
				p.t.Errorf("the %s may do %d: %v", at.role, len(d.Free), d.Free)
			}
		}
	})
}

// Letters of residents are the inspection's. Where nobody sits there any more its chair is its head's, or they are on nobody's day.
func TestAnOfficeOfTheBureauWithoutAnybodyIsItsHeads(t *testing.T) {
	each(t, func(p *place) {
		p.owe(duty.Duty{Code: "complaint.answer", Number: -1})
		p.owe(duty.Duty{Code: "emergency.follow", Number: -1})
		if d := p.day("bureau_head", ""); len(d.Free) != 2 {
			p.t.Errorf("its head may do %d: %v", len(d.Free), d.Free)
		}
		p.appoint("bureau_inspector", p.bureau)
		if d := p.day("bureau_head", ""); len(d.Free) != 0 {
			p.t.Errorf("its head does what the inspector owes: %v", d.Free)
		}
	})
}

// A station has no head: what its officer owes falls to the facility's where it has none.
func TestAStationWithoutAnybodyIsTheFacilitysHeads(t *testing.T) {
	each(t, func(p *place) {
		var station id.ID
		p.write(func(tx *store.Tx) (err error) {
			k := facility.New(p.db, policytest.Engine(p.t, p.db.Clock()))
			station, err = k.AddIn(p.demo, tx, facility.Draft{Parent: string(p.facility), Kind: "station", Name: "城关指导站"})
			return err
		})
		p.owe(duty.Duty{Code: "cd.end_notice", Subject: id.New(), Unit: station, Due: duty.By(noon.Add(24 * time.Hour)), Certainty: "S"})
		if d := p.day("facility_head", p.facility); len(d.Soon) != 1 {
			p.t.Errorf("the head may do %d: %v", len(d.Soon), d.Soon)
		}
		p.appoint("station_officer", station)
		if d := p.day("facility_head", p.facility); len(d.Soon) != 0 {
			p.t.Errorf("the head does what the station owes: %v", d.Soon)
		}
	})
}
