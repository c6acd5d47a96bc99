package api_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"guitu/internal/app"
	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/demo"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/config"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// province is a small house full of invented people, with its doors.
type province struct {
	*app.House
	t        *testing.T
	doors    http.Handler
	accounts map[string]demo.Account
	seats    map[string]string // the cookie of who has signed in
	hand     *clock.Hand
}

func each(t *testing.T, body func(*province)) {
	t.Helper()
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) { body(open(t, engine)) })
	}
}

func open(t *testing.T, engine store.Engine) *province {
	t.Helper()
	hand := clock.At(storetest.Start)
	s := storetest.Config(t, engine, hand)
	c := config.Default()
	c.Data, c.Database, c.Rate = s.Data, s.URL, 0
	if c.Data == "" {
		c.Data = t.TempDir()
	}
	h, err := app.Open(t.Context(), c, app.Options{Clock: hand.Now, Exercise: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	made, err := h.Demo(t.Context(), app.Demo{Seed: 3, Size: 60})
	if err != nil {
		t.Fatal(err)
	}
	p := &province{House: h, t: t, hand: hand, accounts: map[string]demo.Account{}, seats: map[string]string{}}
	for _, a := range made {
		p.accounts[a.Account] = a
	}
	if p.doors, err = h.Handler(t.Context()); err != nil {
		t.Fatal(err)
	}
	return p
}

// a call is what a program sends.
type call struct {
	method, path, body string
	header             map[string]string
}

// ask sends a call as an officer ("" is nobody) and gives the answer.
func (p *province) ask(who string, c call) *httptest.ResponseRecorder {
	p.t.Helper()
	r := httptest.NewRequestWithContext(p.t.Context(), c.method, c.path, strings.NewReader(c.body))
	r.Header.Set("Origin", "http://example.com")
	if c.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if who != "" {
		r.Header.Set("Cookie", p.seat(who))
	}
	for name, value := range c.header {
		r.Header.Set(name, value)
	}
	if c.header["Origin"] == "-" {
		r.Header.Del("Origin")
	}
	out := httptest.NewRecorder()
	p.doors.ServeHTTP(out, r)
	return out
}

// seat signs an officer in through the pages, once.
func (p *province) seat(who string) string {
	p.t.Helper()
	if p.seats[who] != "" {
		return p.seats[who]
	}
	a, ok := p.accounts[who]
	if !ok {
		p.t.Fatalf("nobody is %s", who)
	}
	jar := map[string]string{}
	send := func(path string, form url.Values) {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", "http://example.com")
		for name, value := range jar {
			r.AddCookie(&http.Cookie{Name: name, Value: value})
		}
		out := httptest.NewRecorder()
		p.doors.ServeHTTP(out, r)
		if out.Code != http.StatusSeeOther {
			p.t.Fatalf("%s: %d %s", path, out.Code, out.Body)
		}
		for _, c := range out.Result().Cookies() {
			jar[c.Name] = c.Value
		}
	}
	send("/sign-in", url.Values{"account": {a.Account}, "password": {a.Password}})
	if jar["guitu_step"] != "" {
		send("/sign-in/code", url.Values{"step": {jar["guitu_step"]}, "code": {authn.Code(a.Secret, p.hand.Now())}})
	}
	p.seats[who] = "guitu=" + jar["guitu"]
	return p.seats[who]
}

// got reads an answer that must have a status, into a value; nil reads nothing.
func (p *province) got(who string, c call, status int, into any) *httptest.ResponseRecorder {
	p.t.Helper()
	out := p.ask(who, c)
	kind := "application/json"
	if status >= 400 {
		kind = "application/problem+json"
	}
	if out.Code != status || out.Header().Get("Content-Type") != kind {
		p.t.Fatalf("%s %s as %q: %d %s, want %d\n%s", c.method, c.path, who, out.Code, out.Header().Get("Content-Type"), status, out.Body)
	}
	if into != nil {
		if err := json.Unmarshal(out.Body.Bytes(), into); err != nil {
			p.t.Fatal(err)
		}
	}
	return out
}

type row struct {
	ID     id.ID
	Name   string
	Masked bool
	Left   string
	Unit   struct{ ID id.ID }
}

type list struct {
	People     []row
	Total      int
	Next, Prev string
}

type trouble struct {
	Title, Code, Detail, Remedy, Ref string
	Status                           int
	Elsewhere                        int
	Purposes                         []string
	Errors                           []struct{ Field, Code, Value, Detail string }
	Candidates                       []struct {
		ID   id.ID
		Name string
		Same bool
	}
}

// mine is the first of the list of an officer.
func (p *province) mine(who string) row {
	p.t.Helper()
	var l list
	p.got(who, call{method: "GET", path: "/api/people"}, 200, &l)
	if len(l.People) == 0 {
		p.t.Fatalf("nobody is in the care of %s", who)
	}
	return l.People[0]
}

// fact counts what the log says of somebody.
func (p *province) facts(kind string, about id.ID) int {
	p.t.Helper()
	n, err := store.Read(p.t.Context(), p.DB, func(tx *store.Tx) (int, error) {
		return store.One(p.t.Context(), tx, store.Value[int], `select count(*) from audit_fact where kind = $1 and about = $2`, kind, about)
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return n
}

func TestAPersonIsReadAsTheHeadOfHisFile(t *testing.T) {
	each(t, func(p *province) {
		who := p.mine("duty_officer")
		var got struct {
			ID                         id.ID
			Name, Sex, Room, Bed, Born string
			Age, Version               int
			FileNumber                 string `json:"file_number"`
			Facility, Unit             struct {
				ID   id.ID
				Name string
			}
		}
		at := call{method: "GET", path: "/api/people/" + string(who.ID)}
		before := p.facts("person.opened", who.ID)
		out := p.got("duty_officer", at, 200, &got)
		if got.ID != who.ID || got.Name != who.Name || got.Name == "" || got.Age < 10 || got.Facility.Name == "" || got.Unit.ID != who.Unit.ID {
			t.Errorf("%+v", got)
		}
		if out.Header().Get("ETag") != `W/"1"` || got.Version != 1 || out.Header().Get("Cache-Control") != "no-store" || out.Header().Get("Content-Language") != "zh-CN" {
			t.Errorf("%v", out.Header())
		}
		p.got("duty_officer", at, 200, nil)
		if after := p.facts("person.opened", who.ID); after != before+1 {
			t.Errorf("%d openings where one is told", after-before)
		}
	})
}

func TestAFileOutsideOnesCareOpensForAPurpose(t *testing.T) {
	each(t, func(p *province) {
		who := p.mine("duty_officer")
		at := call{method: "GET", path: "/api/people/" + string(who.ID), header: map[string]string{"Accept-Language": "en"}}
		var x trouble
		p.got("bureau_inspector", at, 403, &x)
		if x.Code != "policy.purpose_needed" || len(x.Purposes) == 0 || !strings.Contains(x.Detail, "Guitu-Purpose") || strings.Contains(x.Detail+x.Title, who.Name) {
			t.Errorf("%+v", x)
		}
		at.header["Guitu-Purpose"] = x.Purposes[0]
		p.got("bureau_inspector", at, 200, nil)
		for _, none := range []string{"emergency", "curiosity", who.Name} {
			at.header["Guitu-Purpose"] = url.QueryEscape(none)
			p.got("bureau_inspector", at, 422, &x)
			if len(x.Errors) != 1 || x.Errors[0].Field != "purpose" || x.Errors[0].Code != "api.purpose_unknown" {
				t.Errorf("%q: %+v", none, x)
			}
		}
		delete(at.header, "Guitu-Purpose")
		p.got("system_keeper", at, 404, &x)
		none := call{method: "GET", path: "/api/people/" + string(id.New()), header: at.header}
		if a, b := p.ask("system_keeper", at).Body.String(), p.ask("system_keeper", none).Body.String(); a != b {
			t.Errorf("who may not know learns that it is there:\n%s\n%s", a, b)
		}
	})
}

func TestTheListIsTheListOfThePage(t *testing.T) {
	each(t, func(p *province) {
		var all, some, rest, x list
		p.got("bureau_inspector", call{method: "GET", path: "/api/people?rows=200"}, 200, &all)
		if all.Total != len(all.People) || all.Total < 10 || !all.People[0].Masked {
			t.Fatalf("%d of %d", len(all.People), all.Total)
		}
		p.got("bureau_inspector", call{method: "GET", path: "/api/people?rows=3"}, 200, &some)
		p.got("bureau_inspector", call{method: "GET", path: "/api/people?rows=3&after=" + url.QueryEscape(some.Next)}, 200, &rest)
		if len(some.People) != 3 || some.Total != all.Total || rest.People[0].ID != all.People[3].ID {
			t.Errorf("%+v\n%+v", some, rest)
		}
		p.got("bureau_inspector", call{method: "GET", path: "/api/people?sort=-end&rows=200"}, 200, &x)
		if x.People[0].ID == all.People[0].ID {
			t.Error("the other way round is the same")
		}
		p.got("bureau_inspector", call{method: "GET", path: "/api/people?left=1&rows=200"}, 200, &x)
		for _, r := range x.People {
			if r.Left == "" {
				t.Errorf("%s has not left", r.ID)
			}
		}
		unit := all.People[0].Unit.ID
		p.got("bureau_inspector", call{method: "GET", path: "/api/people?rows=200&unit=" + string(unit)}, 200, &x)
		if x.Total == 0 || x.Total >= all.Total {
			t.Errorf("the filter of a unit gives %d of %d", x.Total, all.Total)
		}
	})
}

func TestTheOneBox(t *testing.T) {
	each(t, func(p *province) {
		who := p.mine("duty_officer")
		body, err := json.Marshal(map[string]string{"text": who.Name})
		if err != nil {
			t.Fatal(err)
		}
		var got list
		p.got("duty_officer", call{method: "POST", path: "/api/people/search", body: string(body)}, 200, &got)
		found := false
		for _, r := range got.People {
			found = found || r.ID == who.ID
		}
		if !found || got.Total != len(got.People) {
			t.Errorf("%+v", got)
		}
		var x trouble
		p.got("duty_officer", call{method: "POST", path: "/api/people/search", body: `{"text":"·"}`}, 422, &x)
		if x.Errors[0].Field != "text" || x.Errors[0].Code != "find.search.dull" {
			t.Errorf("%+v", x)
		}
		p.got("duty_officer", call{method: "POST", path: "/api/people/search", body: `{"text":"zzzzz"}`}, 200, &got)
		if got.Total != 0 {
			t.Errorf("%+v", got)
		}
	})
}

// golden is the document of the interface, as it is served and as it is kept for who writes a program.
const golden = "../../../docs/api/openapi.json"

func TestTheDocumentIsTheCode(t *testing.T) {
	p := open(t, store.SQLite)
	got := p.got("nurse", call{method: "GET", path: "/api/openapi.json"}, 200, nil).Body.Bytes()
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || string(want) != string(got) {
		t.Errorf("docs/api/openapi.json is not what is served; go test ./internal/door/api -update writes it (%v)", err)
	}
	var document struct {
		OpenAPI string
		Paths   map[string]map[string]any
	}
	if err := json.Unmarshal(got, &document); err != nil || document.OpenAPI != "3.1.0" {
		t.Fatal(err, document.OpenAPI)
	}
	site, err := p.Site(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range site.Routes() {
		method, path, _ := strings.Cut(r.Pattern, " ")
		if !strings.HasPrefix(path, "/api/") || path == "/api/openapi.json" {
			continue
		}
		if n++; document.Paths[path][strings.ToLower(method)] == nil || r.Open {
			t.Errorf("%s is not in the document, or is open", r.Pattern)
		}
	}
	in := 0
	for _, p := range document.Paths {
		in += len(p)
	}
	if n != in || n < 5 {
		t.Errorf("%d routes, %d in the document", n, in)
	}
}
