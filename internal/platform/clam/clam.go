// Package clam asks a virus scanner of the neighbourhood: ClamAV's daemon, or any other that speaks its protocol
// (INSTREAM) at a socket. The program itself knows no virus; it only refuses to keep what the scanner names, and keeps
// nothing while a scanner that the house was told of does not answer.
package clam

import (
	"context"
	"embed"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"time"

	"guitu/internal/base/errs"
)

// Catalogue holds the words of this room in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Scanner is a daemon at an address.
type Scanner struct {
	network, address string
	patience         time.Duration
}

// New tells where the scanner listens: "host:port", or the path of a socket.
func New(address string) *Scanner {
	s := &Scanner{network: "tcp", address: address, patience: 30 * time.Second}
	if strings.HasPrefix(address, "/") || strings.HasPrefix(address, "unix:") {
		s.network, s.address = "unix", strings.TrimPrefix(address, "unix:")
	}
	return s
}

// Guard is whoever looks at a content before it is kept.
type Guard interface {
	Check(ctx context.Context, content []byte) error
}

// At is the scanner at an address, and nobody at "".
func At(address string) Guard {
	if address == "" {
		return nil
	}
	return New(address)
}

// portion is how much is sent at once.
const portion = 64 << 10

// Check fails with clam.found naming what was found, and with clam.silent (Unavailable) where the scanner cannot be
// asked or does not say that the content is clean.
func (s *Scanner) Check(ctx context.Context, content []byte) error {
	answer, err := s.ask(ctx, content)
	if err != nil {
		return errs.Because(errs.Unavailable, "clam.silent", err)
	}
	said := strings.TrimSuffix(strings.TrimPrefix(strings.Trim(answer, "\x00\r\n "), "stream: "), " FOUND")
	switch {
	case strings.HasSuffix(strings.Trim(answer, "\x00\r\n "), " FOUND"):
		return errs.New(errs.Invalid, "clam.found", said)
	case said == "OK":
		return nil
	}
	return errs.New(errs.Unavailable, "clam.silent")
}

// Ping asks whether the scanner is there: nil, or clam.silent (Unavailable).
func (s *Scanner) Ping(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, s.patience)
	defer stop()
	var d net.Dialer
	c, err := d.DialContext(ctx, s.network, s.address)
	if err != nil {
		return errs.Because(errs.Unavailable, "clam.silent", err)
	}
	defer c.Close()
	until, _ := ctx.Deadline()
	if err := c.SetDeadline(until); err != nil {
		return errs.Because(errs.Unavailable, "clam.silent", err)
	}
	answer := make([]byte, 5)
	if _, err = c.Write([]byte("zPING\x00")); err == nil {
		_, err = io.ReadFull(c, answer)
	}
	if err != nil || string(answer) != "PONG\x00" {
		return errs.Because(errs.Unavailable, "clam.silent", err)
	}
	return nil
}

func (s *Scanner) ask(ctx context.Context, content []byte) (string, error) {
	ctx, stop := context.WithTimeout(ctx, s.patience)
	defer stop()
	var d net.Dialer
	c, err := d.DialContext(ctx, s.network, s.address)
	if err != nil {
		return "", err
	}
	defer c.Close()
	until, _ := ctx.Deadline()
	if err := c.SetDeadline(until); err != nil {
		return "", err
	}
	send := append([]byte("zINSTREAM\x00"), frames(content)...)
	// A scanner that has seen enough answers and hangs up before the end: its answer counts, not that it hung up.
	_, broken := c.Write(send)
	answer := make([]byte, 0, 512)
	buf := make([]byte, 512)
	for len(answer) < 4096 {
		n, err := c.Read(buf)
		answer = append(answer, buf[:n]...)
		if err != nil || strings.ContainsAny(string(buf[:n]), "\x00\n") {
			break
		}
	}
	if len(answer) == 0 && broken != nil {
		return "", broken
	}
	return string(answer), nil
}

// frames cuts a content into portions, each with its length in front, and ends it with an empty one.
func frames(content []byte) []byte {
	var out []byte
	for len(content) > 0 {
		n := min(portion, len(content))
		out = append(binary.BigEndian.AppendUint32(out, uint32(n)), content[:n]...)
		content = content[n:]
	}
	return binary.BigEndian.AppendUint32(out, 0)
}
