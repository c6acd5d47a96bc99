package password

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"github.com/alexedwards/argon2id"

	"guitu/internal/base/errs"
)

// A wrong name must take as long as a wrong password: the same parameters, and a hash that can be computed.
func TestNobodysHashCostsTheSame(t *testing.T) {
	p, salt, key, err := argon2id.DecodeHash(nobodys)
	if err != nil || *p != pinned || len(salt) != 16 || len(key) != 32 {
		t.Fatalf("%+v %v", p, err)
	}
	h := NewHasher()
	made := map[Hashed]bool{}
	for range 2 { // a new hash is as slow, and has a salt of its own
		kept, err := h.Hash(t.Context(), "the same long sentence")
		if err != nil {
			t.Fatal(err)
		}
		p, salt, key, err := argon2id.DecodeHash(string(kept))
		if err != nil || p.Memory < 19*1024 || p.Iterations < 2 || len(salt) < 16 || len(key) < 32 || made[kept] {
			t.Errorf("%+v %v, twice the same: %v", p, err, made[kept])
		}
		made[kept] = true
	}
	for _, kept := range []Hashed{"", nobodys} {
		if ok, err := h.Matches(context.Background(), "x", kept); ok || err != nil {
			t.Errorf("%v %v", ok, err)
		}
	}
}

// The change of shift: a thousand sign-ins at once take the memory of a few, and who cannot wait is told so.
func TestAStormOfSignInsIsBounded(t *testing.T) {
	h := NewHasher()
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
		if len(p) >= Shortest {
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

// Ten characters to 128, whatever they are, compared as they were typed.
func TestPasswordsOfEveryLength(t *testing.T) {
	h := NewHasher()
	long := strings.Repeat("归去来兮田园将芜", 16) // 128 characters, 384 bytes
	for p, want := range map[string]string{
		"三餐四季 walk": "authn.short", long + "胡": "authn.long", "三餐四季 walks": "", long: "", strings.Repeat(" ab-c", 13): "",
	} {
		err := Check("li.min", p)
		got := ""
		if e := errs.Find(err); e != nil && len(e.Fields) > 0 {
			got = e.Fields[0].Code
		}
		if got != want {
			t.Errorf("%d characters: %q", len([]rune(p)), got)
		}
	}
	kept, err := h.Hash(t.Context(), " Long River flows ")
	if err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]bool{" Long River flows ": true, "Long River flows": false, " long river flows ": false, " Long River flow": false} {
		if ok, err := h.Matches(t.Context(), typed, kept); ok != want || err != nil {
			t.Errorf("%q: %v %v", typed, ok, err)
		}
	}
}

func BenchmarkPassword(b *testing.B) {
	h := NewHasher()
	b.ReportAllocs()
	for b.Loop() {
		_, _ = h.Matches(context.Background(), "x", "")
	}
}
