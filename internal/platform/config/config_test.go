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
