package obs

import (
	"runtime"
	"runtime/debug"
)

// Set by the linker (-X) where a release is built: git describe, and the commit. Nothing else writes them.
var version, commit string

// Program is what this program is.
type Program struct {
	Version  string // such as v0.4.0 or v0.4.0-12-g1a2b3c4; "" when it was built without one
	Commit   string // of the sources, "" when nobody told
	Compiler string // such as go1.26.0
	Platform string // such as linux/amd64
}

// Build tells which program this is: what the linker was told, else what the compiler noted.
func Build() Program {
	p := Program{Version: version, Commit: commit, Compiler: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return p
	}
	if v := info.Main.Version; p.Version == "" && v != "(devel)" {
		p.Version = v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && p.Commit == "" {
			p.Commit = s.Value
		}
	}
	p.Commit = p.Commit[:min(12, len(p.Commit))]
	return p
}
