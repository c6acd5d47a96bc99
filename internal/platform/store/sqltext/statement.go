// Package sqltext reads SQL far enough to know which tables it writes, and turns the house's placeholders into
// SQLite's. It is no parser: what it does not understand it refuses.
package sqltext

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Statement is one SQL text, read once.
type Statement struct {
	Text   string   // as written, for PostgreSQL
	Lite   string   // for SQLite
	Name   string   // "update measure_fact", for messages
	Writes []string // the rooms of the tables it writes, each once
}

var (
	tableName = regexp.MustCompile(`^([a-z][a-z0-9]*)_[a-z0-9_]+$`)
	opening   = []string{"select", "with", "insert", "update", "delete", "values"}
)

// Parse reads a statement. Its error shows the beginning of the text: SQL in this house holds no values, only
// placeholders.
func Parse(text string) (*Statement, error) {
	words, lite, err := scan(text)
	if err != nil {
		return nil, err
	}
	if len(words) == 0 || !slices.Contains(opening, words[0]) {
		return nil, flaw(text, "opens with an unknown word")
	}
	s := &Statement{Text: text, Lite: lite, Name: words[0]}
	for i, w := range words {
		table, ok, err := target(words, i, w)
		if err != nil {
			return nil, flaw(text, err.Error())
		}
		if !ok {
			continue
		}
		m := tableName.FindStringSubmatch(table)
		if m == nil {
			return nil, flaw(text, "writes a table that is not named room_thing")
		}
		if len(s.Writes) == 0 {
			s.Name = w + " " + table
		}
		if !slices.Contains(s.Writes, m[1]) {
			s.Writes = append(s.Writes, m[1])
		}
	}
	if len(s.Writes) == 0 {
		s.Name = reads(words)
	}
	return s, nil
}

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
			return "", false, errors.New("insert without into (or, replace and ignore are SQLite's own)")
		}
		table, i = at(i+2), i+2
	case "delete":
		if at(i+1) != "from" {
			return "", false, errors.New("delete without from")
		}
		table, i = at(i+2), i+2
	case "update":
		if at(i-1) == "do" {
			return "", false, nil // on conflict … do update set: the table is the insert's
		}
		if at(i-1) == "for" {
			return "", false, errors.New("for update is not portable")
		}
		table, i = at(i+1), i+1
	case "into":
		if at(i-1) != "insert" {
			return "", false, errors.New("into makes a table")
		}
		return "", false, nil
	case ";":
		if i != len(words)-1 {
			return "", false, errors.New("more than one statement")
		}
		return "", false, nil
	default:
		return "", false, nil
	}
	if at(i+1) == "." {
		return "", false, errors.New("a table has no schema before its name")
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

func flaw(text, why string) error {
	short := strings.Join(strings.Fields(text), " ")
	return fmt.Errorf("%s: %.120s", why, short)
}
