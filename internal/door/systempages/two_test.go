package systempages_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/platform/pair"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

// kind is an act that needs two; how often it was done is counted.
func (h *house) kind() pair.Kind {
	return pair.Kind{
		Name:     "keys.ring",
		Concerns: func(context.Context, *store.Tx, pair.Act) (pair.Concern, error) { return pair.Concern{}, nil },
		Do:       func(context.Context, *store.Tx, pair.Act) error { h.turned = true; return nil },
	}
}

func TestKeysAreTurnedByTwo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.shows("/admin/two", "没有待复核事项", "提议更换根密钥", "AES、SHA-256")
		sign := func(form url.Values) url.Values { form.Set("_code", "123456"); return form }
		if w := h.ask("/admin/two", url.Values{"what": {"keys.ring"}}, text.ZH); !strings.Contains(w.Body.String(), "_code") {
			t.Error("proposed without a signature:", w.Code)
		}
		if w := h.ask("/admin/two", sign(url.Values{"what": {"keys.ring"}}), text.ZH); w.Code != 303 {
			t.Fatal(w.Code, w.Body)
		}
		body := h.shows("/admin/two", "更换各分隔的密钥", "须由他人复核")
		if strings.Contains(body, "/confirm") {
			t.Error("who proposed may confirm")
		}
		_, rest, _ := strings.Cut(body, "/admin/two/")
		which, _, _ := strings.Cut(rest, "/")
		at := "/admin/two/" + which + "/confirm"
		h.ask(at, sign(url.Values{"_version": {"1"}, "version": {"1"}}), text.ZH)
		if h.turned {
			t.Fatal("done by one")
		}
		h.chair.who = policytest.Officer(policy.BureauInspector, "", "")
		h.chair.who.Staff = id.New()
		if body := h.shows("/admin/two", "复核并办理"); strings.Contains(body, "提议更换根密钥") {
			t.Error("an inspector proposes to turn keys")
		}
		if w := h.ask(at, sign(url.Values{"_version": {"1"}, "version": {"1"}}), text.ZH); w.Code != 303 || !h.turned {
			t.Error("not done by two:", w.Code, w.Body)
		}
		h.shows("/admin/two", "已复核办理")
		h.chair.who = policytest.Officer(policy.Doctor, id.New(), "")
		if w := h.ask("/admin/two", nil, text.ZH); w.Code != 403 {
			t.Error("a doctor sees it:", w.Code)
		}
	})
}
