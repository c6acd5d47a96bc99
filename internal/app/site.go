package app

import (
	"context"
	"encoding/json"
	"net/http"

	"guitu/internal/door/web"
	"guitu/internal/platform/store"
)

// site builds the pages: the kit, then each desk's routes.
func (h *House) site(ctx context.Context) (http.Handler, error) {
	demo, err := h.Accounts.HasDemoAccounts(ctx)
	if err != nil {
		return nil, err
	}
	proxies, err := h.Config.Proxies()
	if err != nil {
		return nil, err
	}
	kit := web.New(web.Options{
		Words: h.Words, Sessions: seats{h}, Clock: h.Clock, Log: h.Log, Menu: h.menu,
		SearchAt: "/people", SignInAt: "/sign-in", Demo: demo, Secure: h.Config.TLS(),
	})
	for _, routes := range h.desks() {
		routes(kit)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", h.health)
	mux.Handle("/", believed(proxies, kit.Handler()))
	return mux, nil
}

// desks lists the page rooms, each as what adds its routes.
func (h *House) desks() []func(*web.Site) {
	return nil // signpages, daypages, casepages, rosterpages, lawpages, adminpages, helppages: as they land
}

// menu is the side bar of the reader's desk.
func (h *House) menu(web.Page) web.Menu { return web.Menu{} }

// watch tells Health what can fail by itself.
func (h *House) watch() {
	h.Health.Watch("store", func(ctx context.Context) error {
		_, err := store.Read(ctx, h.DB, func(tx *store.Tx) (int, error) {
			return store.One(ctx, tx, store.Value[int], `select 1`)
		})
		return err
	})
	h.Health.Watch("jobs", h.Jobs.Well)
}

// health answers a load balancer or a watchman: 200 when requests are welcome, else 503, with the code of each
// part that is not well. It names nobody and needs no account.
func (h *House) health(w http.ResponseWriter, r *http.Request) {
	report := h.Health.Report(r.Context())
	answer := struct {
		Ready bool              `json:"ready"`
		Parts map[string]string `json:"parts"`
	}{report.Ready, map[string]string{}}
	for _, p := range report.Parts {
		answer.Parts[p.Part] = p.Code
		if p.Code == "" {
			answer.Parts[p.Part] = "ok"
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if !report.Ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(answer) // the asker has gone: nobody is left to tell
}
