package papercheck_test

import (
	"strings"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/paper"
	"guitu/internal/door/papercheck"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/press"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// issued is the text of the code of a term sheet, its number, and the key of the house.
func issued(t *testing.T, db *store.DB) (code, number, key string) {
	v, p := sealtest.Vault(t, db), policytest.Engine(t, db.Clock())
	ledger, err := audit.NewLedger(t.Context(), db, v)
	if err != nil {
		t.Fatal(err)
	}
	ctx, places := actor.With(t.Context(), actor.Part("demo")), facility.New(db, p)
	bureau, err := places.Found(ctx, store.NewKey(), "测试局")
	if err != nil {
		t.Fatal(err)
	}
	home, err := places.Add(ctx, store.NewKey(), facility.Draft{Parent: string(bureau), Kind: string(facility.Facility), Name: "测试所", Code: "A01"})
	if err != nil {
		t.Fatal(err)
	}
	desk := paper.New(db, v, p, ledger)
	made, err := desk.Issue(ctx, store.NewKey(), paper.Draft{
		ID: id.New(), Kind: paper.TermSheet, Facility: home, Person: id.New(), Name: "李明远", States: civil.On(2027, 7, 13), Sheet: press.Sheet{Title: "期限计算书"},
	})
	if err != nil {
		t.Fatal(err)
	}
	out, err := desk.Print(ctx, made)
	if err != nil || !out.Proven {
		t.Fatal(out, err)
	}
	return out.Sheet.QR, out.Number, desk.Key()
}

func TestAPaperIsCheckedByItsCodeAndAKey(t *testing.T) {
	words, err := text.Load(papercheck.Catalogue, paper.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	storetest.EachAt(t, clock.At(storetest.Start), func(t *testing.T, db *store.DB) {
		code, number, key := issued(t, db)
		stranger := "guitu/n1+0f9d1e40+AVjYGqoLvheWC0FJO9KnYLGlY+2HvVa+Rnrcn/gseQL2"
		swapped := []byte(code) // two letters of the statement change their places: what is said is not what was signed
		for i := 8; i < len(swapped)-3; i += 3 {
			if swapped[i] != swapped[i+3] {
				swapped[i], swapped[i+3] = swapped[i+3], swapped[i]
				break
			}
		}
		for name, c := range map[string]struct {
			code, number string
			keys         []string
			want         papercheck.Verdict
		}{
			"as it is":            {code, "", []string{stranger, key}, papercheck.Genuine},
			"with its number":     {code, " " + strings.ToLower(strings.ReplaceAll(number, "-", "－")), []string{key}, papercheck.Genuine},
			"with another number": {code, "QX-n1-A01-2026-000777", []string{key}, papercheck.OtherPaper},
			"without the key":     {code, "", []string{stranger}, papercheck.UnknownKey},
			"without any":         {code, "", nil, papercheck.UnknownKey},
			"changed on its way":  {string(swapped), "", []string{key}, papercheck.Altered},
		} {
			got, err := papercheck.Check(c.code, c.number, c.keys...)
			if err != nil || got.Verdict != c.want {
				t.Errorf("%s: %+v %v", name, got, err)
			}
			for _, l := range []text.Locale{text.ZH, text.EN} {
				p := words.In(l)
				if !p.Has(got.Verdict.Key()) || !p.Has(got.Verdict.Next()) {
					t.Errorf("%s: no words for %s", name, got.Verdict)
				}
			}
		}
		got, err := papercheck.Check(code, "", key)
		if err != nil {
			t.Fatal(err)
		}
		said := ""
		for _, l := range got.Says(words.In(text.ZH)) {
			said += l.Label + " " + l.Value + "\n"
		}
		for _, want := range []string{"期限计算书", number, "测试所", "2026年3月2日", "李某某", "2027年7月13日"} {
			if !strings.Contains(said, want) {
				t.Errorf("no %s in %s", want, said)
			}
		}
		if strings.Contains(said, "明远") {
			t.Error("somebody is named")
		}
		if _, err := papercheck.Check("GT1:too short", ""); !errs.Is(err, "witness.unreadable") {
			t.Error(err)
		}
	})
}

func TestAFileOfKeys(t *testing.T) {
	const a = "guitu/n1+0f9d1e40+AVjYGqoLvheWC0FJO9KnYLGlY+2HvVa+Rnrcn/gseQL2"
	got, err := papercheck.Keys([]byte("\xef\xbb\xbf# 省局公布\r\n" + a + "\r\n\r\n  " + a + "\n一行+别的+话\n"))
	if err != nil || len(got) != 2 || got[0] != a || got[1] != a {
		t.Error(got, err)
	}
	if _, err := papercheck.Keys([]byte("# nothing\n")); !errs.Is(err, "check.no_key") {
		t.Error(err)
	}
}
