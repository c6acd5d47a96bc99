package doctor

import (
	"os"
	"path/filepath"
	"strings"

	kept "guitu/internal/platform/backup"
	"guitu/internal/platform/config"
	"guitu/internal/platform/seal"
)

// mostOfKey is more than a key file ever holds: a longer file is no copy of one, and is not read.
const mostOfKey = 64 << 10

// strayed is a copy of a root key of the house that lies with the last backup: in its folder, in one directly below, or in
// the one above. Keys are known by what is in the file, whatever it is called, and told by its path alone.
func strayed(c config.Config) (path string, found bool) {
	last, err := kept.Last(c.Data)
	if err != nil || last.File == "" {
		return "", false
	}
	mine := idsOf(c.KeyText)
	for _, p := range []string{c.KeyPath(), c.KeyOld} {
		for id := range idsIn(p) {
			mine[id] = true
		}
	}
	if len(mine) == 0 {
		return "", false
	}
	folder := filepath.Dir(last.File)
	folders := []string{folder, filepath.Dir(folder)}
	below, _ := os.ReadDir(folder) // one that cannot be read holds nothing that could be seen; the backup's own check misses it
	for _, e := range below {
		if e.IsDir() {
			folders = append(folders, filepath.Join(folder, e.Name()))
		}
	}
	for _, f := range folders {
		if path, found = holds(f, mine, c.KeyPath(), c.KeyOld); found {
			return path, true
		}
	}
	return "", false
}

// holds is the first file of a folder with one of some keys in it, but for those where the house itself looks for them.
func holds(folder string, mine map[string]bool, known ...string) (string, bool) {
	files, _ := os.ReadDir(folder)
	for _, e := range files {
		path := filepath.Join(folder, e.Name())
		if !e.Type().IsRegular() || sameFile(path, known[0]) || sameFile(path, known[1]) {
			continue
		}
		for id := range idsIn(path) {
			if mine[id] {
				return path, true
			}
		}
	}
	return "", false
}

func sameFile(a, b string) bool {
	x, err1 := os.Stat(a)
	y, err2 := os.Stat(b)
	return err1 == nil && err2 == nil && os.SameFile(x, y)
}

// idsIn are the ids of the keys in a file; none where it is no key file, or cannot be read.
func idsIn(path string) map[string]bool {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > mostOfKey {
		return nil
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	return idsOf(string(raw))
}

func idsOf(text string) map[string]bool {
	ids := map[string]bool{}
	for _, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == ',' }) {
		if id, ok := seal.RootID(line); ok {
			ids[id] = true
		}
	}
	return ids
}
