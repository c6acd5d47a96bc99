// Guitu on the command line: the pages as a server, and the acts of whoever holds the machine.
//
//	0   done
//	1   not done; the error says what and why. doctor: something is bad
//	2   import: done, but some rows were rejected
//	3   verify: something was altered
//	64  the command line itself is wrong
//
// Words are Chinese unless LANG (LC_ALL, LC_MESSAGES) begins with "en". With --json answers and errors are one
// object each on standard output, {"error":{"code":…}} where something failed; words are for people only.
package main

import (
	"context"
	"embed"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"guitu/internal/app"
	"guitu/internal/base/text"
	"guitu/internal/platform/config"
)

//go:embed messages.*.json
var words embed.FS

const (
	notDone  = 1
	rejected = 2
	altered  = 3
	badLine  = 64
)

// line is the whole command line. An empty flag leaves what the environment or the default says.
type line struct {
	Data string `placeholder:"DIR" help:"${data}"`
	JSON bool   `name:"json" help:"${json}"`

	Serve   serve    `cmd:"" help:"${serve}"`
	Demo    demo     `cmd:"" help:"${demo}"`
	Import  takeIn   `cmd:"" help:"${import}"`
	Export  giveOut  `cmd:"" help:"${export}"`
	Term    filter   `cmd:"" help:"${term}"`
	User    user     `cmd:"" help:"${user}"`
	Paper   papers   `cmd:"" help:"${paper}"`
	Daybook daybooks `cmd:"" help:"${daybook}"`
	Key     rootKeys `cmd:"" help:"${key_cmd}"`
	Verify  prove    `cmd:"" help:"${verify}"`
	Doctor  examine  `cmd:"" help:"${doctor}"`
	Version version  `cmd:"" help:"${version}"`
	Backup  backups  `cmd:"" help:"${backup}"`
	Restore restore  `cmd:"" help:"${restore}"`
	Migrate migrate  `cmd:"" help:"${migrate}"`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string) int {
	catalogue, err := app.Words(words)
	if err != nil {
		panic(err) // the program carries its words; tests read them all
	}
	c := &call{ctx: ctx, in: os.Stdin, out: os.Stdout, err: os.Stderr, words: catalogue.In(locale())}
	var l line
	ended := false
	parser, err := kong.New(&l, kong.Name("guitu"), kong.Description(c.words.T("cli.guitu")), c.help(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Writers(c.readable(c.out), c.readable(c.err)), kong.Exit(func(int) { ended = true }))
	if err != nil {
		panic(err) // the struct above is wrong
	}
	if len(args) > 0 && args[0] == "help" { // as others have it
		args = append(slices.Clone(args[1:]), "--help")
	}
	chosen, err := parser.Parse(args)
	c.json = l.JSON || slices.Contains(args, "--json")
	switch {
	case ended: // help was asked for
		return 0
	case err != nil:
		return c.badLine(err)
	}
	if c.config, err = config.Load(config.Environment); err != nil {
		return c.fail(err)
	}
	c.config.Unknown = config.Unknown(config.Names())
	if l.Data != "" {
		c.config.Data = l.Data
	}
	c.unknown(chosen.Selected().Name)
	if err := chosen.Run(c); err != nil {
		return c.fail(err)
	}
	return c.code
}

// locale is the language of the terminal: POSIX looks at LC_ALL first, then LC_MESSAGES, then LANG.
func locale() text.Locale {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v, _ := config.Environment(name); v != "" {
			if strings.HasPrefix(v, "en") {
				return text.EN
			}
			break
		}
	}
	return text.ZH
}

// help fills the ${…} of the struct tags.
func (c *call) help() kong.Vars {
	vars := kong.Vars{}
	for _, name := range []string{
		"data", "json", "serve", "listen", "found", "demo", "seed", "day", "size", "import", "file", "facility", "report", "dry", "export",
		"list", "out", "purpose", "approver", "term", "user", "user_add", "user_list", "user_reset", "user_post", "signin", "name",
		"number", "role", "unit", "from", "until", "migrate", "paper", "paper_check", "paper_key", "code", "key", "paper_number",
		"daybook", "daybook_key", "daybook_open", "book_key", "book_key_out", "book_file", "book_out",
		"verify", "checkpoint", "key_cmd", "key_status", "key_turn", "key_rewrap", "key_drop", "doctor", "version",
		"backup", "backup_make", "backup_to", "backup_check", "backup_file", "backup_drill", "backup_last", "backup_drill_in", "restore", "restore_key",
		"no_backup", "backup_in", "migrate_local",
	} {
		vars[name] = c.words.T("cli." + name)
	}
	return vars
}

// readable writes kong's own words, which are English, in the reader's language.
func (c *call) readable(w io.Writer) io.Writer {
	if !c.words.ZH() {
		return w
	}
	return zh{w}
}

type zh struct{ io.Writer }

var kongWords = strings.NewReplacer(
	"Usage: ", "用法：", "Flags:", "选项：", "Commands:", "命令：", "Arguments:", "参数：", "[flags]", "[选项]",
	"<command>", "<命令>", "Show context-sensitive help.", "显示帮助。",
	`Run "guitu `, "运行 “guitu ", ` --help" for more information on a command.`, " --help” 查看各命令的说明。",
)

func (z zh) Write(b []byte) (int, error) {
	if _, err := io.WriteString(z.Writer, kongWords.Replace(string(b))); err != nil {
		return 0, err
	}
	return len(b), nil
}
