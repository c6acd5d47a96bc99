package doctor

import "syscall"

// space is the bytes that the owner of a folder may still write where it lies.
func space(folder string) (uint64, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil {
		return 0, err
	}
	return s.Bavail * uint64(s.Bsize), nil
}

// device is the file system on which a path lies; false when it is not known.
func device(path string) (uint64, bool) {
	var s syscall.Stat_t
	if err := syscall.Stat(path, &s); err != nil {
		return 0, false
	}
	return s.Dev, true
}

// unsynchronised tells whether the kernel says that nobody sets its clock; false also where it may not be asked.
func unsynchronised() bool {
	const timeError, unsync = 5, 0x40
	var t syscall.Timex
	state, err := syscall.Adjtimex(&t) // with no mode set it only reads
	return err == nil && (state == timeError || t.Status&unsync != 0)
}
