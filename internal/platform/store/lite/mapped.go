package lite

import (
	"runtime"
	"runtime/debug"
)

// mappedBytes is how much of the file a reader maps into memory: as much as SQLite was built to allow. A reader's own pages are
// worth nothing after a commit, since it cannot know which of them changed; what is mapped is simply there, and neither called
// for nor copied. Who writes does not map: what it keeps to the disk, it keeps by the calls that tell of failures.
const mappedBytes = 0x7fff0000

// mapping tells whether readers may map: where the system keeps one copy of a page for those who map and those who write.
const mapping = runtime.GOOS == "linux"

// Under a mapping, a disk that fails, and a file that somebody cuts short, are not told by a call. They come as a signal, of
// which Go makes a panic in the middle of SQLite (here SQLite is Go too). The question is answered with an error then, the
// connection is left as it lies, for nobody knows what SQLite was about to do, and readers map no more: by calls, what cannot
// be read is an error of who wanted it. What is left lying holds its mark in the write-ahead log until the process ends, so
// that the log grows; the disk wants looking after before that matters.

// fault is what the runtime panics with where a page cannot be read.
type fault interface {
	error
	runtime.Error
	Addr() uintptr
}

// guarded runs what may touch pages of the file.
func (c *direct) guarded(run func(*direct, uintptr) int32, at uintptr) (rc int32, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		at, ok := r.(fault)
		if !ok || at.Addr() < 4096 { // a fault of the program's own
			panic(r)
		}
		c.broken, err = true, &Fault{inPage, "a page of the file cannot be read where it is mapped"}
	}()
	return run(c, at), nil
}

// inPage is SQLITE_IOERR_IN_PAGE.
const inPage = ioErr | 34<<8
