package stories

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"guitu/internal/app"
	"guitu/internal/base/id"
	"guitu/internal/demo"
	"guitu/internal/domain/census"
	"guitu/internal/domain/person"
	"guitu/internal/domain/sealing"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

var links = regexp.MustCompile(`href="(/[^"#]*)`)

// crawl walks the pages of who acts from link to link, at most so many, and gives the address of each page that says one of
// some words. The log is left out: it keeps ids, and is told apart below.
func (w *world) crawl(most int, words []string) (found []string, seen int) {
	queue, known := []string{"/", "/people?left=1", "/people", "/figures", "/sealings"}, map[string]bool{}
	for _, x := range words {
		queue = append(queue, "/search?q="+url.QueryEscape(x))
	}
	for len(queue) > 0 && seen < most {
		at := queue[0]
		queue = queue[1:]
		if known[at] || strings.HasPrefix(at, "/sign-out") || strings.HasPrefix(at, "/help") || strings.HasPrefix(at, "/static") || strings.HasPrefix(at, "/admin/audit") {
			continue
		}
		known[at] = true
		rec := w.browse(w.request("GET", at, nil))
		if rec.Code != http.StatusOK || !strings.HasPrefix(rec.Header().Get("Content-Type"), "text/html") {
			continue
		}
		seen++
		page := rec.Body.String()
		text := page
		if strings.HasPrefix(at, "/search") { // what was typed stands in the box again
			_, text, _ = strings.Cut(page, "<main")
		}
		for _, x := range words {
			if strings.Contains(text, x) && !strings.HasPrefix(at, "/search") || strings.HasPrefix(at, "/search") && strings.Contains(text, "/people/"+x) {
				found = append(found, at+" says "+x)
			}
		}
		for _, m := range links.FindAllStringSubmatch(page, -1) {
			queue = append(queue, html.UnescapeString(m[1]))
		}
	}
	return found, seen
}

// No page of any officer says that somebody is there, or was, once his file is sealed.
func TestNoPageShowsWhoIsSealed(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			w := &world{t: t, engine: engine, people: people{}, officers: officers{}}
			if err := w.open(time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)); err != nil {
				t.Fatal(err)
			}
			defer w.house.Close()
			accounts, err := w.house.Demo(t.Context(), app.Demo{Seed: 21, Size: 60})
			if err != nil {
				t.Fatal(err)
			}
			if w.pages, err = w.house.Handler(t.Context()); err != nil {
				t.Fatal(err)
			}
			sealed, confirm := w.asked(3)
			w.sit(accounts[slices.IndexFunc(accounts, func(a demo.Account) bool { return a.Role == "bureau_legal" })])
			if found, _ := w.crawl(250, sealed); len(found) == 0 {
				t.Fatal("this test would not see him if he were there")
			}
			confirm()
			for _, a := range accounts {
				if !slices.Contains([]string{"legal_officer", "facility_head", "bureau_legal", "bureau_inspector", "system_keeper", "case_officer"}, a.Role) || a.Second {
					continue
				}
				w.sit(a)
				if found, seen := w.crawl(250, sealed); len(found) > 0 || seen < 10 {
					t.Errorf("%s: %d pages, %v", a.Role, seen, found)
				}
				for _, x := range sealed {
					if _, err := id.Parse(x); err != nil {
						continue
					}
					for _, tab := range []string{"", "/law", "/duties", "/family", "/identity", "/documents", "/trail", "/papers", "/sealing"} {
						his, nobodys := w.browse(w.request("GET", "/people/"+x+tab, nil)), w.browse(w.request("GET", "/people/"+string(id.New())+tab, nil))
						if his.Code != nobodys.Code || len(his.Body.String()) != len(nobodys.Body.String()) {
							t.Errorf("%s: %s of who is sealed is answered %d, of who never was %d", a.Role, tab, his.Code, nobodys.Code)
						}
					}
				}
			}
		})
	}
}

// sit lets a demo officer sit down.
func (w *world) sit(a demo.Account) {
	w.t.Helper()
	w.officers[a.Account] = &officer{secret: a.Secret}
	if err := w.signInWith(a.Account, a.Password); err != nil {
		w.t.Fatal(a.Role, err)
	}
}

// asked asks that the files of some whose course has ended be sealed. It gives what names them, and who seals them.
func (w *world) asked(n int) (named []string, confirm func()) {
	w.t.Helper()
	now := w.hand.Now()
	asks, seals := policytest.As(w.t.Context(), "bureau_legal", "", "", now), policytest.As(w.t.Context(), "bureau_legal", "", "", now)
	var asked []id.ID
	all, err := w.house.Census.Residents(asks, census.Filter{Left: true}, store.Page{Limit: 60})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, row := range all.Rows {
		x, err := store.Read(asks, w.house.DB, func(tx *store.Tx) (person.Person, error) { return w.house.Person.Get(asks, tx, row.Person) })
		if err != nil {
			w.t.Fatal(err)
		}
		s, err := w.house.Sealings.Ask(asks, store.NewKey(), sealing.Draft{Person: row.Person, Ground: "closed", Reason: "期满", Known: true, Why: "机关来函"})
		if err != nil {
			continue // something is open in it
		}
		asked = append(asked, s)
		named = append(named, string(x.ID))
		for _, word := range []string{x.Number(), x.NumberOf(person.FileNumber)} {
			if word != "" {
				named = append(named, word)
			}
		}
		if len(asked) == n {
			break
		}
	}
	if len(asked) < n {
		w.t.Fatalf("only %d could be sealed", len(asked))
	}
	return named, func() {
		for _, s := range asked {
			if err := w.house.Sealings.Confirm(seals, store.NewKey(), s, 1); err != nil {
				w.t.Fatal(err)
			}
		}
	}
}
