package reminder

import (
	"context"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

// row is one of reminder_reach.
type row struct {
	id, staff    id.ID
	version      int64
	way          Way
	state        State
	address      []byte
	hour         int
	lang         string
	code         []byte
	ends         time.Time // of the code
	tries, asks  int
	asked, due   string // days
	told, failed string
	isNew        bool
	plain        string // the address as it was typed
}

func scanRow(s store.Scanner) (r row, err error) {
	return r, s.Scan(&r.id, &r.version, &r.staff, &r.way, &r.state, &r.address, &r.hour, &r.lang, &r.code, store.Instant(&r.ends),
		&r.tries, &r.asked, &r.asks, &r.due, &r.told, &r.failed)
}

const selectRow = `select id, version, staff, way, state, address, hour, lang, code, code_ends, tries, asked_on, asks, due_on, told_on, failed_on
	from reminder_reach `

// find is the row of an account; a new one, off, when it never asked.
func find(ctx context.Context, tx *store.Tx, account id.ID) (row, error) {
	r, err := store.One(ctx, tx, scanRow, selectRow+`where id = $1`, account)
	if errs.Is(err, "store.not_found") {
		return row{id: account, state: Off, isNew: true}, nil
	}
	return r, err
}

// save writes a row whole, if nobody changed it meanwhile.
func save(ctx context.Context, tx *store.Tx, r row) error {
	if r.isNew {
		return store.Insert(ctx, tx, "reminder_reach", []string{
			"id", "version", "staff", "way", "state", "address", "hour", "lang", "code", "code_ends", "tries", "asked_on", "asks", "due_on", "told_on", "failed_on",
		}, [][]any{{
			r.id, 1, r.staff, r.way, r.state, r.address, r.hour, r.lang, r.code, store.NullMicros(r.ends), r.tries, r.asked, r.asks, r.due, r.told, r.failed,
		}})
	}
	return store.Update(ctx, tx, `update reminder_reach set version = version + 1, staff = $3, way = $4, state = $5, address = $6, hour = $7, lang = $8,
		code = $9, code_ends = $10, tries = $11, asked_on = $12, asks = $13, due_on = $14, told_on = $15, failed_on = $16 where id = $1 and version = $2`,
		r.id, r.version, r.staff, r.way, r.state, r.address, r.hour, r.lang, r.code, store.NullMicros(r.ends), r.tries, r.asked, r.asks, r.due, r.told, r.failed)
}

// forget ends the reminders of a row; how often it asked today stays.
func (r *row) forget() { r.state, r.address, r.code, r.ends, r.failed = Off, nil, nil, time.Time{}, "" }
