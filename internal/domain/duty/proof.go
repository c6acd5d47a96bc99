package duty

import (
	"context"
	"slices"
	"strings"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Proof is what somebody says who closes a duty that no fact discharges, or opens it again.
type Proof struct {
	ID    id.ID
	Kind  string    // "done", "reopened"
	At    time.Time // when it was said
	By    string    // actor.Ref
	Done  time.Time // when the thing was done; zero for one opened again
	Words string    // what proves it, or why it is open again; sealed
}

// Draft is a proof as somebody types it.
type Draft struct {
	At    string // YYYY-MM-DDThh:mm in Shanghai; "" for now
	Words string
}

const maxWords = 200 // characters of what proves it

// ToClose is a duty that the reader may close by Done, for the page where he does. It fails with policy.denied, with
// duty.by_fact for one that a fact discharges, with duty.by_case for one that its room closes, with duty.by_another for who caused
// it, and with store.changed_meanwhile for one that is closed.
func (k *Desk) ToClose(ctx context.Context, duty id.ID) (_ Duty, err error) {
	defer errs.Wrap(&err, "duty.ToClose(%s)", duty)
	return store.Read(ctx, k.db, func(tx *store.Tx) (Duty, error) { return k.toClose(ctx, tx, duty) })
}

func (k *Desk) toClose(ctx context.Context, tx *store.Tx, duty id.ID) (Duty, error) {
	d, err := Get(ctx, tx, duty)
	if err != nil {
		return d, err
	}
	if err := k.policy.Check(ctx, tx, policy.DutyDischarge, d.resource()); err != nil {
		return d, err
	}
	kind, _ := KindOf(d.Code)
	switch {
	case kind.Fact != "":
		return d, errs.New(errs.Invalid, "duty.by_fact", kind.Fact)
	case kind.Case:
		return d, errs.New(errs.Invalid, "duty.by_case")
	case d.Caused(actor.From(ctx)):
		return d, errs.New(errs.Denied, "duty.by_another")
	case d.State != Pending:
		return d, errs.New(errs.Conflict, "store.changed_meanwhile")
	case d.NotBefore.After(tx.Today()):
		return d, errs.Law("duty.too_early", strings.Split(d.Basis, "; ")...)
	}
	return d, nil
}

// Done closes a duty of the house: one that no fact of the clock discharges. A duty of the clock is
// discharged by recording its fact (duty.by_fact), so that no date is ticked off that nobody can prove. It says when it
// was done and what proves it; one done after its due is late, whenever it is entered.
func (k *Desk) Done(ctx context.Context, key store.Key, duty id.ID, version int64, w Draft) (err error) {
	defer errs.Wrap(&err, "duty.Done(%s)", duty)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		d, err := k.toClose(ctx, tx, duty)
		if err != nil {
			return "", err
		}
		if d.Version != version {
			return "", errs.New(errs.Conflict, "store.changed_meanwhile")
		}
		p, err := w.proof(d, tx.Now())
		if err != nil {
			return "", err
		}
		p.Kind, d.Closed, d.ClosedBy, d.Evidence = "done", p.Done, ref(ctx), p.ID
		d.State = closing(d.Due, p.Done)
		return duty, k.say(ctx, tx, d, p, "duty.discharged")
	})
	return err
}

// proof reads a draft, and answers every field that is wrong with duty.bad_input.
func (w Draft) proof(d Duty, now time.Time) (Proof, error) {
	var f errs.Fields
	p := Proof{ID: id.New(), Done: now, Words: strings.TrimSpace(w.Words)}
	if at := strings.TrimSpace(w.At); at != "" {
		i, err := civil.ParseInstant(at + ":00+08:00")
		if err != nil {
			f.Add("at", "duty.moment_bad", w.At)
		}
		p.Done = i.Time()
	}
	switch since := d.Since(); {
	case f.Err("") != nil:
	case p.Done.After(now):
		f.Add("at", "duty.done_ahead", w.At)
	case p.Done.Before(since):
		f.Add("at", "duty.done_before_opened", w.At, since)
	case civil.DateOf(p.Done).Before(d.NotBefore):
		f.Add("at", "duty.done_too_early", w.At, d.NotBefore)
	}
	p.words(&f, "duty.proof_missing")
	return p, f.Err("duty.bad_input")
}

func (p Proof) words(f *errs.Fields, missing string) {
	if p.Words == "" {
		f.Add("words", missing, "")
	} else if len([]rune(p.Words)) > maxWords {
		f.Add("words", "duty.proof_long", p.Words, maxWords)
	}
}

// MayReopen tells whether somebody may open a duty again that was closed by Done: who closed it, or who heads its unit
// or its facility.
func (d Duty) MayReopen(who actor.Actor) bool {
	kind, _ := KindOf(d.Code)
	if kind.Fact != "" || d.State != Done && d.State != Late || strings.HasPrefix(d.Note, paperNote+" ") {
		return false
	}
	return d.ClosedBy == who.Ref() || slices.ContainsFunc(who.Posts, func(p actor.Post) bool {
		return p.Role == "facility_head" && p.Facility == d.Facility || p.Role == "brigade_head" && p.Unit == d.Unit
	})
}

// ToReopen is a duty that the reader may open again, for the page where he does.
func (k *Desk) ToReopen(ctx context.Context, duty id.ID) (_ Duty, err error) {
	defer errs.Wrap(&err, "duty.ToReopen(%s)", duty)
	return store.Read(ctx, k.db, func(tx *store.Tx) (Duty, error) { return k.toReopen(ctx, tx, duty) })
}

func (k *Desk) toReopen(ctx context.Context, tx *store.Tx, duty id.ID) (Duty, error) {
	d, err := Get(ctx, tx, duty)
	if err != nil {
		return d, err
	}
	if err := k.policy.Check(ctx, tx, policy.DutyDischarge, d.resource()); err != nil {
		return d, err
	}
	switch proven, err := d.proven(ctx, tx); {
	case err != nil:
		return d, err
	case !proven:
		return d, errs.New(errs.Conflict, "duty.not_reopened")
	}
	if !d.MayReopen(actor.From(ctx)) {
		return d, errs.New(errs.Denied, "duty.reopen_other")
	}
	return d, nil
}

// proven tells whether Done closed the duty: its evidence is then a proof of it. The proof is asked for by its key, since a
// duty that comes again and again has many.
func (d Duty) proven(ctx context.Context, tx *store.Tx) (bool, error) {
	if d.Evidence == "" {
		return false, nil
	}
	n, err := store.One(ctx, tx, store.Value[int], `select count(*) from duty_proof where month = $1 and id = $2 and duty = $3 and kind = 'done'`,
		d.Evidence.Month(), d.Evidence, d.ID)
	return n > 0, err
}

// Reopen takes back that a duty was done: it is owed again, until when it was. Why is kept beside the proof that did not
// hold. It fails with duty.reopen_other for whoever neither closed it nor heads the place, and with duty.not_reopened
// for one that was not closed by Done.
func (k *Desk) Reopen(ctx context.Context, key store.Key, duty id.ID, version int64, why string) (err error) {
	defer errs.Wrap(&err, "duty.Reopen(%s)", duty)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		d, err := k.toReopen(ctx, tx, duty)
		if err != nil {
			return "", err
		}
		if d.Version != version {
			return "", errs.New(errs.Conflict, "store.changed_meanwhile")
		}
		var f errs.Fields
		p := Proof{ID: id.New(), Kind: "reopened", Words: strings.TrimSpace(why)}
		if p.words(&f, "duty.why_missing"); f.Err("") != nil {
			return "", f.Err("duty.bad_input")
		}
		d.State, d.Closed, d.ClosedBy, d.Evidence, d.Note = Pending, time.Time{}, "", "", ""
		return duty, k.say(ctx, tx, d, p, "duty.reopened")
	})
	return err
}

var proofColumns = []string{"month", "id", "duty", "kind", "at", "said_by", "done_at", "sealed"}

const wordsColumn = "duty_proof.sealed"

// say keeps a proof with the duty as it stands by it, and the digest of both in the log.
func (k *Desk) say(ctx context.Context, tx *store.Tx, d Duty, p Proof, kind string) error {
	key, err := k.vault.Ensure(ctx, tx, d.keeper(), d.Compartment)
	if err != nil {
		return err
	}
	if err := save(ctx, tx, d); err != nil {
		return err
	}
	d.Version++ // as save wrote it
	row := []any{p.ID.Month(), p.ID, d.ID, p.Kind, store.Micros(tx.Now()), ref(ctx), store.NullMicros(p.Done), key.SealString(wordsColumn, p.Words)}
	if err := store.Insert(ctx, tx, "duty_proof", proofColumns, [][]any{row}); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Fact{
		Room: "duty", Kind: kind, Record: d.ID, Version: d.Version, About: d.Subject, Facility: d.Facility,
		Compartment: d.Compartment, Basis: d.Basis, Rows: append(written(d), audit.Made("duty_proof", proofColumns, row)),
	})
}

// keeper is whose key seals what is said of a duty.
func (d Duty) keeper() id.ID {
	if d.Subject == "" {
		return d.ID
	}
	return d.Subject
}

type sealedProof struct {
	Proof
	duty   id.ID
	sealed []byte
}

func proofs(ctx context.Context, tx *store.Tx, duties []id.ID) (out []sealedProof, err error) {
	for part := range slices.Chunk(duties, 500) {
		in, args := store.In(1, part)
		some, err := store.Collect(ctx, tx, func(s store.Scanner) (p sealedProof, err error) {
			err = s.Scan(&p.ID, &p.duty, &p.Kind, store.Instant(&p.At), &p.By, store.Instant(&p.Done), &p.sealed)
			return p, err
		}, `select id, duty, kind, at, said_by, done_at, sealed from duty_proof where duty in `+in+` order by at, id`, args...)
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	return out, nil
}

// Proofs reads what was said of some duties that the reader may see, by duty, in the order in which it was said.
func Proofs(ctx context.Context, tx *store.Tx, v *seal.Vault, ds []Duty) (_ map[id.ID][]Proof, err error) {
	defer errs.Wrap(&err, "duty.Proofs(%d)", len(ds))
	of, ids := map[id.ID]Duty{}, []id.ID{}
	for _, d := range ds {
		if d.Code != Hidden {
			of[d.ID], ids = d, append(ids, d.ID)
		}
	}
	said, err := proofs(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	keys, err := keysOf(ctx, tx, v, of, said)
	if err != nil {
		return nil, err
	}
	out := map[id.ID][]Proof{}
	for _, p := range said {
		d := of[p.duty]
		key := keys[d.Compartment][d.keeper()]
		if key == nil { // the vault says why
			if key, err = v.Key(ctx, tx, d.keeper(), d.Compartment); err != nil {
				return nil, err
			}
		}
		if p.Words, err = key.OpenString(wordsColumn, p.sealed); err != nil {
			return nil, err
		}
		out[p.duty] = append(out[p.duty], p.Proof)
	}
	return out, nil
}

// keysOf opens the keys under which proofs are sealed, in one question a compartment: in an old file they are one person's
// and stand under thirty duties.
func keysOf(ctx context.Context, tx *store.Tx, v *seal.Vault, of map[id.ID]Duty, said []sealedProof) (map[seal.Compartment]map[id.ID]*seal.Key, error) {
	records := map[seal.Compartment][]id.ID{}
	for _, p := range said {
		d := of[p.duty]
		if !slices.Contains(records[d.Compartment], d.keeper()) {
			records[d.Compartment] = append(records[d.Compartment], d.keeper())
		}
	}
	out := make(map[seal.Compartment]map[id.ID]*seal.Key, len(records))
	for c, some := range records {
		keys, err := v.Keys(ctx, tx, some, c)
		if err != nil {
			return nil, err
		}
		out[c] = keys
	}
	return out, nil
}
