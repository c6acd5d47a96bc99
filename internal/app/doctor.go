package app

import (
	"context"
	"errors"
	"log/slog"

	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/config"
	"guitu/internal/platform/doctor"
	"guitu/internal/platform/seal"
)

// Examine looks over a house that may not open: it opens what it can, changes nothing, and says of the rest why not.
// A server may be running on the same records.
func Examine(ctx context.Context, c config.Config, o Options) (_ []doctor.Finding, err error) {
	h := &House{Config: c, Clock: o.Clock, Log: slog.New(slog.DiscardHandler)}
	if h.Clock == nil {
		h.Clock = clock.System
	}
	seen := doctor.House{Config: c, Clock: h.Clock, Provider: h.reachProvider}
	if doctor.Unset(c) {
		seen.Shut = c.Validate()
	} else { // another wrong setting is named by its check, and says nothing of the records
		seen.Shut = h.openSeen(ctx)
	}
	if h.DB != nil {
		defer errs.Wrap(&err, "app.Examine")
		defer func() { err = h.Close() }()
		h.seen(&seen)
	}
	return doctor.Examine(ctx, seen), nil
}

// openSeen opens the records as they stand: nothing is founded.
func (h *House) openSeen(ctx context.Context) error {
	if halfMade(h.Config) {
		return errs.New(errs.Conflict, "app.half_made", h.Config.Data)
	}
	err := checkFolder(h.Config, Options{})
	if err != nil {
		return err
	}
	if h.DB, err = open(ctx, h.Config, h.Clock, false); err != nil {
		h.DB = nil
		return err
	}
	empty, err := h.DB.Empty(ctx)
	if err == nil && empty {
		if err = h.DB.Fits(ctx); err == nil { // none can be founded where it does not
			err = noHouse(h.Config.Place())
		}
	}
	if err != nil {
		err = errors.Join(err, h.DB.Close())
		h.DB = nil
	}
	return err
}

// seen hands the doctor what is open.
func (h *House) seen(d *doctor.House) {
	d.DB = h.DB
	d.Demo = func(ctx context.Context) (bool, error) { return authn.DemoIn(ctx, h.DB) }
	d.Key = func(ctx context.Context) error {
		suite, err := seal.ParseSuite(h.Config.Suite)
		if err != nil {
			return err
		}
		if fresh, err := seal.Fresh(ctx, h.DB); err != nil || fresh {
			return err // nothing was sealed yet, and root would make a key
		}
		root, err := h.root(ctx, suite)
		if err != nil {
			return err
		}
		return seal.Fits(ctx, h.DB, root)
	}
}

// examine looks over the house that serves.
func (h *House) examine(ctx context.Context) []doctor.Finding {
	seen := doctor.House{Config: h.Config, Clock: h.Clock, Provider: h.reachProvider, Serves: true}
	h.seen(&seen)
	return doctor.Examine(ctx, seen)
}
