package supervisionpages_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/complaint"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/staff"
	"guitu/internal/domain/supervision"
	"guitu/internal/door/supervisionpages"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

var morning = storetest.Start

// chair is a Sessions with one officer in it.
type chair struct{ who web.Who }

func (c *chair) Wrap(next http.Handler) http.Handler                             { return next }
func (c *chair) Who(context.Context) (web.Who, error)                            { return c.who, nil }
func (c *chair) Unlock(context.Context, string) error                            { return nil }
func (c *chair) Lock(context.Context) error                                      { return nil }
func (c *chair) Prove(ctx context.Context, _, _ string) (context.Context, error) { return ctx, nil }
func (*chair) Signed(context.Context, string)                                    {}

// house is two facilities of which one procurator watches over both, and one who was moved from the first to the second.
type house struct {
	*web.Site
	t           *testing.T
	db          *store.DB
	policy      *policy.Engine
	chair       chair
	here, there id.ID
	person      id.ID
	desk        *supervision.Desk
}

func each(t *testing.T, body func(*house)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		words, err := text.Load(store.Catalogue, policy.Catalogue, law.Catalogue, staff.Catalogue, duty.Catalogue, measure.Catalogue, supervision.Catalogue,
			web.Catalogue, telling.Catalogue, supervisionpages.Catalogue)
		if err != nil {
			t.Fatal(err)
		}
		divisions, err := cn.OpenDivisions()
		if err != nil {
			t.Fatal(err)
		}
		h := &house{t: t, db: db, policy: policytest.Engine(t, db.Clock()), person: id.New()}
		vault := sealtest.Vault(t, db)
		persons := person.New(db, vault, h.policy, divisions)
		h.write(func(ctx context.Context, tx *store.Tx) error { return h.settle(ctx, tx, persons) })
		h.chair.who = web.Who{Presence: web.SignedIn, Name: "简检察", Post: "检察官", Actor: policytest.Officer("procurator", h.here, h.here)}
		h.Site = web.New(web.Options{
			Words: words, Sessions: &h.chair, Clock: clock.At(morning).Now, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Demo: true,
		})
		h.desk = supervision.New(db, vault, h.policy)
		supervisionpages.Routes(h.Site, supervisionpages.Deps{
			DB: db, Policy: h.policy, Census: census.New(census.Rooms{Persons: persons}, db, vault, h.policy), Paper: paper.New(db, vault, h.policy, nil),
			Supervision: h.desk, Complaints: complaint.New(db, vault, h.policy),
		})
		body(h)
	})
}

func (h *house) write(body func(context.Context, *store.Tx) error) {
	h.t.Helper()
	demo := actor.With(h.t.Context(), actor.Part("demo"))
	if _, err := store.Write(demo, h.db, store.NewKey(), func(tx *store.Tx) (int, error) { return 0, body(demo, tx) }); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) settle(ctx context.Context, tx *store.Tx, persons *person.Desk) error {
	places := facility.New(h.db, h.policy)
	bureau, err := places.FoundIn(ctx, tx, "省戒毒管理局")
	if err != nil {
		return err
	}
	if h.here, err = places.AddIn(ctx, tx, facility.Draft{Parent: string(bureau), Kind: "facility", Name: "青川所", Code: "QC"}); err != nil {
		return err
	}
	if h.there, err = places.AddIn(ctx, tx, facility.Draft{Parent: string(bureau), Kind: "facility", Name: "锦川所", Code: "JC"}); err != nil {
		return err
	}
	if err := persons.CreateIn(ctx, tx, person.At{Facility: h.there, Unit: h.there}, []person.Person{{ID: h.person, Name: "李明远"}}); err != nil {
		return err
	}
	return resident.New(h.db, h.policy).OpenIn(ctx, tx, []resident.Resident{
		{ID: id.New(), Person: h.person, Facility: h.here, Unit: h.here, Admitted: civil.On(2025, 7, 26), Left: civil.On(2026, 2, 1)},
		{ID: id.New(), Person: h.person, Facility: h.there, Unit: h.there, Admitted: civil.On(2026, 2, 1)},
	})
}

// over lets the procurator watch over the second facility too.
func (h *house) over() {
	h.chair.who.Actor.Posts = append(h.chair.who.Actor.Posts, actor.Post{ID: id.New(), Role: "procurator", Facility: h.there, Unit: h.there})
}

func (h *house) ask(method, target string, form url.Values) (int, string) {
	h.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequestWithContext(h.t.Context(), method, target, body)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	h.Handler().ServeHTTP(w, r)
	if to := w.Header().Get("Location"); to != "" {
		return w.Code, to
	}
	return w.Code, w.Body.String()
}

// However many duties are late, every act outside the law is counted, and those that are not listed are led to.
func TestEveryActOutsideTheLawIsCounted(t *testing.T) {
	each(t, func(h *house) {
		h.write(func(ctx context.Context, tx *store.Tx) error {
			if err := h.policy.Check(ctx, tx, policy.MeasureRecord, policy.Resource{Kind: "measure", Facility: h.here}); err != nil {
				return err
			}
			var owed []duty.Duty
			for i := range 113 {
				d := duty.Duty{Code: "organ.correct_letter", Subject: h.person, Cause: id.New(), Number: -1, Facility: h.here, Unit: h.here, Due: duty.By(morning.Add(-90 * time.Hour))}
				if i < 53 {
					d.Code, d.Due = "act.report", duty.By(morning.Add(-time.Hour))
				}
				owed = append(owed, d)
			}
			return duty.OpenNew(ctx, tx, owed)
		})
		code, page := h.ask("GET", "/supervision", nil)
		if got := strings.Count(page, "topic=act"); code != http.StatusOK || got != 50 || !strings.Contains(page, "全部 53 件") {
			t.Fatalf("%d: %d acts listed of 53\n%s", code, got, page)
		}
		if _, page = h.ask("GET", "/supervision?outside=all", nil); strings.Count(page, "topic=act") != 53 || strings.Contains(page, "全部 53 件") {
			t.Errorf("not all of them: %d", strings.Count(page, "topic=act"))
		}
	})
}

// Who watches over two facilities stays with the one that he chose.
func TestTheViewsKeepTheFacility(t *testing.T) {
	each(t, func(h *house) {
		if _, page := h.ask("GET", "/supervision", nil); !strings.Contains(page, `href="/supervision?state=answered"`) {
			t.Error("of one facility nothing is chosen")
		}
		h.over()
		if _, page := h.ask("GET", "/supervision?facility="+string(h.there), nil); !strings.Contains(page, "/supervision?facility="+string(h.there)+"&amp;state=answered") {
			t.Errorf("the views forget it\n%s", page)
		}
	})
}

// A question leads to the file of whom it is about where the reader may open it, and nowhere else.
func TestAQuestionLeadsToNoClosedFile(t *testing.T) {
	each(t, func(h *house) {
		form := url.Values{"topic": {"restraint"}, "due": {"2026-03-20"}, "text": {"请说明经过"}, "_key": {string(id.New())}}
		_, at := h.ask("POST", "/supervision/ask?facility="+string(h.here)+"&person="+string(h.person), form)
		if _, page := h.ask("GET", at, nil); !strings.Contains(page, "请说明经过") || !strings.Contains(page, "李明远") || strings.Contains(page, "/people/") {
			t.Errorf("%s leads to a file that he may not open\n%s", at, page)
		}
		h.over()
		if _, page := h.ask("GET", at, nil); !strings.Contains(page, "/people/"+string(h.person)) {
			t.Error("and does not lead to one that he may")
		}
	})
}

// An answer is told on the desk of who asked, until he closes the question.
func TestTheDeskTellsOfAnswers(t *testing.T) {
	each(t, func(h *house) {
		form := url.Values{"topic": {"term"}, "due": {"2026-03-20"}, "text": {"为什么晚了一天？"}, "_key": {string(id.New())}}
		_, at := h.ask("POST", "/supervision/ask?facility="+string(h.here), form)
		waits := regexp.MustCompile(`(?s)<a[^>]*href="/supervision\?state=answered"[^>]*>答复待您了结.*?(\d+)`)
		told := func(want string) {
			h.t.Helper()
			_, page := h.ask("GET", "/supervision", nil)
			if m := waits.FindStringSubmatch(page); m == nil || m[1] != want {
				h.t.Errorf("the desk tells %v, not %s\n%s", m, want, page)
			}
		}
		told("0")
		law := policytest.As(h.t.Context(), "legal_officer", h.here, h.here, h.db.Clock()())
		if err := h.desk.Answer(law, store.NewKey(), id.ID(strings.TrimPrefix(at, "/supervision/")), 1, "按决定书执行。"); err != nil {
			h.t.Fatal(err)
		}
		told("1")
	})
}

// One person is a person, also in English.
func TestOnePersonIsNoPeople(t *testing.T) {
	each(t, func(h *house) {
		h.over()
		r := httptest.NewRequestWithContext(h.t.Context(), "GET", "/supervision?facility="+string(h.there), nil)
		r.AddCookie(&http.Cookie{Name: "guitu_locale", Value: string(text.EN)})
		w := httptest.NewRecorder()
		h.Handler().ServeHTTP(w, r)
		units := regexp.MustCompile(`1\s*<small>(\w+)</small>`).FindStringSubmatch(w.Body.String())
		if units == nil || units[1] != "person" {
			h.t.Errorf("%d: 1 %v\n%s", w.Code, units, w.Body)
		}
	})
}

// The same form sent with another text, after "back", is shown again with what was written.
func TestAQuestionSentOnceMoreIsNotLost(t *testing.T) {
	each(t, func(h *house) {
		form := url.Values{"topic": {"term"}, "due": {"2026-03-20"}, "text": {"第一问"}, "_key": {string(id.New())}}
		to := "/supervision/ask?facility=" + string(h.here)
		if code, at := h.ask("POST", to, form); code != http.StatusSeeOther {
			t.Fatal(code, at)
		}
		form.Set("text", "第二问，写了很久")
		if code, page := h.ask("POST", to, form); code != http.StatusConflict || !strings.Contains(page, "第二问，写了很久") || !strings.Contains(page, `name="text"`) {
			t.Errorf("%d: %s", code, page)
		}
	})
}
