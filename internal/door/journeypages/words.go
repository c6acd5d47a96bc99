package journeypages

import (
	"strconv"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/id"
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

// opener is who began an affair: an officer, the person himself at his own page, or the house.
func opener(p web.Page, ref string, names map[id.ID]string) string {
	switch {
	case staffOf(ref) != "":
		return names[staffOf(ref)]
	case strings.HasPrefix(ref, actor.Actor{Kind: actor.Resident}.Ref()):
		return p.T("journeys.himself")
	}
	return p.T("told.part")
}
