package seal

import (
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

func signerOf(t *testing.T, suites ...Suite) *Signer {
	t.Helper()
	s := &Signer{}
	for _, x := range suites {
		p, err := newPair(x, random(macSize))
		if err != nil {
			t.Fatal(err)
		}
		s.pairs = append(s.pairs, p)
	}
	return s
}

// A note says by its key what checks it; what was changed, or signed by another, does not hold.
func TestNotesOfBothSuites(t *testing.T) {
	for _, s := range []Suite{Intl, GM} {
		mine, err := signerOf(t, s).Notes("guitu/n1")
		if err != nil {
			t.Fatal(err)
		}
		other, err := signerOf(t, s).Notes("guitu/n1")
		if err != nil {
			t.Fatal(err)
		}
		signed, err := note.Sign(&note.Note{Text: "guitu/n1\n7\n"}, mine)
		if err != nil {
			t.Fatal(err)
		}
		v, err := NoteVerifier(mine.Key())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := note.Open(signed, note.VerifierList(v)); err != nil {
			t.Errorf("%s: %v", s, err)
		}
		if _, err := note.Open([]byte(strings.Replace(string(signed), "\n7\n", "\n8\n", 1)), note.VerifierList(v)); err == nil {
			t.Errorf("%s: an altered note holds", s)
		}
		if _, err := note.Open(signed, other.Verifiers()); err == nil {
			t.Errorf("%s: another's key takes it", s)
		}
		if _, err := NoteVerifier(mine.Key()[:len(mine.Key())-4]); err == nil {
			t.Errorf("%s: a key cut short is one", s)
		}
	}
	intl, err := signerOf(t, Intl).Notes("guitu/n1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := note.NewVerifier(intl.Key()); err != nil {
		t.Error("other people's tools do not know the key:", err)
	}
}

// What a signer signed under an older suite holds by the keys that it names.
func TestASignerKnowsItsOlderKeys(t *testing.T) {
	both := signerOf(t, GM, Intl)
	now, err := both.Notes("guitu/n1")
	if err != nil {
		t.Fatal(err)
	}
	before, err := (&Signer{pairs: both.pairs[1:]}).Notes("guitu/n1")
	if err != nil {
		t.Fatal(err)
	}
	for name, by := range map[string]*NoteSigner{"now": now, "before": before} {
		signed, err := note.Sign(&note.Note{Text: "a note\n"}, by)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := note.Open(signed, now.Verifiers()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(now.Keys()) != 2 || now.Keys()[0] != now.Key() || now.Keys()[1] != before.Key() {
		t.Error(now.Keys())
	}
}
