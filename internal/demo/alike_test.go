package demo

import (
	"fmt"
	"hash/maphash"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Two houses are alike when a renaming of their ids makes them the same. Ids are named by colours: at first all have the
// same, so that rows are compared by their values alone; then, round by round, an id has the colour of the rows that
// speak of it, and a row of the ids it speaks of. Houses that differ show it in the first round that reaches the difference.

// rounds is how far a row is known by its surroundings: from a bed over its stay and the person to his kin, and back.
const rounds = 6

// An id, or in content a keyed token: random both, what each stands for is told by the rows that speak of it.
var random = regexp.MustCompile(`[0-9a-hjkmnp-tv-z]{26}|token:[0-9a-f]{16}`)

// row is a row with what is random taken out.
type row struct {
	cells []string
	plain uint64   // of the text without ids
	ids   []string // in the order in which they stand there
}

type colours map[string]uint64

var seed = maphash.MakeSeed()

func rowOf(cells []string) *row {
	r, text := &row{cells: cells}, strings.Join(cells, "\x00")
	var plain maphash.Hash
	plain.SetSeed(seed)
	past := 0
	for _, at := range random.FindAllStringIndex(text, -1) {
		plain.WriteString(text[past:at[0]] + "·")
		r.ids = append(r.ids, text[at[0]:at[1]])
		past = at[1]
	}
	plain.WriteString(text[past:])
	r.plain = plain.Sum64()
	return r
}

// colour is that of a row whose ids have the colours given.
func (r *row) colour(of colours) uint64 {
	all := make([]uint64, 0, 16)
	all = append(all, r.plain)
	for _, i := range r.ids {
		all = append(all, of[i])
	}
	return mix(all...)
}

func mix(all ...uint64) uint64 {
	h := uint64(0x9e3779b97f4a7c15)
	for _, x := range all {
		h = (h ^ x) * 0xff51afd7ed558ccd
		h ^= h >> 32
	}
	return h
}

// next is what the rows say of every id when ids have the colours of the round before: where in which row it stands.
func (c *content) next(of colours) colours {
	out := colours{}
	for table, rows := range c.rows {
		name := maphash.String(seed, table)
		for _, r := range rows {
			whole := r.colour(of)
			for n, i := range r.ids {
				out[i] += mix(name, whole, uint64(n)) // a sum: rows have no order
			}
		}
	}
	return out
}

// differences are what one house says and the other does not: in the first round in which they differ, the first few
// rows of every table. None when they are alike.
func differences(a, b *content) (out []string) {
	ofA, ofB := colours{}, colours{}
	for n := range rounds {
		for _, table := range slices.Sorted(maps.Keys(a.columns)) {
			out = append(out, unlike(a, b, ofA, ofB, table)...)
		}
		if len(out) > 0 {
			return append([]string{fmt.Sprintf("in round %d:", n)}, out...)
		}
		ofA, ofB = a.next(ofA), b.next(ofB)
	}
	return nil
}

func unlike(a, b *content, ofA, ofB colours, table string) (out []string) {
	left := map[uint64]int{}
	for _, r := range a.rows[table] {
		left[r.colour(ofA)]++
	}
	for _, r := range b.rows[table] {
		left[r.colour(ofB)]--
	}
	say := func(c *content, of colours, sign int, word string) {
		n := 0
		for _, r := range c.rows[table] {
			if k := r.colour(of); sign*left[k] > 0 && n < 3 {
				left[k] -= sign
				n++
				out = append(out, word+" "+c.line(of, table, r))
			}
		}
	}
	say(a, ofA, 1, "only the first:")
	say(b, ofB, -1, "only the second:")
	return out
}

// line is a row as a text, its ids named by their colours.
func (c *content) line(of colours, table string, r *row) string {
	var b strings.Builder
	b.WriteString(table)
	for i, cell := range r.cells {
		b.WriteString(" " + c.columns[table][i] + "=" + random.ReplaceAllStringFunc(cell, func(s string) string { return fmt.Sprintf("<%04x>", of[s]&0xffff) }))
	}
	return b.String()
}

// bites makes sure that the comparison can fail: on a row too few and on another value in every table that the making of
// people writes, and on whom a row speaks of.
func bites(t *testing.T, c *content) {
	t.Helper()
	for _, table := range []string{
		"person_person", "person_token", "person_kin", "resident_resident", "measure_fact", "measure_life", "measure_measure", "duty_duty",
		"audit_fact", "history_version", "history_row", "placement_stay", "document_series", "staff_post", "partner_partner", "seal_key",
	} {
		rows := c.rows[table]
		if len(rows) < 2 {
			t.Errorf("%s: %d rows to compare", table, len(rows))
			continue
		}
		if len(differences(c, c.but(table, rows[1:]))) == 0 {
			t.Errorf("%s: a row less is not noticed", table)
		}
		cells := slices.Clone(rows[0].cells)
		cells[len(cells)-1] += "1"
		if len(differences(c, c.but(table, append([]*row{rowOf(cells)}, rows[1:]...)))) == 0 {
			t.Errorf("%s: another value is not noticed", table)
		}
	}
	for table, column := range map[string]string{
		"placement_stay": "bed", "person_token": "person", "person_kin": "relative", "measure_fact": "person", "duty_duty": "cause", "resident_resident": "officer",
	} {
		if len(differences(c, c.swapped(table, column))) == 0 {
			t.Errorf("%s: two rows with each other's %s are not noticed", table, column)
		}
	}
}

func (c *content) but(table string, rows []*row) *content {
	out := &content{columns: c.columns, rows: maps.Clone(c.rows)}
	out.rows[table] = rows
	return out
}

// swapped lets two rows of a table have each other's value of a column: that of which the table speaks most, so that it is
// known by others (a token that one person alone has is as good as another one's), and the last that says all otherwise.
func (c *content) swapped(table, column string) *content {
	rows, i := slices.Clone(c.rows[table]), slices.Index(c.columns[table], column)
	said, most, first := map[string]int{}, 0, 0
	for _, r := range rows {
		for _, one := range r.ids {
			said[one]++
		}
	}
	for k, r := range rows {
		n := 0
		for _, one := range r.ids {
			n += said[one]
		}
		if n > most {
			most, first = n, k
		}
	}
	for k := len(rows) - 1; k >= 0; k-- {
		a, b := slices.Clone(rows[first].cells), slices.Clone(rows[k].cells)
		if a[i] == b[i] {
			continue
		}
		a[i], b[i] = b[i], a[i]
		if slices.Equal(a, rows[k].cells) {
			continue // the two have nothing else of their own
		}
		rows[first], rows[k] = rowOf(a), rowOf(b)
		break
	}
	return c.but(table, rows)
}
