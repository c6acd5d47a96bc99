package text

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

var (
	comment = regexp.MustCompile(`(?m)^\s*//.*$`)
	hole    = regexp.MustCompile(`\{(\d+)[,}]`)
	literal = regexp.MustCompile(`"([a-z0-9_]+(?:\.[A-Za-z0-9_\-]+)*\.?)"`)
	asked   = regexp.MustCompile(`\b(?:T|Key)\(\s*"([a-z0-9_]+\.[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])"\s*[,)]` +
		`|errs\.(?:New|Because)\(errs\.\w+,\s*"([a-z0-9_.]+)"` +
		`|errs\.Law\("([a-z0-9_.]+)"` +
		`|\.Add\("[^"]*",\s*"([a-z0-9_]+\.[a-z0-9_.]+)"`)
)

// Check holds the catalogue against the sources under root (the module's folder) and lists every fault in
// words: a key of one language only, arguments that differ between the languages, a key that no .go,
// .templ or .cedar file mentions, a key that a source asks for and no catalogue has. A literal that ends in a dot
// ("zone.") counts as a mention of every key that begins with it.
func (c *Catalogue) Check(root string) ([]string, error) {
	faults := c.compare()
	used, asks, err := scan(root)
	if err != nil {
		return nil, err
	}
	for _, k := range c.Keys(ZH) {
		if !mentioned(used, k) {
			faults = append(faults, fmt.Sprintf("%s: no source mentions it", k))
		}
	}
	for k, where := range asks {
		if _, ok := c.words[ZH][k]; !ok {
			faults = append(faults, fmt.Sprintf("%s: asked for in %s, in no catalogue", k, where))
		}
	}
	slices.Sort(faults)
	return faults, nil
}

func (c *Catalogue) compare() []string {
	var faults []string
	for _, k := range c.Keys(ZH) {
		en, ok := c.words[EN][k]
		if !ok {
			faults = append(faults, k+": no English text")
		} else if !slices.Equal(holes(c.words[ZH][k]), holes(en)) {
			faults = append(faults, k+": the arguments differ between the languages")
		}
	}
	for _, k := range c.Keys(EN) {
		if _, ok := c.words[ZH][k]; !ok {
			faults = append(faults, k+": no Chinese text")
		}
	}
	return faults
}

func holes(m string) []string {
	var out []string
	for _, h := range hole.FindAllStringSubmatch(m, -1) {
		out = append(out, h[1])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func mentioned(used map[string]bool, key string) bool {
	if used[key] {
		return true
	}
	for i, r := range key {
		if r == '.' && used[key[:i+1]] {
			return true
		}
	}
	return false
}

// scan reads the sources: every literal that looks like a key, and where a key is plainly asked for.
func scan(root string) (used map[string]bool, asks map[string]string, err error) {
	used, asks = map[string]bool{}, map[string]string{}
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && (name == "node_modules" || name == "testdata" || name == "dist" || strings.HasPrefix(name, ".") && path != root) {
			return filepath.SkipDir
		}
		source := strings.HasSuffix(name, ".templ") || strings.HasSuffix(name, ".cedar") || strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_templ.go")
		if d.IsDir() || !source || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		body := comment.ReplaceAllString(string(raw), "")
		for _, m := range literal.FindAllStringSubmatch(body, -1) {
			used[m[1]] = true
		}
		for _, m := range asked.FindAllStringSubmatch(body, -1) {
			if key := m[1] + m[2] + m[3] + m[4]; !strings.HasSuffix(key, ".") { // "law.refused." + code
				asks[key] = path
			}
		}
		return nil
	})
	return used, asks, err
}
