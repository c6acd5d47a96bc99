package seal_test

import (
	"bytes"
	"testing"

	"guitu/internal/base/errs"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

func TestAPhraseOpensWhatItLocked(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		v := sealtest.Vault(t, db)
		locked := v.LockBy("山高月小 水落石出", "office/bureau", []byte("the private half"))
		if got, err := v.UnlockBy(" 山高月小 水落石出 ", "office/bureau", locked); err != nil || string(got) != "the private half" {
			t.Fatalf("%q %v", got, err)
		}
		if bytes.Contains(locked, []byte("private")) {
			t.Error("it can be read")
		}
		if again := v.LockBy("山高月小 水落石出", "office/bureau", []byte("the private half")); bytes.Equal(again, locked) {
			t.Error("the same secret locks to the same bytes")
		}
		altered := append([]byte(nil), locked...)
		altered[len(altered)-1] ^= 1
		for name, open := range map[string]func() ([]byte, error){
			"another phrase": func() ([]byte, error) { return v.UnlockBy("山高月小", "office/bureau", locked) },
			"another place":  func() ([]byte, error) { return v.UnlockBy("山高月小 水落石出", "office/other", locked) },
			"altered":        func() ([]byte, error) { return v.UnlockBy("山高月小 水落石出", "office/bureau", altered) },
			"nothing":        func() ([]byte, error) { return v.UnlockBy("山高月小 水落石出", "office/bureau", nil) },
		} {
			if got, err := open(); !errs.Is(err, "seal.phrase_wrong") || got != nil {
				t.Errorf("%s: %q %v", name, got, err)
			}
		}
	})
}

// The phrase alone does not open a stolen file: another house with the same phrase has another key.
func TestAPhraseIsWorthNothingWithoutTheHouse(t *testing.T) {
	var locked []byte
	for range 2 {
		storetest.Each(t, func(t *testing.T, db *store.DB) {
			v := sealtest.Vault(t, db)
			if locked == nil {
				locked = v.LockBy("phrase of the reader", "x", []byte("secret"))
			} else if _, err := v.UnlockBy("phrase of the reader", "x", locked); !errs.Is(err, "seal.phrase_wrong") {
				t.Error("another house opened it:", err)
			}
		})
	}
}
