package app

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/staff"
	"guitu/internal/door/bookcopy"
	"guitu/internal/platform/config"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/press"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// The night writes copies that the house itself cannot open, and that open without it.
func TestCopiesOfTheNightOpenWithoutAHouse(t *testing.T) {
	public, private := bookcopy.NewKey(seal.Intl)
	c := config.Default()
	c.Data, c.BookFolder, c.BookKey = filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "copies"), public
	hand := clock.At(time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC))
	h, err := Open(t.Context(), c, Options{Clock: hand.Now, Found: true, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if _, err := h.Demo(t.Context(), Demo{Seed: 1, Size: 120}); err != nil {
		t.Fatal(err)
	}
	h.Origin = civil.DateOf(hand.Now()) // as when it is opened again
	key := store.NewKey()
	ctx := actor.With(t.Context(), actor.Part("sweep"))
	made, err := h.Books.Night(ctx, func(step string) store.Key { return key.Step(step) })
	if err != nil || len(made) == 0 {
		t.Fatal(made, err)
	}
	made1, _, err := h.Books.Copy(ctx, made[0])
	if err != nil {
		t.Fatal(err)
	}
	copies := bookcopy.Folder{Path: c.BookFolder, Key: public, Days: c.BookDays, Set: h.bookSetting()}
	if err := copies.Keep(ctx, made, h.Books.Copy, h.Clock()); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(c.BookFolder, "20261124-0900 *.guitubook"))
	if err != nil || len(files) != len(made) {
		t.Fatal(len(files), len(made), err)
	}
	box, err := os.ReadFile(files[0])
	if err != nil || bytes.HasPrefix(box, []byte("%PDF")) || bytes.Contains(box, []byte("%PDF-1.")) {
		t.Fatal("it lies open", err)
	}
	pdf, err := bookcopy.Open(box, private+"\n")
	if err != nil || !strings.HasPrefix(string(pdf), "%PDF-") {
		t.Fatal(err)
	}
	_, other := bookcopy.NewKey(seal.GM)
	if _, err := bookcopy.Open(box, other); !errs.Is(err, "seal.box_broken") {
		t.Error("opened with another key:", err)
	}
	// One that an officer makes before the machine is stopped lies there as soon as the job has run.
	if _, err := h.Jobs.Drain(t.Context()); err != nil { // the night's own
		t.Fatal(err)
	}
	hand.Forward(time.Hour)
	posts, err := store.Read(ctx, h.DB, func(tx *store.Tx) ([]staff.Post, error) { return staff.PostsOn(ctx, tx, made1.Facility, tx.Today()) })
	if err != nil {
		t.Fatal(err)
	}
	who := policytest.Signed(policytest.Officer(policy.FacilityHead, made1.Facility, made1.Facility), hand.Now())
	who.Staff = posts[0].Member
	head := actor.With(t.Context(), who)
	asked, err := h.Books.Make(head, store.NewKey(), made1.Whom)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Jobs.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if files, _ = filepath.Glob(filepath.Join(c.BookFolder, "20261124-1000 *.guitubook")); len(files) != 1 {
		t.Fatal("what an officer made has no copy", files)
	}
	same(t, h, files[0], private, asked)
	hand.Forward(time.Duration(c.BookDays+1) * 24 * time.Hour)
	if err := copies.Keep(ctx, nil, h.Books.Copy, h.Clock()); err != nil {
		t.Fatal(err)
	}
	if files, _ = filepath.Glob(filepath.Join(c.BookFolder, "*")); len(files) != 0 {
		t.Error("copies outlive their books", files)
	}
}

// same holds a copy against the book as the pages set it: one book, one text, with who asked for it and that its people
// are invented.
func same(t *testing.T, h *House, file, private string, book id.ID) {
	t.Helper()
	box, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	copied, err := bookcopy.Open(box, private)
	if err != nil {
		t.Fatal(err)
	}
	ctx := actor.With(t.Context(), actor.Part("sweep"))
	b, c, err := h.Books.Copy(ctx, book)
	if err != nil {
		t.Fatal(err)
	}
	set := h.bookSetting()
	set.Officer = func(context.Context, id.ID) (string, error) { return "", nil }
	unnamed := set.Print(ctx, b, c).Sheet()
	for i, s := range []press.Sheet{h.bookSetting().Print(ctx, b, c).Sheet(), unnamed} {
		pdf, err := press.PDF(press.Drawable(s))
		if err != nil || bytes.Equal(pdf, copied) != (i == 0) {
			t.Errorf("%d: the copy is another text than the book (%v)\n%.200s", i, err, s.Text())
		}
	}
	if unnamed.Draft == "" {
		t.Error("nothing says that the people are invented")
	}
}
