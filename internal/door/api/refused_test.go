package api_test

import (
	"flag"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/person"
	"guitu/internal/platform/store"
)

var update = flag.Bool("update", false, "write the document anew")

func TestARelativeIsEnteredOnce(t *testing.T) {
	each(t, func(p *province) {
		who := p.mine("duty_officer")
		c := call{method: "POST", path: "/api/people/" + string(who.ID) + "/family", body: `{"name":"周小试","relation":"sister","phone":"13900000001"}`}
		c.header = map[string]string{"Idempotency-Key": string(id.New())}
		var made, again struct{ ID id.ID }
		before := p.facts("person.linked", who.ID)
		p.got("duty_officer", c, 201, &made)
		p.got("duty_officer", c, 201, &again)
		if made.ID == "" || made.ID != again.ID || p.facts("person.linked", who.ID) != before+1 {
			t.Errorf("%v, then %v", made, again)
		}
		var x trouble
		other := c
		other.body = `{"name":"周小试","relation":"mother"}`
		p.got("duty_officer", other, 409, &x)
		if x.Code != "store.sent_otherwise" {
			t.Errorf("the same key with something else in it: %+v", x)
		}
		delete(c.header, "Idempotency-Key")
		p.got("duty_officer", c, 422, &x)
		if x.Code != "person.kin_known" {
			t.Errorf("%+v", x)
		}
		c.header["Idempotency-Key"] = "mine"
		if p.got("duty_officer", c, 422, &x); x.Errors[0].Field != "idempotency_key" {
			t.Errorf("%+v", x)
		}
	})
}

func TestSomebodyIsEnteredAsOnThePage(t *testing.T) {
	each(t, func(p *province) {
		unit, day := p.mine("duty_officer").Unit.ID, civil.DateOf(p.hand.Now())
		number := cn.Invent(day.AddDays(-12000), 7).String()
		body := func(more string) string {
			return fmt.Sprintf(`{"name":"赵试一","number":%q,"unit":%q,"admitted":%q%s}`, number, unit, day.AddDays(-30), more)
		}
		c := call{method: "POST", path: "/api/people", body: body(""), header: map[string]string{"Idempotency-Key": string(id.New())}}
		var made, again struct{ ID id.ID }
		out := p.got("intake_officer", c, 201, &made)
		if p.got("intake_officer", c, 201, &again); again != made || p.facts("person.compared", made.ID) != 0 {
			t.Errorf("the answer was lost on the line, and the call sent again: %v, then %v", made, again)
		}
		delete(c.header, "Idempotency-Key")
		if at := out.Header().Get("Location"); at != "/api/people/"+string(made.ID) {
			t.Fatal(at)
		}
		var got struct{ Name string }
		if p.got("intake_officer", call{method: "GET", path: "/api/people/" + string(made.ID)}, 200, &got); got.Name != "赵试一" {
			t.Errorf("%+v", got)
		}
		var x trouble
		p.got("intake_officer", c, 422, &x)
		if x.Errors[0].Field != "number" || x.Errors[0].Code != "measure.number_known" || len(x.Candidates) != 1 || x.Candidates[0].ID != made.ID || !x.Candidates[0].Same {
			t.Errorf("a second file for one number: %+v", x)
		}
		c.body = strings.Replace(body(""), `"number":"`+number+`"`, `"sex":"male","born":"`+day.AddDays(-12000).String()+`"`, 1)
		p.got("intake_officer", c, 422, &x)
		if x.Code != "case.duplicates" || len(x.Candidates) == 0 {
			t.Fatalf("nobody asks whether it is he: %+v", x)
		}
		c.body = strings.TrimSuffix(c.body, "}") + `,"known":["` + string(x.Candidates[0].ID) + `"],"decision":{"day":"","by":"county","ground":""}}`
		p.got("intake_officer", c, 422, &x)
		fields := ""
		for _, f := range x.Errors {
			fields += f.Field + " "
		}
		if fields != "decision.day decision.ground decision.words " {
			t.Errorf("half a decision: %+v", x)
		}
		c.body = body(`,"phone":"abc","home":"火星","admitted":"2026-02-30"`)
		p.got("intake_officer", c, 422, &x)
		for _, f := range x.Errors {
			if f.Detail == "" || f.Value == "" {
				t.Errorf("a fault without its words or value: %+v", f)
			}
		}
		p.got("duty_officer", c, 403, &x)
	})
}

// Of a file that another facility keeps, and that agrees in birth and county alone, the page says that there is one and stops. So
// does the interface, until its sender has said that he knows.
func TestAFileElsewhereStopsAnEntry(t *testing.T) {
	each(t, func(p *province) {
		far := person.Draft{Name: "赵一山", Sex: "男", Born: "1988-03-03", Home: "凉山州美姑县"}
		if _, err := p.Person.Create(actor.With(t.Context(), actor.Part("demo")), store.NewKey(), person.At{}, far); err != nil {
			t.Fatal(err)
		}
		body := fmt.Sprintf(`{"name":"钱二海","sex":"male","born":"1988-03-03","home":"凉山州美姑县","unit":%q,"admitted":%q`,
			p.mine("duty_officer").Unit.ID, civil.DateOf(p.hand.Now()).AddDays(-30))
		c := call{method: "POST", path: "/api/people", body: body + `}`}
		var x trouble
		p.got("intake_officer", c, 422, &x)
		if x.Code != "case.duplicates" || x.Elsewhere == 0 {
			t.Fatalf("entered unasked: %+v", x)
		}
		known := ""
		for _, k := range x.Candidates {
			known += `,"` + string(k.ID) + `"`
		}
		c.body = body + fmt.Sprintf(`,"known":[%s],"elsewhere":%d}`, strings.TrimPrefix(known, ","), x.Elsewhere)
		p.got("intake_officer", c, 201, nil)
	})
}

// What cannot be read, and who may not: the code, the field, the value, and what would be right, in the language asked for.
func TestRefusals(t *testing.T) {
	p := open(t, store.SQLite)
	mine := string(p.mine("duty_officer").ID)
	english := map[string]string{"Accept-Language": "en-GB,en;q=0.8"}
	find := func(body string, header map[string]string) call {
		return call{method: "POST", path: "/api/people/search", body: body, header: header}
	}
	get := func(path string) call { return call{method: "GET", path: "/api/" + path} }
	for name, c := range map[string]struct {
		who string
		call
		status      int
		code, field string
	}{
		"nobody":              {"", get("people"), 401, "web.machine.signed_out", ""},
		"nobody writes":       {"", find(`{"text":"x"}`, nil), 401, "web.machine.signed_out", ""},
		"another site":        {"duty_officer", find(`{"text":"x"}`, map[string]string{"Origin": "https://elsewhere.example"}), 403, "web.cross_origin", ""},
		"no origin":           {"duty_officer", find(`{"text":"x"}`, map[string]string{"Origin": "-"}), 403, "web.cross_origin", ""},
		"no address":          {"duty_officer", get("persons"), 404, "web.not_found", ""},
		"no id":               {"duty_officer", get("people/417"), 404, "web.not_found", ""},
		"nobody of that id":   {"duty_officer", get("people/" + string(id.New())), 404, "web.not_found", ""},
		"a post no list":      {"system_keeper", get("people"), 403, "policy.denied", ""},
		"a post no search":    {"system_keeper", find(`{"text":"x"}`, nil), 403, "policy.denied", ""},
		"not his to write":    {"nurse", call{method: "POST", path: "/api/people/" + mine + "/family", body: `{"name":"周小试","relation":"sister"}`}, 404, "web.not_found", ""},
		"unknown parameter":   {"duty_officer", get("people?fase=detox"), 422, "api.bad_request", "fase"},
		"unknown phase":       {"duty_officer", get("people?phase=x"), 422, "web.bad_filter", "phase"},
		"unknown state":       {"duty_officer", get("people?state=x"), 422, "web.bad_filter", "state"},
		"unknown span":        {"duty_officer", get("people?within=soon"), 422, "web.bad_filter", "within"},
		"no unit":             {"duty_officer", get("people?unit=x"), 422, "web.bad_filter", "unit"},
		"unknown order":       {"duty_officer", get("people?sort=name"), 422, "store.bad_sort", ""},
		"no cursor":           {"duty_officer", get("people?after=x"), 422, "store.bad_cursor", ""},
		"too many rows":       {"duty_officer", get("people?rows=1000"), 422, "api.bad_request", "rows"},
		"no number":           {"duty_officer", get("people?rows=x"), 422, "api.bad_request", "rows"},
		"unknown field":       {"duty_officer", find(`{"text":"x","name":"y"}`, english), 422, "api.bad_request", "name"},
		"missing field":       {"duty_officer", find(`{}`, english), 422, "api.bad_request", "text"},
		"not a text":          {"duty_officer", find(`{"text":7}`, english), 422, "api.bad_request", "text"},
		"no object":           {"duty_officer", find(`[]`, english), 422, "api.bad_request", ""},
		"no JSON":             {"duty_officer", find(`{"text":`, english), 400, "api.bad_json", ""},
		"nothing":             {"duty_officer", call{method: "POST", path: "/api/people/search"}, 400, "api.bad_json", ""},
		"a form":              {"duty_officer", find(`text=x`, map[string]string{"Content-Type": "application/x-www-form-urlencoded"}), 400, "api.bad_json", ""},
		"another type":        {"duty_officer", find(`<text/>`, map[string]string{"Content-Type": "application/xml"}), 415, "api.bad_type", ""},
		"too large":           {"duty_officer", find(`{"text":"`+strings.Repeat("x", 70<<10)+`"}`, english), 413, "api.too_large", ""},
		"too long":            {"duty_officer", call{method: "POST", path: "/api/people/" + mine + "/family", body: `{"relation":"sister","name":"` + strings.Repeat("周", 51) + `"}`}, 422, "person.bad_input", "name"},
		"no relation":         {"duty_officer", call{method: "POST", path: "/api/people/" + mine + "/family", body: `{"relation":"x","name":"周小试"}`}, 422, "person.bad_input", "relation"},
		"a method not spoken": {"duty_officer", call{method: "POST", path: "/api/people/" + mine}, 404, "web.not_found", ""},
	} {
		var x trouble
		out := p.got(c.who, c.call, c.status, &x)
		if x.Code != c.code || x.Status != c.status || x.Title == "" || x.Detail == "" {
			t.Errorf("%s: %+v", name, x)
		}
		if c.field != "" && (len(x.Errors) != 1 || x.Errors[0].Field != c.field || x.Errors[0].Detail == "" || x.Errors[0].Code == "") {
			t.Errorf("%s: no fault of %s: %+v", name, c.field, x)
		}
		want := "zh-CN"
		if c.header["Accept-Language"] != "" {
			want = "en"
		}
		if got := out.Header().Get("Content-Language"); got != want {
			t.Errorf("%s: in %q", name, got)
		}
	}
	if missing := p.Words.Missing(); len(missing) > 0 {
		t.Errorf("missing words: %v", missing)
	}
}

func TestAnotherHouseASealedFileAndALockedSession(t *testing.T) {
	each(t, func(p *province) {
		who := p.mine("duty_officer")
		at := call{method: "GET", path: "/api/people/" + string(who.ID)}
		p.past(`update resident_resident set facility = (select id from facility_unit where kind = 'bureau'), unit = '' where person = $1`, who.ID)
		var x trouble
		p.got("duty_officer", at, 404, &x)
		if p.got("duty_officer", call{method: "POST", path: at.path + "/family", body: `{"name":"周小试","relation":"sister"}`}, 404, &x); x.Code != "web.not_found" {
			t.Errorf("another house: %+v", x)
		}
		other := p.mine("intake_officer")
		at.path = "/api/people/" + string(other.ID)
		p.got("intake_officer", at, 200, nil)
		p.past(`update seal_key set state = 'sealed' where record = $1`, other.ID)
		if p.got("intake_officer", at, 404, &x); x.Code != "web.not_found" {
			t.Errorf("a sealed file: %+v", x)
		}
		var l list
		p.got("intake_officer", call{method: "GET", path: "/api/people?rows=200"}, 200, &l)
		for _, r := range l.People {
			if r.ID == other.ID {
				t.Errorf("%s is in the list", r.ID)
			}
		}
		if p.ask("intake_officer", call{method: "POST", path: "/lock"}).Code >= 400 {
			t.Fatal("it does not lock")
		}
		if p.got("intake_officer", at, http.StatusUnauthorized, &x); x.Code != "web.machine.locked" {
			t.Errorf("%+v", x)
		}
	})
}

// past writes a row past the house.
func (p *province) past(text string, args ...any) {
	p.t.Helper()
	ctx := actor.With(p.t.Context(), actor.Part("demo"))
	_, err := store.Write(ctx, p.DB, store.NewKey(), func(tx *store.Tx) (int, error) {
		for _, room := range []string{"resident", "seal"} {
			tx.MarkPolicy(room)
			tx.MarkAudit(room)
		}
		n, err := tx.Exec(ctx, text, args...)
		return int(n), err
	})
	if err != nil {
		p.t.Fatal(err)
	}
}
