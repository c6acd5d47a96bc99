package audit

import (
	"context"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"guitu/internal/base/errs"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// A checkpoint is a signed note (as of the Go checksum database and C2SP tlog-checkpoint):
//
//	guitu/<node>
//	<number of facts>
//	<root, base64>
//	time <RFC 3339>
//
//	— guitu/<node> <signature>
//
// so that other people's tools can check one, and a person can read it.
const origin = "guitu/"

// noteSigner signs the checkpoints of a node's log.
type noteSigner struct {
	*seal.NoteSigner
	node string
}

func newNoteSigner(ctx context.Context, v *seal.Vault, node string) (*noteSigner, error) {
	key, err := v.Signer(ctx, "ledger/"+node)
	if err != nil {
		return nil, err
	}
	notes, err := key.Notes(origin + node)
	return &noteSigner{NoteSigner: notes, node: node}, err
}

// signedBy is who signed the checkpoints of a node so far; it makes no key.
func signedBy(ctx context.Context, tx *store.Tx, v *seal.Vault, node string) (*seal.NoteSigner, error) {
	key, err := v.Signed(ctx, tx, "ledger/"+node)
	if err != nil {
		return nil, err
	}
	return key.Notes(origin + node)
}

func (s *noteSigner) checkpoint(size int64, root []byte, at time.Time) (string, error) {
	text := origin + s.node + "\n" + strconv.FormatInt(size, 10) + "\n" + base64.StdEncoding.EncodeToString(root) +
		"\ntime " + at.UTC().Format(time.RFC3339) + "\n"
	signed, err := note.Sign(&note.Note{Text: text}, s)
	if err != nil {
		return "", errs.Because(errs.Internal, "audit.bad_checkpoint", err)
	}
	return string(signed), nil
}

// signedRoot is a checkpoint as read.
type signedRoot struct {
	node string
	size int64
	root []byte
	at   time.Time
}

// readCheckpoint checks the signature of a checkpoint and reads it. Anything wrong is audit.bad_checkpoint.
func readCheckpoint(text string, by note.Verifiers) (c signedRoot, err error) {
	defer func() {
		if err != nil {
			err = errs.Because(errs.Invalid, "audit.bad_checkpoint", err)
		}
	}()
	n, err := note.Open([]byte(text), by)
	if err != nil {
		return c, err
	}
	return parseCheckpoint(n.Text)
}

func parseCheckpoint(text string) (c signedRoot, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 {
		return c, errs.New(errs.Invalid, "audit.bad_checkpoint")
	}
	var ok bool
	if c.node, ok = strings.CutPrefix(lines[0], origin); !ok {
		return c, errs.New(errs.Invalid, "audit.bad_checkpoint")
	}
	if c.size, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return c, err
	}
	if c.root, err = base64.StdEncoding.DecodeString(lines[2]); err != nil {
		return c, err
	}
	if c.size < 0 || len(c.root) != hashSize {
		return c, errs.New(errs.Invalid, "audit.bad_checkpoint")
	}
	if at, ok := strings.CutPrefix(lines[3], "time "); ok {
		c.at, err = time.Parse(time.RFC3339, at)
	}
	return c, err
}

// at is when a checkpoint was signed, by its own text; the zero time when there is none.
func (c Checkpoint) at() time.Time {
	r, err := parseCheckpoint(c.Note)
	if err != nil {
		return time.Time{}
	}
	return r.at
}
