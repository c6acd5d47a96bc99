package document_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// pdf is the shortest that is whole.
const pdf = "%PDF-1.4\nstartxref\n0\n%%EOF\n"

func TestABroughtPaperIsWhatItsBytesSay(t *testing.T) {
	each(t, clock.At(storetest.Start), func(t *testing.T, h house) {
		for content, want := range map[string]string{
			pdf: "application/pdf", "<html>": "", "MZ\x90": "", "": "", " " + pdf: "", pdf[:20]: "", "\xff\xd8\xff\xe0": "",
		} {
			d := draft([]byte(content))
			d.Title, d.MediaType = "决定书", "text/html"
			_, err := h.room.Put(h.ctx, store.NewKey(), d)
			if want == "" {
				if e := errs.Find(err); e == nil || e.Code != "document.bad_input" || e.Fields[0].Name != "content" {
					t.Errorf("%q: %v", content, err)
				}
				continue
			}
			if err != nil {
				t.Fatalf("%q: %v", content, err)
			}
			if f, b, err := h.read(d); err != nil || f.MediaType != want || f.Title != "决定书" || string(b) != content {
				t.Errorf("%q: %+v %v", content, f, err)
			}
		}
	})
}

func TestABroughtPaperHasATitleAndIsFiledOnce(t *testing.T) {
	each(t, clock.At(storetest.Start), func(t *testing.T, h house) {
		for _, title := range []string{"", strings.Repeat("决", 101)} {
			d := draft([]byte(pdf))
			d.Title = title
			if _, err := h.room.Put(h.ctx, store.NewKey(), d); !errs.Is(err, "document.bad_input") {
				t.Errorf("%d characters: %v", len(title)/3, err)
			}
		}
		key, d := store.NewKey(), draft([]byte(pdf))
		d.Title = "送达回证"
		first, err := h.room.Put(h.ctx, key, d)
		if err != nil {
			t.Fatal(err)
		}
		again := d
		again.ID, again.Content = id.New(), bytes.NewReader([]byte(pdf))
		if second, err := h.room.Put(h.ctx, key, again); err != nil || second != first {
			t.Errorf("sent twice: %s %s %v", first, second, err)
		}
		if again, err := h.room.Ready(h.ctx, d); err != nil || again.MediaType != "application/pdf" {
			t.Error(err)
		}
		d.ID, d.Limit, d.Content = id.New(), 4, bytes.NewReader([]byte(pdf))
		if _, err := h.room.Put(h.ctx, store.NewKey(), d); errs.KindOf(err) != errs.TooLarge {
			t.Error(err)
		}
		d.ID, d.Limit = id.New(), 100
		d.Facility = id.New()
		teacher := policytest.As(t.Context(), "teacher", d.Facility, "", h.db.Clock()())
		if _, err := h.room.Put(teacher, store.NewKey(), d); errs.KindOf(err) != errs.Denied {
			t.Error("a teacher files a paper", err)
		}
	})
}

// guard finds what the test says.
type guard struct{ says error }

func (g guard) Check(context.Context, []byte) error { return g.says }

func TestNothingIsKeptThatTheGuardDoesNotPass(t *testing.T) {
	each(t, clock.At(storetest.Start), func(t *testing.T, h house) {
		d := draft([]byte(pdf))
		d.Title = "送达回证"
		h.room.Admits(1<<20, guard{errs.New(errs.Invalid, "clam.found", "Test")})
		_, err := h.room.Put(h.ctx, store.NewKey(), d)
		if e := errs.Find(err); e == nil || e.Code != "document.bad_input" || e.Fields[0].Code != "clam.found" || e.Fields[0].Args[0] != "Test" {
			t.Error(err)
		}
		h.room.Admits(1<<20, guard{errs.New(errs.Unavailable, "clam.silent")})
		if _, err := h.room.Put(h.ctx, store.NewKey(), d); errs.KindOf(err) != errs.Unavailable {
			t.Error(err)
		}
		if _, _, err := h.read(d); errs.KindOf(err) != errs.NotFound {
			t.Error("something was kept", err)
		}
		h.room.Admits(1<<20, guard{})
		if _, err := h.room.Put(h.ctx, store.NewKey(), d); err != nil {
			t.Error(err)
		}
		h.room.Admits(8, nil)
		d.ID = id.New()
		if _, err := h.room.Put(h.ctx, store.NewKey(), d); errs.KindOf(err) != errs.TooLarge || h.room.Limit() != 8 {
			t.Error(err)
		}
	})
}
