package rollpages

import (
	"strconv"
	"strings"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/door/web"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// minutes is a time in whole minutes, begun ones counted.
func minutes(d time.Duration) int { return int((d + time.Minute - 1) / time.Minute) }

func cutSlash(s string) (before, after string, ok bool) { return strings.Cut(s, "/") }

// cutStaff is the member of staff in an actor.Ref.
func cutStaff(ref string) (id.ID, bool) {
	s, ok := strings.CutPrefix(ref, "staff:")
	return id.ID(s), ok
}

// renamed gives the faults of brigade and zone to the one field in which the form asks for both.
func renamed(err error) error {
	return errs.Renamed(errs.Renamed(err, "unit", "whom"), "zone", "whom")
}

// chooseOf is the empty line of the choice whom to call; none where there is but one.
func chooseOf(p listPage) string {
	if len(p.Units)+len(p.Zones) == 1 {
		return ""
	}
	return p.T("roll.choose")
}

// only is the one brigade of an officer who has but one.
func only(list []web.Option) string {
	if len(list) == 1 {
		return list[0].Value
	}
	return ""
}

// onlyURL shows those who are not marked yet, or everybody again.
func onlyURL(p sheetPage) string {
	if p.Only {
		return roll(p.Call.ID)
	}
	return roll(p.Call.ID) + "?only=open"
}

// note is what stands beside a mark on the closed roll.
func note(p sheetPage, x row) string {
	var words []string
	lost := ""
	if x.Lost {
		lost = x.GoneWord
	}
	for _, w := range []string{lost, x.Said, x.Out} {
		if w != "" {
			words = append(words, w)
		}
	}
	if x.Question != "" {
		words = append(words, p.T("rollcall.question."+x.Question))
	}
	return strings.Join(words, " · ")
}

// namesOf names people in a line, with their beds.
func namesOf(p sheetPage, list []row) string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = x.Bed + " " + x.Name
	}
	return strings.Join(out, p.T("roll.comma"))
}

// marked is how somebody was marked, with what was said of it.
func marked(p sheetPage, x row) string {
	title := p.T("roll.unmarked")
	if x.Gone && !x.Lost {
		return x.GoneWord
	}
	if x.Mark != "" {
		title = p.T(string(x.Mark.Title()))
	}
	if x.Said != "" {
		title += p.T("roll.colon") + x.Said
	}
	return p.T("roll.marked_as", title)
}

// movedSome is how the line begins that names who was moved.
func movedSome(p sheetPage) string {
	if p.Call.Zone != "" {
		return "roll.moved_zone_some"
	}
	return "roll.moved_some"
}
