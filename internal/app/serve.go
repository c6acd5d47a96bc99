package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/platform/hold"
	"guitu/internal/platform/obs"
)

// beat is how often a serving process says that it lives, where no folder can be locked: short, for after a crash
// the next one waits for three of them.
const beat = 3 * time.Second

// Serve opens the doors and works until ctx ends; then it takes no more requests, lets those that run finish
// for as long as Config.Drain allows, and stops the jobs. ready is told the address once requests are taken.
//
// It fails with app.demo_beyond_loopback (Denied) when invented officers could be reached from a network, with
// store.served while another process serves the same records, with app.port_taken, app.port_denied and
// app.not_our_address, and with app.cannot_listen for any other reason.
func (h *House) Serve(ctx context.Context, ready func(address string)) (err error) {
	defer errs.Wrap(&err, "app.Serve")
	if err := h.guardDemo(ctx); err != nil {
		return err
	}
	if err := h.lookAround(ctx); err != nil {
		return err
	}
	held, err := hold.Take(ctx, h.DB, beat)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, held.Close()) }()
	pages, err := h.Handler(ctx)
	if err != nil {
		return err
	}
	secure, plain, err := h.secure()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", h.Config.Listen)
	if err != nil {
		return cannotListen(h.Config.Listen, err)
	}
	exposed, err := h.expose()
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer exposed()
	unlit, err := h.listenPlain(plain)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer unlit()
	defer h.background(ctx)()
	if err := h.Jobs.Start(ctx); err != nil {
		return errors.Join(err, listener.Close())
	}
	server := h.server(pages)
	server.TLSConfig = secure
	ended := make(chan error, 1)
	go func() { ended <- h.listen(server, listener) }()
	ready(listener.Addr().String())
	select {
	case err = <-ended:
	case <-ctx.Done():
	case <-held.Lost():
		err = errs.New(errs.Unavailable, "store.served", h.DB.Node())
	}
	return errors.Join(err, h.drain(server))
}

// cannotListen names the address and the reason.
func cannotListen(address string, cause error) error {
	for code, reason := range map[string]syscall.Errno{
		"app.port_taken": syscall.EADDRINUSE, "app.port_denied": syscall.EACCES, "app.not_our_address": syscall.EADDRNOTAVAIL,
	} {
		if errors.Is(cause, reason) {
			e := errs.New(errs.Conflict, code, address)
			e.Err = cause
			return e
		}
	}
	return errs.Because(errs.Unavailable, "app.cannot_listen", cause)
}

// guardDemo keeps a folder of invented people off the network: everybody knows its passwords.
func (h *House) guardDemo(ctx context.Context) error {
	demo, err := h.Accounts.HasDemoAccounts(ctx)
	if err != nil {
		return err
	}
	if demo && !h.Config.Loopback() {
		return errs.New(errs.Denied, "app.demo_beyond_loopback", h.Config.Listen)
	}
	return nil
}

// last is how long the log may take for the facts of the last requests, while the program stops.
const last = 5 * time.Second

// background runs the ledger, which numbers and signs the facts; the answer ends it, and waits. It outlives
// ctx: facts of the last requests are numbered too, for what waits in a house that is off can be taken away unseen.
func (h *House) background(ctx context.Context) (end func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	if err := h.sayAhead(ctx); err != nil {
		h.Log.Error("whether the newest fact lies in the future is not known", "code", errs.CodeOf(err), "cause", err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		h.Ledger.Run(ctx, time.Second, func(err error) {
			h.Log.Error("facts wait for their numbers", "code", errs.CodeOf(err), "cause", err)
		})
	})
	wg.Go(func() { obs.Pace(ctx, time.Second) })
	return func() {
		cancel()
		wg.Wait()
		ctx, done := context.WithTimeout(context.WithoutCancel(ctx), last)
		defer done()
		if err := h.Ledger.Finish(ctx); err != nil {
			h.Log.Error("facts of the last moment wait for their numbers", "code", errs.CodeOf(err), "cause", err)
		}
	}
}

func (h *House) server(pages http.Handler) *http.Server {
	return &http.Server{
		Handler:           pages,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       5 * time.Minute,  // a roster over a thin line
		WriteTimeout:      20 * time.Minute, // longer than the longest answer may take: who reads nothing does not sit there for ever
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(h.Log.Handler(), slog.LevelWarn),
	}
}

func (h *House) listen(s *http.Server, l net.Listener) (err error) {
	if h.Config.TLS() {
		err = s.ServeTLS(l, "", "") // the certificate is in its configuration
	} else {
		err = s.Serve(l)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return errs.Because(errs.Unavailable, "app.cannot_listen", err)
}

func (h *House) drain(s *http.Server) error {
	h.Health.Drain()
	ctx, cancel := context.WithTimeout(context.Background(), h.Config.Drain)
	defer cancel()
	err := s.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = errors.Join(errs.Because(errs.Unavailable, "app.requests_cut", err), s.Close())
	}
	return errors.Join(err, h.Jobs.Stop(ctx))
}
