package app_test

import (
	"slices"
	"testing"

	"guitu/internal/app"
	"guitu/internal/platform/config"
	"guitu/internal/platform/doctor"
)

// A wrong setting is named as that, and good records are looked at all the same: who read that they could not be opened
// would restore an old backup over them.
func TestAWrongSettingIsNoBrokenDatabase(t *testing.T) {
	each(t, func(t *testing.T, h *app.House) {
		for name, set := range map[string]func(*config.Config){
			"GUITU_RATE":        func(c *config.Config) { c.Rate = -4 },
			"GUITU_LISTEN":      func(c *config.Config) { c.Listen = "abc" },
			"GUITU_OTLP":        func(c *config.Config) { c.OTLP = "nonsense" },
			"GUITU_MAIL_SERVER": func(c *config.Config) { c.MailServer = "nonsense" },
			"GUITU_BOOK_KEY":    func(c *config.Config) { c.BookFolder = t.TempDir() },
			"GUITU_KEY_OLD":     func(c *config.Config) { c.KeyOld = "/nowhere" },
		} {
			c := h.Config
			set(&c)
			all, err := app.Examine(t.Context(), c, app.Options{Clock: h.Clock})
			if err != nil {
				t.Fatal(err)
			}
			if !c.Wrong(name) || !has(all, "settings", "doctor.settings.bad") {
				t.Errorf("%s is not named", name)
			}
			for _, check := range []string{"database", "migrations", "log", "jobs", "demo"} {
				if !has(all, check, "doctor."+check) {
					t.Errorf("%s: %s: %v", name, check, all)
				}
			}
			if has(all, "tls", "doctor.tls.none") {
				t.Errorf("%s: is said to be open to a network", name)
			}
		}
	})
}

func has(all []doctor.Finding, check, code string) bool {
	return slices.ContainsFunc(all, func(f doctor.Finding) bool { return f.Check == check && f.Code == code })
}
