package authn

import (
	"context"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"github.com/alexedwards/argon2id"

	"guitu/internal/base/errs"
	"guitu/internal/platform/store/storetest"
)

// A wrong name must take as long as a wrong password: the same parameters, and a hash that can be computed.
func TestNobodysHashCostsTheSame(t *testing.T) {
	p, salt, key, err := argon2id.DecodeHash(nobodys)
	if err != nil || *p != pinned || len(salt) != 16 || len(key) != 32 {
		t.Fatalf("%+v %v", p, err)
	}
	h := newHasher()
	for _, kept := range []Hashed{"", nobodys} {
		if ok, err := h.matches(context.Background(), "x", kept); ok || err != nil {
			t.Errorf("%v %v", ok, err)
		}
	}
}

// The change of shift: a thousand sign-ins at once take the memory of a few, and who cannot wait is told so.
func TestAStormOfSignInsIsBounded(t *testing.T) {
	h := newHasher()
	var running, most, turned atomic.Int32
	var wg sync.WaitGroup
	for range 1000 {
		wg.Go(func() {
			err := h.do(context.Background(), func() error {
				if n := running.Add(1); n > most.Load() {
					most.Store(n)
				}
				time.Sleep(time.Millisecond) // the hashing itself
				running.Add(-1)
				return nil
			})
			if errs.Is(err, "authn.busy") {
				turned.Add(1)
			}
		})
	}
	wg.Wait()
	if int(most.Load()) > cap(h.running) || turned.Load() == 0 {
		t.Errorf("%d at once, %d turned away", most.Load(), turned.Load())
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	for range cap(h.running) {
		h.running <- struct{}{}
	}
	if err := h.do(gone, func() error { return nil }); !errs.Is(err, "authn.busy") {
		t.Errorf("who has gone still waits: %v", err)
	}
}

func TestPlainPasswords(t *testing.T) {
	for _, p := range []string{
		"1234567890", "9876543210", "qwertyuiop", "aaaaaaaaaaaa", "abababababab", "li.min.2026", "Password2026", "admin1234", "qwer1234qwer1234",
		"iloveyou12", "football2026", "monkeymonkey", "!!dragon2026!!", "jiedusuo2026", "强制隔离戒毒2026", "民警密码1234",
	} {
		if !plain("li.min", p) {
			t.Errorf("%q is easy to guess", p)
		}
	}
	for _, p := range []string{"三餐四季 walks", "correct horse battery", "my guitu and the long river"} {
		if plain("li.min", p) {
			t.Errorf("%q was refused", p)
		}
	}
}

// The 3,000 most used passwords that are long enough: those of the list, and those that people make long enough by the
// figures that they like.
func TestTheMostUsedPasswordsAreRefused(t *testing.T) {
	long, made := 0, 0
	for p := range mostUsed() {
		if len(p) >= minPassword {
			if long++; !plain("", p) {
				t.Errorf("%q was taken", p)
			}
		}
		if len(p) >= 4 && !strings.ContainsFunc(p, func(r rune) bool { return !unicode.IsLetter(r) }) {
			if made++; !plain("", p+"20260930") {
				t.Errorf("%q was taken", p+"20260930")
			}
		}
	}
	if len(mostUsed()) < 29_000 || long < 1_000 || made < 3_000 {
		t.Errorf("the list has shrunk: %d, %d long, %d made long", len(mostUsed()), long, made)
	}
}

func TestWaitsGrowToABound(t *testing.T) {
	var last time.Duration
	for n := range 60 {
		w := forName.wait(n)
		if w < last || w > forName.most || n <= forName.free && w != 0 {
			t.Errorf("after %d wrong guesses: %v", n, w)
		}
		last = w
	}
	if last != forName.most {
		t.Errorf("the bound is never reached: %v", last)
	}
}

func TestTheBucketForgets(t *testing.T) {
	b, now := newBucket(), storetest.Start
	for i := range maxSources + 10 {
		b.take(strings.Repeat("x", i%7)+string(rune(i)), now)
	}
	if len(b.sources) > maxSources {
		t.Errorf("%d sources are remembered", len(b.sources))
	}
	for range int(bucketSize) {
		b.take("one", now)
	}
	if b.take("one", now) || !b.take("one", now.Add(2*time.Second)) || b.take("one", now.Add(2*time.Second)) {
		t.Error("one every two seconds, after the first forty")
	}
}

func TestTypedCodes(t *testing.T) {
	for typed, want := range map[string]string{
		"ABCDE-fghjkm": "abcdefghjkm", " abcde fghjkm ": "abcdefghjkm", "abcdefghjkm": "abcdefghjkm", "abcde": "", "ａｂｃｄｅ－ｆｇｈｊｋｍ": "abcdefghjkm", "": "", "123456": "",
	} {
		if got := string(plainCode(typed)); got != want {
			t.Errorf("%q is read as %q", typed, got)
		}
	}
	seen := map[string]bool{}
	for range 100 {
		for _, c := range newCodes() {
			if seen[c] || len(plainCode(c)) != 11 {
				t.Errorf("%q", c)
			}
			seen[c] = true
		}
	}
}

// Every code and fact that this room names has words in both languages, and no word is left over.
func TestEverythingHasWords(t *testing.T) {
	named := map[string]bool{}
	files, _ := os.ReadDir(".")
	for _, f := range files {
		if strings.HasSuffix(f.Name(), ".go") && !strings.HasSuffix(f.Name(), "_test.go") {
			text, _ := os.ReadFile(f.Name())
			for _, m := range regexp.MustCompile(`"(authn\.[a-z_]+)"`).FindAllStringSubmatch(string(text), -1) {
				named[m[1]] = true
			}
		}
	}
	for _, lang := range []string{"zh-CN", "en"} {
		var words map[string]string
		b, err := Catalogue.ReadFile("messages." + lang + ".json")
		if err == nil {
			err = json.Unmarshal(b, &words)
		}
		if err != nil {
			t.Fatal(err)
		}
		for code := range named {
			if words[code] == "" {
				t.Errorf("%s has no words in %s", code, lang)
			}
		}
		for code := range words {
			if !named[code] {
				t.Errorf("%s is used by nothing (%s)", code, lang)
			}
		}
	}
}

func FuzzCode(f *testing.F) {
	f.Add("123456", int64(1_700_000_000))
	f.Add("", int64(-1))
	f.Fuzz(func(t *testing.T, code string, at int64) {
		when := time.Unix(at%(1<<40), 0)
		step := stepOf(DemoSecret, code, when, 0)
		if step != 0 && stepOf(DemoSecret, code, when, step) != 0 {
			t.Error("a code counted twice")
		}
		if c := plainCode(code); c != nil && len(c) != 11 {
			t.Errorf("%q", c)
		}
		if folded := fold(code); fold(folded) != folded {
			t.Errorf("%q folds further", folded)
		}
	})
}

func BenchmarkPassword(b *testing.B) {
	h := newHasher()
	b.ReportAllocs()
	for b.Loop() {
		_, _ = h.matches(context.Background(), "x", "")
	}
}
