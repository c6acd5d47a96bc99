package systempages_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/platform/doctor"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

func TestFailedJobsAreTriedAgainOrGivenUp(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		h.shows("/admin/jobs", "没有失败的任务")
		_, err := store.Write(h.t.Context(), h.db, store.NewKey(), func(tx *store.Tx) (int, error) {
			return 0, jobs.Enqueue(h.t.Context(), tx, failing{Which: id.New()})
		})
		if err != nil {
			h.t.Fatal(err)
		}
		h.drain()
		page := h.shows("/admin/jobs", "按日期重新计算期限", "再试一次", "不再办")
		retry := regexp.MustCompile(`action="(/admin/jobs/[0-9a-z]{26})/retry"`).FindStringSubmatch(page)[1]
		h.post(retry+"/retry", 303)
		h.drain()
		h.post(retry+"/discard", 303)
		h.post(retry+"/discard", 303)
		h.shows("/admin/system", "后台任务", "数据库")
		h.chair.who = policytest.Officer(policy.FacilityHead, "f", "f")
		if w := h.ask("/admin/jobs", nil, text.ZH); w.Code != 403 {
			h.t.Errorf("a head at the jobs: %d", w.Code)
		}
	})
}

func (h *house) drain() {
	h.t.Helper()
	if _, err := h.jobs.Drain(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

// examine is a doctor that found one thing of each sort.
func (h *house) examine(context.Context) []doctor.Finding {
	return []doctor.Finding{
		{Check: "font", Level: doctor.OK, Code: "doctor.zone"},
		{Check: "backup", Level: doctor.Warn, Code: "doctor.backup.none", Remedy: "doctor.backup.do"},
		{Check: "disk", Level: doctor.Bad, Code: "doctor.disk.full", Remedy: "doctor.disk.do", Args: []any{"/srv", "12 MB"}},
	}
}

func TestTheKeeperSeesWhatTheDoctorFound(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		page := h.shows("/admin/system", "还没有备份", "现在备份一次", "“/srv”所在磁盘快满了，只剩 12 MB", "guitu doctor")
		if strings.Index(page, "快满了") > strings.Index(page, "还没有备份") {
			t.Error("the worst does not stand first")
		}
		h.chair.who = policytest.Officer(policy.FacilityHead, "f", "f")
		if w := h.ask("/admin/system", nil, text.ZH); w.Code != 403 {
			t.Errorf("a head at the system: %d", w.Code)
		}
	})
}
