package audit

import (
	"bytes"
	"context"
	"encoding/binary"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// The log is bound to a key of the house, so that who holds the database alone cannot write it anew and have the house
// sign that:
//
//   - a fact that waits for its number carries a mark over all that it says. The mark goes with the waiting: a fact that
//     once had a number cannot be made to wait again, altered or not, by who did not keep its mark.
//   - for who did keep marks, the mark also says how many facts had a number when this one was recorded. A tree that has
//     fewer was set back, and putting all facts back but one leaves it one short for the next.
//   - the tree carries a mark over its size and root, so that facts which no checkpoint covers yet are bound as well.
//
// What remains: the whole database as it was at an earlier moment. Only a checkpoint that is kept elsewhere shows it.

// wait is a fact that has no number yet, with its mark.
type wait struct {
	Entry
	mac  []byte
	seen int64
}

func scanWait(s store.Scanner) (w wait, err error) {
	return w, s.Scan(append(w.fields(), &w.mac, &w.seen)...)
}

// mark is what a waiting fact carries.
func (e Entry) mark(tx *store.Tx, seen int64) ([]byte, error) {
	b := binary.AppendUvarint(append(make([]byte, 0, 640), "guitu waits 1\n"...), uint64(seen))
	return tx.Digest("audit.waits", e.append(b))
}

// wrong is what is wrong with a waiting fact of a node whose tree has a size; "" when the house wrote it as it is.
func (w wait) wrong(tx *store.Tx, size int64) (string, error) {
	mac, err := w.mark(tx, w.seen)
	switch {
	case err != nil:
		return "", err
	case !bytes.Equal(mac, w.mac):
		return Forged, nil
	case w.seen > size:
		return SetBack, nil
	}
	return "", nil
}

// Doubted tells whether an error of Step says that the log is not what the house wrote, and not that something failed: what
// could be numbered was, and trying again mends nothing.
func Doubted(err error) bool {
	return errs.Is(err, "audit.forged") || errs.Is(err, "audit.set_back") || errs.Is(err, "audit.unbound")
}

// mark is what a tree of this size and root carries.
func (s state) mark(tx *store.Tx, root []byte) ([]byte, error) {
	b := appendText(appendText([]byte("guitu tree 1\n"), s.node), s.suite)
	return tx.Digest("audit.tree", append(binary.AppendUvarint(b, uint64(s.size)), root...))
}

// bound tells whether a tree is as the house left it.
func (s state) bound(tx *store.Tx, root []byte) (bool, error) {
	mac, err := s.mark(tx, root)
	return bytes.Equal(mac, s.mac), err
}

// authentic parts what waits into what may be numbered and the first fact that may not. A tree that was set back is
// audit.set_back: nothing is numbered any more, for every number would hide it.
func authentic(tx *store.Tx, s state, list []wait) (facts []Entry, forged id.ID, err error) {
	for _, w := range list {
		what, err := w.wrong(tx, s.size)
		switch {
		case err != nil:
			return nil, "", err
		case what == SetBack:
			return nil, "", errs.New(errs.Internal, "audit.set_back", s.size, w.seen)
		case what == Forged && forged == "":
			forged = w.ID
		case what == "":
			facts = append(facts, w.Entry)
		}
	}
	return facts, forged, nil
}

// begin makes the tree of a node that has none. A tree keeps the hash that it began with: a house that changes its suite
// begins a node of another code.
func begin(ctx context.Context, tx *store.Tx, suite seal.Suite) error {
	s := state{node: tx.Node(), suite: string(suite)}
	mac, err := s.mark(tx, treeOf(s.suite).newHash().Sum(nil))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "insert into audit_tree (node, suite, size, mac) values ($1, $2, 0, $3) on conflict (node) do nothing",
		s.node, s.suite, mac)
	return err
}

// Adopt marks what an older program left: every tree as it stands, and what waits. It runs once in the life of a house,
// in the transaction that says so in its ring (seal.Bind); a mark that is missing later was taken away.
func Adopt(ctx context.Context, tx *store.Tx) error {
	list, err := states(ctx, tx)
	if err != nil {
		return err
	}
	for _, s := range list {
		e, err := treeOf(s.suite).newEdge(s.size, tiles(ctx, tx, s.node))
		if errs.Is(err, "audit.no_tile") {
			continue // not whole: it stays without a mark, and is not gone on with
		}
		if err != nil {
			return err
		}
		mac, err := s.mark(tx, e.root())
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "update audit_tree set mac = $1 where node = $2", mac, s.node); err != nil {
			return err
		}
	}
	open, err := store.Collect(ctx, tx, scanWait, waitText+"where p.mac is null")
	if err != nil {
		return err
	}
	for _, w := range open {
		mac, err := w.mark(tx, w.seen)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "update audit_pending set mac = $1 where node = $2 and id = $3", mac, w.Node, w.ID); err != nil {
			return err
		}
	}
	return nil
}
