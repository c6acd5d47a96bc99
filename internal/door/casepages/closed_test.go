package casepages_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"guitu/internal/base/actor"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/person"
	"guitu/internal/door/casepages"
	"guitu/internal/door/purpose"
	"guitu/internal/door/web"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// says answers the prompt before a part of a file, and gives what the device keeps of it.
func (h *house) says(who, part string, pairs ...string) []*http.Cookie {
	h.t.Helper()
	to := h.path(who, "closed/"+part)
	w := h.ask("POST", "/purpose", with(h.form(to, "/purpose"), pairs...))
	if w.Code != 303 || w.Header().Get("Location") != to || strings.Contains(w.Header().Get("Location"), "?") {
		h.t.Fatalf("%d to %q: %s", w.Code, w.Header().Get("Location"), main(parse(h.t, w.Body.String())))
	}
	return w.Result().Cookies()
}

// opened is a part of a file after a purpose was said.
func (h *house) opened(who, part, why string) *html.Node {
	h.t.Helper()
	w := h.ask("GET", h.path(who, "closed/"+part), nil, h.says(who, part, "purpose", why)...)
	if w.Code != 200 || w.Header().Get("Cache-Control") != "no-store" {
		h.t.Fatal(w.Code, w.Header())
	}
	return parse(h.t, w.Body.String())
}

// file puts a scan about health into somebody's file, and gives its address.
func (h *house) file(who string, c seal.Compartment) string {
	h.t.Helper()
	demo, p := actor.With(h.t.Context(), actor.Part("demo")), h.people[who]
	d, err := h.deps.Document.Ready(demo, document.Draft{
		Place: document.Place{Record: p, About: p, Facility: h.facility, Unit: h.brigades[0], Compartment: c},
		ID:    id.New(), Title: "过敏记录", Name: "a.pdf", Content: strings.NewReader(wholePDF),
	})
	if err == nil {
		_, err = store.Write(demo, h.db, store.NewKey(), func(tx *store.Tx) (int, error) {
			_, err := h.deps.Document.PutIn(demo, tx, d)
			return 0, err
		})
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return h.path(who, "closed/"+string(c)+"/files/"+string(d.ID))
}

// What each post meets before a part that is kept apart: the prompt with its purposes, the emergency, or who keeps it. Nothing
// says whether anything lies behind it.
func TestWhatStandsBeforeAPart(t *testing.T) {
	h := build(t)
	h.file("李明远", seal.Clinical)
	for role, parts := range map[string]map[string]string{
		"doctor":         {"clinical": "emergency infection_control treatment", "infection": "emergency", "psychology": "kept", "complaint": "kept"},
		"psychologist":   {"psychology": "treatment", "clinical": "kept"},
		"facility_head":  {"clinical": "emergency", "infection": "emergency", "child": "emergency", "psychology": "kept", "complaint": "kept"},
		"legal_officer":  {"clinical": "kept", "child": "kept"},
		"intake_officer": {"child": "child_protection emergency", "clinical": "kept"},
	} {
		h.sit(role)
		for part, want := range parts {
			var words [2]string
			for i, who := range []string{"李明远", "吴桐"} { // of the one something is kept, of the other nothing
				n := h.see(h.path(who, "closed/"+part), 200)
				got := "kept"
				if offers := all(n, "input", "name", "purpose"); len(offers) > 0 {
					var values []string
					for _, x := range offers {
						values = append(values, attrOf(x, "value"))
					}
					slices.Sort(values)
					got = strings.Join(values, " ")
				}
				if got != want {
					t.Errorf("%s at %s of %s: %q", role, part, who, got)
				}
				words[i] = strings.ReplaceAll(main(n), who, "")
				if strings.Contains(words[i], "过敏记录") {
					t.Errorf("%s reads a title at %s", role, part)
				}
			}
			if want != "kept" && words[0] != words[1] {
				t.Errorf("%s at %s: one page tells of something behind it:\n%s\n%s", role, part, words[0], words[1])
			}
		}
	}
	if missing := h.words.Missing(); len(missing) > 0 {
		t.Errorf("missing words: %v", missing)
	}
}

// Every reading of a part is a fact with the purpose that was said; the purpose opens that part of that person and no other.
func TestAPartOpensForWhatWasSaid(t *testing.T) {
	h := build(t)
	to := h.file("李明远", seal.Clinical)
	h.sit("doctor")
	if w := h.ask("GET", to, nil); w.Code != 200 || len(all(parse(t, w.Body.String()), "form", "action", "/purpose")) == 0 || strings.Contains(w.Body.String(), "%PDF") {
		t.Error("before anything was said:", w.Code)
	} else if got := main(parse(t, w.Body.String())); !strings.Contains(got, "这是李明远的档案") {
		t.Error("the prompt does not say whose file it is:", got)
	}
	said := h.says("李明远", "clinical", "purpose", "treatment")
	w := h.ask("GET", h.path("李明远", "closed/clinical"), nil, said...)
	if got := main(parse(t, w.Body.String())); !strings.Contains(got, "过敏记录") || !strings.Contains(got, "查看目的：诊疗") {
		t.Error(got)
	}
	if w = h.ask("GET", to, nil, said...); w.Code != 200 || !strings.HasPrefix(w.Body.String(), "%PDF") || w.Header().Get("Cache-Control") != "no-store" {
		t.Error(w.Code, w.Header())
	}
	for _, elsewhere := range []string{h.path("吴桐", "closed/clinical"), h.path("李明远", "closed/infection")} {
		if w := h.ask("GET", elsewhere, nil, said...); len(all(parse(t, w.Body.String()), "form", "action", "/purpose")) == 0 {
			t.Errorf("%s is open as well", elsewhere)
		}
	}
	facts := h.facts("李明远", person.PartKind, "document.opened")
	if len(facts) != 2 || facts[0].Purpose != "treatment" || facts[1].Purpose != "treatment" || facts[0].Compartment != seal.Clinical {
		t.Errorf("%+v", facts)
	}
	if got := main(h.see(h.path("李明远", "trail"), 200)); !strings.Contains(got, "查看或登记专人保管的部分") || strings.Contains(got, "诊疗") {
		t.Error(got)
	}
}

func (h *house) facts(who string, kinds ...string) []audit.Entry {
	h.t.Helper()
	got, err := store.Read(h.t.Context(), h.db, func(tx *store.Tx) (store.Slice[audit.Entry], error) {
		return audit.List(context.WithoutCancel(h.t.Context()), tx, audit.Filter{About: h.people[who], Kinds: kinds}, store.Page{})
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return got.Rows
}

// Who may ask to open a file but not see its name reads the number of the file; and the form of the prompt tells nobody of
// whom he may not know, whatever is put into it.
func TestThePromptSaysWhoseFileAsFarAsItsReaderMayKnow(t *testing.T) {
	h := build(t)
	other := id.New()
	ask := func(facility id.ID) string {
		h.chair.sit("陈立", "", policytest.Officer(policy.Doctor, facility, facility))
		w := h.ask("POST", "/purpose", url.Values{"record": {string(h.people["李明远"])}, "person": {string(h.people["李明远"])}, "compartment": {"clinical"}, "facility": {string(facility)}, "unit": {string(facility)}})
		if !strings.Contains(w.Body.String(), "为什么要看") {
			t.Fatal("no prompt: ", w.Code, main(parse(t, w.Body.String())))
		}
		return w.Body.String()
	}
	if page := ask(h.facility); !strings.Contains(page, "李明远") {
		t.Error("who lists him is not told:", main(parse(t, page)))
	}
	if page := ask(other); strings.Contains(page, "李明远") || strings.Contains(page, "DA-n1-QC") {
		t.Error("a doctor of elsewhere who names his own house is told:", main(parse(t, page)))
	}
}

// Over TLS what was said is this host's alone: a cookie that a neighbour could have set opens nothing.
func TestWhatWasSaidIsThisHostsAlone(t *testing.T) {
	h := build(t)
	to := h.file("李明远", seal.Clinical)
	h.Site = web.New(web.Options{Words: h.words, Sessions: &h.chair, Clock: h.hand.Now, Log: slog.New(slog.DiscardHandler), Menu: menu, Secure: true})
	casepages.Routes(h.Site, h.deps)
	h.deps.Purpose.Routes(h.Site)
	h.sit("doctor")
	said := h.says("李明远", "clinical", "purpose", "treatment")
	for _, c := range said {
		if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || c.Path != "/" || c.Domain != "" {
			t.Errorf("%+v", c)
		}
	}
	if w := h.ask("GET", to, nil, said...); !strings.HasPrefix(w.Body.String(), "%PDF") {
		t.Error("what was said here opens nothing:", w.Code)
	}
	neighbours := &http.Cookie{Name: purpose.Cookie(seal.Clinical), Value: purpose.Said("", h.people["李明远"], seal.Clinical, "treatment", h.hand.Now().Add(time.Hour))}
	if w := h.ask("GET", to, nil, neighbours); strings.HasPrefix(w.Body.String(), "%PDF") {
		t.Error("a neighbour's cookie opened it")
	}
}

// That somebody says it is an emergency opens nothing: it takes a sentence, and ends.
func TestAnEmergencyTakesASentenceAndEnds(t *testing.T) {
	h := build(t)
	to := h.file("李明远", seal.Clinical)
	h.sit("duty_officer")
	forged := &http.Cookie{Name: purpose.Cookie(seal.Clinical), Value: purpose.Said("", h.people["李明远"], seal.Clinical, "emergency", h.hand.Now().Add(time.Hour))}
	if w := h.ask("GET", to, nil, forged); strings.HasPrefix(w.Body.String(), "%PDF") {
		t.Fatal("a cookie opened it")
	}
	at := h.path("李明远", "closed/clinical")
	w := h.ask("POST", "/purpose", with(h.form(at, "/purpose"), "purpose", "emergency", "why", " "))
	if got := main(parse(t, w.Body.String())); w.Code != 422 || !strings.Contains(got, "请用几个字写明情况") || !strings.Contains(got, "打开以前请知道") {
		t.Error(w.Code, got)
	}
	for _, next := range []string{"//evil.example", "https://evil.example/"} {
		w := h.ask("POST", "/purpose", with(h.form(at, "/purpose"), "purpose", "emergency", "why", "夜里抽搐", "next", next))
		if w.Code != 303 || w.Header().Get("Location") != "/" {
			t.Error(w.Code, w.Header().Get("Location"))
		}
	}
	said := h.says("李明远", "clinical", "purpose", "emergency", "why", "夜里抽搐，要知道有没有过敏")
	if got := main(parse(t, h.ask("GET", at, nil, said...).Body.String())); !strings.Contains(got, "您正在紧急调阅") || !strings.Contains(got, "过敏记录") || strings.Contains(got, "存入档案") {
		t.Error(got)
	}
	if w := h.ask("GET", to, nil, said...); !strings.HasPrefix(w.Body.String(), "%PDF") {
		t.Error(w.Code)
	}
	if f := h.facts("李明远", "document.opened"); len(f) != 1 || f[0].Purpose != "emergency" {
		t.Errorf("%+v", f)
	}
	h.hand.Forward(16 * time.Minute)
	if w := h.ask("GET", to, nil, said...); strings.HasPrefix(w.Body.String(), "%PDF") {
		t.Error("it is open after its end")
	}
	if w := h.ask("POST", "/purpose", url.Values{"record": {string(h.people["李明远"])}, "person": {string(h.people["李明远"])}, "compartment": {"complaint"}, "purpose": {"emergency"}, "why": {"x"}}); w.Code == 303 {
		t.Error("a complaint opened")
	}
}

// From the third opening within an hour on the kit asks for a code, keeps what was written, and goes through with it; a sentence
// about somebody else is a fault of its field.
func TestTheThirdEmergencyIsSigned(t *testing.T) {
	h := build(t)
	h.sit("duty_officer")
	for _, part := range []string{"clinical", "infection"} {
		h.says("李明远", part, "purpose", "emergency", "why", "夜里抽搐，叫不醒")
	}
	third := with(h.form(h.path("李明远", "closed/child"), "/purpose"), "purpose", "emergency", "why", "夜里抽搐，要找孩子的监护人")
	w := h.ask("POST", "/purpose", third)
	if w.Code != 403 || !strings.Contains(w.Body.String(), "夜里抽搐，要找孩子的监护人") {
		t.Fatal(w.Code, main(parse(t, w.Body.String())))
	}
	if w := h.ask("POST", "/purpose", with(third, "_code", "246810")); w.Code != 303 {
		t.Fatal(w.Code, main(parse(t, w.Body.String())))
	}
	copied := with(h.form(h.path("高原", "closed/clinical"), "/purpose"), "purpose", "emergency", "why", "夜里抽搐，叫不醒")
	w = h.ask("POST", "/purpose", copied)
	if got := main(parse(t, w.Body.String())); w.Code != 422 || !strings.Contains(got, "写的是另一个人") {
		t.Error(w.Code, got)
	}
}

// Nobody but the bureau's inspection may say that he opens a file for a complaint, also where he needs no purpose: the prompt
// takes what it offers, and no other word.
func TestOnlyWhatIsOfferedMayBeSaid(t *testing.T) {
	h := build(t)
	who := string(h.people["李明远"])
	said := func(why string) int {
		return h.ask("POST", "/purpose", url.Values{"record": {who}, "person": {who}, "compartment": {"general"}, "purpose": {why}, "next": {"/"}}).Code
	}
	for role, may := range map[string]bool{"duty_officer": false, "case_officer": false, "facility_head": false, "legal_officer": false, "bureau_head": false, "bureau_legal": false, "bureau_inspector": true} {
		h.sit(role)
		if got := said("complaint"); (got == 303) != may {
			t.Errorf("%s says that it is for a complaint: %d", role, got)
		}
	}
	h.sit("bureau_legal")
	if got := said("legal_review"); got != 303 {
		t.Error(got)
	}
	if got := said("treatment"); got != 422 {
		t.Error(got)
	}
}

// What was said counts for a while, also in a browser that keeps what it was told to forget.
func TestWhatWasSaidEnds(t *testing.T) {
	h := build(t)
	to := h.file("李明远", seal.Clinical)
	h.sit("doctor")
	said := h.says("李明远", "clinical", "purpose", "treatment")
	h.hand.Forward(census.Again - time.Minute)
	if w := h.ask("GET", to, nil, said...); !strings.HasPrefix(w.Body.String(), "%PDF") {
		t.Error("closed too early:", w.Code)
	}
	h.hand.Forward(2 * time.Minute)
	if w := h.ask("GET", to, nil, said...); strings.HasPrefix(w.Body.String(), "%PDF") {
		t.Error("it is open after its end")
	}
	for _, c := range said {
		digest, rest, _ := strings.Cut(c.Value, ".")
		_, why, _ := strings.Cut(rest, ".")
		c.Value = digest + "." + strconv.FormatInt(h.hand.Now().Add(time.Hour).Unix(), 36) + "." + why
	}
	if w := h.ask("GET", to, nil, said...); strings.HasPrefix(w.Body.String(), "%PDF") {
		t.Error("a moment written anew opened it")
	}
}
