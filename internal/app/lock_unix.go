//go:build unix

package app

import (
	"os"
	"syscall"
)

// lock takes a file for this process alone, until it is closed or the process ends; false when another has it.
func lock(f *os.File) bool {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}
