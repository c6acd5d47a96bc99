package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"guitu/internal/base/errs"
)

// failed translates an error of a driver. What names the statement ("update measure_fact") and holds no
// values: a text with values could carry a person's data into a log.
func failed(what string, err error) error {
	cause := fmt.Errorf("%s: %w", what, err)
	// ErrTxDone: database/sql has rolled back because the context ended between two statements.
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, sql.ErrTxDone) {
		return errs.Because(errs.Unavailable, "store.cancelled", cause)
	}
	kind, code := errs.Internal, "store.failed"
	switch {
	case isUnique(err):
		kind, code = errs.Conflict, "store.exists"
	case isReference(err):
		kind, code = errs.Conflict, "store.reference"
	case isConstraint(err):
		code = "store.constraint"
	case collided(err):
		kind, code = errs.Unavailable, "store.busy"
	case liteGone(err) || isDown(err):
		kind, code = errs.Unavailable, "store.unavailable"
	}
	return errs.Because(kind, code, cause)
}

func isUnique(err error) bool {
	code := liteCode(err)
	return code == liteUnique || code == litePrimaryKey || pgCode(err) == "23505"
}

func isReference(err error) bool {
	return liteCode(err) == liteForeignKey || pgCode(err) == "23503"
}

func isConstraint(err error) bool {
	code := pgCode(err)
	return liteCode(err)&0xff == liteConstraint || len(code) == 5 && code[:2] == "23"
}

// gone is the answer when ctx has ended before the work: nobody waits for it any more.
func gone(ctx context.Context) error {
	return errs.Because(errs.Unavailable, "store.cancelled", context.Cause(ctx))
}
