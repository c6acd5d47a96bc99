package config

import (
	"io/fs"
	"path/filepath"
	"runtime"
)

// Handed are the folders whose files a group may read and that are secrets all the same: systemd lays credentials out for
// one user by an access list, which the mode shows as the bit of the group (0440).
func (c Config) Handed() []string {
	if c.Credentials == "" {
		return nil
	}
	return []string{filepath.Clean(c.Credentials)}
}

// Closed tells whether the mode of a file with a secret keeps everybody but its owner out.
func (c Config) Closed(path string, mode fs.FileMode) bool {
	others := fs.FileMode(0o077)
	if c.Credentials != "" && filepath.Dir(path) == filepath.Clean(c.Credentials) {
		others = 0o037
	}
	return runtime.GOOS == "windows" || mode.Perm()&others == 0
}
