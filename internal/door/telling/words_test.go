package telling_test

import (
	"strings"
	"testing"

	"guitu/internal/base/civil"
	"guitu/internal/base/text"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/term"
	"guitu/internal/door/telling"
	"guitu/internal/platform/policy"
)

func TestABedIsSaidWithWhatItIs(t *testing.T) {
	words, err := text.Load(telling.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ room, bed, zh, en string }{
		{"1106", "1", "1106室1床", "room 1106, bed 1"},
		{"6舍", "01床", "6舍01床", "6舍01床"},
		{"A3", "02床", "A3室02床", "room A3 02床"},
		{"3舍", "4", "3舍4床", "3舍 bed 4"},
		{"1106", "", "1106室", "room 1106"},
		{"", "", "", ""},
	} {
		if got := telling.Bed(words.In(text.ZH), c.room, c.bed); got != c.zh {
			t.Errorf("%q, want %q", got, c.zh)
		}
		if got := telling.Bed(words.In(text.EN), c.room, c.bed); got != c.en {
			t.Errorf("%q, want %q", got, c.en)
		}
	}
}

// The log keeps the codes of purposes; people read words, whichever room asked.
func TestAPurposeIsSaidInWords(t *testing.T) {
	words, err := text.Load(telling.Catalogue, policy.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range append(policy.Purposes(), "identity_check", "paperwork") {
		for _, l := range []text.Locale{text.ZH, text.EN} {
			if got := telling.Purpose(words.In(l), code); got == code || got == "" {
				t.Errorf("%s in %s is %q", code, l, got)
			}
		}
	}
}

// Of who came by himself no officer who handed him over signed for the injuries: the fact does not say that one did. Who approved a
// treatment outside handed over nobody either.
func TestNobodyIsSaidToHaveHandedOverWhoCameByHimself(t *testing.T) {
	words, err := text.Load(telling.Catalogue, measure.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	came, treated := term.OnDay(term.JAAdmitted, civil.On(2026, 3, 2)), term.OnDay(term.OutsideMedicalApproved, civil.On(2026, 3, 2))
	came.Injuries, came.SignedByPolice, treated.By = true, true, term.Police
	for l, want := range map[text.Locale][2]string{
		text.ZH: {"移交民警或检查人员", "公安机关"}, text.EN: {"handing-over officer, or who examined the resident", "police"},
	} {
		if got := telling.Said(words.In(l), came); !strings.HasSuffix(got, want[0]) {
			t.Error(got)
		}
		if got := telling.Said(words.In(l), treated); !strings.HasSuffix(got, want[1]) || strings.Contains(got, "handing") {
			t.Error(got)
		}
	}
}
