package paper

import (
	"guitu/internal/platform/press"
	"guitu/internal/platform/seal"
)

// OpenedSheet is the sheet of a paper that was sealed away with its file, opened with its key for a reading that the law allows.
// It bears no code: whoever holds the printed paper can check that one.
func OpenedSheet(key *seal.Key, sealed []byte) (press.Sheet, error) {
	plain, err := key.Open("paper_paper.sheet", sealed)
	if err != nil {
		return press.Sheet{}, err
	}
	return press.Decode(plain)
}
