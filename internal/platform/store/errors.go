package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/platform/store/lite"
	"guitu/internal/platform/store/pg"
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
	case pg.Collided(err):
		kind, code = errs.Unavailable, "store.busy"
	case lite.Unique(err) || pg.Code(err) == "23505":
		kind, code = errs.Conflict, "store.exists"
	case lite.Reference(err) || pg.Code(err) == "23503":
		kind, code = errs.Conflict, "store.reference"
	case lite.Constraint(err) || strings.HasPrefix(pg.Code(err), "23"):
		code = "store.constraint"
	case lite.Full(err) || pg.Code(err) == "53100":
		kind, code = errs.Unavailable, "store.disk_full"
	case lite.Lost(err) || pg.Down(err):
		kind, code = errs.Unavailable, "store.unavailable"
	}
	return errs.Because(kind, code, cause)
}

// gone is the answer when ctx has ended before the work: nobody waits for it any more.
func gone(ctx context.Context) error {
	return errs.Because(errs.Unavailable, "store.cancelled", context.Cause(ctx))
}
