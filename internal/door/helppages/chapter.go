package helppages

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"guitu/internal/base/text"
)

// chapter is one chapter in one language.
type chapter struct {
	Slug, Title string
	Blocks      []block
}

// block is a paragraph ("p"), heading ("h"), note ("note") or list ("ul", "ol").
type block struct {
	Kind  string
	Lines [][]span
}

// span is a run of words: plain, bold, code or a link.
type span struct{ Kind, Text, URL string }

// book is every chapter in the order of its files, by language.
type book map[text.Locale][]chapter

var fileName = regexp.MustCompile(`^\d\d-([a-z-]+)\.md$`)

// open reads the chapters. A file that is no chapter is an error: the book is part of the binary.
func open(from fs.FS) (book, error) {
	b := book{}
	for _, l := range text.Locales {
		dir := "chapters/" + string(l)
		entries, err := fs.ReadDir(from, dir)
		if err != nil {
			return nil, fmt.Errorf("help: %w", err)
		}
		for _, e := range entries {
			m := fileName.FindStringSubmatch(e.Name())
			if m == nil {
				return nil, fmt.Errorf("help: %s/%s is not named nn-slug.md", dir, e.Name())
			}
			raw, err := fs.ReadFile(from, dir+"/"+e.Name())
			if err != nil {
				return nil, fmt.Errorf("help: %w", err)
			}
			title, body, _ := strings.Cut(string(raw), "\n")
			b[l] = append(b[l], chapter{Slug: m[1], Title: strings.TrimPrefix(title, "# "), Blocks: parse(body)})
		}
	}
	return b, nil
}

// find gives a chapter, and the ones before and after it.
func (b book) find(l text.Locale, slug string) (c, before, after chapter, ok bool) {
	list := b[l]
	for i, x := range list {
		if x.Slug != slug {
			continue
		}
		if i > 0 {
			before = list[i-1]
		}
		if i+1 < len(list) {
			after = list[i+1]
		}
		return x, before, after, true
	}
	return c, before, after, false
}

var numbered = regexp.MustCompile(`^\d+\. `)

// parse reads the body of a chapter, line by line; an empty line ends a block.
func parse(body string) []block {
	var out []block
	var open *block
	add := func(kind, line string, one bool) {
		if open == nil || open.Kind != kind || one {
			out = append(out, block{Kind: kind})
			open = &out[len(out)-1]
		}
		open.Lines = append(open.Lines, spans(line))
	}
	for line := range strings.Lines(body) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
			open = nil
		case strings.HasPrefix(line, "## "):
			add("h", line[3:], true)
		case strings.HasPrefix(line, "- "):
			add("ul", line[2:], false)
		case numbered.MatchString(line):
			add("ol", line[strings.Index(line, " ")+1:], false)
		case strings.HasPrefix(line, "> "):
			add("note", line[2:], false)
		default:
			add("p", line, false)
		}
	}
	return out
}

var inline = regexp.MustCompile("\\*\\*([^*]+)\\*\\*|`([^`]+)`|\\[([^\\]]+)\\]\\((/[^)]*)\\)")

// spans cuts a line at what is bold, code or a link of this house.
func spans(line string) []span {
	var out []span
	plain := func(s string) {
		if s != "" {
			out = append(out, span{Kind: "plain", Text: s})
		}
	}
	at := 0
	for _, m := range inline.FindAllStringSubmatchIndex(line, -1) {
		plain(line[at:m[0]])
		switch {
		case m[2] >= 0:
			out = append(out, span{Kind: "bold", Text: line[m[2]:m[3]]})
		case m[4] >= 0:
			out = append(out, span{Kind: "code", Text: line[m[4]:m[5]]})
		default:
			out = append(out, span{Kind: "link", Text: line[m[6]:m[7]], URL: line[m[8]:m[9]]})
		}
		at = m[1]
	}
	plain(line[at:])
	return out
}
