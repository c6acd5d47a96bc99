// Package rosterpages is the desk of files that come in and go out: rosters and exports.
//
//	/roster                 bring a file; what was brought before
//	/roster/{run}           what loading it would do: new, changes, problems; mend in place; load
//	/roster/{run}/report    the rejected rows as a workbook
//	/export?list=…          what would leave the house, and how many; for what
//	/exports                mine, and those that wait for a second person
//	/exports/{id}           one request: approve, refuse, take
//
// Nothing is in the house before it is loaded; a file that is only looked at lies sealed for a day. Loading and
// taking are signed. lists.go and registers.go say which lists there are (the law's
// parameters are in lawpages); the command line takes the same ones out.
package rosterpages

import "embed"

// Catalogue holds the words of these pages.
//
//go:embed messages.*.json
var Catalogue embed.FS
