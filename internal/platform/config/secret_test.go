package config_test

import (
	"io/fs"
	"testing"

	"guitu/internal/platform/config"
)

// In the folder that the service manager hands over the bit of the group is no reader; elsewhere, and of everybody, it is.
func TestWhoMayReadASecret(t *testing.T) {
	c, err := config.Load(func(name string) (string, bool) {
		return "/run/credentials/guitu.service/", name == "CREDENTIALS_DIRECTORY"
	})
	if err != nil {
		t.Fatal(err)
	}
	for path, modes := range map[string]map[uint32]bool{
		"/run/credentials/guitu.service/key":   {0o400: true, 0o440: true, 0o444: false, 0o460: false},
		"/run/credentials/guitu.service/a/key": {0o400: true, 0o440: false},
		"/etc/guitu/key":                       {0o400: true, 0o600: true, 0o440: false, 0o644: false},
	} {
		for mode, want := range modes {
			if got := c.Closed(path, fs.FileMode(mode)); got != want {
				t.Errorf("%s of mode %04o is closed: %v", path, mode, got)
			}
		}
	}
}
