package measure

import (
	"context"

	"guitu/internal/base/id"
	"guitu/internal/domain/law"
	"guitu/internal/domain/term"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// What a fact says of the body (pregnant, nursing) is needed by the clock and by nobody else who reads a legal
// file. It is kept apart from the fact, sealed in the clinical compartment, and opened only for the fold; a
// refusal that would give it away is kept under a neutral code.

// Neutral is the code under which a broken rule of health stands in a fact.
const Neutral = "health"

// health are the refusals that say something of the body.
var health = map[law.FindingCode]bool{
	law.Pregnant: true, law.Nursing: true, law.AdmissionPregnant: true, law.AdmissionNursing: true,
}

// body is what is kept apart of one fact.
type body struct{ Pregnant, Nursing bool }

const bodyColumn = "measure_health.sealed"

// keepBodies writes what the events of a person say of the body; for nearly all of them that is nothing.
func (k *Desk) keepBodies(ctx context.Context, tx *store.Tx, p id.ID, es []Event) error {
	var rows [][]any
	for _, e := range es {
		if !e.Fact.Pregnant && !e.Fact.Nursing {
			continue
		}
		key, err := k.vault.Ensure(ctx, tx, p, seal.Clinical)
		if err != nil {
			return err
		}
		sealed, err := key.SealValue(bodyColumn, body{Pregnant: e.Fact.Pregnant, Nursing: e.Fact.Nursing})
		if err != nil {
			return err
		}
		rows = append(rows, []any{e.ID.Month(), e.ID, p, sealed})
	}
	return store.Insert(ctx, tx, "measure_health", []string{"month", "fact", "person", "sealed"}, rows)
}

type bodyRow struct {
	fact   id.ID
	sealed []byte
}

// openBodies gives the events back what was kept apart, for the fold.
func (k *Desk) openBodies(ctx context.Context, tx *store.Tx, p id.ID, es []Event) error {
	rows, err := store.Collect(ctx, tx, func(s store.Scanner) (r bodyRow, err error) {
		err = s.Scan(&r.fact, &r.sealed)
		return r, err
	}, `select fact, sealed from measure_health where person = $1`, p)
	if err != nil || len(rows) == 0 {
		return err
	}
	key, err := k.vault.Key(ctx, tx, p, seal.Clinical)
	if err != nil {
		return err
	}
	for _, r := range rows {
		var b body
		if err := key.OpenValue(bodyColumn, r.sealed, &b); err != nil {
			return err
		}
		for i := range es {
			if es[i].ID == r.fact {
				es[i].Fact.Pregnant, es[i].Fact.Nursing = b.Pregnant, b.Nursing
			}
		}
	}
	return nil
}

// marks joins the codes of the rules that a fact breaks, as they are kept: those of health under one name. That somebody
// was held too long refuses nothing, for he must be let go; but the day he left late is an act outside the law.
func marks(a *term.Answer, fact int) string {
	out := ""
	for _, f := range a.Warnings {
		if f.Fact == fact && f.Code == law.ReleaseOverdue {
			out = " " + f.Code.String()
		}
	}
	for _, f := range a.Refused {
		code := f.Code.String()
		if health[f.Code] {
			code = Neutral
		}
		if f.Fact == fact && code != Neutral {
			out += " " + code
		} else if f.Fact == fact {
			out = " " + Neutral + out
		}
	}
	if out == "" {
		return ""
	}
	return out[1:]
}
