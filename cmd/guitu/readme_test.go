package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"guitu/internal/app"
	"guitu/internal/base/text"
	"guitu/internal/platform/config"
)

var (
	shown  = regexp.MustCompile("(?m)^guitu(?:-admin)? .*$|`guitu(?:-admin)? [^`]*`")
	flags  = regexp.MustCompile(`--[a-z-]+`)
	made   = regexp.MustCompile("(?m)^make [a-z-]+|`make [a-z-]+`")
	target = regexp.MustCompile(`(?m)^([a-z-]+):`)
)

// model is the command line as kong reads it.
func model(t *testing.T) *kong.Application {
	t.Helper()
	catalogue, err := app.Words(words)
	if err != nil {
		t.Fatal(err)
	}
	c := &call{words: catalogue.In(text.EN)}
	k, err := kong.New(&line{}, kong.Name("guitu"), c.help())
	if err != nil {
		t.Fatal(err)
	}
	return k.Model
}

// Every command and flag that the papers show is one, and both READMEs show every command.
func TestThePapersShowWhatThereIs(t *testing.T) {
	root := model(t).Node
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	for _, paper := range []string{"README.md", "README.zh-CN.md", "CONTRIBUTING.md", "SECURITY.md", "docs/operations.md", "docs/operations.zh-CN.md"} {
		body, err := os.ReadFile("../../" + paper)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, said := range shown.FindAllString(string(body), -1) {
			for _, name := range checkLine(t, paper, root, strings.Trim(said, "`")) {
				seen[name] = true
			}
		}
		for _, said := range made.FindAllString(string(body), -1) {
			goal := strings.TrimPrefix(strings.Trim(said, "`"), "make ")
			if !slices.ContainsFunc(target.FindAllStringSubmatch(string(makefile), -1), func(m []string) bool { return m[1] == goal }) {
				t.Errorf("%s: make %s is no target", paper, goal)
			}
		}
		if !strings.HasPrefix(paper, "README") {
			continue
		}
		for _, n := range root.Leaves(true) {
			if !seen[n.Path()] {
				t.Errorf("%s does not show %s", paper, n.Path())
			}
		}
	}
}

var (
	variable = regexp.MustCompile(`GUITU_[A-Z_]+[A-Z]`)
	figure   = regexp.MustCompile(`guitu_[a-z_]+[a-z]`)
	series   = regexp.MustCompile(`"(guitu_[a-z_]+)"`)
	limb     = regexp.MustCompile(`_(bucket|sum|count)$`)
)

// Every setting that the papers and the unit name is one, and every figure that somebody is to be woken for is told.
func TestThePapersNameWhatThereIs(t *testing.T) {
	known := map[string]bool{"GUITU_PKCS": true, "GUITU_INSTALL": true, "GUITU_TEST_ENGINE": true, "GUITU_TEST_PG": true, "GUITU_BENCH_DIR": true} // of make, and the beginning of those of pkcs11-key
	for _, v := range config.Variables() {
		known[v.Name] = true
	}
	sources, err := filepath.Glob("../../internal/platform/meter/*.go")
	if err != nil || len(sources) == 0 {
		t.Fatal(err)
	}
	for _, name := range sources {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range series.FindAllStringSubmatch(string(body), -1) {
			known[m[1]] = true
		}
	}
	for _, paper := range []string{"README.md", "README.zh-CN.md", "SECURITY.md", "docs/operations.md", "docs/operations.zh-CN.md", "packaging/guitu.service", "packaging/guitu-admin", "packaging/postinst"} {
		body, err := os.ReadFile("../../" + paper)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range append(variable.FindAllString(string(body), -1), figure.FindAllString(string(body), -1)...) {
			if !known[limb.ReplaceAllString(name, "")] && name != "guitu_form" {
				t.Errorf("%s names %s, and there is none", paper, name)
			}
		}
	}
}

// checkLine checks one line that shows a command, or several with a bar between, and gives their paths.
func checkLine(t *testing.T, paper string, root *kong.Node, said string) (paths []string) {
	t.Helper()
	words := strings.Fields(said)
	if words[1] == "COMMAND" {
		return nil // of every command
	}
	child := func(n *kong.Node, name string) *kong.Node {
		i := slices.IndexFunc(n.Children, func(c *kong.Node) bool { return c.Name == name })
		if i < 0 {
			return nil
		}
		return n.Children[i]
	}
	n := child(root, words[1])
	if n == nil {
		t.Errorf("%s: %q is no command", paper, said)
		return nil
	}
	leaves := []*kong.Node{n}
	if len(n.Children) > 0 {
		leaves = nil
		for i, w := range words[2:] {
			if w == "|" || i%2 == 1 { // the alternatives have ended
				if w != "|" {
					break
				}
				continue
			}
			sub := child(n, w)
			if sub == nil {
				t.Errorf("%s: %q: %s has no %s", paper, said, n.Name, w)
				continue
			}
			leaves = append(leaves, sub)
		}
	}
	for _, l := range leaves {
		paths = append(paths, l.Path())
		var known []string
		for _, group := range l.AllFlags(true) {
			for _, f := range group {
				known = append(known, "--"+f.Name)
			}
		}
		for _, f := range flags.FindAllString(said, -1) {
			if !slices.Contains(known, f) {
				t.Errorf("%s: %q: there is no %s", paper, said, f)
			}
		}
	}
	return paths
}

// Who runs it reads Chinese: the manual has the same parts in both languages, in the same order, and the same tables and lists.
func TestTheManualIsWholeInBothLanguages(t *testing.T) {
	var shapes [2]string
	for i, paper := range []string{"docs/operations.md", "docs/operations.zh-CN.md"} {
		body, err := os.ReadFile("../../" + paper)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(body), "\n") {
			switch {
			case strings.HasPrefix(line, "#"):
				shapes[i] += "\n" + line[:strings.Index(line, " ")]
			case strings.HasPrefix(line, "| "):
				shapes[i] += fmt.Sprintf(" row of %d", strings.Count(line, " |"))
			case strings.HasPrefix(line, "```"), numbered.MatchString(line), strings.HasPrefix(line, "**"):
				shapes[i] += " " + line[:2]
			}
		}
		for _, name := range variable.FindAllString(string(body), -1) {
			shapes[i] += " " + name
		}
	}
	if shapes[0] == "" || shapes[0] != shapes[1] {
		t.Errorf("the manual is not the same in both languages:%s\n\n%s", shapes[0], shapes[1])
	}
}

var numbered = regexp.MustCompile(`^[0-9]\. `)
