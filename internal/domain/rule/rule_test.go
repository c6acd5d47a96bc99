package rule_test

import (
	"context"
	"testing"
	"time"

	"guitu/internal/base/calendar"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/law"
	"guitu/internal/domain/rule"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

type legal struct {
	*rule.Desk
	db            *store.DB
	hand          *clock.Hand
	first, second context.Context
}

func each(t *testing.T, body func(*testing.T, legal)) {
	t.Helper()
	hand := clock.At(storetest.Start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		body(t, legal{
			Desk: rule.Open(db, policytest.Engine(t, hand.Now), new(calendar.Calendar)), db: db, hand: hand,
			first:  policytest.As(t.Context(), policy.BureauLegal, "", "", hand.Now()),
			second: policytest.As(t.Context(), policy.BureauLegal, "", "", hand.Now()),
		})
	})
}

func (l legal) propose(t *testing.T, d rule.Draft) id.ID {
	t.Helper()
	row, err := l.Propose(l.first, store.NewKey(), d)
	if err != nil {
		t.Fatal(err)
	}
	return row
}

func (l legal) find(t *testing.T, k law.Key) law.Parameter {
	t.Helper()
	p, err := store.Read(t.Context(), l.db, func(tx *store.Tx) (law.Parameter, error) {
		b, err := l.Book(t.Context(), tx)
		p, _ := b.Find(k, law.Scope{Region: law.Sichuan}, civil.DateOf(l.hand.Now()))
		return p, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestASecondOfficerMakesItCount(t *testing.T) {
	each(t, func(t *testing.T, l legal) {
		row := l.propose(t, rule.Draft{Key: string(law.CIFamilyNotice), Value: "3", Unit: "day", Document: "川戒毒法〔2026〕3号"})
		if p := l.find(t, law.CIFamilyNotice); p.Confirmed || p.Value.N != 5 {
			t.Fatalf("a proposal counts already: %+v", p)
		}
		if err := l.Confirm(l.first, store.NewKey(), row, 1); errs.CodeOf(err) != "policy.reason.own_proposal" {
			t.Fatalf("the proposer confirmed his own: %v", err)
		}
		if err := l.Confirm(l.second, store.NewKey(), row, 1); err != nil {
			t.Fatal(err)
		}
		if p := l.find(t, law.CIFamilyNotice); !p.Confirmed || p.Value.N != 3 || p.Document == "" || !p.Blocks() {
			t.Fatalf("%+v", p)
		}
		if err := l.Refuse(l.second, store.NewKey(), row, 2); errs.CodeOf(err) != "rule.settled" {
			t.Fatalf("settled twice: %v", err)
		}
	})
}

func TestWhatStandsIsConfirmedAsItStands(t *testing.T) {
	each(t, func(t *testing.T, l legal) {
		row := l.propose(t, rule.Draft{Key: string(law.CIDayCount), Document: "川戒毒法〔2026〕4号"})
		if err := l.Confirm(l.second, store.NewKey(), row, 1); err != nil {
			t.Fatal(err)
		}
		if p := l.find(t, law.CIDayCount); !p.Confirmed || p.Value.Word != "INCLUSIVE_START" {
			t.Fatalf("%+v", p)
		}
	})
}

func TestNobodysLotIsMadeWorseThanTheTextSays(t *testing.T) {
	each(t, func(t *testing.T, l legal) {
		_, err := l.Propose(l.first, store.NewKey(), rule.Draft{Key: string(law.CIExtensionMax), Value: "18", Unit: "month", Document: "x"})
		if errs.CodeOf(err) != "law.confirm.unfavourable" {
			t.Fatalf("longer than NCL 47 allows: %v", err)
		}
	})
}

func TestTheClockFollowsTheBook(t *testing.T) {
	each(t, func(t *testing.T, l legal) {
		clockOf := func() any {
			c, err := store.Read(t.Context(), l.db, func(tx *store.Tx) (any, error) { return l.Clock(t.Context(), tx) })
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		before := clockOf()
		if before != clockOf() {
			t.Error("the clock is made anew although nothing changed")
		}
		row := l.propose(t, rule.Draft{Key: string(law.CDReport), Value: "20", Unit: "day", Document: "x"})
		l.hand.Forward(time.Minute)
		if err := l.Confirm(l.second, store.NewKey(), row, 1); err != nil {
			t.Fatal(err)
		}
		if before == clockOf() {
			t.Error("the clock is still that of the old book")
		}
	})
}

func TestEveryFieldIsAnswered(t *testing.T) {
	_, err := rule.New(rule.Draft{Key: "ci.term", Region: "Sichuan", Facility: "x", Value: "2", Unit: "moons", From: "2026-02-30"})
	e := errs.Find(err)
	if e == nil {
		t.Fatal("a row of nonsense was taken")
	}
	var got []string
	for _, f := range e.Fields {
		got = append(got, f.Name+" "+f.Code)
	}
	want := []string{"region rule.region_bad", "facility id.bad", "document law.confirm.document", "from date.bad", "unit rule.unit_bad"}
	if len(got) != len(want) {
		t.Fatalf("got %q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %q, want %q", got[i], want[i])
		}
	}
}

func TestOnlyTheLegalPostProposes(t *testing.T) {
	each(t, func(t *testing.T, l legal) {
		head := policytest.As(t.Context(), policy.BureauHead, "", "", l.hand.Now())
		_, err := l.Propose(head, store.NewKey(), rule.Draft{Key: "ci.term", Document: "x"})
		if errs.KindOf(err) != errs.Denied {
			t.Fatal(err)
		}
		rows, err := store.Read(head, l.db, func(tx *store.Tx) ([]rule.Confirmation, error) { return l.List(head, tx, "") })
		if err != nil || len(rows) != 0 {
			t.Fatal(rows, err)
		}
	})
}

// A new value without a first day leaves what happened before the confirmation as it was judged then.
func TestANewValueDoesNotReachBack(t *testing.T) {
	each(t, func(t *testing.T, l legal) {
		row := l.propose(t, rule.Draft{Key: string(law.CIFamilyNotice), Region: law.Sichuan, Value: "3", Unit: "day", Document: "川戒毒法〔2026〕3号"})
		if err := l.Confirm(l.second, store.NewKey(), row, 1); err != nil {
			t.Fatal(err)
		}
		today := civil.DateOf(l.hand.Now())
		for on, want := range map[civil.Date]int{today.AddDays(-1): 5, today: 3, today.AddDays(400): 3} {
			if _, err := store.Read(t.Context(), l.db, func(tx *store.Tx) (int, error) {
				b, err := l.Book(t.Context(), tx)
				if p, _ := b.Find(law.CIFamilyNotice, law.Scope{Region: law.Sichuan}, on); p.Value.N != want {
					t.Errorf("on %s: %s, want %d days", on, p.Value, want)
				}
				return 0, err
			}); err != nil {
				t.Fatal(err)
			}
		}
	})
}
