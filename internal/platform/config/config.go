// Package config is the one struct of settings: what a house needs to know about the machine it stands on.
//
// Every field has a default that works, so that an empty environment starts a house on 127.0.0.1:8080 with
// its data in ./data. Settings come from the environment (GUITU_…, listed by Variables) and then from flags,
// which the command line (cmd/guitu) lays over them; Validate is called once, at the roof, and answers with
// everything that is wrong at once. Rooms never see this struct: app hands each its plain values. What the
// law leaves to a bureau or a facility is not here but in the law's register, where changing it is a fact.
package config

import (
	"embed"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"guitu/internal/base/errs"
)

// Catalogue holds the texts of this room's codes.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Config is everything a process is told from outside.
type Config struct {
	Data     string // folder of the database file, the keys and the sealed documents
	Database string // postgres://… ; empty for the SQLite file inside Data
	Node     string // short code of this process among those of one bureau, part of human numbers
	KeyFile  string // key-encryption key; empty for Data/key. Belongs on another disk than the data
	KeyText  string // the key itself instead of a file; never shown
	KeyCall  string // command that wraps and unwraps instead of either: program and arguments
	KeyOld   string // key file that the house had before its key came from elsewhere, until the key is turned
	Suite    string // ciphers of new records: "intl" (AES, SHA-256) or "gm" (SM4, SM3)

	Listen string // host:port of the web server
	Public string // address that people type, for links in notices; empty for http://Listen
	Cert   string // TLS certificate file (PEM); empty when a proxy ends TLS or on loopback
	Key    string // TLS key file (PEM)
	ACME   ACME   // how a certificate is had from an authority instead
	Plain  string // host:port of plain HTTP, which leads pages to TLS; empty for none
	OIDC   OIDC   // the provider of identities; its zero value is none
	Proxy  string // addresses or prefixes of proxies whose forwarded client address is believed, by commas

	ScanMB  int    // how large a scan or photo of a paper may be, in megabytes
	Scanner string // virus scanner that speaks ClamAV's protocol: host:port or the path of a socket; empty for none

	BookAt     string // HH:MM in Shanghai at which the books of the night are made: before the night shift comes
	BookDays   int    // how long they are kept
	BookFolder string // where copies of them go, on another disk; empty for none
	BookKey    string // public half of the key that opens the copies; its other half is not in this house

	OpeningDays int // for how many days a sealed file that was opened may be read

	LogLevel  string // debug, info, warn, error
	LogFormat string // text for people, json for collectors

	Metrics string // host:port of the listener for Prometheus; empty for none
	OTLP    string // address of an OpenTelemetry collector (OTLP over HTTP); empty for none

	OwnIdle       time.Duration // after how long without a touch a resident's own page closes
	ComplaintDays int           // until when the bureau wants a complaint answered; 0 for no day: no law names one
	ObjectionDays int           // until when the house wants an objection answered; 0 for no day

	EmergencyMinutes int // for which an emergency opening of a compartment counts
	EmergencyDays    int // within which another reviews it

	Rate  int // requests a second of one officer; a tenth of it of one address at the open doors; 0 for no bound
	Reach     // how officers are reminded outside of the house

	Workers int           // jobs at work at the same time
	Drain   time.Duration // how long a stopping process lets requests and jobs finish

	Credentials string // folder in which the service manager hands credentials over (CREDENTIALS_DIRECTORY); empty for none

	Unknown []string // what the environment sets that looks like a setting and is none; told to the keeper
}

// Default is a house on one machine.
func Default() Config {
	return Config{
		Data: "data", Node: "n1", Suite: "intl", Listen: "127.0.0.1:8080",
		LogLevel: "info", LogFormat: "text", ScanMB: 20, BookAt: "20:30", BookDays: 7, OwnIdle: 2 * time.Minute, OpeningDays: 7, EmergencyMinutes: 15, EmergencyDays: 3, Rate: 50, Workers: 4, Drain: 20 * time.Second,
	}
}

// Variable is one setting as the help shows it.
type Variable struct {
	Name    string // of the environment variable
	Default string
	Meaning string
}

type setting struct {
	name, meaning string
	field         func(*Config) any // pointer to a string, int or Duration
}

func settings() []setting {
	return append([]setting{
		{"GUITU_DATA", "folder of the database, keys and documents", func(c *Config) any { return &c.Data }},
		{"GUITU_DATABASE", "postgres://… instead of the SQLite file in the data folder", func(c *Config) any { return &c.Database }},
		{"GUITU_NODE", "short code of this process, 1 to 8 letters and digits", func(c *Config) any { return &c.Node }},
		{"GUITU_KEY_FILE", "key-encryption key, default DATA/key", func(c *Config) any { return &c.KeyFile }},
		{"GUITU_KEY", "the key itself instead of a file: lines as of a key file, by commas", func(c *Config) any { return &c.KeyText }},
		{"GUITU_KEY_COMMAND", "command that wraps and unwraps (an HSM, a KMS) instead of a key file; no shell", func(c *Config) any { return &c.KeyCall }},
		{"GUITU_KEY_OLD", "key file used before GUITU_KEY or GUITU_KEY_COMMAND, until guitu key turn", func(c *Config) any { return &c.KeyOld }},
		{"GUITU_SUITE", "ciphers for new records: intl or gm", func(c *Config) any { return &c.Suite }},
		{"GUITU_LISTEN", "address of the web server", func(c *Config) any { return &c.Listen }},
		{"GUITU_PUBLIC_URL", "address that people type", func(c *Config) any { return &c.Public }},
		{"GUITU_TLS_CERT", "TLS certificate file", func(c *Config) any { return &c.Cert }},
		{"GUITU_TLS_KEY", "TLS key file", func(c *Config) any { return &c.Key }},
		{"GUITU_PROXIES", "trusted proxies, by commas", func(c *Config) any { return &c.Proxy }},
		{"GUITU_SCAN_MB", "largest scan or photo of a paper, in megabytes", func(c *Config) any { return &c.ScanMB }},
		{"GUITU_SCANNER", "virus scanner (ClamAV's protocol): host:port or the path of a socket", func(c *Config) any { return &c.Scanner }},
		{"GUITU_BOOK_AT", "hour at which the day books of the night are made, HH:MM (the house's choice)", func(c *Config) any { return &c.BookAt }},
		{"GUITU_BOOK_DAYS", "days for which day books are kept (the house's choice)", func(c *Config) any { return &c.BookDays }},
		{"GUITU_BOOK_FOLDER", "folder on another disk for sealed copies of the day books", func(c *Config) any { return &c.BookFolder }},
		{"GUITU_BOOK_KEY", "public key to which the copies are sealed (guitu daybook key)", func(c *Config) any { return &c.BookKey }},
		{"GUITU_OWN_IDLE", "time without a touch after which a resident's own page closes, such as 2m (the house's choice)", func(c *Config) any { return &c.OwnIdle }},
		{"GUITU_COMPLAINT_DAYS", "days within which the bureau wants a complaint answered; 0 for none (the house's choice, no law)", func(c *Config) any { return &c.ComplaintDays }},
		{"GUITU_OBJECTION_DAYS", "days within which a resident's objection is to be answered; 0 for none (the house's choice, no law)", func(c *Config) any { return &c.ObjectionDays }},
		{"GUITU_EMERGENCY_MINUTES", "minutes for which what was opened in an emergency stays open (the house's choice)", func(c *Config) any { return &c.EmergencyMinutes }},
		{"GUITU_EMERGENCY_DAYS", "days within which an emergency opening is to be reviewed (the house's choice, no law)", func(c *Config) any { return &c.EmergencyDays }},
		{"GUITU_OPENING_DAYS", "days for which a sealed file that was opened may be read (the house's choice)", func(c *Config) any { return &c.OpeningDays }},
		{"GUITU_LOG_LEVEL", "debug, info, warn or error", func(c *Config) any { return &c.LogLevel }},
		{"GUITU_LOG_FORMAT", "text or json", func(c *Config) any { return &c.LogFormat }},
		{"GUITU_METRICS_LISTEN", "address of the metrics for Prometheus, such as 127.0.0.1:9464; none unless set", func(c *Config) any { return &c.Metrics }},
		{"GUITU_OTLP", "OpenTelemetry collector (OTLP over HTTP), such as http://127.0.0.1:4318; none unless set", func(c *Config) any { return &c.OTLP }},
		{"GUITU_RATE", "requests a second of one officer, a tenth of it of one address at the open doors; 0 for no bound (the house's choice)", func(c *Config) any { return &c.Rate }},
		{"GUITU_WORKERS", "jobs at work at the same time", func(c *Config) any { return &c.Workers }},
		{"GUITU_DRAIN", "time to finish when stopped, such as 20s", func(c *Config) any { return &c.Drain }},
	}, append(outside(), reachSettings()...)...)
}

// Variables lists every setting with its default, in the order of the help.
func Variables() []Variable {
	c := Default()
	var out []Variable
	for _, s := range settings() {
		out = append(out, Variable{Name: s.name, Default: write(s.field(&c)), Meaning: s.meaning})
	}
	return out
}

// Environment is the real environment, for Load.
func Environment(name string) (string, bool) { return os.LookupEnv(name) }

// Load gives the defaults with what the environment sets. An empty variable counts as not set. What cannot be
// read at all (a word where a number belongs) fails with config.bad, every field named.
func Load(lookup func(string) (string, bool)) (Config, error) {
	c := Default()
	c.Credentials, _ = lookup("CREDENTIALS_DIRECTORY")
	var wrong faults
	for _, s := range settings() {
		v, ok := lookup(s.name)
		if !ok || strings.TrimSpace(v) == "" {
			continue
		}
		if v = strings.TrimSpace(v); !read(v, s.field(&c)) {
			wrong.unread(s, v)
		}
	}
	return c, wrong.Err("config.bad")
}

func read(v string, field any) bool {
	var err error
	switch p := field.(type) {
	case *string:
		*p = v
	case *int:
		*p, err = strconv.Atoi(v)
	case *time.Duration:
		*p, err = time.ParseDuration(v)
	}
	return err == nil
}

func write(field any) string {
	switch p := field.(type) {
	case *string:
		return *p
	case *int:
		return strconv.Itoa(*p)
	case *time.Duration:
		return p.String()
	}
	return ""
}

// maxScanMB is what a page takes at most, whatever is set: a scan is held in memory while it is looked at.
const maxScanMB = 60

// maxBookDays bounds how long copies that name everybody may lie beside the records.
const maxBookDays = 31

// maxOpeningDays bounds how long a sealed file may lie open for a purpose.
const maxOpeningDays = 31

var nodeCode = regexp.MustCompile(`^[a-z0-9]{1,8}$`)

// Validate tells everything that cannot be, as fields of one config.bad. It looks at values only, not at the
// machine: a folder that is missing is made, a port that is taken says so when it is bound.
func (c Config) Validate() error {
	var wrong faults
	among := func(field, v string, words ...string) {
		if !slices.Contains(words, v) {
			wrong.told(field, "config.not_among", v, strings.Join(words, ", "))
		}
	}
	among("GUITU_SUITE", c.Suite, "intl", "gm")
	among("GUITU_LOG_LEVEL", c.LogLevel, "debug", "info", "warn", "error")
	among("GUITU_LOG_FORMAT", c.LogFormat, "text", "json")
	if c.Data == "" {
		wrong.Add("GUITU_DATA", "config.missing", "")
	}
	if !nodeCode.MatchString(c.Node) {
		wrong.told("GUITU_NODE", "config.node", c.Node)
	}
	if c.Database != "" && !strings.HasPrefix(c.Database, "postgres://") && !strings.HasPrefix(c.Database, "postgresql://") {
		wrong.Add("GUITU_DATABASE", "config.database", "") // the value may hold a password: never shown
	}
	c.doors(&wrong)
	c.others(&wrong)
	if c.ScanMB < 1 || c.ScanMB > maxScanMB {
		wrong.told("GUITU_SCAN_MB", "config.range", strconv.Itoa(c.ScanMB), 1, maxScanMB)
	}
	if _, port, err := net.SplitHostPort(c.Scanner); c.Scanner != "" && !strings.HasPrefix(c.Scanner, "/") && (err != nil || !number(port, 1, 65535)) {
		wrong.told("GUITU_SCANNER", "config.scanner", c.Scanner)
	}
	if _, err := time.Parse("15:04", c.BookAt); err != nil {
		wrong.told("GUITU_BOOK_AT", "config.hour", c.BookAt)
	}
	if c.OpeningDays < 1 || c.OpeningDays > maxOpeningDays {
		wrong.told("GUITU_OPENING_DAYS", "config.range", strconv.Itoa(c.OpeningDays), 1, maxOpeningDays)
	}
	if c.BookDays < 1 || c.BookDays > maxBookDays {
		wrong.told("GUITU_BOOK_DAYS", "config.range", strconv.Itoa(c.BookDays), 1, maxBookDays)
	}
	if n := count(c.KeyFile != "", c.KeyText != "", c.KeyCall != ""); n > 1 {
		wrong.Add("GUITU_KEY_COMMAND", "config.key_sources", "")
	} else if c.KeyOld != "" && c.KeySource() == FileKey {
		wrong.told("GUITU_KEY_OLD", "config.key_old", c.KeyOld)
	}
	c.ownPage(&wrong)
	c.reach(&wrong)
	if (c.BookFolder == "") != (c.BookKey == "") {
		wrong.Add("GUITU_BOOK_KEY", "config.book_pair", "")
	}
	if c.Rate < 0 || c.Rate > 10_000 {
		wrong.told("GUITU_RATE", "config.range", strconv.Itoa(c.Rate), 0, 10_000)
	}
	if c.Workers < 1 || c.Workers > 64 {
		wrong.told("GUITU_WORKERS", "config.range", strconv.Itoa(c.Workers), 1, 64)
	}
	if c.Drain < time.Second || c.Drain > 10*time.Minute {
		wrong.told("GUITU_DRAIN", "config.range", c.Drain.String(), "1s", "10m")
	}
	return wrong.Err("config.bad")
}

func count(list ...bool) (n int) {
	for _, b := range list {
		if b {
			n++
		}
	}
	return n
}

func number(s string, low, high int) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n >= low && n <= high
}

// Loopback tells whether the web server can be reached from this machine only. A folder with demo accounts
// is served on no other address.
func (c Config) Loopback() bool {
	host, _, err := net.SplitHostPort(c.Listen)
	return err == nil && local(host)
}

// KeySource is where the root key comes from.
type KeySource string

// The sources.
const (
	FileKey    KeySource = "file"
	TextKey    KeySource = "environment"
	CommandKey KeySource = "command"
)

// KeySource tells where the root key comes from: a file unless something else is set.
func (c Config) KeySource() KeySource {
	switch {
	case c.KeyCall != "":
		return CommandKey
	case c.KeyText != "":
		return TextKey
	}
	return FileKey
}

// KeyPath is the file of the key-encryption key.
func (c Config) KeyPath() string {
	if c.KeyFile != "" {
		return c.KeyFile
	}
	return filepath.Join(c.Data, "key")
}

// BookHour is BookAt as hour and minute, after Validate.
func (c Config) BookHour() (hour, minute int) {
	at, err := time.Parse("15:04", c.BookAt)
	if err != nil {
		return 0, 0
	}
	return at.Hour(), at.Minute()
}

// Place is where the records are, for people to recognise: the folder, or the database without its password.
func (c Config) Place() string {
	if c.Database == "" {
		return c.Data
	}
	u, err := url.Parse(c.Database)
	if err != nil {
		return "PostgreSQL"
	}
	return u.Scheme + "://" + u.Host + u.Path
}

// Proxies are the prefixes whose forwarded client address is believed; none by default.
func (c Config) Proxies() ([]netip.Prefix, error) {
	var out []netip.Prefix
	for part := range strings.SplitSeq(c.Proxy, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		if a, err := netip.ParseAddr(part); err == nil {
			out = append(out, netip.PrefixFrom(a, a.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(part)
		if err != nil {
			return nil, errs.Because(errs.Invalid, "config.proxies", err)
		}
		out = append(out, p)
	}
	return out, nil
}
