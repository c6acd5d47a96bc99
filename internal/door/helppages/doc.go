// Package helppages is the help that is built into the house: chapters in zh-CN and en, one file each, opened
// by "?" on every page at the chapter of that page. Anybody may read them, signed in or not.
//
// A chapter is chapters/{locale}/{nn}-{slug}.md: the first line is "# Title", then paragraphs, "## " headings,
// "- " and "1. " lists, "> " notes. Inside a line **bold**, `code` and [words](/path) are understood; a link to
// another chapter is [words](/help/slug). Nothing else is: what is not understood is shown as it is written.
package helppages

import "embed"

// Catalogue is the words of the help's frame; the chapters are files of their own.
//
//go:embed messages.*.json
var Catalogue embed.FS

//go:embed chapters
var files embed.FS
