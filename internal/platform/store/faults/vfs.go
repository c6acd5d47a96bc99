package faults

import (
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// The shim: SQLite's own VFS, with the calls that change files led through here. SQLite keeps pointers to functions; the
// ones put in are functions of this package, which no collector moves.

type (
	openFn     = func(tls *libc.TLS, vfs, name, file uintptr, flags int32, out uintptr) int32
	deleteFn   = func(tls *libc.TLS, vfs, name uintptr, dirSync int32) int32
	writeFn    = func(tls *libc.TLS, file, data uintptr, n int32, at int64) int32
	truncateFn = func(tls *libc.TLS, file uintptr, size int64) int32
	syncFn     = func(tls *libc.TLS, file uintptr, flags int32) int32
	closeFn    = func(tls *libc.TLS, file uintptr) int32
)

var shim struct {
	mu     sync.Mutex
	vfs    uintptr // SQLite's own
	disks  []*Disk
	files  map[uintptr]*file // by SQLite's handle
	tables map[uintptr]*sqlite3.Tsqlite3_io_methods
}

// file is one that SQLite has open on a disk.
type file struct {
	disk    *Disk
	name    string
	methods uintptr // SQLite's own
}

func (f *file) own() *sqlite3.Tsqlite3_io_methods { return at[sqlite3.Tsqlite3_io_methods](f.methods) }

// at is what lies at an address of SQLite's, whose memory no collector moves.
func at[T any](p uintptr) *T { return *(**T)(unsafe.Pointer(&p)) }

// function is the Go function behind one of SQLite's pointers.
func function[F any](p uintptr) F { return *(*F)(unsafe.Pointer(&struct{ uintptr }{p})) }

// put writes a Go function where SQLite keeps a pointer to one.
func put[F any](place *uintptr, f F) { *(*F)(unsafe.Pointer(place)) = f }

// register makes the shim the VFS of every connection that is opened after it. It stays for the life of the process:
// files outside the disks pass through.
var register = sync.OnceValue(func() error {
	tls := libc.NewTLS()
	shim.files, shim.tables = map[uintptr]*file{}, map[uintptr]*sqlite3.Tsqlite3_io_methods{}
	if shim.vfs = sqlite3.Xsqlite3_vfs_find(tls, 0); shim.vfs == 0 {
		return errors.New("faults: SQLite has no VFS")
	}
	ours := libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(sqlite3.Tsqlite3_vfs{})))
	name, err := libc.CString("faults")
	if err != nil || ours == 0 {
		return errors.Join(err, errors.New("faults: no memory"))
	}
	v := at[sqlite3.Tsqlite3_vfs](ours)
	*v = *at[sqlite3.Tsqlite3_vfs](shim.vfs)
	v.FzName, v.FpNext = name, 0
	put[openFn](&v.FxOpen, openFile)
	put[deleteFn](&v.FxDelete, deleteFile)
	if rc := sqlite3.Xsqlite3_vfs_register(tls, ours, 1); rc != sqlite3.SQLITE_OK {
		return errors.New("faults: SQLite does not take the VFS")
	}
	return nil
})

// Under puts a disk under a folder, for files that are opened from now on. It goes when the test ends.
func Under(t testing.TB, folder string) *Disk {
	t.Helper()
	if err := register(); err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs(folder)
	if err != nil {
		t.Fatal(err)
	}
	d := &Disk{root: root + string(filepath.Separator)}
	shim.mu.Lock()
	defer shim.mu.Unlock()
	shim.disks = append(shim.disks, d)
	t.Cleanup(func() {
		shim.mu.Lock()
		defer shim.mu.Unlock()
		for i, x := range shim.disks {
			if x == d {
				shim.disks = append(shim.disks[:i:i], shim.disks[i+1:]...)
			}
		}
	})
	return d
}

// on is the disk under a path, with the path below it; nil for what lies elsewhere.
func on(path string) (*Disk, string) {
	shim.mu.Lock()
	defer shim.mu.Unlock()
	for _, d := range shim.disks {
		if name, ok := strings.CutPrefix(path, d.root); ok {
			return d, name
		}
	}
	return nil, ""
}

func of(handle uintptr) *file {
	shim.mu.Lock()
	defer shim.mu.Unlock()
	return shim.files[handle]
}

func openFile(tls *libc.TLS, _, name, handle uintptr, flags int32, out uintptr) int32 {
	own := at[sqlite3.Tsqlite3_vfs](shim.vfs)
	var d *Disk
	var path string
	if name != 0 {
		d, path = on(libc.GoString(name))
	}
	if d != nil && flags&sqlite3.SQLITE_OPEN_CREATE != 0 {
		if rc := d.refuses(path); rc != sqlite3.SQLITE_OK {
			return rc
		}
	}
	rc := function[openFn](own.FxOpen)(tls, shim.vfs, name, handle, flags, out)
	methods := at[sqlite3.Tsqlite3_file](handle)
	if rc != sqlite3.SQLITE_OK || d == nil || methods.FpMethods == 0 {
		return rc
	}
	shim.mu.Lock()
	defer shim.mu.Unlock()
	f := &file{disk: d, name: path, methods: methods.FpMethods}
	table := shim.tables[f.methods]
	if table == nil {
		table = new(sqlite3.Tsqlite3_io_methods)
		*table = *f.own()
		put[closeFn](&table.FxClose, closeFile)
		put[writeFn](&table.FxWrite, writeFile)
		put[truncateFn](&table.FxTruncate, truncateFile)
		put[syncFn](&table.FxSync, syncFile)
		shim.tables[f.methods] = table
	}
	shim.files[handle] = f
	methods.FpMethods = uintptr(unsafe.Pointer(table))
	return rc
}

func closeFile(tls *libc.TLS, handle uintptr) int32 {
	shim.mu.Lock()
	f := shim.files[handle]
	delete(shim.files, handle)
	shim.mu.Unlock()
	at[sqlite3.Tsqlite3_file](handle).FpMethods = f.methods
	return function[closeFn](f.own().FxClose)(tls, handle)
}

func writeFile(tls *libc.TLS, handle, data uintptr, n int32, offset int64) int32 {
	f := of(handle)
	content := append([]byte(nil), unsafe.Slice(at[byte](data), n)...)
	return f.disk.do(step{what: wrote, name: f.name, at: offset, data: content}, func() int32 {
		return function[writeFn](f.own().FxWrite)(tls, handle, data, n, offset)
	})
}

func truncateFile(tls *libc.TLS, handle uintptr, size int64) int32 {
	f := of(handle)
	return f.disk.do(step{what: cut, name: f.name, at: size}, func() int32 {
		return function[truncateFn](f.own().FxTruncate)(tls, handle, size)
	})
}

func syncFile(tls *libc.TLS, handle uintptr, flags int32) int32 {
	f := of(handle)
	return f.disk.do(step{what: synced, name: f.name}, func() int32 {
		return function[syncFn](f.own().FxSync)(tls, handle, flags)
	})
}

func deleteFile(tls *libc.TLS, _, name uintptr, dirSync int32) int32 {
	own := at[sqlite3.Tsqlite3_vfs](shim.vfs)
	act := func() int32 { return function[deleteFn](own.FxDelete)(tls, shim.vfs, name, dirSync) }
	d, path := on(libc.GoString(name))
	if d == nil {
		return act()
	}
	return d.do(step{what: removed, name: path}, act)
}
