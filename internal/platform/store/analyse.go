package store

import (
	"context"

	"guitu/internal/base/errs"
)

// Analyse lets SQLite see how many rows its tables hold and how alike they are, where it does not know yet or has ten times
// as many as it knew, or a tenth. Without that it takes a brigade for the narrow end of a question and whoever is out of the
// walls for the wide one, and goes through everybody. PostgreSQL does this by itself, and nothing is done there.
//
// It looks at a part of each index, so that it costs as little with a million people, and takes no samples: they would be
// values of rows, and would stay when their row is destroyed.
func (db *DB) Analyse(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "store.Analyse")
	if db.engine != SQLite {
		return nil
	}
	if err := db.inPlace(); err != nil {
		return err
	}
	if err := db.outside(ctx, analysing...); err != nil {
		return err
	}
	if err := db.readers.Renew(); err != nil { // a connection learns it when it is opened
		return failed("analyse", err)
	}
	return nil
}

// analysing are the statements of it. A table is taken for a thousand rows where it has fewer: one of five would be read from
// end to end, also by the import that fills it.
var analysing = []string{
	"pragma analysis_limit = 2000", // with a limit there are no samples
	"pragma optimize = 0x10002",    // tables that nobody asked for as well
	`update sqlite_stat1 set stat = '1000' || substr(stat, instr(stat, ' ')) where cast(stat as integer) < 1000 and instr(stat, ' ') > 0`,
	"analyze sqlite_schema", // only reads what stands there
}
