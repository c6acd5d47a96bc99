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
	all, err := Numbers(ctx, tx, series, Year{unit, year}, 1)
	if err != nil {
		return "", err
	}
	return all[0], nil
}

// Year is where a series counts: a unit (a facility's code, "" for the bureau) and a civil year.
type Year struct {
	Unit string
	Year int
}

// Numbers takes the next n numbers of a series at once, in order.
func Numbers(ctx context.Context, tx *store.Tx, series string, in Year, n int) (_ []string, err error) {
	unit, year := in.Unit, in.Year
	defer errs.Wrap(&err, "document.Numbers(%s, %s, %d)", series, unit, year)
	if !code.MatchString(series) || unit != "" && !code.MatchString(unit) || year < 1949 || year > 9999 {
		return nil, errs.New(errs.Invalid, "document.bad_code", series, unit, year)
	}
	if n <= 0 {
		return nil, nil
	}
	if err := policy.Derived(tx, "document"); err != nil {
		return nil, err
	}
	tx.MarkAudit("document") // the fact of the act that took the numbers has them in its digest
	last, err := store.One(ctx, tx, store.Value[int64], `insert into document_series (node, series, unit, year, last)
		values ($1, $2, $3, $4, $5)
		on conflict (node, series, unit, year) do update set last = document_series.last + $5 returning last`,
		tx.Node(), series, unit, year, n)
	if err != nil {
		return nil, err
	}
	prefix := series + "-" + tx.Node()
	if unit != "" {
		prefix += "-" + unit
	}
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("%s-%04d-%06d", prefix, year, last-int64(n-1-i))
	}
	return out, nil
}
