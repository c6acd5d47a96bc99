package main

import (
	"regexp"
	"slices"
	"strings"
)

// What kong finds wrong with a command line is English text. Its few forms are read here and said in the reader's
// language, with the flag or word, its value, and what would be right. A form that is not here is shown as it came.

var quoted = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"`)

// forms are what kong says, each with the key of what we say instead. The first group is the word, flag or value that is
// wrong; some have a second.
var forms = []struct {
	said *regexp.Regexp
	key  string
}{
	{regexp.MustCompile(`^unexpected argument (.*?)(?:, did you mean (.*)\?)?$`), "cli.line.surplus"},
	{regexp.MustCompile(`^unknown flag (\S+?)(?:, did you mean (.*)\?)?$`), "cli.line.flag"},
	{regexp.MustCompile(`^(?:.*: )?(--\S+): expected a valid \d+ bit u?int but got "(.*)"$`), "cli.line.number"},
	{regexp.MustCompile(`^(?:.*: )?(--\S+): expected \w+ value but got "EOL".*$`), "cli.line.empty"},
	{regexp.MustCompile(`^(?:.*: )?(--\S+): expected \w+ value but got "([^"]*)".*$`), "cli.line.eats"},
	{regexp.MustCompile(`^(?:.*: )?(--\S+): bool value must be .* but got "(.*)"$`), "cli.line.bare"},
	{regexp.MustCompile(`^unexpected flag argument "(.*)"$`), "cli.line.surplus"},
}

// lineWords says what is wrong with the command line.
func (c *call) lineWords(err error) string {
	said := err.Error()
	if list, ok := strings.CutPrefix(said, "missing flags: "); ok {
		return c.words.T("cli.line.missing", c.explained(strings.Split(list, ", ")))
	}
	if list, ok := strings.CutPrefix(said, "missing positional arguments "); ok {
		return c.words.T("cli.line.missing", c.explained(strings.Fields(list)))
	}
	if strings.HasPrefix(said, "expected ") && quoted.MatchString(said) {
		var wanted []string
		for _, m := range quoted.FindAllStringSubmatch(said, -1) {
			wanted = append(wanted, strings.Fields(m[1])...)
		}
		if strings.HasSuffix(said, "...") { // kong names five
			wanted = append(wanted, "…")
		}
		if !strings.HasPrefix(wanted[0], "<") {
			return c.words.T("cli.line.command", strings.Join(wanted, ", "))
		}
		return c.words.T("cli.line.missing", c.explained(wanted))
	}
	for _, f := range forms {
		m := f.said.FindStringSubmatch(said)
		if m == nil {
			continue
		}
		second := append(m, "")[2]
		if near := quoted.FindAllStringSubmatch(second, -1); len(near) > 0 {
			names := make([]string, len(near))
			for i, n := range near {
				names[i] = n[1]
			}
			return c.words.T(f.key, m[1], second) + c.words.T("cli.line.meant", strings.Join(names, " / "))
		}
		return c.words.T(f.key, m[1], second)
	}
	return said
}

// explained lists flags and arguments as they are typed, each with what the help says of it.
func (c *call) explained(list []string) string {
	for i, typed := range list {
		name, _, _ := strings.Cut(strings.Trim(typed, "-<>[]"), "=")
		list[i] = "\n  " + typed + "  " + c.words.T("cli."+name)
	}
	slices.Sort(list)
	return strings.Join(list, "")
}
