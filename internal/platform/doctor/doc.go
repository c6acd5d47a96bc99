// Package doctor looks a house over for whoever keeps it running: the machine (disk, folders, clock), the records
// (reached, durable, migrated), the key and its distance from what it opens, the last backup and drill, and the work
// that waits. Every finding is fine, a warning or bad, and one that is not fine comes with one sentence of remedy.
//
// It answers also where the house cannot be opened: a check that cannot be made says so, and the others are made all
// the same. It looks and changes nothing; over a network it asks the database, the scanner of scans and the provider of
// single sign-on, where they are set, and nobody else. A finding holds paths, numbers, moments
// and codes, and never a name.
//
// The limits below are no law but the house's choice; docs/operations.md gives them.
package doctor

import (
	"context"
	"embed"
	"time"

	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	"guitu/internal/platform/config"
	"guitu/internal/platform/store"
)

// Catalogue holds the texts of this room's codes.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Level says how much a finding matters.
type Level string

// The levels. Bad is what a keeper sees to before he does anything else.
const (
	OK   Level = "ok"
	Warn Level = "warn"
	Bad  Level = "bad"
)

// Finding is what one check saw. Code and Remedy are keys of messages with the same Args; Remedy is "" when the
// level is OK.
type Finding struct {
	Check  string
	Level  Level
	Code   string
	Remedy string
	Args   []any
}

// Checks are the names of all checks in the order of Examine; their words are doctor.check.<name>.
func Checks() []string {
	var names []string
	for _, c := range checks {
		names = append(names, c.name)
	}
	return names
}

// House is what is looked at. What the caller could not open is nil, with the reason in Shut.
type House struct {
	Config   config.Config
	Clock    clock.Clock
	DB       *store.DB                           // nil when the records could not be opened
	Shut     error                               // why DB is nil
	Key      func(context.Context) error         // reaches for the root key; nil when the records are needed for it and are shut
	Demo     func(context.Context) (bool, error) // whether demo accounts are in it; nil like Key
	Provider func(context.Context) error         // asks the provider of single sign-on; nil where there is none
	Serves   bool                                // this process serves: the jobs and the log are being worked on
}

// patience is how long one check may take. The key may be with a command, which has ten seconds a call: what is said of it
// must be its own lateness, not the doctor's haste.
const (
	patience    = 5 * time.Second
	keyPatience = 25 * time.Second
)

var checks = []struct {
	name string
	look func(context.Context, House) []Finding
}{
	{"settings", one(settings)},
	{"folders", one(folders)},
	{"disk", one(disk)},
	{"database", one(database)},
	{"migrations", one(migrations)},
	{"durable", one(durable)},
	{"clock", one(clocks)},
	{"zone", one(zone)},
	{"key", one(key)},
	{"backup", one(backup)},
	{"drill", one(drill)},
	{"log", one(sequenced)},
	{"jobs", one(jobsDone)},
	{"reminders", one(reminders)},
	{"font", one(font)},
	{"demo", one(demo)},
	{"tls", one(certificate)},
	{"around", around},
}

// one is a check that finds one thing.
func one(look func(context.Context, House) Finding) func(context.Context, House) []Finding {
	return func(ctx context.Context, h House) []Finding { return []Finding{look(ctx, h)} }
}

// Examine makes every check, one after the other.
func Examine(ctx context.Context, h House) []Finding {
	out := make([]Finding, 0, len(checks))
	for _, c := range checks {
		found := func() []Finding {
			most := patience
			if c.name == "key" {
				most = keyPatience
			}
			ctx, cancel := context.WithTimeout(ctx, most)
			defer cancel()
			return c.look(ctx, h)
		}()
		for _, f := range found {
			f.Check = c.name
			out = append(out, f)
		}
	}
	return out
}

// Worst is the level of the worst finding.
func Worst(all []Finding) Level {
	worst := OK
	for _, f := range all {
		if f.Level == Bad || worst == OK {
			worst = f.Level
		}
	}
	return worst
}

func fine(code string, args ...any) Finding { return Finding{Level: OK, Code: code, Args: args} }

func warn(code, remedy string, args ...any) Finding {
	return Finding{Level: Warn, Code: code, Remedy: remedy, Args: args}
}

func bad(code, remedy string, args ...any) Finding {
	return Finding{Level: Bad, Code: code, Remedy: remedy, Args: args}
}

// shut is the answer of a check that needs the records, when they cannot be opened: the check of the database has said why.
func (h House) shut() Finding {
	if Unset(h.Config) {
		return unset()
	}
	return warn("doctor.unseen", "doctor.unseen.do")
}

// Unset tells whether the settings by which the records are found cannot be. Then nothing is known of the records: who would be
// told to restore them would put an old copy over good ones.
func Unset(c config.Config) bool { return c.Wrong("GUITU_DATA", "GUITU_DATABASE", "GUITU_NODE") }

// unset is the answer of a check that goes by settings that cannot be.
func unset() Finding { return warn("doctor.unset", "doctor.unset.do") }

// failed is the answer of a check that met an error of its own.
func failed(err error) Finding { return bad("doctor.failed", "doctor.failed.do", reason(err)) }

// reason puts an error into the words of its code.
func reason(err error) text.Msg {
	if e := errs.Find(err); e != nil {
		if e.Code == "store.unavailable" { // its words are for who has just sent a form
			return text.Msg{Key: "doctor.store"}
		}
		return text.Msg{Key: e.Code, Args: e.Args}
	}
	return text.Msg{Key: "doctor.unforeseen"}
}
