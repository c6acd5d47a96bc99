package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"text/tabwriter"

	"guitu/internal/app"
	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	"guitu/internal/domain/roster/book"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/config"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

type serve struct {
	Listen string `placeholder:"HOST:PORT" help:"${listen}"`
	Found  bool   `help:"${found}"`
}

func (s *serve) Run(c *call) error {
	if s.Listen != "" {
		c.config.Listen = s.Listen
	}
	return c.house(c.config.LogLevel, app.Options{Found: true, Anew: s.Found}, func(h *app.House) error {
		link, first, err := h.FirstLink(c.ctx)
		if err != nil {
			return err
		}
		return h.Serve(c.ctx, func(address string) {
			said := struct {
				Listening string `json:"listening"`
				First     string `json:"first,omitempty"`
			}{scheme(c.config) + address, link}
			_ = c.answer(said, func() {
				all, err := h.DemoAccounts()
				if err == nil {
					c.accounts(all)
				}
				if today := h.Today(); !h.Origin.IsZero() && h.Origin != today {
					c.say("cli.other_day", h.Origin, today)
				}
				c.say("cli.serving", h.Address())
				if first {
					c.say("cli.first", link)
				}
			})
		})
	})
}

func scheme(c config.Config) string {
	if c.TLS() {
		return "https://"
	}
	return "http://"
}

type demo struct {
	Seed uint64 `default:"1" help:"${seed}"`
	Day  string `placeholder:"YYYY-MM-DD" help:"${day}"`
	Size string `default:"standard" placeholder:"NAME" help:"${size}"`
}

func (d *demo) Run(c *call) error {
	how := app.Demo{Seed: d.Seed, Day: d.Day, Scale: d.Size, Progress: c.progress("cli.making")}
	all, err := app.MakeDemo(c.ctx, c.config, how, app.Options{Log: c.log("warn")})
	if err != nil {
		return err
	}
	own, err := app.DemoOwnIn(c.config.Data)
	if err != nil {
		return err
	}
	return c.answer(map[string]any{"accounts": all, "own": own}, func() {
		c.accounts(all)
		c.own(own)
	})
}

// accounts prints how to sign in to a demo province.
func (c *call) accounts(all []app.DemoAccount) {
	if len(all) == 0 {
		return // no demo, or its list was taken away
	}
	c.say("cli.accounts", all[0].Password, all[0].Secret)
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, a := range all {
		role := c.words.T("role." + a.Role)
		if a.Second {
			role = c.words.T("cli.second", role)
		}
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", a.Account, role, a.Name, a.Place)
	}
	w.Flush()
}

// own prints how the invented resident signs in at his own page.
func (c *call) own(o app.DemoResident) {
	if o.Number != "" {
		c.say("cli.own", o.Name, o.Number, o.Secret, o.Bureau, o.Procurator)
	}
}

type takeIn struct {
	File     string `arg:"" help:"${file}"`
	Facility string `placeholder:"NAME" help:"${facility}"`
	Report   string `placeholder:"OUT.xlsx" help:"${report}"`
	DryRun   bool   `help:"${dry}"`
}

func (i *takeIn) Run(c *call) error {
	raw, err := app.ReadRoster(i.File)
	if err != nil {
		return err
	}
	if i.DryRun && app.Bare(c.config) { // tried in a house that is taken down again
		trial, err := os.MkdirTemp("", "guitu-trial-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(trial)
		c.config.Data, c.config.KeyFile = trial, ""
	}
	return c.house("warn", app.Options{Found: true, Way: seal.Works}, func(h *app.House) error {
		got, err := h.Import(c.ctx, app.Import{
			File: i.File, Raw: raw, Facility: i.Facility, Report: i.Report, DryRun: i.DryRun, Words: c.words, Progress: c.progress("cli.progress"),
		})
		late := errs.Is(err, "app.report_unwritten") // the rows are in: the counts are said first
		if err != nil && !late {
			return err
		}
		if len(got.Rejected) > 0 {
			c.code = rejected
		}
		c.notices(got)
		said := c.answer(got, func() {
			c.say("cli.imported", got.Rows, got.Created, got.Updated, got.Unchanged)
			c.problems(c.out, "cli.rejected", "cli.more", got.Rejected)
			c.problems(c.out, "cli.warned", "cli.more", got.Warnings)
		})
		if late {
			c.code = notDone
			fmt.Fprintln(c.err, c.words.T("cli.failed", c.words.T("app.report_unwritten")))
		}
		return said
	})
}

// notices says on the error stream what the interface has no code for: columns and values that are kept as notes. With
// --json only that people would move between facilities, which nobody may overlook.
func (c *call) notices(got app.Imported) {
	if !c.json && len(got.Unknown) > 0 {
		fmt.Fprintln(c.err, c.words.T("cli.unknown", c.words.List(got.Unknown)))
	}
	list := slices.Clone(got.Notices)
	if c.json {
		list = slices.DeleteFunc(list, func(p app.Problem) bool { return p.Code != book.MovesHere })
	}
	c.problems(c.err, "cli.noticed", "cli.more_noticed", list)
}

const screenful = 30 // problems that somebody reads on a terminal; the report and --json have all

func (c *call) problems(to io.Writer, key, rest string, list []app.Problem) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintln(to, c.words.T(key, len(list)))
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	for _, p := range list[:min(len(list), screenful)] {
		fmt.Fprintf(w, "  %d\t%s\t%s\t%s\n", p.Row, p.Column, p.Value, p.Right)
	}
	w.Flush()
	if more := len(list) - screenful; more > 0 {
		fmt.Fprintln(to, c.words.T(rest, more))
	}
}

// progress draws a bar where somebody watches: on a terminal, and not with --json.
func (c *call) progress(key string) func(done, of int) {
	at, err := os.Stderr.Stat()
	if c.json || err != nil || at.Mode()&os.ModeCharDevice == 0 {
		return func(int, int) {}
	}
	return func(done, of int) {
		fmt.Fprintf(c.err, "\r%s", c.words.T(key, c.words.Percent(done, of)))
		if done == of {
			fmt.Fprintln(c.err)
		}
	}
}

type giveOut struct {
	List     string `arg:"" help:"${list}"`
	Out      string `required:"" placeholder:"FILE" help:"${out}"`
	Purpose  string `required:"" placeholder:"TEXT" help:"${purpose}"`
	Approver string `placeholder:"SIGNIN" help:"${approver}"`
}

func (g *giveOut) Run(c *call) error {
	return c.house("warn", app.Options{Way: seal.Works}, func(h *app.House) error {
		e := app.Export{List: g.List, File: g.Out, Purpose: g.Purpose, Words: c.words, Counted: func(n int) { c.say("cli.counted", g.List, n) }}
		if g.Approver != "" {
			e.Second = func() (authn.Attempt, error) { return c.signature(g.Approver) }
		}
		rows, err := h.Export(c.ctx, e)
		if err != nil {
			return err
		}
		return c.answer(map[string]int{"rows": rows}, func() { c.say("cli.exported", rows, g.Out) })
	})
}

type filter struct{}

func (filter) Run(c *call) error {
	bad, err := app.Term(c.in, c.out, c.words)
	if bad {
		c.code = notDone
	}
	return err
}

type user struct {
	Add   userAdd   `cmd:"" help:"${user_add}"`
	List  userList  `cmd:"" help:"${user_list}"`
	Reset userReset `cmd:"" help:"${user_reset}"`
	Post  userPost  `cmd:"" help:"${user_post}"`
}

type seatFlags struct {
	Role  string `required:"" placeholder:"ROLE" help:"${role}"`
	Unit  string `placeholder:"PATH" help:"${unit}"`
	From  string `placeholder:"YYYY-MM-DD" help:"${from}"`
	Until string `placeholder:"YYYY-MM-DD" help:"${until}"`
}

func (s seatFlags) newcomer(signIn string) app.Newcomer {
	return app.Newcomer{SignIn: signIn, Role: s.Role, Unit: s.Unit, From: s.From, Until: s.Until}
}

type userAdd struct {
	SignIn string `arg:"" name:"signin" help:"${signin}"`
	Name   string `required:"" placeholder:"NAME" help:"${name}"`
	Number string `placeholder:"NO" help:"${number}"`
	seatFlags
}

func (u *userAdd) Run(c *call) error {
	return c.house("warn", app.Options{Found: true, Way: seal.Works}, func(h *app.House) error {
		n := u.newcomer(u.SignIn)
		n.Name, n.Number = u.Name, u.Number
		link, err := h.AddOfficer(c.ctx, store.NewKey(), n)
		return c.handOver(u.SignIn, link, err)
	})
}

// handOver shows a one-time link, once.
func (c *call) handOver(signIn, link string, err error) error {
	if err != nil {
		return err
	}
	return c.answer(map[string]string{"signIn": signIn, "link": link}, func() { c.say("cli.ticket", signIn, link) })
}

type userReset struct {
	SignIn string `arg:"" name:"signin" help:"${signin}"`
}

func (u *userReset) Run(c *call) error {
	return c.house("warn", app.Options{Way: seal.Works}, func(h *app.House) error {
		link, err := h.ResetOfficer(c.ctx, u.SignIn)
		return c.handOver(u.SignIn, link, err)
	})
}

type userPost struct {
	SignIn string `arg:"" name:"signin" help:"${signin}"`
	seatFlags
}

func (u *userPost) Run(c *call) error {
	return c.house("warn", app.Options{Way: seal.Works}, func(h *app.House) error {
		if err := h.Post(c.ctx, store.NewKey(), u.newcomer(u.SignIn)); err != nil {
			return err
		}
		return c.answer(map[string]string{"signIn": u.SignIn, "role": u.Role}, func() {
			c.say("cli.posted", u.SignIn, text.Key("role."+u.Role))
		})
	})
}

type userList struct{}

func (userList) Run(c *call) error {
	return c.house("warn", app.Options{Way: seal.Looks, Lent: true}, func(h *app.House) error {
		all, err := h.Officers(c.ctx)
		if err != nil {
			return err
		}
		return c.answer(map[string][]app.Officer{"officers": all}, func() {
			w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
			for _, o := range all {
				for _, p := range o.Posts {
					fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", o.SignIn, o.Name, c.words.T("role."+p.Role), p.Unit, c.words.T("cli.state."+o.State()))
				}
			}
			w.Flush()
		})
	})
}

type migrate struct {
	Without bool   `name:"no-backup" help:"${no_backup}"`
	In      string `name:"backup-in" placeholder:"DIR" help:"${backup_in}"`
	Local   bool   `help:"${migrate_local}"`
}

func (m migrate) Run(c *call) error {
	if m.Local && c.config.Database != "" {
		c.say("cli.migrate_server")
		return nil
	}
	if m.Local && app.Bare(c.config) {
		return nil
	}
	return c.house("warn", app.Options{Migrate: true, Way: seal.Works, Unsaved: m.Without, SaveIn: m.In}, func(h *app.House) error {
		said := map[string]string{"engine": string(h.DB.Engine())}
		if h.Saved != "" {
			said["backup"] = h.Saved
		}
		return c.answer(said, func() {
			if h.Saved != "" {
				c.say("cli.saved", h.Saved)
			}
			c.say("cli.migrated", string(h.DB.Engine()))
		})
	})
}
