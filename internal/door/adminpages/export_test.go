package adminpages_test

import (
	"strings"
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
)

func TestListsLeadToTheirFiles(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		f := h.unit(h.bureau, "facility", "云岭示范所", "YL")
		h.appointed(f, "doctor", "沈长河")
		for _, at := range []string{"/admin/posts", "/admin/partners"} {
			if strings.Contains(h.shows(at), "/export?") {
				t.Errorf("%s: the keeper is offered an export", at)
			}
		}
		h.chair.who = policytest.Officer(policy.BureauLegal, "", "")
		h.shows("/admin/posts?role=doctor&sort=-from&unit="+string(f), `href="/export?list=posts&amp;role=doctor&amp;sort=-from&amp;unit=`+string(f)+`"`)

		h.chair.who = policytest.Officer(policy.LegalOfficer, f, f)
		h.chair.who.Posts[0].ID = id.New()
		h.post("/admin/partners", map[string][]string{"kind": {"court"}, "name": {"云岭县人民法院"}}, 303)
		h.shows("/admin/partners?kind=court", `href="/export?kind=court&amp;list=partners"`)
		h.chair.who = policytest.Officer(policy.Nurse, f, f)
		if strings.Contains(h.shows("/admin/partners?kind=court", "云岭县人民法院"), "/export?") {
			t.Error("a nurse is offered an export")
		}
	})
}
