package store

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"guitu/internal/base/errs"
)

// statement is one SQL text, read once: which rooms it writes, and how each engine wants it.
type statement struct {
	text   string   // as written, for PostgreSQL
	lite   string   // $1 as ?1: SQLite numbers only the latter
	name   string   // "update measure_fact", for messages
	writes []string // rooms, without repetition
}

// texts keeps the statements parsed so far. Their number is that of the texts in the program, times the few
// shapes of a list; the bound is for the case that someone builds texts without end.
type texts struct {
	mu   sync.RWMutex
	seen map[string]*statement
}

const maxTexts = 4096

func (t *texts) get(text string) (*statement, error) {
	t.mu.RLock()
	s := t.seen[text]
	t.mu.RUnlock()
	if s != nil {
		return s, nil
	}
	s, err := parse(text)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.seen == nil || len(t.seen) >= maxTexts {
		t.seen = map[string]*statement{}
	}
	t.seen[text] = s
	return s, nil
}

var (
	tableName = regexp.MustCompile(`^([a-z][a-z0-9]*)_[a-z0-9_]+$`)
	opening   = []string{"select", "with", "insert", "update", "delete", "values"}
)

// parse reads the statement far enough to know what it writes. What it does not understand it refuses: a
// table that slipped through would be a write without marks.
func parse(text string) (*statement, error) {
	words, lite, err := scan(text)
	if err != nil {
		return nil, err
	}
	if len(words) == 0 || !slices.Contains(opening, words[0]) {
		return nil, badStatement(text, "opens with an unknown word")
	}
	s := &statement{text: text, lite: lite, name: words[0]}
	for i, w := range words {
		table, ok, err := target(words, i, w)
		if err != nil {
			return nil, badStatement(text, err.Error())
		}
		if !ok {
			continue
		}
		m := tableName.FindStringSubmatch(table)
		if m == nil {
			return nil, badStatement(text, "writes a table that is not named room_thing")
		}
		if len(s.writes) == 0 {
			s.name = w + " " + table
		}
		if !slices.Contains(s.writes, m[1]) {
			s.writes = append(s.writes, m[1])
		}
	}
	if len(s.writes) == 0 {
		s.name = reads(words)
	}
	return s, nil
}

type flaw string

func (f flaw) Error() string { return string(f) }

// target is the table that the word at i makes the statement write, if it does.
func target(words []string, i int, w string) (table string, ok bool, err error) {
	at := func(n int) string {
		if n < 0 || n >= len(words) {
			return ""
		}
		return words[n]
	}
	switch w {
	case "insert":
		if at(i+1) != "into" {
			return "", false, flaw("insert without into (or, replace and ignore are SQLite's own)")
		}
		table, i = at(i+2), i+2
	case "delete":
		if at(i+1) != "from" {
			return "", false, flaw("delete without from")
		}
		table, i = at(i+2), i+2
	case "update":
		if at(i-1) == "do" {
			return "", false, nil // on conflict … do update set: the table is the insert's
		}
		if at(i-1) == "for" {
			return "", false, flaw("for update is not portable")
		}
		table, i = at(i+1), i+1
	case "into":
		if at(i-1) != "insert" {
			return "", false, flaw("into makes a table")
		}
		return "", false, nil
	case ";":
		if i != len(words)-1 {
			return "", false, flaw("more than one statement")
		}
		return "", false, nil
	default:
		return "", false, nil
	}
	if at(i+1) == "." {
		return "", false, flaw("a table has no schema before its name")
	}
	return table, true, nil
}

// reads names a statement that writes nothing by the first table it reads.
func reads(words []string) string {
	for i, w := range words[:len(words)-1] {
		if w == "from" && tableName.MatchString(words[i+1]) {
			return "select " + words[i+1]
		}
	}
	return words[0]
}

// badStatement shows the beginning of the text: SQL in this house holds no values, only placeholders.
func badStatement(text, why string) error {
	short := strings.Join(strings.Fields(text), " ")
	return errs.Because(errs.Internal, "store.bad_statement", flaw(why+": "+short[:min(len(short), 120)]))
}
