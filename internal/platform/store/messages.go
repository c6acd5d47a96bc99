package store

import "embed"

// Catalogue holds the texts of the store's error codes in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS
