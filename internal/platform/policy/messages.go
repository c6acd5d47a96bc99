package policy

import "embed"

// Catalogue holds the words of this room's errors, reasons and purposes in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS
