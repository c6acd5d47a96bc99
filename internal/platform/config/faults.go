package config

import (
	"regexp"
	"strings"
	"time"

	"guitu/internal/base/errs"
)

// faults are what is wrong with settings.
type faults struct{ errs.Fields }

// inside is what an address may hold of a name and a password.
var inside = regexp.MustCompile(`//[^/@]*@`)

// told adds a fault whose message shows, before anything else, what was set. What is a secret, or mostly holds one, is
// added by Add, without a value.
func (f *faults) told(name, code, value string, args ...any) {
	value = inside.ReplaceAllString(value, "//…@")
	f.Add(name, code, value, append([]any{value}, args...)...)
}

// unread adds that a value is not of the kind that the setting is, with the default as an example of the kind.
func (f *faults) unread(s setting, value string) {
	d := Default()
	field := s.field(&d)
	if _, span := field.(*time.Duration); span {
		f.told(s.name, "config.not_span", value, strings.Replace(write(field), "m0s", "m", 1))
		return
	}
	f.told(s.name, "config.not_number", value, write(field))
}
