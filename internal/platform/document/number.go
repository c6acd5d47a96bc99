package document

import (
	"context"
	"fmt"
	"regexp"

	"guitu/internal/base/errs"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// A series or unit is letters and digits; the hyphen belongs to the number. Length is bounded for the paper.
var code = regexp.MustCompile(`^[\p{L}\p{N}]{1,16}$`)

// Number takes the next number of a series (such as "QC") in a unit (a facility's code, "" for the bureau)
// and civil year: series-node-unit-year-counter, the counter with at least six digits. It is a consequence
// of an act already checked in this transaction (else policy.nothing_checked), and stands in that act's own
// fact. A code that does not fit is document.bad_code.
func Number(ctx context.Context, tx *store.Tx, series, unit string, year int) (_ string, err error) {
	defer errs.Wrap(&err, "document.Number(%s, %s, %d)", series, unit, year)
	if !code.MatchString(series) || unit != "" && !code.MatchString(unit) || year < 1949 || year > 9999 {
		return "", errs.New(errs.Invalid, "document.bad_code", series, unit, year)
	}
	if err := policy.Derived(tx, "document"); err != nil {
		return "", err
	}
	tx.MarkAudit("document") // the fact of the act that took the number has it in its digest
	n, err := store.One(ctx, tx, store.Value[int64], `insert into document_series (node, series, unit, year, last)
		values ($1, $2, $3, $4, 1)
		on conflict (node, series, unit, year) do update set last = document_series.last + 1 returning last`,
		tx.Node(), series, unit, year)
	if err != nil {
		return "", err
	}
	prefix := series + "-" + tx.Node()
	if unit != "" {
		prefix += "-" + unit
	}
	return fmt.Sprintf("%s-%04d-%06d", prefix, year, n), nil
}
