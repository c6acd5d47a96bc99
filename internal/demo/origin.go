package demo

import (
	"context"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/store"
)

// Moment is the one moment at which the province of a day is made, whenever that is: the day's first. Nothing in it
// lies in the future of whoever looks at it on that day, and a second making is the same to the microsecond.
func Moment(day civil.Date) time.Time { return day.Start().Time() }

// Origin is the day of the province that a house was filled with, as the log has it; zero for any other house.
func Origin(ctx context.Context, tx *store.Tx) (civil.Date, error) {
	first, err := audit.First(ctx, tx, actor.Part("demo"))
	if err != nil || first.IsZero() {
		return civil.Date{}, err
	}
	return civil.DateOf(first), nil
}
