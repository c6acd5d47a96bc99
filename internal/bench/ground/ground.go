// Package ground is where the bench keeps its houses: a folder with a house an engine and size, made once and used again.
// A marker beside each says what is in it; a house that was made otherwise, or half, is made anew. It also tells what
// machine this is, and starts a PostgreSQL of its own.
package ground

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"guitu/internal/platform/store"
)

// Made says what a house holds. Two houses with the same What hold the same.
type Made struct {
	What
	Took  time.Duration // to make it
	Work  time.Duration // of the processors for it, in this process; a server works outside of it
	Made  time.Time     // when
	Until time.Time     // the house's clock has been here: codes of sign-ins before this are used up
}

// What is what a house is made from.
type What struct {
	Engine store.Engine
	Size   int    // people in custody or released
	Inside int    // of them in custody
	Seed   uint64 // of the invention
	Day    string // YYYY-MM-DD, the day it shows
	Schema string // store.Fingerprint of the program that made it
	Form   int    // of what the bench adds; another one makes anew
}

// Plot is the ground of one house.
type Plot struct {
	Folder string // the house's data folder
	URL    string // of its database; "" on SQLite
	Made
}

const marker = "made.json"

// At is the plot of a house below a folder.
func At(folder string, w What) *Plot {
	return &Plot{Folder: filepath.Join(folder, fmt.Sprintf("%s-%d", w.Engine, w.Size)), Made: Made{What: w}}
}

// Marked is when the house was made.
func (p *Plot) Marked() time.Time { return p.Made.Made }

func (p *Plot) path() string { return p.Folder + "." + marker }

// Stands tells whether the house is there as it is wanted, and reads what its marker says.
func (p *Plot) Stands() (bool, error) {
	raw, err := os.ReadFile(p.path())
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var m Made
	if json.Unmarshal(raw, &m) != nil || m.What != p.What {
		return false, nil
	}
	p.Made = m
	return true, nil
}

// Clear takes away what stands there, the marker first: what is being made is no house until it is marked.
func (p *Plot) Clear() error {
	if err := os.Remove(p.path()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return errors.Join(os.RemoveAll(p.Folder), os.MkdirAll(p.Folder, 0o700))
}

// Mark writes the marker.
func (p *Plot) Mark() error {
	raw, err := json.MarshalIndent(p.Made, "", "  ")
	if err != nil {
		return err
	}
	next := p.path() + ".next"
	return errors.Join(os.WriteFile(next, append(raw, '\n'), 0o600), os.Rename(next, p.path()))
}

// Disk is how many bytes lie in a folder.
func Disk(folder string) (n int64, err error) {
	err = filepath.WalkDir(folder, func(_ string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // a log that was just cut off
			return nil
		}
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil {
			n += info.Size()
		}
		return err
	})
	return n, err
}

// Home is the folder where houses are kept when nobody says otherwise. Root's own cache is closed to the user that
// PostgreSQL runs as.
func Home() (string, error) {
	if os.Getuid() == 0 {
		return "/var/cache/guitu-bench", nil
	}
	cache, err := os.UserCacheDir()
	return filepath.Join(cache, "guitu-bench"), err
}
