package sealing

import (
	"cmp"
	"context"
	"io"
	"slices"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/person"
	"guitu/internal/domain/term"
	"guitu/internal/domain/term/written"
	"guitu/internal/platform/aside"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/press"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Dossier is what an opening shows: every sealed file that bore the number, and the ids of files that are open under it now.
type Dossier struct {
	Opening Opening
	Files   []File
	Today   []id.ID // files made since under the same number; who reads both joins them
}

// File is one sealed file, as it was when it was sealed away. It is the general part; what lies in another compartment is
// counted and stays closed, because no organ's letter opens a clinical record.
type File struct {
	Sealing  Sealing
	Person   person.Person
	Kin      []Relative
	Measures []Measure
	Facts    []Fact
	Papers   []Paper
	Files    []Attached
	Rows     int
	Hidden   int // papers and files of other compartments
}

// Relative is somebody the file names.
type Relative struct {
	person.Person
	Relation string
}

// Measure is a measure as the file had it: codes and days.
type Measure struct{ Kind, State, Reason, Decided, Start, End string }

// Fact is one fact of the file.
type Fact struct {
	term.Fact
	Recorded time.Time
	Note     measure.Note
}

// Paper is one that the house had issued.
type Paper struct {
	ID     id.ID
	Kind   string
	Number string
	Issued time.Time
	State  string

	sheet []byte
}

// Attached is a file that was filed.
type Attached struct{ document.File }

// Read opens what an opening shows. Every reading is a fact about each person; the reader is who asked or who granted, and the
// time is not over: else sealing.not_open (NotFound).
func (k *Desk) Read(ctx context.Context, opening id.ID) (_ Dossier, err error) {
	defer errs.Wrap(&err, "sealing.Read(%s)", opening)
	// What was read is no answer of the command: the store keeps answers in the clear.
	var d Dossier
	_, err = store.Write(ctx, k.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		d = Dossier{}
		if d.Opening, err = k.readable(ctx, tx, opening); err != nil {
			return 0, err
		}
		for _, s := range d.Opening.Sealings {
			r, err := k.reading(ctx, tx, s)
			if err != nil {
				return 0, err
			}
			f, err := r.file(ctx)
			if err != nil {
				return 0, err
			}
			d.Files = append(d.Files, f)
		}
		d.Today, err = k.Persons.ByNumber(ctx, tx, d.Opening.Identity)
		return 0, err
	})
	return d, err
}

// readable checks an opening for a reading, and records it.
func (k *Desk) readable(ctx context.Context, tx *store.Tx, opening id.ID) (Opening, error) {
	o, err := getOpening(ctx, tx, opening)
	if err != nil {
		return o, err
	}
	if err := k.policy.Check(ctx, tx, policy.SealingRead, o.resource()); err != nil {
		return o, err
	}
	if !o.Readable(tx.Now()) {
		return o, errs.New(errs.NotFound, "sealing.not_open")
	}
	if err := k.openWanted(ctx, tx, &o); err != nil {
		return o, err
	}
	var facts []audit.Fact
	for _, id := range o.Sealings {
		s, err := get(ctx, tx, id)
		if err != nil {
			return o, err
		}
		f := o.fact("sealing.read")
		f.About, f.Sort, f.Rows = s.Person, audit.Read, nil
		facts = append(facts, f)
	}
	return o, audit.Record(ctx, tx, facts...)
}

// reading is a box that is being read, with the keys that were opened for it.
type reading struct {
	tx    *store.Tx
	vault *seal.Vault
	of    Sealing
	rows  []aside.Row
	keys  map[id.ID]map[seal.Compartment]*seal.Key
}

func (k *Desk) reading(ctx context.Context, tx *store.Tx, sealing id.ID) (*reading, error) {
	s, err := get(ctx, tx, sealing)
	if err != nil {
		return nil, err
	}
	r := &reading{tx: tx, vault: k.vault, of: s, keys: map[id.ID]map[seal.Compartment]*seal.Key{}}
	key, err := r.key(ctx, s.ID, seal.General)
	if err != nil {
		return nil, err
	}
	if err := key.OpenValue(saidColumn, s.sealed, &r.of.Said); err != nil {
		return nil, err
	}
	r.rows, err = aside.Open(ctx, tx, k.vault, s.Box)
	return r, err
}

// key opens a key of a record for this reading.
func (r *reading) key(ctx context.Context, record id.ID, c seal.Compartment) (*seal.Key, error) {
	if r.keys[record] == nil {
		keys, err := r.vault.Peek(ctx, r.tx, record)
		if err != nil {
			return nil, err
		}
		r.keys[record] = keys
	}
	if key := r.keys[record][c]; key != nil {
		return key, nil
	}
	return nil, errs.New(errs.NotFound, "seal.no_key")
}

func (r *reading) table(name string) (out []aside.Row) {
	for _, x := range r.rows {
		if x.Table == name {
			out = append(out, x)
		}
	}
	return out
}

// file reads the general part of a box.
func (r *reading) file(ctx context.Context) (f File, err error) {
	f = File{Sealing: r.of, Rows: len(r.rows)}
	for _, step := range []func(context.Context, *File) error{r.people, r.course, r.papers, r.attached} {
		if err := step(ctx, &f); err != nil {
			return f, err
		}
	}
	return f, nil
}

func (r *reading) people(ctx context.Context, f *File) error {
	known := map[id.ID]person.Person{}
	for _, x := range r.table("person_person") {
		key, err := r.key(ctx, x.ID("id"), seal.General)
		if err != nil {
			return err
		}
		if known[x.ID("id")], err = person.Opened(key, x.Bytes("sealed")); err != nil {
			return err
		}
	}
	f.Person = known[r.of.Person]
	for _, x := range r.table("person_kin") {
		if who, ok := known[x.ID("relative")]; ok && x.ID("person") == r.of.Person {
			f.Kin = append(f.Kin, Relative{who, x.Text("relation")})
		}
	}
	return nil
}

func (r *reading) course(ctx context.Context, f *File) error {
	for _, x := range r.table("measure_measure") {
		f.Measures = append(f.Measures, Measure{x.Text("kind"), x.Text("state"), x.Text("reason"), x.Text("decided_on"), x.Text("started_on"), x.Text("ends_on")})
	}
	rows := r.table("measure_fact")
	slices.SortFunc(rows, func(a, b aside.Row) int { return cmp.Compare(a.Int("seq"), b.Int("seq")) })
	for _, x := range rows {
		key, err := r.key(ctx, r.of.Person, seal.General)
		if err != nil {
			return err
		}
		fact := Fact{Recorded: time.UnixMicro(x.Int("recorded_at")).UTC()}
		if fact.Fact, err = written.Read(x.Text("type"), x.Int("at"), x.Text("fields")); err != nil {
			return err
		}
		if fact.Note, err = measure.OpenedNote(key, x.Bytes("note")); err != nil {
			return err
		}
		f.Facts = append(f.Facts, fact)
	}
	return nil
}

func (r *reading) papers(_ context.Context, f *File) error {
	for _, x := range r.table("paper_paper") {
		if x.Text("compartment") != string(seal.General) {
			f.Hidden++
			continue
		}
		f.Papers = append(f.Papers, paperOf(x))
	}
	slices.SortFunc(f.Papers, func(a, b Paper) int { return cmp.Or(a.Issued.Compare(b.Issued), cmp.Compare(a.ID, b.ID)) })
	return nil
}

func paperOf(x aside.Row) Paper {
	return Paper{x.ID("id"), x.Text("kind"), x.Text("number"), time.UnixMicro(x.Int("issued_at")).UTC(), x.Text("state"), x.Bytes("sheet")}
}

func (r *reading) attached(ctx context.Context, f *File) error {
	for _, x := range r.table("document_file") {
		switch {
		case x.Text("compartment") != string(seal.General):
			f.Hidden++
		case x.Int("erased_at") == 0 && x.Text("about")+x.Text("record") != "":
			got, _, err := r.document(ctx, x)
			if err != nil {
				return err
			}
			f.Files = append(f.Files, Attached{got})
		}
	}
	slices.SortFunc(f.Files, func(a, b Attached) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return nil
}

func (r *reading) document(ctx context.Context, x aside.Row) (document.File, io.Reader, error) {
	key, err := r.key(ctx, x.ID("id"), seal.General)
	if err != nil {
		return document.File{}, nil, err
	}
	return document.Away{
		ID: x.ID("id"), MediaType: x.Text("media_type"), Size: x.Int("size"), Pieces: int(x.Int("pieces")), Meta: x.Bytes("meta"),
		At: time.UnixMicro(x.Int("at")).UTC(),
	}.Opened(ctx, r.tx, key)
}

// Sheet opens a paper of a sealed file: a reading as Read is. What is not in it is paper.not_found.
func (k *Desk) Sheet(ctx context.Context, opening, wanted id.ID) (_ Paper, _ press.Sheet, err error) {
	defer errs.Wrap(&err, "sealing.Sheet(%s)", wanted)
	var sheet press.Sheet
	var found Paper
	_, err = k.each(ctx, opening, func(r *reading) (bool, error) {
		for _, x := range r.table("paper_paper") {
			if x.ID("id") != wanted || x.Text("compartment") != string(seal.General) {
				continue
			}
			key, err := r.key(ctx, wanted, seal.General)
			if err == nil {
				found = paperOf(x)
				sheet, err = paper.OpenedSheet(key, found.sheet)
			}
			return true, err
		}
		return false, nil
	}, "paper.not_found")
	return found, sheet, err
}

// Attachment opens a file of a sealed file, read whole: a reading as Read is. What is not in it is document.not_found.
func (k *Desk) Attachment(ctx context.Context, opening, wanted id.ID) (f document.File, content []byte, err error) {
	defer errs.Wrap(&err, "sealing.Attachment(%s)", wanted)
	_, err = k.each(ctx, opening, func(r *reading) (bool, error) {
		for _, x := range r.table("document_file") {
			if x.ID("id") != wanted || x.Text("compartment") != string(seal.General) || x.Int("erased_at") != 0 {
				continue
			}
			var body io.Reader
			if f, body, err = r.document(ctx, x); err == nil {
				content, err = io.ReadAll(body)
			}
			return true, err
		}
		return false, nil
	}, "document.not_found")
	return f, content, err
}

// each goes through the sealed files of an opening until what is wanted is found.
func (k *Desk) each(ctx context.Context, opening id.ID, look func(*reading) (bool, error), none string) (int, error) {
	return store.Write(ctx, k.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		o, err := k.readable(ctx, tx, opening)
		if err != nil {
			return 0, err
		}
		for _, s := range o.Sealings {
			r, err := k.reading(ctx, tx, s)
			if err != nil {
				return 0, err
			}
			if found, err := look(r); found || err != nil {
				return 0, err
			}
		}
		return 0, errs.New(errs.NotFound, none)
	})
}
