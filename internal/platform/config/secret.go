package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
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

// ErrOpen is that others than its owner may read a file with a secret.
var ErrOpen = errors.New("others may read it")

// Secret reads a file with a secret, without the end of its line. It fails with ErrOpen, and as the system says.
func (c Config) Secret(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if !c.Closed(path, info.Mode()) {
		return "", ErrOpen
	}
	text, err := os.ReadFile(path)
	return strings.TrimRight(string(text), "\r\n"), err
}
