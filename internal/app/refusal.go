package app

import (
	"context"
	"log/slog"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// keepRefusal writes the fact that somebody was denied something: which route, of which record, by which rule.
// The act's own transaction was rolled back, so this is a small write of its own; when it fails the answer
// stays the same and the log says so.
func (h *House) keepRefusal(ctx context.Context, route string, record id.ID, err error) {
	failed := store.Ledger(context.WithoutCancel(ctx), h.DB, func(tx *store.Tx) error {
		return audit.Record(ctx, tx, audit.Fact{
			Room: "policy", Kind: "policy.refused", Sort: audit.Read, Record: record, Compartment: seal.General, Basis: errs.CodeOf(err) + " " + route,
		})
	})
	if failed != nil {
		h.Log.LogAttrs(ctx, slog.LevelError, "refusal not kept", slog.String("code", errs.CodeOf(failed)))
	}
}
