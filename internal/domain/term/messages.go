package term

import "embed"

// Catalogue is what the trace says.
//
//go:embed messages.*.json
var Catalogue embed.FS
