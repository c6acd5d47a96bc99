package demo

import (
	"context"
	"slices"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/sealing"
	"guitu/internal/platform/store"
)

// few is how many of the first house were minors when they first met the law; twice as many may have their files sealed.
const few = 3

// remember keeps who of the first house has left, the last ones: of the others nobody asks again.
func (m *maker) remember(h *house, lives []*life) {
	if h.index > 0 {
		return
	}
	for _, l := range lives {
		if !l.stays[len(l.stays)-1].left.IsZero() {
			m.left = append(m.left, l.who.ID)
		}
	}
	m.left = m.left[max(0, len(m.left)-batch):]
}

// sealings seals the files of two whose course has ended, one officer asking and another sealing, so that figures have somebody
// whom no list has; and lets the house propose to seal those of who was a minor.
func (m *maker) sealings(ctx context.Context) error {
	if m.Sealings == nil {
		return nil
	}
	first := m.province.houses[0]
	asks := m.as(ctx, held(first.seats, "legal_officer", m.province.today)[0], first.id)
	seals := m.as(ctx, held(m.crew, "bureau_legal", m.province.today)[0], "")
	done := 0
	for _, who := range slices.Backward(m.left[:max(0, len(m.left)-few)]) {
		s, err := m.Sealings.Ask(asks, store.NewKey(), sealing.Draft{
			Person: who, Ground: string(sealing.Closed), Reason: "戒毒和后续照管均已结束。", Known: true, Why: "本人书面申请，已告知救济期限。",
		})
		if errs.KindOf(err) == errs.Conflict {
			continue // something is open in it
		}
		if err == nil {
			err = m.Sealings.Confirm(seals, store.NewKey(), s, 1)
		}
		if err != nil {
			return err
		}
		if done++; done == 2 {
			break
		}
	}
	ctx = actor.With(ctx, actor.Part("sweep"))
	if _, err := m.Sealings.Statistics.CloseDue(ctx, batch); err != nil {
		return err
	}
	for last, n := id.ID(""), batch; n == batch; {
		var err error
		if last, n, err = m.Sealings.ProposeMinors(ctx, store.NewKey(), last, batch); err != nil {
			return err
		}
	}
	return nil
}
