// Package text holds what people read: the catalogue of messages in zh-CN (written first) and en, and the
// printer that turns keys, dates, deadlines and numbers into words.
//
// Every package with words carries messages.zh-CN.json and messages.en.json (flat, key → text) and exports
// them as an embed.FS named Catalogue; app loads them all. In a message
//
//	{0} {1}                 are the arguments in order: strings as they are, civil dates and moments in the
//	                        reader's form (moments in Asia/Shanghai), numbers grouped, a Key translated
//	{0, plural day|days}    is the one or the other word for the number {0}; Chinese never needs it
//
// A key that does not exist prints as [key]: ugly on purpose, and Catalogue.Missing tells tests about it.
package text

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sync"
)

// Own is the catalogue of this package: laws' short names, weekdays, what is left of a term.
//
//go:embed messages.*.json
var Own embed.FS

// Locale is a language of the house, as written in the lang attribute.
type Locale string

// The two languages. Chinese is the source; English is complete.
const (
	ZH Locale = "zh-CN"
	EN Locale = "en"
)

// Locales lists the languages, source first.
var Locales = [...]Locale{ZH, EN}

// ParseLocale reads a locale as it came from a cookie; anything unknown is Chinese.
func ParseLocale(s string) Locale {
	if Locale(s) == EN {
		return EN
	}
	return ZH
}

// Catalogue is every message of the house in both languages. It does not change after Load.
type Catalogue struct {
	words map[Locale]map[string]string

	mu      sync.Mutex
	missing map[string]bool
}

// Load merges the catalogues of packages, this package's own included. A key that two packages claim, or a
// file that is not a flat JSON object, is an error.
func Load(sources ...fs.FS) (*Catalogue, error) {
	c := &Catalogue{words: map[Locale]map[string]string{}, missing: map[string]bool{}}
	for _, l := range Locales {
		c.words[l] = map[string]string{}
		for _, src := range append([]fs.FS{Own}, sources...) {
			if err := merge(c.words[l], src, l); err != nil {
				return nil, err
			}
		}
	}
	return c, nil
}

func merge(into map[string]string, src fs.FS, l Locale) error {
	name := "messages." + string(l) + ".json"
	raw, err := fs.ReadFile(src, name)
	if err != nil {
		return fmt.Errorf("text: %w", err)
	}
	var words map[string]string
	if err := json.Unmarshal(raw, &words); err != nil {
		return fmt.Errorf("text: %s: %w", name, err)
	}
	for k, v := range words {
		if _, twice := into[k]; twice {
			return fmt.Errorf("text: %s: key %q is claimed twice", name, k)
		}
		into[k] = v
	}
	return nil
}

// Keys lists the keys of a language in order.
func (c *Catalogue) Keys(l Locale) []string { return slices.Sorted(maps.Keys(c.words[l])) }

// Missing lists the keys that were asked for and not found, in order; tests want it empty.
func (c *Catalogue) Missing() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Sorted(maps.Keys(c.missing))
}

// In gives the printer for a language.
func (c *Catalogue) In(l Locale) Printer { return Printer{c: c, locale: l} }

func (c *Catalogue) find(l Locale, key string) (string, bool) {
	m, ok := c.words[l][key]
	if !ok {
		c.mu.Lock()
		c.missing[key] = true
		c.mu.Unlock()
	}
	return m, ok
}
