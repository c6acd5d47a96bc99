package lawpages_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"net/url"
	"slices"
	"strings"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	"guitu/internal/domain/export"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

// file is the registry as somebody takes it out, without its mark and titles.
func (h *house) file(ctx context.Context, f export.Filters) [][]string {
	h.t.Helper()
	words := h.words.In(text.ZH)
	q, err := h.exports.Request(ctx, export.Command{Key: store.NewKey(), List: "rules", Filters: f, Purpose: "核对", Format: export.CSV}, words)
	if err != nil {
		h.t.Fatal(err)
	}
	taken, err := h.exports.Open(ctx, q, words)
	if err != nil {
		h.t.Fatal(err)
	}
	var b bytes.Buffer
	n, err := h.exports.Write(ctx, &b, taken, words)
	if err != nil {
		h.t.Fatal(err)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b.Bytes(), []byte("\ufeff"))))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil || len(rows) != n+2 {
		h.t.Fatal(len(rows), n, err)
	}
	return rows[2:]
}

func TestTheRegistryLeavesAsItWasListed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		me := actor.With(t.Context(), policytest.Signed(h.chair.who, h.chair.hand.Now()))
		row := func(rows [][]string, key string) []string {
			i := slices.IndexFunc(rows, func(r []string) bool { return r[1] == key })
			if i < 0 {
				t.Fatalf("no %s in %d rows", key, len(rows))
			}
			return rows[i]
		}
		all := h.file(me, nil)
		if len(all) < 50 {
			t.Error(len(all))
		}
		for i, want := range []string{"强制隔离戒毒期限", "ci.term", "2 年", "全国", "《禁毒法》第47条", "已读全文", "", "不符则拒绝", "自施行之日起", ""} {
			if got := row(all, "ci.term")[i]; !strings.Contains(got, want) || want == "" && got != "" {
				t.Errorf("column %d: %q, want %q", i, got, want)
			}
		}
		unknown := h.file(me, export.Filters{"mark": "unknown", export.Sort: "-key"})
		for i, r := range unknown {
			if r[5] != "未知" || i > 0 && r[1] > unknown[i-1][1] {
				t.Errorf("%d %v", i, r)
			}
		}
		if n := len(h.file(me, export.Filters{"q": "行政复议"})); n == 0 || n > 20 {
			t.Error(n)
		}

		at := "/rules/ci.familyNotice"
		h.ask(at+"/proposals", url.Values{"_code": {"123456"}, "value": {"3"}, "unit": {"day"}, "document": {"川戒毒法〔2026〕3号"}})
		if got := row(h.file(me, nil), "ci.familyNotice"); got[9] != "1" || got[6] != "" {
			t.Errorf("proposed: %v", got)
		}
		h.chair.who = policytest.Officer(policy.BureauLegal, "", "")
		confirm := confirmAt.FindStringSubmatch(h.shows(at, 200))[1]
		h.ask(confirm, url.Values{"version": {"1"}, "_code": {"123456"}})
		if got := row(h.file(me, export.Filters{"mark": "confirmed"}), "ci.familyNotice"); got[2] != "3 日" || got[6] != "川戒毒法〔2026〕3号" || got[9] != "" {
			t.Errorf("confirmed: %v", got)
		}

		h.shows("/rules?mark=unknown&sort=-title", 200, `href="/export?list=rules&amp;mark=unknown&amp;sort=-title"`)
		nurse := policytest.Officer(policy.Nurse, "f", "")
		h.chair.who = nurse
		if page := h.shows("/rules", 200); strings.Contains(page, "/export?") {
			t.Error("a nurse is offered an export")
		}
		_, err := h.exports.Request(actor.With(t.Context(), nurse), export.Command{Key: store.NewKey(), List: "rules", Purpose: "核对", Format: export.CSV}, h.words.In(text.ZH))
		if errs.KindOf(err) != errs.Denied {
			t.Error(err)
		}
	})
}
