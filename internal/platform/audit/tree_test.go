package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"testing"

	"github.com/emmansun/gmsm/sm3"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"guitu/internal/base/errs"
)

var sha = tree{newHash: sha256.New}

// grown is a tree in memory with all its tiles.
type grown struct {
	*edge
	tiles map[tileKey][]byte
}

func grow(t tree, n int) grown {
	e, _ := t.newEdge(0, nil)
	for i := range n {
		e.add(t.leaf(fmt.Appendf(nil, "fact %d", i)))
	}
	return grown{edge: e, tiles: e.dirty}
}

func (g grown) tile(k tileKey) ([]byte, error) {
	if d, ok := g.tiles[k]; ok {
		return d, nil
	}
	return nil, errs.New(errs.Internal, "audit.no_tile", k.level, k.n)
}

// oracle is the same tree by tlog.
type oracle []tlog.Hash

func (o oracle) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = o[x]
	}
	return out, nil
}

func newOracle(t testing.TB, n int) oracle {
	var o oracle
	for i := range n {
		h, err := tlog.StoredHashes(int64(i), fmt.Appendf(nil, "fact %d", i), o)
		if err != nil {
			t.Fatal(err)
		}
		o = append(o, h...)
	}
	return o
}

const most = 70_000 // over one full tile of the second level

func TestTreeIsTlogs(t *testing.T) {
	o := newOracle(t, most)
	g := grow(sha, most)
	read := sha.reader(g.tile)
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.Int64Range(1, most).Draw(t, "size")
		want, err := tlog.TreeHash(size, o)
		if err != nil {
			t.Fatal(err)
		}
		root, err := sha.span(0, size, read)
		if err != nil || !bytes.Equal(root, want[:]) {
			t.Fatalf("root of %d: %x, tlog says %x (%v)", size, root, want, err)
		}
		i := rapid.Int64Range(0, size-1).Draw(t, "leaf")
		path, err := sha.inclusion(i, size, read)
		if err != nil {
			t.Fatal(err)
		}
		leaf := sha.leaf(fmt.Appendf(nil, "fact %d", i))
		if err := tlog.CheckRecord(tlogHashes(path), size, want, i, tlog.Hash(leaf)); err != nil {
			t.Fatalf("tlog refuses our inclusion proof: %v", err)
		}
		if got, ok := sha.rootOf(i, size, leaf, path); !ok || !bytes.Equal(got, root) {
			t.Fatal("our inclusion proof does not reach the root")
		}
		old := rapid.Int64Range(1, size).Draw(t, "old")
		was, err := sha.span(0, old, read)
		if err != nil {
			t.Fatal(err)
		}
		proof, err := sha.consistency(old, size, read)
		if err != nil {
			t.Fatal(err)
		}
		if err := tlog.CheckTree(tlogHashes(proof), size, want, old, tlog.Hash(was)); err != nil {
			t.Fatalf("tlog refuses our consistency proof: %v", err)
		}
		if !sha.consistent(old, size, was, root, proof) {
			t.Fatal("our consistency proof does not hold")
		}
	})
	for _, size := range []int64{1, 255, 256, 257, 65535, 65536, 65537, most} {
		e, err := sha.newEdge(size, func(k tileKey) ([]byte, error) {
			d, err := g.tile(k)
			return d[:min(len(d), int(size>>(k.level*tileHeight)%tileWidth)*hashSize)], err
		})
		if err != nil {
			t.Fatal(size, err)
		}
		want, _ := tlog.TreeHash(size, o)
		if !bytes.Equal(e.root(), want[:]) {
			t.Errorf("the edge of %d has another root", size)
		}
	}
}

func tlogHashes(list [][]byte) []tlog.Hash {
	out := make([]tlog.Hash, len(list))
	for i, h := range list {
		out[i] = tlog.Hash(h)
	}
	return out
}

// A proof with anything changed proves nothing, under both hashes.
func TestAlteredProofsFail(t *testing.T) {
	for name, tr := range map[string]tree{"sha256": sha, "sm3": {newHash: sm3.New}} {
		t.Run(name, func(t *testing.T) {
			const n = 700
			g := grow(tr, n)
			read := tr.reader(g.tile)
			rapid.Check(t, func(t *rapid.T) {
				size := rapid.Int64Range(2, n).Draw(t, "size")
				i := rapid.Int64Range(0, size-1).Draw(t, "leaf")
				root, _ := tr.span(0, size, read)
				path, _ := tr.inclusion(i, size, read)
				leaf := tr.leaf(fmt.Appendf(nil, "fact %d", i))
				if got, ok := tr.rootOf(i, size, leaf, path); !ok || !bytes.Equal(got, root) {
					t.Fatal("a true proof fails")
				}
				at := rapid.IntRange(0, len(path)-1).Draw(t, "at")
				bad := append([][]byte(nil), path...)
				bad[at] = tr.leaf([]byte("other"))
				for what, try := range map[string]func() ([]byte, bool){
					"other sibling": func() ([]byte, bool) { return tr.rootOf(i, size, leaf, bad) },
					"other leaf":    func() ([]byte, bool) { return tr.rootOf(i, size, tr.leaf(nil), path) },
					"other place":   func() ([]byte, bool) { return tr.rootOf((i+1)%size, size, leaf, path) },
					"cut":           func() ([]byte, bool) { return tr.rootOf(i, size, leaf, path[1:]) },
					"longer":        func() ([]byte, bool) { return tr.rootOf(i, size, leaf, append(path[:len(path):len(path)], leaf)) },
				} {
					if got, ok := try(); ok && bytes.Equal(got, root) {
						t.Fatalf("%s: proof %d of %d still holds", what, i, size)
					}
				}
				old := rapid.Int64Range(1, size-1).Draw(t, "old")
				was, _ := tr.span(0, old, read)
				proof, _ := tr.consistency(old, size, read)
				if !tr.consistent(old, size, was, root, proof) {
					t.Fatal("a true consistency proof fails")
				}
				if tr.consistent(old, size, tr.leaf(nil), root, proof) || tr.consistent(old, size, was, tr.leaf(nil), proof) ||
					len(proof) > 0 && tr.consistent(old, size, was, root, proof[1:]) {
					t.Fatal("a false consistency proof holds")
				}
			})
		})
	}
}

func TestEmptyTree(t *testing.T) {
	root, err := sha.span(0, 0, nil)
	if err != nil || hex.EncodeToString(root) != "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" {
		t.Error("RFC 6962: the empty tree is the hash of nothing")
	}
}

func BenchmarkTree(b *testing.B) {
	data := bytes.Repeat([]byte("x"), 300)
	for name, tr := range map[string]tree{"sha256": sha, "sm3": {newHash: sm3.New}} {
		b.Run(name+"/add", func(b *testing.B) {
			e, _ := tr.newEdge(0, nil)
			for b.Loop() {
				e.add(tr.leaf(data))
				if e.size%512 == 0 {
					clear(e.dirty)
				}
			}
		})
	}
}
