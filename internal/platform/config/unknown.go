package config

import (
	"os"
	"slices"
	"strings"
)

// foreign begins the names of this program's family that are no settings of it: of key commands, which are handed on, and
// of what builds, tests and measures it.
var foreign = []string{"GUITU_PKCS11_", "GUITU_TEST_", "GUITU_BENCH_", "GUITU_INSTALL", "GUITU_CRASHES", "GUITU_CHROMIUM", "GUITU_URL"}

// Names are the names of everything that the real environment sets to something, for Unknown.
func Names() (out []string) {
	for _, line := range os.Environ() {
		if name, value, _ := strings.Cut(line, "="); strings.TrimSpace(value) != "" {
			out = append(out, name)
		}
	}
	return out
}

// Unknown tells which names look like settings and are none, sorted: whoever mistypes one would else believe that it
// counts. A setting that it may have been meant to be stands behind it: "GUITU_LISTN (GUITU_LISTEN?)".
func Unknown(names []string) (out []string) {
	var known []string
	for _, v := range Variables() {
		known = append(known, v.Name)
	}
	for _, name := range names {
		large := strings.ToUpper(name)
		ours := strings.HasPrefix(large, "GUITU_") && !slices.Contains(known, name)
		if !ours || slices.ContainsFunc(foreign, func(begin string) bool { return strings.HasPrefix(name, begin) }) {
			continue
		}
		near := slices.MinFunc(known, func(a, b string) int { return apart(large, a) - apart(large, b) })
		if apart(large, near) <= 3 {
			name += " (" + near + "?)"
		}
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// apart is how many letters must be put in, taken out or changed to make one name of the other.
func apart(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := before
			if a[i] != b[j] {
				change++
			}
			before = row[j+1]
			row[j+1] = min(change, row[j]+1, before+1)
		}
	}
	return row[len(b)]
}
