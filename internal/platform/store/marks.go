package store

import (
	"slices"

	"guitu/internal/base/errs"
)

// ledger rooms are bookkeeping about the other rooms, or work that follows from their facts: they are written by
// the proof itself, or after it.
var ledger = map[string]bool{"store": true, "seal": true, "audit": true, "history": true, "jobs": true, "goose": true}

// marks is what is known about one room in one transaction.
type marks struct{ written, policy, look, audit bool }

func (tx *Tx) room(name string) *marks {
	if tx.rooms == nil {
		tx.rooms = map[string]*marks{}
	}
	m := tx.rooms[name]
	if m == nil {
		m = new(marks)
		tx.rooms[name] = m
	}
	return m
}

// MarkPolicy notes that policy has allowed the actor to act in the room. Only policy calls it.
func (tx *Tx) MarkPolicy(room string) {
	tx.room(room).policy = true
	tx.policy = true
}

// MarkLook notes that policy has allowed the actor to look into the room. Only policy calls it.
func (tx *Tx) MarkLook(room string) { tx.room(room).look = true }

// Looked tells whether policy has allowed at least to look into the room.
func (tx *Tx) Looked(room string) bool {
	return tx.rooms[room] != nil && (tx.rooms[room].look || tx.rooms[room].policy)
}

// MarkAudit notes that a fact about the room has been recorded. Only audit calls it.
func (tx *Tx) MarkAudit(room string) { tx.room(room).audit = true }

// PolicyMarked tells whether policy has allowed an act in the room.
func (tx *Tx) PolicyMarked(room string) bool { return tx.rooms[room] != nil && tx.rooms[room].policy }

// AnyPolicyMark tells whether policy has allowed any act: consequences of that act may follow.
func (tx *Tx) AnyPolicyMark() bool { return tx.policy }

// marked refuses a transaction that wrote a room without both marks. The room named is the first in
// alphabetical order, so that the same mistake gives the same message.
func (tx *Tx) marked() error {
	var bare []string
	for name, m := range tx.rooms {
		if m.written && !ledger[name] && !(m.policy && m.audit) {
			bare = append(bare, name)
		}
	}
	if len(bare) == 0 {
		return nil
	}
	room := slices.Min(bare)
	if !tx.rooms[room].policy {
		return errs.New(errs.Internal, "store.no_policy_mark", room)
	}
	return errs.New(errs.Internal, "store.no_audit_mark", room)
}
