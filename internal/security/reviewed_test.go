package security_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A list is what somebody has read and found right: by route, who gets in, and how.
type list struct {
	groups map[string][]string
	lines  map[string]map[answer][]string
	used   map[string]bool
}

// means are the words of the list for the answers that let somebody in. "form" is of doors that are open: what is sent
// there is looked at before anybody is asked for.
var means = map[string]answer{"may": allowed, "signs": signed, "purpose": purpose, "leads": leads, "form": unheard}

// reviewed reads testdata/routes.txt:
//
//	@name = seats or groups
//	route [sort]	may @group seat	signs …	purpose …	leads …
func reviewed(t *testing.T, w *world) *list {
	t.Helper()
	l := &list{groups: map[string][]string{}, lines: map[string]map[answer][]string{}, used: map[string]bool{}}
	known := map[string]bool{}
	for _, s := range w.seats {
		known[s.String()] = true
	}
	for n, line := range strings.Split(readFile(t, "testdata/routes.txt"), "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		if name, seats, ok := strings.Cut(line, " = "); ok && line[0] == '@' {
			l.groups[name] = l.seats(t, n, seats)
			continue
		}
		cells := strings.Split(line, "\t")
		if l.lines[cells[0]] != nil {
			t.Errorf("testdata/routes.txt:%d: %s stands there twice", n+1, cells[0])
		}
		l.lines[cells[0]] = map[answer][]string{}
		for _, c := range cells[1:] {
			word, seats, _ := strings.Cut(strings.TrimSpace(c), " ")
			if means[word] == 0 {
				t.Errorf("testdata/routes.txt:%d: %q means nothing", n+1, word)
			}
			l.lines[cells[0]][means[word]] = l.seats(t, n, seats)
		}
	}
	for name, seats := range l.groups {
		for _, s := range seats {
			if !known[s] {
				t.Errorf("testdata/routes.txt: %s: nobody sits at %s", name, s)
			}
		}
	}
	return l
}

func (l *list) seats(t *testing.T, n int, words string) (out []string) {
	for _, word := range strings.Fields(words) {
		switch {
		case word[0] != '@':
			out = append(out, word)
		case l.groups[word] == nil:
			t.Errorf("testdata/routes.txt:%d: no group is called %s", n+1, word)
		default:
			out = append(out, l.groups[word]...)
		}
	}
	return out
}

// hold compares a row with its line. An answer that lets nobody in needs none.
func (l *list) hold(t *testing.T, r row, seats []seat) {
	t.Helper()
	name := r.try.String()
	line, ok := l.lines[name]
	l.used[name] = true
	if !ok {
		t.Errorf("a route that nobody has reviewed; if this is right, its line in testdata/routes.txt is\n%s", r.line(seats))
		return
	}
	heard, wrong := false, []string{}
	for _, s := range seats {
		got := r.answers[s.String()]
		heard = heard || got == allowed || got == signed || got == purpose || got == leads
		for _, a := range means {
			if want := slices.Contains(line[a], s.String()); want != (got == a) && a != unheard {
				wrong = append(wrong, s.String()+" "+string(got))
				break
			}
		}
		if got == broken {
			t.Errorf("%s: an internal error before %s", name, s)
		}
	}
	if len(wrong) > 0 {
		t.Errorf("%s is answered otherwise than the reviewed list says: %v\nif this is right, its line in testdata/routes.txt is\n%s", name, wrong, r.line(seats))
	}
	_, open := line[unheard]
	if !heard && !open && !nobody(line) {
		t.Errorf("%s: nobody got in, so that nothing is proven; put its form right in forms_test.go", name)
	}
}

// nobody tells that a line says on purpose that the door is open to nobody.
func nobody(line map[answer][]string) bool {
	who, said := line[allowed]
	return said && len(line) == 1 && len(who) == 0
}

func (l *list) unused() (out []string) {
	for name := range l.lines {
		if !l.used[name] {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// line is what the list would have to say of a row as it was answered.
func (r row) line(seats []seat) string {
	by := map[answer][]string{}
	for _, s := range seats {
		by[r.answers[s.String()]] = append(by[r.answers[s.String()]], s.String())
	}
	out := r.try.String()
	for _, word := range []string{"may", "signs", "purpose", "leads"} {
		if who := by[means[word]]; len(who) > 0 {
			out += fmt.Sprintf("\t%s %s", word, strings.Join(who, " "))
		}
	}
	if !strings.Contains(out, "\t") && len(by[unheard]) > 0 {
		out += "\tform"
	}
	if !strings.Contains(out, "\t") {
		out += "\tmay"
	}
	return out
}
