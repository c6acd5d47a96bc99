package store

import (
	"sync"

	"guitu/internal/base/errs"
	"guitu/internal/platform/store/sqltext"
)

// texts keeps the statements parsed so far. Their number is that of the texts in the program, times the few
// shapes of a list; the bound is for the case that someone builds texts without end.
type texts struct {
	mu   sync.RWMutex
	seen map[string]*sqltext.Statement
}

const maxTexts = 4096

func (t *texts) get(text string) (*sqltext.Statement, error) {
	t.mu.RLock()
	s := t.seen[text]
	t.mu.RUnlock()
	if s != nil {
		return s, nil
	}
	s, err := sqltext.Parse(text)
	if err != nil {
		return nil, errs.Because(errs.Internal, "store.bad_statement", err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.seen == nil || len(t.seen) >= maxTexts {
		t.seen = map[string]*sqltext.Statement{}
	}
	t.seen[text] = s
	return s, nil
}
