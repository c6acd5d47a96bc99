// Package keycommand is a root key that is nowhere in this process: a command wraps and unwraps the ring with a key that
// it alone reaches, on a token, in a module, at a service.
//
// The command is run once per call, without a shell, with one argument: wrap, unwrap or current. It reads lines from its
// standard input and writes lines to its standard output; each line is a word, a blank and a value, and values that are
// bytes are in base64 (RFC 4648, with padding). Lines may come in any order, unknown words are passed over.
//
//	argument   reads                              writes
//	current                                       key <id of the key that wraps now>
//	wrap       place <bytes>  plain <bytes>       key <id>  wrapped <bytes>
//	unwrap     place <bytes>  key <id>            plain <bytes>
//	           wrapped <bytes>
//
// The first line both ways is "guitu-key 1". An id is 1 to 64 letters, digits, dots, hyphens, underscores and colons. What
// is wrapped in one place must not unwrap in another: place is to be bound in, as additional data of an authenticated
// cipher. The command ends with
//
//	0   done
//	2   it does not hold the key that was named
//	3   what it was given does not open under that key and place
//
// and with anything else when it could not try. The first line that it then writes to standard error is shown to the
// keeper of the system, without what looks like a key; it must hold no secret. It has ten seconds. It gets the
// environment of the house without the house's own settings (GUITU_…), but for those that begin with GUITU_PKCS11_.
package keycommand

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"guitu/internal/base/errs"
	"guitu/internal/platform/seal"
)

const (
	head     = "guitu-key 1"
	patience = 10 * time.Second
	longest  = 64 << 10 // of an answer
	notHeld  = 2
	notOpen  = 3
)

// Root is a root by a command. It implements seal.Root.
type Root struct {
	words    []string
	patience time.Duration
}

// Open makes a root of a command line: the program and its arguments, by blanks; there is no shell and no quoting. It
// asks the command once for its key, so that one that cannot work is told at the start: seal.command_….
func Open(ctx context.Context, line string) (*Root, error) {
	r := &Root{words: strings.Fields(line), patience: patience}
	if len(r.words) == 0 {
		return nil, errs.New(errs.Invalid, "seal.command_missing", line)
	}
	_, err := r.Current(ctx)
	return r, err
}

var _ seal.Root = (*Root)(nil)

// Current asks the command which key wraps now.
func (r *Root) Current(ctx context.Context) (string, error) {
	said, err := r.call(ctx, "current", nil)
	if err != nil {
		return "", err
	}
	return said.key("current")
}

// Wrap has the command seal a ring key.
func (r *Root) Wrap(ctx context.Context, plain, place []byte) ([]byte, string, error) {
	said, err := r.call(ctx, "wrap", lines{"place": text(place), "plain": text(plain)})
	if err != nil {
		return nil, "", err
	}
	key, err := said.key("wrap")
	if err != nil {
		return nil, "", err
	}
	wrapped, err := said.bytes("wrap", "wrapped")
	if err == nil && bytes.Contains(wrapped, plain) {
		err = errs.New(errs.Unavailable, "seal.command_answer", "wrap") // it gave back what it was to hide
	}
	return wrapped, key, err
}

// Unwrap has the command open what it wrapped.
func (r *Root) Unwrap(ctx context.Context, root string, wrapped, place []byte) ([]byte, error) {
	said, err := r.call(ctx, "unwrap", lines{"key": root, "place": text(place), "wrapped": text(wrapped)})
	switch code := exitOf(err); {
	case code == notHeld:
		return nil, errs.New(errs.Unavailable, "seal.wrong_root", root)
	case code == notOpen:
		return nil, errs.New(errs.Internal, "seal.broken", "seal_ring.wrapped", root)
	case err != nil:
		return nil, err
	}
	return said.bytes("unwrap", "plain")
}

// call runs the command once.
func (r *Root) call(asker context.Context, what string, said lines) (lines, error) {
	ctx, cancel := context.WithTimeout(asker, r.patience)
	defer cancel()
	c := exec.CommandContext(ctx, r.words[0], append(slices.Clone(r.words[1:]), what)...)
	c.Env = slices.DeleteFunc(c.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "GUITU_") && !strings.HasPrefix(v, "GUITU_PKCS11_")
	})
	c.WaitDelay = time.Second // a child of its own may hold the pipes
	c.Stdin = strings.NewReader(said.String())
	out, complaint := &short{most: longest}, &short{most: 4 << 10}
	c.Stdout, c.Stderr = out, complaint
	err := c.Run()
	var exit *exec.ExitError
	switch {
	case asker.Err() != nil && err != nil: // not the command was late, but who asked would wait no longer
		cut := errs.New(errs.Unavailable, "seal.command_cut", what)
		cut.Err = asker.Err()
		return nil, cut
	case ctx.Err() != nil && context.Cause(ctx) == context.DeadlineExceeded:
		return nil, errs.New(errs.Unavailable, "seal.command_late", what, int(r.patience/time.Second))
	case errors.As(err, &exit):
		failed := errs.New(errs.Unavailable, "seal.command_failed", what, exit.ExitCode(), harmless(complaint.String(), said))
		failed.Err = exit
		return nil, failed
	case err != nil:
		missing := errs.New(errs.Unavailable, "seal.command_missing", r.words[0])
		missing.Err = err
		return nil, missing
	}
	return parse(what, out.String())
}

// exitOf is the code that a command ended with; -1 when it did not end by itself.
func exitOf(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return -1
}

// lines is what one side says: word → value.
type lines map[string]string

func (l lines) String() string {
	var b strings.Builder
	b.WriteString(head + "\n")
	for word, value := range l {
		b.WriteString(word + " " + value + "\n")
	}
	return b.String()
}

func parse(what, answer string) (lines, error) {
	first, rest, _ := strings.Cut(strings.ReplaceAll(answer, "\r\n", "\n"), "\n")
	if first != head {
		return nil, errs.New(errs.Unavailable, "seal.command_answer", what)
	}
	said := lines{}
	for _, line := range strings.Split(strings.TrimSpace(rest), "\n") {
		word, value, _ := strings.Cut(line, " ")
		said[word] = strings.TrimSpace(value)
	}
	return said, nil
}

var ofKey = regexp.MustCompile(`^[A-Za-z0-9._:-]{1,64}$`)

func (l lines) key(what string) (string, error) {
	if !ofKey.MatchString(l["key"]) {
		return "", errs.New(errs.Unavailable, "seal.command_answer", what)
	}
	return l["key"], nil
}

func (l lines) bytes(what, word string) ([]byte, error) {
	b, err := base64.StdEncoding.DecodeString(l[word])
	if err != nil || len(b) == 0 {
		return nil, errs.New(errs.Unavailable, "seal.command_answer", what)
	}
	return b, nil
}

func text(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

var keyLike = regexp.MustCompile(`[A-Za-z0-9+/=_-]{24,}`)

// harmless is the first line of a complaint, without what the command was given and without what looks like a key.
func harmless(complaint string, said lines) string {
	line, _, _ := strings.Cut(strings.TrimSpace(complaint), "\n")
	if plain := said["plain"]; plain != "" {
		line = strings.ReplaceAll(line, plain, "…")
	}
	line = keyLike.ReplaceAllStringFunc(line, func(s string) string {
		hex := strings.Trim(s, "0123456789abcdefABCDEF") == ""
		if hex || strings.ContainsFunc(s, unicode.IsUpper) && strings.ContainsFunc(s, unicode.IsLower) && strings.ContainsFunc(s, unicode.IsDigit) {
			return "…"
		}
		return s
	})
	line = strings.Map(func(c rune) rune {
		if !unicode.IsPrint(c) {
			return -1
		}
		return c
	}, line)
	if r := []rune(line); len(r) > 200 {
		line = string(r[:200]) + "…"
	}
	return line
}

// short keeps the beginning of what is written and drops the rest.
type short struct {
	bytes.Buffer
	most int
}

func (s *short) Write(b []byte) (int, error) {
	if room := s.most - s.Len(); room > 0 {
		s.Buffer.Write(b[:min(room, len(b))])
	}
	return len(b), nil
}

var _ io.Writer = (*short)(nil)
