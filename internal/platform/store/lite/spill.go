package lite

import (
	"fmt"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// spillAt is up to how many bytes SQLite keeps in memory what a savepoint may have to restore, before it writes that to a file.
// SQLite's own 64 KB are fifteen pages, and a small act changes more: every one of a group then went through the file,
// an eighth of its work. It is one piece of memory and not the list that temp_store=memory makes (see Writer), so a body
// that changes much goes to the file as before. The piece goes there in one call, and SQLite's of Unix take less than 128 KB
// in one: with more than that it says that the disk is full.
const spillAt = 120 << 10

// spilling is SQLite's answer; it is asked before any connection is opened, which is the only time when it may be.
var spilling = func() error {
	tls := libc.NewTLS()
	defer tls.Close()
	args := libc.NewVaList(int32(spillAt))
	if args == 0 {
		return fmt.Errorf("no memory to tell SQLite when to spill")
	}
	defer libc.Xfree(tls, args)
	if rc := sqlite3.Xsqlite3_config(tls, sqlite3.SQLITE_CONFIG_STMTJRNL_SPILL, args); rc != sqlite3.SQLITE_OK {
		return fmt.Errorf("SQLite does not take when to spill: %d", rc)
	}
	return nil
}()
