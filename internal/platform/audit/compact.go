package audit

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"strings"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
)

// Publish numbers what waits and signs a checkpoint now, for who cannot wait for the next: somebody stands at the
// counter for a paper with its proof. Another process that is faster is as good.
func (l *Ledger) Publish(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "audit.Publish")
	now := &Ledger{db: l.db, vault: l.vault, tree: l.tree, suite: l.suite, signer: l.signer, Batch: l.Batch, Facts: 1}
	for range 64 { // a backlog longer than this is the ledger's own to work off
		n, err := now.Step(ctx)
		if err != nil || n < now.Batch {
			return err
		}
	}
	return nil
}

// Compact writes a proof as short as it goes, to be printed: ids as their sixteen bytes, each once, and of the
// checkpoint only what cannot be computed again. The root is what the path leads to; if the path was altered, the
// signature is not of that root.
func (p Proof) Compact() ([]byte, error) {
	c, err := parseCheckpoint(p.Checkpoint)
	if err != nil {
		return nil, errs.Because(errs.Internal, "audit.bad_checkpoint", err)
	}
	_, last, _ := strings.Cut(p.Checkpoint, "\n\n— ")
	_, sig, _ := strings.Cut(strings.TrimSpace(last), " ")
	signature, err := base64.StdEncoding.DecodeString(sig)
	if err != nil || len(signature) == 0 || len(signature) > 255 {
		return nil, errs.New(errs.Internal, "audit.bad_checkpoint")
	}
	fields, at, version, err := splitFact(p.Fact)
	if err != nil {
		return nil, err
	}
	var b []byte
	b = appendText(b, string(p.Suite))
	b = binary.AppendUvarint(b, uint64(p.Seq))
	b = appendText(b, c.node)
	b = binary.AppendUvarint(b, uint64(c.size))
	b = binary.AppendVarint(b, c.at.Unix())
	b = appendText(b, string(signature))
	b = binary.AppendUvarint(b, uint64(len(p.Path)))
	for _, h := range p.Path {
		if len(h) != hashSize {
			return nil, errs.New(errs.Internal, "audit.no_proof")
		}
		b = append(b, h...)
	}
	var ids shelf
	for _, f := range fields {
		b = appendText(b, string(ids.pack(f)))
	}
	b = binary.AppendVarint(b, at)
	return binary.AppendVarint(b, version), nil
}

// ReadCompact reads what Compact wrote. It checks nothing: Check does. What is no such thing is audit.no_proof.
func ReadCompact(b []byte) (p Proof, err error) {
	r := &scroll{rest: b}
	p.Suite = seal.Suite(r.text())
	p.Seq = int64(r.uvarint())
	node, size, at, signature := r.text(), r.uvarint(), r.varint(), r.text()
	n := r.uvarint()
	if n > 64 { // deeper than any tree
		r.bad = true
	}
	for i := uint64(0); i < n && !r.bad; i++ {
		p.Path = append(p.Path, r.take(hashSize))
	}
	var ids shelf
	fact := []byte(factHead)
	for range factFields {
		f, ok := ids.unpack(r.text())
		r.bad = r.bad || !ok
		fact = appendText(fact, f)
	}
	moment, version := r.varint(), r.varint()
	if _, err := seal.ParseSuite(string(p.Suite)); err != nil || r.bad || len(r.rest) > 0 || p.Seq < 0 || int64(size) < 0 {
		return Proof{}, errs.New(errs.Invalid, "audit.no_proof")
	}
	p.Fact = binary.AppendVarint(binary.AppendVarint(fact, moment), version)
	t := treeOf(string(p.Suite))
	root, ok := t.rootOf(p.Seq, int64(size), t.leaf(p.Fact), p.Path)
	if !ok {
		return Proof{}, errs.New(errs.Invalid, "audit.no_proof")
	}
	p.Checkpoint = origin + node + "\n" + strconv.FormatUint(size, 10) + "\n" + base64.StdEncoding.EncodeToString(root) +
		"\ntime " + time.Unix(at, 0).UTC().Format(time.RFC3339) + "\n\n— " + origin + node + " " +
		base64.StdEncoding.EncodeToString([]byte(signature)) + "\n"
	return p, nil
}

// Signed tells by which node and when the checkpoint of a proof was signed, as it says itself: check it first.
func (p Proof) Signed() (node string, at time.Time, err error) {
	c, err := parseCheckpoint(p.Checkpoint)
	return c.node, c.at, err
}

// Entry is the fact that a proof is about. Rows and keys are not in it.
func (p Proof) Entry() (e Entry, err error) {
	f, at, version, err := splitFact(p.Fact)
	if err != nil {
		return e, err
	}
	e.ID, e.Node, e.Actor, e.Posts, e.Request = id.ID(f[0]), f[1], f[2], f[3], id.ID(f[4])
	e.Room, e.Kind, e.Record, e.About, e.Facility = f[5], f[6], id.ID(f[7]), id.ID(f[8]), id.ID(f[9])
	e.Compartment, e.Digest, e.Purpose, e.Basis = seal.Compartment(f[10]), []byte(f[11]), f[12], f[13]
	e.At, e.Version = time.UnixMicro(at), version
	return e, nil
}

// factHead begins a fact as hashed, and factFields are its texts (Entry.bytes).
const (
	factHead   = "guitu fact 1\n"
	factFields = 14
)

func splitFact(b []byte) (fields []string, at, version int64, err error) {
	rest, ok := bytes.CutPrefix(b, []byte(factHead))
	r := &scroll{rest: rest, bad: !ok}
	for range factFields {
		fields = append(fields, r.text())
	}
	at, version = r.varint(), r.varint()
	if r.bad || len(r.rest) > 0 {
		return nil, 0, 0, errs.New(errs.Invalid, "audit.no_proof")
	}
	return fields, at, version, nil
}

// scroll reads numbers and texts one after the other; what is missing makes it bad.
type scroll struct {
	rest []byte
	bad  bool
}

func (r *scroll) uvarint() uint64 {
	v, n := binary.Uvarint(r.rest)
	return v * r.step(n)
}

func (r *scroll) varint() int64 {
	v, n := binary.Varint(r.rest)
	return v * int64(r.step(n))
}

// step moves on by n bytes, and is 0 where that cannot be.
func (r *scroll) step(n int) uint64 {
	if n <= 0 || r.bad {
		r.bad = true
		return 0
	}
	r.rest = r.rest[n:]
	return 1
}

func (r *scroll) take(n int) []byte {
	if r.bad || n < 0 || n > len(r.rest) {
		r.bad = true
		return nil
	}
	out := r.rest[:n]
	r.rest = r.rest[n:]
	return out
}

func (r *scroll) text() string {
	n := r.uvarint()
	if n > uint64(len(r.rest)) {
		r.bad = true
		return ""
	}
	return string(r.take(int(n)))
}

// shelf packs ids, wherever they stand in a text: the first time as sixteen bytes, then as their place on the shelf.
type shelf struct{ ids []string }

const (
	newID   = 0
	knownID = 1
	literal = 2 // the next byte is itself
	idText  = 26
)

func (s *shelf) pack(text string) (out []byte) {
	for i := 0; i < len(text); i++ {
		if i+idText <= len(text) {
			if raw := id.ID(text[i : i+idText]).Bytes(); raw != nil && string(id.FromBytes(raw)) == text[i:i+idText] {
				out = append(out, s.place(text[i:i+idText], raw)...)
				i += idText - 1
				continue
			}
		}
		if text[i] <= literal {
			out = append(out, literal)
		}
		out = append(out, text[i])
	}
	return out
}

func (s *shelf) place(text string, raw []byte) []byte {
	for i, known := range s.ids {
		if known == text {
			return []byte{knownID, byte(i)}
		}
	}
	if len(s.ids) < 255 {
		s.ids = append(s.ids, text)
	}
	return append([]byte{newID}, raw...)
}

func (s *shelf) unpack(packed string) (string, bool) {
	var out strings.Builder
	for i := 0; i < len(packed); i++ {
		switch c := packed[i]; {
		case c == newID && i+16 < len(packed):
			text := string(id.FromBytes([]byte(packed[i+1 : i+17])))
			if len(s.ids) < 255 {
				s.ids = append(s.ids, text)
			}
			out.WriteString(text)
			i += 16
		case c == knownID && i+1 < len(packed) && int(packed[i+1]) < len(s.ids):
			out.WriteString(s.ids[packed[i+1]])
			i++
		case c == literal && i+1 < len(packed):
			out.WriteByte(packed[i+1])
			i++
		case c <= literal:
			return "", false
		default:
			out.WriteByte(c)
		}
	}
	return out.String(), true
}
