package complaint

import (
	"context"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/kiosk"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// List is what was written to an office, newest first, without any words: complaint.list.
func (k *Desk) List(ctx context.Context, tx *store.Tx, o Office) (_ []Complaint, err error) {
	defer errs.Wrap(&err, "complaint.List(%s)", o)
	if err := k.policy.Check(ctx, tx, policy.ComplaintList, o.resource()); err != nil {
		return nil, err
	}
	return store.Collect(ctx, tx, scan, selectComplaint+`where office = $1 order by sent_at desc, id desc limit 500`, string(o))
}

// Read is a complaint opened.
type Read struct {
	Complaint
	Words  Words
	Answer string // what the office answered, "" while it has not
	// Reaches tells whether an answer still opens for somebody: that the sign-in at which it was written has its key. After a
	// reset nobody has it any more, and what is sealed to it is written to nobody.
	Reaches bool
}

// Open opens a complaint with the office's key: complaint.handle, and a fact each time; the first one is told to who wrote.
func (k *Desk) Open(ctx context.Context, o Office, which id.ID, office []byte) (out Read, err error) {
	defer errs.Wrap(&err, "complaint.Open(%s)", which)
	_, err = store.Write(ctx, k.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		if out, err = k.read(ctx, tx, o, which, office); err != nil {
			return 0, err
		}
		f := fact("complaint.opened", which, out.Version)
		if out.Complaint.Opened.IsZero() {
			if err := store.Update(ctx, tx, `update complaint_complaint set opened_at = $3, opened_by = $4, version = version + 1 where id = $1 and version = $2`,
				which, out.Version, store.Micros(tx.Now()), actor.From(ctx).Ref()); err != nil {
				return 0, err
			}
			out.Version++
			out.Opened, f.Version = tx.Now(), out.Version
		} else {
			f.Sort, f.Rows = audit.Read, nil
		}
		return 0, audit.Record(ctx, tx, f)
	})
	return out, err
}

func (k *Desk) read(ctx context.Context, tx *store.Tx, o Office, which id.ID, office []byte) (out Read, err error) {
	if err := k.policy.Check(ctx, tx, policy.ComplaintHandle, o.resource()); err != nil {
		return out, err
	}
	c, err := store.One(ctx, tx, scan, selectComplaint+`where id = $1 and office = $2`, which, string(o))
	if err != nil {
		return out, err
	}
	out.Complaint = c
	if c.Old {
		return out, errs.New(errs.Conflict, "complaint.lost")
	}
	plain, err := seal.OpenWith(office, boxInfo(which, o), c.box)
	if err != nil {
		return out, err
	}
	out.Words = readWords(plain)
	if out.Reaches, err = kiosk.Reaches(ctx, tx, c.replyTo); err != nil {
		return out, err
	}
	if c.copy != nil {
		said, err := seal.OpenWith(office, AnswerInfo(which)+"/copy", c.copy)
		if err != nil {
			return out, err
		}
		out.Answer = readWords(said).Text
	}
	return out, nil
}

// Reply is an answer to be sent.
type Reply struct {
	Office  Office
	ID      id.ID
	Version int64
	Key     []byte // the office's, opened
	Text    string
	// Told says that an answer which opens for nobody was told in another way, or why it could not be: Text says how.
	Told bool
}

// Answer seals an answer to who wrote, and a copy to the office, and closes the duty to answer. A letter is answered once: what
// he has read, or has not read yet, is not put in the place of something else. It fails with complaint.answered_already and
// complaint.reaches_nobody (Conflict) where it opens for nobody and Told is not said, with complaint.bad_input (field "text")
// and store.changed_meanwhile.
func (k *Desk) Answer(ctx context.Context, key store.Key, r Reply) (err error) {
	defer errs.Wrap(&err, "complaint.Answer(%s)", r.ID)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		c, err := k.read(ctx, tx, r.Office, r.ID, r.Key)
		if err != nil {
			return "", err
		}
		if err := c.answerable(r); err != nil {
			return "", err
		}
		said, err := text(r.Text)
		if err != nil {
			return "", err
		}
		answer, kept, err := c.sealed(ctx, tx, Words{Text: said})
		if err != nil {
			return "", err
		}
		if err := store.Update(ctx, tx, `update complaint_complaint set answered_at = $3, answered_by = $4, answer = $5, copy = $6, version = version + 1
			where id = $1 and version = $2`, r.ID, r.Version, store.Micros(tx.Now()), actor.From(ctx).Ref(), answer, kept); err != nil {
			return "", err
		}
		if err := audit.Record(ctx, tx, fact("complaint.answered", r.ID, r.Version+1)); err != nil {
			return "", err
		}
		return r.ID, answered(ctx, tx, r)
	})
	return err
}

func (c Read) answerable(r Reply) error {
	switch {
	case !c.Complaint.Answered.IsZero():
		return errs.New(errs.Conflict, "complaint.answered_already")
	case !c.Reaches && !r.Told:
		return errs.New(errs.Conflict, "complaint.reaches_nobody")
	}
	return nil
}

// sealed is an answer as it is kept: for who wrote, nil where it would open for nobody, and for the office.
func (c Read) sealed(ctx context.Context, tx *store.Tx, w Words) (answer, kept []byte, err error) {
	public, err := publicOf(ctx, tx, c.Office)
	if err != nil {
		return nil, nil, err
	}
	if kept, err = seal.SealTo(public, AnswerInfo(c.ID)+"/copy", w.plain()); err != nil || !c.Reaches {
		return nil, kept, err
	}
	answer, err = seal.SealTo(c.replyTo, AnswerInfo(c.ID), w.plain())
	return answer, kept, err
}

// answered closes the bureau's duty.
func answered(ctx context.Context, tx *store.Tx, r Reply) error {
	d, err := duty.Owed(ctx, tx, "", "complaint.answer", r.ID)
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return duty.Discharge(ctx, tx, d, r.ID, "")
}

// Said reads the words of an answer that its resident has opened.
func Said(plain []byte) string { return readWords(plain).Text }
