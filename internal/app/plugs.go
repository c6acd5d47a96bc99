package app

import (
	"context"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/clam"
	"guitu/internal/platform/document"
	"guitu/internal/platform/store"
)

// postholder is what authn asks of staff.
type postholder struct{}

func (postholder) Posts(ctx context.Context, tx *store.Tx, member id.ID, now time.Time) ([]actor.Post, error) {
	return staff.Held(ctx, tx, member, civil.DateOf(now))
}

// guard looks for viruses in scans, where the house was told of a scanner.
func (h *House) guard() document.Guard {
	if h.Config.Scanner == "" {
		return nil
	}
	return clam.New(h.Config.Scanner)
}
