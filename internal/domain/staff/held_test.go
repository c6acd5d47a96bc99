package staff_test

import (
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// What a process remembers of somebody's posts is not what counts: a post that another process ended is gone at the next
// question, and one that has run out is gone with its day.
func TestPostsEndWhereverTheyAreEnded(t *testing.T) {
	hand := clock.At(storetest.Start)
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			hand.Set(storetest.Start)
			c := storetest.Config(t, engine, hand)
			here, there := storetest.Open(t, c), storetest.Open(t, c)
			pol, demo := policytest.Engine(t, hand.Now), actor.With(t.Context(), actor.Part("demo"))
			desk := staff.New(there, sealtest.Vault(t, there), pol)
			var member id.ID
			post, err := store.Write(demo, there, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
				bureau, err := facility.New(there, pol).FoundIn(demo, tx, "省戒毒管理局")
				if err != nil {
					return "", err
				}
				if member, err = desk.EnrolIn(demo, tx, bureau, staff.Draft{Name: "何一", Number: "5199001"}); err != nil {
					return "", err
				}
				return desk.AppointIn(demo, tx, staff.PostDraft{Member: member, Unit: bureau, Role: "system_keeper", From: "2026-01-01", Until: "2026-03-04"})
			})
			if err != nil {
				t.Fatal(err)
			}
			held := func() int {
				t.Helper()
				n, err := store.Read(demo, here, func(tx *store.Tx) (int, error) {
					posts, err := staff.Held(demo, tx, member, tx.Today())
					return len(posts), err
				})
				if err != nil {
					t.Fatal(err)
				}
				return n
			}
			if n := held(); n != 1 {
				t.Fatalf("%d posts", n)
			}
			before := here.Work().Statements
			if n := held(); n != 1 || here.Work().Statements-before > 1 {
				t.Errorf("%d posts in %d statements: nothing is remembered", n, here.Work().Statements-before)
			}
			hand.Set(storetest.Start.AddDate(0, 0, 3))
			if n := held(); n != 0 {
				t.Error("a post outlasts its day")
			}
			hand.Set(storetest.Start)
			if n := held(); n != 1 {
				t.Fatalf("%d posts", n)
			}
			if err := desk.Leave(demo, store.NewKey(), post, 1, civil.On(2026, 3, 2)); err != nil {
				t.Fatal(err)
			}
			hand.Set(storetest.Start.AddDate(0, 0, 1))
			if n := held(); n != 0 {
				t.Error("another process ended the post, and it is held")
			}
		})
	}
}
