package config_test

import (
	"slices"
	"strings"
	"testing"

	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	"guitu/internal/platform/config"
)

// Whoever sets something wrong reads, in both languages, which setting it is, what he wrote and what would be right.
func TestWhatIsWrongIsShownWithItsValue(t *testing.T) {
	catalogue, err := text.Load(config.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct{ set, right string }{
		"GUITU_ACME_CONTACT":      {"Admin <a@example.cn>", "admin@example.cn"},
		"GUITU_ACME_HOSTS":        {"10.0.0.1", "guitu.example.cn"},
		"GUITU_ACME_URL":          {"http://ca.example.cn", "https://"},
		"GUITU_BOOK_AT":           {"25:00", "20:30"},
		"GUITU_BOOK_DAYS":         {"90", "31"},
		"GUITU_COMPLAINT_DAYS":    {"-1", "365"},
		"GUITU_DATABASE":          {"mysql://root:hidden@h", "postgres://"},
		"GUITU_DRAIN":             {"20", "20s"},
		"GUITU_EMERGENCY_DAYS":    {"0", "30"},
		"GUITU_EMERGENCY_MINUTES": {"a while", "15"},
		"GUITU_HTTP_LISTEN":       {"eighty", "127.0.0.1:8080"},
		"GUITU_KEY_OLD":           {"/old/key", "GUITU_KEY_COMMAND"},
		"GUITU_LISTEN":            {"here", "127.0.0.1:8080"},
		"GUITU_LOG_FORMAT":        {"xml", "json"},
		"GUITU_LOG_LEVEL":         {"loud", "warn"},
		"GUITU_MAIL_FROM":         {"nobody", "reminder@example.cn"},
		"GUITU_MAIL_SERVER":       {"mail", "mail.example.cn:587"},
		"GUITU_METRICS_LISTEN":    {"9464", "127.0.0.1:8080"},
		"GUITU_NODE":              {"Node One", "n1"},
		"GUITU_OIDC_ISSUER":       {"http://id.example.cn", "https://"},
		"GUITU_OTLP":              {"localhost:4318", "http://127.0.0.1:4318"},
		"GUITU_OWN_IDLE":          {"120", "2m"},
		"GUITU_PROXIES":           {"the proxy", "10.0.0.1"},
		"GUITU_PUBLIC_URL":        {"ftp://root:hidden@guitu", "https://guitu.example.cn"},
		"GUITU_RATE":              {"abc", "50"},
		"GUITU_SCANNER":           {"clam", "127.0.0.1:3310"},
		"GUITU_SCAN_MB":           {"999", "60"},
		"GUITU_SUITE":             {"sm", "intl, gm"},
		"GUITU_WORKERS":           {"many", "4"},
	} {
		c, err := config.Load(env(map[string]string{name: x.set}))
		if err == nil {
			err = c.Validate()
		}
		e := errs.Find(err)
		if e == nil {
			t.Errorf("%s=%s: %v", name, x.set, err)
			continue
		}
		for _, l := range text.Locales {
			said := ""
			for _, f := range e.Fields {
				if f.Name == name {
					said += catalogue.In(l).T(f.Code, f.Args...)
				}
			}
			secret := strings.Contains(x.set, "hidden")
			if strings.ContainsAny(said, "{}") || strings.Contains(said, "hidden") || !secret && !strings.Contains(said, x.set) || !strings.Contains(said, x.right) {
				t.Errorf("%s=%s, in %s: %s", name, x.set, l, said)
			}
		}
	}
}

// A name that is nearly that of a setting is told; those of tests and of key commands are none of ours.
func TestNamesThatAreNoSettings(t *testing.T) {
	got := config.Unknown([]string{
		"PATH", "GUITU_LISTEN", "GUITU_LISTN", "GUITU_Data", "GUITU_SOMETHING_ELSE", "GUITU_PKCS11_MODULE", "GUITU_TEST_ENGINE", "GUITU_BENCH_DIR",
	})
	want := []string{"GUITU_Data (GUITU_DATA?)", "GUITU_LISTN (GUITU_LISTEN?)", "GUITU_SOMETHING_ELSE"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	t.Setenv("GUITU_LISTN", "x")
	t.Setenv("GUITU_EMPTY_ONE", " ")
	if names := config.Names(); !slices.Contains(names, "GUITU_LISTN") || slices.Contains(names, "GUITU_EMPTY_ONE") {
		t.Error("what is set to nothing counts as not set")
	}
}
