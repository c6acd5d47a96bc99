// Package book reads the sheets that facilities keep (花名册) and says, row by row, what is wrong and what
// would be right.
//
// Read takes a whole file (.xlsx, or .csv in UTF-8, UTF-16 or GB 18030) and gives a Book: the rows that can be
// imported, typed so that none of them can hold nonsense, the problems that reject the others, and warnings.
// Reading touches no database and no clock; what only the house can know (a bed taken by somebody who is not in
// the file, a measure on record) is added to the Book by roster. Report writes the rejected rows as they were, with
// a column that says what would be right; mended, it is itself a roster.
//
// Words: 花名册 Book, 行 Row (as a spreadsheet numbers it, header included), 表头 header, 列 Column.
//
// The promises: nothing is dropped silently (a column nobody knows is kept as a note on the row), nothing is
// rounded or guessed (a number that a spreadsheet has shortened is an error, an ambiguous place is unknown), a
// file of any bytes gives a Book or an error with a code, within the limits of the sheet room.
package book
