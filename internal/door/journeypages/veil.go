package journeypages

import (
	"slices"
	"strings"

	"guitu/internal/domain/census"
	"guitu/internal/domain/journey"
	"guitu/internal/door/telling"
)

// identifying are the answers that say who somebody is. Who sits elsewhere reads what was done about him; who he is, his file
// says to those who say why they ask.
var identifying = []string{"name", "aliases", "announced_name", "born"}

// veiled is an answer as a reader elsewhere sees it; the same for everybody else.
func (p casePage) veiled(f journey.Field, v string) string {
	if !slices.Contains(identifying, f.Name) {
		return v
	}
	whole := telling.Newcomer(p.Page.Who.Actor, v, p.Case.Facility)
	switch {
	case whole == v:
		return v
	case f.Name == "born": // the year is enough to know how old
		year, _, _ := strings.Cut(v, "-")
		return p.T("journeys.born_in", year)
	case f.Name == "aliases":
		return "＊＊"
	}
	return whole
}

// left tells whether a person is in another house's care than that of the case, for a reader who may not list him there.
// Which house it is, is not for the one that sent him to learn: a house can tell what ails who lives in it.
func left(face census.Face, c *journey.Case) bool {
	return !face.Listed && face.At.Facility != "" && face.At.Facility != c.Facility
}
