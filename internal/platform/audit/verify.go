package audit

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"golang.org/x/mod/sumdb/note"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// What Verify can find wrong; the key of its text is "audit.finding." and the name.
const (
	Altered   = "altered"    // fact Seq is not what was numbered
	Removed   = "removed"    // fact Seq is gone
	Rewritten = "rewritten"  // somewhere from Seq up to Through, facts and tree were changed together
	SlippedIn = "slipped_in" // Fact was written past the log, or its waiting mark was taken away
	Stuck     = "stuck"      // Fact waits for a number and does not exist, or has one already
	Tree      = "tree"       // a stored hash at or after Seq is wrong; the facts are not
	Signature = "signature"  // the checkpoint of size Through is not signed by the node
	Unsigned  = "unsigned"   // Through facts are numbered, and no checkpoint is there
	Unbound   = "unbound"    // from Seq up to Through the log is not as the house left it; no checkpoint says where
	Forged    = "forged"     // Fact waits for a number, and the house did not write it so
	SetBack   = "set_back"   // Fact was recorded when Through facts had a number, and there are Seq
	Cut       = "cut"        // a checkpoint covers Through facts, and the log has fewer
)

// Finding is one thing that is not as it was.
type Finding struct {
	Node    string
	What    string
	Seq     int64 // number of the first fact concerned
	Through int64 // the first number that is not concerned any more, of a range
	Fact    id.ID
}

// Key is the finding's words in the catalogue; {0} is Seq, {1} is Through.
func (f Finding) Key() string { return "audit.finding." + f.What }

// Report is what Verify saw.
type Report struct {
	Nodes    []Node
	Waiting  int64     // facts without a number, all nodes
	Findings []Finding // in order of number within each node; at most 100 a node
}

// Node is the log of one node.
type Node struct {
	Name        string
	Suite       seal.Suite
	Facts       int64
	Checkpoints int
	Covered     int64    // facts that the last good checkpoint covers
	Root        []byte   // of all facts
	Keys        []string // public keys of the checkpoints, newest first; none where nothing was signed yet
}

// Whole tells whether nothing was found.
func (r Report) Whole() bool { return len(r.Findings) == 0 }

// Signed tells whether the text of a checkpoint was signed by one of the nodes.
func (r Report) Signed(checkpoint string) bool {
	return slices.ContainsFunc(r.Nodes, func(n Node) bool {
		return slices.ContainsFunc(n.Keys, func(key string) bool {
			_, err := readWith(checkpoint, key)
			return err == nil
		})
	})
}

const (
	verifyPage   = 2048
	mostFindings = 100
)

// Verify recomputes every log in the database from its facts and holds it against the stored tree, the
// checkpoints, and the known ones: texts of checkpoints that were kept elsewhere. It reads page by page and
// may run beside the business. An error means that it could not look; what it found is in the report.
func Verify(ctx context.Context, db *store.DB, v *seal.Vault, known ...string) (r Report, err error) {
	defer errs.Wrap(&err, "audit.Verify")
	list, err := store.Read(ctx, db, func(tx *store.Tx) ([]state, error) { return states(ctx, tx) })
	if err != nil {
		return r, err
	}
	for _, s := range list {
		c := &check{db: db, bound: v.Bound(), state: s, tree: treeOf(s.suite), by: note.VerifierList(), whole: true}
		c.node = Node{Name: s.node, Suite: seal.Suite(s.suite)}
		signer, err := store.Read(ctx, db, func(tx *store.Tx) (*seal.NoteSigner, error) { return signedBy(ctx, tx, v, s.node) })
		switch {
		case err == nil:
			c.by, c.node.Keys = signer.Verifiers(), signer.Keys()
		case !errs.Is(err, "seal.no_signer"):
			return r, err
		}
		if err := c.run(ctx, known); err != nil {
			return r, err
		}
		r.Nodes = append(r.Nodes, c.node)
		r.Findings = append(r.Findings, c.findings...)
	}
	return r, loose(ctx, db, v.Bound(), &r)
}

// check is the verification of one node.
type check struct {
	db       *store.DB
	state    state
	tree     tree
	bound    bool // the house marks its trees
	by       note.Verifiers
	edge     *edge
	points   []signedRoot // still to be compared, by size
	whole    bool         // roots have held so far
	ended    bool         // numbers are missing: nothing after can be computed
	node     Node
	findings []Finding
}

func (c *check) found(f Finding) {
	f.Node = c.state.node
	if len(c.findings) < mostFindings {
		c.findings = append(c.findings, f)
	}
}

func (c *check) run(ctx context.Context, known []string) (err error) {
	if c.edge, err = c.tree.newEdge(0, nil); err != nil {
		return err
	}
	if err := c.readPoints(ctx, known); err != nil {
		return err
	}
	for c.edge.size < c.state.size && !c.ended {
		if _, err := store.Read(ctx, c.db, func(tx *store.Tx) (int, error) { return 0, c.page(ctx, tx) }); err != nil {
			return err
		}
	}
	if c.state.size > 0 && c.node.Checkpoints == 0 { // the first facts are signed in the transaction that numbers them
		c.found(Finding{What: Unsigned, Through: c.state.size})
	}
	for _, p := range c.points { // larger than the log
		c.found(Finding{What: Cut, Seq: c.edge.size, Through: p.size})
	}
	c.node.Facts, c.node.Root = c.edge.size, c.edge.root()
	if c.bound && len(c.findings) == 0 { // else it is known already where it is not whole
		if _, err := store.Read(ctx, c.db, c.mark); err != nil {
			return err
		}
	}
	slices.SortStableFunc(c.findings, func(a, b Finding) int { return cmp.Compare(a.Seq, b.Seq) })
	return nil
}

// mark holds the mark of the tree against what the facts make of it.
func (c *check) mark(tx *store.Tx) (whole bool, err error) {
	if whole, err = c.state.bound(tx, c.node.Root); err == nil && !whole {
		c.found(Finding{What: Unbound, Seq: c.node.Covered, Through: c.state.size})
	}
	return whole, err
}

// readPoints reads the stored checkpoints and the known ones of this node, and checks their signatures.
func (c *check) readPoints(ctx context.Context, known []string) error {
	list, err := store.Read(ctx, c.db, func(tx *store.Tx) ([]Checkpoint, error) {
		s, err := stateOf(ctx, tx, c.state.node) // together with the checkpoints, for the log grows meanwhile
		c.state = s
		if err != nil {
			return nil, err
		}
		return store.Collect(ctx, tx, scanCheckpoint, checkpointText+"where node = $1 order by size", s.node)
	})
	if err != nil {
		return err
	}
	c.node.Checkpoints = len(list)
	for _, k := range known {
		if p, err := readCheckpoint(k, c.by); err == nil && p.node == c.state.node {
			list = append(list, Checkpoint{Node: p.node, Size: p.size, Note: k})
		}
	}
	for _, k := range list {
		p, err := readCheckpoint(k.Note, c.by)
		if err != nil || p.node != k.Node || p.size != k.Size {
			c.found(Finding{What: Signature, Seq: k.Size, Through: k.Size})
			continue
		}
		c.points = append(c.points, p)
	}
	slices.SortFunc(c.points, func(a, b signedRoot) int { return cmp.Compare(a.size, b.size) })
	return nil
}

// numberedEntry is a number with its fact, which may be gone.
type numberedEntry struct {
	Entry
	seq  int64
	id   id.ID
	gone bool
}

// page verifies the next facts.
func (c *check) page(ctx context.Context, tx *store.Tx) error {
	from := c.edge.size
	rows, err := store.Collect(ctx, tx, func(s store.Scanner) (n numberedEntry, err error) {
		return n, s.Scan(append(n.fields(), &n.seq, &n.id, &n.gone)...)
	}, verifyText, c.state.node, from, min(from+verifyPage, c.state.size))
	if err != nil {
		return err
	}
	stored := c.tree.reader(tiles(ctx, tx, c.state.node))
	for _, n := range rows {
		if n.seq != c.edge.size {
			break
		}
		if err := c.fact(n, stored); err != nil {
			return err
		}
	}
	if c.edge.size < min(from+verifyPage, c.state.size) {
		c.ended = true
		c.found(Finding{What: Removed, Seq: c.edge.size, Through: c.edge.size + 1})
	}
	return c.compareTiles(ctx, tx)
}

// Facts that are gone scan as empty ones.
const verifyText = `select coalesce(f.id, ''), coalesce(f.node, ''), f.at, coalesce(f.actor, ''), coalesce(f.posts, ''),
	coalesce(f.request, ''), coalesce(f.room, ''), coalesce(f.kind, ''), coalesce(f.record, ''), coalesce(f.version, 0),
	coalesce(f.about, ''), coalesce(f.facility, ''), coalesce(f.compartment, ''), f.digest, coalesce(f.purpose, ''),
	coalesce(f.basis, ''), n.seq, n.id, f.id is null
	from audit_number n left join audit_fact f on f.month = n.month and f.id = n.id
	where n.node = $1 and n.seq >= $2 and n.seq < $3 order by n.seq`

// fact verifies one fact against the stored leaf, then goes on with the stored one: when the next checkpoint
// holds, the leaf is true and the fact alone was changed.
func (c *check) fact(n numberedEntry, stored hashes) error {
	leaf, err := stored(0, n.seq)
	mine := c.tree.leaf(n.bytes())
	switch {
	case err != nil && errs.Is(err, "audit.no_tile"):
		c.found(Finding{What: Tree, Seq: n.seq, Through: n.seq + 1, Fact: n.id})
		leaf = mine
	case err != nil:
		return err
	case n.gone:
		c.found(Finding{What: Removed, Seq: n.seq, Through: n.seq + 1, Fact: n.id})
	case !bytes.Equal(leaf, mine):
		c.found(Finding{What: Altered, Seq: n.seq, Through: n.seq + 1, Fact: n.id})
	}
	c.edge.add(leaf)
	for len(c.points) > 0 && c.points[0].size <= c.edge.size {
		p := c.points[0]
		c.points = c.points[1:]
		holds := c.whole && p.size == c.edge.size && bytes.Equal(p.root, c.edge.root())
		if c.whole && !holds {
			c.found(Finding{What: Rewritten, Seq: c.node.Covered, Through: p.size})
		}
		if c.whole = holds; holds {
			c.node.Covered = p.size
		}
	}
	return nil
}

// compareTiles compares the upper tiles that are full with the stored ones. The lowest are compared leaf by
// leaf.
func (c *check) compareTiles(ctx context.Context, tx *store.Tx) error {
	read := tiles(ctx, tx, c.state.node)
	for k, mine := range c.edge.dirty {
		if len(mine) < tileWidth*hashSize && c.edge.size < c.state.size {
			continue // it still grows
		}
		delete(c.edge.dirty, k)
		if k.level == 0 {
			continue
		}
		stored, err := read(k)
		if err != nil {
			return err
		}
		if !bytes.HasPrefix(stored, mine) { // longer when the log has grown meanwhile
			c.found(Finding{What: Tree, Seq: k.n << ((k.level + 1) * tileHeight), Through: c.edge.size})
		}
	}
	return nil
}
