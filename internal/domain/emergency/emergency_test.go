package emergency_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/emergency"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

type house struct {
	*testing.T
	db                   *store.DB
	desk                 *emergency.Desk
	persons              *person.Desk
	hand                 *clock.Hand
	person, other        id.ID
	facility, unit, next id.ID
}

func each(t *testing.T, body func(*house)) {
	t.Helper()
	hand := clock.At(storetest.Start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		v, p := sealtest.Vault(t, db), policytest.Engine(t, hand.Now)
		h := &house{T: t, db: db, hand: hand, desk: emergency.New(db, v, p), person: id.New(), other: id.New()}
		demo := actor.With(t.Context(), actor.Part("demo"))
		divisions, err := cn.OpenDivisions()
		h.must(err)
		places, stays := facility.New(db, p), resident.New(db, p)
		h.persons = person.New(db, v, p, divisions)
		_, err = store.Write(demo, db, store.NewKey(), func(tx *store.Tx) (_ int, err error) {
			bureau, err := places.FoundIn(demo, tx, "示范省局")
			if err != nil {
				return 0, err
			}
			if h.facility, err = places.AddIn(demo, tx, facility.Draft{Parent: string(bureau), Kind: "facility", Name: "示范所", Code: "F1"}); err != nil {
				return 0, err
			}
			for i, unit := range []*id.ID{&h.unit, &h.next} {
				if *unit, err = places.AddIn(demo, tx, facility.Draft{Parent: string(h.facility), Kind: "brigade", Name: "大队" + []string{"一", "二"}[i], Code: "B" + []string{"1", "2"}[i]}); err != nil {
					return 0, err
				}
			}
			for p, unit := range map[id.ID]id.ID{h.person: h.unit, h.other: h.unit} {
				if err := h.persons.CreateIn(demo, tx, person.At{Facility: h.facility, Unit: unit}, []person.Person{{ID: p, Name: "沙河"}}); err != nil {
					return 0, err
				}
				if err := stays.OpenIn(demo, tx, []resident.Resident{{ID: id.New(), Person: p, Facility: h.facility, Unit: unit, Admitted: civil.On(2026, 1, 5)}}); err != nil {
					return 0, err
				}
			}
			return 0, nil
		})
		h.must(err)
		body(h)
	})
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// as is a new officer with one post in the facility; in the bureau for the inspector.
func (h *house) as(role string, unit id.ID) context.Context {
	house := h.facility
	if role == policy.BureauInspector {
		house, unit = "", ""
	}
	return policytest.As(h.Context(), role, house, unit, h.hand.Now())
}

func (h *house) owed(code duty.Code, o id.ID) duty.Duty {
	h.Helper()
	d, err := store.Read(h.Context(), h.db, func(tx *store.Tx) (duty.Duty, error) { return duty.Owed(h.Context(), tx, h.person, code, o) })
	if errs.KindOf(err) != errs.NotFound {
		h.must(err)
	}
	return d
}

func (h *house) get(ctx context.Context, o id.ID) (emergency.Opening, error) {
	return store.Read(ctx, h.db, func(tx *store.Tx) (emergency.Opening, error) { return h.desk.Get(ctx, tx, o) })
}

func (h *house) reads(ctx context.Context, who id.ID, c seal.Compartment) error {
	ctx, err := h.desk.Standing(ctx, who, c)
	h.must(err)
	return h.persons.OpenedPart(ctx, store.NewKey(), person.At{Facility: h.facility, Unit: h.unit}, who, c)
}

const why = "夜里抽搐，医务室没人接电话"

func (h *house) open(ctx context.Context, c seal.Compartment) id.ID {
	h.Helper()
	o, err := h.desk.Open(ctx, store.NewKey(), emergency.Draft{Person: h.person, Compartment: c, Why: why})
	h.must(err)
	return o
}

// It opens one part of one person for one officer, until its moment, and every reading is a fact with the purpose.
func TestAnOpeningOpensOnePartOfOnePersonForAWhile(t *testing.T) {
	each(t, func(h *house) {
		night := h.as(policy.DutyOfficer, h.unit)
		if err := h.reads(night, h.person, seal.Clinical); !errs.Is(err, "policy.purpose_needed") {
			t.Error("before:", err)
		}
		if err := h.persons.OpenedPart(policy.WithPurpose(night, policy.Emergency), store.NewKey(), person.At{Facility: h.facility, Unit: h.unit}, h.person, seal.Clinical); !errs.Is(err, "policy.purpose_needed") {
			t.Error("it was only said:", err)
		}
		h.open(night, seal.Clinical)
		h.must(h.reads(night, h.person, seal.Clinical))
		facts, err := store.Read(night, h.db, func(tx *store.Tx) (store.Slice[audit.Entry], error) {
			return audit.List(night, tx, audit.Filter{About: h.person, Kinds: []string{person.PartKind, "emergency.opened"}}, store.Page{})
		})
		h.must(err)
		if len(facts.Rows) != 2 || facts.Rows[0].Purpose != policy.Emergency || facts.Rows[0].Compartment != seal.Clinical || facts.Rows[1].Compartment != seal.General {
			t.Errorf("%+v", facts.Rows)
		}
		for name, err := range map[string]error{
			"another person": h.reads(night, h.other, seal.Clinical), "another part": h.reads(night, h.person, seal.Infection),
			"another officer": h.reads(h.as(policy.DutyOfficer, h.unit), h.person, seal.Clinical),
		} {
			if errs.KindOf(err) != errs.Denied {
				t.Error(name, err)
			}
		}
		h.hand.Forward(time.Duration(h.desk.Minutes) * time.Minute)
		if err := h.reads(night, h.person, seal.Clinical); !errs.Is(err, "policy.purpose_needed") {
			t.Error("after its moment:", err)
		}
	})
}

// Who is not named, who stands elsewhere, what never opens, and who says nothing.
func TestWhoOpensNothing(t *testing.T) {
	each(t, func(h *house) {
		for name, c := range map[string]struct {
			ctx  context.Context
			c    seal.Compartment
			why  string
			want string
		}{
			"a teacher":              {h.as(policy.Teacher, h.facility), seal.Clinical, why, "policy.denied"},
			"the legal officer":      {h.as(policy.LegalOfficer, h.facility), seal.Clinical, why, "policy.denied"},
			"another brigade":        {h.as(policy.DutyOfficer, h.next), seal.Clinical, why, "policy.denied"},
			"the bureau":             {h.as(policy.BureauInspector, ""), seal.Clinical, why, "policy.denied"},
			"a zone officer, health": {h.as(policy.ZoneOfficer, h.unit), seal.Infection, why, "policy.denied"},
			"a complaint":            {h.as(policy.FacilityHead, h.facility), seal.Complaint, why, "emergency.never"},
			"a psychologist's notes": {h.as(policy.FacilityHead, h.facility), seal.Psychology, why, "emergency.never"},
			"voluntary treatment":    {h.as(policy.Doctor, h.facility), seal.Voluntary, why, "emergency.never"},
			"the open file":          {h.as(policy.FacilityHead, h.facility), seal.General, why, "emergency.never"},
			"no word":                {h.as(policy.DutyOfficer, h.unit), seal.Clinical, " ", "emergency.bad_input"},
			"too many words":         {h.as(policy.DutyOfficer, h.unit), seal.Clinical, strings.Repeat("啊", 1001), "emergency.bad_input"},
		} {
			if _, err := h.desk.Open(c.ctx, store.NewKey(), emergency.Draft{Person: h.person, Compartment: c.c, Why: c.why}); !errs.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// The head is told, another judges it, and the sentence is sealed to those who may see it.
func TestAnOpeningIsToldAndReviewed(t *testing.T) {
	each(t, func(h *house) {
		night, legal, head := h.as(policy.DutyOfficer, h.unit), h.as(policy.LegalOfficer, h.facility), h.as(policy.FacilityHead, h.facility)
		o := h.open(night, seal.Clinical)
		if d := h.owed("emergency.told", o); d.State != duty.Pending || d.Owner != policy.FacilityHead || d.Due.None() {
			t.Errorf("told: %+v", d)
		}
		if d := h.owed("emergency.review", o); d.State != duty.Pending || d.Owner != policy.LegalOfficer || d.Due.Day != civil.DateOf(h.hand.Now()).AddDays(3) {
			t.Errorf("review: %+v", d)
		}
		got, err := h.get(legal, o)
		h.must(err)
		if got.Why != why || got.Post != policy.DutyOfficer || got.By == "" || got.Reviewer != policy.LegalOfficer || got.Compartment != seal.Clinical {
			t.Errorf("%+v", got)
		}
		for name, ctx := range map[string]context.Context{"another duty officer": h.as(policy.DutyOfficer, h.unit), "a doctor": h.as(policy.Doctor, h.facility)} {
			if _, err := h.get(ctx, o); errs.KindOf(err) != errs.Denied {
				t.Error(name, err)
			}
		}
		if err := h.desk.Heed(legal, store.NewKey(), o); errs.KindOf(err) != errs.Denied {
			t.Error(err)
		}
		h.must(h.desk.Heed(head, store.NewKey(), o))
		if d := h.owed("emergency.told", o); d.State != duty.Done {
			t.Errorf("%+v", d)
		}
		f := emergency.Finding{ID: o, Version: 1, Outcome: emergency.Justified, Words: "当晚确有抽搐，值班医生在外出诊"}
		for name, c := range map[string]struct {
			ctx  context.Context
			f    emergency.Finding
			want string
		}{
			"the head":        {head, f, "policy.denied"},
			"without a word":  {legal, emergency.Finding{ID: o, Version: 1, Outcome: emergency.Justified}, "emergency.bad_input"},
			"neither nor":     {legal, emergency.Finding{ID: o, Version: 1, Words: "x"}, "emergency.bad_input"},
			"an old page":     {legal, emergency.Finding{ID: o, Version: 7, Outcome: emergency.Justified, Words: "x"}, "store.changed_meanwhile"},
			"without a code":  {policytest.As(h.Context(), policy.LegalOfficer, h.facility, h.facility, time.Time{}), f, "policy.sign_again"},
			"nothing follows": {h.as(policy.BureauInspector, ""), f, ""},
		} {
			act := h.desk.Review
			if name == "nothing follows" {
				act, c.want = h.desk.Conclude, "emergency.nothing_follows"
			}
			if err := act(c.ctx, store.NewKey(), c.f); !errs.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		h.must(h.desk.Review(legal, store.NewKey(), f))
		if err := h.desk.Review(legal, store.NewKey(), emergency.Finding{ID: o, Version: 2, Outcome: emergency.Unjustified, Words: "x"}); !errs.Is(err, "emergency.reviewed_already") {
			t.Error(err)
		}
		if d := h.owed("emergency.review", o); d.State != duty.Done {
			t.Errorf("%+v", d)
		}
		if d := h.owed("emergency.follow", o); d.ID != "" {
			t.Errorf("%+v", d)
		}
		if got, err = h.get(night, o); err != nil || got.Outcome != emergency.Justified || got.Review != f.Words {
			t.Errorf("who opened it is not told how it was judged: %+v %v", got, err)
		}
		others := h.open(h.as(policy.DutyOfficer, h.unit), seal.Clinical)
		for who, want := range map[context.Context]int{night: 1, legal: 0} {
			mine, err := store.Read(who, h.db, func(tx *store.Tx) ([]emergency.Opening, error) { return h.desk.Own(who, tx) })
			if err != nil || len(mine) != want || want > 0 && (mine[0].ID != o || mine[0].Outcome != emergency.Justified) {
				t.Errorf("his own: %+v %v", mine, err)
			}
		}
		if _, err := h.get(night, others); errs.KindOf(err) != errs.Denied {
			t.Error("another's opening is shown to who opened one:", err)
		}
		if got, err = h.get(head, o); err != nil || got.Outcome != emergency.Justified || got.Review != f.Words || got.ReviewPost != policy.LegalOfficer {
			t.Errorf("%+v %v", got, err)
		}
	})
}

// What the head or a legal officer opened is reviewed outside the facility, and by nobody who opened it.
func TestNobodyIsHisOwnReviewer(t *testing.T) {
	each(t, func(h *house) {
		head, inspector := h.as(policy.FacilityHead, h.facility), h.as(policy.BureauInspector, "")
		o := h.open(head, seal.Child)
		if d := h.owed("emergency.told", o); d.ID != "" {
			t.Errorf("the head was told what he did: %+v", d)
		}
		if d := h.owed("emergency.review", o); d.Owner != policy.BureauInspector {
			t.Errorf("%+v", d)
		}
		f := emergency.Finding{ID: o, Version: 1, Outcome: emergency.Unjustified, Words: "可以等到上班"}
		if err := h.desk.Review(h.as(policy.LegalOfficer, h.facility), store.NewKey(), f); errs.KindOf(err) != errs.Denied {
			t.Error(err)
		}
		h.must(h.desk.Review(inspector, store.NewKey(), f))
		if d := h.owed("emergency.follow", o); d.State != duty.Pending || d.Owner != policy.BureauInspector {
			t.Errorf("%+v", d)
		}
		if err := h.desk.Conclude(h.as(policy.LegalOfficer, h.facility), store.NewKey(), emergency.Finding{ID: o, Version: 2, Words: "x"}); errs.KindOf(err) != errs.Denied {
			t.Error(err)
		}
		h.must(h.desk.Conclude(inspector, store.NewKey(), emergency.Finding{ID: o, Version: 2, Words: "已约谈，重新学习"}))
		if d := h.owed("emergency.follow", o); d.State != duty.Done {
			t.Errorf("%+v", d)
		}
		if got, err := h.get(inspector, o); err != nil || got.Follow != "已约谈，重新学习" || got.Follows() {
			t.Errorf("%+v %v", got, err)
		}

		// One who is duty officer and legal officer at once.
		both := actor.From(h.as(policy.DutyOfficer, h.unit))
		both.Posts = append(both.Posts, actor.Post{Role: policy.LegalOfficer, Facility: h.facility, Unit: h.facility})
		ctx := actor.With(t.Context(), both)
		mine := h.open(ctx, seal.Clinical)
		if d := h.owed("emergency.review", mine); d.Owner != policy.BureauInspector {
			t.Errorf("%+v", d)
		}
		if err := h.desk.Review(ctx, store.NewKey(), emergency.Finding{ID: mine, Version: 1, Outcome: emergency.Justified, Words: "我说行"}); errs.KindOf(err) != errs.Denied {
			t.Error(err)
		}
	})
}

// The inspector sees how many there were and how they stand; the facility sees its own; nobody else lists any.
func TestTheListCountsWhatItShows(t *testing.T) {
	each(t, func(h *house) {
		legal, inspector := h.as(policy.LegalOfficer, h.facility), h.as(policy.BureauInspector, "")
		night := h.as(policy.DutyOfficer, h.unit)
		first, second := h.open(night, seal.Clinical), h.open(night, seal.Infection)
		h.open(night, seal.Child)
		h.must(h.desk.Review(legal, store.NewKey(), emergency.Finding{ID: first, Version: 1, Outcome: emergency.Justified, Words: "应当"}))
		h.hand.Forward(4 * 24 * time.Hour)
		legal = h.as(policy.LegalOfficer, h.facility)
		h.must(h.desk.Review(legal, store.NewKey(), emergency.Finding{ID: second, Version: 1, Outcome: emergency.Unjustified, Words: "不应当"}))
		if d := h.owed("emergency.review", second); d.State != duty.Late {
			t.Errorf("%+v", d)
		}
		list := func(ctx context.Context) (n int, c emergency.Counts, err error) {
			_, err = store.Read(ctx, h.db, func(tx *store.Tx) (int, error) {
				all, counts, err := h.desk.List(ctx, tx)
				n, c = len(all), counts
				return 0, err
			})
			return n, c, err
		}
		want := emergency.Counts{All: 3, Waiting: 1, Overdue: 1, InTime: 1, Unjustified: 1}
		for name, ctx := range map[string]context.Context{"legal": legal, "inspector": inspector, "head": h.as(policy.FacilityHead, h.facility)} {
			if n, c, err := list(ctx); err != nil || n != 3 || c != want {
				t.Errorf("%s: %d %+v %v", name, n, c, err)
			}
		}
		if n, c, err := list(policytest.As(t.Context(), policy.FacilityHead, id.New(), "", h.hand.Now())); err != nil || n != 0 || c != (emergency.Counts{}) {
			t.Error("another facility:", n, c, err)
		}
		if _, _, err := list(night); errs.KindOf(err) != errs.Denied {
			t.Error(err)
		}
	})
}

// Who asks again for what he has open comes to it: one look is one review. A full stop is no reason.
func TestWhoHasItOpenOpensNothingAnew(t *testing.T) {
	each(t, func(h *house) {
		doctor := h.as(policy.Doctor, h.facility)
		first := h.open(doctor, seal.Clinical)
		if again := h.open(doctor, seal.Clinical); again != first {
			h.Error("the same part, open: opened anew")
		}
		if other := h.open(doctor, seal.Infection); other == first {
			h.Error("another part is another opening")
		}
		h.hand.Forward(24 * time.Hour)
		doctor = h.as(policy.Doctor, h.facility)
		if later := h.open(doctor, seal.Clinical); later == first {
			h.Error("when its time is over it is opened anew")
		}
		for _, why := range []string{".", "。。。。。。", "  !? ", "急"} {
			if _, err := h.desk.Open(doctor, store.NewKey(), emergency.Draft{Person: h.person, Compartment: seal.Infection, Why: why}); errs.Find(err) == nil || errs.Find(err).Code != "emergency.bad_input" {
				h.Errorf("%q: %v", why, err)
			}
		}
	})
}
