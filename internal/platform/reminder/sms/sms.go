// Package sms hands reminders to a command that knows the gateway for text messages of the place: every province has
// another, with a signature and rules of its own.
//
// The command is run once a message, without a shell, and reads one line of JSON (UTF-8) from its standard input:
//
//	{"to":"13800000000","text":"…"}
//
// to is a mobile number of the mainland, eleven digits; text is plain, at most some hundred characters. Neither stands
// among the arguments: these are in the list of processes. It ends with 0 when the gateway has taken the message, and with
// anything else when not: then it is tried again later, and who is to be reached once may be reached twice when the command
// fails after the gateway took it. What it writes is thrown away: it may hold the number. It has thirty seconds, and gets
// the environment of the house without the house's own settings (GUITU_…).
package sms

import (
	"context"
	"encoding/json"
	"errors"
	"os/exec"
	"slices"
	"strings"
	"time"

	"guitu/internal/base/errs"
)

const patience = 30 * time.Second

// Command is the program and its arguments, by blanks; there is no quoting.
type Command string

// Found tells whether there is such a program that may be run: nil, or reminder.sms_missing. It is not run.
func (c Command) Found() error {
	words := append(strings.Fields(string(c)), "")
	if _, err := exec.LookPath(words[0]); err != nil {
		return errs.New(errs.Unavailable, "reminder.sms_missing", words[0])
	}
	return nil
}

// Send runs the command once. It fails with reminder.sms_missing where it cannot be run, with reminder.sms_failed and the code
// it ended with, and with reminder.sms_late.
func (c Command) Send(ctx context.Context, to, _, body string) error {
	words := strings.Fields(string(c))
	if len(words) == 0 {
		return errs.New(errs.Invalid, "reminder.sms_missing", "")
	}
	said, err := json.Marshal(struct {
		To   string `json:"to"`
		Text string `json:"text"`
	}{to, body})
	if err != nil {
		return errs.Because(errs.Internal, "reminder.sms_missing", err)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	run := exec.CommandContext(ctx, words[0], words[1:]...)
	run.Env = slices.DeleteFunc(run.Environ(), func(v string) bool { return strings.HasPrefix(v, "GUITU_") })
	run.WaitDelay = time.Second // a child of its own may hold the pipes
	run.Stdin = strings.NewReader(string(said) + "\n")
	err = run.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return errs.New(errs.Unavailable, "reminder.sms_late", int(patience/time.Second))
	case errors.As(err, &exit):
		return errs.New(errs.Unavailable, "reminder.sms_failed", exit.ExitCode())
	}
	return errs.New(errs.Unavailable, "reminder.sms_missing", words[0])
}
