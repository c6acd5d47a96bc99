// Package verify proves a house from the ground up, for who must answer for it:
//
//	the log     every fact against the tree, every checkpoint against its signature     audit.Verify
//	the rows    every row against what the log last said of it                          audit.VerifyRows
//	            and whether what is sealed, and every key of it, still opens            flaw.Keys
//	            what was kept of earlier versions, and what a person is found by        history.Flaws, person.Agree
//	the clock   states, dates and duties against the facts they are computed from       measure.Agree
//	            and how many people lists are of against their stays                    resident.Agree
//
// It only reads, and may run beside the business. It stands under the roof because it knows every room's tables.
package verify

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/aside"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// House is what is looked at.
type House struct {
	DB       *store.DB
	Vault    *seal.Vault
	Measures *measure.Desk
	Persons  *person.Desk
}

// Stage is a part of the proof; the key of its name is "verify.stage." and the stage.
type Stage string

// The stages, in their order.
const (
	Log   Stage = "log"
	Rows  Stage = "rows"
	Clock Stage = "clock"
)

// Report is what was seen.
type Report struct {
	Log   audit.Report
	Rows  audit.RowReport
	Clock measure.Agreement
	// Tally is where the figures of lists are not what the stays say.
	Tally []resident.Off
	// Stopped is why the clock could not be computed again, where rows that were altered are the likely reason.
	Stopped error
}

// Proven tells whether everything is as the log says.
func (r Report) Proven() bool {
	return r.Log.Whole() && len(r.Rows.Findings) == 0 && len(r.Clock.Findings) == 0 && len(r.Tally) == 0 && r.Stopped == nil
}

// Whole tells whether everything could be compared: not while the law's book has changed and lives wait for being reckoned
// by it.
func (r Report) Whole() bool { return r.Clock.Behind == 0 }

// mostOff is how many disagreements of the clock are kept: more name nothing new.
const (
	mostOff   = 100
	livesPage = 200
)

// Run looks at everything. Known are texts of checkpoints that were kept elsewhere: a log that was rewritten as a whole
// does not fit them. begins is told of each stage. An error means that it could not look; audit.foreign_checkpoint names
// a known one that is not of this house.
func Run(ctx context.Context, h House, known []string, begins func(Stage)) (r Report, err error) {
	defer errs.Wrap(&err, "verify.Run")
	begins(Log)
	if r.Log, err = audit.Verify(ctx, h.DB, h.Vault, known...); err != nil {
		return r, err
	}
	for i, k := range known {
		if !r.Log.Signed(k) {
			return r, errs.New(errs.Invalid, "audit.foreign_checkpoint", i+1)
		}
	}
	begins(Rows)
	if r.Rows, err = audit.VerifyRows(ctx, h.DB, h.Vault, Tables(), aside.Elements); err != nil {
		return r, err
	}
	if err = seals(ctx, h, &r.Rows); err != nil {
		return r, err
	}
	begins(Clock)
	if r.Clock, err = clock(ctx, h.Measures); err != nil && len(r.Rows.Findings) > 0 && ctx.Err() == nil {
		r.Stopped, err = err, nil
	}
	if err == nil {
		r.Tally, err = resident.Agree(ctx, h.DB)
	}
	return r, err
}

// clock folds every life again, and looks for those that should be there.
func clock(ctx context.Context, k *measure.Desk) (all measure.Agreement, err error) {
	for last := id.ID(""); ; last = all.Last {
		part, err := k.Agree(ctx, last, livesPage)
		if err != nil {
			return all, err
		}
		if part.Lives == 0 || part.Last == last { // no more, or the same again: names that are no text
			break
		}
		all.Last, all.Lives, all.Behind = part.Last, all.Lives+part.Lives, all.Behind+part.Behind
		all.Unmade += part.Unmade
		all.Findings = append(all.Findings, part.Findings[:min(len(part.Findings), mostOff-len(all.Findings))]...)
	}
	unlived, err := k.Unlived(ctx, mostOff)
	all.Findings = append(all.Findings, unlived...)
	return all, err
}
