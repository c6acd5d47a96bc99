package helppages

import (
	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	"guitu/internal/door/web"
)

// Routes adds the help to the site: GET /help (the contents) and GET /help/{chapter}. It fails when a chapter
// of the binary cannot be read.
func Routes() (func(*web.Site), error) {
	b, err := open(files)
	if err != nil {
		return nil, err
	}
	return func(s *web.Site) {
		s.Open("GET /help", b.contents)
		s.Open("GET /help/{chapter}", b.chapter)
	}, nil
}

type contentsPage struct {
	web.Page
	List []chapter
}

type chapterPage struct {
	web.Page
	List          []chapter
	This          chapter
	Before, After chapter
}

func (b book) contents(r *web.Request) error {
	p := contentsPage{Page: r.Page(r.T("help.title"), "")}
	p.Sub, p.List = r.T("help.sub"), b[locale(p.Page)]
	return r.Draw(p.Page, contentsView(p))
}

// also lists names that pages use for a chapter which stands under another.
var also = map[string]string{
	"person": "people", "search": "people",
	"paper-print": "papers",
	"first-link":  "sign-in",
	"my-account":  "account", "second-factor": "account", "sign-again": "account",
}

func (b book) chapter(r *web.Request) error {
	if to, ok := also[r.PathValue("chapter")]; ok {
		return r.Redirect("/help/" + to)
	}
	p := chapterPage{Page: r.Page(r.T("help.title"), "")}
	c, before, after, ok := b.find(locale(p.Page), r.PathValue("chapter"))
	if !ok {
		return errs.New(errs.NotFound, "help.no_chapter")
	}
	p.Title, p.This, p.Before, p.After, p.List = c.Title, c, before, after, b[locale(p.Page)]
	p.Crumbs = []web.Crumb{{Label: r.T("help.title"), URL: "/help"}}
	return r.Draw(p.Page, chapterView(p))
}

func locale(p web.Page) text.Locale { return text.ParseLocale(string(p.Locale())) }
