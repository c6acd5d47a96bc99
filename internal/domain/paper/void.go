package paper

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/history"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// reasonLongest bounds a reason, in characters.
const reasonLongest = 300

// Void says that a paper no longer counts, and why: paper.void. It fails with paper.bad_input for a reason that is
// missing or too long, with paper.not_in_force, and with a Conflict where somebody changed the paper meanwhile.
func (k *Desk) Void(ctx context.Context, key store.Key, paper id.ID, version int64, reason string) (err error) {
	defer errs.Wrap(&err, "paper.Void(%s)", paper)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		p, err := get(ctx, tx, paper)
		if err != nil {
			return "", err
		}
		if err := k.policy.Check(ctx, tx, policy.PaperVoid, p.Resource()); err != nil {
			return "", err
		}
		var f errs.Fields
		reason := strings.TrimSpace(reason)
		switch n := utf8.RuneCountInString(reason); {
		case n == 0:
			f.Add("reason", "paper.reason_missing", "")
		case n > reasonLongest:
			f.Add("reason", "paper.reason_long", reason, n, reasonLongest)
		}
		if err := f.Err("paper.bad_input"); err != nil {
			return "", err
		}
		if !p.InForce() {
			return "", errs.New(errs.Conflict, "paper.not_in_force")
		}
		p.Version = version
		return p.ID, k.end(ctx, tx, p, reason)
	})
	return err
}

// end makes a paper void: by a reason, or because p.ReplacedBy stands in its place. What was owed because of it is done.
func (k *Desk) end(ctx context.Context, tx *store.Tx, p Paper, reason string) error {
	key, err := k.vault.Key(ctx, tx, p.ID, p.Compartment)
	if err != nil {
		return err
	}
	stale := p.Stale
	p.State, p.Voided, p.VoidedBy, p.Stale = Void, tx.Now(), actor.From(ctx).Ref(), ""
	var sealed []byte
	if reason != "" {
		sealed = key.SealString("paper_paper.reason", reason)
	}
	if err := save(ctx, tx, p, sealed); err != nil {
		return err
	}
	p.Version++
	kind := "paper.voided"
	if p.ReplacedBy != "" {
		kind = "paper.replaced"
	}
	if err := k.record(ctx, tx, key, p, p.fact(kind)); err != nil {
		return err
	}
	if stale == "" {
		return nil
	}
	proof := p.ReplacedBy
	if proof == "" {
		proof = p.ID
	}
	return settle(ctx, tx, p.Person, stale, func(d duty.Duty) error { return duty.Discharge(ctx, tx, d, proof, "") })
}

// settle closes the open duty to replace a paper.
func settle(ctx context.Context, tx *store.Tx, person, cause id.ID, how func(duty.Duty) error) error {
	owed, err := duty.Of(ctx, tx, person)
	if err != nil {
		return err
	}
	for _, d := range owed {
		if d.Code == replace && d.Cause == cause && d.State == duty.Pending {
			return how(d)
		}
	}
	return nil
}

// record writes the facts of an act, the first with the row as it stands now, and keeps its version.
func (k *Desk) record(ctx context.Context, tx *store.Tx, key *seal.Key, p Paper, facts ...audit.Fact) error {
	facts[0].Key, facts[0].Rows = key, []audit.Row{audit.Kept("paper_paper", p.ID)}
	if err := history.Keep(ctx, tx, key, "paper_paper", p.ID, p.Version, p); err != nil {
		return err
	}
	return audit.Record(ctx, tx, facts...)
}

// replace is the duty to serve again what states an old date.
const replace = duty.Code("letter.replace")

// Term is what the file says now of the term that runs: what the papers that state it are held against.
type Term struct {
	End   civil.Date // zero where none runs, or nobody can know it
	Since time.Time  // since when it tells the decision as it does: its day, its number and its organ
	At    id.ID      // the facility that has his file now, and can issue another paper
}

// StaleIn holds the papers of a person that state the end of a term against what the file says now: each that states another
// is owed a replacement, and one that is right again is not; nor is any where no term runs any more (the zero end). So is a
// term sheet of before the decision was told as it is. A proposal, a receipt, a permit or a certificate is of its day, and was
// right on it. It is a step of the act that moves the end.
func StaleIn(ctx context.Context, tx *store.Tx, v *seal.Vault, person id.ID, now Term) (err error) {
	defer errs.Wrap(&err, "paper.StaleIn(%s)", person)
	papers, err := store.Collect(ctx, tx, scan, selectPaper+`where person = $1 and state = 'in_force' and states is not null order by issued_at, id`, person)
	if err != nil {
		return err
	}
	k := &Desk{vault: v}
	for _, p := range papers {
		old := p.States != now.End || p.Kind == TermSheet && p.Issued.Before(now.Since)
		if wrong := byKind[p.Kind].relied && !now.End.IsZero() && old; wrong == (p.Stale != "") {
			continue
		}
		if err := k.turn(ctx, tx, p, now.At); err != nil {
			return err
		}
	}
	return nil
}

// turn makes a paper one to be replaced, or one that is right again.
func (k *Desk) turn(ctx context.Context, tx *store.Tx, p Paper, at id.ID) error {
	if err := policy.Derived(tx, "paper"); err != nil {
		return err
	}
	key, err := k.vault.Key(ctx, tx, p.ID, p.Compartment)
	if errs.Is(err, "seal.no_key") {
		return nil // sealed away with its file
	}
	if err != nil {
		return err
	}
	was, kind := p.Stale, "paper.right_again"
	if p.Stale = ""; was == "" {
		p.Stale, kind = id.New(), "paper.stale"
	}
	if err := save(ctx, tx, p, nil); err != nil {
		return err
	}
	p.Version++
	if err := k.record(ctx, tx, key, p, p.fact(kind)); err != nil {
		return err
	}
	if was != "" {
		return settle(ctx, tx, p.Person, was, func(d duty.Duty) error { return duty.Lapse(ctx, tx, d, p.ID) })
	}
	// The family is told the term (ACL 20); a wrong one is not telling it. No article says how soon, so it has no day.
	_, err = duty.Open(ctx, tx, duty.Duty{
		Code: replace, Subject: p.Person, Cause: p.Stale, Number: -1, Facility: at, Unit: at,
		NotBefore: tx.Today(), Basis: "ACL 20", Certainty: "S",
	})
	return err
}
