package security_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/domain/journey"
	"guitu/internal/door/web"
)

// A try is one request: a route with records put into its holes. Of a route whose answer depends on the sort of record
// there are several, each with a name.
type try struct {
	pattern, sort string
	method, path  string
	body          string
	beside        bool // no page: a machine asks there
}

func (x try) String() string { return strings.TrimSpace(x.pattern + " " + x.sort) }

// watchmen are the answers to machines: no page, whoever asks.
var watchmen = []string{"GET /live", "GET /health", "GET /ready"}

// named is a record of a sort: of a compartment, of a kind.
type named struct{ sort, id string }

var (
	hole = regexp.MustCompile(`\{(\w+)\}`)
	tail = strings.NewReplacer("{$}", "", "...", "")
)

// tries gives what to ask of a route.
func (w *world) tries(t testing.TB, r web.Route) (out []try) {
	t.Helper()
	method, path, found := strings.Cut(r.Pattern, " ")
	if !found {
		method, path = "GET", r.Pattern+"no-such-page"
	}
	path = tail.Replace(path)
	out = []try{{pattern: r.Pattern, method: method, path: path, beside: slices.Contains(watchmen, r.Pattern)}}
	for _, h := range hole.FindAllStringSubmatch(path, -1) {
		var more []try
		for _, x := range out {
			for _, n := range w.records(t, path, h[1], x.sort) {
				y := x
				y.path = strings.Replace(x.path, h[0], n.id, 1)
				if n.sort != "" {
					y.sort = strings.TrimSpace(x.sort + " " + n.sort)
				}
				more = append(more, y)
			}
		}
		out = more
	}
	for i := range out {
		if out[i].method == "POST" {
			out[i].body = w.filled(out[i])
		}
		out[i].path += w.said(queries[r.Pattern])
	}
	return out
}

// found is the records of a query, one a row: their sort and their id.
func (w *world) found(t testing.TB, q string, args ...any) (out []named) {
	t.Helper()
	rows, err := w.raw.Query(q, args...)
	if err != nil {
		t.Fatal(q, err)
	}
	defer rows.Close()
	for rows.Next() {
		var n named
		if err := rows.Scan(&n.sort, &n.id); err != nil {
			t.Fatal(err)
		}
		out = append(out, n)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// A source is where the records for a hole of some addresses come from: "" sorts nothing.
type source struct {
	under, hole string // the beginning of the addresses, and which hole of them
	query       string
	fixed       []named
}

// sources: the first that fits counts. :f is the facility of the records, :b their brigade, :p the person in it.
var sources = []source{
	{"/people/{id}/closed", "part", "", parts},
	{"/people/{id}/family", "link", `select '', id from person_kin where person = :p order by relation limit 1`, nil},
	{"/people/{id}/papers", "paper", `select compartment, coalesce(min(id), '') from paper_paper where person = :p group by compartment`, nil},
	{"/people/{id}/facts", "event", `select '', id from measure_fact where person = :p order by seq limit 1`, nil},
	{"/people/{id}/changes", "change", `select '', id from measure_change where person = :p limit 1`, nil},
	{"/people/{id}/", "file", `select compartment, coalesce(min(id), '') from document_file where record = :p group by compartment`, nil},
	{"/people/", "id", `select '', :p`, nil},
	{"/api/people/", "id", `select '', :p`, nil},
	{"/beds/bed/", "id", `select '', b.id from facility_bed b join facility_room r on r.id = b.room where r.unit = :b order by b.id limit 1`, nil},
	{"/beds/person/", "id", `select '', :p`, nil},
	{"/places/", "id", `select '', :f`, nil},
	{"/rooms/", "id", `select '', id from facility_room where unit = :b order by id limit 1`, nil},
	{"/out/person/", "id", `select '', :p`, nil},
	{"/out/", "id", `select '', id from outing_outing where id = :outing`, nil},
	{"/duties/", "id", `select compartment, coalesce(min(id), '') from duty_duty where facility = :f and unit in (:b, :f) and state = 'open' and code not like '%release%' and code not in ('recon.apply', 'suit.direct') group by compartment`, nil},
	{"/rolls/{id}/search", "person", `select '', person from rollcall_row where call = :call limit 1`, nil},
	{"/rolls/", "id", `select '', :call`, nil},
	{"/daybook/", "id", `select '', :book`, nil},
	{"/journeys/of/", "entry", `select '', id from journey_entry where case_id = :release order by seq limit 1`, nil},
	{"/journeys/{id}/files", "id", `select '', :case`, nil},
	{"/journeys/{id}/files", "file", `select '', coalesce(min(id), '') from document_file where record = :case`, nil},
	{"/journeys/{id}/papers", "id", `select '', record from paper_paper where record = :release order by kind limit 1`, nil},
	{"/journeys/{id}/papers", "paper", `select '', id from paper_paper where record = :release order by kind limit 1`, nil},
	{"/journeys/{id}", "id", `select kind, id from (select kind, id, row_number() over (partition by kind order by unit <> :b, state desc, id) as n from journey_case where facility = :f and closed_at is null) where n = 1 order by kind`, nil},
	{"/roster/", "run", `select '', coalesce(min(id), '') from roster_run where facility = :f`, nil},
	{"/exports/{id}/file", "id", `select '', coalesce(min(id), '') from export_request where facility = :f and state = 'approved'`, nil},
	{"/exports/", "id", `select '', coalesce(min(id), '') from export_request where facility = :f and state = 'asked'`, nil},
	{"/transfers/", "id", `select '', id from transfer_package where :f in (from_facility, to_facility) order by to_facility <> :f, number limit 1`, nil},
	{"/rules/", "key", `select '', parameter from rule_confirmation where id = :rule`, nil},
	{"/rules/", "row", `select '', :rule`, nil},
	{"/admin/posts/", "id", `select '', :post`, nil},
	{"/admin/staff/", "id", `select '', :member`, nil},
	{"/admin/staff/", "account", `select '', id from authn_account where staff = :member`, nil},
	{"/admin/staff/", "act", "", sorts("close", "reset", "unlock")},
	{"/admin/units/", "id", `select '', :f`, nil},
	{"/admin/partners/", "id", `select '', coalesce(min(id), '') from partner_partner`, nil},
	{"/admin/jobs/", "id", `select '', coalesce(min(id), '') from jobs_job`, nil},
	{"/supervision/", "id", `select '', :question`, nil},
	{"/emergencies/", "id", `select '', :emergency`, nil},
	{"/own/papers/", "id", `select '', id from paper_paper where person = :p order by id limit 1`, nil},
	{"/own/complaint/write/", "office", "", []named{{"", "bureau"}}},
	{"/own/", "rest", "", []named{{"", "no-such-page"}}},
	{"/own/complaint/", "id", "", []named{{"", "06h2pz6b3dyq53rtas8k39rhgm"}}},
	{"/objections/", "id", "", []named{{"", "06h2pz6b3dyq53rtas8k39rhgm"}}},
	{"/complaints/", "id", "", []named{{"", "06h2pz6b3dyq53rtas8k39rhgm"}}},
	{"/admin/two/", "id", "", []named{{"", "06h2pz6b3dyq53rtas8k39rhgm"}}},
	{"/admin/two/", "act", "", sorts("confirm", "refuse")},
	{"/sealings/", "id", `select '', id from sealing_sealing order by id limit 1`, nil},
	{"/openings/", "id", "", []named{{"", "06h2pz6b3dyq53rtas8k39rhgm"}}},
	{"/openings/", "paper", "", []named{{"", "06h2pz6b3dyq53rtas8k39rhgm"}}},
	{"/openings/", "file", "", []named{{"", "06h2pz6b3dyq53rtas8k39rhgm"}}},
	{"/help/", "chapter", "", []named{{"", "people"}}},
	{"/ticket/", "ticket", "", []named{{"", "0000000000000000"}}},
	{"/static/", "version", "", []named{{"", "x"}}},
	{"/static/", "name", "", []named{{"", "guitu.css"}}},
}

var parts = sorts("clinical", "infection", "psychology", "child", "voluntary", "complaint")

func sorts(names ...string) (out []named) {
	for _, n := range names {
		out = append(out, named{n, n})
	}
	return out
}

// records is what goes into a hole of an address.
func (w *world) records(t testing.TB, path, name, sort string) []named {
	t.Helper()
	switch {
	case name == "kind":
		return w.kinds()
	case name == "step":
		return w.steps(sort, path)
	case strings.HasPrefix(path, "/people/{id}/closed/{part}/") && name == "file":
		return w.found(t, w.placed(`select '', min(id) from document_file where record = :p and compartment = '`+sort+`'`))
	case strings.HasPrefix(path, "/people/{id}/closed/{part}/") && name == "paper":
		return w.found(t, w.placed(`select '', min(id) from paper_paper where person = :p and compartment = '`+sort+`'`))
	}
	for _, s := range sources {
		if !strings.HasPrefix(path, s.under) || s.hole != name {
			continue
		}
		if s.query == "" {
			return s.fixed
		}
		found := slices.DeleteFunc(w.found(t, w.placed(s.query)), func(n named) bool { return n.id == "" })
		if len(found) == 0 {
			t.Errorf("%s: nothing in the province for {%s}", path, name)
			return []named{{"", string(id.New())}}
		}
		return found
	}
	t.Fatalf("%s: which record is {%s}? give it a line in sources", path, name)
	return nil
}

func (w *world) kinds() (out []named) {
	for _, c := range w.Journeys.Courses() {
		out = append(out, named{string(c.Kind), string(c.Kind)})
	}
	return out
}

// steps gives one step of a kind of affair for each act that it names; for the addresses that open what a step of a
// compartment said, or hand out a code, those of such steps.
func (w *world) steps(kind, path string) (out []named) {
	c, err := w.Journeys.Course(journey.Kind(kind))
	if err != nil {
		return []named{{"", "begin"}}
	}
	seen := map[string]bool{}
	for _, s := range c.Steps {
		key := string(s.Action)
		switch {
		case strings.Contains(path, "/open/"):
			key = string(s.Compartment)
		case strings.Contains(path, "/ask/"):
			key = string(s.Asks)
		case s.Follows || s.Name == c.Steps[0].Name:
			continue
		}
		if key != "" && !seen[key] {
			seen[key] = true
			out = append(out, named{s.Name, s.Name})
		}
	}
	return out
}
