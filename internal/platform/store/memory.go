package store

import (
	"context"
	"strings"
	"sync"
	"time"

	"guitu/internal/base/id"
)

// slow rooms change a few times a day and are read with every page. Whoever writes one moves its turn on in the same
// transaction; whoever reads asks at which turn it stands, in one statement a transaction.
var slow = []string{"facility", "rule", "staff"}

// Turns says at which turn the slow rooms stand, as the transaction sees them: equal texts mean that nobody has written them in
// between, in this process or in another. It is "" where nothing may be remembered: in a transaction that writes, whose commit
// may yet fail and take with it what it has seen.
func (tx *Tx) Turns(ctx context.Context) (string, error) {
	if tx.may != reading || tx.turns != "" {
		return tx.turns, nil
	}
	type turn struct{ room, at string }
	rows, err := Collect(ctx, tx, func(s Scanner) (t turn, err error) { return t, s.Scan(&t.room, &t.at) },
		`select room, turn from store_turn order by room`)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("at ") // a room that was never written since the table is there has none
	for _, t := range rows {
		b.WriteString(t.room + "=" + t.at + " ")
	}
	tx.turns = b.String()
	return tx.turns, nil
}

// turn moves the turns of the slow rooms on that the transaction has written.
func (tx *Tx) turn(ctx context.Context) error {
	for _, room := range slow {
		if m := tx.rooms[room]; m == nil || !m.written {
			continue
		}
		if _, err := tx.Exec(ctx, `insert into store_turn (room, turn) values ($1, $2)
			on conflict (room) do update set turn = excluded.turn`, room, id.New()); err != nil {
			return err
		}
	}
	return nil
}

const (
	rememberedFor  = 10 * time.Minute
	rememberedMost = 5000 // values of one memory
)

// Memory names values that are read of slow rooms and kept while nobody writes these. It is declared once, beside the query;
// the values themselves belong to the DB that was asked. They are shared: who gets one changes nothing in it.
type Memory[K comparable, V any] struct{ _ byte }

// shelf is what a DB remembers of one memory.
type shelf[K comparable, V any] struct {
	mu    sync.Mutex
	turns string
	since time.Time
	kept  map[K]V
}

// Remember gives the value of a key, by read unless it is remembered at the turn that the transaction sees.
func (m *Memory[K, V]) Remember(ctx context.Context, tx *Tx, key K, read func() (V, error)) (V, error) {
	turns, err := tx.Turns(ctx)
	if err != nil || turns == "" {
		if err != nil {
			return *new(V), err
		}
		return read()
	}
	kept, ok := tx.db.memory.Load(m)
	if !ok {
		kept, _ = tx.db.memory.LoadOrStore(m, &shelf[K, V]{})
	}
	s := kept.(*shelf[K, V])
	if v, ok := s.find(turns, tx.now, key); ok {
		return v, nil
	}
	v, err := read()
	if err == nil {
		s.keep(turns, tx.now, key, v)
	}
	return v, err
}

func (s *shelf[K, V]) find(turns string, now time.Time, key K) (v V, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.turns != turns || now.Sub(s.since).Abs() > rememberedFor {
		return v, false
	}
	v, ok = s.kept[key]
	return v, ok
}

// keep puts a value beside those of the same turn; those of another go. A reader who is late only makes others read again.
func (s *shelf[K, V]) keep(turns string, now time.Time, key K, v V) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.turns != turns || len(s.kept) >= rememberedMost || now.Sub(s.since).Abs() > rememberedFor {
		s.turns, s.since, s.kept = turns, now, map[K]V{}
	}
	s.kept[key] = v
}

// Kept is what rooms keep for as long as the snapshot lasts, by keys of their own types; nil where the transaction may write.
func (tx *Tx) Kept() map[any]any { return tx.kept }
