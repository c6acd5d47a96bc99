package supervision_test

import (
	"context"
	"strings"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/supervision"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// house is two facilities, each with its procurator and its legal officer.
type house struct {
	*testing.T
	*supervision.Desk
	db           *store.DB
	vault        *seal.Vault
	policy       *policy.Engine
	here, there  id.ID
	asks, abroad context.Context // the procurators
	law          context.Context // the legal officer here
}

func each(t *testing.T, body func(*house)) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := &house{T: t, db: db, vault: sealtest.Vault(t, db), policy: policytest.Engine(t, db.Clock())}
		h.Desk = supervision.New(db, h.vault, h.policy)
		demo := actor.With(t.Context(), actor.Part("demo"))
		units := facility.New(db, h.policy)
		_, err := store.Write(demo, db, store.NewKey(), func(tx *store.Tx) (int, error) {
			bureau, err := units.FoundIn(demo, tx, "示范省局")
			if err != nil {
				return 0, err
			}
			if h.here, err = units.AddIn(demo, tx, facility.Draft{Parent: string(bureau), Kind: "facility", Name: "云岭所", Code: "YL"}); err != nil {
				return 0, err
			}
			h.there, err = units.AddIn(demo, tx, facility.Draft{Parent: string(bureau), Kind: "facility", Name: "青川所", Code: "QC"})
			return 0, err
		})
		if err != nil {
			t.Fatal(err)
		}
		h.asks, h.abroad, h.law = h.as("procurator", h.here), h.as("procurator", h.there), h.as("legal_officer", h.here)
		body(h)
	})
}

func (h *house) as(role string, at id.ID) context.Context {
	return policytest.As(h.Context(), role, at, at, h.db.Clock()())
}

func (h *house) draft() supervision.Draft {
	return supervision.Draft{Facility: h.here, Topic: "term", Due: "2026-03-05", Text: "周某的期满日为什么晚了一天？"}
}

func (h *house) ask() id.ID {
	h.Helper()
	q, err := h.Ask(h.asks, store.NewKey(), h.draft())
	if err != nil {
		h.Fatal(err)
	}
	return q
}

func (h *house) get(ctx context.Context, of id.ID) (q supervision.Question, err error) {
	_, err = store.Read(ctx, h.db, func(tx *store.Tx) (int, error) {
		q, err = h.Get(ctx, tx, of)
		return 0, err
	})
	return q, err
}

func (h *house) owed(of id.ID) duty.Duty {
	h.Helper()
	d, err := store.Read(h.Context(), h.db, func(tx *store.Tx) (duty.Duty, error) {
		return duty.Owed(h.Context(), tx, "", "supervision.answer", of)
	})
	if err != nil {
		h.Fatal(err)
	}
	return d
}

func TestTheAnswerIsADutyOfTheFacility(t *testing.T) {
	each(t, func(h *house) {
		of := h.ask()
		if d := h.owed(of); d.State != duty.Pending || d.Owner != "legal_officer" || d.Facility != h.here || d.Due.Day.String() != "2026-03-05" {
			h.Errorf("owed: %+v", d)
		}
		if err := h.Answer(h.law, store.NewKey(), of, 1, "按决定书执行，算法见期限计算书。"); err != nil {
			h.Fatal(err)
		}
		if d := h.owed(of); d.State != duty.Done || d.Evidence != of {
			h.Errorf("answered, and still owed: %+v", d)
		}
		q, err := h.get(h.asks, of)
		if err != nil || q.State != supervision.Answered || q.Text != h.draft().Text || q.Answer != "按决定书执行，算法见期限计算书。" {
			h.Errorf("%+v %v", q, err)
		}
		if err := h.Answer(h.law, store.NewKey(), of, 2, "再答一次"); errs.CodeOf(err) != "supervision.not_asked" {
			h.Error("an answer was changed: ", err)
		}
		if err := h.Close(h.asks, store.NewKey(), of, 2); err != nil {
			h.Error(err)
		}
	})
}

func TestWhoMayAskAnswerAndSee(t *testing.T) {
	each(t, func(h *house) {
		of := h.ask()
		for name, who := range map[string]context.Context{
			"the procurator of another facility": h.abroad, "a duty officer": h.as("duty_officer", h.here),
			"the legal officer of another": h.as("legal_officer", h.there), "the facility's administrator": h.as("facility_admin", h.here),
		} {
			if _, err := h.get(who, of); errs.KindOf(err) != errs.Denied && errs.KindOf(err) != errs.NotFound {
				h.Errorf("%s sees it: %v", name, err)
			}
			if err := h.Answer(who, store.NewKey(), of, 1, "答"); err == nil {
				h.Errorf("%s answered", name)
			}
		}
		if _, err := h.Ask(h.law, store.NewKey(), h.draft()); err == nil {
			h.Error("the facility asked itself")
		}
		if _, err := h.Ask(h.abroad, store.NewKey(), h.draft()); err == nil {
			h.Error("the procurator of another facility asked")
		}
		unsigned := actor.With(h.Context(), policytest.Officer("legal_officer", h.here, h.here))
		if err := h.Answer(unsigned, store.NewKey(), of, 1, "答"); errs.CodeOf(err) != "policy.sign_again" {
			h.Error("answered without a signature: ", err)
		}
		if _, err := h.get(h.as("bureau_inspector", ""), of); err != nil {
			h.Error("the inspector does not see it: ", err)
		}
	})
}

func TestAQuestionThatCannotBeSaysWhatWouldBeRight(t *testing.T) {
	each(t, func(h *house) {
		for field, spoil := range map[string]func(*supervision.Draft){
			"due":   func(d *supervision.Draft) { d.Due = "2026-03-01" },
			"topic": func(d *supervision.Draft) { d.Topic = "complaint" },
			"text":  func(d *supervision.Draft) { d.Text = strings.Repeat("问", 4001) },
		} {
			d := h.draft()
			spoil(&d)
			_, err := h.Ask(h.asks, store.NewKey(), d)
			e := errs.Find(err)
			if e == nil || e.Code != "supervision.bad_input" || len(e.Fields) != 1 || e.Fields[0].Name != field {
				h.Errorf("%s: %+v", field, err)
			}
		}
		d := h.draft()
		d.Facility = id.New()
		if _, err := h.Ask(h.as("procurator", d.Facility), store.NewKey(), d); errs.CodeOf(err) != "supervision.no_facility" {
			h.Error(err)
		}
	})
}

// A facility is asked about whom it has or had, and about nobody else.
func TestAQuestionIsAboutSomebodyOfTheFacility(t *testing.T) {
	each(t, func(h *house) {
		divisions, err := cn.OpenDivisions()
		if err != nil {
			t.Fatal(err)
		}
		demo, persons, stays := actor.With(t.Context(), actor.Part("demo")), person.New(h.db, h.vault, h.policy, divisions), resident.New(h.db, h.policy)
		now, before, elsewhere := id.New(), id.New(), id.New()
		if _, err := store.Write(demo, h.db, store.NewKey(), func(tx *store.Tx) (int, error) {
			people := []person.Person{{ID: now, Name: "沙河"}, {ID: before, Name: "何川"}, {ID: elsewhere, Name: "高原"}}
			if err := persons.CreateIn(demo, tx, person.At{Facility: h.here, Unit: h.here}, people); err != nil {
				return 0, err
			}
			return 0, stays.OpenIn(demo, tx, []resident.Resident{
				{ID: id.New(), Person: now, Facility: h.here, Unit: h.here, Admitted: civil.On(2026, 1, 5)},
				{ID: id.New(), Person: before, Facility: h.here, Unit: h.here, Admitted: civil.On(2025, 1, 5), Left: civil.On(2026, 1, 5)},
				{ID: id.New(), Person: before, Facility: h.there, Unit: h.there, Admitted: civil.On(2026, 1, 5)},
				{ID: id.New(), Person: elsewhere, Facility: h.there, Unit: h.there, Admitted: civil.On(2026, 1, 5)},
			})
		}); err != nil {
			t.Fatal(err)
		}
		for who, want := range map[id.ID]string{now: "", before: "", elsewhere: "supervision.not_there", id.New(): "supervision.not_there"} {
			d := h.draft()
			d.Person = who
			if _, err := h.Ask(h.asks, store.NewKey(), d); errs.CodeOf(err) != want {
				t.Errorf("%v, want %q", err, want)
			}
		}
	})
}

func TestAQuestionTakenBackIsOwedNoLonger(t *testing.T) {
	each(t, func(h *house) {
		of := h.ask()
		if err := h.Withdraw(h.asks, store.NewKey(), of, 1); err != nil {
			h.Fatal(err)
		}
		if d := h.owed(of); d.State != duty.Void {
			h.Errorf("%+v", d)
		}
		if err := h.Close(h.asks, store.NewKey(), of, 2); errs.CodeOf(err) != "supervision.not_now" {
			h.Error(err)
		}
	})
}

// What the procurator read is left out for the facility, and not what he asked.
func TestHisReadingIsNotTheFacilitysToSee(t *testing.T) {
	each(t, func(h *house) {
		h.ask()
		person := id.New()
		for _, who := range []context.Context{h.asks, h.law} {
			if _, err := store.Write(who, h.db, store.NewKey(), func(tx *store.Tx) (int, error) {
				if err := h.policy.Check(who, tx, policy.SupervisionView, policy.Resource{Facility: h.here}); err != nil {
					return 0, err
				}
				return 0, audit.Record(who, tx, audit.Fact{Sort: audit.Read, Kind: "person.opened", Record: person, About: person, Facility: h.here})
			}); err != nil {
				h.Fatal(err)
			}
		}
		for name, want := range map[string]struct {
			who  context.Context
			read int
		}{
			"the legal officer": {h.law, 1}, "the head": {h.as("facility_head", h.here), 1},
			"the procurator": {h.asks, 2}, "the inspector": {h.as("bureau_inspector", ""), 2},
		} {
			f := audit.Filter{Facility: h.here, Unwatched: audit.Shields(h.policy, actor.From(want.who))}
			got, err := store.Read(want.who, h.db, func(tx *store.Tx) (store.Slice[audit.Entry], error) {
				return audit.List(want.who, tx, f, store.Page{Limit: 50})
			})
			if err != nil {
				h.Fatal(err)
			}
			read, asked := 0, 0
			for _, e := range got.Rows {
				switch e.Kind {
				case "person.opened":
					read++
				case "supervision.asked":
					asked++
				}
			}
			if read != want.read || asked != 1 {
				h.Errorf("%s sees %d readings and %d questions", name, read, asked)
			}
		}
	})
}

func TestAQuestionThatIsSealedAwayIsNowhere(t *testing.T) {
	each(t, func(h *house) {
		of := h.ask()
		demo := actor.With(h.Context(), actor.Part("demo"))
		if _, err := store.Write(demo, h.db, store.NewKey(), func(tx *store.Tx) (int, error) { return h.vault.SealAway(demo, tx, of) }); err != nil {
			h.Fatal(err)
		}
		if _, err := h.get(h.asks, of); errs.KindOf(err) != errs.NotFound {
			h.Error(err)
		}
		if got, err := store.Read(h.asks, h.db, func(tx *store.Tx) (store.Slice[supervision.Question], error) {
			return h.List(h.asks, tx, supervision.Filter{}, store.Page{Limit: 10})
		}); err != nil || got.Total != 0 || len(got.Rows) != 0 {
			h.Errorf("%+v %v", got, err)
		}
	})
}
