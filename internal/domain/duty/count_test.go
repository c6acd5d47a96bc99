package duty_test

import (
	"testing"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/domain/duty"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

// count is what an officer in one post is told to have.
func (p *place) count(role string) duty.Count {
	p.t.Helper()
	n, err := store.Read(p.t.Context(), p.db, func(tx *store.Tx) (duty.Count, error) {
		seats, err := duty.SeatsOf(p.t.Context(), tx, policytest.Officer(role, p.facility, p.facility))
		if err != nil {
			return duty.Count{}, err
		}
		return duty.CountOf(p.t.Context(), tx, seats)
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return n
}

func TestACountIsThatOfTheDay(t *testing.T) {
	each(t, func(p *place) {
		owe := func(code string, due duty.Due) {
			p.owe(duty.Duty{Code: duty.Code(code), Due: due, Basis: "NCL 47", Certainty: "S"})
		}
		if n := p.count("legal_officer"); n != (duty.Count{}) {
			t.Error(n)
		}
		for _, late := range []time.Duration{time.Hour, 72 * time.Hour} {
			owe("organ.correct_letter", duty.By(noon.Add(-late)))
		}
		owe("organ.correct_letter", duty.By(noon.Add(time.Hour)))
		owe("organ.correct_letter", duty.On(civil.DateOf(noon)))
		owe("organ.correct_letter", duty.By(noon.Add(24*time.Hour))) // tomorrow
		owe("organ.correct_letter", duty.Due{})
		p.owe(duty.Duty{Code: "organ.correct_letter", Due: duty.By(noon.Add(-time.Hour)), Basis: "NCL 47", Certainty: "S", Paper: true})
		for _, role := range []string{"legal_officer", "return_officer", "facility_head", "nurse"} {
			day := p.day(role, p.facility)
			want := duty.Count{Today: len(day.Today)}
			for _, x := range append(day.Leaving, day.Overdue...) {
				if x.Due.Moment().Before(noon) {
					want.Overdue++
				} else {
					want.Today++
				}
			}
			if n := p.count(role); n != want {
				t.Errorf("%s: %+v, the day shows %+v", role, n, want)
			}
		}
		if n := p.count("facility_head"); n.Overdue == 0 {
			t.Error(n)
		}
	})
}

func TestSinceWhenADutyIsOnSomebodysDay(t *testing.T) {
	opened, due := noon.Add(-10*24*time.Hour), noon.Add(-30*time.Hour)
	plain := duty.Duty{Code: "organ.correct_letter", State: duty.Pending, Opened: opened, Due: duty.By(due)}
	free := plain
	free.Due = duty.Due{}
	liberty := plain
	liberty.Code, liberty.Due = "ci.release", duty.On(civil.DateOf(noon))
	for name, c := range map[string]struct {
		of   duty.Duty
		owes bool
		want time.Time
	}{
		"who owes it":                     {plain, true, opened},
		"it rose to the facility's head":  {plain, false, due.Add(24 * time.Hour)},
		"nothing is due":                  {free, false, opened},
		"a day of liberty is everybody's": {liberty, false, civil.DateOf(noon).Start().Time()},
	} {
		if got := c.of.Came(c.owes, noon); !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
