package termfilter

// Reads tells whether the filter's reader takes a text for JSON.
func Reads(raw []byte) bool { return new(line).parse(raw) }
