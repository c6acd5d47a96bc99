package app_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"guitu/internal/app"
	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	"guitu/internal/platform/store"
)

// Dates in files are written in one form, whatever the language.
var inWords, sortable = regexp.MustCompile(`\d+年\d+月\d+日`), regexp.MustCompile(`(?m)^20\d\d-\d\d-\d\d \d\d:\d\d,`)

// Whoever holds the machine takes out every list there is, and is told their names when he asks for another.
func TestEveryListLeavesByTheCommandLine(t *testing.T) {
	each(t, func(t *testing.T, h *app.House) {
		if _, err := h.FacilityNamed(t.Context(), store.NewKey(), "云岭示范所"); err != nil {
			t.Fatal(err)
		}
		if _, err := h.AddOfficer(t.Context(), store.NewKey(), app.Newcomer{SignIn: "lin", Name: "林见微", Role: "intake_officer", Unit: "云岭示范所"}); err != nil {
			t.Fatal(err)
		}
		var names []string
		has := map[string]string{"posts": "林见微,收治民警,云岭示范所", "rules": "ci.term,2 年", "imports": "导入编号", "audit": "staff.appointed"}
		for _, l := range h.Exports.Lists() {
			names = append(names, l.Name)
			file := filepath.Join(t.TempDir(), l.Name+".csv")
			rows, err := h.Export(t.Context(), app.Export{List: l.Name, File: file, Purpose: "核对"})
			if err != nil {
				t.Errorf("%s: %v", l.Name, err)
				continue
			}
			body, err := os.ReadFile(file)
			if n := strings.Count(string(body), "\r\n"); err != nil || n != rows+2 || !strings.Contains(string(body), has[l.Name]) {
				t.Errorf("%s: %d lines of %d rows, %v\n%.600s", l.Name, n, rows, err, body)
			}
			if _, cells, _ := strings.Cut(string(body), "\r\n"); inWords.MatchString(cells) || l.Name == "audit" && !sortable.MatchString(cells) {
				t.Errorf("%s: a date that no spreadsheet sorts: %.300s", l.Name, cells)
			}
			for _, locale := range []text.Locale{text.ZH, text.EN} {
				if head, want := h.Words.In(locale), append([]string{"export.list." + l.Name}, l.Columns...); slices.ContainsFunc(want, func(k string) bool { return head.Or(k, "") == "" }) {
					t.Errorf("%s: a title has no words in %s", l.Name, locale)
				}
			}
		}
		for _, name := range strings.Fields("residents left ends duties imports audit posts partners rooms rules") {
			if !slices.Contains(names, name) {
				t.Errorf("no list %s", name)
			}
		}
		_, err := h.Export(t.Context(), app.Export{List: "nobody", File: filepath.Join(t.TempDir(), "x.csv"), Purpose: "核对"})
		if errs.CodeOf(err) != "export.no_list" {
			t.Fatal(err)
		}
		if said := h.Words.In(text.ZH).T(errs.Find(err).Code, errs.Find(err).Args...); !strings.Contains(said, "posts, partners, rooms, rules") {
			t.Error(said)
		}
	})
}
