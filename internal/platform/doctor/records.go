package doctor

import (
	"context"
	"strings"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/store"
)

func database(ctx context.Context, h House) Finding {
	if h.DB == nil {
		switch {
		case Unset(h.Config):
			return unset()
		case errs.Is(h.Shut, "store.schema_newer"):
			return bad("doctor.shut", "doctor.migrations.newer.do", reason(h.Shut))
		case errs.Is(h.Shut, "store.locale"):
			return bad("doctor.shut", "doctor.database.another.do", reason(h.Shut))
		case h.Config.Database != "":
			return bad("doctor.shut", "doctor.database.server.do", reason(h.Shut))
		case errs.Is(h.Shut, "app.folder_read_only"):
			return bad("doctor.shut", "doctor.database.read.do", reason(h.Shut))
		}
		return bad("doctor.shut", "doctor.database.do", reason(h.Shut))
	}
	if err := h.DB.Well(ctx); err != nil {
		return bad("doctor.database.still", "doctor.database.still.do", reason(err))
	}
	if err := h.DB.Fits(ctx); err != nil {
		return bad("doctor.database.locale", "doctor.database.locale.do", reason(err))
	}
	return fine("doctor.database", h.Config.Place())
}

func migrations(ctx context.Context, h House) Finding {
	if errs.Is(h.Shut, "store.schema_newer") {
		return bad("doctor.migrations.newer", "doctor.migrations.newer.do")
	}
	if h.DB == nil {
		return h.shut()
	}
	n, err := h.DB.Pending(ctx)
	switch {
	case err != nil:
		return failed(err)
	case n > 0:
		return bad("doctor.migrations.wait", "doctor.migrations.do", n)
	}
	return fine("doctor.migrations")
}

// oldestServer is the first PostgreSQL that the SQL was written for; the tests run on 15.
const oldestServer = 130000

// durable asks the database whether an acknowledged act survives the loss of power.
func durable(ctx context.Context, h House) Finding {
	if h.DB == nil {
		return h.shut()
	}
	s, err := h.DB.Settings(ctx)
	if err != nil {
		return failed(err)
	}
	if weak := s.Weak(); len(weak) > 0 {
		return bad("doctor.durable.weak", "doctor.durable.do", strings.Join(weak, ", "))
	}
	if h.DB.Engine() == store.Postgres && s.Version < oldestServer {
		return warn("doctor.durable.old", "doctor.durable.old.do", s.Version/10000)
	}
	return fine("doctor.durable", s.String())
}

// How far the clock of the database may be from ours, and how far a fact may lie in the future.
const (
	apartWarn = 2 * time.Second
	apartBad  = time.Minute
)

// clocks holds the machine's clock against the database's, and against the last fact of the log: terms are counted
// by it, and a clock that was set back writes the day before yesterday into files.
func clocks(ctx context.Context, h House) Finding {
	if h.DB == nil {
		return h.shut()
	}
	before := h.Clock()
	theirs, err := h.DB.Settings(ctx)
	if err != nil {
		return failed(err)
	}
	now := h.Clock() // the answer came between the two moments, however long it took
	if apart := max(before.Sub(theirs.Now), theirs.Now.Sub(now), 0).Round(time.Second); apart > apartBad {
		return bad("doctor.clock.apart", "doctor.clock.apart.do", apart.String())
	} else if apart > apartWarn {
		return warn("doctor.clock.apart", "doctor.clock.apart.do", apart.String())
	}
	last, err := store.Read(ctx, h.DB, func(tx *store.Tx) (time.Time, error) { return audit.Last(ctx, tx) })
	switch {
	case err != nil && h.pending(ctx):
		return h.shut()
	case err != nil:
		return failed(err)
	case last.After(now.Add(apartBad)):
		return bad("doctor.clock.back", "doctor.clock.do", last)
	case unsynchronised():
		return warn("doctor.clock.alone", "doctor.clock.alone.do")
	}
	return fine("doctor.clock")
}

// pending tells whether the schema is older than the program, so that tables may be missing.
func (h House) pending(ctx context.Context) bool {
	n, err := h.DB.Pending(ctx)
	return err != nil || n > 0
}

// How long a fact may wait for its number. A serving house numbers them each second.
const (
	waitWarn = time.Minute
	waitBad  = 15 * time.Minute
)

func sequenced(ctx context.Context, h House) Finding {
	if h.DB == nil || h.pending(ctx) {
		return h.shut()
	}
	b, err := store.Read(ctx, h.DB, func(tx *store.Tx) (audit.Backlog, error) { return audit.Waiting(ctx, tx) })
	if err != nil {
		return failed(err)
	}
	if b.Facts == 0 {
		return fine("doctor.log")
	}
	switch age := h.Clock().Sub(b.Oldest); {
	case age > waitBad && h.Serves:
		return bad("doctor.log.waits", "doctor.log.do", b.Facts, b.Oldest)
	case age > waitWarn:
		return warn("doctor.log.waits", "doctor.log.do", b.Facts, b.Oldest)
	}
	return fine("doctor.log.few", b.Facts)
}

// How long a job that is due may wait.
const (
	lateWarn = 15 * time.Minute
	lateBad  = 2 * time.Hour
)

func jobsDone(ctx context.Context, h House) Finding {
	if h.DB == nil || h.pending(ctx) {
		return h.shut()
	}
	s, err := store.Read(ctx, h.DB, func(tx *store.Tx) (jobs.Standing, error) { return jobs.Stands(ctx, tx) })
	if err != nil {
		return failed(err)
	}
	late := time.Duration(0)
	if !s.Oldest.IsZero() {
		late = h.Clock().Sub(s.Oldest)
	}
	switch {
	case late > lateBad && h.Serves:
		return bad("doctor.jobs.late", "doctor.jobs.late.do", s.Waiting, s.Oldest)
	case late > lateWarn:
		return warn("doctor.jobs.late", "doctor.jobs.late.do", s.Waiting, s.Oldest)
	case s.Failed > 0:
		return warn("doctor.jobs.failed", "doctor.jobs.failed.do", s.Failed)
	}
	return fine("doctor.jobs")
}

func demo(ctx context.Context, h House) Finding {
	if h.Demo == nil || h.DB == nil || h.pending(ctx) {
		return h.shut()
	}
	has, err := h.Demo(ctx)
	switch {
	case err != nil:
		return failed(err)
	case has && !h.Config.Loopback() && !h.Config.Wrong("GUITU_LISTEN"):
		return bad("doctor.demo.open", "doctor.demo.do", h.Config.Listen)
	case has:
		return warn("doctor.demo.here", "doctor.demo.do")
	}
	return fine("doctor.demo")
}
