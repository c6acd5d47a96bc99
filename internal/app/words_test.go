package app_test

import (
	"os"
	"testing"

	"guitu/internal/app"
)

// Every key has both languages with the same arguments, is mentioned by a source, and every code that a source
// answers with has its words.
func TestWordsAreWhole(t *testing.T) {
	words, err := app.Words(os.DirFS("../../cmd/guitu"))
	if err != nil {
		t.Fatal(err)
	}
	faults, err := words.Check(os.DirFS("../.."), families()...)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		t.Error(f)
	}
}
