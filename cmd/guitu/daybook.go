package main

import (
	"errors"
	"fmt"
	"os"

	"guitu/internal/base/errs"
	"guitu/internal/door/bookcopy"
	"guitu/internal/platform/seal"
)

type daybooks struct {
	Key  bookKey  `cmd:"" help:"${daybook_key}"`
	Open bookOpen `cmd:"" help:"${daybook_open}"`
}

type bookKey struct {
	Out string `required:"" placeholder:"FILE" help:"${book_key_out}"`
}

// Run makes the key pair of the copies. The private half is written for the duty desk and nowhere else; an existing file
// is left as it is, for copies may wait for it.
func (b *bookKey) Run(c *call) error {
	suite, err := seal.ParseSuite(c.config.Suite)
	if err != nil {
		return err
	}
	public, private := bookcopy.NewKey(suite)
	if err := fresh(b.Out, []byte(private+"\n")); err != nil {
		return err
	}
	return c.answer(map[string]string{"public": public}, func() {
		c.say("cli.daybook.key_made", b.Out)
		fmt.Fprintln(c.out, public)
	})
}

type bookOpen struct {
	File string `arg:"" help:"${book_file}"`
	Key  string `required:"" placeholder:"FILE" help:"${book_key}"`
	Out  string `required:"" placeholder:"FILE" help:"${book_out}"`
}

// Run opens a copy without a house: on any machine that has the program, the file and the key.
func (b *bookOpen) Run(c *call) error {
	box, err := os.ReadFile(b.File)
	if err != nil {
		return errs.Because(errs.Invalid, "cli.daybook.no_file", err)
	}
	key, err := os.ReadFile(b.Key)
	if err != nil {
		return errs.Because(errs.Invalid, "cli.daybook.no_key_file", err)
	}
	pdf, err := bookcopy.Open(box, string(key))
	if err != nil {
		return err
	}
	if err := fresh(b.Out, pdf); err != nil {
		return err
	}
	return c.answer(map[string]string{"out": b.Out}, func() { c.say("cli.daybook.opened", b.Out) })
}

// fresh writes a new file that only its owner reads.
func fresh(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return errs.Because(errs.Invalid, "cli.daybook.not_written", err)
	}
	_, err = f.Write(content)
	if err := errors.Join(err, f.Close()); err != nil {
		return errs.Because(errs.Unavailable, "cli.daybook.not_written", err)
	}
	return nil
}
