package jobs_test

import (
	"context"
	"strings"
	"testing"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

func TestArgumentsCannotNameAnybody(t *testing.T) {
	panics := func(what string, f func()) {
		defer func() {
			if recover() == nil {
				t.Errorf("%s was taken", what)
			}
		}()
		f()
	}
	r := jobs.New(jobs.Config{})
	panics("a string", func() { jobs.Handle(r, func(context.Context, named) error { return nil }) })
	panics("a map", func() { jobs.Handle(r, func(context.Context, nested) error { return nil }) })
	panics("bytes", func() { jobs.Handle(r, func(context.Context, blob) error { return nil }) })
	panics("a hidden field", func() { jobs.Handle(r, func(context.Context, hidden) error { return nil }) })
	jobs.Handle(r, func(context.Context, coded) error { return nil })
	panics("a second handler", func() { jobs.Handle(r, func(context.Context, coded) error { return nil }) })

	storetest.Each(t, func(t *testing.T, db *store.DB) {
		many := wide{}
		for range 200 {
			many.IDs = append(many.IDs, id.New())
		}
		for _, a := range []jobs.Args{
			named{"x"},
			nested{},
			blob{},
			hidden{name: "x"},
			many,
			coded{Code: "张三"},
			coded{Code: "two words"},
			coded{Code: jobs.Code(strings.Repeat("x", 65))},
			coded{Code: "519900199001011234"},
			coded{Code: "13800000000"},
			coded{ID: "519900199001011234"},
		} {
			if err := tryEnqueue(t, db, nil, a); !errs.Is(err, "jobs.bad_args") {
				t.Errorf("%#v: %v", a, err)
			}
		}
		enqueue(t, db, coded{Code: "roster:2026-11", ID: newest, Number: 7, At: storetest.Start})
		var got coded
		r := jobs.New(jobs.Config{DB: db})
		jobs.Handle(r, func(_ context.Context, c coded) error { got = c; return nil })
		drain(t, r, 1)
		if got.Code != "roster:2026-11" || got.ID != newest || got.Number != 7 || !got.At.Equal(storetest.Start) {
			t.Errorf("%+v", got)
		}
	})
}
