package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	kept "guitu/internal/platform/backup"
	"guitu/internal/platform/config"
)

// key reaches for the root key, and looks where it lies: who takes a disk or a folder away must not take what opens it
// along.
func key(ctx context.Context, h House) Finding {
	if h.Config.Wrong("GUITU_SUITE", "GUITU_KEY_COMMAND", "GUITU_KEY_OLD") {
		return unset()
	}
	if h.Key == nil {
		return h.shut()
	}
	if err := h.Key(ctx); err != nil {
		return bad("doctor.key.away", awayDo[h.Config.KeySource()], reason(err))
	}
	if path, found := strayed(h.Config); found {
		return bad("doctor.key.with_backup", "doctor.key.copy.do", path)
	}
	path := h.Config.KeyPath()
	if h.Config.KeySource() != config.FileKey {
		path = h.Config.KeyOld // one that is left in the data folder from before opens nothing, unless it is still asked
	}
	if _, err := os.Stat(path); err != nil {
		return fine("doctor.key.elsewhere") // it is no file: the environment or a command gives it
	}
	if last, err := kept.Last(h.Config.Data); err == nil && last.File != "" && within(path, filepath.Dir(last.File)) {
		return bad("doctor.key.with_backup", "doctor.key.do", path)
	}
	if within(path, h.Config.Data) {
		return warn("doctor.key.with_data", "doctor.key.do", path)
	}
	mine, known := device(path)
	if theirs, ok := device(existing(h.Config.Data)); known && ok && mine == theirs && h.Config.Database == "" {
		return warn("doctor.key.same_disk", "doctor.key.do", path)
	}
	return fine("doctor.key", path)
}

// awayDo is what to do where the key cannot be reached, by where it comes from.
var awayDo = map[config.KeySource]string{
	config.FileKey: "doctor.key.away.do", config.TextKey: "doctor.key.away.text.do", config.CommandKey: "doctor.key.away.command.do",
}

// within tells whether a file lies in a folder or below it.
func within(file, folder string) bool {
	f, err1 := filepath.Abs(file)
	d, err2 := filepath.Abs(folder)
	rel, err := filepath.Rel(d, f)
	return errors.Join(err, err1, err2) == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// How old the last backup and the last drill may be.
const (
	backupWarn = 26 * time.Hour // one a day, with two hours to make it
	backupBad  = 7 * 24 * time.Hour
	drillWarn  = 35 * 24 * time.Hour // one a month
	mayDiffer  = 10 * time.Minute    // what was done by a clock that is ahead by more is younger than it seems for ever
)

func backup(_ context.Context, h House) Finding {
	b, err := kept.Last(h.Config.Data)
	switch {
	case err != nil:
		return warn("doctor.backup.unread", "doctor.backup.do")
	case b.Made.IsZero():
		return warn("doctor.backup.none", "doctor.backup.do")
	}
	age := h.Clock().Sub(b.Made)
	info, err := os.Stat(b.File)
	switch {
	case b.File != "" && err != nil: // moved away, or on a disk that does not answer
		return warn("doctor.backup.gone", "doctor.backup.gone.do", b.Made, b.File)
	case b.File != "" && info.Size() != b.Size:
		return bad("doctor.backup.cut", "doctor.backup.do", b.Made, b.File, info.Size(), b.Size)
	case age < -mayDiffer:
		return bad("doctor.backup.ahead", "doctor.backup.do", b.Made)
	case age > backupBad:
		return bad("doctor.backup.old", "doctor.backup.do", b.Made)
	case age > backupWarn:
		return warn("doctor.backup.old", "doctor.backup.do", b.Made)
	}
	mine, known := device(b.File)
	if theirs, ok := device(existing(h.Config.Data)); known && ok && mine == theirs && h.Config.Database == "" {
		return warn("doctor.backup.same_disk", "doctor.backup.same_disk.do", b.Made, b.File)
	}
	return fine("doctor.backup", b.Made)
}

func drill(_ context.Context, h House) Finding {
	d, err := kept.LastDrill(h.Config.Data)
	switch {
	case err != nil || d.At.IsZero():
		return warn("doctor.drill.none", "doctor.drill.do")
	case h.Clock().Sub(d.At) < -mayDiffer:
		return warn("doctor.drill.ahead", "doctor.drill.do", d.At)
	case h.Clock().Sub(d.At) > drillWarn:
		return warn("doctor.drill.old", "doctor.drill.do", d.At)
	}
	return fine("doctor.drill", d.At)
}

// How long a certificate must still be good.
const (
	certWarn = 30 * 24 * time.Hour
	certBad  = 3 * 24 * time.Hour
)

// certificate looks at the certificate that this process would show, and at a house that shows none to a network.
func certificate(_ context.Context, h House) Finding {
	if !h.Config.TLS() {
		switch {
		case h.Config.Wrong("GUITU_LISTEN"): // where it would be open is not known
			return unset()
		case h.Config.Loopback():
			return fine("doctor.tls.loopback")
		case h.Config.Proxy != "":
			return fine("doctor.tls.proxy", h.Config.Proxy)
		}
		return warn("doctor.tls.none", "doctor.tls.none.do", h.Config.Listen)
	}
	if h.Config.Cert == "" {
		return obtained(h)
	}
	raw, err := os.ReadFile(h.Config.Cert)
	if errors.Is(err, fs.ErrNotExist) {
		return bad("doctor.tls.missing", "doctor.tls.missing.do", h.Config.Cert)
	}
	if err != nil {
		return bad("doctor.tls.unread", "doctor.tls.do", h.Config.Cert)
	}
	c := firstCertificate(raw)
	if c == nil {
		return bad("doctor.tls.unread", "doctor.tls.do", h.Config.Cert)
	}
	if _, err := tls.LoadX509KeyPair(h.Config.Cert, h.Config.Key); err != nil {
		return bad("doctor.tls.pair", "doctor.tls.pair.do", h.Config.Cert, h.Config.Key)
	}
	switch left := c.NotAfter.Sub(h.Clock()); {
	case left < certBad:
		return bad("doctor.tls.ends", "doctor.tls.do", h.Config.Cert, c.NotAfter)
	case left < certWarn:
		return warn("doctor.tls.ends", "doctor.tls.do", h.Config.Cert, c.NotAfter)
	}
	if info, err := os.Stat(h.Config.Key); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o007 != 0 { // a group may be that of all who end TLS here
		return warn("doctor.tls.key_open", "doctor.tls.key_open.do", h.Config.Key, fmt.Sprintf("%04o", info.Mode().Perm()))
	}
	return fine("doctor.tls", c.NotAfter)
}

// obtained looks at the certificates that the ACME authority gave: the one that ends first. They are renewed thirty days
// before; one that was not ten days later needs somebody.
func obtained(h House) Finding {
	var first time.Time
	for _, name := range h.Config.ACME.Names() {
		raw, err := os.ReadFile(filepath.Join(config.ACMEFolder(h.Config.Data), name))
		c := firstCertificate(raw)
		if err != nil || c == nil {
			return warn("doctor.tls.not_yet", "doctor.tls.not_yet.do", name)
		}
		if first.IsZero() || c.NotAfter.Before(first) {
			first = c.NotAfter
		}
	}
	switch left := first.Sub(h.Clock()); {
	case left < certBad:
		return bad("doctor.tls.not_renewed", "doctor.tls.not_yet.do", "ACME", first)
	case left < certWarn-10*24*time.Hour:
		return warn("doctor.tls.not_renewed", "doctor.tls.not_yet.do", "ACME", first)
	}
	return fine("doctor.tls", first)
}

// firstCertificate is the first of a PEM file, whatever key stands before it; nil where there is none.
func firstCertificate(raw []byte) *x509.Certificate {
	for block, rest := pem.Decode(raw); block != nil; block, rest = pem.Decode(rest) {
		if block.Type == "CERTIFICATE" {
			c, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return nil
			}
			return c
		}
	}
	return nil
}
