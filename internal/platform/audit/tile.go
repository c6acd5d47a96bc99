package audit

import (
	"guitu/internal/base/errs"
)

// Hashes are kept in tiles, as in tlog: a tile of tile level L holds up to 256 neighbouring hashes of tree
// level 8L, and what lies between is computed from them. A fact costs 32 bytes of tree, and a batch of facts
// rewrites one or two rows.
const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
	hashSize   = 32
)

// tileKey names a tile: its level, and which it is on the level.
type tileKey struct {
	level int
	n     int64
}

// reader reads subtree hashes from tiles. A tile that is missing or too short is audit.no_tile.
func (t tree) reader(tile func(tileKey) ([]byte, error)) hashes {
	return func(level int, n int64) ([]byte, error) {
		up := level % tileHeight
		first := n << up // of the 2^up hashes of the tile's own level that lie under the subtree
		key := tileKey{level: level / tileHeight, n: first / tileWidth}
		data, err := tile(key)
		if err != nil {
			return nil, err
		}
		from, to := int(first%tileWidth)*hashSize, (int(first%tileWidth)+1<<up)*hashSize
		if to > len(data) {
			return nil, errs.New(errs.Internal, "audit.no_tile", key.level, key.n)
		}
		return t.fold(data[from:to]), nil
	}
}

// fold is the root over a power of two of hashes.
func (t tree) fold(data []byte) []byte {
	if len(data) == hashSize {
		return data
	}
	half := len(data) / 2
	return t.node(t.fold(data[:half]), t.fold(data[half:]))
}

// edge is the growing right side of a tree: the last, unfilled tile of every level.
type edge struct {
	tree
	size  int64
	tiles [][]byte           // by tile level
	dirty map[tileKey][]byte // changed since the edge was read
}

// edgeKeys are the tiles that an edge of a size is made of.
func edgeKeys(size int64) []tileKey {
	var keys []tileKey
	for level := 0; size>>(level*tileHeight) > 0; level++ {
		keys = append(keys, tileKey{level: level, n: size >> ((level + 1) * tileHeight)})
	}
	return keys
}

// newEdge takes up a tree where it ends. Tiles that are not as long as the size asks are audit.no_tile.
func (t tree) newEdge(size int64, tile func(tileKey) ([]byte, error)) (*edge, error) {
	e := &edge{tree: t, size: size, dirty: map[tileKey][]byte{}}
	for _, k := range edgeKeys(size) {
		width := int(size >> (k.level * tileHeight) % tileWidth)
		var data []byte
		if width > 0 {
			var err error
			if data, err = tile(k); err != nil {
				return nil, err
			}
		}
		if len(data) != width*hashSize {
			return nil, errs.New(errs.Internal, "audit.no_tile", k.level, k.n)
		}
		e.tiles = append(e.tiles, append(make([]byte, 0, tileWidth*hashSize), data...))
	}
	return e, nil
}

// add appends a leaf hash.
func (e *edge) add(h []byte) {
	for level := 0; ; level++ {
		if level == len(e.tiles) {
			e.tiles = append(e.tiles, make([]byte, 0, tileWidth*hashSize))
		}
		e.tiles[level] = append(e.tiles[level], h...)
		e.dirty[tileKey{level: level, n: e.size >> ((level + 1) * tileHeight)}] = e.tiles[level]
		if len(e.tiles[level]) < tileWidth*hashSize {
			break
		}
		h = e.fold(e.tiles[level])
		e.tiles[level] = make([]byte, 0, tileWidth*hashSize) // the full one is still in dirty
	}
	e.size++
}

// root is the root of the whole tree. Every subtree that it is made of lies in the edge.
func (e *edge) root() []byte {
	h, err := e.span(0, e.size, e.reader(func(k tileKey) ([]byte, error) { return e.tiles[k.level], nil }))
	if err != nil {
		panic("audit: " + err.Error()) // the edge is made so that this cannot be
	}
	return h
}
