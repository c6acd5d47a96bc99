package signpages

import (
	"sync"
	"time"

	"guitu/internal/base/clock"
	"guitu/internal/base/id"
)

// halfway keeps who has given his password and not yet his code. It lives in memory only, so that no cookie,
// page or table ever holds a password, and forgets after three minutes.
type halfway struct {
	clock clock.Clock
	mu    sync.Mutex
	seats map[string]attempt
}

type attempt struct {
	account, password, next string
	ends                    time.Time
}

const (
	patience = 3 * time.Minute
	most     = 2000 // sign-ins halfway at once
)

func newHalfway(c clock.Clock) *halfway { return &halfway{clock: c, seats: map[string]attempt{}} }

// keep answers the token by which the attempt is found again. When too many wait, the ones that have ended go,
// and if none has, everybody begins again.
func (h *halfway) keep(a attempt) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.clock()
	if len(h.seats) >= most {
		for token, x := range h.seats {
			if !now.Before(x.ends) {
				delete(h.seats, token)
			}
		}
	}
	if len(h.seats) >= most {
		clear(h.seats)
	}
	a.ends = now.Add(patience)
	token := string(id.New()) + string(id.New())
	h.seats[token] = a
	return token
}

func (h *halfway) find(token string) (attempt, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	a, ok := h.seats[token]
	if ok && !h.clock().Before(a.ends) {
		delete(h.seats, token)
		return attempt{}, false
	}
	return a, ok
}

func (h *halfway) forget(token string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.seats, token)
}
