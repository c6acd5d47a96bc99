package paper_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/paper"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/press"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
	"guitu/internal/platform/witness"
)

type house struct {
	t      *testing.T
	db     *store.DB
	vault  *seal.Vault
	ledger *audit.Ledger
	desk   *paper.Desk
	hand   *clock.Hand
	home   id.ID
	now    id.ID           // the facility that has the files now, and not the papers' own
	ctx    context.Context // of the legal officer
}

func each(t *testing.T, body func(*testing.T, house)) {
	hand := clock.At(storetest.Start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		hand.Set(storetest.Start)
		v, p := sealtest.Vault(t, db), policytest.Engine(t, db.Clock())
		ledger, err := audit.NewLedger(t.Context(), db, v)
		if err != nil {
			t.Fatal(err)
		}
		h := house{t: t, db: db, vault: v, ledger: ledger, desk: paper.New(db, v, p, ledger), hand: hand, now: id.New()}
		demo := actor.With(t.Context(), actor.Part("demo"))
		places := facility.New(db, p)
		bureau, err := places.Found(demo, store.NewKey(), "测试局")
		if err != nil {
			t.Fatal(err)
		}
		h.home, err = places.Add(demo, store.NewKey(), facility.Draft{Parent: string(bureau), Kind: string(facility.Facility), Name: "测试强制隔离戒毒所", Code: "A01"})
		if err != nil {
			t.Fatal(err)
		}
		h.ctx = policytest.As(t.Context(), "legal_officer", h.home, "", db.Clock()())
		body(t, h)
	})
}

func (h house) draft(k paper.Kind) paper.Draft {
	return paper.Draft{
		ID: id.New(), Kind: k, Facility: h.home, Person: id.New(), Name: "李明远", States: civil.On(2027, 7, 13),
		Sheet: press.Sheet{Title: k.Title(), To: "李明远家属：", Blocks: []press.Block{press.P("李明远在本所。")}, Date: "2026年3月2日"},
	}
}

func (h house) issue(d paper.Draft) paper.Paper {
	h.t.Helper()
	if _, err := h.desk.Issue(h.ctx, store.NewKey(), d); err != nil {
		h.t.Fatal(err)
	}
	return h.get(d.ID)
}

func (h house) get(i id.ID) paper.Paper {
	h.t.Helper()
	p, err := store.Read(h.ctx, h.db, func(tx *store.Tx) (paper.Paper, error) { return h.desk.Get(h.ctx, tx, i) })
	if err != nil {
		h.t.Fatal(err)
	}
	return p
}

func TestAPaperIsPrintedAsItWasIssued(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		d := h.draft(paper.FamilyLetter)
		p := h.issue(d)
		if p.Number != "JS-n1-A01-2026-000001" || !p.InForce() || p.States != d.States {
			t.Errorf("%+v", p)
		}
		if again := h.issue(h.draft(paper.FamilyLetter)); again.Number != "JS-n1-A01-2026-000002" {
			t.Error(again.Number)
		}
		if other := h.issue(h.draft(paper.TermSheet)); other.Number != "QX-n1-A01-2026-000001" {
			t.Error(other.Number)
		}
		first, err := h.desk.Print(h.ctx, d.ID)
		if err != nil {
			t.Fatal(err)
		}
		if first.Sheet.Foot() != p.Number+"　李明远" || first.Sheet.To != d.Sheet.To || !first.Proven || first.Sheet.Draft != "" {
			t.Errorf("%+v", first.Sheet)
		}
		h.hand.Set(storetest.Start.AddDate(3, 0, 0))
		later, err := h.desk.Print(h.ctx, d.ID)
		if err != nil {
			t.Fatal(err)
		}
		first.Sheet.QR, later.Sheet.QR = "", "" // against a newer checkpoint
		a, errA := press.PDF(first.Sheet)
		b, errB := press.PDF(later.Sheet)
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			t.Error("printed again it is another paper", errA, errB)
		}
		list, err := store.Read(h.ctx, h.db, func(tx *store.Tx) ([]paper.Paper, error) {
			return h.desk.OfIn(h.ctx, tx, d.Person, seal.General)
		})
		if err != nil || len(list) != 1 || list[0].Number != p.Number {
			t.Error(list, err)
		}
	})
}

// A receipt for another organ that masks a name does not say it on its margin.
func TestTheMarginSaysNoMoreThanTheText(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		d := h.draft(paper.DecisionReceipt)
		d.Sheet = press.Sheet{Title: d.Kind.Title(), Blocks: []press.Block{press.P("涉及李某某。")}}
		h.issue(d)
		out, err := h.desk.Print(h.ctx, d.ID)
		if err != nil || out.Sheet.About != "李某某" {
			t.Error(out.Sheet.About, err)
		}
	})
}

func TestAPaperProvesItself(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		d := h.draft(paper.FamilyLetter)
		p := h.issue(d)
		out, err := h.desk.Print(h.ctx, d.ID)
		if err != nil {
			t.Fatal(err)
		}
		slip, err := witness.Read(out.Sheet.QR)
		if err != nil {
			t.Fatal(err)
		}
		said, ok := paper.StatementOf(slip.Statement)
		want := paper.Statement{Kind: paper.FamilyLetter, Number: p.Number, Facility: "测试强制隔离戒毒所", Issued: "2026-03-02", About: "李某某", States: "2027-07-13"}
		if !ok || said != want {
			t.Errorf("%+v", said)
		}
		if c := slip.Check(paper.Stated, h.desk.Key()); c.Verdict != witness.Genuine {
			t.Errorf("%+v", c)
		}
		if out.Sheet.Code != witness.Code(witness.Commit(seal.Intl, slip.Statement, slip.Salt, slip.Content)) {
			t.Error("what is read out is not what the code says")
		}
		for _, name := range []string{"李明远", "明远", "person"} { // the code and the log name nobody
			if strings.Contains(string(slip.Proof.Fact), name) {
				t.Errorf("the fact says %s", name)
			}
		}
		if _, ok := paper.StatementOf([]string{"letter", "", "", "", "", ""}); ok {
			t.Error("any list is a statement")
		}
	})
}

func TestAVoidPaperSaysSo(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		p := h.issue(h.draft(paper.HomeLeavePermit))
		for _, reason := range []string{" ", strings.Repeat("字", 301)} {
			if err := h.desk.Void(h.ctx, store.NewKey(), p.ID, 1, reason); !errs.Is(err, "paper.bad_input") {
				t.Error(err)
			}
		}
		if err := h.desk.Void(h.ctx, store.NewKey(), p.ID, 7, "写错"); errs.KindOf(err) != errs.Conflict {
			t.Error(err)
		}
		teacher := policytest.As(t.Context(), "teacher", h.home, "", h.db.Clock()())
		if err := h.desk.Void(teacher, store.NewKey(), p.ID, 1, "写错"); errs.KindOf(err) != errs.Denied {
			t.Error(err)
		}
		if _, err := h.desk.Print(teacher, p.ID); errs.KindOf(err) != errs.Denied {
			t.Error(err)
		}
		if err := h.desk.Void(h.ctx, store.NewKey(), p.ID, 1, "外出取消"); err != nil {
			t.Fatal(err)
		}
		out, err := h.desk.Print(h.ctx, p.ID)
		if err != nil || out.InForce() || out.Reason != "外出取消" || out.Sheet.Draft != "已作废" {
			t.Errorf("%+v %v", out, err)
		}
		if err := h.desk.Void(h.ctx, store.NewKey(), p.ID, 2, "再作废"); !errs.Is(err, "paper.not_in_force") {
			t.Error(err)
		}
		if _, err := h.desk.Print(h.ctx, id.New()); !errs.Is(err, "paper.not_found") {
			t.Error(err)
		}
	})
}

// stale holds the papers of a person against an end, as the act does that moves it.
func (h house) stale(person id.ID, end civil.Date) (owed []duty.Duty) {
	h.t.Helper()
	p := policytest.Engine(h.t, h.db.Clock())
	_, err := store.Write(h.ctx, h.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		if err := p.Check(h.ctx, tx, policy.MeasureRecord, policy.Resource{Kind: "measure", Facility: h.home, Person: person}); err != nil {
			return 0, err
		}
		return 0, paper.StaleIn(h.ctx, tx, h.vault, person, paper.Term{End: end, At: h.now})
	})
	if err != nil {
		h.t.Fatal(err)
	}
	all, err := store.Read(h.ctx, h.db, func(tx *store.Tx) ([]duty.Duty, error) { return duty.Of(h.ctx, tx, person) })
	if err != nil {
		h.t.Fatal(err)
	}
	for _, d := range all {
		if d.Code == "letter.replace" && d.State == duty.Pending {
			owed = append(owed, d)
		}
	}
	return owed
}

func TestAPaperWithAnOldEndIsOwedAnew(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		d := h.draft(paper.FamilyLetter)
		p := h.issue(d)
		silent := h.draft(paper.PropertyReceipt)
		silent.Person, silent.States = d.Person, civil.Date{}
		h.issue(silent)
		other := h.draft(paper.FamilyLetter)
		h.issue(other)
		for i, c := range []struct {
			end  civil.Date
			owed int
		}{{d.States, 0}, {d.States.AddDays(90), 1}, {d.States.AddDays(91), 1}, {civil.Date{}, 0}, {d.States.AddDays(92), 1}, {d.States, 0}, {d.States.AddDays(3), 1}} {
			if owed := h.stale(d.Person, c.end); len(owed) != c.owed || c.owed > 0 && (owed[0].Owner != "legal_officer" || owed[0].Facility != h.now) {
				t.Fatalf("%d: %+v", i, owed)
			}
		}
		if p = h.get(p.ID); !p.MayBeReplaced() {
			t.Errorf("%+v", p)
		}
		next := h.draft(paper.FamilyLetter)
		next.Person, next.Replaces, next.States = d.Person, p.ID, d.States.AddDays(3)
		n := h.issue(next)
		if p = h.get(p.ID); p.InForce() || p.ReplacedBy != n.ID || p.Stale != "" || n.Replaces != p.ID {
			t.Errorf("%+v", p)
		}
		if owed := h.stale(d.Person, n.States); len(owed) != 0 {
			t.Error(owed)
		}
		if out, err := h.desk.Print(h.ctx, p.ID); err != nil || !strings.Contains(out.Sheet.Draft, "已由新文书替换") {
			t.Error(out, err)
		}
		twice := h.draft(paper.FamilyLetter)
		twice.Person, twice.Replaces = d.Person, p.ID
		if _, err := h.desk.Issue(h.ctx, store.NewKey(), twice); !errs.Is(err, "paper.not_in_force") {
			t.Error(err)
		}
		h.stale(d.Person, d.States)
		if err := h.desk.Void(h.ctx, store.NewKey(), n.ID, h.get(n.ID).Version, "另行送达"); err != nil {
			t.Fatal(err)
		}
		if owed := h.stale(d.Person, d.States.AddDays(9)); len(owed) != 0 {
			t.Error("what is void is owed nothing", owed)
		}
	})
}

func TestPapersAreIssuedByWhoMay(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		now := h.db.Clock()()
		for role, may := range map[string]bool{"intake_officer": true, "return_officer": true, "teacher": false, "doctor": false, "procurator": false} {
			_, err := h.desk.Issue(policytest.As(t.Context(), role, h.home, "", now), store.NewKey(), h.draft(paper.RightsNotice))
			if (err == nil) != may {
				t.Errorf("%s: %v", role, err)
			}
		}
		clinical := h.draft(paper.InjuryRecord)
		clinical.Compartment = seal.Clinical
		if _, err := h.desk.Issue(h.ctx, store.NewKey(), clinical); errs.KindOf(err) != errs.Denied {
			t.Error(err)
		}
		key, d := store.NewKey(), h.draft(paper.RightsNotice)
		first, err1 := h.desk.Issue(h.ctx, key, d)
		second, err2 := h.desk.Issue(h.ctx, key, h.draft(paper.RightsNotice))
		if err1 != nil || err2 != nil || first != second {
			t.Error("sent twice", first, second, err1, err2)
		}
		d.ID, d.Kind = id.New(), "poster"
		if _, err := h.desk.Issue(h.ctx, store.NewKey(), d); !errs.Is(err, "paper.unknown_kind") {
			t.Error(err)
		}
	})
}

func TestASealedFileTakesItsPapersAlong(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		d := h.draft(paper.FamilyLetter)
		h.issue(d)
		away := func(do func(context.Context, *store.Tx, id.ID) error) {
			if _, err := store.Write(h.ctx, h.db, store.NewKey(), func(tx *store.Tx) (int, error) { return 0, do(h.ctx, tx, d.Person) }); err != nil {
				t.Fatal(err)
			}
		}
		away(h.desk.SealAwayIn)
		if _, err := h.desk.Print(h.ctx, d.ID); !errs.Is(err, "paper.not_found") {
			t.Error(err)
		}
		if owed := h.stale(d.Person, d.States.AddDays(1)); len(owed) != 0 {
			t.Error(owed)
		}
		away(h.desk.RestoreIn)
		if _, err := h.desk.Print(h.ctx, d.ID); err != nil {
			t.Error(err)
		}
	})
}

func TestEveryKindHasItsOwnSeries(t *testing.T) {
	titles := map[string]bool{}
	for _, k := range paper.Kinds() {
		if k.Title() == "" || titles[k.Title()] {
			t.Errorf("%s: %q", k, k.Title())
		}
		titles[k.Title()] = true
	}
}
