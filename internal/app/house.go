// Package app puts the house together: from the configuration to the open doors, in one readable order, and
// back. It holds no rule and no SQL; what stands here is which room is given what.
//
//	Open    store → keys → policy → words → tables → law → desks → jobs
//	Serve   site → server, until the context ends; then the requests and jobs that run are let finish
//	Close   what Open opened, the other way round
//
// The commands of cmd/guitu are methods here too (first.go, people.go, files.go), so that the command line
// holds nothing but flags and printing.
package app

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"sync"

	"guitu/internal/base/calendar"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/complaint"
	"guitu/internal/domain/daybook"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/emergency"
	"guitu/internal/domain/export"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/objection"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/partner"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/rollcall"
	"guitu/internal/domain/roster"
	"guitu/internal/domain/rule"
	"guitu/internal/domain/sealing"
	"guitu/internal/domain/staff"
	"guitu/internal/domain/statistics"
	"guitu/internal/domain/supervision"
	"guitu/internal/domain/transfer"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/clam"
	"guitu/internal/platform/config"
	"guitu/internal/platform/document"
	"guitu/internal/platform/hold"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/keys"
	"guitu/internal/platform/kiosk"
	"guitu/internal/platform/meter"
	"guitu/internal/platform/obs"
	"guitu/internal/platform/pair"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/reminder"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/platform/trace"
)

// Options is what a caller chooses besides the configuration. The zero value is a house as it stands.
type Options struct {
	Clock    clock.Clock  // the machine's when nil
	Log      *slog.Logger // discards when nil
	Found    bool         // let an empty folder or database become a house
	Migrate  bool         // bring the schema up to this program's; without it an older one is app.not_migrated
	Unsaved  bool         // without a backup before
	SaveIn   string       // where that backup goes, a folder; "" for backups in the data folder
	Way      seal.Way     // what it may make of keys; the zero value leads: the settings say how it seals from now on
	Anew     bool         // found a house also where another one stood
	Lent     bool         // where the folder can only be read, look at a copy of the records
	Exercise bool         // for tests: every write runs twice, rolled back the first time
	making   bool         // a demo province is being made, in a folder marked for it
}

func (o Options) clock() clock.Clock {
	if o.Clock == nil {
		return clock.System
	}
	return o.Clock
}

// House is everything, open. Its fields are set once by Open.
type House struct {
	Config config.Config
	Clock  clock.Clock
	Log    *slog.Logger

	Founded bool       // there was no house before
	Saved   string     // the backup that was made before the schema was changed
	Origin  civil.Date // the day that the demo province in it was made for; zero in any other house

	DB        *store.DB
	Vault     *seal.Vault
	Policy    *policy.Engine
	Words     *text.Catalogue
	Calendar  *calendar.Calendar
	Divisions *cn.Divisions

	Rules       *rule.Desk
	Facility    *facility.Desk
	Staff       *staff.Desk
	Duty        *duty.Desk
	Partner     *partner.Desk
	Person      *person.Desk
	Resident    *resident.Desk
	Placement   *placement.Desk
	Outing      *outing.Desk
	Rolls       *rollcall.Desk
	Books       *daybook.Desk
	Paper       *paper.Desk
	Measure     *measure.Desk
	Census      *census.Desk
	Roster      *roster.Desk
	Exports     *export.Desk
	Journeys    *journey.Desk
	Transfers   *transfer.Desk
	Supervision *supervision.Desk

	Objections *objection.Desk
	Complaints *complaint.Desk
	Emergency  *emergency.Desk

	Kiosk    *kiosk.Room
	Figures  *statistics.Desk
	Sealings *sealing.Desk

	Accounts  *authn.Room
	Reminders *reminder.Room
	Keys      *keys.Room
	Pairs     *pair.Room // what needs two
	Documents *document.Room
	Ledger    *audit.Ledger
	Jobs      *jobs.Room
	Health    obs.Health

	meter  *meter.Meter  // nil where nobody asked for metrics
	tracer *trace.Tracer // nil where no collector is configured

	lent    string       // a folder with a copy of the records, where those can only be read
	outward *http.Client // by which the ACME authority is asked
	plainAt string       // where plain HTTP is answered, once it is

	signed sync.Map // session → the act that its officer signed
	tops   tops
}

// Open opens a house. It fails with config.bad, with what store.Open and seal.Open answer, and with
// app.not_migrated (Unavailable) when the schema is older than the program and Options do not say to migrate; with
// app.no_house (NotFound) where there is none and Options do not let one be founded; with app.half_made and
// app.half_made_database where the making of a demo was interrupted; with app.records_gone where a house stood and its records
// are not there; with app.folder_… where the folder is no place.
func Open(ctx context.Context, c config.Config, o Options) (_ *House, err error) {
	defer errs.Wrap(&err, "app.Open")
	if err := c.Validate(); err != nil {
		return nil, err
	}
	if halfMade(c) && !o.making {
		return nil, errs.New(errs.Conflict, "app.half_made", c.Data)
	}
	h := &House{Config: c, Clock: o.clock(), Log: o.Log, outward: outward()}
	if h.Log == nil {
		h.Log = slog.New(slog.DiscardHandler)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.Close())
		}
	}()
	if err := checkFolder(c, o); err != nil {
		if err = h.lend(o, err); err != nil {
			return nil, err
		}
	}
	if Bare(h.Config) {
		if err := mayFound(h.Config, o); err != nil {
			return nil, err
		}
	}
	if err := h.openRecords(ctx, o); err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context, Options) error{
		h.readTables, h.openDesks, h.openReminders, h.checkDemo, h.openExports, h.openWatch, h.openWork,
	} {
		if err := step(ctx, o); err != nil {
			return nil, err
		}
	}
	return h, nil
}

// openRecords opens the store and its keys. Where they are not there yet, one program makes them and others that come
// at the same moment wait for it.
func (h *House) openRecords(ctx context.Context, o Options) (err error) {
	if _, err := os.Stat(h.Config.KeyPath()); o.Found && (Bare(h.Config) || errors.Is(err, fs.ErrNotExist) && h.Config.KeySource() == config.FileKey) && h.Config.Database == "" {
		release, held := hold.Founding(ctx, h.Config.Data)
		if held != nil {
			return held
		}
		defer func() { err = errors.Join(err, release()) }()
	}
	if err = h.openStore(ctx, o); err != nil {
		return err
	}
	return h.openVault(ctx, o)
}

func (h *House) openStore(ctx context.Context, o Options) (err error) {
	if h.DB, err = open(ctx, h.Config, h.Clock, o.Exercise); err != nil {
		return err
	}
	if h.Founded, err = h.DB.Empty(ctx); err != nil {
		return err
	}
	if h.Founded {
		if err := mayFound(h.Config, o); err != nil {
			return err
		}
	}
	unfounded := h.Founded // nothing was ever kept here: a new folder, or one whose first migration was cut short
	if !h.Founded && o.Found {
		if unfounded, err = seal.Fresh(ctx, h.DB); err != nil {
			return err
		}
	}
	switch {
	case h.Founded && !o.Found && !o.Migrate:
		return noHouse(h.Config.Place())
	case unfounded:
		return h.DB.Migrate(ctx)
	case o.Migrate:
		if err := h.saveBefore(ctx, o); err != nil {
			return err
		}
		return h.DB.Migrate(ctx)
	}
	n, err := h.DB.Pending(ctx)
	if err == nil && n > 0 {
		return errs.New(errs.Unavailable, "app.not_migrated", n)
	}
	return err
}

func open(ctx context.Context, c config.Config, now clock.Clock, exercise bool) (*store.DB, error) {
	return store.Open(ctx, store.Config{Data: c.Data, URL: c.Database, Node: c.Node, Clock: now, Exercise: exercise})
}

// readTables reads what the program carries: policies, words, working days, divisions.
func (h *House) readTables(context.Context, Options) (err error) {
	if h.Policy, err = policy.New(h.Clock); err != nil {
		return err
	}
	if h.Words, err = Words(); err != nil {
		return err
	}
	if h.Calendar, err = calendar.Embedded(); err != nil {
		return err
	}
	h.Divisions, err = cn.OpenDivisions()
	return err
}

// openDesks opens the rooms of the domain, each with what stands below it.
func (h *House) openDesks(ctx context.Context, _ Options) (err error) {
	db, v, p := h.DB, h.Vault, h.Policy
	h.Rules = rule.Open(db, p, h.Calendar)
	h.Facility = facility.New(db, p)
	h.Facility.Filled = filled
	h.Staff = staff.New(db, v, p)
	h.Duty = duty.New(db, v, p)
	h.Partner = partner.Open(db, p)
	h.Person = person.New(db, v, p, h.Divisions)
	h.Person.Frozen = measure.Frozen
	h.Resident = resident.New(db, p)
	h.Placement = placement.New(h.Person, db, v, p)
	h.Outing, h.Rolls = outing.New(db, v, p), rollcall.New(db, v, p)
	h.Books = daybook.New(daybook.Rooms{Persons: h.Person, Outings: h.Outing}, db, v, p)
	h.Books.Days = h.Config.BookDays
	h.Measure = measure.New(h.Person, db, v, p, h.Rules)
	h.Person.Changed = h.Measure.Reborn
	h.Census = census.New(census.Rooms{Persons: h.Person, Staff: h.Staff, Measures: h.Measure}, db, v, p)
	h.Accounts = authn.New(authn.Config{DB: db, Vault: v, Policy: p, Posts: postholder{}, Seconds: seconds, Secure: h.Config.Secure()})
	h.Staff.Second = h.Accounts.SecondThere
	h.openKeys()
	h.Kiosk = kiosk.New(kiosk.Config{
		DB: db, Vault: v, Policy: p, Guard: h.Accounts, Stay: staying, First: complaint.Owe, Idle: h.Config.OwnIdle, Secure: h.Config.Secure(),
	})
	h.Objections, h.Complaints = objection.New(db, v, p), complaint.New(db, v, p)
	h.Objections.Days, h.Complaints.Days = h.Config.ObjectionDays, h.Config.ComplaintDays
	h.Emergency = emergency.New(db, v, p)
	h.Emergency.Minutes, h.Emergency.Days = h.Config.EmergencyMinutes, h.Config.EmergencyDays
	h.Documents = document.New(db, v, p)
	h.Documents.Admits(int64(h.Config.ScanMB)<<20, clam.At(h.Config.Scanner))
	h.Roster = roster.New(roster.Rooms{
		Persons: h.Person, Residents: h.Resident, Measures: h.Measure, Places: h.Facility, Beds: h.Placement,
		Documents: h.Documents, Divisions: h.Divisions,
	}, db, v, p)
	if h.Ledger, err = audit.NewLedger(ctx, db, v); err != nil {
		return err
	}
	h.Paper = paper.New(db, v, p, h.Ledger)
	if h.Transfers, err = transfer.Open(ctx, db, v, p); err != nil {
		return err
	}
	h.Figures = statistics.New(h.Person, db, p)
	h.Sealings = sealing.New(sealing.Rooms{Persons: h.Person, Measures: h.Measure, Statistics: h.Figures, Documents: h.Documents, Books: h.Books}, db, v, p)
	h.Sealings.Days = h.Config.OpeningDays
	rooms := course.Rooms{Measures: h.Measure, Persons: h.Person, Outings: h.Outing, Papers: h.Paper, Beds: h.Placement, Transfers: h.Transfers, Objections: h.Objections}
	h.Journeys = journey.New(db, v, p, h.Documents, course.All(rooms)...)
	h.Supervision = supervision.New(db, v, p)
	h.Measure.Left, h.Measure.Amended, h.Measure.Going = h.Journeys.Lapse, course.Amended(rooms, h.Journeys), course.Going
	h.Placement.Follow = func(ctx context.Context, tx *store.Tx, person, unit id.ID) error {
		return errors.Join(h.Measure.Reseat(ctx, tx, person, unit), h.Journeys.Reseat(ctx, tx, person, unit))
	}
	h.Placement.Gone = outing.ForLong
	return nil
}

// Close closes what Open opened. It is called once, after Serve has returned.
func (h *House) Close() error {
	if h.DB == nil {
		return h.giveBack()
	}
	return errors.Join(h.closeWatch(), h.DB.Close(), h.giveBack())
}
