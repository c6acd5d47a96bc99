package bench

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"

	"guitu/internal/bench/gauge"
	"guitu/internal/domain/census"
)

// reads are the lines of pages that only show something: one reader after the other, so that a time is the house's and its
// client's and nobody's wait in a queue.
func reads() []taking {
	alone := func(key string, prepare func(context.Context, *house) (gauge.Try, error)) taking {
		return taking{[]string{key}, func(ctx context.Context, h *house) ([]Figure, error) {
			try, err := prepare(ctx, h)
			if err != nil {
				return nil, err
			}
			for n := range 20 { // statements prepared, connections open
				if err := try(ctx, 0, n); err != nil {
					return nil, err
				}
			}
			before := h.tally()
			f := times(gauge.Closed(ctx, h.now, 1, h.each, try))
			f.Note = h.tally().since(before, f.Calls)
			return []Figure{f}, nil
		}}
	}
	number := func(s someone) string { return s.number }
	name := func(s someone) string { return s.name }
	pinyin := func(s someone) string { return s.pinyin }
	alias := func(s someone) string { return s.alias }
	return []taking{
		alone("find.number", finding("duty_officer", number)),
		alone("find.number.all", finding("bureau_inspector", number)),
		alone("find.name", finding("duty_officer", name)),
		alone("find.pinyin", finding("duty_officer", pinyin)),
		alone("find.alias", finding("bureau_inspector", alias)),
		alone("find.name.all", finding("bureau_inspector", name)),
		alone("find.pinyin.all", finding("bureau_inspector", pinyin)),
		alone("file.usual", files(false)),
		alone("file.long", files(true)),
		alone("list.own", showing("duty_officer", "/people")),
		alone("list.all", showing("bureau_inspector", "/people?left=1")),
		alone("day.own", showing("duty_officer", "/")),
		alone("day.house", showing("facility_head", "/")),
	}
}

// showing asks for a page, and wants it whole.
func showing(role, path string) func(context.Context, *house) (gauge.Try, error) {
	return func(ctx context.Context, h *house) (gauge.Try, error) {
		o, err := h.as(ctx, role)
		if err != nil {
			return nil, err
		}
		return func(ctx context.Context, _, _ int) error { return o.shows(ctx, path, "</main>") }, nil
	}
}

// finding searches for people whom the officer may find, by something of theirs.
func finding(role string, by func(someone) string) func(context.Context, *house) (gauge.Try, error) {
	return func(ctx context.Context, h *house) (gauge.Try, error) {
		o, err := h.as(ctx, role)
		if err != nil {
			return nil, err
		}
		people, err := h.seen(o.ctx, census.Filter{}, census.ByAdmitted, 500)
		if err != nil {
			return nil, err
		}
		if role == "bureau_inspector" { // everybody is his to find
			if people, err = h.anybody(ctx, 1000); err != nil {
				return nil, err
			}
		}
		some := people[:0]
		for _, p := range people {
			if by(p) != "" {
				some = append(some, p)
			}
		}
		if len(some) == 0 {
			return nil, errors.New("there is nobody to search for")
		}
		return func(ctx context.Context, w, n int) error {
			p := some[(n*7+w*31)%len(some)]
			return o.finds(ctx, by(p), p)
		}, nil
	}
}

// full is how many hits a page of the search holds.
const full = 50

// finds searches, and wants the person among the hits: he alone leads straight to his file. Where more share what was asked
// for than a page holds, he may stand on a later one.
func (o *officer) finds(ctx context.Context, text string, who someone) error {
	file := "/people/" + string(who.id)
	return o.judged(ctx, http.MethodPost, "/search", url.Values{"q": {text}}, func(p page) error {
		switch {
		case p.status == http.StatusSeeOther && p.location == file:
			return nil
		case p.status == http.StatusOK && bytes.Contains(p.body, []byte(file)):
			return nil
		case p.status == http.StatusOK && bytes.Count(p.body, []byte(`href="/people/`)) >= full:
			return nil
		}
		return wrong("a search", p)
	})
}

// files opens files of the officer's brigade: the long one, or one after the other of the others.
func files(long bool) func(context.Context, *house) (gauge.Try, error) {
	return func(ctx context.Context, h *house) (gauge.Try, error) {
		o, err := h.as(ctx, "duty_officer")
		if err != nil {
			return nil, err
		}
		people, err := h.seen(o.ctx, census.Filter{}, census.ByAdmitted, 150)
		if err != nil {
			return nil, err
		}
		if long {
			at := "/people/" + string(people[0].id) + "/law"
			return func(ctx context.Context, _, _ int) error { return o.shows(ctx, at, "习艺劳动第 1000 次") }, nil
		}
		return func(ctx context.Context, w, n int) error {
			p := people[1+(n+w*17)%(len(people)-1)]
			return o.shows(ctx, "/people/"+string(p.id), p.name)
		}, nil
	}
}
