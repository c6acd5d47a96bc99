package authn

import "embed"

// Catalogue holds the words of this room's errors and facts in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS
