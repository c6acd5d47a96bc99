package authn

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"image/png"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"guitu/internal/base/errs"
)

// The second factor is TOTP (RFC 6238) as every authenticator makes it: SHA-1, six digits, thirty seconds.
const (
	period    = 30
	codes     = 10
	codeBytes = 7 // of a recovery code: 11 letters of base 32, 55 bits, under a keyed digest
)

var letters = base32.NewEncoding("abcdefghjkmnpqrstuvwxyz023456789").WithPadding(base32.NoPadding)

var secretText = base32.StdEncoding.WithPadding(base32.NoPadding)

// DemoSecret is the second factor of every invented officer: a demo folder must be usable without a telephone.
// HasDemoAccounts keeps such a folder off the network.
const DemoSecret = "GUITUDEMOGUITUDEMOGUITUDEMOGUITU"

// Code is the code of a secret at a moment, for the demo's sign-in page and for tests.
func Code(secret string, at time.Time) string {
	code, err := hotp.GenerateCodeCustom(secret, uint64(at.Unix()/period), hotp.ValidateOpts{Digits: otp.DigitsSix})
	if err != nil {
		return ""
	}
	return code
}

// stepOf is the time step of a code, one step of drift allowed on both sides, or 0 for a code that is wrong. Steps up
// to the last one used do not count: a code over the shoulder is worth nothing.
func stepOf(secret, code string, at time.Time, last int64) (step int64) {
	code = strings.ReplaceAll(fold(code), " ", "")
	for now, s := at.Unix()/period, at.Unix()/period-1; s <= now+1; s++ {
		want, err := hotp.GenerateCodeCustom(secret, uint64(s), hotp.ValidateOpts{Digits: otp.DigitsSix})
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && s > last && step == 0 {
			step = s
		}
	}
	return step
}

func newSecret() string {
	b := make([]byte, 20)
	rand.Read(b)
	return secretText.EncodeToString(b)
}

// newCodes makes ten recovery codes, as printed: xxxxx-xxxxxx.
func newCodes() []string {
	out := make([]string, codes)
	for i := range out {
		b := make([]byte, codeBytes)
		rand.Read(b)
		s := letters.EncodeToString(b)[:11]
		out[i] = s[:5] + "-" + s[5:]
	}
	return out
}

// plainCode is a recovery code as typed, without what a reader puts between.
func plainCode(s string) []byte {
	s = strings.NewReplacer("-", "", " ", "", "—", "").Replace(fold(s))
	if len(s) != 11 {
		return nil
	}
	return []byte(s)
}

// Enrolment is a secret that waits for its first code: shown once, as a picture and as text.
type Enrolment struct {
	Secret string // for typing
	URL    string // otpauth://, for the picture
}

// Picture is the enrolment as a QR code, PNG.
func (e Enrolment) Picture() ([]byte, error) {
	k, err := otp.NewKeyFromURL(e.URL)
	if err != nil {
		return nil, errs.Because(errs.Internal, "authn.no_picture", err)
	}
	img, err := k.Image(240, 240)
	if err != nil {
		return nil, errs.Because(errs.Internal, "authn.no_picture", err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, errs.Because(errs.Internal, "authn.no_picture", err)
	}
	return b.Bytes(), nil
}

// Enrol makes a new second factor for the officer of ctx. It counts only after ConfirmSecond. Who has one already
// proves it first: authn.prove_first.
func (r *Room) Enrol(ctx context.Context) (_ Enrolment, err error) {
	defer errs.Wrap(&err, "authn.Enrol")
	e := Enrolment{Secret: newSecret()}
	err = r.own(ctx, "authn.second_begun", func(w work) error {
		if w.account.second != nil && !w.fresh() {
			return errs.New(errs.Denied, "authn.prove_first")
		}
		name, err := w.key.OpenString("authn_account.name", w.account.name)
		if err != nil {
			return err
		}
		e.URL = "otpauth://totp/Guitu:" + url.PathEscape(name) + "?secret=" + e.Secret + "&issuer=Guitu&algorithm=SHA1&digits=6&period=30"
		sealed := w.key.SealString("authn_account.pending", e.Secret)
		return w.change(ctx, `update authn_account set pending = $3, version = version + 1 where id = $1 and version = $2`, sealed)
	})
	return e, err
}

// ConfirmSecond makes the enrolled second factor count, by its first code, and answers ten recovery codes, which are
// never shown again. It fails with authn.code_wrong and authn.nothing_enrolled.
func (r *Room) ConfirmSecond(ctx context.Context, code string) (_ []string, err error) {
	defer errs.Wrap(&err, "authn.ConfirmSecond")
	out := newCodes()
	return out, r.own(ctx, "authn.second_enrolled", func(w work) error {
		pending, err := w.key.OpenString("authn_account.pending", w.account.pending)
		if err != nil {
			return err
		}
		if pending == "" {
			return errs.New(errs.Conflict, "authn.nothing_enrolled")
		}
		step := stepOf(pending, code, w.tx.Now(), 0)
		if step == 0 {
			return errs.New(errs.Invalid, "authn.code_wrong")
		}
		sealed := w.key.SealString("authn_account.second", pending)
		err = w.change(ctx, `update authn_account set second = $3, second_step = $4, pending = null, version = version + 1
			where id = $1 and version = $2`, sealed, step)
		if err != nil {
			return err
		}
		return w.codes(ctx, out)
	})
}

// NewCodes replaces the recovery codes of the officer of ctx, who has proved his second factor: authn.prove_first.
func (r *Room) NewCodes(ctx context.Context) (_ []string, err error) {
	defer errs.Wrap(&err, "authn.NewCodes")
	out := newCodes()
	return out, r.own(ctx, "authn.codes_renewed", func(w work) error {
		if !w.fresh() {
			return errs.New(errs.Denied, "authn.prove_first")
		}
		return w.codes(ctx, out)
	})
}
