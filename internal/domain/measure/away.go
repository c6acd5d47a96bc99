package measure

import "guitu/internal/platform/seal"

// OpenedNote is the note of a fact that was sealed away with its file, opened with the person's key for a reading that the law
// allows; empty where nothing was said.
func OpenedNote(key *seal.Key, sealed []byte) (n Note, err error) {
	if len(sealed) == 0 {
		return n, nil
	}
	return n, key.OpenValue(noteColumn, sealed, &n)
}
