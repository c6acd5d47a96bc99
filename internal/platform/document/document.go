package document

import (
	"context"
	"io"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Place is where a file belongs; policy decides by it.
type Place struct {
	Record      id.ID // the record it is filed under
	About       id.ID // the person concerned, "" when there is none
	Facility    id.ID // "" for the bureau
	Unit        id.ID
	Compartment seal.Compartment
}

// Draft is a file to be kept.
type Draft struct {
	Place
	ID        id.ID  // made by the caller
	Title     string // what it is, in the words of who files it; "" where the name says it
	Name      string
	MediaType string    // "application/pdf"
	EraseAt   time.Time // the zero time: kept as long as its record
	Limit     int64     // bytes; larger is document.too_large
	// Content is read from its beginning. It seeks, because the body of a Write may run more than once; a
	// multipart.File does.
	Content io.ReadSeeker
}

// File is what is known about a kept file.
type File struct {
	Place
	ID        id.ID
	Title     string // "" when it is erased, or has none
	Name      string // "" when it is erased
	MediaType string
	Size      int64
	SHA256    []byte // of the content, 32 bytes; nil when it is erased
	At        time.Time
	EraseAt   time.Time
	ErasedAt  time.Time // the zero time while it is there
	pieces    int
}

// Room keeps the files.
type Room struct {
	db     *store.DB
	vault  *seal.Vault
	policy *policy.Engine

	limit int64 // of a scan, in bytes; 0 for the usual
	guard Guard // looks at scans first; nil for nobody
}

// New opens the room.
func New(db *store.DB, v *seal.Vault, p *policy.Engine) *Room {
	return &Room{db: db, vault: v, policy: p}
}

// PutIn keeps a file. As the consequence of an act that was checked in this transaction a general one needs no
// further permission; else it is document.put. It fails with document.bad_file (no name, no media type,
// nothing in it) and document.too_large.
func (r *Room) PutIn(ctx context.Context, tx *store.Tx, d Draft) (f File, err error) {
	defer errs.Wrap(&err, "document.Put(%s)", d.ID)
	f = File{Place: d.Place, ID: d.ID, Title: d.Title, Name: d.Name, MediaType: d.MediaType, At: tx.Now(), EraseAt: d.EraseAt}
	if d.Name == "" || d.MediaType == "" || d.Record == "" || d.ID.Month() == 0 {
		return f, errs.New(errs.Invalid, "document.bad_file")
	}
	if err := r.may(ctx, tx, policy.DocumentPut, f); err != nil {
		return f, err
	}
	key, err := r.vault.Create(ctx, tx, d.ID, d.Compartment)
	if err != nil {
		return f, err
	}
	if err := f.keep(ctx, tx, key, d); err != nil {
		return f, err
	}
	if err := insert(ctx, tx, key, f); err != nil {
		return f, err
	}
	fact := f.fact("document.put")
	fact.Rows = []audit.Row{audit.Kept("document_file", f.ID)} // the digest of what is in it stands, sealed, in the row
	return f, audit.Record(ctx, tx, fact)
}

// OpenIn opens a file inside a transaction: a general one as the consequence of an act that was checked in it (a
// roster being imported), else document.view. The opening is a fact, so it takes a Write. The reader belongs to the
// transaction. A file that never was, or was sealed away, is document.not_found; an erased one is
// document.erased (both NotFound).
func (r *Room) OpenIn(ctx context.Context, tx *store.Tx, file id.ID) (f File, content io.Reader, err error) {
	defer errs.Wrap(&err, "document.Open(%s)", file)
	f, key, err := r.unseal(ctx, tx, nil, file)
	if err != nil {
		return f, nil, err
	}
	read := func(n int) ([]byte, error) { return piece(ctx, tx, f, n) }
	return f, &reader{file: f, key: key, read: read}, nil
}

// Open opens a file of a record for a reader outside: document.view where the record is now and of whom it is now, which
// the caller knows, and a fact about him. A file of another record, or of another compartment where in names one, is
// document.not_found. Each piece is read in a short
// transaction of its own, however slow the line; a file erased meanwhile ends in document.erased.
func (r *Room) Open(ctx context.Context, in Place, file id.ID) (f File, content io.Reader, err error) {
	defer errs.Wrap(&err, "document.Open(%s)", file)
	var key *seal.Key
	_, err = store.Write(ctx, r.db, store.NewKey(), func(tx *store.Tx) (_ int, err error) {
		f, key, err = r.unseal(ctx, tx, &in, file)
		return 0, err
	})
	if err != nil {
		return File{}, nil, err
	}
	read := func(n int) ([]byte, error) {
		return store.Read(ctx, r.db, func(tx *store.Tx) ([]byte, error) { return piece(ctx, tx, f, n) })
	}
	return f, &reader{file: f, key: key, read: read}, nil
}

// unseal is the common part of opening: found, allowed, recorded. in is where its record is now, nil for where it was filed.
func (r *Room) unseal(ctx context.Context, tx *store.Tx, in *Place, file id.ID) (f File, key *seal.Key, err error) {
	f, meta, err := find(ctx, tx, file)
	if err != nil {
		return f, nil, err
	}
	if in != nil {
		if f.Record != in.Record || in.Compartment != "" && in.Compartment != f.Compartment {
			return File{}, nil, errs.New(errs.NotFound, "document.not_found")
		}
		in.Compartment = f.Compartment
		f.Place = *in
	}
	if err := r.may(ctx, tx, policy.DocumentView, f); err != nil {
		return f, nil, err
	}
	if !f.ErasedAt.IsZero() {
		return f, nil, errs.New(errs.NotFound, "document.erased", f.ErasedAt)
	}
	if key, err = r.vault.Key(ctx, tx, file, f.Compartment); err != nil {
		return f, nil, hidden(err)
	}
	if err := f.readMeta(key, meta); err != nil {
		return f, nil, err
	}
	return f, key, audit.Record(ctx, tx, f.opened())
}

// hidden makes a file that was sealed away look like one that never was.
func hidden(err error) error {
	if errs.Is(err, "seal.no_key") {
		return errs.New(errs.NotFound, "document.not_found")
	}
	return err
}

// OfIn lists the files of a record in a compartment, newest first, erased ones included, those that are sealed away not:
// document.view where the record is now, as the caller knows. Nobody reads a name without it.
func (r *Room) OfIn(ctx context.Context, tx *store.Tx, in Place) (_ []File, err error) {
	defer errs.Wrap(&err, "document.Of(%s)", in.Record)
	if err := r.may(ctx, tx, policy.DocumentView, File{Place: in}); err != nil {
		return nil, err
	}
	rows, err := rowsOf(ctx, tx, in.Record, in.Compartment)
	if err != nil {
		return nil, err
	}
	ids := make([]id.ID, len(rows))
	for i, f := range rows {
		ids[i] = f.ID
	}
	keys, err := r.vault.Keys(ctx, tx, ids, in.Compartment)
	if err != nil {
		return nil, err
	}
	files := make([]File, 0, len(rows))
	for _, row := range rows {
		key, open := keys[row.ID]
		if !open && row.ErasedAt.IsZero() {
			continue // sealed away
		}
		if open {
			if err := row.readMeta(key, row.meta); err != nil {
				return nil, err
			}
		}
		files = append(files, row.File)
	}
	return files, nil
}

// RecordOf is the record under which a file lies; document.not_found where there is no such file. What is in it and what
// it is called stays closed.
func RecordOf(ctx context.Context, tx *store.Tx, file id.ID) (id.ID, error) {
	f, _, err := find(ctx, tx, file)
	return f.Record, err
}

// SealAwayIn seals the files of a record away with it (封存), and Restore of the record's keys is followed by
// RestoreIn. The act was checked by the caller.
func (r *Room) SealAwayIn(ctx context.Context, tx *store.Tx, record id.ID) error {
	return r.eachOf(ctx, tx, record, r.vault.SealAway)
}

// RestoreIn opens the files of a record again.
func (r *Room) RestoreIn(ctx context.Context, tx *store.Tx, record id.ID) error {
	return r.eachOf(ctx, tx, record, r.vault.Restore)
}

func (r *Room) eachOf(ctx context.Context, tx *store.Tx, record id.ID, do func(context.Context, *store.Tx, id.ID) (int, error)) (err error) {
	defer errs.Wrap(&err, "document.eachOf(%s)", record)
	ids, err := store.Collect(ctx, tx, store.Value[id.ID],
		"select id from document_file where record = $1 and erased_at is null order by id", string(record))
	if err != nil {
		return err
	}
	for _, file := range ids {
		if _, err := do(ctx, tx, file); err != nil {
			return err
		}
	}
	return nil
}

// EraseDue erases up to limit files whose day of erasure has come, each in its own transaction, as the
// actor of ctx (the sweep): document.erase. It tells how many it erased.
func (r *Room) EraseDue(ctx context.Context, limit int) (n int, err error) {
	defer errs.Wrap(&err, "document.EraseDue")
	due, err := store.Read(ctx, r.db, func(tx *store.Tx) ([]id.ID, error) {
		return store.Collect(ctx, tx, store.Value[id.ID], `select id from document_file
			where erase_at <= $1 and erased_at is null order by erase_at, id limit $2`, store.Micros(tx.Now()), limit)
	})
	if err != nil {
		return 0, err
	}
	for _, file := range due {
		if _, err := store.Write(ctx, r.db, store.NewKey(), func(tx *store.Tx) (int, error) {
			return 0, r.EraseIn(ctx, tx, file, "")
		}); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// EraseIn erases a file for good, on a legal basis: its pieces, its key, its name. document.erase. Erasing
// twice is nothing.
func (r *Room) EraseIn(ctx context.Context, tx *store.Tx, file id.ID, basis string) (err error) {
	defer errs.Wrap(&err, "document.Erase(%s)", file)
	f, _, err := find(ctx, tx, file)
	if err != nil {
		return err
	}
	if err := r.policy.Check(ctx, tx, policy.DocumentErase, f.resource()); err != nil {
		return err
	}
	fact := f.fact("document.erased")
	fact.Basis, fact.Rows = basis, []audit.Row{audit.Kept("document_file", file)}
	if f.ErasedAt.IsZero() {
		if err := erase(ctx, tx, f); err != nil {
			return err
		}
		if err := r.vault.Destroy(ctx, tx, file); err != nil {
			return err
		}
	}
	return audit.Record(ctx, tx, fact)
}

// may asks policy, unless this is the consequence of an act it has already allowed. The other compartments are
// always asked for: an act in a general file is no key to a medical one.
func (r *Room) may(ctx context.Context, tx *store.Tx, a policy.Action, f File) error {
	if f.Compartment == seal.General {
		if a == policy.DocumentView && policy.Shown(tx, "document") {
			return nil
		}
		if a != policy.DocumentView && tx.AnyPolicyMark() {
			return policy.Derived(tx, "document")
		}
	}
	return r.policy.Check(ctx, tx, a, f.resource())
}

func (f File) resource() policy.Resource {
	return policy.Resource{
		Kind: "document", ID: f.ID, Facility: f.Facility, Unit: f.Unit, Compartment: string(f.Compartment), Person: f.About,
	}
}

func (f File) opened() audit.Fact {
	fact := f.fact("document.opened")
	fact.Sort = audit.Read
	return fact
}

func (f File) fact(kind string) audit.Fact {
	return audit.Fact{
		Room: "document", Kind: kind, Record: f.ID, Version: 1, About: f.About, Facility: f.Facility,
		Compartment: f.Compartment,
	}
}
