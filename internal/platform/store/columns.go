package store

import (
	"database/sql"
	"fmt"
	"time"

	"guitu/internal/base/civil"
)

// Micros is an instant as a column keeps it: unix microseconds, UTC; 0 for the zero time.
func Micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// NullMicros is Micros for a column that may be NULL, which it is for the zero time.
func NullMicros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// Instant scans a column of Micros or NullMicros into t, in UTC: store.Instant(&m.At).
func Instant(t *time.Time) sql.Scanner { return (*instant)(t) }

type instant time.Time

// Scan reads unix microseconds; NULL and 0 are the zero time.
func (i *instant) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*i = instant{}
	case int64:
		if v == 0 {
			*i = instant{}
		} else {
			*i = instant(time.UnixMicro(v).UTC())
		}
	default:
		return fmt.Errorf("an instant is a number, not %T", value)
	}
	return nil
}

// DayArg is a civil date as a column keeps it: TEXT YYYY-MM-DD; NULL for the zero date.
func DayArg(d civil.Date) any {
	if d.IsZero() {
		return nil
	}
	return d.String()
}

// Day scans a column of DayArg into d: store.Day(&m.Start). NULL is the zero date.
func Day(d *civil.Date) sql.Scanner { return (*day)(d) }

type day civil.Date

// Scan reads YYYY-MM-DD.
func (d *day) Scan(value any) error {
	var text string
	switch v := value.(type) {
	case nil:
		*d = *new(day)
		return nil
	case string:
		text = v
	case []byte:
		text = string(v)
	default:
		return fmt.Errorf("a date is a text, not %T", value)
	}
	parsed, err := civil.ParseDate(text)
	if err != nil {
		return err
	}
	*d = day(parsed)
	return nil
}
