package mail_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/platform/config"
	"guitu/internal/platform/reminder/mail"
)

// post is a real mail server, which keeps what it was given.
type post struct {
	mu       sync.Mutex
	got      [][]byte
	to, user string
	closed   bool // the connection was encrypted
	refuse   bool
}

type session struct {
	*post
	conn *smtp.Conn
}

func (p *post) NewSession(c *smtp.Conn) (smtp.Session, error) { return &session{p, c}, nil }
func (s *session) AuthMechanisms() []string                   { return []string{sasl.Plain} }
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if password != "a long word" {
			return smtp.ErrAuthFailed
		}
		s.user = user
		return nil
	}), nil
}
func (s *session) Mail(string, *smtp.MailOptions) error { return nil }
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if s.refuse {
		return &smtp.SMTPError{Code: 550, Message: "no " + to + " here"}
	}
	s.to = to
	return nil
}

func (s *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	_, s.closed = s.conn.TLSConnectionState()
	s.got = append(s.got, b)
	return err
}
func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

// serve starts a server at an address, with a certificate that certs vouch for, or in the open.
func serve(t *testing.T, at string, encrypted bool) (p *post, server, certs string) {
	t.Helper()
	p = &post{}
	s := smtp.NewServer(p)
	s.Domain, s.AllowInsecureAuth = "post.invalid", false
	if encrypted {
		s.TLSConfig, certs = certificate(t)
	}
	l, err := net.Listen("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		<-done
	})
	return p, l.Addr().String(), certs
}

// certificate is one for the name and the address of this machine on its network.
func certificate(t *testing.T) (*tls.Config, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "post"}, NotBefore: clock.System().Add(-time.Hour), NotAfter: clock.System().Add(time.Hour),
		IPAddresses: []net.IP{outer(t)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, about, about, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}, path
}

// outer is an address of this machine that is not loopback: only there is a closed way demanded.
func outer(t *testing.T) net.IP {
	t.Helper()
	all, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && !n.IP.IsLoopback() {
			return n.IP
		}
	}
	t.Fatal("this machine has no network address but loopback, and TLS is demanded on others only")
	return nil
}

func secret(t *testing.T, text string) string {
	path := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func at(t *testing.T, c mail.Config) *mail.Server {
	t.Helper()
	c.Clock, c.Read = clock.System, config.Default().Secret
	if c.From == "" {
		c.From = "归途 <reminder@guitu.invalid>"
	}
	s, err := mail.At(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAMailGoesOverAClosedWay(t *testing.T) {
	p, server, certs := serve(t, outer(t).String()+":0", true)
	s := at(t, mail.Config{Server: server, CA: certs, User: "guitu", Password: secret(t, "a long word")})
	if err := s.Send(t.Context(), "li@example.cn", "工作提醒", "您今天有 3 项事项到期。"); err != nil {
		t.Fatal(err)
	}
	if !p.closed || p.user != "guitu" || p.to != "li@example.cn" || len(p.got) != 1 {
		t.Fatalf("%+v", p)
	}
	m, err := netmail.ReadMessage(bytes.NewReader(p.got[0]))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, m.Body))
	if err != nil || string(body) != "您今天有 3 项事项到期。" {
		t.Errorf("%q %v", body, err)
	}
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	if head := string(p.got[0]); len(host) > 3 && strings.Contains(head, host) || strings.Contains(head, "go-mail") {
		t.Errorf("the mail tells of this machine:\n%s", head)
	}
}

func TestAWayThatIsNotClosedIsNotGone(t *testing.T) {
	open, plain, _ := serve(t, outer(t).String()+":0", false)
	other, server, _ := serve(t, outer(t).String()+":0", true)
	_, others := certificate(t)
	for name, c := range map[string]mail.Config{
		"no STARTTLS":           {Server: plain},
		"no certificate":        {Server: server},
		"another's certificate": {Server: server, CA: others},
	} {
		if err := at(t, c).Send(t.Context(), "li@example.cn", "x", "y"); !errs.Is(err, "reminder.mail_untrusted") || errs.Find(err).Args[0] != c.Server {
			t.Error(name, err)
		}
	}
	if len(open.got)+len(other.got) > 0 {
		t.Error("something was sent")
	}
}

func TestARelayOnThisMachineIsSpokenToInTheOpen(t *testing.T) {
	p, server, _ := serve(t, "127.0.0.1:0", false)
	if err := at(t, mail.Config{Server: server}).Send(t.Context(), "li@example.cn", "x", "y"); err != nil || len(p.got) != 1 {
		t.Error(err)
	}
}

// The head of a mail is made of what is set and typed; a line break in it would make a mail of somebody else's.
func TestNothingIsSlippedIntoTheHead(t *testing.T) {
	p, server, _ := serve(t, "127.0.0.1:0", false)
	s := at(t, mail.Config{Server: server})
	for _, to := range []string{"li@example.cn\r\nBcc: wang@example.cn", "li@example.cn>\r\nRCPT TO:<wang@example.cn", "li@example.cn\nX: y"} {
		if err := s.Send(t.Context(), to, "x", "y"); !errs.Is(err, "reminder.mail_bad") {
			t.Errorf("%q: %v", to, err)
		}
	}
	if err := s.Send(t.Context(), "li@example.cn", "x\r\nBcc: wang@example.cn\r\n\r\nz", "y\r\n.\r\nQUIT\r\n"); err != nil {
		t.Fatal(err)
	}
	if len(p.got) != 1 {
		t.Fatal(len(p.got))
	}
	m, err := netmail.ReadMessage(bytes.NewReader(p.got[0]))
	if err != nil || m.Header.Get("Bcc") != "" {
		t.Errorf("%v\n%s", err, p.got[0])
	}
	body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, m.Body))
	if err != nil || string(body) != "y\r\n.\r\nQUIT\r\n" {
		t.Errorf("%q %v", body, err)
	}
}

// A refusal repeats the address; the log and the list of jobs do not.
func TestARefusalIsTold(t *testing.T) {
	p, server, certs := serve(t, outer(t).String()+":0", true)
	p.refuse = true
	err := at(t, mail.Config{Server: server, CA: certs}).Send(t.Context(), "li@example.cn", "x", "y")
	if e := errs.Find(err); e == nil || e.Code != "reminder.mail_failed" || e.Args[0] != 550 || strings.Contains(err.Error(), "li@") {
		t.Error(err)
	}
	err = at(t, mail.Config{Server: server, CA: certs, User: "guitu", Password: secret(t, "wrong")}).Send(t.Context(), "li@example.cn", "x", "y")
	if !errs.Is(err, "reminder.mail_sign_in") {
		t.Error(err)
	}
	for address, code := range map[string]string{"127.0.0.1:1": "reminder.mail_silent", "nobody.invalid:25": "reminder.mail_unknown"} {
		if err := at(t, mail.Config{Server: address}).Send(t.Context(), "li@example.cn", "x", "y"); !errs.Is(err, code) || strings.Contains(err.Error(), "li@") {
			t.Errorf("%s: %v, want %s", address, err, code)
		}
	}
	loose := secret(t, "a long word")
	if err := os.Chmod(loose, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{loose, secret(t, ""), loose + "x"} {
		err = at(t, mail.Config{Server: server, CA: certs, User: "guitu", Password: path}).Send(t.Context(), "li@example.cn", "x", "y")
		if !errs.Is(err, "reminder.mail_password") {
			t.Error(err)
		}
	}
}
