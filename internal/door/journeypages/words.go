package journeypages

import (
	"strconv"
	"strings"

	"guitu/internal/domain/census"
	"guitu/internal/door/web"
)

// column is the name of a column without that of its table.
func column(name string) string {
	_, c, _ := strings.Cut(name, ".")
	return c
}

// alikeWords says of somebody who may be the same person what may be said: the year, four figures, where.
func alikeWords(p web.Page, x census.Duplicate) string {
	var out []string
	if x.Year > 0 {
		out = append(out, p.T("journeys.alike.born", strconv.Itoa(x.Year)))
	}
	if x.LastFour != "" {
		out = append(out, p.T("journeys.masked", x.LastFour))
	}
	switch {
	case x.Facility == "":
	case x.Here:
		out = append(out, p.T("journeys.alike.here", x.Facility, x.Since))
	default:
		out = append(out, p.T("journeys.alike.left", x.Facility, x.Since))
	}
	return p.List(out)
}
