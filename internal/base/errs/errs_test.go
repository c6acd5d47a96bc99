package errs_test

import (
	"errors"
	"io"
	"testing"

	"guitu/internal/base/errs"
)

func TestWrapKeepsKindAndCode(t *testing.T) {
	f := func() (err error) {
		defer errs.Wrap(&err, "measure.Record(%s)", "m1")
		return errs.Law("release.too_early", "REG 34")
	}
	err := f()
	if got := errs.CodeOf(err); got != "release.too_early" {
		t.Errorf("code %q", got)
	}
	if got := errs.KindOf(err); got != errs.Refused {
		t.Errorf("kind %v", got)
	}
	if got := err.Error(); got != "measure.Record(m1): release.too_early" {
		t.Errorf("text %q", got)
	}
}

func TestForeignErrorsAreInternal(t *testing.T) {
	if errs.KindOf(io.EOF) != errs.Internal || errs.CodeOf(io.EOF) != "internal" || errs.CodeOf(nil) != "" {
		t.Error("a foreign error must be internal, nil must be empty")
	}
	err := errs.Because(errs.Unavailable, "store.busy", io.EOF)
	if !errors.Is(err, io.EOF) {
		t.Error("the cause is lost")
	}
}

func TestFieldsAreAnsweredAtOnce(t *testing.T) {
	var f errs.Fields
	if f.Err("x") != nil {
		t.Fatal("no field, no error")
	}
	f.Add("born", "date.bad", "2025-02-30")
	f.Add("number", "id.length", "5199", 18, 4)
	e := errs.Find(f.Err("person.bad_input"))
	if e == nil || e.Kind != errs.Invalid || len(e.Fields) != 2 {
		t.Fatalf("%+v", e)
	}
	if e.Error() != "person.bad_input: born=date.bad, number=id.length" {
		t.Error(e.Error())
	}
}
