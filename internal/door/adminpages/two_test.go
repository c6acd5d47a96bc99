package adminpages_test

import (
	"context"
	"net/url"
	"regexp"
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

// Where a second could agree, a post by which somebody agrees is only proposed at the pages: given, lent and ended. Who leads
// a facility proposes it as who keeps one.
func TestAPostThatAgreesIsProposed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		f := h.unit(h.bureau, "facility", "云岭示范所", "YL")
		h.appointed(f, "legal_officer", "沈长河")
		h.appointed(f, "teacher", "白苇")
		h.staff.Second = func(context.Context, *store.Tx, id.ID, id.ID) (bool, error) { return true, nil }
		post := regexp.MustCompile(`href="(/admin/posts/[0-9a-z]{26})"`).FindStringSubmatch(h.shows("/admin/posts?role=legal_officer"))[1]
		waits := func(kind string) (n int) {
			t.Helper()
			all, err := store.Read(t.Context(), h.db, func(tx *store.Tx) ([]string, error) {
				return store.Collect(t.Context(), tx, store.Value[string], `select kind from pair_proposal where state = 'open'`)
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, k := range all {
				if k == kind {
					n++
				}
			}
			return n
		}
		h.chair.who = policytest.Officer(policy.FacilityHead, f, f)
		if to := h.post("/admin/posts", url.Values{"unit": {string(f)}, "role": {"legal_officer"}, "name": {"胡平"}, "from": {"2026-03-02"}}, 303); to != "/admin/posts" {
			t.Error(to)
		}
		other := regexp.MustCompile(`<option value="([0-9a-z]{26})">[^<]*教师`).FindStringSubmatch(h.shows(post, "请人代理"))[1]
		h.post(post+"/lend", url.Values{"to": {other}, "from": {"2026-03-02"}, "until": {"2026-03-09"}}, 303)
		h.post(post+"/end", url.Values{"version": {"1"}, "last": {"2026-03-01"}}, 422, "已经过去", `id="f-last-fault"`)
		h.post(post+"/end", url.Values{"version": {"1"}, "last": {"2026-03-31"}}, 303)
		h.post(post+"/end", url.Values{"version": {"1"}, "last": {"2026-03-31"}}, 303) // waits already
		for _, kind := range []string{"post.give", "post.lend", "post.leave"} {
			if n := waits(kind); n != 1 {
				t.Errorf("%s: %d wait", kind, n)
			}
		}
		if page := h.shows("/admin/posts?role=legal_officer"); regexp.MustCompile(`胡平`).MatchString(page) {
			t.Error("given by one")
		}
	})
}
