package audit

import (
	"bytes"
	"hash"
	"math/bits"
)

// tree is the Merkle tree of RFC 6962 over any hash. x/mod/sumdb/tlog has the same tree for SHA-256 alone;
// the tests hold this one against it.
type tree struct{ newHash func() hash.Hash }

// leaf is the hash of an entry's bytes.
func (t tree) leaf(data []byte) []byte { return t.sum(0, data, nil) }

// node is the hash of two subtrees.
func (t tree) node(left, right []byte) []byte { return t.sum(1, left, right) }

func (t tree) sum(prefix byte, a, b []byte) []byte {
	h := t.newHash()
	h.Write([]byte{prefix}) // leaves and nodes cannot be taken for each other
	h.Write(a)
	h.Write(b)
	return h.Sum(nil)
}

// hashes reads the hash of a complete subtree: the n-th one of 2^level leaves.
type hashes func(level int, n int64) ([]byte, error)

// span is the hash of the leaves from lo up to hi, of which lo is a multiple of the largest power of two
// below hi-lo, as in every split that RFC 6962 makes. The empty span is the hash of nothing.
func (t tree) span(lo, hi int64, read hashes) ([]byte, error) {
	switch size := hi - lo; {
	case size == 0:
		return t.newHash().Sum(nil), nil
	case size&(size-1) == 0:
		level := bits.TrailingZeros64(uint64(size))
		return read(level, lo>>level)
	}
	mid := lo + split(hi-lo)
	left, err := t.span(lo, mid, read)
	if err != nil {
		return nil, err
	}
	right, err := t.span(mid, hi, read)
	if err != nil {
		return nil, err
	}
	return t.node(left, right), nil
}

// split is the largest power of two smaller than n (n > 1).
func split(n int64) int64 { return 1 << (bits.Len64(uint64(n-1)) - 1) }

// inclusion proves that leaf i stands in the tree of a size: the siblings from the leaf to the root.
func (t tree) inclusion(i, size int64, read hashes) ([][]byte, error) {
	var path [][]byte
	lo, hi := int64(0), size
	for hi-lo > 1 {
		mid := lo + split(hi-lo)
		away := [2]int64{mid, hi}
		if i < mid {
			hi = mid
		} else {
			away, lo = [2]int64{lo, mid}, mid
		}
		h, err := t.span(away[0], away[1], read)
		if err != nil {
			return nil, err
		}
		path = append([][]byte{h}, path...)
	}
	return path, nil
}

// rootOf climbs an inclusion path; ok is false when the path has the wrong length.
func (t tree) rootOf(i, size int64, leaf []byte, path [][]byte) (root []byte, ok bool) {
	if i < 0 || i >= size {
		return nil, false
	}
	if size == 1 {
		return leaf, len(path) == 0
	}
	if len(path) == 0 {
		return nil, false
	}
	k, last := split(size), path[len(path)-1]
	if i < k {
		left, ok := t.rootOf(i, k, leaf, path[:len(path)-1])
		return t.node(left, last), ok
	}
	right, ok := t.rootOf(i-k, size-k, leaf, path[:len(path)-1])
	return t.node(last, right), ok
}

// consistency proves that the tree of a size begins with the tree of an older size (0 < old <= size).
func (t tree) consistency(old, size int64, read hashes) ([][]byte, error) {
	var proof [][]byte
	lo, hi, whole := int64(0), size, true
	for old < hi {
		mid := lo + split(hi-lo)
		away := [2]int64{mid, hi}
		if old <= mid {
			hi = mid
		} else {
			away, lo, whole = [2]int64{lo, mid}, mid, false
		}
		h, err := t.span(away[0], away[1], read)
		if err != nil {
			return nil, err
		}
		proof = append([][]byte{h}, proof...)
	}
	if whole {
		return proof, nil // the verifier holds the old root itself
	}
	h, err := t.span(lo, hi, read)
	return append([][]byte{h}, proof...), err
}

// consistent checks a consistency proof between two roots.
func (t tree) consistent(old, size int64, oldRoot, root []byte, proof [][]byte) bool {
	if old <= 0 || old > size {
		return false
	}
	was, is, ok := t.roots(old, size, oldRoot, proof, true)
	return ok && bytes.Equal(was, oldRoot) && bytes.Equal(is, root)
}

// roots replays a consistency proof for one span: the root of its part that is old, and its root.
func (t tree) roots(old, size int64, oldRoot []byte, proof [][]byte, whole bool) (was, is []byte, ok bool) {
	if old == size {
		if whole {
			return oldRoot, oldRoot, len(proof) == 0
		}
		if len(proof) != 1 {
			return nil, nil, false
		}
		return proof[0], proof[0], true
	}
	if len(proof) == 0 {
		return nil, nil, false
	}
	k, last, rest := split(size), proof[len(proof)-1], proof[:len(proof)-1]
	if old <= k {
		was, is, ok = t.roots(old, k, oldRoot, rest, whole)
		return was, t.node(is, last), ok
	}
	was, is, ok = t.roots(old-k, size-k, oldRoot, rest, false)
	return t.node(last, was), t.node(last, is), ok
}
