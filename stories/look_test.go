package stories

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"guitu/internal/base/actor"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/law"
	"guitu/internal/domain/term/written"
	"guitu/internal/platform/store"
)

// showPerson shows each measure of somebody: kind, state, first and last day, days left.
func showPerson(w *world, args []string, _ written.Values) (out string, err error) {
	if err := need(args, 1, "person NAME"); err != nil {
		return "", err
	}
	return out, w.act(func(ctx context.Context) error {
		p, err := w.person(ctx, args[0])
		if err != nil {
			return err
		}
		v, err := w.house.Measure.View(ctx, p)
		if err != nil {
			return err
		}
		var b strings.Builder
		for _, m := range v.Answer.Measures {
			fmt.Fprintf(&b, "%s %s %s %s–%s", m.Kind, m.State, m.Substate, m.Start, m.End)
			if !m.End.IsZero() {
				fmt.Fprintf(&b, " %d days left", m.End.Sub(today(w)))
			}
			b.WriteString("\n")
		}
		for _, e := range v.Life.Events {
			fmt.Fprintf(&b, "fact %d %s %s %s\n", e.Seq, e.Fact.Type, e.Fact.On, e.Outside)
		}
		out = b.String()
		return nil
	})
}

// showDuties shows everything owed about somebody, closed ones too: code, state, due day, articles.
func showDuties(w *world, args []string, _ written.Values) (out string, err error) {
	if err := need(args, 1, "duties NAME"); err != nil {
		return "", err
	}
	return out, w.act(func(ctx context.Context) error {
		p, err := w.person(ctx, args[0])
		if err != nil {
			return err
		}
		out, err = store.Read(ctx, w.house.DB, func(tx *store.Tx) (string, error) {
			all, err := duty.Of(ctx, tx, p)
			return w.list(all), err
		})
		return err
	})
}

// showDay shows what the officer's first page shows: who must leave, overdue, today, soon, free, done.
func showDay(w *world, _ []string, _ written.Values) (out string, err error) {
	err = w.act(func(ctx context.Context) error {
		out, err = store.Read(ctx, w.house.DB, func(tx *store.Tx) (string, error) {
			seats, err := duty.SeatsOf(ctx, tx, actor.From(ctx))
			if err != nil {
				return "", err
			}
			day, err := duty.DayOf(ctx, tx, seats, 100)
			if err != nil {
				return "", err
			}
			var b strings.Builder
			for _, part := range day.Parts() {
				fmt.Fprintf(&b, "%s %d\n%s", part.Name, len(part.Duties), w.list(part.Duties))
			}
			fmt.Fprintf(&b, "paper %d\n", day.Paper)
			return b.String(), nil
		})
		return err
	})
	return out, err
}

func (w *world) list(ds []duty.Duty) string {
	called := map[string]string{}
	for name, p := range w.people {
		called[string(p)] = name
	}
	var b strings.Builder
	for _, d := range ds {
		state := string(d.State)
		if d.Overdue(w.hand.Now()) {
			state = "overdue"
		}
		var articles []string
		for _, a := range strings.Split(d.Basis, "; ") {
			articles = append(articles, w.words.Article(law.Citation(a)))
		}
		due := d.Due.Day.String()
		if due == "" && !d.Due.None() {
			due = d.Due.Moment().In(w.hand.Now().Location()).Format(minute)
		}
		fmt.Fprintf(&b, "  %s %s %s due %s owner %s %s\n", called[string(d.Subject)], d.Code, state, due, d.Owner, strings.Join(articles, " "))
	}
	return b.String()
}

func search(w *world, args []string, _ written.Values) (out string, err error) {
	err = w.act(func(ctx context.Context) error {
		found, err := w.house.Census.Search(ctx, strings.Join(args, " "), store.Page{})
		for _, r := range found.Rows {
			out += fmt.Sprintf("%s %s %s %s\n", r.Name.Text, r.State, r.End, r.UnitName)
		}
		return err
	})
	return out, err
}

// visitor sits down at a browser where nobody has signed in.
func visitor(w *world, _ []string, _ written.Values) (string, error) {
	w.now = &officer{}
	return "", nil
}

// link is the one-time link of the first administrator, as `guitu serve` prints it; the story reads it as $LINK.
func link(ts *testscript.TestScript, _ bool, _ []string) {
	w := ts.Value(worldKey{}).(*world)
	to, needed, err := w.house.FirstLink(context.Background())
	if err != nil || !needed {
		ts.Fatalf("no link: %v", err)
	}
	ts.Setenv("LINK", strings.TrimPrefix(to, w.house.Config.BaseURL()))
}

// getPage shows a page as words: what stands between its tags.
func getPage(w *world, args []string, _ written.Values) (string, error) {
	if err := need(args, 1, "page PATH"); err != nil {
		return "", err
	}
	rec := w.browse(w.request("GET", args[0], nil))
	if to := rec.Header().Get("Location"); rec.Code == http.StatusSeeOther && to != "" {
		rec = w.browse(w.request("GET", to, nil))
	}
	return page(rec)
}

// postPage posts a form as a browser without script does, and shows the page it leads to.
func postPage(w *world, args []string, with written.Values) (string, error) {
	if err := need(args, 1, "post PATH field=value…"); err != nil {
		return "", err
	}
	form := url.Values{}
	for k, v := range with {
		form.Set(k, v)
	}
	r := w.request("POST", args[0], strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := w.browse(r)
	if to := rec.Header().Get("Location"); rec.Code == http.StatusSeeOther && to != "" {
		return getPage(w, []string{to}, nil)
	}
	return page(rec)
}

var (
	hidden = regexp.MustCompile(`(?s)<(script|style|template|svg|head)\b.*?</(script|style|template|svg|head)>`)
	tags   = regexp.MustCompile(`<[^>]*>`)
	blanks = regexp.MustCompile(`[ \t]*\n\s*`)
)

func page(rec *httptest.ResponseRecorder) (string, error) {
	body := hidden.ReplaceAllString(rec.Body.String(), "")
	body = tags.ReplaceAllString(strings.ReplaceAll(body, "><", ">\n<"), "")
	shown := blanks.ReplaceAllString(strings.TrimSpace(html.UnescapeString(body)), "\n") + "\n"
	if rec.Code >= 400 {
		return "", fmt.Errorf("%d\n%s", rec.Code, shown)
	}
	return shown, nil
}
