package folk

import "slices"

// Split divides n by shares without losing any: largest remainders first.
func Split(n int, shares []int) []int {
	total, given := 0, 0
	for _, s := range shares {
		total += s
	}
	out, rest := make([]int, len(shares)), make([]int, len(shares))
	order := make([]int, len(shares))
	for i, s := range shares {
		out[i], rest[i], order[i] = n*s/total, n*s%total, i
		given += out[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return rest[b] - rest[a] })
	for _, i := range order[:n-given] {
		out[i]++
	}
	return out
}
