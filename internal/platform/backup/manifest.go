package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/platform/store"
)

// Manifest says what is in a backup.
type Manifest struct {
	Format int          `json:"format"` // 1
	Made   time.Time    `json:"made"`   // UTC, when it was begun
	Took   float64      `json:"took_seconds"`
	Engine store.Engine `json:"engine"`
	Node   string       `json:"node"`   // who made it
	Steps  []int64      `json:"schema"` // steps of the schema that had run, ascending
	Roots  []string     `json:"roots"`  // ids of the root keys that wrap its ring; what they open is not here
	Trees  []Tree       `json:"trees"`
	Parts  []Part       `json:"parts"`
	Digest string       `json:"digest,omitempty"` // of all that stands before it; "" in one from before December 2026
}

// Tree is the log of one node as it stood.
type Tree struct {
	Node       string `json:"node"`
	Size       int64  `json:"size"`       // facts with a number
	Checkpoint string `json:"checkpoint"` // the last that was signed; "" when none was
}

// Part is one file of it.
type Part struct {
	Entry  string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"` // hexadecimal
}

// lastLine closes the text of a manifest: the digest of all that stands before it. It stands in the manifest itself, so that a
// program from before it reads the file too: the way back from an upgrade is a backup that the newer program made.
const lastLine = ",\n  \"digest\": \"%s\"\n}"

// encode is its text, with its digest.
func (m *Manifest) encode() ([]byte, error) {
	m.Digest = ""
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, err
	}
	body := bytes.TrimSuffix(text, []byte("\n}"))
	m.Digest = digestOf(body)
	return fmt.Appendf(body, lastLine, m.Digest), nil
}

// decode reads a text of which no byte has changed. In one without a digest no name may stand that was never written: it
// would be the digest's own, bent.
func decode(text []byte) (m Manifest, ok bool) {
	if err := json.Unmarshal(text, &m); err != nil || m.Format != 1 {
		return m, false
	}
	if m.Digest != "" {
		body, ok := bytes.CutSuffix(text, fmt.Appendf(nil, lastLine, m.Digest))
		return m, ok && digestOf(body) == m.Digest
	}
	strict := json.NewDecoder(bytes.NewReader(text))
	strict.DisallowUnknownFields()
	return m, strict.Decode(&Manifest{}) == nil
}

func digestOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Size is how many bytes of records it holds.
func (m Manifest) Size() (n int64) {
	for _, p := range m.Parts {
		n += p.Size
	}
	return n
}

// Facts is how many facts of the log have a number in it.
func (m Manifest) Facts() (n int64) {
	for _, t := range m.Trees {
		n += t.Size
	}
	return n
}

// Checkpoints are the signed ones, of every node.
func (m Manifest) Checkpoints() (all []string) {
	for _, t := range m.Trees {
		if t.Checkpoint != "" {
			all = append(all, t.Checkpoint)
		}
	}
	return all
}

// asker is a database or a transaction of either engine.
type asker interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// describe reads what the manifest says of the records, in the state that is copied.
func (m *Manifest) describe(ctx context.Context, q asker) error {
	err := each(ctx, q, "select version_id from goose_db_version where is_applied and version_id > 0 order by version_id", func(r *sql.Rows) error {
		var v int64
		err := r.Scan(&v)
		m.Steps = append(m.Steps, v)
		return err
	})
	if err != nil {
		return err
	}
	slices.Sort(m.Steps)
	err = each(ctx, q, "select distinct root from seal_ring order by root", func(r *sql.Rows) error {
		var root string
		err := r.Scan(&root)
		m.Roots = append(m.Roots, root)
		return err
	})
	if err != nil {
		return err
	}
	return each(ctx, q, `select t.node, t.size, coalesce((select c.note from audit_checkpoint c where c.node = t.node order by c.size desc limit 1), '')
		from audit_tree t order by t.node`, func(r *sql.Rows) error {
		var t Tree
		err := r.Scan(&t.Node, &t.Size, &t.Checkpoint)
		m.Trees = append(m.Trees, t)
		return err
	})
}

func each(ctx context.Context, q asker, text string, row func(*sql.Rows) error) error {
	rows, err := q.QueryContext(ctx, text)
	if err != nil {
		return unreadable(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			return unreadable(err)
		}
	}
	if err := rows.Err(); err != nil {
		return unreadable(err)
	}
	return nil
}

func unreadable(err error) error { return errs.Because(errs.Unavailable, "backup.records", err) }

// Note is what is kept of the last backup that was made well.
type Note struct {
	Made   time.Time `json:"made"` // UTC
	File   string    `json:"file"` // where it was written
	SHA256 string    `json:"sha256"`
	Size   int64     `json:"size"` // bytes of the file
	Facts  int64     `json:"facts"`
}

// Folder is where, below the data folder, the house keeps its own backups and the note of the last one.
const Folder = "backups"

const lastFile = "last.json"

// Last is the last backup that was made well of the house in a data folder; the zero value where none was. It fails with
// backup.note when the note cannot be read.
func Last(data string) (n Note, err error) { return n, read(data, lastFile, &n) }

func (n Note) keep(data string) error { return write(data, lastFile, n) }
