// Package namestest looks for what would tell somebody where nobody may be told: in logs, rows, addresses, spans, mails and
// what commands print. It is for tests alone.
package namestest

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"guitu/internal/base/cn"
	"guitu/internal/domain/person"
)

// Needles are the words to look for: by their first six bytes, so that a long text is looked through once.
type Needles map[string][]string

// Add takes a word in. One shorter than six bytes, such as a name of one character, would be found everywhere.
func (n Needles) Add(s string) {
	if s = strings.TrimSpace(s); len(s) >= 6 && !slices.Contains(n[s[:6]], s) {
		n[s[:6]] = append(n[s[:6]], s)
	}
}

// In gives what of them stands in a text, the first of each.
func (n Needles) In(body string) (out []string) {
	for i := 0; i+6 <= len(body); i++ {
		for _, s := range n[body[i:i+6]] {
			if strings.HasPrefix(body[i:], s) && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// Of is the names, aliases, readings, numbers, telephones and addresses of some persons. What is known holds openly (a word
// of the catalogue, a division, the name of an organ) is no name.
func Of[K comparable](all map[K]person.Person, known string) Needles {
	n := Needles{}
	for _, p := range all {
		words := append([]string{p.Name, p.Phone, p.Residence.Rest, p.Home.Rest}, p.Aliases...)
		if reading := cn.Full(p.Name); len([]rune(p.Name)) > 2 && len(reading) > 9 { // a short one is many people's, and many words
			words = append(words, reading)
		}
		for _, x := range p.Identifiers {
			words = append(words, x.Value)
		}
		for _, s := range words {
			if !strings.Contains(known, s) {
				n.Add(s)
			}
		}
	}
	return n
}

// Rows gives every cell of a table as text, a line each.
func Rows(db *sql.DB, table string) (string, error) {
	var b strings.Builder
	rows, err := db.Query(`select * from ` + table)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return "", err
	}
	for rows.Next() {
		cells := make([]any, len(names))
		for i := range cells {
			cells[i] = new(any)
		}
		if err := rows.Scan(cells...); err != nil {
			return "", err
		}
		for _, c := range cells {
			switch v := (*c.(*any)).(type) {
			case []byte:
				b.WriteString(string(v) + "\n")
			default:
				fmt.Fprintln(&b, v)
			}
		}
	}
	return b.String(), rows.Err()
}
