package sheet

// The largest file that is read. What is beyond these limits is not a table that people keep, or is meant to
// hurt.
const (
	maxFile    = 32 << 20  // bytes of the file
	maxUnzip   = 128 << 20 // bytes of one part of a workbook, unzipped
	maxStrings = 64 << 20  // bytes of the table of shared texts, unzipped
	maxParts   = 5_000     // parts of a workbook
	maxRels    = 4 << 20   // bytes of a part that only says which others there are
	maxTexts   = 1_000_000 // texts in the table of shared texts
	maxToken   = 1 << 20   // bytes from one tag to the next, and of all runs of a text
	maxMerges  = 50_000    // merged ranges that are looked at
	maxColumns = 256
	maxCell    = 32_767    // characters in a cell, as a spreadsheet allows
	maxLine    = 1_048_576 // the highest row number that a spreadsheet knows
)
