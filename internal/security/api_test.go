package security_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/text"
	purposes "guitu/internal/door/purpose"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
)

// What the page does not show, the interface for machines does not tell: every seat asks for the same file, list and search
// through both, and each word and number of the answer stands on the page that this seat gets.
func TestTheInterfaceTellsNoMoreThanThePage(t *testing.T) {
	w := open(t)
	file := "/people/" + string(w.chosen["p"])
	told, lists := 0, 0
	for _, s := range w.seats {
		page, answer := w.both(t, s, file, "")
		if page != answer && answer != http.StatusForbidden {
			t.Errorf("%s: the page of a file is %d, the interface %d", s, page, answer)
		}
		for _, why := range append(policy.Purposes(), "") {
			if why == policy.Emergency { // it is not said here
				continue
			}
			if page, answer = w.both(t, s, file, why); (page == http.StatusOK) != (answer == http.StatusOK) {
				t.Errorf("%s for %q: the page is %d, the interface %d", s, why, page, answer)
			}
			if answer == http.StatusOK {
				told++
			}
		}
		for _, path := range []string{"/people", "/people?left=1", "/people?sort=-admitted&rows=20"} {
			if page, answer = w.both(t, s, path, ""); (page == http.StatusOK) != (answer == http.StatusOK) {
				t.Errorf("%s: the page of %s is %d, the interface %d", s, path, page, answer)
			}
			if answer == http.StatusOK {
				lists++
			}
		}
	}
	if told < 20 || lists < 60 {
		t.Errorf("only %d files and %d lists were told", told, lists)
	}
}

// both asks for the same on the page and of the interface, for a purpose, and holds what is told against what is shown. The
// statuses are those that mean the same: a page that leads to the sign-in, or asks why, is no page.
func (w *world) both(t *testing.T, s seat, path, why string) (page, answer int) {
	t.Helper()
	r := request(t.Context(), t, try{method: http.MethodGet, path: path}, s.token)
	q := request(t.Context(), t, try{method: http.MethodGet, path: "/api" + path}, s.token)
	q.Header.Set("Guitu-Purpose", why)
	if why != "" {
		r.AddCookie(&http.Cookie{Name: purposes.Cookie(seal.General), Value: purposes.Said(w.session(t, s.token), w.chosen["p"], seal.General, why, w.now.Add(time.Hour))})
	}
	shown, told := w.ask(r), w.ask(q)
	page, answer = shown.Code, told.Code
	switch body := shown.Body.String(); {
	case page == http.StatusSeeOther:
		page = http.StatusUnauthorized
	case page == http.StatusOK && strings.Contains(body, `action="/purpose"`):
		page = http.StatusForbidden
	case page == http.StatusOK && answer == http.StatusOK:
		var v any
		if err := json.Unmarshal(told.Body.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		plain := spaces.ReplaceAllString(body, "")
		for _, word := range w.words(t, nil, "", v) {
			if !strings.Contains(plain, spaces.ReplaceAllString(word, "")) {
				t.Errorf("%s: %s for %q tells %q, which the page does not show", s, path, why, word)
			}
		}
	}
	return page, answer
}

var spaces = regexp.MustCompile(`\s+`)

// coded are the members that say nothing of anybody, or nothing that a reader does not know by asking: ids of units, a place
// in a list, the only facility that he sees.
var coded = map[string]bool{
	"version": true, "facility.id": true, "unit.id": true, "people.facility.id": true, "people.unit.id": true, "next": true, "prev": true,
	"people.facility.name": true,
}

// words are the texts and numbers of an answer, as the pages write them.
func (w *world) words(t *testing.T, out []string, name string, v any) []string {
	t.Helper()
	zh := w.Words.In(text.ZH)
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			out = w.words(t, out, strings.TrimPrefix(name+"."+k, "."), x)
		}
		return out
	case []any:
		for _, x := range v {
			out = w.words(t, out, name, x)
		}
		return out
	case float64:
		if !coded[name] {
			out = append(out, strconv.FormatFloat(v, 'f', -1, 64))
		}
		return out
	case string:
		switch name {
		case "sex":
			v = zh.T("case.sex." + v)
		case "phase", "people.phase":
			v = zh.T("resident.phase." + v)
		case "people.state":
			v = zh.Or("law.substate."+v, zh.Or("law.state."+v, v))
		case "language":
			v = zh.T("case.language." + v)
		case "access":
			v = zh.Or("case.access."+v, v)
		case "out":
			v = zh.T("outing.kind." + v)
		case "left", "people.left", "people.admitted", "people.end":
			d, err := civil.ParseDate(v)
			if err != nil {
				t.Fatal(name, err)
			}
			v = zh.Day(d)
		}
		if !coded[name] {
			out = append(out, v)
		}
	}
	return out
}
