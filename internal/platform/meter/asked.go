package meter

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// asked is a collector that asks for the state when somebody scrapes.
type asked func(context.Context) State

// patience bounds one asking: a scrape must not hang where the database does.
const patience = 5 * time.Second

// gauge is one figure of the state, with one label at most.
func gauge(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, labels, nil)
}

var (
	partUp     = gauge("guitu_part_up", "1 when a part of the house is well, as /ready says it.", "part")
	jobCount   = gauge("guitu_jobs", "Jobs by state; waiting counts those that are due.", "state")
	jobLate    = gauge("guitu_jobs_oldest_seconds", "How long the oldest due job has waited.")
	logWaiting = gauge("guitu_audit_unnumbered", "Facts of the log that have no number yet.")
	logAge     = gauge("guitu_audit_oldest_seconds", "How long the oldest of them has waited.")
	sessions   = gauge("guitu_sessions", "Who is signed in, by state.", "state")
	reminded   = gauge("guitu_reminders", "Officers who are reminded outside of the house, and those of them whom the last reminder did not reach.", "state")
	diskFree   = gauge("guitu_disk_free_bytes", "Free where the data folder lies.")
	backupAge  = gauge("guitu_backup_age_seconds", "Since the last good backup; missing when there was none.")
	drillAge   = gauge("guitu_restore_drill_age_seconds", "Since a backup was last restored in a drill; missing when none was.")
)

// Describe lists the figures.
func (asked) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{partUp, jobCount, jobLate, logWaiting, logAge, sessions, reminded, diskFree, backupAge, drillAge} {
		to <- d
	}
}

// Collect asks. What could not be asked is missing and not zero: an absence wakes, a zero soothes.
func (a asked) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	s := a(ctx)
	say := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	for _, p := range s.Parts {
		up := 0.0
		if p.Code == "" {
			up = 1
		}
		say(partUp, up, p.Part)
	}
	if s.HasRecords {
		say(jobCount, float64(s.Waiting), "waiting")
		say(jobCount, float64(s.Running), "running")
		say(jobCount, float64(s.Failed), "failed")
		say(jobLate, s.Late.Seconds())
		say(logWaiting, float64(s.Unnumbered))
		say(logAge, s.Unsigned.Seconds())
		say(sessions, float64(s.Active), "active")
		say(sessions, float64(s.Locked), "locked")
		say(reminded, float64(s.Reminded), "on")
		say(reminded, float64(s.Unreached), "failed")
	}
	if s.HasFree {
		say(diskFree, float64(s.Free))
	}
	if s.HasBackup {
		say(backupAge, s.BackupAge.Seconds())
	}
	if s.HasRun {
		say(drillAge, s.DrillAge.Seconds())
	}
}
