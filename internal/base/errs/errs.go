// Package errs is the one error type of the house.
//
// An Error says what kind of trouble it is (Kind), which trouble exactly (Code, stable and readable,
// named room.what, the key of its message in the catalogue), what was wrong in which field (Fields),
// which rule refused it (Basis: articles such as "NCL 47") and what caused it (Err). The kind decides
// the status at the door; the code decides the words. No error carries a person's name or number:
// arguments are dates, counts and codes, and the door adds what the reader may see.
//
// Every exported use case starts with
//
//	defer errs.Wrap(&err, "measure.Record(%s)", id)
//
// so that a chain of calls reads as an address, for the price of one line.
package errs

import (
	"errors"
	"fmt"
	"strings"
)

// Kind is the family of an error. The zero value is Internal: what nobody thought of is our fault.
type Kind uint8

const (
	Internal        Kind = iota // a defect of ours, or a cause we do not know
	Invalid                     // the input cannot be what it says; Fields tell which
	NotFound                    // there is no such thing, or the asker may not know of it
	Denied                      // the actor may not
	Conflict                    // the record changed meanwhile, or stands against it
	Unauthenticated             // nobody is signed in
	TooMany                     // too often
	Unavailable                 // cannot be done now; the same call may succeed later
	Refused                     // the law refuses it; Basis names the article
	TooLarge                    // larger than can be taken; waiting does not help
)

var kindNames = [...]string{"internal", "invalid", "not_found", "denied", "conflict", "unauthenticated", "too_many", "unavailable", "refused", "too_large"}

// String is the kind as written in logs and machine answers.
func (k Kind) String() string { return kindNames[k] }

// Field is one input that was wrong: its dotted name, what was wrong (a code), the value as it was read,
// and what would be right, as arguments of the code's message.
type Field struct {
	Name  string
	Code  string
	Value string
	Args  []any
}

// Error is a failure with a stable code. Build it with New, Invalidf and their like; read it with
// KindOf, CodeOf and errors.As.
type Error struct {
	Kind   Kind
	Code   string
	Args   []any    // safe to show and to log: dates, counts, codes
	Basis  []string // articles, when the law is the reason
	Fields []Field
	Err    error // cause, for the log only
}

// Error is the text for logs; people read the catalogue's text for Code.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Code)
	for i, f := range e.Fields {
		sep := ", "
		if i == 0 {
			sep = ": "
		}
		b.WriteString(sep + f.Name + "=" + f.Code)
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// New makes an error of a kind with a code and safe arguments for its message.
func New(k Kind, code string, args ...any) *Error { return &Error{Kind: k, Code: code, Args: args} }

// Because is New with a cause that only the log sees.
func Because(k Kind, code string, cause error) *Error { return &Error{Kind: k, Code: code, Err: cause} }

// Law is a refusal by an article: errs.Law("release.too_early", "NCL 47", "REG 34").
func Law(code string, basis ...string) *Error {
	return &Error{Kind: Refused, Code: code, Basis: basis}
}

// Fields collects what is wrong with an input, so that all of it is answered at once.
type Fields struct{ list []Field }

// Add notes that a field is wrong: its name, the code of what is wrong, the value as read, and arguments
// of the message (what would be right).
func (f *Fields) Add(name, code, value string, args ...any) {
	f.list = append(f.list, Field{Name: name, Code: code, Value: value, Args: args})
}

// Err is nil when nothing was added, else one Invalid error with every field.
func (f *Fields) Err(code string) error {
	if len(f.list) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Code: code, Fields: f.list}
}

// Wrap adds an address to *err, if there is one. Use it deferred, first line of a use case; the arguments
// are ids, never names.
func Wrap(err *error, format string, args ...any) {
	if *err != nil {
		*err = fmt.Errorf(format+": %w", append(args, *err)...)
	}
}

// Find gives the Error inside err, or nil.
func Find(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// Renamed calls a field of err by the name that its reader knows it by. An error without fields stays as it is.
func Renamed(err error, from, to string) error {
	e := Find(err)
	if e == nil || len(e.Fields) == 0 {
		return err
	}
	c := *e
	c.Fields = append([]Field(nil), e.Fields...)
	for i := range c.Fields {
		if c.Fields[i].Name == from {
			c.Fields[i].Name = to
		}
	}
	return &c
}

// KindOf is the kind of err; Internal for an error that is not ours.
func KindOf(err error) Kind {
	if e := Find(err); e != nil {
		return e.Kind
	}
	return Internal
}

// CodeOf is the code of err; "internal" for an error that is not ours, "" for nil.
func CodeOf(err error) string {
	if err == nil {
		return ""
	}
	if e := Find(err); e != nil {
		return e.Code
	}
	return "internal"
}

// Is tells whether err has the code.
func Is(err error, code string) bool { return err != nil && CodeOf(err) == code }
