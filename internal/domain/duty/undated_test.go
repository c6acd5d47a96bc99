package duty_test

import (
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
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
