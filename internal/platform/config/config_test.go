package config_test

import (
	"testing"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/platform/config"
)

func env(m map[string]string) func(string) (string, bool) {
	return func(k string) (string, bool) { v, ok := m[k]; return v, ok }
}

func TestAnEmptyEnvironmentIsAHouse(t *testing.T) {
	c, err := config.Load(env(nil))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	if !c.Loopback() || c.BaseURL() != "http://127.0.0.1:8080" || c.KeyPath() != "data/key" || c.TLS() {
		t.Errorf("%+v", c)
	}
}

func TestTheEnvironmentIsRead(t *testing.T) {
	c, err := config.Load(env(map[string]string{
		"GUITU_DATA": " /srv/guitu ", "GUITU_WORKERS": "9", "GUITU_DRAIN": "3s", "GUITU_NODE": "",
		"GUITU_LISTEN": "0.0.0.0:443", "GUITU_PUBLIC_URL": "https://guitu.example.cn/",
		"GUITU_PROXIES": "10.0.0.1, 192.168.0.0/16",
	}))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	if c.Data != "/srv/guitu" || c.Workers != 9 || c.Drain != 3*time.Second || c.Node != "n1" || c.Loopback() {
		t.Errorf("%+v", c)
	}
	if c.BaseURL() != "https://guitu.example.cn" {
		t.Error(c.BaseURL())
	}
	if p, err := c.Proxies(); err != nil || len(p) != 2 {
		t.Error(p, err)
	}
}

func TestEverythingWrongIsToldAtOnce(t *testing.T) {
	_, err := config.Load(env(map[string]string{"GUITU_WORKERS": "many", "GUITU_DRAIN": "soon"}))
	if e := errs.Find(err); e == nil || e.Code != "config.bad" || len(e.Fields) != 2 {
		t.Fatal(err)
	}
	bad := config.Config{Node: "Ünode", Database: "mysql://root:secret@h", Listen: "here", Public: "guitu", Cert: "c", Proxy: "x", Scanner: "clam", BookFolder: "/x"}
	e := errs.Find(bad.Validate())
	if e == nil || len(e.Fields) != 21 {
		t.Fatalf("%d fields: %v", len(e.Fields), e)
	}
	for _, f := range e.Fields {
		if f.Name == "GUITU_DATABASE" && f.Value != "" {
			t.Error("a database address may hold a password and is never shown")
		}
	}
}

func TestVariablesAreExplained(t *testing.T) {
	for _, v := range config.Variables() {
		if v.Name == "" || v.Meaning == "" {
			t.Errorf("%+v", v)
		}
	}
}

func TestLoopback(t *testing.T) {
	for listen, want := range map[string]bool{
		"127.0.0.1:1": true, "[::1]:1": true, "localhost:1": true,
		":8080": false, "0.0.0.0:1": false, "10.1.1.1:1": false, "nonsense": false,
	} {
		if got := (config.Config{Listen: listen}).Loopback(); got != want {
			t.Errorf("%s: %v", listen, got)
		}
	}
}

func TestAPlaceIsSaidWithoutItsPassword(t *testing.T) {
	for database, want := range map[string]string{"": "d", "postgres://u:secret@db.example:5432/guitu?sslmode=disable": "postgres://db.example:5432/guitu"} {
		if got := (config.Config{Data: "d", Database: database}).Place(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestTheAuthorityAndTheProvider(t *testing.T) {
	for name, x := range map[string]struct {
		set   func(*config.Config)
		wrong string
	}{
		"none":          {func(*config.Config) {}, ""},
		"acme":          {func(c *config.Config) { c.ACME.Hosts, c.Plain = "guitu.example.cn, www.example.cn", ":80" }, ""},
		"an address":    {func(c *config.Config) { c.ACME.Hosts = "10.0.0.1" }, "GUITU_ACME_HOSTS"},
		"a wildcard":    {func(c *config.Config) { c.ACME.Hosts = "*.example.cn" }, "GUITU_ACME_HOSTS"},
		"acme and file": {func(c *config.Config) { c.ACME.Hosts, c.Cert, c.Key = "guitu.example.cn", "c", "k" }, "GUITU_ACME_HOSTS"},
		"plain acme":    {func(c *config.Config) { c.ACME.Hosts, c.ACME.URL = "guitu.example.cn", "http://ca.example" }, "GUITU_ACME_URL"},
		"a contact":     {func(c *config.Config) { c.ACME.Contact = "Admin <a@example.cn>" }, "GUITU_ACME_CONTACT"},
		"plain alone":   {func(c *config.Config) { c.Plain = ":80" }, "GUITU_HTTP_LISTEN"},
		"oidc": {func(c *config.Config) {
			c.OIDC = config.OIDC{Issuer: "https://id.example.cn/x", Client: "c", SecretFile: "f"}
		}, ""},
		"oidc here": {func(c *config.Config) {
			c.OIDC = config.OIDC{Issuer: "http://127.0.0.1:1", Client: "c", SecretFile: "f"}
		}, ""},
		"without TLS": {func(c *config.Config) {
			c.OIDC = config.OIDC{Issuer: "http://id.example.cn", Client: "c", SecretFile: "f"}
		}, "GUITU_OIDC_ISSUER"},
		"no secret": {func(c *config.Config) { c.OIDC = config.OIDC{Issuer: "https://id.example.cn", Client: "c"} }, "GUITU_OIDC_SECRET_FILE"},
		"no client": {func(c *config.Config) { c.OIDC = config.OIDC{Issuer: "https://id.example.cn", SecretFile: "f"} }, "GUITU_OIDC_CLIENT"},
		"no issuer": {func(c *config.Config) { c.OIDC.Client = "c" }, "GUITU_OIDC_ISSUER"},
	} {
		c := config.Default()
		x.set(&c)
		e := errs.Find(c.Validate())
		if x.wrong == "" && e != nil || x.wrong != "" && (e == nil || len(e.Fields) != 1 || e.Fields[0].Name != x.wrong) {
			t.Errorf("%s: %v", name, e)
		}
	}
	c := config.Default()
	if c.ACME.Hosts = "A.example.cn,,b.example.cn "; !c.TLS() || !c.Secure() || len(c.ACME.Names()) != 2 || c.ACME.Names()[0] != "a.example.cn" {
		t.Error(c.ACME.Names())
	}
}
