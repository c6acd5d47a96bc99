package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"

	"guitu/internal/base/errs"
	"guitu/internal/platform/authn"
)

// signature asks somebody at the terminal for password and one-time code, a line each; what he types is not shown. It
// never stands on the command line, where others of the machine could read it. Where nobody can answer it fails with
// cli.nobody_answers.
func (c *call) signature(name string) (authn.Attempt, error) {
	a := authn.Attempt{Name: name, Source: "terminal"}
	in := bufio.NewReader(c.in)
	for _, q := range []struct {
		key  string
		into *string
	}{{"cli.ask_password", &a.Password}, {"cli.ask_code", &a.Code}} {
		fmt.Fprint(c.err, c.words.T(q.key, name))
		line, err := c.line(in)
		fmt.Fprintln(c.err)
		if *q.into = strings.TrimRight(line, "\r\n"); *q.into == "" {
			return a, errs.Because(errs.Denied, "cli.nobody_answers", err)
		}
	}
	return a, nil
}

// line reads one answer: from a terminal without showing it, from anything else as it comes.
func (c *call) line(in *bufio.Reader) (string, error) {
	if at := int(os.Stdin.Fd()); c.in == os.Stdin && term.IsTerminal(at) {
		hidden, err := term.ReadPassword(at)
		return string(hidden), err
	}
	return in.ReadString('\n')
}
