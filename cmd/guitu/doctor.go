package main

import (
	"fmt"

	"guitu/internal/app"
	"guitu/internal/platform/doctor"
)

type examine struct{}

type checked struct {
	Check   string `json:"check"`
	Level   string `json:"level"`
	Code    string `json:"code"`
	Args    []any  `json:"args,omitempty"`
	Message string `json:"message"`
	Remedy  string `json:"remedy,omitempty"`
}

// Run looks the house over: 0 when nothing is bad, 1 when something is. It answers whatever is wrong with the house.
func (examine) Run(c *call) error {
	all, err := app.Examine(c.ctx, c.config, app.Options{})
	if err != nil {
		return err
	}
	level := doctor.Worst(all)
	if level == doctor.Bad {
		c.code = notDone
	}
	said := make([]checked, len(all))
	for i, f := range all {
		said[i] = checked{Check: f.Check, Level: string(f.Level), Code: f.Code, Message: c.words.T(f.Code, f.Args...)}
		for _, a := range f.Args {
			said[i].Args = append(said[i].Args, c.words.Arg(a))
		}
		if f.Remedy != "" {
			said[i].Remedy = c.words.T(f.Remedy, f.Args...)
		}
	}
	answer := struct {
		Level  string    `json:"level"`
		Checks []checked `json:"checks"`
	}{string(level), said}
	return c.answer(answer, func() {
		for _, f := range said {
			fmt.Fprintf(c.out, "%s  %s: %s\n", c.words.T("doctor.level."+f.Level), c.words.T("doctor.check."+f.Check), f.Message)
			if f.Remedy != "" {
				fmt.Fprintf(c.out, "      → %s\n", f.Remedy)
			}
		}
	})
}
