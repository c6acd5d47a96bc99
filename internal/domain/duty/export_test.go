package duty

// DayInParts and DayAtOnce are the two ways in which a day is read.
var (
	DayInParts = dayInParts
	DayAtOnce  = dayAtOnce
)
