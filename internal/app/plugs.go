package app

import (
	"context"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/kiosk"
	"guitu/internal/platform/store"
)

// postholder is what authn asks of staff.
type postholder struct{}

func (postholder) Posts(ctx context.Context, tx *store.Tx, member id.ID, now time.Time) ([]actor.Post, error) {
	return staff.Held(ctx, tx, member, civil.DateOf(now))
}

// seconds are who holds a post at a facility or at the bureau today, for authn to find who could agree to what one keeper does.
func seconds(ctx context.Context, tx *store.Tx, at id.ID) ([]actor.Actor, error) {
	return staff.Actors(ctx, tx, at, tx.Today())
}

// filled is what keeps a unit from closing: the posts that outlast the day, who is there, and what is owed there.
func filled(ctx context.Context, tx *store.Tx, u facility.Unit, on civil.Date) (f facility.Filling, err error) {
	here, err := resident.HereIn(ctx, tx, u.Facility)
	if err != nil {
		return f, err
	}
	for _, r := range here {
		if r.Unit == u.ID || u.ID == u.Facility {
			f.People++
		}
	}
	if f.Posts, err = staff.Lasting(ctx, tx, u.ID, on); err != nil {
		return f, err
	}
	f.Duties, err = duty.OpenIn(ctx, tx, u.ID)
	return f, err
}

// staying is what kiosk asks of the stays: where somebody is kept now, or was last.
func staying(ctx context.Context, tx *store.Tx, person id.ID) (kiosk.Stay, error) {
	stays, err := resident.LatestOf(ctx, tx, []id.ID{person})
	s, ok := stays[person]
	return kiosk.Stay{Facility: s.Facility, Unit: s.Unit, Here: ok && s.Here()}, err
}
