package main

import (
	"cmp"

	"guitu/internal/platform/obs"
	"guitu/internal/platform/store"
)

type version struct{}

// Run says which program this is, and which schema it makes.
func (version) Run(c *call) error {
	b := obs.Build()
	said := struct {
		Version  string `json:"version"`
		Commit   string `json:"commit"`
		Compiler string `json:"compiler"`
		Platform string `json:"platform"`
		Schema   string `json:"schema"` // two programs with the same one open each other's records
	}{b.Version, b.Commit, b.Compiler, b.Platform, store.Fingerprint()}
	return c.answer(said, func() {
		c.say("cli.version.said", cmp.Or(b.Version, c.words.T("cli.version.source")), cmp.Or(b.Commit, "-"), b.Compiler, b.Platform)
	})
}
