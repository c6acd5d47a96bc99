package signpages

import (
	"sync"
	"time"

	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/authn/provider"
)

// attempt is who has given his password, or was named by the provider of identities, and has not yet given his code.
type attempt struct {
	account, password, next string
	named                   provider.Identity
}

// way is a browser that was sent to the provider of identities: to come in, or to make a link that its officer signed.
type way struct {
	flow    provider.Flow
	next    string
	linking bool
	permit  authn.Permit
}

// halfway keeps what waits for its second half. It lives in memory only, so that no cookie, page or table ever holds a
// password or a secret of a flow.
type halfway[T any] struct {
	clock    clock.Clock
	patience time.Duration
	mu       sync.Mutex
	seats    map[string]waiting[T]
}

type waiting[T any] struct {
	what T
	ends time.Time
}

const (
	patience = 3 * time.Minute // for a code
	most     = 2000            // that wait at once
)

func newHalfway[T any](c clock.Clock, patience time.Duration) *halfway[T] {
	return &halfway[T]{clock: c, patience: patience, seats: map[string]waiting[T]{}}
}

// keep answers the token by which the first half is found again. When too many wait, the ones that have ended go, and if
// none has, the one that ends first: who begins a thousand does not send everybody back to the start.
func (h *halfway[T]) keep(what T) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	now, first := h.clock(), ""
	if len(h.seats) >= most {
		for token, x := range h.seats {
			if !now.Before(x.ends) {
				delete(h.seats, token)
			} else if first == "" || x.ends.Before(h.seats[first].ends) {
				first = token
			}
		}
	}
	if len(h.seats) >= most {
		delete(h.seats, first)
	}
	token := string(id.New()) + string(id.New())
	h.seats[token] = waiting[T]{what, now.Add(h.patience)}
	return token
}

func (h *halfway[T]) find(token string) (what T, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	x, ok := h.seats[token]
	if ok && !h.clock().Before(x.ends) {
		delete(h.seats, token)
		return what, false
	}
	return x.what, ok
}

// take is find for what may be had once.
func (h *halfway[T]) take(token string) (T, bool) {
	what, ok := h.find(token)
	h.forget(token)
	return what, ok
}

func (h *halfway[T]) forget(token string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.seats, token)
}
