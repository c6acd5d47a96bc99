package complaint

import (
	"context"
	"encoding/base32"
	"strings"
	"time"
	"unicode/utf8"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Reader is who opens an office's letters, or waits to be let in.
type Reader struct {
	ID       id.ID
	Version  int64
	Staff    id.ID
	Admitted bool
	Proposes bool // a new key of the office, to which another has to agree
	At       time.Time

	public, locked, officeKey, proposes []byte
}

// Keys is how the key of an office stands.
type Keys struct {
	Made    bool
	Read    bool    // somebody can open letters today
	Mine    *Reader // of who asks; nil where he has none
	Readers []Reader
}

// Keys is how the key of an office stands, for who belongs to it: complaint.list.
func (k *Desk) Keys(ctx context.Context, tx *store.Tx, o Office) (s Keys, err error) {
	defer errs.Wrap(&err, "complaint.Keys(%s)", o)
	if err := k.policy.Check(ctx, tx, policy.ComplaintList, o.resource()); err != nil {
		return s, err
	}
	public, err := publicOf(ctx, tx, o)
	if err != nil {
		return s, err
	}
	s.Made = public != nil
	if public, err = readBy(ctx, tx, o); err != nil {
		return s, err
	}
	s.Read = public != nil
	s.Readers, err = readers(ctx, tx, o)
	for i, r := range s.Readers {
		if r.Staff == actor.From(ctx).Staff {
			s.Mine = &s.Readers[i]
		}
	}
	return s, err
}

// The shortest phrase: the house's choice. It guards against who holds the server, so it is longer than a password.
const minPhrase = 12

func phraseForm(phrase string) error {
	var f errs.Fields
	different := map[rune]bool{}
	for _, c := range phrase {
		different[c] = true
	}
	if utf8.RuneCountInString(strings.TrimSpace(phrase)) < minPhrase || len(different) < 6 {
		f.Add("phrase", "complaint.phrase_short", "", minPhrase)
	}
	return f.Err("complaint.bad_input")
}

func readerInfo(o Office, staff id.ID) string {
	return "complaint_reader.locked/" + string(o) + "/" + string(staff)
}

func officeInfo(o Office, staff id.ID) string {
	return "complaint_reader.office_key/" + string(o) + "/" + string(staff)
}

// own is a reader's own key, made for him outside of any transaction: stretching a phrase takes its time. proposes is the public
// half of a new key of the office, where he proposes one.
type own struct{ public, private, locked, proposes []byte }

func (k *Desk) pairFor(ctx context.Context, o Office, phrase string) (p own, err error) {
	if err := phraseForm(phrase); err != nil {
		return p, err
	}
	p.public, p.private = k.vault.Suite().NewBox()
	p.locked = k.vault.LockBy(phrase, readerInfo(o, actor.From(ctx).Staff), p.private)
	return p, nil
}

// Make makes the key of an office with its first reader, who is the officer of ctx, and answers the recovery code, which is
// shown once. Where the office has a key that nobody can open any more he proposes another: see Agree. It fails with
// complaint.key_stands (Conflict) where somebody can, complaint.bad_input (field "phrase"), and as policy says: complaint.key,
// signed.
func (k *Desk) Make(ctx context.Context, key store.Key, o Office, phrase string) (recovery string, err error) {
	defer errs.Wrap(&err, "complaint.Make(%s)", o)
	mine, err := k.pairFor(ctx, o, phrase)
	if err != nil {
		return "", err
	}
	public, private := k.vault.Suite().NewBox()
	made, err := store.Write(ctx, k.db, key, func(tx *store.Tx) (string, error) {
		if err := k.policy.Check(ctx, tx, policy.ComplaintKey, o.resource()); err != nil {
			return "", err
		}
		old, err := publicOf(ctx, tx, o)
		if err != nil {
			return "", err
		}
		if old != nil {
			mine.proposes = public
			return mark(public), propose(ctx, tx, o, mine, private)
		}
		if _, err := tx.Exec(ctx, `insert into complaint_office (id, version, role, facility, public, made_at) values ($1, 1, $2, $3, $4, $5)`,
			string(o), o.Role(), o.Facility(), public, store.Micros(tx.Now())); err != nil {
			return "", err
		}
		if _, err := insertReader(ctx, tx, o, mine, private); err != nil {
			return "", err
		}
		if err := keyed(ctx, tx, o, 1); err != nil {
			return "", err
		}
		return mark(public), nil
	})
	if err == nil && made != mark(public) { // the same form again: the code was shown, and is nowhere
		err = errs.New(errs.Conflict, "complaint.key_stands")
	}
	return spaced(private), err
}

// mark is by what a public key is known again: its last 32 bytes, for what a command remembers is short, and one of SM2 is
// twice as long.
func mark(public []byte) string { return letters.EncodeToString(public[max(0, len(public)-32):]) }

// keyed states that an office has a key, and closes the duty to make one.
func keyed(ctx context.Context, tx *store.Tx, o Office, version int64) error {
	f := audit.Fact{
		Room: "complaint", Kind: "complaint.key_made", Record: id.ID(o), Version: version, Compartment: seal.Complaint,
		Rows: []audit.Row{audit.Kept("complaint_office", id.ID(o))},
	}
	if err := audit.Record(ctx, tx, f); err != nil {
		return err
	}
	return watch(ctx, tx, o)
}

// insertReader writes the officer of ctx as a reader: with the office's key, or waiting for it.
func insertReader(ctx context.Context, tx *store.Tx, o Office, p own, office []byte) (id.ID, error) {
	who, r := actor.From(ctx), id.New()
	by, sealed := "", []byte(nil)
	if office != nil {
		var err error
		if sealed, err = seal.SealTo(p.public, officeInfo(o, who.Staff), office); err != nil {
			return "", err
		}
		if p.proposes == nil {
			by = who.Ref()
		}
	}
	version, err := store.One(ctx, tx, func(s store.Scanner) (v int64, err error) { return v, s.Scan(&r, &v) },
		`insert into complaint_reader (id, version, office, staff, public, locked, office_key, made_at, admitted_by, proposes)
		values ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (office, staff) do update set version = complaint_reader.version + 1,
		public = excluded.public, locked = excluded.locked, office_key = excluded.office_key, made_at = excluded.made_at, admitted_by = excluded.admitted_by,
		proposes = excluded.proposes
		returning id, version`, r, string(o), who.Staff, p.public, p.locked, sealed, store.Micros(tx.Now()), by, p.proposes)
	if err != nil {
		return "", err
	}
	return r, audit.Record(ctx, tx, readerFact("complaint.reader_asked", r, version))
}

func readerFact(kind string, r id.ID, version int64) audit.Fact {
	return audit.Fact{Room: "complaint", Kind: kind, Record: r, Version: version, Compartment: seal.Complaint, Rows: []audit.Row{audit.Kept("complaint_reader", r)}}
}

// Ask lets the officer of ctx, who belongs to an office with a key, choose his phrase and wait to be let in. Who is a reader
// already and asks again has lost his phrase: he waits anew.
func (k *Desk) Ask(ctx context.Context, key store.Key, o Office, phrase string) (err error) {
	defer errs.Wrap(&err, "complaint.Ask(%s)", o)
	mine, err := k.pairFor(ctx, o, phrase)
	if err != nil {
		return err
	}
	return k.enrol(ctx, key, o, func(tx *store.Tx) (id.ID, error) {
		r, err := insertReader(ctx, tx, o, mine, nil)
		if err != nil {
			return "", err
		}
		return r, watch(ctx, tx, o) // he may have been the last who could open
	})
}

func (k *Desk) enrol(ctx context.Context, key store.Key, o Office, body func(*store.Tx) (id.ID, error)) error {
	_, err := store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		if err := k.policy.Check(ctx, tx, policy.ComplaintKey, o.resource()); err != nil {
			return "", err
		}
		if public, err := publicOf(ctx, tx, o); err != nil || public == nil {
			return "", firstOf(err, errs.New(errs.Conflict, "complaint.no_office"))
		}
		return body(tx)
	})
	return err
}

func firstOf(all ...error) error {
	for _, e := range all {
		if e != nil {
			return e
		}
	}
	return nil
}

// Admit lets a reader in who waits: the office's key, which the officer of ctx has opened, is sealed to his.
func (k *Desk) Admit(ctx context.Context, key store.Key, o Office, reader id.ID, office []byte) (err error) {
	defer errs.Wrap(&err, "complaint.Admit(%s)", reader)
	return k.enrol(ctx, key, o, func(tx *store.Tx) (id.ID, error) {
		all, err := readers(ctx, tx, o)
		if err != nil {
			return "", err
		}
		for _, r := range all {
			if r.ID != reader || r.Admitted || r.Proposes {
				continue
			}
			if r.Staff == actor.From(ctx).Staff {
				return "", errs.New(errs.Denied, "policy.denied")
			}
			sealed, err := seal.SealTo(r.public, officeInfo(o, r.Staff), office)
			if err != nil {
				return "", err
			}
			if err := store.Update(ctx, tx, `update complaint_reader set office_key = $3, admitted_by = $4, version = version + 1 where id = $1 and version = $2`,
				r.ID, r.Version, sealed, actor.From(ctx).Ref()); err != nil {
				return "", err
			}
			if err := audit.Record(ctx, tx, readerFact("complaint.reader_admitted", r.ID, r.Version+1)); err != nil {
				return "", err
			}
			return r.ID, watch(ctx, tx, o)
		}
		return "", errs.New(errs.NotFound, "complaint.no_reader")
	})
}

// Recover lets the officer of ctx in by the recovery code from the safe, when nobody is left who could: complaint.code_wrong.
func (k *Desk) Recover(ctx context.Context, key store.Key, o Office, code, phrase string) (err error) {
	defer errs.Wrap(&err, "complaint.Recover(%s)", o)
	mine, err := k.pairFor(ctx, o, phrase)
	if err != nil {
		return err
	}
	office, err := letters.DecodeString(strings.NewReplacer(" ", "", "-", "", "\n", "").Replace(strings.ToLower(code)))
	return k.enrol(ctx, key, o, func(tx *store.Tx) (id.ID, error) {
		public, e := publicOf(ctx, tx, o)
		if e != nil {
			return "", e
		}
		if err != nil || !fits(public, office) {
			var f errs.Fields
			f.Add("code", "complaint.code_wrong", "")
			return "", f.Err("complaint.bad_input")
		}
		r, e := insertReader(ctx, tx, o, mine, office)
		if e != nil {
			return "", e
		}
		return r, watch(ctx, tx, o)
	})
}

// fits tells whether a private half is that of a public one.
func fits(public, private []byte) bool {
	box, err := seal.SealTo(public, "fits", []byte("fits"))
	if err != nil {
		return false
	}
	_, err = seal.OpenWith(private, "fits", box)
	return err == nil
}

// Unlock opens the private half of an office's key by the phrase of the officer of ctx. It is for the memory of a process,
// for minutes. It fails with complaint.phrase_wrong (Invalid, field "phrase"), complaint.not_admitted (Denied).
func (k *Desk) Unlock(ctx context.Context, o Office, phrase string) (office []byte, err error) {
	defer errs.Wrap(&err, "complaint.Unlock(%s)", o)
	keys, err := store.Read(ctx, k.db, func(tx *store.Tx) (Keys, error) { return k.Keys(ctx, tx, o) })
	if err != nil {
		return nil, err
	}
	if keys.Mine == nil || !keys.Mine.Admitted {
		return nil, errs.New(errs.Conflict, "complaint.not_admitted")
	}
	mine, err := k.vault.UnlockBy(phrase, readerInfo(o, keys.Mine.Staff), keys.Mine.locked)
	if err != nil {
		var f errs.Fields
		f.Add("phrase", "complaint.phrase_wrong", "")
		return nil, f.Err("complaint.bad_input")
	}
	return seal.OpenWith(mine, officeInfo(o, keys.Mine.Staff), keys.Mine.officeKey)
}

// letters are those that nobody takes for one another on paper.
var letters = base32.NewEncoding("abcdefghjkmnpqrstuvwxyz023456789").WithPadding(base32.NoPadding)

// spaced is a code in groups of four.
func spaced(b []byte) string {
	var out []string
	for s := letters.EncodeToString(b); s != ""; s = s[min(4, len(s)):] {
		out = append(out, s[:min(4, len(s))])
	}
	return strings.Join(out, " ")
}
