package trace

import "embed"

// Catalogue holds the texts of this room's codes.
//
//go:embed messages.*.json
var Catalogue embed.FS
