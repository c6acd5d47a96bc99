// Package password knows what a password (口令) must be and how it is kept: Argon2id (RFC 9106), only a few hashed at once.
//
// What it must be is long and not what anybody would try first; mixing sorts of characters is not asked for
// (NIST SP 800-63B 3.1.1). The words that make none stand here.
package password

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"github.com/trustelem/zxcvbn/frequency"

	"guitu/internal/base/errs"
)

// Hashed is a password as it is kept: Argon2id in the reference form. Only Hasher makes one.
type Hashed string

// pinned are the parameters of every new hash: the OWASP cheat sheet's second choice, 19 MiB, two passes, one lane.
// RFC 9106's 64 MiB would let a few dozen sign-ins at the change of shift eat the memory of a facility's server.
var pinned = argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// nobodys is a hash with the pinned parameters whose password nobody knows. It is compared against when there is no
// account, so that a wrong name takes as long as a wrong password.
const nobodys = "$argon2id$v=19$m=19456,t=2,p=1$Z3VpdHUgbm9ib2R5IDE2Yg$CzBVep/E6Q4zWH2ix+wRNluApcrvFDleg6jN8hc8YYY"

// A Hasher bounds how many passwords are hashed at once, and how many wait.
type Hasher struct {
	running chan struct{}
	waiting chan struct{}
}

// NewHasher is one for a process.
func NewHasher() *Hasher {
	n := min(8, max(2, runtime.NumCPU())) // at most 152 MiB
	return &Hasher{running: make(chan struct{}, n), waiting: make(chan struct{}, 32*n)}
}

// do runs one hashing. It fails with authn.busy when too many wait, or when the caller has gone.
func (h *Hasher) do(ctx context.Context, hash func() error) error {
	select {
	case h.waiting <- struct{}{}:
		defer func() { <-h.waiting }()
	default:
		return busy()
	}
	select {
	case h.running <- struct{}{}:
		defer func() { <-h.running }()
	case <-ctx.Done():
		return errs.Because(errs.Unavailable, "authn.busy", ctx.Err())
	}
	return hash()
}

// Matches compares a password with what is kept; with nobodys when nothing is.
func (h *Hasher) Matches(ctx context.Context, password string, kept Hashed) (ok bool, err error) {
	err = h.do(ctx, func() (err error) {
		if kept == "" {
			_, err = argon2id.ComparePasswordAndHash(password, nobodys)
			return err
		}
		ok, err = argon2id.ComparePasswordAndHash(password, string(kept))
		return err
	})
	return ok, err
}

// Shortest and Longest bound a password, in characters.
const Shortest, Longest = 10, 128

// Check tells what is wrong with a new password for a sign-in name, in lower case and folded: authn.bad_password
// (Invalid, field "password": authn.short, authn.long, authn.plain).
func Check(name, password string) error {
	var f errs.Fields
	switch n := utf8.RuneCountInString(password); {
	case n < Shortest:
		f.Add("password", "authn.short", "", Shortest)
	case n > Longest:
		f.Add("password", "authn.long", "", Longest)
	case plain(name, password):
		f.Add("password", "authn.plain", "")
	}
	return f.Err("authn.bad_password")
}

// Hash hashes a secret, outside of any transaction: it takes tens of milliseconds. It fails with authn.busy.
func (h *Hasher) Hash(ctx context.Context, secret string) (Hashed, error) {
	var hash string
	err := h.do(ctx, func() (err error) {
		hash, err = argon2id.CreateHash(secret, &pinned)
		return err
	})
	return Hashed(hash), err
}

func busy() error { return errs.New(errs.TooMany, "authn.busy") }

// ofTheHouse are words that everybody here would think of: the house, the trade, who works in it. With less than five
// characters beside them they are no password.
var ofTheHouse = []string{
	"password", "admin", "qwer1234", "1qaz2wsx", "mima", "guitu", "jiedusuo", "jiedu", "qiangjie", "minjing", "sifating", "jianyu",
	"归途", "戒毒", "强制隔离", "民警", "司法", "密码", "管理员",
}

// mostUsed are the 30,000 passwords that people use most, as leaks have shown them.
var mostUsed = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, p := range frequency.FrequencyLists["passwords"] {
		m[p] = true
	}
	return m
})

// leaked tells whether a password is one of those, or becomes one without the figures and signs around it: that is how
// people make a short one as long as it has to be.
func leaked(p string) bool {
	core := strings.TrimFunc(p, func(r rune) bool { return !unicode.IsLetter(r) })
	return mostUsed()[p] || len(core) >= 4 && mostUsed()[core] || len(p)%2 == 0 && mostUsed()[p[:len(p)/2]] && p[:len(p)/2] == p[len(p)/2:]
}

// plain tells whether a password is what anybody would try first: the name, one or two characters over and over, a row of
// the keyboard, or one of the most used.
func plain(name, password string) bool {
	p := strings.ToLower(password)
	if len(name) > 2 && strings.Contains(p, name) {
		return true
	}
	different := map[rune]bool{}
	for _, c := range p {
		different[c] = true
	}
	if len(different) < 4 || leaked(p) {
		return true
	}
	for _, row := range []string{"01234567890123456789", "98765432109876543210", "qwertyuiopasdfghjklzxcvbnm", "abcdefghijklmnopqrstuvwxyz"} {
		if strings.Contains(row, p) {
			return true
		}
	}
	rest := p
	for _, known := range ofTheHouse {
		rest = strings.ReplaceAll(rest, known, "")
	}
	return rest != p && utf8.RuneCountInString(rest) < 5
}
