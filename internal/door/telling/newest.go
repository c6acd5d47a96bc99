package telling

import (
	"cmp"
	"net/url"
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/measure"
	"guitu/internal/door/web"
)

// Happenings tells the facts of a life, newest first; of one day the later recorded first. What was taken
// back keeps its place, struck; the taking back itself is said there. Who came without a decision has his arrival
// told, although the clock does not know of it.
func Happenings(p web.Page, l Life) []Happening {
	all, _ := Newest(p, l, len(l.Life.Events)+len(l.Stays), "")
	return all
}

// Lately is how many of a long life a page tells until somebody asks for all.
const Lately = 100

// Newest is Happenings as far as most of them, but at least as far as the fact to, if one is named; earlier is how many
// more there are. What is not told costs nothing.
func Newest(p web.Page, l Life, most int, to id.ID) (list []Happening, earlier int) {
	t := told{p: p, l: l, gone: withdrawn(l.Life)}
	t.first, t.again = retold(l.Life, t.gone)
	arrived, found := arrivals(l), to == ""
	add := func(tell func() Happening, on civil.Date) {
		if len(list) >= most && found {
			earlier++
			return
		}
		h := tell()
		if y := on.Year(); len(list) == 0 || y != t.year {
			h.Year, t.year = itoa(y), y
		}
		list, found = append(list, h), found || h.ID == to
	}
	if !slices.ContainsFunc(l.Life.Events, func(e measure.Event) bool { return e.ID == to }) {
		found = true // of another life, or made up
	}
	for _, i := range newestFirst(l.Life.Events) {
		e := l.Life.Events[i]
		if e.Withdraws != "" || t.again[e.ID] {
			continue
		}
		for len(arrived) > 0 && arrived[0].Admitted.After(e.Fact.On) {
			add(func() Happening { return arrival(p, l, arrived[0]) }, arrived[0].Admitted)
			arrived = arrived[1:]
		}
		add(func() Happening { return t.happening(e) }, e.Fact.On)
	}
	for _, s := range arrived {
		add(func() Happening { return arrival(p, l, s) }, s.Admitted)
	}
	return list, earlier
}

// Asked is what the address of a page asks for: the newest, as far as the fact "to", or "all".
func Asked(p web.Page, l Life, query url.Values) ([]Happening, int) {
	if query.Get("all") != "" {
		return Happenings(p, l), 0
	}
	return Newest(p, l, Lately, id.ID(query.Get("to")))
}

// Line is the address of a fact in the timeline of somebody's file, told as far as that where it is long.
func Line(p id.ID, l measure.Life, fact id.ID) string {
	to := "/people/" + string(p) + "/law"
	if len(l.Events) > Lately {
		to += "?to=" + string(fact)
	}
	return to + "#f-" + string(fact)
}

func newestFirst(events []measure.Event) []int {
	out := make([]int, len(events))
	for i := range out {
		out[i] = i
	}
	slices.SortStableFunc(out, func(a, b int) int {
		return cmp.Or(cmp.Compare(events[b].Fact.At, events[a].Fact.At), cmp.Compare(events[b].Seq, events[a].Seq))
	})
	return out
}
