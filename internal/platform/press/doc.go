// Package press sets papers: one model of a sheet, and its rendering as PDF. The pages of the house render the same
// sheet as HTML (door/sheet).
//
// A sheet is plain values, and the same sheet gives the same bytes: no clock, no chance, no map order. So a paper that
// is kept as its sheet can be printed again in years and is the same paper.
//
// # The page
//
// Letters follow GB/T 9704: A4, 37 mm above and 28 mm left of a text area of 156 × 225 mm, 22 lines of 28 characters,
// size 3 (15.75 pt), title size 2 centred, levels 一、（一）1., page number "— 1 —" outside the text area. Statutory
// forms keep a ruled layout of their own; slips for families are set in 18 pt. The place of the seal stays empty: the
// real one is put there by hand. A draft says so above its text.
//
// # Lines
//
// A line never begins with a mark that closes or follows (，。》）… and the like) and never ends with one that opens;
// —— and …… are not torn, nor is a line to be written on by hand, nor a number from its 年, 月, 日, 条. A closing mark may stand half outside. Words and
// numbers in Latin letters stay whole.
//
// # The face
//
// One face with outlines (glyf) and a full character map draws everything, rare names too; each PDF carries the subset
// it uses. What the face lacks, Missing tells: such a paper is printed from its page. See docs/decisions/0018.
package press

import "embed"

// Catalogue holds the words of this room in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS
