package doctor

import (
	"context"
	"encoding/base64"
	"os"
	"runtime"
	"strings"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/platform/clam"
	"guitu/internal/platform/config"
	"guitu/internal/platform/reminder/mail"
	"guitu/internal/platform/reminder/sms"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/keyfile"
)

// around looks at what is set beside the house: files, programs and neighbours that it works with.
func around(ctx context.Context, h House) []Finding {
	all := append(Set(h.Config), Reached(ctx, h.Config, h.Provider)...)
	c := h.Config
	if len(all) > 0 {
		return all
	}
	if c.KeyOld == "" && c.BookFolder == "" && c.MailCA == "" && c.SMSCommand == "" && c.Scanner == "" && c.OIDC.Issuer == "" {
		return []Finding{fine("doctor.around.none")}
	}
	return []Finding{fine("doctor.around")}
}

// Set tells which settings name a file, a program or a key that cannot be used as it is. Nobody is asked over a network.
func Set(c config.Config) (all []Finding) {
	wrong := func(f Finding) { all = append(all, f) }
	if c.KeyOld != "" {
		if _, err := keyfile.Open(c.KeyOld, seal.Intl, c.Handed()...); err != nil {
			wrong(bad("doctor.around.key_old", "doctor.around.key_old.do", c.KeyOld, reason(err)))
		}
	}
	if c.BookKey != "" && !public(c.BookKey) {
		wrong(bad("doctor.around.book_key", "doctor.around.book_key.do", c.BookKey))
	}
	if c.BookFolder != "" && !writable(c.BookFolder) {
		wrong(warn("doctor.around.book_folder", "doctor.around.book_folder.do", c.BookFolder))
	}
	if _, err := mail.Trust(c.MailCA); err != nil {
		wrong(bad("doctor.around.mail_ca", "doctor.around.mail_ca.do", c.MailCA))
	}
	if c.SMSCommand != "" && sms.Command(c.SMSCommand).Found() != nil {
		name, _, _ := strings.Cut(strings.TrimSpace(c.SMSCommand), " ")
		wrong(bad("doctor.around.sms", "doctor.around.sms.do", name))
	}
	if path := c.OIDC.SecretFile; path != "" {
		if _, err := c.Secret(path); err != nil {
			wrong(bad("doctor.around.secret", "doctor.around.secret.do", path))
		}
	}
	return all
}

// neighbourly is how long a neighbour may take to answer.
const neighbourly = 3 * time.Second

// Reached tells which neighbours do not answer now. They may come later, and the house goes on without them. provider asks
// the one of single sign-on; nil where there is none.
func Reached(ctx context.Context, c config.Config, provider func(context.Context) error) (all []Finding) {
	ctx, cancel := context.WithTimeout(ctx, neighbourly)
	defer cancel()
	if c.Scanner != "" && clam.New(c.Scanner).Ping(ctx) != nil {
		all = append(all, warn("doctor.around.scanner", "doctor.around.scanner.do", c.Scanner))
	}
	if c.OIDC.Issuer != "" && provider != nil && provider(ctx) != nil {
		all = append(all, warn("doctor.around.provider", "doctor.around.provider.do", c.OIDC.Issuer))
	}
	return all
}

// Never picks those that no waiting mends and without which the house would promise what it cannot do: with them a server
// does not start.
func Never(all []Finding) error {
	for _, f := range all {
		if f.Code == "doctor.around.book_key" {
			return errs.New(errs.Invalid, f.Code, f.Args...)
		}
	}
	return nil
}

// public tells whether a text is the public half of a key to which copies are sealed.
func public(text string) bool {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err == nil {
		_, err = seal.SealTo(raw, "doctor", nil)
	}
	return err == nil
}

// writable tells whether a folder is there in which its owner may write. It writes nothing: whether a disk is full or
// read-only shows with the first copy.
func writable(folder string) bool {
	info, err := os.Stat(folder)
	return err == nil && info.IsDir() && (runtime.GOOS == "windows" || info.Mode().Perm()&0o200 != 0)
}
