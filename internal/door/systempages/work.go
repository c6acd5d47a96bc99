package systempages

import (
	"cmp"
	"context"

	"github.com/a-h/templ"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/door/web"
	"guitu/internal/platform/doctor"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/obs"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// jobsPage is what the house does by itself: what failed and why, and how much there is.
type jobsPage struct {
	web.Page
	Table web.Table[jobs.Failed]
	Loads [][]string
}

func (d *desk) jobs(r *web.Request) error {
	if !d.Policy.Somewhere(r.Actor(), policy.JobsView) {
		return web.Known(errs.New(errs.Denied, "policy.denied"), "admin.jobs.keeper")
	}
	l := r.List()
	p := jobsPage{Page: r.Page(r.T("admin.jobs"), "system")}
	p.Sub = p.T("admin.jobs.sub")
	got, err := d.Jobs.Failed(r.Context(), store.Page{Sort: l.Sort, After: l.After, Limit: l.Limit})
	if err != nil {
		return err
	}
	p.Table = web.Table[jobs.Failed]{
		Caption: p.T("admin.jobs.failed"), List: l, Rows: got.Rows, Total: got.Total, First: got.First, Prev: got.Prev, Next: got.Next, Columns: jobColumns(p.Page),
		Empty: web.Empty{Text: p.T("admin.jobs.none")},
	}
	loads, err := d.Jobs.Loads(r.Context())
	for _, x := range loads {
		p.Loads = append(p.Loads, []string{
			job(p.Page, x.Kind), p.Number(int64(x.Waiting)), p.Number(int64(x.Running)), p.Number(int64(x.Failed)), due(p.Page, x),
		})
	}
	if err != nil {
		return err
	}
	return r.Draw(p.Page, jobsView(p))
}

// job is what a kind is called; one of a closed compartment has no name here.
func job(p web.Page, kind string) string {
	if kind == "" {
		return p.T("admin.job.closed")
	}
	return p.Or("admin.job."+kind, kind)
}

func due(p web.Page, x jobs.Load) string {
	if x.Oldest.IsZero() {
		return p.T("admin.jobs.nothing_due")
	}
	return p.Moment(x.Oldest)
}

func jobColumns(p web.Page) []web.Column[jobs.Failed] {
	return []web.Column[jobs.Failed]{
		{Label: p.T("admin.jobs.kind"), Sort: "kind", Main: true, Cell: web.Words(func(x jobs.Failed) string { return job(p, x.Kind) })},
		{Label: p.T("admin.jobs.ended"), Sort: "ended", Cell: web.Words(func(x jobs.Failed) string { return p.Moment(x.Ended) })},
		{Label: p.T("admin.jobs.attempts"), Figures: true, Cell: web.Words(func(x jobs.Failed) string { return p.Number(int64(x.Attempts)) })},
		{Label: p.T("admin.jobs.cause"), Cell: func(x jobs.Failed) templ.Component { return causeCell(p, x) }},
		{Label: p.T("admin.manage"), Cell: func(x jobs.Failed) templ.Component { return jobActs(p, x) }},
	}
}

func (d *desk) retryJob(r *web.Request) error { return d.onJob(r, d.Jobs.Retry, "admin.jobs.retried") }

func (d *desk) discardJob(r *web.Request) error {
	return d.onJob(r, d.Jobs.Discard, "admin.jobs.discarded")
}

func (d *desk) onJob(r *web.Request, act func(context.Context, store.Key, id.ID) error, said text.Key) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	err = act(r.Context(), store.Key(r.Key()), which)
	if errs.Is(err, "jobs.not_failed") {
		return r.Tell("/admin/jobs", web.Info, "jobs.not_failed")
	}
	if err != nil {
		return err
	}
	return r.Done("/admin/jobs", string(said))
}

// systemPage is how the system is.
type systemPage struct {
	web.Page
	Facts    web.Facts
	Parts    []part
	Findings []finding
}

// finding is what one check of the doctor saw, in words.
type finding struct {
	Name, Text, Remedy string
	Tone               web.Tone
	Word               string
}

var tones = map[doctor.Level]web.Tone{doctor.OK: web.OK, doctor.Warn: web.Warn, doctor.Bad: web.Danger}

// examined puts what the doctor found into words, the worst first.
func (d *desk) examined(r *web.Request) (out []finding) {
	found := d.Examine(r.Context())
	for _, level := range []doctor.Level{doctor.Bad, doctor.Warn, doctor.OK} {
		for _, f := range found {
			if f.Level != level {
				continue
			}
			x := finding{Name: r.T("doctor.check." + f.Check), Text: r.T(f.Code, f.Args...), Tone: tones[f.Level], Word: r.T("doctor.level." + string(f.Level))}
			if f.Remedy != "" {
				x.Remedy = r.T(f.Remedy, f.Args...)
			}
			out = append(out, x)
		}
	}
	return out
}

// part is a part of the house and how it stands.
type part struct {
	Name string
	Tone web.Tone
	Word string
}

func (d *desk) system(r *web.Request) error {
	if !d.Policy.Somewhere(r.Actor(), policy.AuthnAccount) {
		return web.Known(errs.New(errs.Denied, "policy.denied"), "admin.jobs.keeper")
	}
	p := systemPage{Page: r.Page(r.T("admin.system"), "system")}
	p.Sub = p.T("admin.system.sub")
	build := obs.Build()
	version := cmp.Or(build.Version, p.T("admin.system.from_source"))
	p.Facts = web.Facts{
		{Label: p.T("admin.system.version"), Value: version},
		{Label: p.T("admin.system.commit"), Value: build.Commit},
		{Label: p.T("admin.system.go"), Value: build.Compiler},
		{Label: p.T("admin.system.engine"), Value: p.T("admin.engine." + string(d.DB.Engine()))},
		{Label: p.T("admin.system.node"), Value: d.DB.Node()},
		{Label: p.T("admin.system.now"), Value: p.Moment(p.Now)},
	}
	for _, x := range d.Health.Report(r.Context()).Parts {
		s := part{p.Or("admin.part."+x.Part, x.Part), web.OK, p.T("admin.system.well")}
		if x.Code != "" {
			s.Tone, s.Word = web.Danger, p.Or(x.Code, x.Code)
		}
		p.Parts = append(p.Parts, s)
	}
	p.Findings = d.examined(r)
	return r.Draw(p.Page, systemView(p))
}
