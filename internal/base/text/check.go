package text

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

var (
	comment = regexp.MustCompile(`(?m)^\s*//.*$`)
	hole    = regexp.MustCompile(`\{(\d+)[,}]`)
	spelled = regexp.MustCompile(`"((?:[^"\\\n]|\\.)*)"`)
	literal = regexp.MustCompile(`"([a-z0-9_]+(?:\.[A-Za-z0-9_\-]+)*\.?)"`)
	asked   = regexp.MustCompile(`\b(?:T|Key)\(\s*"([a-z0-9_]+\.[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])"\s*[,)]` +
		`|errs\.(?:New|Because)\(errs\.\w+,\s*"([a-z0-9_.]+)"` +
		`|errs\.Law\("([a-z0-9_.]+)"` +
		`|\.Add\("[^"]*",\s*"([a-z0-9_]+\.[a-z0-9_.]+)"`)
)

// Family is the keys that sources compose of a beginning and an end: p.T("role." + post.Role). A beginning
// alone names no key, so a family says which ends there are.
type Family struct {
	Begin string   // "role."
	Ends  []string // asked of the package that knows them; every one of them must have its words …
	Some  bool     // … unless the sources make do without (Printer.Or)
	In    []string // or the folders whose sources spell each end, whole or cut at a dot: "internal/door/casepages"
}

// Check holds the catalogue against the sources under root (the module's folder) and lists every fault in
// words: a key of one language only, arguments that differ between the languages, a key that no .go,
// .templ or .cedar file mentions, a key that a source asks for and no catalogue has. Keys that sources compose are
// mentioned by their family; a beginning without a family is a fault, and so is a family that nothing composes.
func (c *Catalogue) Check(root fs.FS, families ...Family) ([]string, error) {
	faults := c.compare()
	x, err := scan(root)
	if err != nil {
		return nil, err
	}
	for _, f := range families {
		faults = append(faults, c.join(&x, f)...)
	}
	for _, k := range c.Keys(ZH) {
		if !x.used[k] {
			faults = append(faults, k+": no source mentions it")
		}
	}
	for k, where := range x.asks {
		if _, ok := c.words[ZH][k]; !ok {
			faults = append(faults, fmt.Sprintf("%s: asked for in %s, in no catalogue", k, where))
		}
	}
	for begin, where := range x.begins {
		if !slices.ContainsFunc(families, func(f Family) bool { return f.Begin == begin }) && len(c.family(begin)) > 0 {
			faults = append(faults, fmt.Sprintf("%s: composed in %s, no family is declared", begin, where))
		}
	}
	slices.Sort(faults)
	return faults, nil
}

// join counts a family's keys as used.
func (c *Catalogue) join(x *sources, f Family) (faults []string) {
	if x.begins[f.Begin] == "" {
		faults = append(faults, f.Begin+": a family that no source composes")
	}
	for _, end := range f.Ends {
		x.used[f.Begin+end] = true
		if _, ok := c.words[ZH][f.Begin+end]; !ok && !f.Some {
			faults = append(faults, fmt.Sprintf("%s%s: of a family, in no catalogue", f.Begin, end))
		}
	}
	for _, k := range c.family(f.Begin) {
		for _, folder := range f.In {
			x.used[k] = x.used[k] || x.spells(folder, strings.TrimPrefix(k, f.Begin))
		}
	}
	return faults
}

func (c *Catalogue) family(begin string) []string {
	return slices.DeleteFunc(c.Keys(ZH), func(k string) bool { return !strings.HasPrefix(k, begin) })
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

// spells tells whether a folder's sources have an end as a literal, or what stands before and after one of its
// dots: "child" and ".title", "posts" and "unit".
func (x *sources) spells(folder, end string) bool {
	words := x.spelled[folder]
	for i, r := range end {
		if r == '.' && words[end[:i]] && (words[end[i:]] || words[end[i+1:]]) {
			return true
		}
	}
	return words[end]
}

// sources is what the sources say of keys.
type sources struct {
	used    map[string]bool            // literals that are whole keys
	asks    map[string]string          // keys plainly asked for → where
	begins  map[string]string          // literals that end in a dot → where
	spelled map[string]map[string]bool // folder, with every folder above it → every literal
}

func scan(root fs.FS) (sources, error) {
	x := sources{map[string]bool{}, map[string]string{}, map[string]string{}, map[string]map[string]bool{}}
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && (name == "node_modules" || name == "testdata" || name == "dist" || strings.HasPrefix(name, ".") && path != ".") {
			return fs.SkipDir
		}
		source := strings.HasSuffix(name, ".templ") || strings.HasSuffix(name, ".cedar") || strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_templ.go")
		if d.IsDir() || !source || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		raw, err := fs.ReadFile(root, path)
		if err != nil {
			return err
		}
		x.read(path, comment.ReplaceAllString(string(raw), ""))
		return nil
	})
	return x, err
}

func (x sources) read(path, body string) {
	for _, m := range literal.FindAllStringSubmatch(body, -1) {
		if strings.HasSuffix(m[1], ".") {
			x.begins[m[1]] = path
		} else {
			x.used[m[1]] = true
		}
	}
	for _, m := range asked.FindAllStringSubmatch(body, -1) {
		if key := m[1] + m[2] + m[3] + m[4]; !strings.HasSuffix(key, ".") { // "law.refused." + code
			x.asks[key] = path
		}
	}
	for _, m := range spelled.FindAllStringSubmatch(body, -1) {
		for folder := path; ; {
			at := strings.LastIndexByte(folder, '/')
			if at < 0 {
				break
			}
			folder = folder[:at]
			if x.spelled[folder] == nil {
				x.spelled[folder] = map[string]bool{}
			}
			x.spelled[folder][m[1]] = true
		}
	}
}
