package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"guitu/internal/platform/config"
)

var update = flag.Bool("update", false, "write again what the package carries")

const packaging = "../../packaging/"

// The file of settings and the page of the manual are made of what the program says of itself.
func TestWhatThePackageCarries(t *testing.T) {
	for name, want := range map[string]string{"guitu.env": environment(), "guitu.1": manual(t)} {
		if *update {
			if err := os.WriteFile(packaging+name, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(packaging + name)
		if err != nil || string(got) != want {
			t.Errorf("packaging/%s is not what the program says of itself: go test ./cmd/guitu -run Package -update", name)
		}
	}
}

// environment is every setting, sorted, commented out but the folder of the data.
func environment() string {
	var b strings.Builder
	b.WriteString("# Settings of Guitu: every one there is, with its default. Take the # away to set one; put values with blanks or\n" +
		"# special signs in 'single quotes'. Then: systemctl restart guitu. Whether they can be: guitu-admin doctor.\n" +
		"# 归途的全部设置及其默认值。去掉行首的 # 即生效，改后运行 systemctl restart guitu。\n")
	all := config.Variables()
	slices.SortFunc(all, func(a, b config.Variable) int { return strings.Compare(a.Name, b.Name) })
	for _, v := range all {
		fmt.Fprintf(&b, "\n# %s\n", v.Meaning)
		switch v.Name {
		case "GUITU_DATA":
			b.WriteString("GUITU_DATA=/var/lib/guitu\n")
		case "GUITU_KEY_FILE":
			b.WriteString("# Unless GUITU_KEY, GUITU_KEY_COMMAND or this is set, service and guitu-admin take /etc/guitu/key.\n#GUITU_KEY_FILE=\n")
		default:
			fmt.Fprintf(&b, "#%s=%s\n", v.Name, v.Default)
		}
	}
	return b.String()
}

// manual is the page guitu(1): every command with its words, every exit, where things lie.
func manual(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(".TH GUITU 1\n.SH NAME\nguitu \\- the desk of rehabilitation facilities and guidance stations\n.SH SYNOPSIS\n.B guitu\nCOMMAND [flags]\n.SH COMMANDS\n")
	for _, n := range model(t).Leaves(true) {
		fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", roff(summary(n)), roff(n.Help))
	}
	b.WriteString(`.SH EXIT STATUS
0 done; 1 not done (doctor: something is bad); 2 import: some rows were rejected; 3 verify: something was altered; 64 the command line is wrong.
.SH FILES
.TP
.I /etc/guitu/guitu.env
settings of the service
.TP
.I /etc/guitu/key
the root key; keep a copy off line, away from the backups
.TP
.I /var/lib/guitu
records and sealed documents
.SH SEE ALSO
guitu-admin COMMAND runs a command as the service would. /usr/share/doc/guitu/operations.md
`)
	return b.String()
}

func summary(n *kong.Node) string {
	path := n.FullPath()
	for _, p := range n.Positional {
		path += " " + strings.ToUpper(p.Name)
	}
	for _, f := range n.Flags {
		path += " [--" + f.Name + "]"
	}
	return path
}

func roff(s string) string { return strings.NewReplacer("\\", "\\e", "-", "\\-", "\n", " ").Replace(s) }

// The unit is one that systemd takes, and keeps what it must.
func TestTheUnit(t *testing.T) {
	raw, err := os.ReadFile(packaging + "guitu.service")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"User=guitu", "ExecStart=/usr/sbin/guitu-admin serve", "ReadWritePaths=-/etc/guitu", "NoNewPrivileges=yes", "ProtectSystem=strict",
		"StateDirectory=guitu", "UMask=0077", "CapabilityBoundingSet=\n", "MemoryDenyWriteExecute=yes",
	} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("the unit lacks %s", want)
		}
	}
}

var control = regexp.MustCompile(`(?m)^(Package|Version|Architecture|Depends): \S`)

// The package is made, twice the same; it is put into an empty system and taken out, and what was kept there stays.
func TestThePackage(t *testing.T) {
	root, out := t.TempDir(), t.TempDir()
	tree := filepath.Join(root, "tree")
	program := filepath.Join(tree, "bin", "guitu")
	for _, name := range []string{"packaging", "tools", "docs"} {
		tool(t, "", "mkdir", "-p", tree)
		tool(t, "../..", "cp", "-r", name, tree)
	}
	tool(t, "../..", "cp", "LICENSE", tree)
	tool(t, "", "mkdir", "-p", filepath.Dir(program))
	if err := os.WriteFile(program, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	make := func() string {
		return strings.TrimSpace(tool(t, tree, "env", "SOURCE_DATE_EPOCH=1790000000", "tools/package.sh", "v1.2.0-3-gabc"))
	}
	first := filepath.Join(tree, make())
	tool(t, "", "cp", first, filepath.Join(out, "a.deb"))
	tool(t, "", "cmp", filepath.Join(tree, make()), filepath.Join(out, "a.deb"))
	if told := tool(t, "", "dpkg-deb", "-f", first); len(control.FindAllString(told, -1)) != 4 || !strings.Contains(told, "Version: 1.2.0+3+gabc") {
		t.Error(told)
	}
	list := tool(t, "", "dpkg-deb", "-c", first)
	for _, want := range []string{"./usr/bin/guitu", "./usr/sbin/guitu-admin", "./usr/lib/systemd/system/guitu.service", "./etc/guitu/guitu.env", "./usr/share/man/man1/guitu.1.gz", "./usr/share/doc/guitu/operations.md"} {
		if !strings.Contains(list, " "+want+"\n") {
			t.Errorf("the package lacks %s", want)
		}
	}
	system := filepath.Join(root, "system")
	for _, folder := range []string{"info", "updates", "triggers"} {
		tool(t, "", "mkdir", "-p", filepath.Join(system, "var/lib/dpkg", folder))
	}
	for _, file := range []string{"status", "available"} {
		if err := os.WriteFile(filepath.Join(system, "var/lib/dpkg", file), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	dpkg := func(args ...string) {
		tool(t, "", "dpkg", append([]string{"--root=" + system, "--force-not-root", "--force-script-chrootless", "--force-depends", "--force-bad-path", "--log=" + filepath.Join(root, "dpkg.log")}, args...)...)
	}
	read := func(name string) string {
		raw, err := os.ReadFile(filepath.Join(system, name))
		if err != nil {
			t.Error(err)
		}
		return string(raw)
	}
	write := func(name, body string) {
		if err := os.WriteFile(filepath.Join(system, name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	dpkg("-i", first)
	key := read("etc/guitu/key")
	if lines := strings.Split(strings.TrimSpace(key), "\n"); len(lines) != 2 || len(lines[1]) != 44 {
		t.Errorf("a key of %d lines", len(lines))
	}
	if info, err := os.Stat(filepath.Join(system, "etc/guitu/key")); err != nil || info.Mode().Perm() != 0o400 {
		t.Error(info, err)
	}
	write("var/lib/guitu/guitu.db", "records")
	write("etc/guitu/guitu.env", "GUITU_DATA=/var/lib/guitu\nGUITU_NODE=n7\n")
	dpkg("-i", first)
	dpkg("--purge", "guitu")
	if read("var/lib/guitu/guitu.db") != "records" || read("etc/guitu/key") != key {
		t.Error("a purge touched records or key")
	}
	if _, err := os.Stat(filepath.Join(system, "usr/bin/guitu")); err == nil {
		t.Error("the program stayed")
	}
}

func tool(t *testing.T, folder, name string, args ...string) string {
	t.Helper()
	c := exec.Command(name, args...)
	c.Dir = folder
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}
