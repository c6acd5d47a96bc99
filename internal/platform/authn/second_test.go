package authn_test

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// enrolled opens an account with a second factor and answers its secret and recovery codes.
func (h house) enrolled(name, role string) (secret string, codes []string) {
	h.t.Helper()
	h.officer(name, role)
	e := h.signIn(name)
	h.within(e.Token, func(ctx context.Context) {
		enrolment, err := h.room.Enrol(ctx)
		h.must(err)
		png, err := enrolment.Picture()
		h.must(err)
		if !bytes.HasPrefix(png, []byte("\x89PNG")) {
			h.t.Error("no picture")
		}
		_, err = h.room.ConfirmSecond(ctx, "000000")
		h.is(err, "authn.code_wrong")
		codes, err = h.room.ConfirmSecond(ctx, authn.Code(enrolment.Secret, h.hand.Now()))
		h.must(err)
		secret = enrolment.Secret
	})
	h.hand.Forward(time.Minute)
	return secret, codes
}

// RFC 6238, appendix B, SHA-1, last six digits.
func TestCodesAreThoseOfTheStandard(t *testing.T) {
	const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got := authn.Code(secret, time.Unix(at, 0)); got != want {
			t.Errorf("at %d: %s, the standard says %s", at, got, want)
		}
	}
}

func TestACodeCountsOnce(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		secret, _ := h.enrolled("li", policy.Doctor)
		in := func(code string) error {
			_, err := h.room.SignIn(t.Context(), authn.Attempt{Name: "li", Password: password, Code: code, Source: ward})
			return err
		}
		now := h.hand.Now()
		h.is(in(""), "authn.code_needed")
		h.is(in("123"), "authn.refused")
		h.is(in(authn.Code(secret, now.Add(-time.Minute))), "authn.refused")
		h.must(in(authn.Code(secret, now.Add(-30*time.Second))))
		h.must(in(authn.Code(secret, now)))
		h.is(in(authn.Code(secret, now)), "authn.refused")
		h.is(in(authn.Code(secret, now.Add(-30*time.Second))), "authn.refused")
		wide := strings.Map(func(c rune) rune { return c - '0' + '０' }, authn.Code(secret, now.Add(30*time.Second)))
		h.must(in(wide[:9] + "　" + wide[9:])) // as a Chinese input method writes it
		h.is(in(authn.Code(secret, now.Add(60*time.Second))), "authn.refused")
	})
}

// A hundred at once: one of them is in.
func TestOneCodeTwoAttemptsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		secret, _ := h.enrolled("li", policy.Doctor)
		code := authn.Code(secret, h.hand.Now())
		var wg sync.WaitGroup
		var mu sync.Mutex
		got := map[string]int{}
		for range 3 {
			wg.Go(func() {
				_, err := h.room.SignIn(t.Context(), authn.Attempt{Name: "li", Password: password, Code: code, Source: ward})
				mu.Lock()
				defer mu.Unlock()
				got[errs.CodeOf(err)]++
			})
		}
		wg.Wait()
		if got[""] != 1 || got["authn.refused"] != 2 {
			t.Errorf("%v", got)
		}
	})
}

func TestRecoveryCodes(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		_, codes := h.enrolled("li", policy.Doctor)
		if len(codes) != 10 || len(codes[0]) != 12 {
			t.Fatalf("%v", codes)
		}
		in := func(code string) (authn.Entry, error) {
			return h.room.SignIn(t.Context(), authn.Attempt{Name: "li", Password: password, Code: code, Source: ward})
		}
		e, err := in(" " + codes[3] + " ")
		h.must(err)
		_, err = in(codes[3])
		h.is(err, "authn.refused")
		h.within(e.Token, func(ctx context.Context) {
			if n, err := h.room.CodesLeft(ctx); n != 9 || err != nil {
				t.Errorf("%d left, %v", n, err)
			}
			_, err := h.room.Prove(ctx, codes[4], ward)
			h.is(err, "authn.code_wrong")
		})
	})
}

func TestProveIsASignatureForFiveMinutes(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		secret, _ := h.enrolled("li", policy.Doctor)
		code := authn.Code(secret, h.hand.Now())
		e, err := h.room.SignIn(t.Context(), authn.Attempt{Name: "li", Password: password, Code: code, Source: ward})
		h.must(err)
		h.within(e.Token, func(ctx context.Context) {
			if !actor.From(ctx).SecondAt.IsZero() {
				t.Error("the code of the sign-in counts as a signature")
			}
			_, err := h.room.Prove(ctx, code, ward)
			h.is(err, "authn.code_wrong")
			_, err = h.room.Prove(ctx, " ", ward)
			if h.is(err, "authn.code_needed"); errs.KindOf(err) != errs.Invalid {
				t.Errorf("an empty code is %v: whoever signs is signed in", errs.KindOf(err))
			}
			_, err = h.room.NewCodes(ctx)
			h.is(err, "authn.prove_first")
		})
		h.hand.Forward(time.Minute)
		h.within(e.Token, func(ctx context.Context) {
			signed, err := h.room.Prove(ctx, authn.Code(secret, h.hand.Now()), ward)
			h.must(err)
			if at := actor.From(signed).SecondAt; !at.Equal(h.hand.Now()) {
				t.Errorf("signed at %v", at)
			}
		})
		h.within(e.Token, func(ctx context.Context) {
			if at := actor.From(ctx).SecondAt; !at.Equal(h.hand.Now()) {
				t.Errorf("the session does not keep the signature: %v", at)
			}
			fresh, err := h.room.NewCodes(ctx)
			h.must(err)
			if len(fresh) != 10 {
				t.Error("no codes")
			}
			h.must(h.room.Lock(ctx))
		})
		if s, _ := h.room.Find(t.Context(), e.Token); !s.SecondAt.IsZero() {
			t.Error("a signature outlasts the lock")
		}
	})
}

func TestProveWithoutASecondFactor(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.officer("li", policy.Nurse)
		e := h.signIn("li")
		h.within(e.Token, func(ctx context.Context) {
			_, err := h.room.Prove(ctx, "123456", ward)
			h.is(err, "authn.no_second")
			_, err = h.room.ConfirmSecond(ctx, "123456")
			h.is(err, "authn.nothing_enrolled")
		})
	})
}

func TestChangePassword(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.officer("li", policy.Nurse)
		here, there := h.signIn("li"), h.signIn("li")
		const next = "a kettle, two cups and 窗外"
		h.within(here.Token, func(ctx context.Context) {
			h.is(h.room.ChangePassword(ctx, wrong, next, ward), "authn.refused")
			h.is(h.room.ChangePassword(ctx, password, "1234567890", ward), "authn.bad_password")
			h.must(h.room.ChangePassword(ctx, password, next, ward))
		})
		if s, _ := h.room.Find(t.Context(), here.Token); s.State != authn.Active {
			t.Error("the officer lost the session in which he changed it")
		}
		if s, _ := h.room.Find(t.Context(), there.Token); s.State != authn.None {
			t.Error("his other sessions go on")
		}
		_, err := h.room.SignIn(t.Context(), authn.Attempt{Name: "li", Password: password, Source: ward})
		h.is(err, "authn.refused")
	})
}

// A stolen file names nobody and opens nothing: neither name, secret, code nor what pages keep stand in it.
func TestNothingIsKeptInTheClear(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		secret, codes := h.enrolled("li.min", policy.Doctor)
		e, err := h.room.SignIn(t.Context(), authn.Attempt{Name: "li.min", Password: password, Code: codes[0], Source: "10.9.8.7"})
		h.must(err)
		h.within(e.Token, func(ctx context.Context) { h.room.Values().Put(ctx, "flash", "李敏的草稿") })
		for _, query := range []string{
			`select name, name_token, password, second, staff, id from authn_account`,
			`select data, digest, seat, id, account, state from authn_session where data is not null`,
			`select digest, digest, digest, digest, account, account from authn_recovery`,
		} {
			_, err := store.Read(t.Context(), h.db, func(tx *store.Tx) (int, error) {
				rows, err := store.Collect(t.Context(), tx, func(s store.Scanner) ([]byte, error) {
					var p [6][]byte
					err := s.Scan(&p[0], &p[1], &p[2], &p[3], &p[4], &p[5])
					return bytes.Join(p[:], []byte("|")), err
				}, query)
				for _, clear := range []string{"li.min", secret, password, "草稿", e.Token, e.Browser, "10.9.8.7", codes[1]} {
					if all := bytes.Join(rows, nil); len(all) == 0 || bytes.Contains(all, []byte(clear)) {
						t.Errorf("%s: %q is there to read", query, clear)
					}
				}
				return 0, err
			})
			h.must(err)
		}
	})
}
