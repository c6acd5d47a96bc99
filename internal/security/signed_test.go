package security_test

import (
	"context"
	"errors"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/person"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/config"
	"guitu/internal/platform/reminder"
	"guitu/internal/platform/store"
)

// A sink takes what the house sends to others: spans, mails, text messages.
type sink struct {
	mu   sync.Mutex
	text strings.Builder
	n    int
}

func (s *sink) take(parts ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	for _, p := range parts {
		s.text.WriteString(p + "\n")
	}
}

// ServeHTTP is a collector of spans: texts stand in the clear in what it is sent.
func (s *sink) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err)
	}
	s.take(string(body), r.URL.String())
}

func (s *sink) Send(_ context.Context, to, subject, body string) error {
	s.take(to, subject, body)
	return nil
}

// enrol gives a second factor to everybody who has a session.
func (w *world) enrol(t *testing.T) {
	t.Helper()
	for i, s := range w.seats {
		account := id.ID(w.one(t, `select id from authn_account where staff = ?`, s.member))
		if s.token == "" || s.where == "locked" || s.where == "left" {
			continue
		}
		w.exec(t, `update authn_account set second = null where id = ?`, account)
		ctx := actor.With(t.Context(), actor.Actor{Kind: actor.Officer, Account: account, Staff: s.member, SecondAt: w.now})
		e, err := w.Accounts.Enrol(ctx)
		if err != nil {
			t.Fatal(s, err)
		}
		if _, err := w.Accounts.ConfirmSecond(ctx, authn.Code(e.Secret, w.now)); err != nil {
			t.Fatal(s, err)
		}
		w.seats[i].secret = e.Secret
	}
}

// An act is what somebody signs: the page from which he does it, where its form goes, and what he types. Holes of the
// addresses are filled by queries; what the page itself carries along (a version) is taken from it.
type act struct {
	role, page, to, typed string
	holes                 map[string]string
	leaves                string // the kind of fact by which it is known that it was done
}

var acts = []act{
	{role: "case_officer", page: "/people/:p/record?type=legal_aid.requested", to: "/people/:p/record", typed: "type=legal_aid.requested&at=2026-03-01T09:00&words=口头申请", leaves: "measure.recorded"},
	{role: "legal_officer", page: "/people/:p/facts/:fact/correct", to: "/people/:p/facts/:fact/correct", typed: "how=withdraw&words=记错", leaves: "measure.recorded", holes: map[string]string{"fact": `select id from measure_fact where person = :p order by seq desc limit 1`}},
	{role: "case_officer", page: "/journeys/new/legal_aid?person=:p", to: "/journeys/new/legal_aid", typed: "person=:p&requested_at=2026-03-01T09:00&by_whom=himself", leaves: "journey.begun"},
	{role: "facility_head", page: "/emergencies/:emergency", to: "/emergencies/:emergency/heed", leaves: "duty.discharged"},
	{role: "legal_officer", page: "/emergencies/:emergency", to: "/emergencies/:emergency/review", typed: "outcome=unjustified&words=可以等医生", leaves: "emergency.unjustified"},
	{role: "bureau_inspector", page: "/emergencies/:emergency", to: "/emergencies/:emergency/follow", typed: "words=已约谈", leaves: "emergency.followed"},
	{role: "legal_officer", page: "/roster/:run", to: "/roster/:run/load", typed: "load=1", leaves: "roster.imported", holes: map[string]string{"run": `select min(id) from roster_run where facility = :f`}},
	{role: "legal_officer", page: "/people/:gone/sealing", to: "/people/:gone/sealing", typed: "ground=closed&reason=期满&known=true", leaves: "sealing.asked", holes: map[string]string{"gone": ""}},
	{role: "bureau_legal", page: "/sealings/:sealing", to: "/sealings/:sealing/confirm", leaves: "sealing.sealed", holes: map[string]string{"sealing": `select id from sealing_sealing where state = 'asked' order by id desc limit 1`}},
	{role: "facility_head", page: "/exports/:asked", to: "/exports/:asked/decide", typed: "answer=yes", leaves: "export.approved", holes: map[string]string{"asked": `select min(id) from export_request where state = 'asked'`}},
	{role: "legal_officer", page: "/exports/:approved", to: "/exports/:approved/file", leaves: "export.taken", holes: map[string]string{"approved": `select min(id) from export_request where state = 'approved'`}},
	{role: "bureau_legal", page: "/rules/:key", to: "/rules/:key/proposals/:rule/confirm", leaves: "rule.confirmed", holes: map[string]string{"key": `select parameter from rule_confirmation where id = :rule`}},
	{role: "legal_officer", page: "/supervision/:question", to: "/supervision/:question/answer", typed: "answer=已复核", leaves: "supervision.answered"},
	{role: "legal_officer", page: "/people/:p/papers/:paper/void", to: "/people/:p/papers/:paper/void", typed: "reason=写错", leaves: "paper.voided", holes: map[string]string{"paper": `select min(id) from paper_paper where person = :p and compartment = 'general'`}},
	{role: "system_keeper", page: "/admin/staff/:member", to: "/admin/staff/:member/account/:account/reset", leaves: "authn.reset", holes: map[string]string{"account": `select id from authn_account where staff = :member`}},
}

// signs does them, each from its own page, and gives the addresses and headers on the way.
func (w *world) signs(t *testing.T, p person.Person) string {
	t.Helper()
	var seen strings.Builder
	for _, a := range acts {
		for hole, q := range a.holes {
			if q != "" {
				w.chosen[hole] = id.ID(w.one(t, w.placed(q)))
			}
		}
		s, before := w.seated(t, a.role), w.counted(t, a.leaves)
		shown := w.act(t, s, try{method: "GET", path: w.said(a.page)}, p)
		w.noted(&seen, w.said(a.page), shown)
		_, form, found := strings.Cut(shown.Body.String(), `action="`+html.EscapeString(w.said(a.to))+`"`)
		form, _, _ = strings.Cut(form, "</form>")
		if !found {
			t.Errorf("%s: %d, the page holds no form for %s", w.said(a.page), shown.Code, a.to)
		}
		body := w.said(a.typed)
		if m := version.FindStringSubmatch(form); m != nil {
			body += "&version=" + url.QueryEscape(m[1])
		}
		out := w.act(t, s, try{method: "POST", path: w.said(a.to), body: strings.TrimPrefix(body, "&")}, p)
		w.noted(&seen, w.said(a.to), out)
		if w.counted(t, a.leaves) == before {
			t.Errorf("%s by %s: %d, and no %s\n%s", a.to, a.role, out.Code, a.leaves, told(out.Body.String()))
		}
	}
	return seen.String()
}

var (
	version = regexp.MustCompile(`name="version"[^>]*value="([^"]*)"`)
	faults  = regexp.MustCompile(`(?s)<main.*</main>`)
	marks   = regexp.MustCompile(`(?s)<[^>]*>|\s+`)
)

// told is the words of a page, for a test that failed.
func told(page string) string { return marks.ReplaceAllString(faults.FindString(page), " ") }

func (w *world) counted(t *testing.T, kind string) string {
	return w.one(t, `select count(*) from audit_fact where kind = ?`, kind)
}

// After a day on which everything that binds was signed, no name and no number stands in a log, a row, an address, the name
// of a file, a span, the metrics, a mail or a text message.
func TestSignedActsNameNobody(t *testing.T) {
	temp, spans, letters := t.TempDir(), &sink{}, &sink{}
	collector := httptest.NewServer(spans)
	defer collector.Close()
	w := build(t, t.TempDir(), func(c *config.Config) { c.OTLP, c.Metrics = collector.URL, "127.0.0.1:0" })
	t.Setenv("TMPDIR", temp)
	w.Reminders.Ways = map[reminder.Way]reminder.Sender{reminder.Mail: letters, reminder.SMS: letters}
	n, p := w.everybody(t), w.whom(t)
	w.enrol(t)
	w.remind(t)
	if _, err := w.Jobs.Drain(t.Context()); err != nil {
		t.Log("jobs:", err)
	}
	w.chosen["gone"] = id.ID(w.one(t, w.placed(`select r.person from resident_resident r where facility = :f and left_on is not null
		and not exists (select 1 from resident_resident x where x.person = r.person and x.left_on is null)
		and not exists (select 1 from duty_duty d where d.subject = r.person and d.state = 'open')
		and not exists (select 1 from journey_case c where c.person = r.person and c.closed_at is null) order by left_on limit 1`)))
	seen := w.signs(t, p)
	w.exec(t, `update export_request set state = case when id = ? then 'asked' else 'approved' end where id in (?, ?)`, w.chosen["asked"], w.chosen["asked"], w.chosen["approved"])
	seen += w.wander(t, true)
	if _, err := w.Jobs.Drain(t.Context()); err != nil {
		t.Log("jobs:", err)
	}
	rec := httptest.NewRecorder()
	w.Metrics().ServeHTTP(rec, httptest.NewRequest("GET", "/metrics", nil))
	for first, more := range w.everybody(t) { // who came in by the roster
		n[first] = append(n[first], more...)
	}
	found := w.traces(t, temp, seen)
	found["metrics"] = rec.Body.String()
	if err := errors.Join(w.raw.Close(), w.Close()); err != nil { // the last spans are sent
		t.Error(err)
	}
	found["spans"], found["letters"] = spans.text.String(), letters.text.String()
	for where, body := range found {
		if got := n.In(body); len(got) > 0 {
			t.Errorf("%s tells of %d: %q", where, len(got), got[:min(len(got), 5)])
		}
	}
	for where, least := range map[string]int{"metrics": 10_000, "spans": 10_000, "letters": 20, "addresses": 50_000} {
		if len(found[where]) < least {
			t.Errorf("%s: %d bytes are no day", where, len(found[where]))
		}
	}
	if got := n.In(found["spans"] + p.Name); len(got) != 1 {
		t.Error("a name that was put there is not found")
	}
}

// remind lets an officer be reminded by both ways, as if he had asked and typed his code.
func (w *world) remind(t *testing.T) {
	t.Helper()
	for _, x := range []struct{ role, way, address string }{{"legal_officer", "mail", "zhou@example.org"}, {"facility_head", "sms", "13800005278"}} {
		s := w.seated(t, x.role)
		ctx := actor.With(t.Context(), actor.Actor{
			Kind: actor.Officer, Account: id.ID(w.one(t, `select id from authn_account where staff = ?`, s.member)), Staff: s.member, SecondAt: w.now,
			Posts: []actor.Post{{Role: x.role, Facility: w.at.facility, Unit: w.at.facility}},
		})
		if err := w.Reminders.Ask(ctx, store.NewKey(), reminder.Draft{Way: x.way, Address: x.address, Hour: strconv.Itoa(w.now.In(clock.Shanghai).Hour()), Lang: text.ZH}); err != nil {
			t.Fatal(err)
		}
		w.exec(t, `update reminder_reach set state = 'on' where staff = ?`, s.member)
	}
}
