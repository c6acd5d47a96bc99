package roster

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/roster/book"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

const (
	keptFor  = 30 * 24 * time.Hour // an imported file and its report (roster.md)
	draftFor = 24 * time.Hour      // a file that was only looked at
)

// State is where a run stands.
type State string

// States of a run.
const (
	Draft   State = "draft"   // brought, not loaded
	Loaded  State = "loaded"  // every row that stands is in the house
	Dropped State = "dropped" // looked at and left
)

// Run is a roster that was brought: counts and moments. What names somebody is sealed and goes with the file.
type Run struct {
	ID                                                       id.ID
	Version                                                  int64
	Facility                                                 id.ID
	State                                                    State
	Made, LoadedAt                                           time.Time
	MadeBy, LoadedBy                                         string // actor.Ref
	File, Report                                             id.ID
	Rows, Created, Updated, Unchanged, Rejected, WarningsLen int

	mends, told []byte
}

func today(db *store.DB) civil.Date { return civil.DateOf(db.Clock()()) }

// digest tells two files apart and says nothing else.
func (k *Desk) digest(c Command) []byte {
	h := sha256.New()
	h.Write(c.Raw)
	for _, r := range slices.Sorted(maps.Keys(c.Mends)) {
		for _, col := range book.Columns() {
			if v, ok := c.Mends[r][col]; ok {
				h.Write([]byte("\x00" + strconv.Itoa(r) + "\x00" + string(col) + "\x00" + v))
			}
		}
	}
	return k.vault.Token("roster.file", hex.EncodeToString(h.Sum(nil)))
}

func loaded(ctx context.Context, tx *store.Tx, f id.ID, digest []byte) (bool, error) {
	n, err := store.One(ctx, tx, store.Value[int], `select count(*) from roster_run where facility = $1 and digest = $2 and state = 'loaded'`, f, digest)
	return n > 0, err
}

// files are the papers of a run.
type files struct{ file, report id.ID }

// keepFiles seals the file, and the report where rows were rejected. The file of a draft lies there already.
func (k *Desk) keepFiles(ctx context.Context, tx *store.Tx, c Command, p *plan) (f files, err error) {
	if f.file, err = k.keepFile(ctx, tx, c, tx.Now().Add(keptFor)); err != nil {
		return f, err
	}
	if c.Version == 0 { // it was never a draft
		run := Run{ID: c.Run, Version: 1, Facility: c.Facility, State: Draft, Made: tx.Now(), MadeBy: actor.From(ctx).Ref(), File: f.file}
		if err := insertRun(ctx, tx, run, []byte{}); err != nil {
			return f, err
		}
	}
	if len(p.book.Rejected) == 0 {
		return f, nil
	}
	var report bytes.Buffer
	if err := p.book.Report(&report, c.Words); err != nil {
		return f, err
	}
	f.report = id.New()
	_, err = k.Documents.PutIn(ctx, tx, document.Draft{
		Place: document.Place{Record: c.Run, Facility: c.Facility, Compartment: seal.General},
		ID:    f.report, Name: "report.xlsx", MediaType: sheetType, EraseAt: tx.Now().Add(keptFor),
		Limit: 64 << 20, Content: bytes.NewReader(report.Bytes()),
	})
	return f, err
}

const sheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func (k *Desk) keepFile(ctx context.Context, tx *store.Tx, c Command, until time.Time) (id.ID, error) {
	f := id.New()
	name := c.Name
	if name == "" {
		name = "roster"
	}
	_, err := k.Documents.PutIn(ctx, tx, document.Draft{
		Place: document.Place{Record: c.Run, Facility: c.Facility, Compartment: seal.General},
		ID:    f, Name: name, MediaType: "application/octet-stream", EraseAt: until,
		Limit: 64 << 20, Content: bytes.NewReader(c.Raw),
	})
	return f, err
}

const (
	toldColumn  = "roster_run.told"
	mendsColumn = "roster_run.mends"
)

// kept is what of a run is sealed.
type kept struct {
	Rejected, Warnings []Told
	Notices            []Told
	Notes              []string
}

// finish writes the run's row and its fact.
func (k *Desk) finish(ctx context.Context, tx *store.Tx, c Command, p *plan, f files) error {
	r := p.result(c.Words)
	key, err := k.vault.Key(ctx, tx, f.file, seal.General)
	if err != nil {
		return err
	}
	said, err := key.SealValue(toldColumn, kept{r.Rejected, r.Warnings, r.Notices, r.Notes})
	if err != nil {
		return err
	}
	if err := store.Update(ctx, tx, `update roster_run set version = version + 1, state = 'loaded', loaded_at = $3, loaded_by = $4,
		file = $5, report = $6, digest = $7, told = $8, line_count = $9, created = $10, updated = $11, unchanged = $12,
		rejected = $13, warnings = $14, mends = $15 where id = $1 and version = $2 and state = 'draft'`,
		c.Run, max(c.Version, 1), store.Micros(tx.Now()), actor.From(ctx).Ref(), f.file, f.report, k.digest(c), said,
		r.Rows, r.Created, r.Updated, r.Unchanged, r.RejectedRows(), len(r.Warnings), []byte{}); err != nil {
		return err
	}
	return k.record(ctx, tx, "roster.imported", c.Run, c.Facility)
}

func (k *Desk) record(ctx context.Context, tx *store.Tx, kind string, run, f id.ID) error {
	return audit.Record(ctx, tx, audit.Fact{
		Room: "roster", Kind: kind, Record: run, Version: 1, Facility: f, Compartment: seal.General,
		Rows: []audit.Row{audit.Kept("roster_run", run)},
	})
}

func insertRun(ctx context.Context, tx *store.Tx, r Run, mends []byte) error {
	return store.Insert(ctx, tx, "roster_run", []string{
		"id", "version", "facility", "state", "made_at", "made_by", "loaded_at", "loaded_by", "file", "report", "digest", "mends",
		"told", "line_count", "created", "updated", "unchanged", "rejected", "warnings",
	}, [][]any{{
		r.ID, r.Version, r.Facility, string(r.State), store.Micros(r.Made), r.MadeBy, nil, "", r.File, "",
		[]byte{},
		mends,
		[]byte{},
		r.Rows, 0, 0, 0, 0, 0,
	}})
}

const runColumns = `id, version, facility, state, made_at, made_by, loaded_at, loaded_by, file, report, mends, told,
	line_count, created, updated, unchanged, rejected, warnings`

func scanRun(s store.Scanner) (r Run, err error) {
	err = s.Scan(&r.ID, &r.Version, &r.Facility, &r.State, store.Instant(&r.Made), &r.MadeBy, store.Instant(&r.LoadedAt), &r.LoadedBy,
		&r.File, &r.Report, &r.mends, &r.told, &r.Rows, &r.Created, &r.Updated, &r.Unchanged, &r.Rejected, &r.WarningsLen)
	return r, err
}

func getRun(ctx context.Context, tx *store.Tx, run id.ID) (Run, error) {
	r, err := store.One(ctx, tx, scanRun, `select `+runColumns+` from roster_run where id = $1`, run)
	if errs.KindOf(err) == errs.NotFound {
		err = errs.New(errs.NotFound, "roster.no_run")
	} else if err == nil { // the report goes after thirty days, and sooner where somebody in it is sealed
		r.Report, err = document.Kept(ctx, tx, r.Report)
	}
	return r, err
}

// Past is a run with what was told of it; when its file is erased, the counts are left.
func (k *Desk) Past(ctx context.Context, run id.ID) (_ Result, err error) {
	defer errs.Wrap(&err, "roster.Past(%s)", run)
	return store.Read(ctx, k.db, func(tx *store.Tx) (Result, error) {
		r, err := getRun(ctx, tx, run)
		if err != nil {
			return Result{}, err
		}
		if err := k.policy.Check(ctx, tx, policy.RosterView, resource(r.Facility)); err != nil {
			return Result{}, err
		}
		out := Result{Run: run, Rows: r.Rows, Created: r.Created, Updated: r.Updated, Unchanged: r.Unchanged}
		key, err := k.vault.Key(ctx, tx, r.File, seal.General)
		if errs.Is(err, "seal.no_key") || len(r.told) == 0 {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		var said kept
		err = key.OpenValue(toldColumn, r.told, &said)
		out.Rejected, out.Warnings, out.Notices, out.Notes = said.Rejected, said.Warnings, said.Notices, said.Notes
		return out, err
	})
}
