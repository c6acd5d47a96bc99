package helppages

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"guitu/internal/base/text"
)

func whole(t *testing.T) book {
	t.Helper()
	b, err := open(files)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBothLanguagesHaveTheSameChapters(t *testing.T) {
	b := whole(t)
	slugs := func(l text.Locale) (out []string) {
		for _, c := range b[l] {
			out = append(out, c.Slug)
			if c.Title == "" || len(c.Blocks) == 0 {
				t.Errorf("%s: %s is empty", l, c.Slug)
			}
		}
		return out
	}
	if d := cmp.Diff(slugs(text.ZH), slugs(text.EN)); d != "" {
		t.Error(d)
	}
}

// A chapter and its translation have the same skeleton, so that neither falls behind unseen.
func TestTranslationsHaveTheSameSkeleton(t *testing.T) {
	b := whole(t)
	for i, zh := range b[text.ZH] {
		en := b[text.EN][i]
		kinds := func(c chapter) (out []string) {
			for _, x := range c.Blocks {
				out = append(out, x.Kind+strings.Repeat("+", len(x.Lines)))
			}
			return out
		}
		if d := cmp.Diff(kinds(zh), kinds(en)); d != "" {
			t.Errorf("%s: %s", zh.Slug, d)
		}
	}
}

func TestLinksBetweenChaptersLead(t *testing.T) {
	b := whole(t)
	for _, l := range text.Locales {
		for _, c := range b[l] {
			for _, x := range c.Blocks {
				for _, line := range x.Lines {
					for _, s := range line {
						if slug, ok := strings.CutPrefix(s.URL, "/help/"); ok {
							if _, _, _, found := b.find(l, slug); !found {
								t.Errorf("%s %s leads to %s", l, c.Slug, s.URL)
							}
						}
					}
				}
			}
		}
	}
}

// Every page names its chapter as the second argument of Request.Page; the chapter must exist.
func TestEveryPageHasItsChapter(t *testing.T) {
	b := whole(t)
	named := regexp.MustCompile(`\.Page\(.*, "([a-z-]+)"\)`)
	pages, err := filepath.Glob("../*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range pages {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(raw)) {
			if m := named.FindStringSubmatch(line); m != nil && !strings.HasPrefix(strings.TrimSpace(line), "//") {
				if _, _, _, ok := b.find(text.ZH, m[1]); !ok && also[m[1]] == "" {
					t.Errorf("%s: no chapter %q", path, m[1])
				}
			}
		}
	}
}

func TestOtherNamesLeadToChapters(t *testing.T) {
	b := whole(t)
	for name, slug := range also {
		if _, _, _, ok := b.find(text.ZH, slug); !ok {
			t.Errorf("%s leads to %s, which is no chapter", name, slug)
		}
		if _, _, _, ok := b.find(text.ZH, name); ok {
			t.Errorf("%s is a chapter itself", name)
		}
	}
}

func TestParse(t *testing.T) {
	got := parse("甲\n\n## 乙\n- 一 **粗** 完\n- `码`\n1. 看[这里](/help/x)\n> 注\n[外](https://evil.example)")
	want := []block{
		{"p", [][]span{{{Kind: "plain", Text: "甲"}}}},
		{"h", [][]span{{{Kind: "plain", Text: "乙"}}}},
		{"ul", [][]span{{{Kind: "plain", Text: "一 "}, {Kind: "bold", Text: "粗"}, {Kind: "plain", Text: " 完"}}, {{Kind: "code", Text: "码"}}}},
		{"ol", [][]span{{{Kind: "plain", Text: "看"}, {Kind: "link", Text: "这里", URL: "/help/x"}}}},
		{"note", [][]span{{{Kind: "plain", Text: "注"}}}},
		{"p", [][]span{{{Kind: "plain", Text: "[外](https://evil.example)"}}}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestAFileThatIsNoChapter(t *testing.T) {
	if _, err := open(fstest.MapFS{"chapters/zh-CN/x.md": {Data: []byte("# x")}, "chapters/en/01-x.md": {Data: []byte("# x")}}); err == nil {
		t.Error("nobody noticed")
	}
}
