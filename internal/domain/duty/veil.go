package duty

import (
	"context"
	"slices"

	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
)

// Hidden is the code of a duty whose compartment the reader has no key to: its title is neutral, its seat and
// moment stay, so that nobody thinks the day empty, and nothing says what it is.
const Hidden Code = "hidden"

// Veil gives duties as the reader of the context may see them. One that even a neutral line would tell is not among them.
func Veil(ctx context.Context, e *policy.Engine, list []Duty) []Duty {
	list = slices.DeleteFunc(list, func(d Duty) bool {
		k, _ := KindOf(d.Code)
		return k.Unseen && !e.Allows(ctx, policy.DutyView, d.resource())
	})
	for i, d := range list {
		if d.Compartment == seal.General || e.Allows(ctx, policy.DutyView, d.resource()) {
			continue
		}
		list[i] = Duty{
			ID: d.ID, Version: d.Version, Code: Hidden, Number: d.Number, Facility: d.Facility, Unit: d.Unit, Subject: d.Subject,
			Compartment: d.Compartment, Due: d.Due, NotBefore: d.NotBefore, Opened: d.Opened, State: d.State, Closed: d.Closed,
		}
	}
	return list
}

// Veiled is a whole day as the reader of the context may see it.
func (day Day) Veiled(ctx context.Context, e *policy.Engine) Day {
	for _, list := range []*[]Duty{&day.Leaving, &day.Overdue, &day.Today, &day.Soon, &day.Free, &day.Done} {
		*list = Veil(ctx, e, *list)
	}
	return day
}
