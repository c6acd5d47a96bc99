package rollpages_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/domain/outing"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

func TestTheFormAndTheScriptMarkTheSame(t *testing.T) {
	each(t, func(h *house) {
		at := h.open()
		code, body := h.ask("GET", at, nil)
		h.want(code, body, 200, "周甲", "0</span>/5", `src="/static/`, "roll.js")
		p := string(h.people[0])
		code, body = h.ask("POST", at+"/marks", url.Values{
			"_key": {string(id.New())}, "mark-" + p: {"present"}, "was-" + p: {""},
			"mark-" + string(h.people[1]): {"hospital"}, "was-" + string(h.people[1]): {"hospital"}, // as it stood: nothing new
		})
		h.want(code, body, http.StatusSeeOther)
		_, body = h.ask("GET", at, nil)
		h.want(200, body, 200, "1</span>/5")

		send := h.batch(h.chair.who.Staff, h.mark(1, "hospital", 1), h.mark(2, "present", 2))
		for range 2 { // sent twice, marked once
			code, body = h.ask("POST", at+"/marks", send)
			var a struct {
				State  string
				Marked int
			}
			if err := json.Unmarshal([]byte(body), &a); err != nil || code != 200 || a.State != "open" || a.Marked != 3 {
				h.t.Errorf("%d %s %v", code, body, err)
			}
		}
		_, body = h.ask("GET", at, nil)
		h.want(200, body, 200, "3</span>/5", "标为外出，但没有外出登记", "/out/person/"+string(h.people[1])+"/new?kind=hospital")
	})
}

func TestMarksOfAColleagueWait(t *testing.T) {
	each(t, func(h *house) {
		at := h.open()
		code, body := h.ask("POST", at+"/marks", h.batch(id.New(), h.mark(0, "present", 1)))
		h.want(code, body, http.StatusConflict, `"colleague":true`)
		code, body = h.ask("POST", at+"/marks", url.Values{"batch": {"[{"}, "device": {"x"}, "officer": {string(h.chair.who.Staff)}})
		h.want(code, body, http.StatusUnprocessableEntity, "读不懂")
		if _, body = h.ask("GET", at, nil); !strings.Contains(body, "0</span>/5") {
			h.t.Error("something was marked")
		}
		h.chair.who = policytest.Officer("duty_officer", h.facility, id.New()) // of another brigade
		code, body = h.ask("POST", at+"/marks", h.batch(h.chair.who.Staff, h.mark(0, "present", 1)))
		if code == 200 {
			h.t.Error(body)
		}
	})
}

func TestTwoOfficersClose(t *testing.T) {
	each(t, func(h *house) {
		at := h.open()
		code, body := h.ask("POST", at+"/close", url.Values{"version": {"1"}})
		h.want(code, body, 422, "还有 5 人没有点到")
		first := h.chair.who
		list := []string{h.mark(0, "missing", 1)}
		for i := 1; i < 5; i++ {
			list = append(list, h.mark(i, "present", i+1))
		}
		h.ask("POST", at+"/marks", h.batch(first.Staff, list...))
		code, body = h.ask("POST", at+"/close", url.Values{"version": {"1"}})
		h.want(code, body, http.StatusSeeOther, at+"/second")
		code, body = h.ask("GET", at+"/second", nil)
		h.want(code, body, 200, "周甲", "另一名民警在这台机器上确认")
		sign := url.Values{"version": {"2"}, "yes": {"yes"}, "name": {"yi"}, "password": {"wrong"}, "code": {"123456"}}
		code, body = h.ask("POST", at+"/vouch", sign)
		h.want(code, body, 422, "f-code")
		h.vouched, sign["password"] = policytest.Signed(first, h.db.Clock()()), []string{"right"}
		code, body = h.ask("POST", at+"/vouch", sign)
		h.want(code, body, 422, "不能由此人确认")
		h.vouched = policytest.Signed(policytest.Officer("zone_officer", h.facility, h.unit), h.db.Clock()())
		code, body = h.ask("POST", at+"/vouch", sign)
		h.want(code, body, http.StatusSeeOther, at)
		code, body = h.ask("GET", at, nil)
		h.want(code, body, 200, "没找到", "打开核对清单", "09:00 提出收点；09:00 确认收点")
		search := at + "/search/" + string(h.people[0])
		code, body = h.ask("POST", search, url.Values{"item": {"found"}, "words": {""}})
		h.want(code, body, 422, "请写在哪里找到的")
		code, body = h.ask("POST", search, url.Values{"item": {"found"}, "words": {"洗衣房"}})
		h.want(code, body, http.StatusSeeOther)
		code, body = h.ask("GET", search, nil)
		h.want(code, body, 200, "找到了", "洗衣房")
		code, body = h.ask("GET", at, nil)
		h.want(code, body, 200, "1 人没找到", "后来找到了")
		code, body = h.ask("GET", "/rolls", nil)
		h.want(code, body, 200, "晨点名", "一大队")
	})
}

func TestTheBoard(t *testing.T) {
	each(t, func(h *house) {
		p := h.people[0]
		form := url.Values{"kind": {"hospital"}, "from": {""}, "due": {""}, "where": {"县医院"}, "escort": {"民警 2 人"}, "note": {""}}
		code, body := h.ask("GET", "/out/person/"+string(p)+"/new", nil)
		h.want(code, body, 200, "周甲", "就医", "出庭")
		code, body = h.ask("POST", "/out/person/"+string(p)+"/new", form)
		h.want(code, body, http.StatusSeeOther, "/out")
		code, body = h.ask("POST", "/out/person/"+string(p)+"/new", form)
		h.want(code, body, 422, "还没有登记返回")
		code, body = h.ask("GET", "/out?view=nonsense&kind=hospital", nil)
		h.want(code, body, 200, "周甲", "县医院", "民警 2 人", "待安排床位")
		o, err := store.Read(h.as(), h.db, func(tx *store.Tx) (outing.Outing, error) { return outing.Current(h.as(), tx, p) })
		if err != nil {
			h.t.Fatal(err)
		}
		one := "/out/" + string(o.ID)
		code, body = h.ask("GET", one, nil)
		h.want(code, body, 200, "登记返回", "县医院")
		code, body = h.ask("POST", one+"/return", url.Values{"version": {"1"}, "at": {"2026-03-01T08:00"}})
		h.want(code, body, 422, "返回时间早于外出时间")
		code, body = h.ask("POST", one+"/amend", url.Values{"version": {"1"}, "due": {"2026-03-03T08:00"}, "where": {"市医院"}})
		h.want(code, body, http.StatusSeeOther, one)
		code, body = h.ask("POST", one+"/return", url.Values{"version": {"2"}, "at": {""}, "back": {"/rolls"}})
		h.want(code, body, http.StatusSeeOther, "/rolls")
		code, body = h.ask("GET", "/out/person/"+string(p), nil)
		h.want(code, body, 200, "市医院", "就医")
		h.sit("teacher")
		for _, path := range []string{one, "/out/person/" + string(p), "/out", "/rolls"} {
			if code, body := h.ask("GET", path, nil); code == 200 {
				h.t.Errorf("a teacher sees %s: %s", path, body)
			}
		}
	})
}
