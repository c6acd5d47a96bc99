package journey

import (
	"context"
	"io"
	"slices"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// What was brought of a person lies where it was brought: in his file, or with the case that asked for it, which may be
// older than his file. It is seen and opened as his, where he is now, and every opening stands in his trail.

// Filed is a document of a person: of his file, or brought with a step of a case.
type Filed struct {
	document.File
	Case  id.ID // "" where it lies in his file
	Kind  Kind
	Step  string
	Field string
	// Since is when another stood in its place: its step was done again, with the files By. Zero while it counts.
	Since time.Time
	By    []id.ID
}

// Documents lists the documents of a person in a compartment, those that count before those that were replaced, the latest first:
// document.view where he is now. Those that were sealed away are not there.
func (k *Desk) Documents(ctx context.Context, tx *store.Tx, person id.ID, c seal.Compartment) (_ []Filed, err error) {
	defer errs.Wrap(&err, "journey.Documents(%s)", person)
	cases, err := OfPerson(ctx, tx, person)
	if err != nil {
		return nil, err
	}
	in, err := lies(ctx, tx, person)
	if err != nil {
		return nil, err
	}
	in.Compartment = c
	out, err := k.filed(ctx, tx, in, &Case{})
	for i := 0; err == nil && i < len(cases); i++ {
		var more []Filed
		in.Record = cases[i].ID
		more, err = k.filed(ctx, tx, in, &cases[i])
		out = append(out, more...)
	}
	slices.SortStableFunc(out, func(a, b Filed) int {
		if old := a.Since.IsZero(); old != b.Since.IsZero() {
			return map[bool]int{true: -1, false: 1}[old]
		}
		return b.At.Compare(a.At)
	})
	return out, err
}

// lies is where the documents of a person belong now.
func lies(ctx context.Context, tx *store.Tx, person id.ID) (document.Place, error) {
	stays, err := resident.LatestOf(ctx, tx, []id.ID{person})
	s := stays[person]
	return document.Place{Record: person, About: person, Facility: s.Facility, Unit: s.Unit, Compartment: seal.General}, err
}

// filed lists what lies under a record: under a case with the step and the field that asked for it.
func (k *Desk) filed(ctx context.Context, tx *store.Tx, in document.Place, c *Case) ([]Filed, error) {
	files, err := k.documents.OfIn(ctx, tx, in)
	if err == nil && c.ID != "" && len(files) > 0 {
		*c, err = k.load(ctx, tx, c.ID)
	}
	if errs.Is(err, "seal.no_key") { // the case was sealed away
		return nil, nil
	}
	out := make([]Filed, len(files))
	for i, f := range files {
		out[i] = Filed{File: f, Case: c.ID, Kind: c.Kind}
		out[i].Step, out[i].Field = c.asked(f.ID)
		if by, ok := c.Replaced(f.ID); ok {
			out[i].Since, out[i].By = by.At, by.Answers.Files[out[i].Field]
		}
	}
	return out, err
}

// asked is the step, and the field of it, with which a file was brought.
func (c *Case) asked(file id.ID) (step, field string) {
	for _, e := range c.Entries {
		for name, files := range e.Answers.Files {
			if slices.Contains(files, file) {
				return e.Step, name
			}
		}
	}
	return "", ""
}

// Replaced is the step done again by which a file of it counts no more; ok is false while it counts, as it does where the
// step was done again without another.
func (c *Case) Replaced(file id.ID) (by Entry, ok bool) {
	step, field := c.asked(file)
	for _, e := range slices.Backward(c.Entries) {
		if e.Step != step {
			continue
		}
		if slices.Contains(e.Answers.Files[field], file) {
			return by, ok
		}
		by, ok = e, true
	}
	return by, false
}

// OpenDocument opens a document of a person in a compartment, of his file or of a case: document.view where he is now. It
// fails with document.not_found where it is not his, or lies in another.
func (k *Desk) OpenDocument(ctx context.Context, person, file id.ID, c seal.Compartment) (_ document.File, _ io.Reader, err error) {
	defer errs.Wrap(&err, "journey.OpenDocument(%s, %s)", person, file)
	in, err := store.Read(ctx, k.db, func(tx *store.Tx) (in document.Place, err error) {
		cases, err := OfPerson(ctx, tx, person)
		if err != nil {
			return in, err
		}
		if in, err = lies(ctx, tx, person); err != nil {
			return in, err
		}
		record, err := document.RecordOf(ctx, tx, file)
		if slices.ContainsFunc(cases, func(c Case) bool { return c.ID == record }) {
			in.Record = record
		}
		in.Compartment = c
		return in, err
	})
	if err != nil {
		return document.File{}, nil, err
	}
	return k.documents.Open(ctx, in, file)
}

// OpenBrought opens a general document of a case that the reader sees, as its person's once there is one: document.view, because
// who may follow a case need not see a face.
func (k *Desk) OpenBrought(ctx context.Context, f File, file id.ID) (_ document.File, _ io.Reader, err error) {
	defer errs.Wrap(&err, "journey.OpenBrought(%s, %s)", f.ID, file)
	return k.documents.Open(ctx, document.Place{Record: f.ID, About: f.Person, Facility: f.Brought.Facility, Unit: f.Brought.Unit, Compartment: seal.General}, file)
}

// brought is a case as policy sees the documents of its general steps.
func (k *Desk) brought(ctx context.Context, tx *store.Tx, c *Case) (policy.Resource, error) {
	r := c.Resource()
	r.Kind, r.Compartment = "document", string(seal.General)
	return resident.SeenAs(ctx, tx, k.policy, policy.DocumentView, r)
}
