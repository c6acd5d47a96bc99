package person

import "guitu/internal/platform/seal"

// Opened is an identity that was sealed away with its file, opened with its key for a reading that the law allows. Its version
// is the one that was sealed.
func Opened(key *seal.Key, sealed []byte) (p Person, err error) {
	err = key.OpenValue(column, sealed, &p)
	p.ID = key.Record()
	return p, err
}
