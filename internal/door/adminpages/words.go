package adminpages

import (
	"strconv"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/door/web"
	"guitu/internal/platform/store"
)

// labelled finds the words of a choice.
func labelled(list []web.Option, value string) string {
	for _, o := range list {
		if o.Value == value {
			return strings.TrimLeft(o.Label, "　")
		}
	}
	return value
}

// day reads a day of a form or an address; the zero day when there is none that can be read.
func day(s string) civil.Date {
	d, _ := civil.ParseDate(strings.TrimSpace(s))
	return d
}

// span writes the days of a post: since when, and until when unless it lasts.
func span(p text.Printer, from, until civil.Date) string {
	if until.IsZero() {
		return p.T("admin.span.open", from)
	}
	return p.T("admin.span", from, until)
}

func listPage(l web.List) store.Page { return store.Page{Sort: l.Sort, After: l.After, Limit: l.Limit} }

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// posted reads what a form about one record carries: the record's id from the path, and the form.
func posted[T any](r *web.Request) (which id.ID, form T, err error) {
	if which, err = r.ID("id"); err == nil {
		err = r.Decode(&form)
	}
	return which, form, err
}
