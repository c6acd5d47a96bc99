package policy

import (
	"context"

	"guitu/internal/base/actor"
)

// Asked is a question that Check put to the policies, and their answer: nil where they permit.
type Asked struct {
	Who      actor.Actor
	Action   Action
	Resource Resource
	Err      error
}

// Watch is told what is asked. Its answer stands in place of a permission: a watcher may refuse, and can permit nothing.
type Watch func(Asked) error

type watchKey struct{}

// Watched lets watch see every Check below ctx. Tests use it to learn what each route asks, and to try an act without
// doing it; a test holds that nobody else does.
func Watched(ctx context.Context, watch Watch) context.Context {
	return context.WithValue(ctx, watchKey{}, watch)
}

func watched(ctx context.Context, a Asked) error {
	watch, ok := ctx.Value(watchKey{}).(Watch)
	if !ok {
		return a.Err
	}
	if err := watch(a); err != nil && a.Err == nil {
		return err
	}
	return a.Err
}
