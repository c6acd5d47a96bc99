package duty_test

import (
	"testing"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/platform/store"
)

// However much else is late in a facility, every act outside the law is counted, and listed as far as is asked.
func TestActsOutsideTheLawAreCountedWhateverElseIsLate(t *testing.T) {
	each(t, func(p *place) {
		for range 60 {
			p.owe(duty.Duty{Code: "organ.correct_letter", Subject: id.New(), Number: -1, Due: duty.By(noon.Add(-72 * time.Hour))})
		}
		for range 3 {
			p.owe(duty.Duty{Code: "act.report", Subject: id.New(), Number: -1, Due: duty.By(noon)})
		}
		for most, want := range map[int]int{2: 2, 50: 3} {
			_, err := store.Read(t.Context(), p.db, func(tx *store.Tx) (int, error) {
				got, all, err := duty.OutsideOf(t.Context(), tx, p.facility, most)
				if all != 3 || len(got) != want || got[0].Code != "act.report" {
					t.Errorf("%d of %d: %+v", len(got), all, got)
				}
				return 0, err
			})
			if err != nil {
				t.Error(err)
			}
		}
	})
}
