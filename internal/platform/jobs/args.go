package jobs

import (
	"context"
	"encoding/json"
	"reflect"
	"regexp"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Args is what a job is about: a struct of ids, codes, numbers and moments. Kind names the work, part.what,
// and never changes: rows of an older program must find their handler.
type Args interface{ Kind() string }

// Limits is how long one run may take and how often it is tried. A zero field has the default.
type Limits struct {
	Attempts int           // 12: about eleven hours with the pauses between
	Within   time.Duration // a minute; at most nine
}

// Limited is Args with limits of its own.
type Limited interface{ Limits() Limits }

// Apart is Args that belong to a compartment other than general.
type Apart interface{ Compartment() seal.Compartment }

// Code is a short word of a program inside Args: letters, digits and . _ : / - of ASCII, at most 64.
type Code string

const (
	waiting = "waiting"
	running = "running"
	failed  = "failed"

	lease   = 10 * time.Minute // longer than any run, so that a living worker never loses it
	longest = lease - time.Minute
	maxArgs = 4096 // bytes of JSON; a longer list belongs in a table of its room
)

var (
	kindForm = regexp.MustCompile(`^[a-z]+\.[a-z][a-z_]{0,40}$`)
	codeForm = regexp.MustCompile(`^[A-Za-z0-9_.:/-]{0,64}$`)
)

func limitsOf(a Args) Limits {
	l := Limits{}
	if own, ok := a.(Limited); ok {
		l = own.Limits()
	}
	if l.Attempts <= 0 {
		l.Attempts = 12
	}
	if l.Within <= 0 {
		l.Within = time.Minute
	}
	l.Within = min(l.Within, longest)
	return l
}

func compartmentOf(a Args) seal.Compartment {
	if own, ok := a.(Apart); ok {
		return own.Compartment()
	}
	return seal.General
}

// Enqueue makes a job that may run as soon as tx is committed. It asks for no marks: a job is a part of the
// act that makes it. It fails with jobs.bad_args (Internal) when the arguments could name somebody.
func Enqueue(ctx context.Context, tx *store.Tx, a Args) error {
	return EnqueueAt(ctx, tx, a, tx.Now())
}

// EnqueueAt is Enqueue for a job that may not run before due.
func EnqueueAt(ctx context.Context, tx *store.Tx, a Args, due time.Time) (err error) {
	defer errs.Wrap(&err, "jobs.Enqueue(%s)", a.Kind())
	if !kindForm.MatchString(a.Kind()) || !compartmentOf(a).Valid() || !plain(reflect.ValueOf(a)) {
		return errs.New(errs.Internal, "jobs.bad_args", a.Kind())
	}
	raw, err := json.Marshal(a)
	if err != nil || len(raw) > maxArgs {
		return &errs.Error{Kind: errs.Internal, Code: "jobs.bad_args", Args: []any{a.Kind()}, Err: err}
	}
	return insert(ctx, tx, row{
		id: id.New(), kind: a.Kind(), compartment: compartmentOf(a), args: raw,
		state: waiting, due: due, made: tx.Now(),
	})
}

var (
	momentType = reflect.TypeFor[time.Time]()
	textType   = reflect.TypeFor[string]()
	idType     = reflect.TypeFor[id.ID]()
)

// holds tells whether a type can hold only ids, codes, numbers and moments. A plain string can hold a name;
// a named string type has a meaning, and plain looks at its value.
func holds(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return true
	case reflect.String:
		return t != textType
	case reflect.Slice:
		return t.Elem().Kind() != reflect.Uint8 && holds(t.Elem())
	case reflect.Struct:
		if t == momentType {
			return true
		}
		for f := range t.Fields() {
			if !f.IsExported() || !holds(f.Type) {
				return false
			}
		}
		return true
	}
	return false
}

// plain tells whether a value that holds allows is what its type says: ids parse, codes are short and ASCII.
func plain(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == idType && v.Len() > 0 {
			_, err := id.Parse(v.String())
			return err == nil
		}
		return holds(v.Type()) && codeForm.MatchString(v.String()) && !numberForm.MatchString(v.String())
	case reflect.Slice:
		for i := range v.Len() {
			if !plain(v.Index(i)) {
				return false
			}
		}
		return holds(v.Type())
	case reflect.Struct:
		if v.Type() == momentType {
			return true
		}
		for i := range v.NumField() {
			if !v.Type().Field(i).IsExported() || !plain(v.Field(i)) {
				return false
			}
		}
		return true
	}
	return holds(v.Type())
}

// numberForm is an identity number or telephone that somebody took for a code.
var numberForm = regexp.MustCompile(`^[0-9]{11,}[0-9Xx]?$`)
