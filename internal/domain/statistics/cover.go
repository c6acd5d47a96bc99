package statistics

import (
	"slices"
)

// Cover makes a table that may leave the bureau. Lines and columns whose totals are under Small are put together into one, so
// that every total that is shown is not small; cells under Small are covered, nought among them; and so many others beside
// them that, from all that is shown, every covered small cell could as well be Small or more. Where that cannot be, nothing is
// said at all.
func Cover(t Table) Table {
	t = merged(t)
	if t.Total < Small || len(t.Lines) == 0 {
		return Table{None: true}
	}
	t = merged(turned(t))
	t = turned(t)
	// Putting columns together changes no line's total: after both, all totals are Small or more.
	c := covering{t.Counts, make([][]bool, len(t.Lines))}
	for i, line := range t.Counts {
		c.hidden[i] = make([]bool, len(line))
		for j, n := range line {
			c.hidden[i][j] = n < Small
		}
	}
	for {
		i, j, found := c.weak()
		if !found {
			break
		}
		c.help(i, j)
	}
	t.Covered, t.Sealed, t.Whole = c.hidden, 0, false
	return t
}

// merged puts the lines with a total under Small together, and with the smallest other one while that is still too little.
func merged(t Table) Table {
	total := func(line []int) (n int) {
		for _, x := range line {
			n += x
		}
		return n
	}
	rest, have := make([]int, len(t.Columns)), false
	out := t
	out.Lines, out.Counts = nil, nil
	for i, line := range t.Counts {
		if total(line) < Small {
			plus(rest, line)
			have = true
			continue
		}
		out.Lines, out.Counts = append(out.Lines, t.Lines[i]), append(out.Counts, line)
	}
	if !have {
		return t
	}
	for total(rest) < Small && len(out.Counts) > 0 {
		least := 0
		for i := range out.Counts {
			if total(out.Counts[i]) < total(out.Counts[least]) {
				least = i
			}
		}
		plus(rest, out.Counts[least])
		out.Lines, out.Counts = slices.Delete(slices.Clone(out.Lines), least, least+1), slices.Delete(slices.Clone(out.Counts), least, least+1)
	}
	out.Lines, out.Counts = append(out.Lines, Rest), append(out.Counts, rest)
	return out
}

func plus(to, line []int) {
	for j, n := range line {
		to[j] += n
	}
}

// turned is a table with lines and columns changed.
func turned(t Table) Table {
	out := t
	out.Lines, out.Columns = t.Columns, t.Lines
	out.Counts = make([][]int, len(t.Columns))
	for j := range t.Columns {
		out.Counts[j] = make([]int, len(t.Lines))
		for i := range t.Lines {
			out.Counts[j][i] = t.Counts[i][j]
		}
	}
	return out
}

// covering is a table whose totals are all shown, with the cells that are not.
type covering struct {
	counts [][]int
	hidden [][]bool
}

// weak finds a small cell that a reader could tell to be small.
func (c covering) weak() (i, j int, found bool) {
	for i, line := range c.counts {
		for j, n := range line {
			if n < Small && c.hidden[i][j] && n+c.room(i, j, Small-n) < Small {
				return i, j, true
			}
		}
	}
	return 0, 0, false
}

// help covers the smallest cells that are still shown in the line and the column of a weak cell, with the one where they
// cross; where there is none, any. In the end all are covered, and then a cell may be as large as the smaller of its totals.
func (c covering) help(i, j int) {
	k, l := c.least(func(a, b int) bool { return b == j }), c.least(func(a, b int) bool { return a == i })
	if k == nil && l == nil {
		k = c.least(func(int, int) bool { return true })
	}
	for _, at := range [][]int{k, l} {
		if at != nil {
			c.hidden[at[0]][at[1]] = true
		}
	}
	if k != nil && l != nil {
		c.hidden[k[0]][l[1]] = true
	}
}

func (c covering) least(of func(i, j int) bool) (at []int) {
	for i, line := range c.counts {
		for j, n := range line {
			if !c.hidden[i][j] && of(i, j) && (at == nil || n < c.counts[at[0]][at[1]]) {
				at = []int{i, j}
			}
		}
	}
	return at
}

// room is by how much a covered cell could be larger, up to want, with the same totals and the same cells shown: what must be
// taken from other cells of its column and given to others of their lines, round and round, until it comes out of its line.
// That is a flow: from a column to a line through a covered cell as much as stands in it, from a line to a column through a
// covered cell any amount.
func (c covering) room(i, j, want int) int {
	rows, columns := len(c.counts), len(c.counts[0])
	taken := make([][]int, rows) // how much every cell has been lowered (or raised, below nought)
	for a := range taken {
		taken[a] = make([]int, columns)
	}
	for flow := 0; flow < want; flow++ {
		if !c.push(i, j, taken) {
			return flow
		}
	}
	return want
}

// push moves one from column j to line i along covered cells, by the shortest way.
func (c covering) push(i, j int, taken [][]int) bool {
	rows, columns := len(c.counts), len(c.counts[0])
	from := make([]int, rows+columns) // where each node was reached from; lines first
	for n := range from {
		from[n] = -1
	}
	start := rows + j
	from[start] = start
	queue := []int{start}
	for len(queue) > 0 && from[i] < 0 {
		n := queue[0]
		queue = queue[1:]
		if n >= rows {
			for a := range rows {
				if b := n - rows; from[a] < 0 && c.hidden[a][b] && (a != i || b != j) && c.counts[a][b]-taken[a][b] > 0 {
					from[a] = n
					queue = append(queue, a)
				}
			}
			continue
		}
		for b := range columns {
			if m := rows + b; from[m] < 0 && c.hidden[n][b] && (n != i || b != j) {
				from[m] = n
				queue = append(queue, m)
			}
		}
	}
	if from[i] < 0 {
		return false
	}
	for n := i; n != start; n = from[n] {
		if m := from[n]; m >= rows { // a column gave: the cell is lowered
			taken[n][m-rows]++
		} else {
			taken[m][n-rows]--
		}
	}
	return true
}
