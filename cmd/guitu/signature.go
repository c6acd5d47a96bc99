package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/platform/authn"
)

// signature asks somebody at the terminal for password and one-time code, a line each; what he types is not shown. It
// never stands on the command line, where others of the machine could read it. Where nobody can answer it fails with
// cli.nobody_answers.
func (c *call) signature(name string) (authn.Attempt, error) {
	a := authn.Attempt{Name: name, Source: "terminal"}
	in := bufio.NewReader(c.in)
	hide(true)
	defer hide(false)
	for _, q := range []struct {
		key  string
		into *string
	}{{"cli.ask_password", &a.Password}, {"cli.ask_code", &a.Code}} {
		fmt.Fprint(c.err, c.words.T(q.key, name))
		line, err := in.ReadString('\n')
		fmt.Fprintln(c.err)
		if *q.into = strings.TrimRight(line, "\r\n"); *q.into == "" {
			return a, errs.Because(errs.Denied, "cli.nobody_answers", err)
		}
	}
	return a, nil
}

// hide switches the echo of a terminal off and on. Where the answers come from no terminal there is none.
func hide(yes bool) {
	if at, err := os.Stdin.Stat(); err != nil || at.Mode()&os.ModeCharDevice == 0 {
		return
	}
	how := "echo"
	if yes {
		how = "-echo"
	}
	stty := exec.Command("stty", how)
	stty.Stdin = os.Stdin
	_ = stty.Run() // no stty: the answers are seen, and still count
}
