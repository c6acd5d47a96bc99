package web

import "embed"

// Catalogue is the words of the kit.
//
//go:embed messages.*.json
var Catalogue embed.FS
