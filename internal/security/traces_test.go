package security_test

import (
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/person"
	"guitu/internal/platform/store"
)

// needles are what would tell somebody: by its first six bytes, so that a long text is looked through once.
type needles map[string][]string

func (n needles) add(s string) {
	if s = strings.TrimSpace(s); len(s) >= 6 && !slices.Contains(n[s[:6]], s) {
		n[s[:6]] = append(n[s[:6]], s)
	}
}

// in gives what of them stands in a text, the first of each.
func (n needles) in(body string) (out []string) {
	for i := 0; i+6 <= len(body); i++ {
		for _, s := range n[body[i:i+6]] {
			if strings.HasPrefix(body[i:], s) && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// everybody is the names, aliases, readings, numbers, telephones and addresses of all persons of the province: who is kept
// and their kin. What the house says openly anyway (a word of its catalogue, a division, the name of an organ) is no
// name.
func (w *world) everybody(t testing.TB) needles {
	t.Helper()
	ctx := actor.With(context.Background(), actor.Part("demo"))
	all, err := store.Read(ctx, w.DB, func(tx *store.Tx) (map[id.ID]person.Person, error) {
		ids, err := store.Collect(ctx, tx, store.Value[id.ID], `select id from person_person`)
		if err != nil {
			return nil, err
		}
		return w.Person.Load(ctx, tx, ids)
	})
	if err != nil {
		t.Fatal(err)
	}
	known, n := w.open(t), needles{}
	for _, p := range all {
		words := append([]string{p.Name, p.Phone, p.Residence.Rest, p.Home.Rest}, p.Aliases...)
		if reading := cn.Full(p.Name); len([]rune(p.Name)) > 2 && len(reading) > 9 { // a short one is many people's, and many words
			words = append(words, reading)
		}
		for _, x := range p.Identifiers {
			words = append(words, x.Value)
		}
		for _, s := range words {
			if !strings.Contains(known, s) {
				n.add(s)
			}
		}
	}
	if len(all) < 300 || len(n) < 300 {
		t.Fatalf("only %d persons and %d beginnings of names", len(all), len(n))
	}
	return n
}

// open is what everybody may read.
func (w *world) open(t testing.TB) string {
	t.Helper()
	var b strings.Builder
	for _, l := range []text.Locale{text.ZH, text.EN} {
		for _, k := range w.Words.Keys(l) {
			b.WriteString(w.Words.In(l).Or(k, "") + "\n")
		}
	}
	for _, q := range []string{
		`select '', name from facility_unit`, `select '', name from partner_partner`, `select '', phone from partner_partner`, `select '', coalesce(document, '') from rule_confirmation`,
	} {
		for _, x := range w.found(t, q) {
			b.WriteString(x.id + "\n")
		}
	}
	return b.String()
}

var addresses = regexp.MustCompile(`(?:href|action|src|hx-get|hx-post|data-[a-z-]+)="(/[^"]*)"`)

// wander goes through every page and act as those who see most, and gives every address that was asked for, led to or
// written into a page. The acts are done; names are looked for and typed where there is a place for them.
func (w *world) wander(t *testing.T) string {
	t.Helper()
	var seen strings.Builder
	who := []seat{w.seated(t, "legal_officer"), w.seated(t, "intake_officer"), w.seated(t, "doctor"), w.seated(t, "facility_head"), w.seated(t, "zone_officer"), w.seated(t, "bureau_legal"), w.seated(t, "system_keeper"), w.seated(t, "nobody")}
	ctx := actor.With(context.Background(), actor.Part("demo"))
	p, err := store.Read(ctx, w.DB, func(tx *store.Tx) (person.Person, error) { return w.Person.Get(ctx, tx, w.chosen["p"]) })
	if err != nil {
		t.Fatal(err)
	}
	name := url.QueryEscape(p.Name)
	more := []try{
		{method: "POST", path: "/search", body: "q=" + name},
		{method: "POST", path: "/out/find", body: "q=" + name},
		{method: "POST", path: "/search", body: "q=" + p.Number()},
		{method: "POST", path: "/api/people/search", body: `{"text":"` + p.Name + `"}`},
		{method: "POST", path: "/api/people", body: `{"name":"` + p.Name + `","number":"` + p.Number() + `","unit":"","admitted":""}`},
		{method: "POST", path: "/sign-in", body: "name=" + name + "&password=" + name},
		{method: "POST", path: "/admin/accounts/find", body: "named=" + name},
		{method: "POST", path: "/papers/check", body: "text=" + name},
		{method: "POST", path: "/people/new", body: "name=" + name + "&number=" + p.Number()},
	}
	for _, r := range w.site.Routes() {
		if r.Pattern != "POST /sign-out" && r.Pattern != "POST /lock" {
			more = append(more, w.tries(t, r)...)
		}
	}
	for _, x := range more {
		for _, s := range who {
			r := request(t.Context(), t, x, s.token)
			r.AddCookie(&http.Cookie{Name: "guitu_purpose", Value: string(p.ID) + ".treatment"})
			out := w.ask(r)
			lines := []string{r.URL.String(), out.Header().Get("Location"), out.Header().Get("X-Guitu-To")}
			for _, m := range addresses.FindAllStringSubmatch(out.Body.String(), -1) {
				lines = append(lines, m[1])
			}
			for _, l := range lines {
				plain, err := url.QueryUnescape(l)
				if err != nil {
					plain = l
				}
				seen.WriteString(l + "\n" + plain + "\n")
			}
		}
	}
	return seen.String()
}

// kept gives every row of the tables whose names begin so, as text.
func (w *world) kept(t testing.TB, prefix string) string {
	t.Helper()
	var b strings.Builder
	for _, table := range w.found(t, `select '', name from sqlite_master where type = 'table' and name like ? || '%'`, prefix) {
		rows, err := w.raw.Query("select * from " + table.id)
		if err != nil {
			t.Fatal(err)
		}
		names, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			cells := make([]any, len(names))
			for i := range cells {
				cells[i] = new(any)
			}
			if err := rows.Scan(cells...); err != nil {
				t.Fatal(err)
			}
			for _, c := range cells {
				switch v := (*c.(*any)).(type) {
				case []byte:
					b.WriteString(string(v) + "\n")
				default:
					fmt.Fprintln(&b, v)
				}
			}
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// files gives every file below a folder; the accounts of the demo name invented officers on purpose.
func files(t testing.TB, folder string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && d.Name() != "demo-accounts.json" && d.Name() != "demo-own.json" {
			out[path] = path + "\n" + readFile(t, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// traces is everything that the house leaves behind it, by where.
func (w *world) traces(t testing.TB, temp, addresses string) map[string]string {
	out := map[string]string{
		"the log as text": w.logs.text.String(), "the log as JSON": w.logs.json.String(), "addresses": addresses,
		"rows of jobs": w.kept(t, "jobs_"), "rows of the audit": w.kept(t, "audit_"), "rows of the store": w.kept(t, "store_"), "rows of history": w.kept(t, "history_"),
	}
	for _, folder := range []string{w.folder, temp} {
		for path, body := range files(t, folder) {
			out[path] = body
		}
	}
	return out
}

// After a walk through every page and act no name and no number of anybody stands in a log, a job, a fact, a command that
// is remembered, an address, a file for the while, or in the clear anywhere in the data folder. Where one is put on purpose
// it is found.
func TestNothingNamesAnybody(t *testing.T) {
	w, temp := open(t), t.TempDir()
	t.Setenv("TMPDIR", temp)
	n := w.everybody(t)
	seen := w.wander(t)
	if _, err := w.Jobs.Drain(t.Context()); err != nil {
		t.Log("jobs:", err)
	}
	for where, body := range w.traces(t, temp, seen) {
		if got := n.in(body); len(got) > 0 {
			t.Errorf("%s tells of %d: %q", where, len(got), got[:min(len(got), 5)])
		}
	}
	if len(seen) < 100_000 || w.logs.text.Len() < 100_000 {
		t.Errorf("the walk was too short: %d of addresses, %d of log", len(seen), w.logs.text.Len())
	}
	w.bites(t, n, temp, seen)
}

// bites puts a name into each place once.
func (w *world) bites(t *testing.T, n needles, temp, seen string) {
	t.Helper()
	var name string
	for _, list := range n {
		name = list[0]
		break
	}
	w.Log.Info("planted", "who", name)
	w.exec(t, `insert into jobs_job values ('planted', 'x', 'general', ?, 'failed', 0, 1, 0, '', '', 0, '', '')`, `{"who":"`+name+`"}`)
	w.exec(t, `insert into store_command (month, key, actor, at, result) values (0, 'planted', '', 0, ?)`, name)
	if err := os.WriteFile(filepath.Join(temp, "planted"), []byte("x"+name+"x"), 0o600); err != nil {
		t.Fatal(err)
	}
	found := w.traces(t, temp, seen+"/people?q="+name)
	for _, where := range []string{"the log as text", "the log as JSON", "rows of jobs", "rows of the store", "addresses", filepath.Join(temp, "planted")} {
		if !slices.Contains(n.in(found[where]), name) {
			t.Errorf("%s: a name that was put there is not found", where)
		}
	}
	w.exec(t, `delete from jobs_job where id = 'planted'`)
	w.exec(t, `delete from store_command where key = 'planted'`)
	w.logs.text.Reset()
	w.logs.json.Reset()
}
