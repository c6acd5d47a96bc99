// Package witness makes of a fact of the log a slip that can be printed as a QR code, and checks one without the house:
// with its public key alone, on a machine without a network.
//
// A slip says a few things in the clear (a statement: kind, number, date …), and proves that the house committed to
// exactly them:
//
//	commitment = H(statement, salt, digest of the paper's whole content); H is SHA-256, or SM3 of a paper issued under gm
//	fact       = an entry of the log whose digest is the commitment
//	proof      = that the entry stands in the tree whose root a checkpoint of the house signs
//
// The log itself holds the commitment only. The salt keeps who has the log from guessing what was stated; it is on
// the paper and under the paper's key, nowhere else. What is not in the statement is not proved by the slip; the house
// can show with the content's digest that the paper it kept is the one that was issued.
//
// The text of a slip is of the 41 signs that QR codes pack tight and that survive pasting (no blanks, no small
// letters): GT1: and three signs for every two bytes.
package witness

import (
	"bytes"
	"embed"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"guitu/internal/base/errs"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/seal"
)

// Catalogue holds the words of this room in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Slip is what a code says.
type Slip struct {
	Statement []string // in the clear, by place: what each is, the room knows that issued the paper
	Salt      []byte
	Content   []byte // digest of the whole paper
	Proof     audit.Proof
}

// head begins the text of a slip. Another form will have another number.
const head = "GT1:"

// Commit is what the log keeps of a statement, by the hash of the suite under which the paper is sealed.
func Commit(by seal.Suite, statement []string, salt, content []byte) []byte {
	b := append([]byte("guitu slip 1\n"), listed(statement)...)
	b = append(binary.AppendUvarint(b, uint64(len(salt))), salt...)
	b = append(binary.AppendUvarint(b, uint64(len(content))), content...)
	return Digest(by, b)
}

// Digest is the digest of a paper's content by the hash of a suite.
func Digest(by seal.Suite, content []byte) []byte {
	h := by.NewHash()
	h.Write(content)
	return h.Sum(nil)
}

// Code is a commitment as a caller reads it out: its first six bytes, in fours.
func Code(commitment []byte) string {
	const figures = "0123456789ABCDEF"
	var b strings.Builder
	for i, c := range commitment[:min(6, len(commitment))] {
		if i > 0 && i%2 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(figures[c>>4])
		b.WriteByte(figures[c&15])
	}
	return b.String()
}

func listed(list []string) []byte {
	b := binary.AppendUvarint(nil, uint64(len(list)))
	for _, s := range list {
		b = append(binary.AppendUvarint(b, uint64(len(s))), s...)
	}
	return b
}

// Text is the slip as its code says it.
func (s Slip) Text() (string, error) {
	proof, err := s.Proof.Compact()
	if err != nil {
		return "", err
	}
	b := listed(s.Statement)
	b = append(binary.AppendUvarint(b, uint64(len(s.Salt))), s.Salt...)
	b = append(binary.AppendUvarint(b, uint64(len(s.Content))), s.Content...)
	return head + encode(append(b, proof...)), nil
}

// Read reads the text of a slip; blanks and line breaks that a machine put in do not matter. What is none, or was cut
// off, is witness.unreadable.
func Read(text string) (s Slip, err error) {
	text = strings.Join(strings.Fields(text), "")
	body, ok := strings.CutPrefix(text, head)
	if !ok {
		return s, errs.New(errs.Invalid, "witness.unreadable")
	}
	b, ok := decode(body)
	if !ok {
		return s, errs.New(errs.Invalid, "witness.unreadable")
	}
	part := func() (out []byte) {
		n, used := binary.Uvarint(b)
		if used <= 0 || n > uint64(len(b)-used) {
			ok = false
			return nil
		}
		out, b = b[used:used+int(n)], b[used+int(n):]
		return out
	}
	n, used := binary.Uvarint(b)
	if used <= 0 || n > 32 {
		return s, errs.New(errs.Invalid, "witness.unreadable")
	}
	b = b[used:]
	for range n {
		s.Statement = append(s.Statement, string(part()))
	}
	s.Salt, s.Content = part(), part()
	if !ok {
		return Slip{}, errs.New(errs.Invalid, "witness.unreadable")
	}
	if s.Proof, err = audit.ReadCompact(b); err != nil {
		return Slip{}, errs.Because(errs.Invalid, "witness.unreadable", err)
	}
	return s, nil
}

// Verdict is what a check finds.
type Verdict string

// The verdicts; the key of the words is "witness.verdict." and the name.
const (
	Genuine    Verdict = "genuine"     // the house stated exactly this
	Altered    Verdict = "altered"     // it did not: something was changed
	UnknownKey Verdict = "unknown_key" // signed by nobody whose key is at hand
)

// Key is the words of a verdict; {0} is whose log it is.
func (v Verdict) Key() string { return "witness.verdict." + string(v) }

// Checked is a verdict with what it rests on.
type Checked struct {
	Verdict Verdict
	Node    string    // whose log
	At      time.Time // when the paper was entered in it
	Signed  time.Time // when the checkpoint was signed
}

// Check holds a slip against public keys of houses (audit.Ledger.Key), and against the kind of fact that commits to
// papers: another fact of the log proves nothing here.
func (s Slip) Check(kind string, keys ...string) Checked {
	node, signed, err := s.Proof.Signed()
	c := Checked{Verdict: UnknownKey, Node: node, Signed: signed}
	if err != nil {
		return Checked{Verdict: Altered}
	}
	for _, k := range keys {
		v, err := seal.NoteVerifier(strings.TrimSpace(k))
		if err != nil {
			continue
		}
		var stranger *note.UnverifiedNoteError
		if _, err := note.Open([]byte(s.Proof.Checkpoint), note.VerifierList(v)); errors.As(err, &stranger) {
			continue
		}
		c.Verdict = Altered // the key is named: what does not hold now was changed
		if s.Proof.Check(strings.TrimSpace(k)) == nil {
			e, err := s.Proof.Entry()
			c.At = e.At
			if err == nil && e.Kind == kind && s.commits(e.Digest) {
				c.Verdict = Genuine
				return c
			}
		}
	}
	return c
}

// commits tells whether a digest of the log is of what the slip says, by either hash: the slip does not say which, and
// neither lets two things be one.
func (s Slip) commits(digest []byte) bool {
	return slices.ContainsFunc([]seal.Suite{seal.Intl, seal.GM}, func(by seal.Suite) bool {
		return bytes.Equal(digest, Commit(by, s.Statement, s.Salt, s.Content))
	})
}

// Key tells whether a text is a public key of a house.
func Key(text string) bool {
	_, err := seal.NoteVerifier(strings.TrimSpace(text))
	return err == nil
}

// signs are the letters of a slip: what QR codes pack tight, without the blank, which is lost in pasting, and without
// three that telephones take for something else.
const signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-./:+"

const base = len(signs)

func encode(b []byte) string {
	var out strings.Builder
	put := func(v, n int) {
		for range n {
			out.WriteByte(signs[v%base])
			v /= base
		}
	}
	for ; len(b) >= 2; b = b[2:] {
		put(int(b[0])<<8|int(b[1]), 3)
	}
	if len(b) == 1 {
		put(int(b[0]), 2)
	}
	return out.String()
}

func decode(s string) ([]byte, bool) {
	out := make([]byte, 0, len(s)*2/3)
	for len(s) > 0 {
		n := min(3, len(s))
		v, scale := 0, 1
		for i := range n {
			d := strings.IndexByte(signs, s[i])
			if d < 0 {
				return nil, false
			}
			v, scale = v+d*scale, scale*base
		}
		switch {
		case n == 3 && v < 1<<16:
			out = append(out, byte(v>>8), byte(v))
		case n == 2 && v < 1<<8:
			out = append(out, byte(v))
		default:
			return nil, false
		}
		s = s[n:]
	}
	return out, true
}
