package pair

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

const columns = `id, version, kind, about, word, facility, subject, proposer, proposed_at, ends_at, state, settler, settled_at`

func scan(s store.Scanner) (p Proposal, err error) {
	err = s.Scan(&p.ID, &p.Version, &p.Kind, &p.About, &p.Word, &p.Facility, &p.Subject, &p.Proposer,
		store.Instant(&p.Proposed), store.Instant(&p.Ends), &p.State, &p.Settler, store.Instant(&p.Settled))
	return p, err
}

func find(ctx context.Context, tx *store.Tx, which id.ID) (Proposal, error) {
	return store.One(ctx, tx, scan, `select `+columns+` from pair_proposal where id = $1`, which)
}

// waits finds proposals of the same act that nobody has settled yet.
func waits(ctx context.Context, tx *store.Tx, a Act) ([]Proposal, error) {
	return store.Collect(ctx, tx, scan, `select `+columns+` from pair_proposal
		where kind = $1 and about = $2 and state = 'open' and ends_at > $3`, a.Kind, a.About, store.Micros(tx.Now()))
}

func insert(ctx context.Context, tx *store.Tx, p Proposal) error {
	_, err := tx.Exec(ctx, `insert into pair_proposal (`+columns+`) values ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', '', null)`,
		p.ID, p.Kind, p.About, p.Word, p.Facility, p.Subject, p.Proposer, store.Micros(p.Proposed), store.Micros(p.Ends))
	return err
}

func settle(ctx context.Context, tx *store.Tx, p Proposal, version int64) error {
	err := store.Update(ctx, tx, `update pair_proposal set state = $3, settler = $4, settled_at = $5, version = version + 1
		where id = $1 and version = $2 and state = 'open'`, p.ID, version, string(p.State), p.Settler, store.Micros(p.Settled))
	if errs.KindOf(err) == errs.Conflict {
		return errs.New(errs.Conflict, "pair.not_open")
	}
	return err
}

func list(ctx context.Context, tx *store.Tx, s policy.Scope, most int) ([]Proposal, error) {
	switch {
	case s.All:
		return store.Collect(ctx, tx, scan, `select `+columns+` from pair_proposal order by proposed_at desc, id desc limit $1`, most)
	case len(s.Facilities) == 0:
		return nil, nil
	}
	in, args := store.In(2, s.Facilities)
	return store.Collect(ctx, tx, scan, `select `+columns+` from pair_proposal where facility in `+in+` order by proposed_at desc, id desc limit $1`,
		append([]any{most}, args...)...)
}
