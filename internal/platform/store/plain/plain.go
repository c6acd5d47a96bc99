// Package plain tells what may stand in the clear beside the key of a command: nothing that could name somebody.
package plain

import (
	"reflect"
	"regexp"
	"time"

	"guitu/internal/base/id"
)

var (
	momentType = reflect.TypeFor[time.Time]()
	codeForm   = regexp.MustCompile(`^[A-Za-z0-9_.:/@-]{0,64}$`)
	// numberForm is an identity number or telephone that somebody took for a code.
	numberForm = regexp.MustCompile(`^[0-9]{11,}[0-9Xx]?$`)
)

// Holds tells whether a result holds only what may stand in the clear beside its key: ids, numbers, truth values,
// moments, and short codes of ASCII; or lists, structs and maps of them. A name, a reason or a sealed value is none.
func Holds(result any) bool { return plain(reflect.ValueOf(result)) }

func plain(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.String:
		s := v.String()
		if _, err := id.Parse(s); err == nil {
			return true
		}
		return codeForm.MatchString(s) && !numberForm.MatchString(s)
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return v.Len() == 0
		}
		for i := range v.Len() {
			if !plain(v.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Map:
		for at := v.MapRange(); at.Next(); {
			if !plain(at.Key()) || !plain(at.Value()) {
				return false
			}
		}
		return true
	case reflect.Struct:
		if v.Type() == momentType {
			return true
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && !plain(v.Field(i)) { // JSON carries no others
				return false
			}
		}
		return true
	case reflect.Pointer, reflect.Interface:
		return v.IsNil() || plain(v.Elem())
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return false
	}
	return true
}
