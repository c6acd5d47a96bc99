package daypages_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/export"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/staff"
	"guitu/internal/door/daypages"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/reminder"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// morning is the moment of every test.
var morning = storetest.Start

const fileNumber = "DA-n1-QC-2025-000417"

// chair is a Sessions with one officer in it.
type chair struct{ who web.Who }

func (c *chair) Wrap(next http.Handler) http.Handler                             { return next }
func (c *chair) Who(context.Context) (web.Who, error)                            { return c.who, nil }
func (c *chair) Unlock(context.Context, string) error                            { return nil }
func (c *chair) Lock(context.Context) error                                      { return nil }
func (c *chair) Prove(ctx context.Context, _, _ string) (context.Context, error) { return ctx, nil }
func (*chair) Signed(context.Context, string)                                    {}

// house is a facility with one person, 李明远, and what is owed about him.
type house struct {
	*web.Site
	t                 *testing.T
	db                *store.DB
	policy            *policy.Engine
	vault             *seal.Vault
	journeys          *journey.Desk
	words             *text.Catalogue
	chair             chair
	facility, brigade id.ID
	person            id.ID
}

func each(t *testing.T, body func(*house)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { body(build(t, db)) })
}

func build(t *testing.T, db *store.DB) *house {
	t.Helper()
	words, err := text.Load(store.Catalogue, journey.Catalogue, policy.Catalogue, law.Catalogue, staff.Catalogue, duty.Catalogue, measure.Catalogue,
		web.Catalogue, telling.Catalogue, daypages.Catalogue, reminder.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	places, err := cn.OpenDivisions()
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, db: db, words: words, policy: policytest.Engine(t, db.Clock())}
	vault := sealtest.Vault(t, db)
	h.vault = vault
	persons := person.New(db, vault, h.policy, places)
	h.settle(persons)
	h.Site = web.New(web.Options{
		Words: words, Sessions: &h.chair, Clock: clock.At(morning).Now, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Demo: true,
	})
	h.journeys = journey.New(db, vault, h.policy, nil, arrival())
	daypages.Routes(h.Site, daypages.Deps{
		Journey: h.journeys, DB: db, Duty: duty.New(db, vault, h.policy), Policy: h.policy, Reminders: reminder.New(reminder.Config{DB: db, Vault: vault, Policy: h.policy}),
		Census: census.New(census.Rooms{Persons: persons}, db, vault, h.policy), Export: export.New(db, vault, h.policy, nil),
	})
	return h
}

// write does something as the demo.
func (h *house) write(body func(context.Context, *store.Tx) error) {
	h.t.Helper()
	demo := actor.With(h.t.Context(), actor.Part("demo"))
	_, err := store.Write(demo, h.db, store.NewKey(), func(tx *store.Tx) (int, error) { return 0, body(demo, tx) })
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) settle(persons *person.Desk) {
	h.t.Helper()
	h.write(func(ctx context.Context, tx *store.Tx) error {
		units := facility.New(h.db, h.policy)
		bureau, err := units.FoundIn(ctx, tx, "省戒毒管理局")
		if err != nil {
			return err
		}
		if h.facility, err = units.AddIn(ctx, tx, facility.Draft{Parent: string(bureau), Kind: "facility", Name: "青川所", Code: "QC"}); err != nil {
			return err
		}
		if h.brigade, err = units.AddIn(ctx, tx, facility.Draft{Parent: string(h.facility), Kind: "brigade", Name: "一大队"}); err != nil {
			return err
		}
		who, err := persons.Parse(person.Draft{Name: "李明远", Number: cn.Invent(civil.On(1992, 3, 8), 1).String()})
		if err != nil {
			return err
		}
		who.Identifiers = append(who.Identifiers, person.Identifier{Kind: person.FileNumber, Value: fileNumber})
		h.person = who.ID
		if err := persons.CreateIn(ctx, tx, person.At{Facility: h.facility, Unit: h.brigade}, []person.Person{who}); err != nil {
			return err
		}
		return resident.New(h.db, h.policy).OpenIn(ctx, tx, []resident.Resident{{
			ID: id.New(), Person: who.ID, Facility: h.facility, Unit: h.brigade, Phase: resident.Consolidation, Admitted: civil.On(2025, 7, 26),
		}})
	})
}

// owe opens a duty about the person, at the facility where nothing else is said.
func (h *house) owe(d duty.Duty) {
	h.t.Helper()
	d.Subject, d.Facility, d.Number = h.person, h.facility, -1
	if d.Unit == "" {
		d.Unit = h.facility
	}
	if d.Certainty == "" {
		d.Certainty = "S"
	}
	h.write(func(ctx context.Context, tx *store.Tx) error {
		if err := h.policy.Check(ctx, tx, policy.MeasureRecord, policy.Resource{Kind: "measure", Facility: h.facility}); err != nil {
			return err
		}
		_, err := duty.Open(ctx, tx, d)
		return err
	})
}

// propose keeps a correction that an officer proposed, and owes its second look.
func (h *house) propose(by actor.Actor) {
	h.t.Helper()
	change := id.New()
	h.write(func(ctx context.Context, tx *store.Tx) error {
		if err := h.policy.Check(ctx, tx, policy.MeasureCorrect, policy.Resource{Kind: "measure", Facility: h.facility}); err != nil {
			return err
		}
		err := store.Insert(ctx, tx, "measure_change", []string{
			"id", "version", "person", "fact", "type", "at", "fields", "note", "document", "end_before", "end_after", "proposed_at", "proposed_by", "state", "decided_by",
		}, [][]any{{change, 1, h.person, id.New(), "", 0, "", []byte{}, "", "", "", store.Micros(tx.Now()), by.Ref(), "proposed", ""}})
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Fact{Room: "measure", Kind: "measure.change_proposed", Record: change, About: h.person, Compartment: seal.General, Digest: []byte("the test's own hand")})
	})
	h.owe(duty.Duty{Code: "measure.confirm", Cause: change, Due: duty.By(morning.Add(24 * time.Hour)), Basis: "NCL 47"})
}

// sit seats an officer of the facility, its brigade, or the bureau.
func (h *house) sit(role string) actor.Actor {
	a := policytest.Officer(role, h.facility, h.facility)
	switch k, _ := staff.KindOf(staff.Role(role)); k.Where {
	case staff.InBrigade:
		a = policytest.Officer(role, h.facility, h.brigade)
	case staff.InBureau:
		a = policytest.Officer(role, "", "")
	}
	h.take(a)
	return a
}

func (h *house) take(a actor.Actor) {
	h.chair.who = web.Who{Presence: web.SignedIn, Name: "陈立", Post: "民警", Scope: "青川所（演示）", Actor: a}
}

func (h *house) ask(method, target string, form url.Values) *httptest.ResponseRecorder {
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
	return w
}

// see gives the page's words, and the addresses of its links and forms.
func (h *house) see(target string) (words string, leads []string) {
	h.t.Helper()
	w := h.ask("GET", target, nil)
	if w.Code != http.StatusOK {
		h.t.Fatalf("GET %s: %d", target, w.Code)
	}
	n, err := html.Parse(w.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	var b strings.Builder
	for x := range n.Descendants() {
		if x.Type == html.ElementNode && x.Data == "main" {
			n = x
			break
		}
	}
	for x := range n.Descendants() {
		if x.Type == html.TextNode {
			b.WriteString(strings.TrimSpace(x.Data) + " ")
		}
		for _, a := range x.Attr {
			if a.Key == "href" || a.Key == "action" {
				leads = append(leads, a.Val)
			}
		}
	}
	return strings.Join(strings.Fields(b.String()), " "), leads
}

// leadsTo tells whether one of the addresses holds the text.
func leadsTo(leads []string, part string) bool {
	for _, l := range leads {
		if strings.Contains(l, part) {
			return true
		}
	}
	return false
}

// A button stands only where its act would be allowed; to whom a duty rose reads whose it is and opens the file.
func TestOnlyWhoMayActGetsTheButton(t *testing.T) {
	each(t, func(h *house) {
		late := duty.By(morning.Add(-72 * time.Hour))
		h.owe(duty.Duty{Code: "ci.release.notice", Due: late, Basis: "REG 32"})
		h.owe(duty.Duty{Code: "organ.correct_letter", Due: late, Basis: "NCL 47"})
		h.owe(duty.Duty{Code: "letter.replace", Due: late, Basis: "ACL 20"})
		for _, c := range []struct {
			role              string
			record, done, own bool
		}{
			{"facility_head", true, true, false},
			{"bureau_head", false, false, false},
			{"return_officer", true, false, true},
		} {
			h.sit(c.role)
			words, leads := h.see("/")
			if leadsTo(leads, "record?back=/&type=release.noticed") != c.record || leadsTo(leads, "/done") != c.done || c.done && !leadsTo(leads, "/papers") {
				t.Errorf("%s: %v", c.role, leads)
			}
			if strings.Contains(words, "记录：通知决定机关即将期满") != c.record || strings.Contains(words, "回归指导民警 负责") == c.own {
				t.Errorf("%s reads %s", c.role, words)
			}
			if !leadsTo(leads, "/duties#d-") {
				t.Errorf("%s: the card leads past its duty: %v", c.role, leads)
			}
			if !c.record && (!strings.Contains(words, "打开档案") || !leadsTo(leads, "/people/"+string(h.person))) {
				t.Errorf("%s finds no way to the file: %s", c.role, words)
			}
		}
		if m := h.words.Missing(); len(m) > 0 {
			t.Errorf("missing words: %v", m)
		}
	})
}

// My day masks where the lists mask, by one rule.
func TestTheDayMasksAsTheListDoes(t *testing.T) {
	each(t, func(h *house) {
		h.owe(duty.Duty{Code: "ci.release", Due: duty.By(morning.Add(-72 * time.Hour)), Basis: "NCL 47"})
		for role, whole := range map[string]bool{"bureau_head": false, "bureau_inspector": false, "facility_head": true, "return_officer": true} {
			h.sit(role)
			words, _ := h.see("/")
			if strings.Contains(words, "李明远") != whole || strings.Contains(words, "李＊＊") == whole {
				t.Errorf("%s reads %s", role, words)
			}
		}
	})
}

// Who watches over the law reads whose file it is and what happened, and opens it; what is owed is not his to do.
func TestTheProcuratorReadsWhatHappened(t *testing.T) {
	each(t, func(h *house) {
		h.owe(duty.Duty{Code: "act.report", Due: duty.On(civil.DateOf(morning)), Basis: "NCL 43", Note: "admission.pregnant"})
		h.sit("procurator")
		words, leads := h.see("/")
		for _, want := range []string{"李明远", "怀孕妇女不得收治", "《禁毒法》第43条"} {
			if !strings.Contains(words, want) {
				t.Errorf("no %q in %s", want, words)
			}
		}
		if leadsTo(leads, "/done") || leadsTo(leads, "/record") {
			t.Errorf("not his to do: %v", leads)
		}
		h.sit("legal_officer")
		if words, leads = h.see("/"); !leadsTo(leads, "/done") || !strings.Contains(words, "怀孕妇女不得收治") {
			t.Errorf("the legal officer reads %s and may go to %v", words, leads)
		}
	})
}

// Who proposed a correction waits for another; only the other is asked to look.
func TestNobodyIsAskedToConfirmHimself(t *testing.T) {
	each(t, func(h *house) {
		proposer := h.sit("legal_officer")
		h.propose(proposer)
		words, leads := h.see("/")
		if !strings.Contains(words, "等另一名民警复核") || strings.Contains(words, "去复核") || leadsTo(leads, "/changes/") {
			t.Errorf("the proposer reads %s, and may go to %v", words, leads)
		}
		h.sit("legal_officer")
		if words, leads = h.see("/"); !strings.Contains(words, "去复核") || !leadsTo(leads, "/changes/") {
			t.Errorf("the second officer reads %s, and may go to %v", words, leads)
		}
	})
}

// Who is said to have been told is who has it on his day.
func TestWhoIsToldIsWhoSeesIt(t *testing.T) {
	each(t, func(h *house) {
		h.owe(duty.Duty{Code: "ci.release.notice", Due: duty.By(morning.Add(-2 * time.Hour)), Basis: "REG 34"})
		h.sit("return_officer")
		if words, _ := h.see("/"); !strings.Contains(words, "已提醒所领导") || strings.Contains(words, "大队长") {
			t.Errorf("an office of the facility has the facility's head: %s", words)
		}
		h.sit("facility_head")
		if words, _ := h.see("/"); !strings.Contains(words, "通知决定机关") {
			t.Errorf("he does not see it: %s", words)
		}
	})
}

// The pile from paper lies by file, as the paper does.
func TestThePileLiesByFile(t *testing.T) {
	each(t, func(h *house) {
		h.write(func(ctx context.Context, tx *store.Tx) error {
			if err := h.policy.Check(ctx, tx, policy.MeasureRecord, policy.Resource{Kind: "measure", Facility: h.facility}); err != nil {
				return err
			}
			return duty.Reconcile(ctx, tx, duty.Clock{
				Subject: h.person, Facility: h.facility, Unit: h.brigade, KnownFrom: morning, Fresh: true, Owed: []duty.Duty{
					{Code: "ci.notice.family", Cause: id.New(), Due: duty.On(civil.On(2025, 7, 16)), Basis: "NCL 40", Certainty: "S"},
					{Code: "ci.notice.employer", Cause: id.New(), Due: duty.On(civil.On(2025, 7, 16)), Basis: "NCL 40", Certainty: "S"},
				},
			})
		})
		h.sit("teacher") // an empty page would not say why it is empty
		if w := h.ask("GET", "/paper", nil); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "您的岗位没有要确认的") {
			t.Errorf("a teacher at the paper: %d", w.Code)
		}
		h.sit("legal_officer")
		words, leads := h.see("/paper")
		if strings.Count(words, fileNumber) != 1 || strings.Count(words, "《禁毒法》第40条") != 2 || !strings.Contains(words, "全选") || !leadsTo(leads, "/people/"+string(h.person)) {
			t.Errorf("%s, %v", words, leads)
		}
		if w := h.ask("POST", "/paper", url.Values{"source": {"register"}, "number": {"登记簿第3册第12页"}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("nothing chosen: %d", w.Code)
		}
		if m := h.words.Missing(); len(m) > 0 {
			t.Errorf("missing words: %v", m)
		}
	})
}
