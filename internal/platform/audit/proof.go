package audit

import (
	"bytes"
	"context"

	"golang.org/x/mod/sumdb/note"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Proof shows that a fact stands in the log that a checkpoint signs. It can be checked without the house.
type Proof struct {
	Suite      seal.Suite
	Seq        int64    // the fact's number
	Fact       []byte   // the fact as hashed: ids and codes, no names
	Path       [][]byte // RFC 6962 inclusion path to the checkpoint's root
	Checkpoint string
}

// Key is the node's public key in the form of sumdb/note, to be handed to those who check.
func (l *Ledger) Key() string { return l.signer.Key() }

// Keys are that key and those that signed before it, newest first: what was signed with one of them still holds.
func (l *Ledger) Keys() []string { return l.signer.Keys() }

// Latest is the newest checkpoint of this node; Size 0 when there is none yet.
func (l *Ledger) Latest(ctx context.Context, tx *store.Tx) (Checkpoint, error) {
	return lastCheckpoint(ctx, tx, tx.Node())
}

// Prove makes the proof for a fact of this node against the newest checkpoint. A fact that no checkpoint
// covers yet is audit.not_published (Unavailable): ask again in a minute.
func (l *Ledger) Prove(ctx context.Context, tx *store.Tx, fact id.ID) (_ Proof, err error) {
	defer errs.Wrap(&err, "audit.Prove(%s)", fact)
	s, err := stateOf(ctx, tx, tx.Node())
	if errs.KindOf(err) == errs.NotFound { // its tree is not begun yet
		return Proof{}, errs.New(errs.Unavailable, "audit.not_published")
	}
	if err != nil {
		return Proof{}, err
	}
	type place struct{ seq, month int64 }
	at, err := store.Collect(ctx, tx, func(r store.Scanner) (p place, err error) {
		return p, r.Scan(&p.seq, &p.month)
	}, "select seq, month from audit_number where id = $1 and node = $2", string(fact), s.node)
	if err != nil {
		return Proof{}, err
	}
	last, err := lastCheckpoint(ctx, tx, s.node)
	if err != nil {
		return Proof{}, err
	}
	if len(at) == 0 || at[0].seq >= last.Size {
		return Proof{}, errs.New(errs.Unavailable, "audit.not_published")
	}
	e, err := store.One(ctx, tx, scanEntry, "select "+factText+" from audit_fact f where f.month = $1 and f.id = $2",
		at[0].month, string(fact))
	if err != nil {
		return Proof{}, err
	}
	path, err := l.tree.inclusion(at[0].seq, last.Size, l.tree.reader(tiles(ctx, tx, s.node)))
	return Proof{Suite: seal.Suite(s.suite), Seq: at[0].seq, Fact: e.bytes(), Path: path, Checkpoint: last.Note}, err
}

// Check checks a proof with the node's public key. What does not hold is audit.no_proof.
func (p Proof) Check(key string) error {
	c, err := readWith(p.Checkpoint, key)
	if err != nil {
		return err
	}
	t := treeOf(string(p.Suite))
	root, ok := t.rootOf(p.Seq, c.size, t.leaf(p.Fact), p.Path)
	if !ok || !bytes.Equal(root, c.root) {
		return errs.New(errs.Invalid, "audit.no_proof")
	}
	return nil
}

// Extends makes the proof that a newer checkpoint of this node's log contains all that an older one covers
// (RFC 6962 consistency).
func (l *Ledger) Extends(ctx context.Context, tx *store.Tx, older, newer string) (_ [][]byte, err error) {
	defer errs.Wrap(&err, "audit.Extends")
	a, err := readCheckpoint(older, l.signer.Verifiers())
	if err != nil {
		return nil, err
	}
	b, err := readCheckpoint(newer, l.signer.Verifiers())
	if err != nil {
		return nil, err
	}
	if a.size < 1 || a.size > b.size {
		return nil, errs.New(errs.Invalid, "audit.no_proof")
	}
	return l.tree.consistency(a.size, b.size, l.tree.reader(tiles(ctx, tx, tx.Node())))
}

// CheckExtends checks what Extends made. What does not hold is audit.no_proof.
func CheckExtends(key string, s seal.Suite, older, newer string, proof [][]byte) error {
	a, err := readWith(older, key)
	if err != nil {
		return err
	}
	b, err := readWith(newer, key)
	if err != nil {
		return err
	}
	if !treeOf(string(s)).consistent(a.size, b.size, a.root, b.root, proof) {
		return errs.New(errs.Invalid, "audit.no_proof")
	}
	return nil
}

func readWith(text, key string) (signedRoot, error) {
	v, err := seal.NoteVerifier(key)
	if err != nil {
		return signedRoot{}, errs.Because(errs.Invalid, "audit.bad_checkpoint", err)
	}
	return readCheckpoint(text, note.VerifierList(v))
}
