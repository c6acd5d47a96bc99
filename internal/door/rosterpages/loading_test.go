package rosterpages_test

import (
	"context"
	"log/slog"
	"net/url"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/id"
	"guitu/internal/door/rosterpages"
	"guitu/internal/door/web"
	"guitu/internal/platform/store"
)

// A load that takes longer than the page waits goes on by itself: its page says how far it is, and then what became
// of it.
func TestALongLoadShowsHowFarItIs(t *testing.T) {
	h := build(t)
	h.Site = web.New(web.Options{Words: words(t), Sessions: &h.chair, Clock: h.db.Clock(), Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	rosterpages.Routes(h.Site, rosterpages.Deps{Census: h.sources.Census, Roster: h.sources.Roster, Policy: h.sources.Policy, Wait: time.Nanosecond})
	run := h.upload(sample(t), string(id.New())).Header().Get("Location")

	busy, begun, freed := make(chan struct{}), make(chan struct{}, 8), make(chan error)
	go func() { freed <- hold(t.Context(), h.db, begun, busy) }()
	<-begun
	load := url.Values{"version": {"1"}, "_code": {"246810"}, "_key": {string(id.New())}}
	h.holds("load", h.ask(run+"/load", load), 303)
	w := h.ask(run, nil)
	h.holds("its page meanwhile", w, 200, "正在核对名册", "要么全部导入，要么一行不动")
	if w.Header().Get("Refresh") == "" {
		t.Error("the page does not ask again by itself")
	}
	h.holds("sent again", h.ask(run+"/load", load), 303)
	h.chair.who.Actor.Posts = nil
	h.see(run, 404)
	h.sit("intake_officer")

	close(busy)
	if err := <-freed; err != nil {
		t.Fatal(err)
	}
	h.ended(run)
	h.see(run, 200, "导入结果")
	h.see("/roster", 200, "已导入")
}

// ended asks until a load is over, as the page does.
func (h *house) ended(run string) {
	h.t.Helper()
	for h.ask(run, nil).Header().Get("Refresh") != "" {
		if err := h.t.Context().Err(); err != nil {
			h.t.Fatal(err)
		}
	}
}

// hold keeps the only writer busy until it is let go.
func hold(ctx context.Context, db *store.DB, begun chan<- struct{}, busy <-chan struct{}) error {
	ctx = actor.With(ctx, actor.Part("setup"))
	_, err := store.Write(ctx, db, store.NewKey(), func(*store.Tx) (int, error) {
		begun <- struct{}{}
		<-busy
		return 0, nil
	})
	return err
}
