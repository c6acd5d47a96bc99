package person_test

import (
	"context"
	"testing"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/person"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// compared counts what the log says of somebody who was compared.
func compared(t *testing.T, db *store.DB, ctx context.Context, about id.ID) int {
	t.Helper()
	return read(t, db, func(tx *store.Tx) (int, error) {
		got, err := audit.List(ctx, tx, audit.Filter{About: about, Kinds: []string{person.ComparedKind}}, store.Page{Limit: 10})
		return len(got.Rows), err
	})
}

// Who was compared can see it, once a day; and nobody goes through a list of names.
func TestWhoWasComparedCanSeeIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		k, _ := desk(t, db)
		here := id.New()
		ctx, at := policytest.As(t.Context(), policy.IntakeOfficer, here, here, time.Time{}), person.At{Facility: here, Unit: here}
		people := make([]id.ID, person.MostCompared)
		for i := range people {
			people[i] = id.New()
		}
		for _, some := range [][]id.ID{people[:1], people[:1], people} {
			if err := k.Compared(ctx, at, some); err != nil {
				t.Fatal(err)
			}
		}
		if n := compared(t, db, ctx, people[0]); n != 1 {
			t.Errorf("%d facts of one day", n)
		}
		one := id.New()
		if err := k.Compared(ctx, at, []id.ID{one}); errs.CodeOf(err) != "person.compared_enough" || compared(t, db, ctx, one) != 0 {
			t.Errorf("more than the bound: %v", err)
		}
		if err := k.Compared(ctx, at, people[:1]); err != nil {
			t.Errorf("whom he has compared he may look at again: %v", err)
		}
		if err := k.Compared(policytest.As(t.Context(), policy.Teacher, here, here, time.Time{}), at, []id.ID{one}); errs.KindOf(err) != errs.Denied {
			t.Errorf("a teacher: %v", err)
		}
	})
}

// Who has used up his bound for the day and tries a number leaves the same traces as anybody: the refusal tells that it is known.
func TestAClashBeyondTheBoundIsOwedToo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		k, ctx := desk(t, db)
		here := id.New()
		borne := create(t, k, ctx, person.Draft{Name: "甲", Sex: "男", Number: "519900196601105831"})
		mine := create(t, k, ctx, person.Draft{Name: "乙", Sex: "男"})
		officer, at := policytest.As(t.Context(), policy.IntakeOfficer, here, here, time.Time{}), person.At{Facility: here, Unit: here}
		people := make([]id.ID, person.MostCompared)
		for i := range people {
			people[i] = id.New()
		}
		if err := k.Compared(officer, at, people); err != nil {
			t.Fatal(err)
		}
		next := read(t, db, func(tx *store.Tx) (person.Person, error) { return k.Get(ctx, tx, mine) })
		next.Identifiers = []person.Identifier{{Kind: person.IdentityNumber, Value: "519900196601105831"}}
		if err := k.Change(officer, store.NewKey(), at, next); errs.CodeOf(err) != "person.compared_enough" {
			t.Error(err)
		}
		owed := read(t, db, func(tx *store.Tx) ([]duty.Duty, error) { return duty.Standing(ctx, tx, "person.clash", here) })
		if compared(t, db, ctx, borne) != 1 || len(owed) != 1 || owed[0].Subject != mine {
			t.Errorf("%d facts, owed %+v", compared(t, db, ctx, borne), owed)
		}
	})
}

// The numbers are for who may see identities: a teacher, a trainer and the procurator open the file, and no number.
func TestNumbersAreForWhoMaySeeIdentities(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		k, _ := desk(t, db)
		here, who := id.New(), id.New()
		at := person.At{Facility: here, Unit: here}
		for role, may := range map[string]bool{policy.Teacher: false, policy.Trainer: false, policy.Procurator: false, policy.IntakeOfficer: true} {
			ctx := policy.WithPurpose(policytest.As(t.Context(), role, here, here, time.Time{}), policy.Handover)
			if err := k.Opened(ctx, store.NewKey(), at, who); err != nil {
				t.Errorf("%s opens no file: %v", role, err)
			}
			if once, err := k.OpenNumbers(ctx, store.NewKey(), at, who); once != may || (err == nil) != may {
				t.Errorf("%s has the numbers shown: %v, %v", role, once, err)
			}
		}
	})
}

// A number that another file bears is not written: that it was asked for is a fact about who bears it, and the legal officer
// looks at both files.
func TestAClashIsTheLegalOfficers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		k, ctx := desk(t, db)
		here := id.New()
		borne := create(t, k, ctx, person.Draft{Name: "甲", Sex: "男", Number: "519900196601105831"})
		mine := create(t, k, ctx, person.Draft{Name: "乙", Sex: "男"})
		at := person.At{Facility: here, Unit: here}
		next := read(t, db, func(tx *store.Tx) (person.Person, error) { return k.Get(ctx, tx, mine) })
		next.Identifiers = []person.Identifier{{Kind: person.IdentityNumber, Value: "519900196601105831"}}
		if err := k.Change(policytest.As(t.Context(), policy.Teacher, here, here, time.Time{}), store.NewKey(), at, next); errs.KindOf(err) != errs.Denied {
			t.Errorf("who may not change it hears nothing of the number: %v", err)
		}
		zone := policytest.As(t.Context(), policy.ZoneOfficer, here, here, time.Time{})
		for range 2 {
			err := k.Change(zone, store.NewKey(), at, next)
			if e := errs.Find(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Code != "person.number_borne" {
				t.Fatal(err)
			}
		}
		owed := read(t, db, func(tx *store.Tx) ([]duty.Duty, error) { return duty.Standing(ctx, tx, "person.clash", here) })
		if compared(t, db, ctx, borne) != 1 || len(owed) != 1 || owed[0].Subject != mine || owed[0].Cause != borne || owed[0].Owner != policy.LegalOfficer {
			t.Errorf("%d facts, owed %+v", compared(t, db, ctx, borne), owed)
		}
	})
}
