package store

import (
	"strconv"
	"strings"
)

// In writes the list of an SQL "in": In(3, ids) gives "($3, $4, …)" and the arguments. An empty list gives
// "(null)", which is in nothing. Keep a list under a thousand: cut longer work into parts.
func In[T any](from int, values []T) (string, []any) {
	if len(values) == 0 {
		return "(null)", nil
	}
	var b strings.Builder
	b.WriteByte('(')
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(from + i))
	}
	b.WriteByte(')')
	return b.String(), args
}
