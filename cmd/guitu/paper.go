package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"guitu/internal/app"
	"guitu/internal/base/errs"
	"guitu/internal/door/papercheck"
	"guitu/internal/platform/seal"
)

type papers struct {
	Check paperCheck `cmd:"" help:"${paper_check}"`
	Key   paperKey   `cmd:"" help:"${paper_key}"`
}

type paperCheck struct {
	Code   string `arg:"" optional:"" name:"file" help:"${code}"`
	Key    string `required:"" placeholder:"FILE" help:"${key}"`
	Number string `placeholder:"NO" help:"${paper_number}"`
}

// longest is far more than any code holds: what is larger is another file.
const longest = 64 << 10

// Run checks the text of a code without a house: a court, or a family, has the program, the paper and a key.
func (p *paperCheck) Run(c *call) error {
	raw, err := os.ReadFile(p.Key)
	if err != nil {
		return errs.Because(errs.Invalid, "cli.paper.no_key_file", err)
	}
	keys, err := papercheck.Keys(raw)
	if err != nil {
		return err
	}
	in := c.in
	if p.Code != "" && p.Code != "-" {
		f, err := os.Open(p.Code)
		if err != nil {
			return errs.Because(errs.Invalid, "cli.paper.no_code_file", err)
		}
		defer f.Close()
		in = f
	}
	code, err := io.ReadAll(io.LimitReader(in, longest))
	if err != nil {
		return errs.Because(errs.Invalid, "cli.paper.no_code_file", err)
	}
	found, err := papercheck.Check(string(bytes.TrimPrefix(code, []byte("\xef\xbb\xbf"))), p.Number, keys...)
	if err != nil {
		return err
	}
	if found.Verdict != papercheck.Genuine {
		c.code = notDone
	}
	said := map[string]string{}
	if found.Said.Number != "" {
		said = map[string]string{
			"kind": string(found.Said.Kind), "number": found.Said.Number, "facility": found.Said.Facility, "issued": found.Said.Issued,
			"about": found.Said.About, "states": found.Said.States,
		}
	}
	return c.answer(map[string]any{"verdict": found.Verdict, "node": found.Node, "said": said}, func() {
		fmt.Fprintln(c.out, c.words.T(found.Verdict.Key(), found.Node))
		w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
		for _, l := range found.Says(c.words) {
			fmt.Fprintf(w, "  %s\t%s\n", l.Label, l.Value)
		}
		w.Flush()
		fmt.Fprintln(c.out, c.words.T(found.Verdict.Next()))
	})
}

type paperKey struct{}

// Run prints the public key, to be handed to those who check.
func (paperKey) Run(c *call) error {
	return c.house("warn", app.Options{Way: seal.Looks, Lent: true}, func(h *app.House) error {
		keys := h.Paper.Keys() // of an older suite too: its papers are as good
		return c.answer(map[string]any{"key": h.Paper.Key(), "keys": keys}, func() { fmt.Fprintln(c.out, strings.Join(keys, "\n")) })
	})
}
