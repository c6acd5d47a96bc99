package law

import "embed"

// Catalogue holds the titles of parameters, states, duties, refusals, warnings and organs.
//
//go:embed messages.*.json
var Catalogue embed.FS
