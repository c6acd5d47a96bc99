package lite

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"reflect"
	"strconv"
)

// argument is a value as the driver takes it: named types as what they are made of.
func argument(a any) (driver.Value, error) {
	switch v := a.(type) {
	case nil, string, int64, []byte, bool, float64:
		return v, nil
	case int:
		return int64(v), nil
	case driver.Valuer:
		return driver.DefaultParameterConverter.ConvertValue(a)
	}
	if v := reflect.ValueOf(a); v.Kind() == reflect.String { // ids, and words of a room
		return v.String(), nil
	}
	return driver.DefaultParameterConverter.ConvertValue(a)
}

// assign puts a value of SQLite (nil, an integer, a float, a text, a blob) where a scan wants it. It does what database/sql
// does for these, so that a room reads alike inside and outside a group of writes; a test holds the two together.
func assign(dest any, v driver.Value) error {
	switch d := dest.(type) {
	case *string:
		if s, ok := v.(string); ok {
			*d = s
			return nil
		}
	case *int64:
		if n, ok := v.(int64); ok {
			*d = n
			return nil
		}
	case *int:
		if n, ok := v.(int64); ok {
			*d = int(n)
			return nil
		}
	case *[]byte:
		switch b := v.(type) {
		case []byte: // the driver has made it for this row
			*d = b
			return nil
		case nil:
			*d = nil
			return nil
		}
	case *any:
		*d = v
		return nil
	case sql.Scanner:
		return d.Scan(v)
	}
	return reflected(dest, v)
}

// reflected is assign for all other places, most of them named texts.
func reflected(dest any, v driver.Value) error {
	p := reflect.ValueOf(dest)
	if p.Kind() != reflect.Pointer || p.IsNil() {
		return fmt.Errorf("a column is read into a pointer, not %T", dest)
	}
	return set(p.Elem(), v)
}

func set(to reflect.Value, v driver.Value) error {
	wrong := func() error { return fmt.Errorf("a column of type %T is not read into a %s", v, to.Type()) }
	if to.Kind() == reflect.Pointer {
		if v == nil {
			to.SetZero()
			return nil
		}
		to.Set(reflect.New(to.Type().Elem()))
		return set(to.Elem(), v)
	}
	if to.Kind() == reflect.Slice && to.Type().Elem().Kind() == reflect.Uint8 {
		switch b := v.(type) {
		case nil:
			to.SetZero()
		case []byte:
			to.SetBytes(b)
		case string:
			to.SetBytes([]byte(b))
		default:
			to.SetBytes([]byte(asText(v)))
		}
		return nil
	}
	if v == nil {
		return wrong()
	}
	return number(to, v, wrong)
}

func number(to reflect.Value, v driver.Value, wrong func() error) error {
	switch to.Kind() {
	case reflect.String:
		if _, ok := v.([]byte); !ok && to.Type() != reflect.TypeFor[string]() { // a number is not read into a named text
			if _, ok := v.(string); !ok {
				return wrong()
			}
		}
		to.SetString(asText(v))
	case reflect.Bool:
		if to.Type() != reflect.TypeFor[bool]() {
			return wrong()
		}
		b, err := driver.Bool.ConvertValue(v)
		if err != nil {
			return err
		}
		to.SetBool(b.(bool))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, err := strconv.ParseInt(asText(v), 10, to.Type().Bits())
		if err != nil {
			return wrong()
		}
		to.SetInt(n)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		n, err := strconv.ParseUint(asText(v), 10, to.Type().Bits())
		if err != nil {
			return wrong()
		}
		to.SetUint(n)
	case reflect.Float32, reflect.Float64:
		n, err := strconv.ParseFloat(asText(v), to.Type().Bits())
		if err != nil {
			return wrong()
		}
		to.SetFloat(n)
	default:
		return wrong()
	}
	return nil
}

func asText(v driver.Value) string {
	switch x := v.(type) {
	case string:
		return x
	case []byte:
		return string(x)
	case int64:
		return strconv.FormatInt(x, 10)
	case float64:
		return strconv.FormatFloat(x, 'g', -1, 64)
	case bool:
		return strconv.FormatBool(x)
	}
	return fmt.Sprint(v)
}
