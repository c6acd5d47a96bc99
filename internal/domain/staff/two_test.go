package staff_test

import (
	"context"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// offices is a bureau with a facility, and officers by the names of their roles.
type offices struct {
	t             *testing.T
	db            *store.DB
	desk          *staff.Desk
	bureau, house id.ID
	who, post     map[string]id.ID
	second        bool  // somebody could agree
	asked         id.ID // of which facility
}

func each(t *testing.T, run func(h *offices)) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		pol, demo := policytest.Engine(t, db.Clock()), actor.With(t.Context(), actor.Part("demo"))
		h := &offices{t: t, db: db, desk: staff.New(db, sealtest.Vault(t, db), pol), who: map[string]id.ID{}, post: map[string]id.ID{}}
		places := facility.New(db, pol)
		_, err := store.Write(demo, db, store.NewKey(), func(tx *store.Tx) (_ int, err error) {
			if h.bureau, err = places.FoundIn(demo, tx, "省戒毒管理局"); err == nil {
				h.house, err = places.AddIn(demo, tx, facility.Draft{Parent: string(h.bureau), Kind: "facility", Name: "绵阳示范所", Code: "MY"})
			}
			return 0, err
		})
		h.must(err)
		h.desk.Second = func(_ context.Context, _ *store.Tx, at, _ id.ID) (bool, error) {
			h.asked = at
			return h.second, nil
		}
		run(h)
	})
}

func (h *offices) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *offices) is(err error, code string) {
	h.t.Helper()
	field := ""
	if e := errs.Find(err); e != nil && len(e.Fields) == 1 {
		field = e.Fields[0].Code
	}
	if !errs.Is(err, code) && field != code {
		h.t.Errorf("%v, want %s", err, code)
	}
}

// seat enrols somebody under a name and gives him a post, from the year's beginning until a day ("" while it lasts).
func (h *offices) seat(name, role, until string) {
	h.t.Helper()
	demo := actor.With(h.t.Context(), actor.Part("demo"))
	_, err := store.Write(demo, h.db, store.NewKey(), func(tx *store.Tx) (_ int, err error) {
		if h.who[name], err = h.desk.EnrolIn(demo, tx, h.house, staff.Draft{Name: "何一", Number: name}); err != nil {
			return 0, err
		}
		h.post[name], err = h.desk.AppointIn(demo, tx, staff.PostDraft{Member: h.who[name], Unit: h.at(role), Role: role, From: "2026-01-01", Until: until})
		return 0, err
	})
	h.must(err)
}

// at is the unit in which a role sits.
func (h *offices) at(role string) id.ID {
	if k, _ := staff.KindOf(staff.Role(role)); k.Where == staff.InBureau {
		return h.bureau
	}
	return h.house
}

// as is a context in which a holder of a role acts, who has signed.
func (h *offices) as(role string) context.Context {
	at := h.house
	if h.at(role) == h.bureau {
		at = ""
	}
	return policytest.As(h.t.Context(), role, at, at, h.db.Clock()())
}

func (h *offices) lend(ctx context.Context, post, to string) error {
	_, err := h.desk.Delegate(ctx, store.NewKey(), staff.Loan{Post: h.post[post], To: h.who[to], From: "2026-03-02", Until: "2026-12-31"})
	return err
}

// holds are the roles by which somebody acts on a day.
func (h *offices) holds(name string, on civil.Date) string {
	h.t.Helper()
	posts, err := store.Read(h.t.Context(), h.db, func(tx *store.Tx) ([]actor.Post, error) { return staff.Held(h.t.Context(), tx, h.who[name], on) })
	h.must(err)
	out := ""
	for _, p := range posts {
		out += p.Role + " "
	}
	return out
}

// Who leaves does not stay in by a post of another; nor does a compartment stay open by one to somebody whose own post opened
// it. Nobody is lent a post who will not hold one of his own on every day of it.
func TestWhatIsLentEndsWithTheOwnPost(t *testing.T) {
	each(t, func(h *offices) {
		h.seat("doctor", policy.Doctor, "")
		h.seat("nurse", policy.Nurse, "")
		h.seat("gone", policy.Doctor, "2026-02-01")
		h.seat("goes", policy.Doctor, "2026-05-01")
		h.seat("teacher", policy.Teacher, "")
		head := h.as(policy.FacilityHead)
		h.must(h.lend(head, "doctor", "nurse"))
		h.is(h.lend(head, "doctor", "goes"), "staff.standin_gone")
		if err := h.lend(head, "teacher", "gone"); err == nil {
			t.Error("a former officer stands in")
		}
		_, err := h.desk.Appoint(head, store.NewKey(), staff.PostDraft{Member: h.who["nurse"], Unit: h.house, Role: policy.Teacher, From: "2026-01-01"})
		h.must(err)
		h.must(h.desk.Leave(head, store.NewKey(), h.post["nurse"], 1, civil.On(2026, 3, 31)))
		if got := h.holds("nurse", civil.On(2026, 3, 31)); got != "nurse teacher doctor " {
			t.Error("on the last day:", got)
		}
		if got := h.holds("nurse", civil.On(2026, 4, 1)); got != "teacher " {
			t.Error("the day after:", got)
		}
	})
}

// A procurator is lent no post, and to whom one is lent he is not made procurator.
func TestNobodyWatchesHimselfByAPostThatIsLent(t *testing.T) {
	each(t, func(h *offices) {
		h.seat("procurator", policy.Procurator, "")
		h.seat("head", policy.FacilityHead, "")
		h.seat("trainer", policy.Trainer, "2026-12-31")
		h.seat("teacher", policy.Teacher, "2026-12-31")
		demo := actor.With(t.Context(), actor.Part("demo"))
		h.is(h.lend(demo, "head", "procurator"), "staff.watches_himself")
		h.must(h.lend(demo, "teacher", "trainer"))
		_, err := h.desk.Appoint(demo, store.NewKey(), staff.PostDraft{Member: h.who["trainer"], Unit: h.house, Role: policy.Procurator, From: "2027-01-01"})
		h.must(err)
		h.must(h.desk.Leave(demo, store.NewKey(), h.post["trainer"], 1, civil.On(2026, 4, 1)))
		_, err = h.desk.Appoint(demo, store.NewKey(), staff.PostDraft{Member: h.who["trainer"], Unit: h.house, Role: policy.Procurator, From: "2026-04-02"})
		h.must(err) // what was lent to him has ended with his own post
	})
}

// By which somebody agrees to what others propose takes two to give and to lend; who watches is never let in by one.
func TestNobodyMakesSomebodyHisSecondAlone(t *testing.T) {
	each(t, func(h *offices) {
		for name, role := range map[string]string{"legal": policy.LegalOfficer, "head": policy.FacilityHead, "friend": policy.Teacher, "other": policy.Teacher, "clerk": policy.BureauStatistician} {
			h.seat(name, role, "")
		}
		keeper, above := h.as(policy.FacilityAdmin), h.as(policy.SystemKeeper)
		give := func(ctx context.Context, role string) error {
			who := "friend"
			if h.at(role) == h.bureau {
				who = "clerk"
			}
			_, err := h.desk.Appoint(ctx, store.NewKey(), staff.PostDraft{Member: h.who[who], Unit: h.at(role), Role: role, From: "2026-03-02"})
			return err
		}
		h.second = true
		for _, role := range []string{policy.FacilityHead, policy.FacilityAdmin, policy.BureauHead, policy.SystemKeeper, policy.BureauLegal} {
			h.is(give(above, role), "staff.needs_two")
		}
		h.is(give(keeper, policy.LegalOfficer), "staff.needs_two")
		h.is(h.lend(keeper, "legal", "friend"), "staff.needs_two")
		h.is(h.lend(keeper, "head", "friend"), "policy.reason.appointed_above")
		h.must(h.lend(keeper, "other", "friend"))
		h.second = false
		h.is(give(above, policy.BureauInspector), "staff.needs_two")
		h.must(give(keeper, policy.LegalOfficer)) // nobody could agree yet, as on the first day
	})
}

// What two agree to is told by a word that the proposal keeps, asked of the proposer as the act is, and done as it says.
func TestAPostIsGivenLentAndEndedByTwo(t *testing.T) {
	each(t, func(h *offices) {
		for name, role := range map[string]string{"legal": policy.LegalOfficer, "watch": policy.Procurator, "friend": policy.Teacher} {
			h.seat(name, role, "")
		}
		given := staff.PostDraft{Member: h.who["friend"], Unit: h.house, Role: policy.LegalOfficer, From: "2026-03-02", Until: "2026-12-31"}
		lent := staff.Loan{Post: h.post["legal"], To: h.who["friend"], From: "2026-03-02", Until: "2026-06-30"}
		for _, c := range []struct {
			kind  string
			ctx   context.Context
			about id.ID
			word  string
			house id.ID // whose officers agree
			holds string
		}{
			{staff.GiveTwo, h.as(policy.FacilityHead), h.who["friend"], given.Word(), h.house, "teacher legal_officer "},
			{staff.LendTwo, h.as(policy.FacilityAdmin), h.post["legal"], lent.Word(), h.house, "teacher legal_officer legal_officer "},
			{staff.LeaveTwo, h.as(policy.BureauHead), h.post["watch"], "2026-03-31", "", "teacher legal_officer legal_officer "},
		} {
			house, err := store.Write(c.ctx, h.db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
				house, _, err := h.desk.Concerns(c.ctx, tx, c.kind, c.about, c.word)
				if err != nil {
					return "", err
				}
				return house, h.desk.DoIn(c.ctx, tx, c.kind, c.about, c.word)
			})
			if err != nil || house != c.house {
				t.Errorf("%s: by %q, %v", c.kind, house, err)
			}
			if got := h.holds("friend", civil.On(2026, 3, 2)); got != c.holds {
				t.Errorf("%s: %s", c.kind, got)
			}
		}
		if h.holds("watch", civil.On(2026, 4, 1)) != "" {
			t.Error("the post goes on")
		}
		h.second = true
		h.is(h.desk.Leave(h.as(policy.SystemKeeper), store.NewKey(), h.post["watch"], 2, civil.On(2026, 3, 3)), "staff.needs_two")
		if h.asked != "" {
			t.Error("those whom he watches agree to his end")
		}
	})
}

// A post does not end on a day that is over, and what has ended does not live again by its end.
func TestAnEndIsNoAppointment(t *testing.T) {
	each(t, func(h *offices) {
		h.seat("over", policy.Teacher, "2026-02-01")
		h.seat("lasts", policy.Teacher, "2026-06-30")
		head := h.as(policy.FacilityHead)
		for _, c := range []struct {
			name string
			last civil.Date
			code string
		}{
			{"over", civil.On(2030, 12, 31), "staff.leave_later"},
			{"lasts", civil.On(2026, 12, 31), "staff.leave_later"},
			{"lasts", civil.On(2026, 3, 1), "staff.leave_past"},
		} {
			h.is(h.desk.Leave(head, store.NewKey(), h.post[c.name], 1, c.last), c.code)
		}
		h.must(h.desk.Leave(head, store.NewKey(), h.post["lasts"], 1, civil.On(2026, 3, 2)))
	})
}

// An officer who is enrolled is not enrolled again: two ids would be two hands of one.
func TestAnOfficerIsEnrolledOnce(t *testing.T) {
	each(t, func(h *offices) {
		h.seat("5199001", policy.Teacher, "2026-02-01")
		head := h.as(policy.FacilityHead)
		again := staff.Draft{Name: "何一", Number: " 5199001 "}
		_, err := h.desk.Enrol(head, store.NewKey(), h.house, again)
		h.is(err, "staff.number_known")
		post := staff.PostDraft{Unit: h.house, Role: policy.Teacher, From: "2026-03-02"}
		_, err = h.desk.Engage(head, store.NewKey(), again, post)
		h.is(err, "staff.number_known")
		again.Number = "5199002"
		_, err = h.desk.Engage(head, store.NewKey(), again, post)
		h.must(err)
	})
}
