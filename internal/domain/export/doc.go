// Package export lets lists out of the house as files (导出): .xlsx or .csv, streamed, flat in memory.
//
// Whoever takes a list out says for what, and sees first how many rows it has. A list of more than Alone rows about
// persons waits until a second person has looked at it. The file carries the request's number and purpose, so that
// a copy that turns up elsewhere says where it comes from. Asking, deciding and taking are facts of the log.
//
//	Request   the count is shown; small lists may be taken at once
//	Decide    a second person approves or refuses
//	Write     the rows, read page by page with the requester's own scope
//	Build     the same for the keeper of the machine, by the command line: the second person signs there
//
// What a list is, which rows and which cells it has, is said by whoever owns the list; this room only knows a List.
// A cell never begins a formula.
package export

import "embed"

// Catalogue holds this room's words in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS
