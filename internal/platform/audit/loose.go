package audit

import (
	"context"

	"guitu/internal/platform/store"
)

// loose finds facts that stand in no log, waiting marks without a fact, and what waits that the house did not write.
func loose(ctx context.Context, db *store.DB, bound bool, r *Report) error {
	_, err := store.Read(ctx, db, func(tx *store.Tx) (_ int, err error) {
		if r.Waiting, err = store.One(ctx, tx, store.Value[int64], "select count(*) from audit_pending"); err != nil {
			return 0, err
		}
		for _, q := range []struct{ what, text string }{
			// The tree's own row was taken away, and with it the whole log.
			{Cut, `select c.node, '' from (select node from audit_checkpoint union select node from audit_number) c
				where not exists (select 1 from audit_tree t where t.node = c.node)`},
			// A number beyond the end of its tree is none: nothing was computed from it.
			{SlippedIn, `select f.node, f.id from audit_fact f
				where not exists (select 1 from audit_number n join audit_tree t on t.node = n.node
					where n.id = f.id and n.node = f.node and n.month = f.month and n.seq < t.size)
				and not exists (select 1 from audit_pending p where p.id = f.id and p.node = f.node and p.month = f.month)
				order by f.id limit 100`},
			{Stuck, `select p.node, p.id from audit_pending p
				where not exists (select 1 from audit_fact f where f.month = p.month and f.id = p.id and f.node = p.node)
				or exists (select 1 from audit_number n where n.id = p.id) order by p.id limit 100`},
		} {
			list, err := store.Collect(ctx, tx, func(s store.Scanner) (f Finding, err error) {
				f.What = q.what
				return f, s.Scan(&f.Node, &f.Fact)
			}, q.text)
			if err != nil {
				return 0, err
			}
			r.Findings = append(r.Findings, list...)
		}
		if !bound {
			return 0, nil
		}
		return 0, forged(ctx, tx, r)
	})
	return err
}

// forged holds every waiting fact against its mark.
func forged(ctx context.Context, tx *store.Tx, r *Report) error {
	list, err := states(ctx, tx)
	if err != nil {
		return err
	}
	sizes := map[string]int64{}
	for _, s := range list {
		sizes[s.node] = s.size
	}
	found := 0
	for w, err := range store.Each(ctx, tx, scanWait, waitText+"order by p.node, p.id") {
		if err != nil {
			return err
		}
		what, err := w.wrong(tx, sizes[w.Node])
		if err != nil {
			return err
		}
		if what != "" && found < mostFindings {
			found++
			r.Findings = append(r.Findings, Finding{Node: w.Node, What: what, Seq: sizes[w.Node], Through: w.seen, Fact: w.ID})
		}
	}
	return nil
}
