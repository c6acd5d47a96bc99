package paper

import (
	"context"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/press"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/platform/witness"
)

// Prover shows that a fact stands in the log (audit.Ledger).
type Prover interface {
	Prove(ctx context.Context, tx *store.Tx, fact id.ID) (audit.Proof, error)
	Publish(ctx context.Context) error
	Key() string
	Keys() []string
}

// Desk is where the acts of this room are done: every method is one use case.
type Desk struct {
	db     *store.DB
	vault  *seal.Vault
	policy *policy.Engine
	prover Prover
}

// New opens the desk.
func New(db *store.DB, v *seal.Vault, p *policy.Engine, prover Prover) *Desk {
	return &Desk{db: db, vault: v, policy: p, prover: prover}
}

// Stated is the kind of fact that commits to a paper.
const Stated = "paper.stated"

// Issue issues a paper as an act of its own: paper.issue. Sent twice, it issues once.
func (k *Desk) Issue(ctx context.Context, key store.Key, d Draft) (_ id.ID, err error) {
	defer errs.Wrap(&err, "paper.Issue(%s)", d.Kind)
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		if err := k.policy.Check(ctx, tx, policy.PaperIssue, d.Resource()); err != nil {
			return "", err
		}
		p, err := k.IssueIn(ctx, tx, d)
		return p.ID, err
	})
}

// IssueIn issues a paper as a step of a larger act. As the consequence of an act that was checked in this transaction
// a general one needs no further permission; else it is paper.issue. It fails with paper.unknown_kind (Internal) and
// paper.not_in_force where it should replace one that no longer counts.
func (k *Desk) IssueIn(ctx context.Context, tx *store.Tx, d Draft) (p Paper, err error) {
	defer errs.Wrap(&err, "paper.IssueIn(%s)", d.Kind)
	spec, known := byKind[d.Kind]
	if !known || d.ID.Month() == 0 {
		return p, errs.New(errs.Internal, "paper.unknown_kind", string(d.Kind))
	}
	if d.Compartment == "" {
		d.Compartment = seal.General
	}
	if err := k.may(ctx, tx, d); err != nil {
		return p, err
	}
	house, err := facility.Get(ctx, tx, d.Facility)
	if err != nil {
		return p, err
	}
	p = Paper{
		ID: d.ID, Version: 1, Kind: d.Kind, Facility: d.Facility, Unit: d.Unit, Person: d.Person, Record: d.Record,
		Compartment: d.Compartment, Issued: tx.Now(), By: actor.From(ctx).Ref(), States: d.States, State: InForce, Replaces: d.Replaces,
	}
	if p.Number, err = document.Number(ctx, tx, spec.series, house.Code, tx.Today().Year()); err != nil {
		return p, err
	}
	if err := k.keep(ctx, tx, p, d, house.Name); err != nil {
		return p, err
	}
	if d.Replaces == "" {
		return p, nil
	}
	old, err := get(ctx, tx, d.Replaces)
	if err != nil {
		return p, err
	}
	if !old.InForce() || old.Person != d.Person || d.Person == "" && old.Record != d.Record {
		return p, errs.New(errs.Conflict, "paper.not_in_force")
	}
	old.ReplacedBy = p.ID
	return p, k.end(ctx, tx, old, "")
}

// may asks policy, unless this is the consequence of an act it has already allowed.
func (k *Desk) may(ctx context.Context, tx *store.Tx, d Draft) error {
	if d.Compartment == seal.General && tx.AnyPolicyMark() && policy.Derived(tx, "paper") == nil {
		return nil
	}
	return k.policy.Check(ctx, tx, policy.PaperIssue, d.Resource())
}

// keep seals the paper as issued, and commits to it in the log.
func (k *Desk) keep(ctx context.Context, tx *store.Tx, p Paper, d Draft, house string) error {
	key, err := k.vault.Create(ctx, tx, p.ID, p.Compartment)
	if err != nil {
		return err
	}
	sheet, err := d.kept(p.Number)
	if err != nil {
		return err
	}
	said := Statement{Kind: p.Kind, Number: p.Number, Facility: house, Issued: civil.DateOf(p.Issued).String(), About: cn.MaskSpoken(d.Name)}
	if !p.States.IsZero() {
		said.States = p.States.String()
	}
	sealed, err := key.SealValue("paper_paper.said", said)
	if err != nil {
		return err
	}
	if err := insert(ctx, tx, p, key.Seal("paper_paper.sheet", sheet), sealed); err != nil {
		return err
	}
	stated := p.fact(Stated)
	stated.Digest = commitment(key, p, said, sheet)
	return k.record(ctx, tx, key, p, p.fact("paper.issued"), stated)
}

// kept is the sheet as it is sealed: with its number and whom it is about, and without what a print adds. A sheet whose text
// does not say a name in full does not say it on its margin.
func (d Draft) kept(number string) ([]byte, error) {
	s := d.Sheet
	s.Number, s.About, s.Code, s.QR, s.QRNote, s.Draft = number, d.Name, "", "", "", ""
	if d.Name != "" && !strings.Contains(d.Sheet.Text(), d.Name) {
		s.About = cn.MaskSpoken(d.Name)
	}
	return press.Encode(s)
}

// salt keeps who has the log from guessing what a paper states. It is made of the paper's own key, so that it is the
// same at every printing and goes with the key.
func salt(key *seal.Key, p Paper) []byte { return key.Digest([]byte("paper.salt"), []byte(p.ID))[:16] }

func commitment(key *seal.Key, p Paper, said Statement, sheet []byte) []byte {
	return witness.Commit(key.Suite(), said.list(), salt(key, p), witness.Digest(key.Suite(), sheet))
}

// fact begins a fact about a paper.
func (p Paper) fact(kind string) audit.Fact {
	return audit.Fact{
		Room: "paper", Kind: kind, Record: p.ID, Version: p.Version, About: p.Person, Facility: p.Facility, Compartment: p.Compartment,
	}
}
