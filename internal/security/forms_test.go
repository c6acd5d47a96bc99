package security_test

import (
	"bytes"
	"errors"
	"mime/multipart"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"guitu/internal/base/id"
)

// forms are what must be said for an act to come as far as the question who may do it. What is not here needs nothing.
var forms = map[string]string{
	"POST /paper":                               "duties=:duty&source=register&number=12",
	"POST /beds/bed/{id}/give":                  "other=:p+:from&words=换房",
	"POST /beds/person/{id}/move":               "from=:from&bed=:bed&words=换房",
	"POST /beds/person/{id}/swap":               "from=:from&other=:mate+:matebed&swap_words=换房",
	"POST /beds/care":                           "person=:p&illness=clinical+treatment+other",
	"POST /beds/undo":                           "move=:move",
	"POST /beds/person/{id}/lift":               "pair=:pair&lift_words=和好&version=1&lift_sure=true",
	"POST /rooms/{id}/bed":                      "bed=:bed&version=1&out=yes",
	"POST /rolls/{id}/marks":                    "mark-:p=present",
	"POST /daybook":                             "whom=:f/:b",
	"POST /admin/posts":                         "unit=:b&role=zone_officer&member=:other&from=2026-03-02",
	"POST /admin/posts/{id}/take-back":          "version=1&lent=:lent",
	"POST /journeys/{id}/ask/{step}":            "to=锦川镇",
	"POST /journeys/{id}/ask/{step}/back":       "code=:ask",
	"POST /answer":                              "code=:code",
	"POST /answer/said":                         "code=:code",
	"POST /rules/{key}/proposals/{row}/confirm": "version=1",
	"POST /rules/{key}/proposals/{row}/refuse":  "version=1",
	"POST /exports/{id}/file":                   "",
	"POST /rolls":                               "whom=:f/:b&shift=evening",
	"POST /rolls/{id}/second":                   "version=3&yes=yes",
	"POST /people/new":                          "name=赵试一&sex=male&born=1990-01-01&ethnic=01&unit=:b&admitted=2026-02-01&phase=detox&decided=2026-01-30&by=county&ground=relapse&letter=试字1号&organ=县公安局&words=补录",
	"POST /people/{id}/again":                   "unit=:b&admitted=2026-02-01&phase=detox&decided=2026-01-30&by=county&ground=relapse&letter=试字1号&organ=县公安局&words=补录",
	"POST /people/{id}/identity/open":           "purpose=supervision",
	"POST /people/{id}/identity/edit":           "version=1&name=赵试一&sex=male&born=:born",
	"POST /people/{id}/documents":               "title=决定书&content=@",
	"POST /api/people":                          `{"name":"赵试二","sex":"male","born":"1991-01-01","unit":":b","admitted":"2026-02-01"}`,
	"POST /api/people/search":                   `{"text":"1106"}`,
	"POST /api/people/{id}/family":              `{"name":"赵试三","relation":"friend","another": true}`,
	"POST /purpose":                             "record=:p&person=:p&compartment=clinical&purpose=emergency&why=抢救时要知道",
	"POST /people/{id}/closed/{part}/files":     "title=过敏记录&content=@",
	"POST /emergencies/{id}/review":             "version=1&outcome=justified&words=应当",
	"POST /emergencies/{id}/follow":             "version=1&words=已约谈",
	"POST /people/{id}/record":                  "type=ci.served&at=2026-03-01T10:00&happened=true&version=1&words=补录",
	"POST /people/{id}/facts/{event}/correct":   "how=withdraw&words=记错&version=1",
	"POST /people/{id}/changes/{change}":        "version=1&decision=refuse",
	"POST /people/{id}/papers/{paper}/void":     "version=1&reason=写错",
	"POST /journeys/new/{kind}":                 "person=:p&facility=:f",
	"POST /supervision/ask":                     "topic=act&due=2026-03-20&text=请说明依据",
	"POST /supervision/{id}/answer":             "version=1&answer=已复核",
	"POST /supervision/{id}/close":              "version=1",
	"POST /supervision/{id}/withdraw":           "version=1",
	"POST /roster":                              "facility=:f&file=@",
	"POST /transfers":                           "package=@",
	"POST /export":                              "purpose=核对&format=csv",
	"POST /exports/{id}/decide":                 "version=1&answer=no",
	"POST /rules/{key}/proposals":               "value=30&unit=day&document=川戒〔2026〕1号&worse=true",
	"POST /admin/posts/{id}/end":                "version=1&last=2026-03-02",
	"POST /admin/posts/{id}/lend":               "to=:other&from=2026-03-02&until=2026-03-09",
	"POST /admin/staff/{id}/account":            "sign_in=w-somebody",
	"POST /admin/units":                         "parent=:f&kind=brigade&name=十九大队&code=19",
	"POST /admin/units/{id}/close":              "version=1&on=2026-03-02",
}

// queries are what an address must say besides.
var queries = map[string]string{"POST /export": "?list=rules", "GET /export": "?list=rules", "GET /journeys/new/{kind}": "?person=:p", "GET /journeys/new": "?person=:p", "GET /supervision/ask": "?facility=:f&person=:p", "POST /supervision/ask": "?facility=:f&person=:p"}

// filled is the form of a POST, as far as it must be right for the house to ask who sends it.
func (w *world) filled(x try) string { return w.said(forms[x.pattern]) }

// said puts the chosen records into a form or an address.
func (w *world) said(text string) string {
	return placeholder.ReplaceAllStringFunc(text, func(s string) string { return string(w.chosen[s[1:]]) })
}

// sent is the body of a form, each time another command, and its type. A field that says "@" is a file.
func (x try) sent(t testing.TB) (body, kind string) {
	t.Helper()
	if strings.HasPrefix(x.body, "{") { // what a program sends
		return x.body, "application/json"
	}
	v, err := url.ParseQuery(x.body)
	if err != nil {
		t.Fatal(x, err)
	}
	v.Set("_key", string(id.New()))
	if !strings.Contains(x.body, "=@") {
		return v.Encode(), "application/x-www-form-urlencoded"
	}
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, said := range v {
		if said[0] != "@" {
			err = errors.Join(err, m.WriteField(name, said[0]))
			continue
		}
		part, bad := m.CreateFormFile(name, "scan.pdf")
		if err = errors.Join(err, bad); err == nil {
			_, err = part.Write(attached(t, name))
		}
	}
	if err = errors.Join(err, m.Close()); err != nil {
		t.Fatal(x, err)
	}
	return b.String(), m.FormDataContentType()
}

func escaped(s string) string { return url.QueryEscape(s) }

var placeholder = regexp.MustCompile(`:[a-z]+\b`)

// placed puts the chosen records into a query.
func (w *world) placed(q string) string {
	return placeholder.ReplaceAllStringFunc(q, func(s string) string { return "'" + string(w.chosen[s[1:]]) + "'" })
}

// choose fixes the records that several addresses speak of: whom, in which brigade, which case and post. Ids are other ones
// each time, so none decides between two.
func (w *world) choose(t testing.TB) {
	t.Helper()
	w.chosen = map[string]id.ID{"f": w.at.facility}
	set := func(name, q string) {
		if got := id.ID(w.one(t, w.placed(q))); got != "" {
			w.chosen[name] = got
		} else {
			t.Errorf("the province lacks what %s stands for", name)
		}
	}
	const all = `(select count(*) from measure_change m where m.person = r.person) * 8 + (select count(*) > 0 from journey_case c where c.person = r.person) * 4 +
		(select count(*) > 0 from paper_paper a where a.person = r.person) * 2 + (select count(*) > 0 from person_kin k where k.person = r.person)`
	set("p", `select person from resident_resident r where facility = :f and left_on is null order by `+all+` desc, admitted_on, unit, id limit 1`)
	set("b", `select unit from resident_resident where person = :p and left_on is null`)
	set("case", `select id from journey_case where facility = :f and kind = 'intake' order by closed_at is not null, id limit 1`)
	set("bed", `select b.id from facility_bed b join facility_room r on r.id = b.room where r.unit = :b and b.id not in (select bed from placement_stay where until_at is null) order by r.name desc, b.name desc limit 1`)
	set("from", `select bed from placement_stay where person = :p and until_at is null`)
	set("mate", `select s.person from placement_stay s join facility_bed d on d.id = s.bed join facility_room r on r.id = d.room where r.unit = :b and s.until_at is null and s.person <> :p order by r.name, d.name limit 1`)
	set("matebed", `select bed from placement_stay where person = :mate and until_at is null`)
	set("third", `select s.person from placement_stay s join facility_bed d on d.id = s.bed join facility_room r on r.id = d.room where r.unit = :b and s.until_at is null and s.person not in (:p, :mate) order by r.name, d.name limit 1`)
	set("thirdbed", `select bed from placement_stay where person = :third and until_at is null`)
	set("other", `select member from staff_post where facility = :f and role = 'trainer' and until_day is null order by id limit 1`)
	set("rule", `select id from rule_confirmation where state = 'proposed' order by parameter limit 1`)
	set("room", `select id from facility_room where unit = :b order by name limit 1`)
	set("member", `select member from staff_post where facility = :f and role = 'teacher' and until_day is null order by id limit 1`)
	set("post", `select id from staff_post where member = :member and until_day is null`)
}
