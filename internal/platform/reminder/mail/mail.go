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
	"net"
	"net/mail"
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

// Send sends one mail. It fails with reminder.mail_bad where the settings or an address are not usable, and with
// reminder.mail_failed where the server was not reached, was not to be trusted, or did not take it; its args hold the
// server's status, never its words: these may repeat the address.
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
		return errs.New(errs.Unavailable, "reminder.mail_failed", status(err))
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
	trust, err := s.trust()
	if err != nil {
		return nil, err
	}
	options = append(options, gomail.WithTLSConfig(&tls.Config{ServerName: s.host, RootCAs: trust, MinVersion: tls.VersionTLS12}))
	if s.User != "" {
		secret, err := Secret(s.Password)
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

// trust is whose certificates are believed; nil for the system's.
func (s *Server) trust() (*x509.CertPool, error) {
	if s.CA == "" {
		return nil, nil //nolint:nilnil // the zero pool means the system's, as crypto/tls reads it
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	pem, err := os.ReadFile(s.CA)
	if err != nil || !pool.AppendCertsFromPEM(pem) {
		return nil, errs.New(errs.Invalid, "reminder.mail_ca", s.CA)
	}
	return pool, nil
}

// Secret reads the password. It fails with reminder.mail_password, with the path, when the file cannot be read, is empty, or
// is open to others than its owner.
func Secret(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		return "", errs.New(errs.Invalid, "reminder.mail_password", path)
	}
	b, err := os.ReadFile(path)
	secret := strings.TrimRight(string(b), "\r\n")
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

// status is what a server answered (550); 0 when none did.
func status(err error) int {
	var refused *gomail.SendError
	if errors.As(err, &refused) {
		return refused.ErrorCode()
	}
	return 0
}
