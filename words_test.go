package guitu_test

import (
	"testing"

	"guitu/internal/app"
)

// Every word is there in both languages, with the same arguments; none is idle, none is asked for in vain.
func TestWords(t *testing.T) {
	words, err := app.Words()
	if err != nil {
		t.Fatal(err)
	}
	faults, err := words.Check(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		t.Error(f)
	}
}
