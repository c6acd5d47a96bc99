package config

import (
	"slices"

	"guitu/internal/base/errs"
)

// Wrong tells whether one of some settings cannot be: who looks a house over goes by the others all the same, for one number
// out of its range says nothing of the records.
func (c Config) Wrong(names ...string) bool {
	e := errs.Find(c.Validate())
	return e != nil && slices.ContainsFunc(e.Fields, func(f errs.Field) bool { return slices.Contains(names, f.Name) })
}
