package statistics

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func tables(most int) *rapid.Generator[Table] {
	return rapid.Custom(func(t *rapid.T) (out Table) {
		rows, columns := rapid.IntRange(1, 4).Draw(t, "rows"), rapid.IntRange(1, 4).Draw(t, "columns")
		for i := range rows {
			out.Lines = append(out.Lines, fmt.Sprint("l", i))
			line := make([]int, columns)
			for j := range line {
				line[j] = rapid.OneOf(rapid.IntRange(0, 12), rapid.IntRange(0, most)).Draw(t, "n")
				out.Total += line[j]
			}
			out.Counts = append(out.Counts, line)
		}
		for j := range columns {
			out.Columns = append(out.Columns, fmt.Sprint("c", j))
		}
		return out
	})
}

// Nothing small is shown: no cell, no total of a line, none of a column.
func TestNothingSmallIsShown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := tables(200).Draw(t, "table")
		out := Cover(in)
		if out.None {
			return
		}
		if out.Total != in.Total {
			t.Fatal("the total changed", in.Total, out.Total)
		}
		columns := make([]int, len(out.Columns))
		for i, line := range out.Counts {
			sum := 0
			for j, n := range line {
				sum, columns[j] = sum+n, columns[j]+n
				if n < Small && !out.Covered[i][j] {
					t.Fatalf("%d is shown: %+v", n, out)
				}
			}
			if sum < Small {
				t.Fatalf("the total %d is shown: %+v", sum, out)
			}
		}
		for _, sum := range columns {
			if sum < Small {
				t.Fatalf("the total %d is shown: %+v", sum, out)
			}
		}
	})
}

// Whoever knows all that is shown finds, for every covered small cell, a table in which it is not small: the reader of this
// test tries all tables there are, which is not how Cover looks for one.
func TestNothingSmallCanBeComputed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		out := Cover(tables(25).Draw(t, "table"))
		if out.None {
			return
		}
		for i, line := range out.Counts {
			for j, n := range line {
				if n < Small && !another(out, i, j) {
					t.Fatalf("cell %d,%d can only be small: %+v", i, j, out)
				}
			}
		}
	})
}

// another tells whether there is a table with the same totals and shown cells in which a cell is Small or more. It fixes
// that cell at Small, and fills the covered ones in order; totals prune.
func another(t Table, wantI, wantJ int) bool {
	rows, columns := make([]int, len(t.Lines)), make([]int, len(t.Columns))
	var open [][2]int
	for i, line := range t.Counts {
		for j, n := range line {
			if t.Covered[i][j] {
				rows[i], columns[j] = rows[i]+n, columns[j]+n
				if i != wantI || j != wantJ {
					open = append(open, [2]int{i, j})
				}
			}
		}
	}
	if rows[wantI] -= Small; rows[wantI] < 0 {
		return false
	}
	if columns[wantJ] -= Small; columns[wantJ] < 0 {
		return false
	}
	// A covered table can be filled if and only if it can be filled by whole numbers with every proper choice tried; the
	// remaining totals of a line must be taken by what is left of it.
	dead := map[string]bool{}
	var fill func(k int) bool
	fill = func(k int) bool {
		if k == len(open) {
			for _, x := range append(append([]int{}, rows...), columns...) {
				if x != 0 {
					return false
				}
			}
			return true
		}
		mark := fmt.Sprint(k, rows, columns)
		if dead[mark] {
			return false
		}
		i, j := open[k][0], open[k][1]
		lastOfLine := k+1 == len(open) || open[k+1][0] != i
		low := 0
		if lastOfLine {
			low = rows[i]
		}
		for n := low; n <= min(rows[i], columns[j]); n++ {
			rows[i], columns[j] = rows[i]-n, columns[j]-n
			ok := fill(k + 1)
			rows[i], columns[j] = rows[i]+n, columns[j]+n
			if ok {
				return true
			}
		}
		dead[mark] = true
		return false
	}
	return fill(0)
}

// A table of large cells is shown as it is.
func TestLargeCellsStay(t *testing.T) {
	in := Table{Lines: []string{"a", "b"}, Columns: []string{"x", "y"}, Counts: [][]int{{20, 30}, {40, 50}}, Total: 140}
	out := Cover(in)
	for i, line := range out.Covered {
		for j, covered := range line {
			if covered || out.Counts[i][j] != in.Counts[i][j] {
				t.Error(i, j, out)
			}
		}
	}
}

// The order in which outcomes came, and when, is not in a sheet.
func TestASheetDoesNotSayWhoCameLast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Outcome {
			return Outcome{
				Facility: "f", Ended: rapid.SampledFrom([]string{"2025-01", "2025-02", "2026-03"}).Draw(t, "ended"),
				Sex: rapid.SampledFrom([]string{"male", "female"}).Draw(t, "sex"), Since: rapid.IntRange(0, 2).Draw(t, "since"),
			}
		}), 1, 12).Draw(t, "outcomes")
		var one, other []Cell
		for _, o := range list {
			one = with(one, o)
		}
		for _, o := range rapid.Permutation(list).Draw(t, "order") {
			other = with(other, o)
		}
		if written(one) != written(other) {
			t.Fatalf("%s\n%s", written(one), written(other))
		}
		if back, err := read(written(one)); err != nil || written(back) != written(one) {
			t.Fatal(back, err)
		}
	})
}
