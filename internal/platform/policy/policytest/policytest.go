// Package policytest gives tests of rooms an engine and officers to try it with.
package policytest

import (
	"context"
	"slices"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
)

// Engine is an engine with the shipped policies.
func Engine(t testing.TB, c clock.Clock) *policy.Engine {
	t.Helper()
	e, err := policy.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// Officer is a new officer with one post. An empty facility is a seat in the bureau; an empty unit is a seat for the
// whole facility.
func Officer(role string, facility, unit id.ID) actor.Actor {
	return actor.Actor{
		Kind: actor.Officer, Account: id.New(), Staff: id.New(),
		Posts: []actor.Post{{ID: id.New(), Role: role, Facility: facility, Unit: unit}},
	}
}

// Signed is the officer with a second factor proved at a moment.
func Signed(a actor.Actor, at time.Time) actor.Actor {
	a.SecondAt = at
	return a
}

// As is a context in which a new officer with one post acts, his second factor proved at the moment given.
func As(ctx context.Context, role string, facility, unit id.ID, at time.Time) context.Context {
	return actor.With(ctx, Signed(Officer(role, facility, unit), at))
}

// Tx is a transaction as policy sees one, for tests without a store.
type Tx struct{ Marks []string }

// MarkPolicy notes the mark.
func (t *Tx) MarkPolicy(room string) { t.Marks = append(t.Marks, room) }

// PolicyMarked tells whether a room was marked.
func (t *Tx) PolicyMarked(room string) bool { return slices.Contains(t.Marks, room) }
