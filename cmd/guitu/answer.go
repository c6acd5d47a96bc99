package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"strings"

	"guitu/internal/app"
	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	"guitu/internal/platform/config"
	"guitu/internal/platform/obs"
)

// call is one run of the program: where it reads and writes, in which language, and how it ends.
type call struct {
	ctx      context.Context
	in       io.Reader
	out, err io.Writer
	words    text.Printer
	config   config.Config
	json     bool
	code     int
}

func (c *call) log(level string) *slog.Logger { return obs.Logger(c.err, c.config.LogFormat, level) }

// unknown tells whoever started a command which names of the environment look like settings and are none. The server puts
// it in its log, and the doctor among what he finds.
func (c *call) unknown(command string) {
	switch none := c.config.Unknown; {
	case len(none) == 0, command == "doctor":
	case command == "serve":
		c.log(c.config.LogLevel).Warn("no such settings; they are ignored", "names", strings.Join(none, ", "))
	default:
		fmt.Fprintln(c.err, c.words.T("cli.unknown_settings", c.words.List(none)))
	}
}

// house opens the house for a command and closes it after. That a new one was founded is said aloud: it may have
// been meant to stand there already.
func (c *call) house(level string, o app.Options, do func(*app.House) error) error {
	o.Log = c.log(level)
	h, err := app.Open(c.ctx, c.config, o)
	if err != nil {
		return err
	}
	if h.Founded {
		fmt.Fprintln(c.err, c.words.T("cli.founded", h.Config.Place()))
	}
	err = do(h)
	if closing := h.Close(); err == nil {
		err = closing
	}
	return err
}

// say tells people; with --json it is silent.
func (c *call) say(key string, args ...any) {
	if !c.json {
		fmt.Fprintln(c.out, c.words.T(key, args...))
	}
}

// answer prints the object of --json, or lets people be told.
func (c *call) answer(object any, people func()) error {
	if !c.json {
		people()
		return nil
	}
	return json.NewEncoder(c.out).Encode(object)
}

type failure struct {
	Code    string   `json:"code"`
	Kind    string   `json:"kind"`
	Args    []any    `json:"args,omitempty"`
	Basis   []string `json:"basis,omitempty"`
	Fields  []fault  `json:"fields,omitempty"`
	Message string   `json:"message"`
	Path    string   `json:"path,omitempty"` // the file or folder that it is about
}

type fault struct {
	Name    string `json:"name"`
	Code    string `json:"code"`
	Value   string `json:"value"`
	Message string `json:"message"`
}

// fail says what went wrong: the words of the code, then each field. The cause of a defect is for whoever
// holds the machine, and he is the one who reads this.
func (c *call) fail(err error) int {
	e := errs.Find(err)
	if c.ctx.Err() != nil { // Ctrl+C: whatever failed, failed by it
		e = errs.Because(errs.Conflict, "cli.interrupted", err)
	}
	if e == nil {
		e = errs.Because(errs.Internal, "cli.broken", err)
	}
	f := failure{Code: e.Code, Kind: e.Kind.String(), Args: e.Args, Basis: e.Basis, Message: c.words.T(e.Code, e.Args...)}
	if why := app.Unreached(err); why != "" { // the words of the code are those of a page
		f.Message = c.words.T("cli.store."+why, c.config.Place())
	}
	var at *fs.PathError
	if errors.As(err, &at) {
		f.Path = at.Path
	}
	for _, x := range e.Fields {
		f.Fields = append(f.Fields, fault{Name: x.Name, Code: x.Code, Value: x.Value, Message: c.words.T(x.Code, x.Args...)})
	}
	return c.failed(f, err)
}

func (c *call) failed(f failure, cause error) int {
	if c.json {
		_ = json.NewEncoder(c.out).Encode(map[string]failure{"error": f}) // the reader has gone
		return notDone
	}
	fmt.Fprintln(c.err, c.words.T("cli.failed", f.Message))
	for _, x := range f.Fields {
		fmt.Fprintf(c.err, "  %s: %s\n", x.Name, x.Message)
	}
	for _, article := range f.Basis {
		fmt.Fprintf(c.err, "  %s\n", c.words.Article(article))
	}
	if f.Kind == errs.Internal.String() || f.Kind == errs.Unavailable.String() {
		fmt.Fprintf(c.err, "  %v\n", cause)
	}
	return notDone
}

func (c *call) badLine(err error) int {
	words := c.lineWords(err)
	c.failed(failure{Code: "cli.bad_line", Kind: errs.Invalid.String(), Args: []any{words}, Message: c.words.T("cli.bad_line", words)}, err)
	if !c.json {
		fmt.Fprintln(c.err, c.words.T("cli.line.help"))
	}
	return badLine
}
