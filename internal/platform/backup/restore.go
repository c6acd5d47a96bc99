package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"

	"guitu/internal/base/errs"
	"guitu/internal/platform/store"
)

// Check reads a whole backup and holds every part, and the manifest itself, against its digest. It fails with backup.no_file, backup.not_one where
// it is no backup of a house, backup.cut where its end is missing, and backup.damaged with the part that is not as it was.
func Check(ctx context.Context, path string) (m Manifest, err error) {
	defer errs.Wrap(&err, "backup.Check")
	found := map[string]Part{}
	err = walk(ctx, path, func(entry string, r io.Reader) error {
		if entry == manifestName {
			text, err := io.ReadAll(r)
			if err != nil {
				return err
			}
			var ok bool
			if m, ok = decode(text); !ok {
				return errs.New(errs.Invalid, "backup.damaged", entry)
			}
			return nil
		}
		sum := sha256.New()
		n, err := io.Copy(sum, r)
		found[entry] = Part{Entry: entry, Size: n, SHA256: hex.EncodeToString(sum.Sum(nil))}
		return err
	})
	if err != nil {
		return m, err
	}
	if m.Format == 0 {
		return m, errs.New(errs.Invalid, "backup.cut", filepath.Base(path))
	}
	for _, p := range m.Parts {
		if found[p.Entry] != p {
			return m, errs.New(errs.Invalid, "backup.damaged", p.Entry)
		}
		delete(found, p.Entry)
	}
	for entry := range found { // slipped in
		return m, errs.New(errs.Invalid, "backup.damaged", entry)
	}
	return m, nil
}

// walk gives every part, in its order.
func walk(ctx context.Context, path string, part func(entry string, r io.Reader) error) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return at(path, errs.NotFound, "backup.no_file", err)
	}
	if err != nil {
		return at(path, errs.Invalid, "backup.no_file", err)
	}
	defer f.Close()
	list := tar.NewReader(f)
	for n := 0; ; n++ {
		head, err := list.Next()
		switch {
		case err == io.EOF && n > 0:
			return nil
		case err != nil && (n > 0 || begun(f)):
			return broken(path, err)
		case err != nil:
			return errs.New(errs.Invalid, "backup.not_one", filepath.Base(path))
		case n == 0 && head.Name != records && !strings.HasPrefix(head.Name, tables):
			return errs.New(errs.Invalid, "backup.not_one", filepath.Base(path))
		}
		if err := errors.Join(part(head.Name, list), ctx.Err()); err != nil {
			if errors.Is(err, io.ErrUnexpectedEOF) {
				return errs.New(errs.Invalid, "backup.cut", filepath.Base(path))
			}
			return err
		}
	}
}

// broken tells a file that ends too early from one that was altered between its parts.
func broken(path string, err error) error {
	code := "backup.damaged"
	if errors.Is(err, io.ErrUnexpectedEOF) {
		code = "backup.cut"
	}
	e := errs.New(errs.Invalid, code, filepath.Base(path))
	e.Err = err
	return e
}

// begun tells whether a file whose first header cannot be read begins as a backup does. Where a part has more than 8 GiB, tar
// puts a header of its own before it.
func begun(f io.ReaderAt) bool {
	head := make([]byte, 32)
	n, err := f.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return false
	}
	name := string(head[:n])
	for _, begin := range []string{records + "\x00", tables, "PaxHeaders.0/" + records + "\x00"} {
		if strings.HasPrefix(name, begin) {
			return true
		}
	}
	return false
}

// Restore puts a backup back where nothing is: SQLite's into a data folder without records, PostgreSQL's into an empty
// database. Its digests are checked before anything is written. It fails with what Check answers, with
// backup.other_engine, backup.not_empty, store.schema_newer where a newer program made it, and backup.unwritable.
func Restore(ctx context.Context, path string, into Source) (m Manifest, err error) {
	defer errs.Wrap(&err, "backup.Restore")
	if m, err = Check(ctx, path); err != nil {
		return m, err
	}
	if m.Engine != into.engine() {
		return m, errs.New(errs.Invalid, "backup.other_engine", string(m.Engine), string(into.engine()))
	}
	if into.URL != "" {
		return m, m.fillDatabase(ctx, path, into)
	}
	return m, m.putFile(ctx, path, into.Data)
}

// Undo takes away what Restore put into a folder, where what was put there cannot be opened.
func Undo(into Source) error {
	if into.URL != "" {
		return nil // the database stays, for whoever looks for the right key
	}
	var all error
	for _, end := range []string{"", "-wal", "-shm"} {
		all = errors.Join(all, gone(filepath.Join(into.Data, "guitu.db"+end)))
	}
	return all
}

// putFile puts SQLite's file into a folder.
func (m Manifest) putFile(ctx context.Context, path, data string) error {
	to := filepath.Join(data, "guitu.db")
	if err := os.MkdirAll(data, 0o700); err != nil {
		return writing(data, err)
	}
	for _, end := range []string{"", "-wal", "-shm"} { // an old log would be taken for the new file's
		if _, err := os.Lstat(to + end); err == nil {
			return at(data, errs.Conflict, "backup.not_empty", fs.ErrExist)
		}
	}
	part := to + ".part"
	err := walk(ctx, path, func(entry string, r io.Reader) error {
		if entry != records {
			return nil
		}
		f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
		if err != nil {
			return writing(part, err)
		}
		sum := sha256.New()
		_, err = io.Copy(io.MultiWriter(f, sum), r)
		if err == nil {
			err = f.Sync()
		}
		if err = errors.Join(writing(part, err), writing(part, f.Close())); err != nil {
			return err
		}
		if hex.EncodeToString(sum.Sum(nil)) != m.Parts[0].SHA256 { // changed since it was checked
			return errs.New(errs.Invalid, "backup.damaged", entry)
		}
		return settle(part, to)
	})
	if err != nil {
		return errors.Join(err, gone(part))
	}
	return nil
}

// fillDatabase makes the schema as it was, and fills its tables in one transaction.
func (m Manifest) fillDatabase(ctx context.Context, path string, into Source) error {
	db, err := store.Open(ctx, store.Config{URL: into.URL, Node: into.Node, Clock: into.Clock})
	if err != nil {
		return err
	}
	empty, err := db.Empty(ctx)
	if err == nil && !empty {
		err = errs.New(errs.Conflict, "backup.not_empty", "PostgreSQL", "")
	}
	if err == nil {
		err = db.MigrateAs(ctx, m.Steps)
	}
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	pool, err := connect(into.URL)
	if err != nil {
		return err
	}
	defer pool.Close()
	c, err := pool.Conn(ctx)
	if err != nil {
		return unreadable(err)
	}
	defer c.Close()
	if _, err := c.ExecContext(ctx, "begin"); err != nil {
		return unreadable(err)
	}
	if err := m.fillTables(ctx, path, c); err != nil {
		return err // the connection ends, and nothing was put in
	}
	if _, err := c.ExecContext(ctx, "commit"); err != nil {
		return unreadable(err)
	}
	return nil
}

func (m Manifest) fillTables(ctx context.Context, path string, c *sql.Conn) error {
	return walk(ctx, path, func(entry string, r io.Reader) error {
		table, ok := strings.CutPrefix(strings.TrimSuffix(entry, ending), tables)
		if !ok {
			return nil
		}
		if err := raw(ctx, c, func(p *pgx.Conn) error { return fill(ctx, p, table, r) }); err != nil {
			return unreadable(err)
		}
		return nil
	})
}
