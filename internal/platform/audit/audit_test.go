package audit_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/obs"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// house is a store with a vault and a ledger.
type house struct {
	t      testing.TB
	db     *store.DB
	vault  *seal.Vault
	ledger *audit.Ledger
}

func open(t testing.TB, db *store.DB, s seal.Suite) house {
	t.Helper()
	v := sealtest.With(t, db, s)
	l, err := audit.NewLedger(t.Context(), db, v)
	if err != nil {
		t.Fatal(err)
	}
	return house{t: t, db: db, vault: v, ledger: l}
}

func officer(staff id.ID) actor.Actor {
	return actor.Actor{Kind: actor.Officer, Staff: staff, Posts: []actor.Post{
		{Role: "doctor", Unit: "u1"}, {Role: "duty_officer", Unit: "u2", For: "p9"},
	}}
}

// record writes n facts, several in one transaction.
func (h house) record(ctx context.Context, n int, f audit.Fact) {
	h.t.Helper()
	facts := make([]audit.Fact, n)
	for i := range facts { // n may be 0
		facts[i] = f
		facts[i].Version = int64(i + 1)
		if len(f.Digest) == 0 {
			facts[i].Sort = audit.Read // these tests write no rows
		}
		if f.Record == "" {
			facts[i].Record = id.New()
		}
	}
	_, err := store.Write(ctx, h.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		return n, audit.Record(ctx, tx, facts...)
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// step lets the ledger number everything.
func (h house) step() (total int) {
	h.t.Helper()
	for {
		n, err := h.ledger.Step(h.t.Context())
		if err != nil {
			h.t.Fatal(err)
		}
		if total += n; n == 0 {
			return total
		}
	}
}

func (h house) verify(known ...string) audit.Report {
	h.t.Helper()
	r, err := audit.Verify(h.t.Context(), h.db, h.vault, known...)
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

func (h house) since(from int64) []audit.Numbered {
	h.t.Helper()
	list, err := store.Read(h.t.Context(), h.db, func(tx *store.Tx) ([]audit.Numbered, error) {
		return audit.Since(h.t.Context(), tx, h.db.Node(), from, 1000)
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return list
}

func (h house) latest() audit.Checkpoint {
	h.t.Helper()
	c, err := store.Read(h.t.Context(), h.db, func(tx *store.Tx) (audit.Checkpoint, error) {
		return h.ledger.Latest(h.t.Context(), tx)
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

// tamper changes rows behind the house's back.
func (h house) tamper(sql string, args ...any) {
	h.t.Helper()
	n := int64(0)
	err := store.Ledger(h.t.Context(), h.db, func(tx *store.Tx) (err error) {
		n, err = tx.Exec(h.t.Context(), sql, args...)
		return err
	})
	if err != nil || n == 0 {
		h.t.Fatalf("tampering touched %d rows: %v", n, err)
	}
}

func TestAFactSaysWhoWhatWhenWhy(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db, seal.Intl)
		staff, about, record, request := id.New(), id.New(), id.New(), id.New()
		ctx := actor.With(t.Context(), officer(staff))
		ctx = policy.WithPurpose(obs.WithRequest(ctx, request), policy.Treatment)
		h.record(ctx, 1, audit.Fact{Kind: "person.opened", Record: record, About: about, Compartment: seal.Clinical, Basis: "REG 34", Digest: []byte{1, 2}})
		if n := h.step(); n != 1 {
			t.Fatalf("%d numbered", n)
		}
		got := h.since(0)
		if len(got) != 1 {
			t.Fatal(got)
		}
		want := audit.Numbered{Entry: audit.Entry{
			Fact: audit.Fact{
				Room: "person", Kind: "person.opened", Record: record, Version: 1, About: about,
				Compartment: seal.Clinical, Purpose: policy.Treatment, Basis: "REG 34", Digest: []byte{1, 2},
			},
			ID: got[0].ID, Node: db.Node(), At: storetest.Start, Actor: "staff:" + string(staff),
			Posts: "doctor@u1,duty_officer@u2/for", Request: request,
		}}
		if fmt.Sprint(got[0]) != fmt.Sprint(want) {
			t.Errorf("%+v\nwant %+v", got[0], want)
		}
		if r := h.verify(); !r.Whole() || r.Nodes[0].Facts != 1 || r.Nodes[0].Covered != 1 || r.Waiting != 0 {
			t.Errorf("%+v", r)
		}
		for _, bad := range []audit.Fact{{}, {Kind: "x.y", Compartment: "secret"}, {Room: "x"}} {
			_, err := store.Write(ctx, db, store.NewKey(), func(tx *store.Tx) (int, error) { return 0, audit.Record(ctx, tx, bad) })
			if !errs.Is(err, "audit.bad_fact") {
				t.Errorf("%+v: %v", bad, err)
			}
		}
	})
}

func TestListsByPersonOfficerDayAndFacility(t *testing.T) {
	hand := clock.At(storetest.Start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		h := open(t, db, seal.Intl)
		a, b, about, facility := id.New(), id.New(), id.New(), id.New()
		h.record(actor.With(t.Context(), officer(a)), 3, audit.Fact{Kind: "measure.recorded", About: about})
		hand.Forward(24 * time.Hour)
		h.record(actor.With(t.Context(), officer(a)), 2, audit.Fact{Kind: "measure.recorded", About: about, Facility: facility})
		h.record(actor.With(t.Context(), officer(b)), 4, audit.Fact{Kind: "visit.booked", Facility: facility})
		day := func(n int) audit.Filter {
			_, err := store.Read(t.Context(), db, func(tx *store.Tx) (int, error) { return 0, nil })
			if err != nil {
				t.Fatal(err)
			}
			return audit.Filter{Day: storetestDay(n)}
		}
		for name, c := range map[string]struct {
			f    audit.Filter
			want int
		}{
			"person":       {audit.Filter{About: about}, 5},
			"officer":      {audit.Filter{Actor: officer(b).Ref()}, 4},
			"facility":     {audit.Filter{Facility: facility}, 6},
			"day one":      {day(0), 3},
			"day two":      {day(1), 6},
			"day three":    {day(2), 0},
			"both":         {audit.Filter{About: about, Facility: facility}, 2},
			"room":         {audit.Filter{Facility: facility, Room: "visit"}, 4},
			"nobody":       {audit.Filter{About: id.New()}, 0},
			"other record": {audit.Filter{About: about, Record: id.New()}, 0},
		} {
			var all []audit.Entry
			for after := ""; ; {
				s, err := store.Read(t.Context(), db, func(tx *store.Tx) (store.Slice[audit.Entry], error) {
					return audit.List(t.Context(), tx, c.f, store.Page{After: after, Limit: 2})
				})
				if err != nil {
					t.Fatal(err)
				}
				if s.Total != c.want {
					t.Errorf("%s: total %d, want %d", name, s.Total, c.want)
				}
				all = append(all, s.Rows...)
				if after = s.Next; after == "" {
					break
				}
			}
			newestFirst := slices.IsSortedFunc(all, func(x, y audit.Entry) int { return y.At.Compare(x.At) })
			if len(all) != c.want || !newestFirst {
				t.Errorf("%s: %d rows, want %d, newest first: %v", name, len(all), c.want, newestFirst)
			}
		}
	})
}

func TestNumbersHaveNoGapsAndCheckpointsComeInTime(t *testing.T) {
	hand := clock.At(storetest.Start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		h := open(t, db, seal.Intl)
		h.ledger.Batch, h.ledger.Facts = 64, 200
		for i := range 10 {
			h.record(t.Context(), 30+i, audit.Fact{Kind: "duty.opened"})
		}
		if n := h.step(); n != 345 {
			t.Fatalf("%d numbered", n)
		}
		for i, n := range h.since(0) {
			if n.Seq != int64(i) {
				t.Fatalf("number %d stands at %d", n.Seq, i)
			}
		}
		if got := h.since(340); len(got) != 5 || got[0].Seq != 340 {
			t.Errorf("since 340: %d", len(got))
		}
		first := h.latest()
		if first.Size < 200 || first.Size > 345 {
			t.Errorf("checkpoint over %d", first.Size)
		}
		if hand.Forward(30 * time.Second); h.step() != 0 || h.latest() != first {
			t.Error("a checkpoint came too early")
		}
		hand.Forward(31 * time.Second)
		h.step()
		last := h.latest()
		if last.Size != 345 {
			t.Errorf("after a minute: %d", last.Size)
		}
		if hand.Forward(time.Hour); h.step() != 0 || h.latest() != last {
			t.Error("a checkpoint over nothing new")
		}
		if !strings.HasPrefix(last.Note, "guitu/n1\n345\n") || !strings.Contains(last.Note, "\n\n— guitu/n1 ") {
			t.Errorf("%s", last.Note)
		}
		proof, err := store.Read(t.Context(), db, func(tx *store.Tx) ([][]byte, error) {
			return h.ledger.Extends(t.Context(), tx, first.Note, last.Note)
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := audit.CheckExtends(h.ledger.Key(), seal.Intl, first.Note, last.Note, proof); err != nil {
			t.Error(err)
		}
		proof[0][0] ^= 1
		if err := audit.CheckExtends(h.ledger.Key(), seal.Intl, first.Note, last.Note, proof); !errs.Is(err, "audit.no_proof") {
			t.Error(err)
		}
	})
}

func TestProofs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for _, s := range []seal.Suite{seal.GM} {
			h := open(t, db, s)
			h.record(t.Context(), 300, audit.Fact{Kind: "duty.opened"})
			h.step()
			prove := func(fact id.ID) (audit.Proof, error) {
				return store.Read(t.Context(), db, func(tx *store.Tx) (audit.Proof, error) { return h.ledger.Prove(t.Context(), tx, fact) })
			}
			for _, n := range h.since(0) {
				p, err := prove(n.ID)
				if err != nil {
					t.Fatal(n.Seq, err)
				}
				if err := p.Check(h.ledger.Key()); err != nil || p.Seq != n.Seq {
					t.Fatal(n.Seq, err)
				}
				p.Fact[20] ^= 1
				if err := p.Check(h.ledger.Key()); !errs.Is(err, "audit.no_proof") {
					t.Fatal("an altered fact is proved", err)
				}
			}
			h.record(t.Context(), 1, audit.Fact{Kind: "duty.opened"})
			h.step() // numbered, but the next checkpoint is not due
			late := h.since(300)
			if _, err := prove(late[0].ID); !errs.Is(err, "audit.not_published") {
				t.Error(err)
			}
			if _, err := prove(id.New()); !errs.Is(err, "audit.not_published") {
				t.Error(err)
			}
		}
	})
}

// With nothing to number and a checkpoint due, two processes sign the same size.
func TestTwoSignTheSameSize(t *testing.T) {
	hand := clock.At(storetest.Start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		h := open(t, db, seal.Intl)
		h.record(t.Context(), 2, audit.Fact{Kind: "duty.opened"})
		h.ledger.Every = time.Hour
		h.step()
		h.record(t.Context(), 1, audit.Fact{Kind: "duty.opened"})
		h.step()
		hand.Forward(2 * time.Hour)
		if err := h.ledger.RaceForTest(t.Context()); err != nil {
			t.Fatal(err)
		}
		if r := h.verify(); !r.Whole() || h.latest().Size != 3 {
			t.Errorf("%+v", r)
		}
	})
}

// What is of complaints, and when a resident was at his own page, is in no list, whoever asks and however he narrows it: one
// beside the other says who wrote. What he did there for all to see is.
func TestWhatSaysWhoWroteIsUnlisted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db, seal.Intl)
		him, staff := id.New(), id.New()
		resident := actor.With(t.Context(), actor.Actor{Kind: actor.Resident, Person: him})
		bureau := actor.With(t.Context(), officer(staff))
		h.record(actor.With(t.Context(), actor.Part("complaint")), 1, audit.Fact{Room: "complaint", Kind: "complaint.sent", Compartment: seal.Complaint})
		h.record(actor.With(t.Context(), actor.Part("complaint")), 1, audit.Fact{Room: "duty", Kind: "duty.opened", Compartment: seal.Complaint})
		h.record(resident, 1, audit.Fact{Room: "kiosk", Kind: "kiosk.signed_in", About: him, Compartment: seal.General})
		inspector := actor.With(t.Context(), actor.Actor{Kind: actor.Officer, Staff: staff, Posts: []actor.Post{{Role: policy.DutyOfficer, Unit: "u2"}, {Role: policy.BureauInspector, Unit: "b"}}})
		h.record(inspector, 1, audit.Fact{Room: "person", Kind: "person.opened", About: him, Compartment: seal.General, Purpose: "complaint"})
		h.record(resident, 1, audit.Fact{Room: "objection", Kind: "objection.made", About: him, Compartment: seal.General})
		h.record(bureau, 1, audit.Fact{Room: "kiosk", Kind: "kiosk.reset", About: him, Compartment: seal.General})
		for _, f := range []audit.Filter{{}, {About: him}, {Room: "complaint"}, {Room: "kiosk"}, {Actor: "resident:" + string(him)}, {Kinds: []string{"complaint.sent", "kiosk.signed_in", "kiosk.reset"}}} {
			got, err := store.Read(t.Context(), db, func(tx *store.Tx) (store.Slice[audit.Entry], error) {
				return audit.List(t.Context(), tx, f, store.Page{Limit: 20})
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range got.Rows {
				if x.Kind != "objection.made" && x.Kind != "kiosk.reset" {
					t.Errorf("%+v lists %s", f, x.Kind)
				}
			}
			if f.About != "" && len(got.Rows) != 2 {
				t.Errorf("%d lines about him", len(got.Rows))
			}
		}
	})
}

// To say "for a complaint" hides nothing. Of everything that is read and written about somebody, for whatever purpose and from
// whatever post, one thing alone is in no list: what the bureau's inspection read for a complaint. And no list says the word.
func TestSayingComplaintHidesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db, seal.Intl)
		him := id.New()
		want := map[string]bool{}
		for _, role := range policy.Roles() {
			for _, purpose := range append(policy.Purposes(), "") {
				ctx := actor.With(t.Context(), actor.Actor{Kind: actor.Officer, Staff: id.New(), Posts: []actor.Post{{Role: role, Unit: "u1", For: "p9"}}})
				ctx = policy.WithPurpose(ctx, purpose)
				read, wrote := "person.opened_"+role+purpose, "person.changed_"+role+purpose
				h.record(ctx, 1, audit.Fact{Room: "person", Kind: read, About: him})
				h.record(ctx, 1, audit.Fact{Room: "person", Kind: wrote, About: him, Digest: []byte("rows")})
				want[wrote] = true
				want[read] = role != policy.BureauInspector || purpose != policy.ComplaintWork
			}
		}
		got, err := store.Read(t.Context(), db, func(tx *store.Tx) (store.Slice[audit.Entry], error) {
			return audit.List(t.Context(), tx, audit.Filter{About: him}, store.Page{Limit: 2 * len(want), Uncounted: true})
		})
		if err != nil {
			t.Fatal(err)
		}
		listed := map[string]bool{}
		for _, f := range got.Rows {
			listed[f.Kind] = true
			if f.Purpose == policy.ComplaintWork {
				t.Errorf("%s is listed with the word", f.Kind)
			}
		}
		for kind, is := range want {
			if listed[kind] != is {
				t.Errorf("%s is listed: %v", kind, listed[kind])
			}
		}
	})
}
