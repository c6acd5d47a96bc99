package config

import (
	"strconv"
	"time"
)

// ownPage tells what cannot be of a resident's own page, and of what others answer for.
func (c Config) ownPage(wrong *faults) {
	if c.OwnIdle < 30*time.Second || c.OwnIdle > 15*time.Minute {
		wrong.told("GUITU_OWN_IDLE", "config.range", c.OwnIdle.String(), "30s", "15m")
	}
	if c.EmergencyMinutes < 1 || c.EmergencyMinutes > 120 {
		wrong.told("GUITU_EMERGENCY_MINUTES", "config.range", strconv.Itoa(c.EmergencyMinutes), 1, 120)
	}
	if c.EmergencyDays < 1 || c.EmergencyDays > 30 {
		wrong.told("GUITU_EMERGENCY_DAYS", "config.range", strconv.Itoa(c.EmergencyDays), 1, 30)
	}
	for name, days := range map[string]int{"GUITU_COMPLAINT_DAYS": c.ComplaintDays, "GUITU_OBJECTION_DAYS": c.ObjectionDays} {
		if days < 0 || days > 365 {
			wrong.told(name, "config.range", strconv.Itoa(days), 0, 365)
		}
	}
}
