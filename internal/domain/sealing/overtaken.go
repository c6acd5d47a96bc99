package sealing

import (
	"context"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// known names what warned when a sealing was asked for, and its officer said that he knew it.
func known(way []Obstacle) (out []string) {
	for _, o := range way {
		out = append(out, o.name())
	}
	return out
}

// name is the same for a thing whenever it is looked at.
func (o Obstacle) name() string { return o.Kind + "/" + string(o.Record) + "/" + o.Code }

// Since marks what stands in the way now, and did not when the sealing was asked for.
func (s Sealing) Since(way []Obstacle) []Obstacle {
	out := slices.Clone(way)
	for i, o := range out {
		out[i].Since = !slices.Contains(s.Known, o.name())
	}
	return out
}

// stillStands looks once more at what was asked for, before it is carried out.
func (k *Desk) stillStands(ctx context.Context, tx *store.Tx, s Sealing) error {
	way, err := k.weigh(ctx, tx, s)
	if err != nil {
		return err
	}
	if err := k.openSaid(ctx, tx, &s); err != nil {
		return err
	}
	if err := stands(way, true, true); err != nil {
		return err
	}
	n := 0
	for _, o := range s.Since(way) {
		if o.Since {
			n++
		}
	}
	if n > 0 {
		return errs.New(errs.Conflict, "sealing.came_since", n)
	}
	return nil
}

// refused closes a request without effect, and what was typed in it.
func (k *Desk) refused(ctx context.Context, tx *store.Tx, s Sealing, version int64) error {
	s.State = Refused
	if err := k.settle(ctx, tx, s, version); err != nil {
		return err
	}
	_, err := k.vault.SealAway(ctx, tx, s.ID)
	return err
}

// overtake closes all else that was asked about a file that is sealed now: what still waits can be carried out no more, and what
// was typed would go on telling of him.
func (k *Desk) overtake(ctx context.Context, tx *store.Tx, by Sealing) error {
	list, err := store.Collect(ctx, tx, scan, `select `+columns+` from sealing_sealing where person = $1 and id <> $2 order by asked_at, id`, by.Person, by.ID)
	if err != nil {
		return err
	}
	return k.closeAll(ctx, tx, list)
}

func (k *Desk) closeAll(ctx context.Context, tx *store.Tx, list []Sealing) error {
	for _, s := range list {
		if s.State == Asked {
			if err := k.refused(ctx, tx, s, s.Version); err != nil {
				return err
			}
		} else if _, err := k.vault.SealAway(ctx, tx, s.ID); err != nil {
			return err
		}
	}
	return nil
}

// CloseWords closes up to limit requests that a house left open before refusing and sealing closed them: words of what was
// settled, and what waits about a file that has gone. The sweep calls it. It tells how many.
func (k *Desk) CloseWords(ctx context.Context, limit int) (n int, err error) {
	defer errs.Wrap(&err, "sealing.CloseWords")
	left := func(tx *store.Tx) ([]Sealing, error) {
		return store.Collect(ctx, tx, scan, `select `+columns+` from sealing_sealing s
			where s.state <> 'asked' and exists (select 1 from seal_key k where k.record = s.id and k.state = 'open')
				or s.state = 'asked' and not exists (select 1 from person_person p where p.id = s.person)
			order by s.asked_at, s.id limit $1`, limit)
	}
	if list, err := store.Read(ctx, k.db, left); err != nil || len(list) == 0 {
		return 0, err
	}
	return store.Write(ctx, k.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		if err := k.policy.Check(ctx, tx, policy.SealingClose, policy.Resource{Kind: "sealing"}); err != nil {
			return 0, err
		}
		list, err := left(tx)
		if err != nil {
			return 0, err
		}
		return len(list), k.closeAll(ctx, tx, list)
	})
}

// marked finds what was sealed of those who bore a number: their files, and single papers of them.
func (k *Desk) marked(ctx context.Context, tx *store.Tx, number string) ([]id.ID, error) {
	key, err := k.marker(ctx, tx)
	if err != nil {
		return nil, err
	}
	return store.Collect(ctx, tx, store.Value[id.ID], `select distinct o.id from sealing_mark m join sealing_sealing s on s.id = m.sealing
			join sealing_sealing o on o.person = s.person and o.state = 'sealed'
		where m.token = $1 order by o.id`, markOf(key, number))
}
