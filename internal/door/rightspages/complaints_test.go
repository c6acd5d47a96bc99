package rightspages_test

import (
	"net/url"
	"strings"
	"testing"

	"guitu/internal/domain/complaint"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

const phrase, another = "山高月小，水落石出，此句只我知", "清风徐来，水波不兴，另一句口令"

// A procurator of several facilities has a desk at each of them, and opens each by itself.
func TestHeReadsForEachOfHisFacilities(t *testing.T) {
	each(t, func(h *house) {
		h.sit(policy.Procurator, h.one, h.two)
		if w := h.ask("/complaints/key?office="+string(h.two), url.Values{"phrase": {phrase}, "again": {phrase}, "_code": {"123456"}}); w.Code != 200 || !strings.Contains(w.Body.String(), "恢复码") {
			t.Fatal(w.Code, w.Body)
		}
		h.shows("/complaints", "沙河所", "柳林所", "建立投诉钥匙")
		h.shows("/complaints?office="+string(h.two), "输入口令")
		if w := h.ask("/complaints/unlock?office="+string(h.two), url.Values{"phrase": {phrase}}); w.Code != 303 || !strings.HasSuffix(w.Header().Get("Location"), string(h.two)) {
			t.Error(w.Code, w.Header())
		}
		if body := h.shows("/complaints?office=" + string(h.two)); strings.Contains(body, "输入口令") {
			t.Error("still locked")
		}
		h.shows("/complaints", "建立投诉钥匙")
		for _, not := range []string{"bureau", string(h.bureau), "x"} {
			if w := h.ask("/complaints?office="+not, nil); w.Code == 200 {
				t.Errorf("he sits at the desk of %s", not)
			}
		}
	})
}

// Who lost his phrase chooses another and waits, or comes in by the code: both stand on the page that asks for the phrase.
func TestWhoLostHisPhraseComesBack(t *testing.T) {
	each(t, func(h *house) {
		h.sit(policy.BureauInspector, "")
		code, err := h.complaints.Make(h.acting(), store.NewKey(), complaint.Bureau, phrase)
		h.must(err)
		h.shows("/complaints", "口令忘了")
		h.shows("/complaints?office=bureau&lost=1", "/complaints/ask?office=bureau", "/complaints/recover?office=bureau")
		form := url.Values{"code": {code}, "phrase": {another}, "_code": {"123456"}}
		if w := h.ask("/complaints/recover?office=bureau&lost=1", form); w.Code != 303 {
			t.Fatal(w.Code, w.Body)
		}
		if w := h.ask("/complaints/unlock", url.Values{"phrase": {another}}); w.Code != 303 {
			t.Error("his new phrase opens nothing:", w.Code)
		}
	})
}

// Two of the office make a new key: one proposes it on the page, another agrees to it.
func TestTwoMakeANewKey(t *testing.T) {
	each(t, func(h *house) {
		h.sit(policy.BureauInspector, "")
		_, err := h.complaints.Make(h.acting(), store.NewKey(), complaint.Bureau, phrase)
		h.must(err)
		h.must(h.complaints.Ask(h.acting(), store.NewKey(), complaint.Bureau, phrase))
		h.shows("/complaints", "提议换新钥匙")
		if w := h.ask("/complaints/key?office=bureau", url.Values{"phrase": {another}, "_code": {"123456"}}); w.Code != 200 || !strings.Contains(w.Body.String(), "恢复码") {
			t.Fatal(w.Code, w.Body)
		}
		if body := h.shows("/complaints", "新钥匙等另一个人同意"); strings.Contains(body, "/complaints/admit/") {
			t.Error("he agrees with himself")
		}
		first := h.chair.who
		h.sit(policy.BureauInspector, "")
		_, rest, _ := strings.Cut(h.shows("/complaints", "周文博 提议换新钥匙"), "/complaints/admit/")
		which, _, _ := strings.Cut(rest, "?")
		if w := h.ask("/complaints/admit/"+which+"?office=bureau", url.Values{"agree": {"yes"}, "_code": {"123456"}}); w.Code != 303 {
			t.Fatal(w.Code, w.Body)
		}
		h.chair.who = first
		if w := h.ask("/complaints/unlock", url.Values{"phrase": {another}}); w.Code != 303 {
			t.Error("it opens for nobody:", w.Code)
		}
	})
}
