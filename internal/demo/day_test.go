package demo

import (
	"context"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// Every officer of the demo finds a page with something on it and nothing to despair of.
func TestADayOfEveryRole(t *testing.T) {
	c := storetest.Config(t, store.SQLite, clock.At(storetest.Start))
	c.Exercise = false
	h, _ := desks(t, storetest.Open(t, c))
	if err := Make(t.Context(), h, Options{Seed: 1, Scale: Scale{Size: 900}}); err != nil {
		t.Fatal(err)
	}
	type post struct {
		member id.ID
		role   string
	}
	holders := read(t, h, func(ctx context.Context, tx *store.Tx) ([]post, error) {
		return store.Collect(ctx, tx, func(s store.Scanner) (p post, err error) { return p, s.Scan(&p.member, &p.role) },
			`select p.member, p.role from staff_post p join authn_account a on a.staff = p.member`)
	})
	if len(holders) < len(staff.Roles) {
		t.Fatalf("%d posts", len(holders))
	}
	owing := map[string]bool{}
	for _, k := range duty.Kinds() {
		owing[k.Owner] = k.Code != "ci.induction" && k.Code != "bed.care" // the law gives them no day by which they are owed
	}
	for _, head := range []string{"brigade_head", "duty_officer", "facility_head", "bureau_head", "bureau_inspector", "bureau_legal"} {
		owing[head] = true // to whom things rise
	}
	for _, p := range holders {
		day := read(t, h, func(ctx context.Context, tx *store.Tx) (duty.Day, error) {
			posts, err := staff.Held(ctx, tx, p.member, tx.Today())
			if err != nil {
				return duty.Day{}, err
			}
			seats, err := duty.SeatsOf(ctx, tx, actor.Actor{Kind: actor.Officer, Staff: p.member, Posts: posts})
			if err != nil {
				return duty.Day{}, err
			}
			return duty.DayOf(ctx, tx, seats, 500)
		})
		t.Logf("%-20s overdue %3d today %3d soon %3d done %3d paper %3d", p.role, len(day.Overdue), len(day.Today), len(day.Soon), len(day.Done), day.Paper)
		if p.role == "procurator" {
			continue // only what happened outside the law in his facility rises to him, and not in every one has something
		}
		if seen := len(day.Overdue) + len(day.Today) + len(day.Soon); owing[p.role] != (seen > 0) {
			t.Errorf("%s: %d on the page, owes something: %v", p.role, seen, owing[p.role])
		}
		if len(day.Overdue) > 12 {
			t.Errorf("%s: %d overdue", p.role, len(day.Overdue))
		}
		if len(day.Done) > 20 {
			t.Errorf("%s: %d done today: what was done years ago was not done today", p.role, len(day.Done))
		}
	}
	for what, least := range map[string]int{
		`select count(*) from duty_duty where code = 'act.report' and state = 'open'`:                             1,
		`select count(*) from measure_change where state = 'proposed'`:                                            3,
		`select count(*) from duty_duty where paper and state = 'open'`:                                           5,
		`select count(*) from duty_duty where code = 'ci.release' and state = 'open' and due_day = '2026-03-02'`:  8,
		`select count(*) from duty_duty where state = 'late'`:                                                     20,
		`select count(*) from resident_resident r join facility_unit u on u.id = r.unit where u.kind = 'station'`: 50,
		`select count(*) from staff_delegation`:                                                                   3,
		`select count(*) from rule_confirmation`:                                                                  2,
	} {
		if n := count(t, h, what); n < least {
			t.Errorf("%s: %d, want at least %d", what, n, least)
		}
	}
}

// The next morning the sweep folds what time has changed, and nothing stands in its way.
func TestTheProvinceLivesOn(t *testing.T) {
	hand := clock.At(storetest.Start)
	c := storetest.Config(t, store.SQLite, hand)
	h, _ := desks(t, storetest.Open(t, c))
	if err := Make(t.Context(), h, Options{Seed: 3, Scale: Scale{Size: 150}}); err != nil {
		t.Fatal(err)
	}
	hand.Forward(3 * 24 * time.Hour)
	ctx := actor.With(t.Context(), actor.Part("sweep"))
	n, err := h.Measure.Refresh(ctx, 500)
	if err != nil || n == 0 {
		t.Fatal(n, err)
	}
}

// In the first brigade of most houses somebody sleeps in a room of another phase, and is owed a move.
func TestSomebodyIsToBeMoved(t *testing.T) {
	moved := 0
	for _, h := range drawn(t, 1, civil.On(2026, 3, 2), Standard.Size).houses {
		for _, l := range h.lives {
			moved += btoi(l.misplaced)
		}
	}
	if moved < 5 {
		t.Errorf("%d", moved)
	}
}
