package authn

import (
	"encoding/base64"
	"math/bits"
	"strings"
	"testing"

	"guitu/internal/base/id"
)

// What must not be guessed is made of random bits: 128 or more in each token, as many ones as zeros in every place, and no
// two alike.
func TestTokensAreRandom(t *testing.T) {
	raw := func(s string) []byte {
		b, err := base64.RawURLEncoding.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	ids := func() []byte { // two ids, as the form's token and the steps of a sign-in are: without their clocks and versions
		a, b := string(id.New()), string(id.New())
		return []byte(strings.ToLower(a[14:] + b[14:]))
	}
	for name, make := range map[string]func() []byte{
		"session": func() []byte { return raw(secret()) },
		"second":  func() []byte { b, _ := secretText.DecodeString(newSecret()); return b },
	} {
		const times = 4000
		seen, ones, random := map[string]bool{}, map[int]int{}, 0
		for range times {
			b := make()
			seen[string(b)] = true
			for i := range len(b) * 8 {
				ones[i] += int(b[i/8] >> (i % 8) & 1)
			}
		}
		for _, n := range ones {
			if n > times*45/100 && n < times*55/100 { // more than six deviations
				random++
			}
		}
		if len(seen) != times || random < 128 || random != len(ones) {
			t.Errorf("%s: %d of %d bits are random, %d different", name, random, len(ones), len(seen))
		}
	}
	seen, letters := map[string]bool{}, map[int]map[byte]bool{}
	for range 4000 {
		b := ids()
		seen[string(b)] = true
		for i, c := range b {
			if letters[i] == nil {
				letters[i] = map[byte]bool{}
			}
			letters[i][c] = true
		}
	}
	random := 0
	for _, l := range letters {
		random += bits.Len(uint(len(l))) - 1 // bits that vary in a letter
	}
	if len(seen) != 4000 || random < 115 {
		t.Errorf("two ids: %d random bits in their ends, %d different", random, len(seen))
	}
}
