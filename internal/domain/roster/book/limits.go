package book

// A facility has at most a few thousand people; a file beyond this is not a roster.
const (
	maxRows   = 50_000 // people
	maxTitles = 20     // lines of one cell before the header
)
