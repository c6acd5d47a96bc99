package duty_test

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

// A day that is read in one question is the day that is read part by part, with the same order and the same cuts.
func TestADayAtOnceIsTheDayInParts(t *testing.T) {
	each(t, func(p *place) {
		draw, kinds, shown := rand.New(rand.NewPCG(4, 59)), duty.Kinds(), 0
		edges := []time.Duration{-72 * time.Hour, -time.Microsecond, 0, time.Microsecond, time.Hour, 30 * time.Hour, 9 * 24 * time.Hour, 70 * 24 * time.Hour}
		var all []duty.Duty
		for _, k := range kinds {
			d := duty.Duty{Code: k.Code, Facility: p.facility, Unit: p.facility, Cause: id.New(), Basis: "NCL 47", Certainty: "S", Paper: draw.IntN(9) == 0}
			at := noon.Add(edges[draw.IntN(len(edges))])
			switch draw.IntN(4) {
			case 0:
				d.Due = duty.By(at)
			case 1, 2:
				d.Due = duty.On(civil.DateOf(at))
			}
			if draw.IntN(2) == 0 {
				d.NotBefore = civil.DateOf(noon).AddDays(draw.IntN(3) - 1)
			}
			all = append(all, d)
		}
		for _, d := range all {
			p.owe(d)
		}
		for _, role := range []string{"facility_head", "legal_officer", "return_officer", "bureau_head", "bureau_legal", "procurator"} {
			for _, limit := range []int{2, 50} {
				once, parts := p.ways(role, limit, len(kinds))
				if !reflect.DeepEqual(once, parts) {
					t.Errorf("%s, %d a part:\n%+v\n%+v", role, limit, once, parts)
				}
				shown += len(once.All())
			}
		}
		if shown < 50 {
			t.Errorf("only %d duties were on any day", shown)
		}
	})
}

// ways reads a day both ways, and makes sure that one question with room for one duty less says that it was not enough.
func (p *place) ways(role string, limit, most int) (once, parts duty.Day) {
	p.t.Helper()
	who := policytest.Officer(role, p.facility, p.facility)
	if role == "bureau_head" || role == "bureau_legal" {
		who = policytest.Officer(role, p.bureau, p.bureau)
	}
	_, err := store.Read(p.t.Context(), p.db, func(tx *store.Tx) (_ int, err error) {
		seats, err := duty.SeatsOf(p.t.Context(), tx, who)
		if err != nil {
			return 0, err
		}
		whole := false
		if once, whole, err = duty.DayAtOnce(p.t.Context(), tx, seats, limit, most); err != nil || !whole {
			p.t.Errorf("%s: whole %v, %v", role, whole, err)
		}
		if parts, err = duty.DayInParts(p.t.Context(), tx, seats, limit); err != nil {
			return 0, err
		}
		if n := len(parts.All()); n > 0 {
			if _, whole, err = duty.DayAtOnce(p.t.Context(), tx, seats, limit, n-1); whole {
				p.t.Errorf("%s: %d duties were whole in room for %d", role, n, n-1)
			}
		}
		return 0, err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return once, parts
}
