package main

import (
	"fmt"

	"guitu/internal/app"
	"guitu/internal/platform/seal"
)

// rootKeys is what who holds the machine does with the keys. The served house goes on meanwhile.
type rootKeys struct {
	Status keyStatus `cmd:"" help:"${key_status}"`
	Turn   keyTurn   `cmd:"" help:"${key_turn}"`
	Rewrap keyRewrap `cmd:"" help:"${key_rewrap}"`
	Drop   keyDrop   `cmd:"" help:"${key_drop}"`
}

type keyStatus struct{}

func (keyStatus) Run(c *call) error {
	return c.house("warn", app.Options{Way: seal.Looks, Lent: true}, func(h *app.House) error {
		s, err := h.Keys.Status(c.ctx)
		if err != nil {
			return err
		}
		said := map[string]any{"source": h.Config.KeySource(), "suite": s.Suite, "root": s.Current, "older": s.Older, "behind": s.Behind}
		return c.answer(said, func() {
			c.say("cli.key.status", c.words.T("cli.key.from."+string(h.Config.KeySource())), s.Current, c.words.T("cli.key.suite."+string(s.Suite)))
			if len(s.Older) > 0 {
				c.say("cli.key.older", c.words.List(s.Older))
			}
			c.say("cli.key.behind", s.Behind)
		})
	})
}

type keyTurn struct{}

func (keyTurn) Run(c *call) error {
	return c.house("warn", app.Options{}, func(h *app.House) error {
		moved, now, err := h.TurnRoot(c.ctx)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"moved": moved, "root": now}, func() { c.say("cli.key.turned", now, moved) })
	})
}

type keyRewrap struct{}

func (keyRewrap) Run(c *call) error {
	return c.house("warn", app.Options{}, func(h *app.House) error {
		n, err := h.RewrapAll(c.ctx, func(n int) {
			if !c.json {
				fmt.Fprintf(c.err, "\r%d", n)
			}
		})
		if err != nil {
			return err
		}
		if !c.json {
			fmt.Fprintln(c.err)
		}
		return c.answer(map[string]int{"looked": n}, func() { c.say("cli.key.rewrapped") })
	})
}

type keyDrop struct{}

func (keyDrop) Run(c *call) error {
	return c.house("warn", app.Options{Way: seal.Works}, func(h *app.House) error {
		gone, err := h.DropRoots(c.ctx)
		if err != nil {
			return err
		}
		return c.answer(map[string][]string{"dropped": gone}, func() { c.say("cli.key.dropped", c.words.List(gone)) })
	})
}
