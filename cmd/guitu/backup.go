package main

import (
	"fmt"

	"guitu/internal/app"
	"guitu/internal/platform/backup"
	"guitu/internal/platform/seal"
	"guitu/internal/verify"
)

type backups struct {
	Make  backupMake  `cmd:"" default:"withargs" help:"${backup_make}"`
	Check backupCheck `cmd:"" help:"${backup_check}"`
	Drill backupDrill `cmd:"" help:"${backup_drill}"`
}

type backupMake struct {
	To string `required:"" placeholder:"FILE" help:"${backup_to}"`
}

func (b *backupMake) Run(c *call) error {
	path, m, err := app.BackupOf(c.ctx, c.config, b.To, app.Options{Log: c.log("warn"), Way: seal.Works, Lent: true})
	if err != nil {
		return err
	}
	return c.answer(backedUp{path, m}, func() { c.say("cli.backed_up", path, megabytes(m.Size()), m.Facts(), seconds(m.Took)) })
}

type backedUp struct {
	File string `json:"file"`
	backup.Manifest
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f", float64(n)/(1<<20)) }

func seconds(s float64) string { return fmt.Sprintf("%.1f", s) }

type backupCheck struct {
	File string `arg:"" help:"${backup_file}"`
}

func (b *backupCheck) Run(c *call) error {
	m, err := backup.Check(c.ctx, b.File)
	if err != nil {
		return err
	}
	return c.answer(backedUp{b.File, m}, func() {
		c.say("cli.backup_whole", b.File, m.Made.Local().Format("2006-01-02 15:04:05"), string(m.Engine), m.Node, megabytes(m.Size()), m.Facts())
		for _, k := range m.Checkpoints() {
			c.say("cli.backup_checkpoint", k)
		}
	})
}

type backupDrill struct {
	File string `arg:"" optional:"" help:"${backup_last}"`
	In   string `placeholder:"DIR" help:"${backup_drill_in}"`
}

// Run tries a backup: 0 when it was put back and is proven, 3 when the records in it are not as its log says, 1 when it
// could not be put back.
func (b *backupDrill) Run(c *call) error {
	got, err := app.Drill(c.ctx, c.config, app.Trial{File: b.File, In: b.In}, app.Options{Log: c.log("warn")}, c.stage)
	if err != nil {
		return err
	}
	if !got.Report.Proven() {
		c.code = altered
	}
	answer := said(got.Report)
	answer["tookSeconds"], answer["file"] = got.Took.Seconds(), got.File
	return c.answer(answer, func() {
		c.proven(got.Report)
		if got.Report.Proven() {
			c.say("cli.drilled", got.File, seconds(got.Took.Seconds()), got.Manifest.Facts())
		}
	})
}

// stage says what a proof begins with now.
func (c *call) stage(s verify.Stage) {
	if !c.json {
		fmt.Fprintln(c.err, c.words.T("verify.stage."+string(s)))
	}
}

type restore struct {
	File string `arg:"" help:"${backup_file}"`
	Key  string `placeholder:"FILE" help:"${restore_key}"`
}

// Run puts a backup back: 0 when it is proven, 3 when the records in it are not as its log says.
func (r *restore) Run(c *call) error {
	if r.Key != "" {
		c.config.KeyFile = r.Key
	}
	got, err := app.Restore(c.ctx, c.config, r.File, app.Options{Log: c.log("warn")}, c.stage)
	if err != nil {
		return err
	}
	if !got.Report.Proven() {
		c.code = altered
	}
	answer := said(got.Report)
	answer["tookSeconds"], answer["place"] = got.Took.Seconds(), c.config.Place()
	return c.answer(answer, func() {
		c.proven(got.Report)
		c.say("cli.restored", c.config.Place(), seconds(got.Took.Seconds()))
		if r.Key != "" {
			c.say("cli.restored_key", r.Key)
		}
	})
}
