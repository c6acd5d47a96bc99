package security_test

import (
	"context"
	"encoding/base64"
	"html"
	"io/fs"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/person"
	purposes "guitu/internal/door/purpose"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/security/namestest"
)

// everybody is the names, aliases, readings, numbers, telephones and addresses of all persons of the province: who is kept
// and their kin. What the house says openly anyway (a word of its catalogue, a division, the name of an organ) is no
// name.
func (w *world) everybody(t testing.TB) namestest.Needles {
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
	n := namestest.Of(all, w.open(t))
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

// whom is the person of whom the walks speak.
func (w *world) whom(t *testing.T) person.Person {
	t.Helper()
	ctx := actor.With(context.Background(), actor.Part("demo"))
	p, err := store.Read(ctx, w.DB, func(tx *store.Tx) (person.Person, error) { return w.Person.Get(ctx, tx, w.chosen["p"]) })
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// unsigned are addresses where a code is not that of an act.
var unsigned = regexp.MustCompile(`^/(me|sign-in|prove|lock|stay|own|first|ticket|answer)\b`)

// wander goes through every page and act, or the acts alone, as those who see most, and gives every address that was asked for, led to or
// written into a page. The acts are done; names are looked for and typed where there is a place for them.
func (w *world) wander(t *testing.T, actsAlone bool) string {
	t.Helper()
	var seen strings.Builder
	who := []seat{w.seated(t, "legal_officer"), w.seated(t, "intake_officer"), w.seated(t, "doctor"), w.seated(t, "facility_head"), w.seated(t, "zone_officer"), w.seated(t, "bureau_legal"), w.seated(t, "system_keeper"), w.seated(t, "nobody")}
	p := w.whom(t)
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
		if r.Pattern != "POST /sign-out" && r.Pattern != "POST /lock" && r.Pattern != "POST /me/sessions/end" && (!actsAlone || strings.HasPrefix(r.Pattern, "POST ")) {
			more = append(more, w.tries(t, r)...)
		}
	}
	for _, x := range more {
		for _, s := range who {
			out := w.act(t, s, x, p)
			w.noted(&seen, x.path, out)
		}
	}
	return seen.String()
}

// act sends one request as a browser in which a name stood in the page before; who has a second factor signs what he posts.
func (w *world) act(t *testing.T, s seat, x try, p person.Person) *httptest.ResponseRecorder {
	t.Helper()
	if s.secret != "" && x.method == http.MethodPost && !unsigned.MatchString(x.path) {
		w.exec(t, `update authn_account set second_step = 0 where staff = ?`, s.member) // a code counts once, and the clock stands
		x.body = strings.TrimPrefix(x.body+"&_code="+authn.Code(s.secret, w.now), "&")
	}
	r := request(t.Context(), t, x, s.token)
	r.Header.Set("Referer", "https://127.0.0.1/search?q="+url.QueryEscape(p.Name))
	r.Header.Set("User-Agent", p.Name)
	r.AddCookie(&http.Cookie{Name: purposes.Cookie(seal.General), Value: purposes.Said(w.session(t, s.token), p.ID, seal.General, "treatment", w.now.Add(time.Hour))})
	return w.ask(r)
}

// noted keeps what of an exchange stays outside the page: the address, every header of the answer (where it leads, what a
// file is called, what the device is to keep), and the addresses in the page, which a browser tells the next one.
func (w *world) noted(seen *strings.Builder, path string, out *httptest.ResponseRecorder) {
	lines := []string{path}
	for name, values := range out.Header() {
		lines = append(lines, values...)
		if _, said, err := mime.ParseMediaType(out.Header().Get(name)); err == nil {
			lines = append(lines, said["filename"])
		}
	}
	for _, c := range out.Result().Cookies() { // one that crosses a redirect is packed
		if plain, err := base64.RawURLEncoding.DecodeString(c.Value); err == nil {
			lines = append(lines, string(plain))
		}
	}
	for _, m := range addresses.FindAllStringSubmatch(out.Body.String(), -1) {
		lines = append(lines, html.UnescapeString(m[1]))
	}
	for _, l := range lines {
		plain, err := url.QueryUnescape(l)
		if err != nil {
			plain = l
		}
		seen.WriteString(l + "\n" + plain + "\n")
	}
}

// kept gives every row of the tables whose names begin so, as text.
func (w *world) kept(t testing.TB, prefix string) string {
	t.Helper()
	var b strings.Builder
	for _, table := range w.found(t, `select '', name from sqlite_master where type = 'table' and name like ? || '%'`, prefix) {
		rows, err := namestest.Rows(w.raw, table.id)
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString(rows)
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
	seen := w.wander(t, false)
	if _, err := w.Jobs.Drain(t.Context()); err != nil {
		t.Log("jobs:", err)
	}
	for where, body := range w.traces(t, temp, seen) {
		if got := n.In(body); len(got) > 0 {
			t.Errorf("%s tells of %d: %q", where, len(got), got[:min(len(got), 5)])
		}
	}
	if len(seen) < 100_000 || w.logs.text.Len() < 100_000 {
		t.Errorf("the walk was too short: %d of addresses, %d of log", len(seen), w.logs.text.Len())
	}
	w.bites(t, n, temp, seen)
}

// bites puts a name into each place once.
func (w *world) bites(t *testing.T, n namestest.Needles, temp, seen string) {
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
		if !slices.Contains(n.In(found[where]), name) {
			t.Errorf("%s: a name that was put there is not found", where)
		}
	}
	w.exec(t, `delete from jobs_job where id = 'planted'`)
	w.exec(t, `delete from store_command where key = 'planted'`)
	w.logs.text.Reset()
	w.logs.json.Reset()
}
