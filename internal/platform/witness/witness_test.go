package witness_test

import (
	"bytes"
	"slices"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/press"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
	"guitu/internal/platform/witness"
)

const kind = "paper.stated"

// issued is a slip of a house, with the house's public key.
func issued(t testing.TB, db *store.DB, facts int) (witness.Slip, string) {
	v := sealtest.Vault(t, db)
	ledger, err := audit.NewLedger(t.Context(), db, v)
	if err != nil {
		t.Fatal(err)
	}
	ctx := actor.With(t.Context(), actor.Actor{Kind: actor.Officer, Staff: id.New(), Posts: []actor.Post{{Role: "legal_officer", Unit: id.New()}}})
	s := witness.Slip{
		Statement: []string{"term_sheet", "QX-n1-A01-2026-000012", "四川省××强制隔离戒毒所", "2026-11-24", "李某某", "2027-07-13"},
		Salt:      bytes.Repeat([]byte{7}, 16), Content: witness.Digest(seal.Intl, []byte("paper")),
	}
	facility := id.New()
	record := func(kind string, digest []byte) id.ID {
		f := audit.Fact{Kind: kind, Record: id.New(), About: id.New(), Facility: facility, Digest: digest}
		if _, err := store.Write(ctx, db, store.NewKey(), func(tx *store.Tx) (int, error) { return 0, audit.Record(ctx, tx, f) }); err != nil {
			t.Fatal(err)
		}
		list, err := store.Read(ctx, db, func(tx *store.Tx) (store.Slice[audit.Entry], error) {
			return audit.List(ctx, tx, audit.Filter{Record: f.Record}, store.Page{})
		})
		if err != nil || len(list.Rows) != 1 {
			t.Fatal(list, err)
		}
		return list.Rows[0].ID
	}
	for range facts {
		record("duty.opened", []byte("x"))
	}
	fact := record(kind, witness.Commit(seal.Intl, s.Statement, s.Salt, s.Content))
	if err := ledger.Publish(ctx); err != nil {
		t.Fatal(err)
	}
	if s.Proof, err = store.Read(ctx, db, func(tx *store.Tx) (audit.Proof, error) { return ledger.Prove(ctx, tx, fact) }); err != nil {
		t.Fatal(err)
	}
	return s, ledger.Key()
}

func TestASlipIsCheckedWithoutTheHouse(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		slip, key := issued(t, db, 5)
		text, err := slip.Text()
		if err != nil {
			t.Fatal(err)
		}
		pasted := " " + text[:50] + "\r\n" + text[50:] + "\n"
		read, err := witness.Read(pasted)
		if err != nil || !slices.Equal(read.Statement, slip.Statement) {
			t.Fatal(read, err)
		}
		if c := read.Check(kind, "other+c5a1e2d3+AbCd", key); c.Verdict != witness.Genuine || c.Node != "n1" || c.At.IsZero() || c.Signed.IsZero() {
			t.Errorf("%+v", c)
		}
		if c := read.Check(kind); c.Verdict != witness.UnknownKey {
			t.Errorf("without a key: %+v", c)
		}
		if c := read.Check("duty.opened", key); c.Verdict != witness.Altered {
			t.Errorf("as another kind of fact: %+v", c)
		}
		for i, change := range []func(*witness.Slip){
			func(s *witness.Slip) { s.Statement[5] = "2027-01-13" },
			func(s *witness.Slip) { s.Statement[4], s.Statement[5] = s.Statement[5], s.Statement[4] },
			func(s *witness.Slip) { s.Statement = append(s.Statement, "") },
			func(s *witness.Slip) { s.Salt = s.Salt[1:] },
			func(s *witness.Slip) { s.Content = witness.Digest(seal.Intl, []byte("another")) },
			func(s *witness.Slip) { s.Proof.Seq-- },
		} {
			again, err := witness.Read(text)
			if err != nil {
				t.Fatal(err)
			}
			change(&again)
			if c := again.Check(kind, key); c.Verdict != witness.Altered {
				t.Errorf("change %d: %+v", i, c)
			}
		}
	})
}

// A house of the same name is another house: its papers are unknown here, not forged.
func TestAnotherHouseIsUnknown(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		slip, _ := issued(t, db, 0)
		other := storetest.Open(t, storetest.Config(t, storetest.Engines()[0], clock.At(storetest.Start)))
		_, key := issued(t, other, 0)
		if c := slip.Check(kind, key); c.Verdict != witness.UnknownKey {
			t.Errorf("%+v", c)
		}
	})
}

// The code of a slip in a log of a million facts is still read from paper.
func TestACodeFitsItsPlace(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		slip, _ := issued(t, db, 1)
		for len(slip.Proof.Path) < 20 {
			slip.Proof.Path = append(slip.Proof.Path, slip.Proof.Path[0])
		}
		text, err := slip.Text()
		if err != nil {
			t.Fatal(err)
		}
		code, err := press.QRCode(text)
		if err != nil || len(code) > 125 {
			t.Errorf("%d signs make %d squares a side (%v)", len(text), len(code), err)
		}
		t.Logf("%d signs, %d squares a side", len(text), len(code))
	})
}

func TestCodesAreReadOut(t *testing.T) {
	if got := witness.Code(witness.Digest(seal.Intl, []byte("paper"))); len(got) != 14 || got[4] != '-' || got[9] != '-' {
		t.Error(got)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("GT1:000")
	f.Add("GT1:")
	f.Add("GT1:Z+:Z+:Z+:")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := witness.Read(text)
		if err != nil {
			if !errs.Is(err, "witness.unreadable") {
				t.Error(err)
			}
			return
		}
		if c := s.Check(kind); c.Verdict == witness.Genuine {
			t.Errorf("%q proves without a key", text)
		}
	})
}
