package placement

import "embed"

// Catalogue holds this room's words in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS
