//go:build unix

package keyfile

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// lockFile waits until a file is this process's alone.
func lockFile(f *os.File) (err error) {
	for {
		if err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX); !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

// ownFile gives a file to who owns another: root turns the key of a service that is not root.
func ownFile(f *os.File, like fs.FileInfo) error {
	old, known := like.Sys().(*syscall.Stat_t)
	if !known || os.Geteuid() != 0 {
		return nil
	}
	return f.Chown(int(old.Uid), int(old.Gid))
}
