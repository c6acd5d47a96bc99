package document_test

import (
	"bytes"
	"strings"
	"testing"

	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

func TestABroughtPaperIsWhatItsBytesSay(t *testing.T) {
	each(t, clock.At(storetest.Start), func(t *testing.T, h house) {
		for content, want := range map[string]string{
			"%PDF-1.7 …": "application/pdf", "\xff\xd8\xff\xe0": "image/jpeg", "\x89PNG\r\n\x1a\n": "image/png",
			"II*\x00....": "image/tiff", "MM\x00*....": "image/tiff", "<html>": "", "MZ\x90": "", "": "", " %PDF-1.7": "",
		} {
			d := draft([]byte(content))
			d.Title, d.MediaType = "决定书", "text/html"
			file, err := h.room.Put(h.ctx, store.NewKey(), d)
			if want == "" {
				if e := errs.Find(err); e == nil || e.Code != "document.bad_input" || e.Fields[0].Name != "content" {
					t.Errorf("%q: %v", content, err)
				}
				continue
			}
			if err != nil {
				t.Fatalf("%q: %v", content, err)
			}
			if f, b, err := h.read(file); err != nil || f.MediaType != want || f.Title != "决定书" || string(b) != content {
				t.Errorf("%q: %+v %v", content, f, err)
			}
		}
	})
}

func TestABroughtPaperHasATitleAndIsFiledOnce(t *testing.T) {
	each(t, clock.At(storetest.Start), func(t *testing.T, h house) {
		for _, title := range []string{"", strings.Repeat("决", 101)} {
			d := draft([]byte("%PDF-"))
			d.Title = title
			if _, err := h.room.Put(h.ctx, store.NewKey(), d); !errs.Is(err, "document.bad_input") {
				t.Errorf("%d characters: %v", len(title)/3, err)
			}
		}
		key, d := store.NewKey(), draft([]byte("%PDF-1.4"))
		d.Title = "送达回证"
		first, err := h.room.Put(h.ctx, key, d)
		if err != nil {
			t.Fatal(err)
		}
		again := d
		again.ID, again.Content = id.New(), bytes.NewReader([]byte("%PDF-1.4"))
		if second, err := h.room.Put(h.ctx, key, again); err != nil || second != first {
			t.Errorf("sent twice: %s %s %v", first, second, err)
		}
		d.ID, d.Limit, d.Content = id.New(), 4, bytes.NewReader([]byte("%PDF-1.4"))
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
