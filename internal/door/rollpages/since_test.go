package rollpages_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/rollcall"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

// While the roll is called one is let go and another comes: the first stands there without buttons and is counted no more,
// the second is put on the list by one button. What is said of the close is true.
func TestTheHouseGoesOnWhileTheRollIsCalled(t *testing.T) {
	each(t, func(h *house) {
		at := h.open()
		came := h.passes(h.people[1])
		code, body := h.ask("GET", at, nil)
		h.want(code, body, 200, "0</span>/4", "开点后已离所", "开点后新到 1 人，还不在名单上", "新到的人", "列入名单")
		if strings.Contains(body, "m-"+string(h.people[1])+"-present") {
			h.t.Error("who has left can be marked")
		}
		h.ask("POST", at+"/marks", h.batch(h.chair.who.Staff, h.mark(0, "hospital", 1), h.mark(2, "present", 2), h.mark(3, "present", 3), h.mark(4, "present", 4)))
		if _, body = h.ask("GET", "/rolls", nil); !strings.Contains(body, ">4/4<") {
			h.t.Error("the list counts otherwise:", body)
		}
		code, body = h.ask("POST", at+"/close", url.Values{"version": {"1"}})
		h.want(code, body, 422, "开点后又来了 1 人", "列入名单")
		code, body = h.ask("POST", at+"/renew", url.Values{"version": {"1"}})
		h.want(code, body, http.StatusSeeOther, at)
		code, body = h.ask("GET", at, nil)
		h.want(code, body, 200, "4</span>/5", "m-"+string(came)+"-present")
		if strings.Contains(body, "开点后新到") {
			h.t.Error("he is on the list, and said not to be")
		}
		h.people[1] = came
		h.ask("POST", at+"/marks", h.batch(h.chair.who.Staff, h.mark(1, "present", 5)))
		code, body = h.ask("POST", at+"/close", url.Values{"version": {"2"}})
		h.want(code, body, 422, "有 1 处不一致", `name="seen" value="`+string(h.people[0])+":unrecorded")
		code, body = h.ask("POST", at+"/close", url.Values{"version": {"2"}, "seen": {string(h.people[0]) + ":unrecorded"}})
		h.want(code, body, http.StatusSeeOther, at)
		code, body = h.ask("GET", at, nil)
		h.want(code, body, 200, "已收点；1 处不一致，请核对", "09:00 收点，", "开点后已离所", "标为外出，但没有外出登记", "/out/person/"+string(h.people[0])+"/new?kind=hospital")
	})
}

// The second officer is shown who has left and who has come; neither is not found.
func TestTheSecondOfficerSeesWhoLeftAndWhoCame(t *testing.T) {
	each(t, func(h *house) {
		at := h.open()
		list := []string{h.mark(0, "missing", 1), h.mark(1, "missing", 2)}
		for i := 2; i < 5; i++ {
			list = append(list, h.mark(i, "present", i+1))
		}
		h.ask("POST", at+"/marks", h.batch(h.chair.who.Staff, list...))
		h.ask("POST", at+"/close", url.Values{"version": {"1"}})
		h.passes(h.people[1])
		code, body := h.ask("GET", at+"/second", nil)
		h.want(code, body, 200, "1 人没找到", "开点后已离所 1 人", "开点后新到 1 人", "还没找遍，继续点名")
		if strings.Contains(body, "列入名单</button>") {
			h.t.Error("the list cannot be renewed now")
		}
	})
}

// A colleague marks on the tablet while the second officer has his page open: the closing is taken back, and he is told so on
// the roll as it is now.
func TestTheRollGoesOnBeforeTheSecondOfficerSaysYes(t *testing.T) {
	each(t, func(h *house) {
		at := h.open()
		list := []string{h.mark(0, "missing", 1)}
		for i := 1; i < 5; i++ {
			list = append(list, h.mark(i, "present", i+1))
		}
		h.ask("POST", at+"/marks", h.batch(h.chair.who.Staff, list...))
		h.ask("POST", at+"/close", url.Values{"version": {"1"}})
		h.ask("POST", at+"/marks", h.batch(h.chair.who.Staff, h.mark(0, "present", 9)))
		code, body := h.ask("POST", at+"/vouch", url.Values{"version": {"2"}, "yes": {"yes"}, "name": {"yi"}, "password": {"right"}, "code": {"123456"}})
		h.want(code, body, http.StatusConflict, "收点申请已经撤回", "m-"+string(h.people[0])+"-present")
		h.chair.who = h.vouched
		code, body = h.ask("POST", at+"/second", url.Values{"version": {"2"}, "yes": {"yes"}})
		h.want(code, body, http.StatusConflict, "收点申请已经撤回", "m-"+string(h.people[0])+"-present")
	})
}

// passes lets somebody leave the house, and another come.
func (h *house) passes(leave id.ID) (came id.ID) {
	h.t.Helper()
	demo := actor.With(h.t.Context(), actor.Part("demo"))
	_, err := store.Write(demo, h.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		return 0, h.pass(demo, tx, leave, &came)
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return came
}

func (h *house) pass(ctx context.Context, tx *store.Tx, leave id.ID, came *id.ID) error {
	p := person.Person{ID: id.New(), Version: 1, Name: "新到的人", Sex: cn.Male, Born: civil.On(1990, 5, 1)}
	*came = p.ID
	if err := h.persons.CreateIn(ctx, tx, person.At{Facility: h.facility, Unit: h.unit}, []person.Person{p}); err != nil {
		return err
	}
	stay := resident.Resident{ID: id.New(), Person: p.ID, Facility: h.facility, Unit: h.unit, Admitted: tx.Today()}
	if err := resident.New(h.db, h.policy).OpenIn(ctx, tx, []resident.Resident{stay}); err != nil {
		return err
	}
	if err := resident.CloseIn(ctx, tx, leave, tx.Today()); err != nil {
		return err
	}
	return h.policy.Check(ctx, tx, policy.ResidentOpen, policy.Resource{Kind: "resident", Facility: h.facility})
}

// Who is moved to another brigade while the roll is called stands there without buttons and is counted no more; who was not
// found before that is looked for still. The brigade that he came to puts him on its own roll.
func TestSomebodyIsMovedWhileTheRollIsCalled(t *testing.T) {
	each(t, func(h *house) {
		at := h.open()
		h.ask("POST", at+"/marks", h.batch(h.chair.who.Staff, h.mark(1, "missing", 1), h.mark(2, "present", 2)))
		_, before := h.ask("GET", at, nil)
		for _, i := range []int{0, 1, 2} {
			h.moves(h.people[i])
		}
		code, body := h.ask("GET", at, nil)
		h.want(code, body, 200, "2</span>/5", "那里没有在点名：仍由这次点名点", "没有在点名的 3 人，仍由这次点名点，计入人数", "m-"+string(h.people[0])+"-present", "周甲")
		_, err := h.rolls.Open(policytest.As(h.t.Context(), policy.FacilityHead, h.facility, h.facility, h.db.Clock()()), store.NewKey(), rollcall.Opening{Facility: h.facility, Unit: h.beside, Shift: "morning"})
		h.must(err)
		code, body = h.ask("GET", at, nil)
		h.want(code, body, 200, "0</span>/2", "开点后已调到别的大队", "开点后已调到别的大队 3 人，不计入人数", "1 人没找到", "：在", "开点后已调到别的大队：调走前还没点到")
		for _, i := range []int{0, 1, 2} {
			if strings.Contains(body, "m-"+string(h.people[i])+"-present") {
				h.t.Error("who was moved can be marked")
			}
		}
		if strings.Contains(body, "周甲") || strings.Contains(body, "只写档案编号的") {
			h.t.Error("the file went with him, and his row says why he is a number")
		}
		if list(before) == list(body) {
			h.t.Error("a tablet cannot tell that its page is old")
		}
		_, body = h.ask("POST", at+"/marks", h.batch(h.chair.who.Staff, h.mark(3, "present", 3), h.mark(4, "present", 4)))
		if _, page := h.ask("GET", at, nil); !strings.Contains(body, `"list":"`+list(page)+`"`) || !strings.Contains(body, `"heads":2`) {
			h.t.Error("a tablet is told otherwise:", body)
		}
		code, body = h.ask("POST", at+"/close", url.Values{"version": {"1"}})
		h.want(code, body, http.StatusSeeOther, at+"/second")
		search := at + "/search/" + string(h.people[1])
		code, body = h.ask("GET", search, nil)
		h.want(code, body, 200, "还没找到", "吴乙", "开点后他调到了云岭所 四大队")
		h.must(h.rolls.Confirm(actor.With(h.t.Context(), h.vouched), store.NewKey(), rollcall.Second{Call: id.ID(strings.TrimPrefix(at, "/rolls/")), Version: 2, Yes: true}))
		code, body = h.ask("GET", at, nil)
		h.want(code, body, 200, "1 人没找到", "开点后已调到别的大队", "吴乙")
		code, body = h.ask("GET", search, nil)
		h.want(code, body, 200, "吴乙", "请马上告诉云岭所 四大队或者所领导")
		h.chair.who = policytest.Officer("facility_head", h.facility, h.facility)
		code, body = h.ask("GET", search, nil)
		h.want(code, body, 200, "吴乙", "/journeys/new/abscond?person="+string(h.people[1]))
		h.sit("duty_officer")
		code, body = h.ask("POST", search, url.Values{"item": {"found"}, "words": {"在四大队宿舍"}})
		h.want(code, body, http.StatusSeeOther, "search")
		if _, body = h.ask("GET", at, nil); strings.Contains(body, "吴乙") {
			h.t.Error("he is found, and his file is elsewhere")
		}
	})
}

// list is what a page says that it calls.
func list(page string) string {
	_, rest, _ := strings.Cut(page, `data-list="`)
	out, _, _ := strings.Cut(rest, `"`)
	return out
}

// moves gives somebody into the charge of another brigade.
func (h *house) moves(who id.ID) {
	h.t.Helper()
	demo := actor.With(h.t.Context(), actor.Part("demo"))
	var to id.ID
	_, err := store.Write(demo, h.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		if to = h.beside; to == "" {
			var err error
			if to, err = facility.New(h.db, h.policy).AddIn(demo, tx, facility.Draft{Parent: string(h.facility), Kind: "brigade", Name: "四大队"}); err != nil {
				return 0, err
			}
		}
		stays, err := resident.StaysOf(demo, tx, []id.ID{who})
		if err != nil {
			return 0, err
		}
		if err := h.policy.Check(demo, tx, policy.PlacementAssign, policy.Resource{Kind: "placement", Facility: h.facility}); err != nil {
			return 0, err
		}
		return 0, resident.MoveIn(demo, tx, stays[who], to)
	})
	h.beside = to
	h.must(err)
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}
