// Package mail sends reminders by SMTP (RFC 5321), one connection a mail.
//
// The way to the server is closed or there is none: TLS at once on port 465, else STARTTLS, which is demanded and not only
// tried; a server without it is refused. Only a relay on this very machine (loopback) is spoken to in the open. A mail says
// what the room reminder wrote and nothing of this machine: no host name, no program, no reply address.
package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/mail"
	"net/textproto"
	"os"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
)

// Config is the server and who writes.
type Config struct {
	Server   string // host:port
	From     string // an address, or a name and an address
	User     string // "" for a server that asks for none
	Password string // path of a file that holds it, and nobody else reads
	CA       string // path of certificates (PEM) that vouch for the server, besides the system's; "" for none
	Clock    clock.Clock
	Read     func(path string) (string, error) // reads Password; it fails where others may read it too
}

// Server sends mails.
type Server struct {
	Config
	host   string
	port   int
	domain string // of From
}

// patience is how long a server may take for one mail.
const patience = 30 * time.Second

// implicit is the port on which TLS is spoken at once (RFC 8314).
const implicit = 465

// At makes a sender. What was set was looked at by config; files are read anew for each mail, so that a new password or
// certificate needs no restart. It fails with reminder.mail_bad where server or sender is none.
func At(c Config) (*Server, error) {
	host, port, err := net.SplitHostPort(c.Server)
	n, err2 := strconv.Atoi(port)
	from, err3 := mail.ParseAddress(c.From)
	if err := errors.Join(err, err2, err3); err != nil {
		return nil, errs.Because(errs.Invalid, "reminder.mail_bad", err)
	}
	return &Server{Config: c, host: host, port: n, domain: from.Address[strings.LastIndexByte(from.Address, '@')+1:]}, nil
}

// Send sends one mail. It fails with reminder.mail_bad where the settings or an address are not usable; with the server's
// name where it was not found (reminder.mail_unknown), did not answer (reminder.mail_silent), was not to be trusted
// (reminder.mail_untrusted) or did not let the house sign in (reminder.mail_sign_in); and with reminder.mail_failed and the
// server's status where it did not take the mail. Its words are never passed on: they may repeat the address.
func (s *Server) Send(ctx context.Context, to, subject, body string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	m, err := s.message(to, subject, body)
	if err != nil {
		return errs.New(errs.Invalid, "reminder.mail_bad")
	}
	client, err := s.client()
	if err != nil {
		return err
	}
	if err := client.DialAndSendWithContext(ctx, m); err != nil {
		return failure(ctx, err, s.Server)
	}
	return nil
}

// message is the mail itself.
func (s *Server) message(to, subject, body string) (*gomail.Msg, error) {
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithEncoding(gomail.EncodingB64))
	m.SetDateWithValue(s.Clock())
	m.SetMessageIDWithValue(string(id.New()) + "@" + s.domain)
	m.SetGenHeader("Auto-Submitted", "auto-generated") // nobody's absence note answers it (RFC 3834)
	m.Subject(subject)
	m.SetBodyString(gomail.TypeTextPlain, body)
	return m, errors.Join(m.From(s.From), m.To(to))
}

func (s *Server) client() (*gomail.Client, error) {
	options := []gomail.Option{gomail.WithPort(s.port), gomail.WithTimeout(patience), gomail.WithHELO(s.domain)}
	switch {
	case s.port == implicit:
		options = append(options, gomail.WithSSL())
	case loopback(s.host):
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	trust, err := Trust(s.CA)
	if err != nil {
		return nil, err
	}
	options = append(options, gomail.WithTLSConfig(&tls.Config{ServerName: s.host, RootCAs: trust, MinVersion: tls.VersionTLS12}))
	if s.User != "" {
		secret, err := Secret(s.Password, s.Read)
		if err != nil {
			return nil, err
		}
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.User), gomail.WithPassword(secret))
	}
	c, err := gomail.NewClient(s.host, options...)
	if err != nil {
		return nil, errs.Because(errs.Invalid, "reminder.mail_bad", err)
	}
	return c, nil
}

// Trust is whose certificates are believed: the system's and those of a file; nil for the system's alone. It fails with
// reminder.mail_ca, with the path, where the file cannot be read or holds none.
func Trust(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil //nolint:nilnil // the zero pool means the system's, as crypto/tls reads it
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	pem, err := os.ReadFile(file)
	if err != nil || !pool.AppendCertsFromPEM(pem) {
		return nil, errs.New(errs.Invalid, "reminder.mail_ca", file)
	}
	return pool, nil
}

// Secret reads the password. It fails with reminder.mail_password, with the path, when the file cannot be read, is empty, or
// is open to others than its owner.
func Secret(path string, read func(string) (string, error)) (string, error) {
	secret, err := read(path)
	if err != nil || secret == "" {
		return "", errs.New(errs.Invalid, "reminder.mail_password", path)
	}
	return secret, nil
}

// Loopback tells whether a server is this machine.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// failure says why a mail was not sent, in a code of this house.
func failure(ctx context.Context, err error, server string) error {
	var (
		refused *gomail.SendError
		nobody  *net.DNSError
		way     *net.OpError
		record  tls.RecordHeaderError
		trust   *tls.CertificateVerificationError
		late    net.Error
		answer  *textproto.Error
	)
	said := err.Error()
	switch {
	case errors.As(err, &refused):
		return errs.New(errs.Unavailable, "reminder.mail_failed", refused.ErrorCode())
	case errors.As(err, &nobody):
		return errs.New(errs.Unavailable, "reminder.mail_unknown", server)
	case strings.Contains(said, "SMTP AUTH"):
		return errs.New(errs.Unavailable, "reminder.mail_sign_in", server)
	case errors.As(err, &trust), errors.As(err, &record), strings.Contains(said, "STARTTLS"), strings.Contains(said, "tls: "):
		return errs.New(errs.Unavailable, "reminder.mail_untrusted", server)
	case ctx.Err() != nil, errors.As(err, &way), errors.As(err, &late), errors.Is(err, io.EOF):
		return errs.New(errs.Unavailable, "reminder.mail_silent", server)
	case errors.As(err, &answer):
		return errs.New(errs.Unavailable, "reminder.mail_failed", answer.Code)
	}
	return errs.New(errs.Unavailable, "reminder.mail_failed", 0)
}
