package audit

import (
	"context"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Continuation is what today's log says of a checkpoint that somebody kept. It speaks of the tree of hashes: whether the facts below
// are those that were hashed, Verify proves.
type Continuation struct {
	Kept, Now     int64 // facts covered by the kept checkpoint, and by the newest one
	KeptAt, NowAt time.Time
	Held          bool   // the newest tree begins with the kept one
	Shorter       bool   // the newest is smaller than what this house once signed
	Proof         string // of Held, for other people's tools; else ""
	Common        bool   // tree and signature are SHA-256 and Ed25519, as those tools know them
}

// Continues holds a checkpoint that somebody kept against the newest one of this node's log. What is no checkpoint of this log is
// Invalid, with what is wrong of the field "checkpoint": audit.kept_missing, _no_note, _other_log, _unsigned, _forged, _empty.
//
// The proof is in the form in which a witness is asked to sign (C2SP tlog-witness, add-checkpoint): "old <facts>", the hashes of the
// consistency proof of RFC 6962 in base64, an empty line, the newest checkpoint.
func (l *Ledger) Continues(ctx context.Context, tx *store.Tx, kept string) (c Continuation, err error) {
	defer errs.Wrap(&err, "audit.Continues")
	a, err := l.readKept(tx.Node(), tidy(kept))
	if err != nil {
		return c, err
	}
	s, err := stateOf(ctx, tx, tx.Node())
	if err != nil {
		return c, err
	}
	last, err := lastCheckpoint(ctx, tx, tx.Node())
	if err != nil {
		return c, err
	}
	c = Continuation{Kept: a.size, KeptAt: a.at, Now: last.Size, NowAt: last.at(), Shorter: a.size > last.Size}
	c.Common = seal.Suite(s.suite) == seal.Intl && l.vault.Suite() == seal.Intl
	if c.Shorter {
		return c, nil
	}
	b, err := readCheckpoint(last.Note, l.signer.Verifiers())
	if err != nil {
		return c, err
	}
	proof, err := l.tree.consistency(a.size, b.size, l.tree.reader(tiles(ctx, tx, tx.Node())))
	if err != nil {
		return c, err
	}
	if c.Held = l.tree.consistent(a.size, b.size, a.root, b.root, proof); c.Held {
		c.Proof = asked(a.size, proof, last.Note)
	}
	return c, nil
}

// asked is a consistency proof as a witness is asked to sign by it.
func asked(old int64, proof [][]byte, newest string) string {
	var b strings.Builder
	b.WriteString("old " + strconv.FormatInt(old, 10) + "\n")
	for _, h := range proof {
		b.WriteString(base64.StdEncoding.EncodeToString(h) + "\n")
	}
	return b.String() + "\n" + newest
}

// readKept reads a checkpoint that somebody brings, and says what is wrong with one that is none.
func (l *Ledger) readKept(node, text string) (c signedRoot, err error) {
	wrong := func(code string, args ...any) (signedRoot, error) {
		var f errs.Fields
		f.Add("checkpoint", code, "", args...)
		return signedRoot{}, f.Err("audit.bad_kept")
	}
	body, signature, found := strings.Cut(text, "\n\n")
	switch c, err = parseCheckpoint(body + "\n"); {
	case strings.TrimSpace(text) == "":
		return wrong("audit.kept_missing")
	case !strings.HasPrefix(text, origin):
		return wrong("audit.kept_no_note", origin+node)
	case err != nil:
		return wrong("audit.kept_broken")
	case c.node != node:
		return wrong("audit.kept_other_log", c.node, node)
	case !found || !strings.HasPrefix(signature, "— "):
		return wrong("audit.kept_unsigned")
	case c.size == 0:
		return wrong("audit.kept_empty")
	}
	if c, err = readCheckpoint(text, l.signer.Verifiers()); err != nil {
		return wrong("audit.kept_forged")
	}
	return c, nil
}

// tidy is a checkpoint as it was copied: line ends of another system, spaces at the ends of lines and empty lines around it are not
// the signer's.
func tidy(text string) string {
	lines := strings.Split(strings.Trim(strings.ReplaceAll(text, "\r\n", "\n"), " \t\n\ufeff"), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t")
	}
	return strings.Join(lines, "\n") + "\n"
}
