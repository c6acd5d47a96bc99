package app_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"guitu/internal/app"
	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/demo"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/authn"
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
		has := map[string]string{"posts": "林见微,收治民警,云岭示范所", "rules": "ci.term,2 年", "imports": "导入编号", "audit": "任命岗位"}
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
		link := filepath.Join(t.TempDir(), "link.csv")
		if err := os.Symlink(os.DevNull, link); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Export(t.Context(), app.Export{List: "posts", File: link, Purpose: "核对"}); errs.CodeOf(err) != "app.export_unwritable" {
			t.Error("what is no file was replaced by a list:", err)
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

// Above two hundred people the command line asks for a second person, whose signature is checked like any sign-in.
func TestManyPeopleLeaveWithASecondPerson(t *testing.T) {
	each(t, func(t *testing.T, h *app.House) {
		var b strings.Builder
		b.WriteString("姓名,性别,证件号码,决定机关,决定书文号,决定日期,入所日期\n")
		for i := range 201 {
			fmt.Fprintf(&b, "周明,男,%s,内江市公安局,甲%d号,2025-01-02,2025-02-03\n", cn.Invent(civil.On(1980, 1, 1).AddDays(i), 11), i)
		}
		roster := filepath.Join(t.TempDir(), "roster.csv")
		if err := os.WriteFile(roster, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := h.Import(t.Context(), app.Import{File: roster, Facility: "云岭示范所", Words: h.Words.In(text.ZH)}); err != nil || got.Created != 201 {
			t.Fatalf("%+v %v", got, err)
		}
		officer(t, h, "head", "facility_head")
		officer(t, h, "intake", "intake_officer")
		out := filepath.Join(t.TempDir(), "out.csv")
		told := 0
		e := app.Export{List: "residents", File: out, Purpose: "核对", Counted: func(n int) { told = n }}
		if _, err := h.Export(t.Context(), e); errs.CodeOf(err) != "export.second_needed" || told != 201 {
			t.Errorf("%d %v", told, err)
		}
		signs := func(name, password string, at time.Time) func() (authn.Attempt, error) {
			return func() (authn.Attempt, error) {
				return authn.Attempt{Name: name, Password: password, Code: authn.Code(authn.DemoSecret, at), Source: "terminal"}, nil
			}
		}
		for name, second := range map[string]func() (authn.Attempt, error){
			"a wrong password":    signs("head", "no password at all", h.Clock()),
			"an old code":         signs("head", demo.Password, h.Clock().Add(-time.Hour)),
			"who may not approve": signs("intake", demo.Password, h.Clock()),
		} {
			e.Second = second
			if _, err := h.Export(t.Context(), e); errs.KindOf(err) != errs.Denied && errs.KindOf(err) != errs.Unauthenticated {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := os.Stat(out); err == nil {
			t.Error("something has left")
		}
		e.Second = signs("head", demo.Password, h.Clock())
		if n, err := h.Export(t.Context(), e); err != nil || n != 201 {
			t.Errorf("%d %v", n, err)
		}
	})
}

// officer opens an account with a second factor for a seat in the facility.
func officer(t *testing.T, h *app.House, name, role string) {
	t.Helper()
	password, err := h.Accounts.Hash(t.Context(), name, demo.Password)
	if err != nil {
		t.Fatal(err)
	}
	ctx := actor.With(t.Context(), actor.Part("demo"))
	if _, err := store.Write(ctx, h.DB, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
		place, err := facility.Named(ctx, tx, "云岭示范所")
		if err != nil {
			return "", err
		}
		member, err := h.Staff.EnrolIn(ctx, tx, place.ID, staff.Draft{Name: "林" + name})
		if err != nil {
			return "", err
		}
		if _, err := h.Staff.AppointIn(ctx, tx, staff.PostDraft{Member: member, Unit: place.ID, Role: role, From: tx.Today().String()}); err != nil {
			return "", err
		}
		return h.Accounts.OpenDemoIn(ctx, tx, authn.Opening{Staff: member, Name: name}, password)
	}); err != nil {
		t.Fatal(err)
	}
}
