// Package guitu_test holds the house against its own rules: floors and imports, calls, budgets, tables, marks,
// words. The tables stand here, the checks in arch_*_test.go by topic; every check is tried there on small sources
// that break its rule, so that a check that sleeps is a failing test.
package guitu_test

import "regexp"

// The staircase, from the ground up. A package may import only what stands on an earlier line; that is the
// whole law of dependencies. A new room gets a line here, where it belongs, and nothing else.
var stairs = []string{
	// base: stones without I/O
	"internal/base/errs", "internal/base/clock", "internal/base/id", "internal/base/actor",
	"internal/base/civil", "internal/base/calendar", "internal/base/cn", "internal/base/text",
	// platform: services of the house that know nothing of rehabilitation
	"internal/platform/config", "internal/platform/obs", "internal/platform/sheet", "internal/platform/press", "internal/platform/scan", "internal/platform/clam",
	"internal/platform/store/lite", "internal/platform/store/faults", "internal/platform/store/sqltext", "internal/platform/store/plain", "internal/platform/store/pg", "internal/platform/store", "internal/platform/store/storetest",
	"internal/platform/meter", "internal/platform/trace",
	"internal/platform/hold", "internal/platform/errand", "internal/platform/backup",
	"internal/platform/policy", // pure; a fact names the purpose that policy was shown, so it stands below audit
	"internal/platform/policy/policytest",
	"internal/platform/seal", "internal/platform/seal/sealtest", "internal/platform/seal/keyfile", "internal/platform/seal/keycommand", "internal/platform/seal/flaw", "internal/platform/seal/lately", "internal/platform/audit", "internal/platform/witness", "internal/platform/parcel", "internal/platform/history",
	"internal/platform/authn/brake", "internal/platform/authn/kept", "internal/platform/authn/password", "internal/platform/authn/provider", "internal/platform/authn/provider/providertest", "internal/platform/authn", "internal/platform/kiosk", "internal/platform/jobs", "internal/platform/keys", "internal/platform/pair", "internal/platform/document", "internal/platform/reminder/mail", "internal/platform/reminder/sms", "internal/platform/reminder", "internal/platform/doctor",
	"internal/platform/aside",
	// domain: one room per word of the trade
	"internal/domain/law", "internal/domain/law/lawdoc", "internal/domain/term", "internal/domain/term/written", "internal/domain/rule",
	"internal/domain/facility", "internal/domain/staff", "internal/domain/duty", "internal/domain/partner",
	"internal/domain/person", "internal/domain/resident",
	"internal/domain/placement/separation", "internal/domain/placement/known", "internal/domain/placement/asked", "internal/domain/placement", "internal/domain/outing", "internal/domain/rollcall",
	"internal/domain/paper", "internal/domain/paper/forms", "internal/domain/measure/extract", "internal/domain/measure",
	"internal/domain/roster/book", "internal/domain/roster/decided", "internal/domain/roster/remark", "internal/domain/roster", "internal/domain/export", "internal/domain/census",
	"internal/domain/complaint", "internal/domain/objection", // what a resident says
	"internal/domain/emergency",
	"internal/domain/transfer", "internal/domain/journey", // processes that cross rooms
	"internal/domain/journey/course/affair", "internal/domain/journey/course/ask", "internal/domain/journey/course/act", "internal/domain/journey/course/paperwork", "internal/domain/journey/course/keeping", // what courses are written in
	"internal/domain/journey/course/leaving", "internal/domain/journey/course/arrival", "internal/domain/journey/course/between", "internal/domain/journey/course/away", // the courses, and what follows a correction
	"internal/domain/journey/course/decided", "internal/domain/journey/course/remedy", "internal/domain/journey/course/ending", "internal/domain/journey/course/amended", "internal/domain/journey/course", "internal/domain/daybook", "internal/domain/supervision",
	"internal/domain/statistics", "internal/domain/sealing",
	// doors: HTTP, HTML, files and filters
	"internal/door/termfilter", "internal/door/drawn", "internal/door/web", "internal/door/gallery", "internal/door/telling", "internal/door/sheet", "internal/door/papercheck", "internal/door/bookcopy", "internal/door/units", "internal/door/purpose", "internal/door/api",
	"internal/door/signpages", "internal/door/daypages", "internal/door/findpages", "internal/door/casepages", "internal/door/journeypages", "internal/door/rosterpages",
	"internal/door/lawpages", "internal/door/adminpages", "internal/door/systempages", "internal/door/placepages", "internal/door/rollpages", "internal/door/outpages", "internal/door/bookpages",
	"internal/door/paperpages", "internal/door/transferpages", "internal/door/supervisionpages", "internal/door/ownpages", "internal/door/rightspages", "internal/door/emergencypages",
	"internal/door/sealingpages", "internal/door/helppages",
	// roof
	"internal/verify", "internal/demo/folk", "internal/demo/organs", "internal/demo/affairs", "internal/demo/voices", "internal/demo", "internal/app", "internal/security/namestest",
	"internal/bench/gauge", "internal/bench/ground", "internal/bench/peer", "internal/bench", "cmd/guitu", "cmd/guitu-bench",
}

// Page rooms stand on the web kit and the domain, never on each other.
var pages = regexp.MustCompile(`^internal/door/\w+pages$`)

// What each floor may take from outside the module. The longest matching prefix of the importing package
// decides; "" is the default. An entry ending in "/" allows the whole tree.
var outside = map[string][]string{
	"internal/base":             {"std"},
	"internal/base/id":          {"std", "github.com/google/uuid"},
	"internal/base/cn":          {"std", "github.com/mozillazg/go-pinyin", "golang.org/x/text/"},
	"internal/domain":           {"std"},
	"internal/domain/roster":    {"std", "golang.org/x/text/"},
	"internal/platform/policy":  {"std", "github.com/cedar-policy/cedar-go", "github.com/cedar-policy/cedar-go/"},
	"internal/platform/seal":    {"std", "github.com/emmansun/gmsm/", "golang.org/x/crypto/", "golang.org/x/mod/sumdb/"},
	"internal/platform/audit":   {"std", "golang.org/x/mod/sumdb/", "github.com/emmansun/gmsm/"},
	"internal/platform/history": {"std"},
}

// What a floor must never import, with the reason.
var forbidden = []struct{ under, imports, because string }{
	{"internal/base", "net/http", "stones do no I/O"},
	{"internal/base", "database/sql", "stones do no I/O"},
	{"internal/domain", "net/http", "only doors know HTTP"},
	{"internal/domain", "html/template", "only doors draw pages"},
	{"internal/domain", "database/sql", "rooms speak to the store"},
	{"internal/domain", "encoding/json", "shapes for the outside belong to doors"},
	{"internal/domain", "guitu/internal/platform/authn", "rooms know actors, not sign-ins"},
	{"internal/platform/policy", "guitu/internal/platform/store", "policy is pure"},
	{"internal/door", "database/sql", "doors speak to rooms"},
}

// What base and domain may take from the standard library: what neither waits nor reaches outside the process. The
// lists of every prefix of a package add up.
var standard = map[string][]string{
	"internal/base": pure, "internal/base/actor": {"context"}, "internal/base/text": {"sync"}, "internal/base/clock": {"sync/atomic"},
	"internal/domain": append([]string{"context"}, pure...), "internal/domain/export": {"encoding/csv"},
	"internal/domain/journey/course/arrival": {"encoding/hex"}, "internal/domain/rollcall": {"hash/fnv"},
	"internal/domain/measure/extract": {"encoding/binary", "hash/fnv"}, // facts as varints, and what their numbers mean
	"internal/domain/roster":          {"encoding/hex"}, "internal/domain/rule": {"sync/atomic"},
}

var pure = []string{
	"bufio", "bytes", "cmp", "embed", "encoding/base32", "encoding/json", "errors", "fmt", "io", "io/fs", "iter", "maps", "math",
	"math/bits", "regexp", "slices", "sort", "strconv", "strings", "time", "unicode", "unicode/utf8",
}

// Imports that some rooms keep for themselves. An entry ending in "/" keeps the whole tree.
var kept = map[string]string{
	"modernc.org/sqlite": "internal/platform/store",
	"math/rand":          "internal/demo",
	"math/rand/v2":       "internal/demo",
	"os/exec":            "internal/platform/store/storetest, internal/platform/seal/keycommand, internal/platform/reminder/sms, internal/bench",
	"os/user":            "internal/platform/store/storetest, internal/bench",
	"log":                "nobody",
	"expvar":             "nobody",
	"plugin":             "nobody",
	"unsafe":             "internal/platform/store/faults, internal/platform/store/lite", // SQLite's own memory: readers without a driver, and a disk that fails, for tests
	"C":                  "nobody",
}

// Who may import what of cryptography. Nobody else imports anything under the prefixes of ciphered; ciphers
// themselves stay in seal.
var ciphers = map[string][]string{
	"internal/platform/seal":                        {"crypto/", "golang.org/x/crypto/", "github.com/emmansun/gmsm/", "golang.org/x/mod/sumdb/note"},
	"internal/platform/audit":                       {"golang.org/x/mod/sumdb/note", "crypto/sha256"},                                   // signs the checkpoints of the log; the digest of the rows of a fact
	"internal/platform/authn":                       {"crypto/rand", "crypto/sha256", "crypto/subtle", "github.com/pquerna/otp/"},       // secrets made, digests kept, compared in constant time
	"internal/platform/authn/password":              {"github.com/alexedwards/argon2id"},                                                // passwords hashed
	"internal/platform/authn/provider":              {"crypto/subtle"},                                                                  // state and nonce compared in constant time
	"internal/platform/authn/provider/providertest": {"crypto/ecdsa", "crypto/elliptic", "crypto/rand", "crypto/sha256", "crypto/x509"}, // the keys of the provider of tests
	"internal/platform/kiosk":                       {"crypto/rand", "crypto/sha256"},                                                   // tokens of sessions made, and kept as digests
	"internal/platform/store/storetest":             {"crypto/sha256"},                                                                  // names of databases by what made them
	"internal/platform/parcel":                      {"crypto/sha256", "golang.org/x/mod/sumdb/note"},                                   // the digest of a parcel's file; who signed it
	"internal/platform/witness":                     {"golang.org/x/mod/sumdb/note"},                                                    // the signatures of checkpoints
	"internal/platform/doctor":                      {"crypto/tls", "crypto/x509"},                                                      // the certificate that is shown: its last day, its key
	"internal/platform/backup":                      {"crypto/sha256"},                                                                  // the digest of every part of a backup
	"internal/platform/reminder":                    {"crypto/rand", "crypto/subtle"},                                                   // the code that proves an address
	"internal/platform/reminder/mail":               {"crypto/tls", "crypto/x509"},                                                      // the way to the mail server is closed
	"internal/platform/document":                    {"crypto/sha256"},                                                                  // the digest that a fact keeps of a file
	"internal/domain/roster":                        {"crypto/sha256"},                                                                  // the same file again is the same file
	"internal/domain/journey/course/arrival":        {"crypto/sha256"},                                                                  // the digest of a dossier that both sides compute from the list they hold
	"internal/app":                                  {"crypto/tls", "golang.org/x/crypto/acme", "golang.org/x/crypto/acme/"},            // the certificate of the doors
	"internal/door/api":                             {"crypto/sha256"},                                                                  // the digest of what a program sent, for the key of its command
	"internal/door/web":                             {"crypto/sha256"},                                                                  // names of assets by their content
}

var ciphered = []string{
	"crypto/", "golang.org/x/crypto/", "github.com/emmansun/", "golang.org/x/mod/sumdb/note/",
	"github.com/alexedwards/argon2id/", "github.com/pquerna/otp/", "filippo.io/", "github.com/cloudflare/", "github.com/tjfoc/",
}

// Calls that some rooms keep for themselves, by the package's own name however a file calls it.
var keptCalls = map[string]string{
	"time.Now":              "internal/base/clock",
	"time.Since":            "internal/base/clock",
	"time.Until":            "internal/base/clock",
	"time.After":            "internal/platform",
	"time.AfterFunc":        "internal/platform",
	"time.NewTimer":         "internal/platform, internal/bench",
	"time.NewTicker":        "internal/platform",
	"time.Tick":             "internal/platform",
	"time.Sleep":            "internal/platform",
	"time.Local":            "nobody",
	"clock.System":          "internal/app, cmd/guitu, cmd/guitu-bench",
	"store.Ledger":          "internal/platform",
	"policy.SetAside":       "internal/platform/aside",
	"policy.WithEmergency":  "internal/domain/emergency", // what it lets count is owed a review
	"os.Getenv":             "internal/platform/config",
	"os.LookupEnv":          "internal/platform/config",
	"os.Environ":            "internal/platform/config",
	"os.ExpandEnv":          "internal/platform/config",
	"os.Setenv":             "nobody",
	"os.Exit":               "cmd/guitu, cmd/guitu-bench",
	"os.Stdin":              "cmd/guitu",
	"os.Stdout":             "cmd/guitu, cmd/guitu-bench",
	"os.Stderr":             "cmd/guitu, cmd/guitu-bench",
	"fmt.Print":             "cmd/guitu",
	"fmt.Printf":            "cmd/guitu",
	"fmt.Println":           "cmd/guitu, cmd/guitu-bench",
	"slog.Default":          "nobody",
	"slog.SetDefault":       "nobody",
	"slog.Debug":            "nobody",
	"slog.Info":             "nobody",
	"slog.Warn":             "nobody",
	"slog.Error":            "nobody",
	"http.DefaultClient":    "nobody",
	"http.DefaultTransport": "nobody",
	"http.DefaultServeMux":  "nobody",
	"http.Get":              "nobody",
	"http.Post":             "nobody",
	"http.Handle":           "nobody",
	"http.HandleFunc":       "nobody",
	"http.NewServeMux":      "internal/door/web, internal/app", // whose routes are all in the reviewed list
	"policy.Watched":        "nobody",                          // tests
	"http.ListenAndServe":   "nobody",
	"context.TODO":          "nobody",
	"context.Background":    "internal/platform, internal/app, internal/demo, cmd/guitu, cmd/guitu-bench",
}

// Exceptions to keptCalls: "path call" → the reason.
var excusedCalls = map[string]string{
	"internal/platform/store/open.go clock.System": "a store opened without a clock reads the machine's: tools and first starts",
	"internal/app/refusal.go store.Ledger":         "that somebody was refused is kept in a transaction of its own; the refused one rolled back",
}

// Budgets of house.md §1, with the few rooms that argue for more.
const (
	maxFile, maxFunc, maxParams = 400, 60, 5
	maxRoomLines, maxRoomFiles  = 2000, 20
)

// roomier rooms: path → lines, files, with the reason.
var roomier = map[string]struct {
	lines, files int
	because      string
}{
	"internal/domain/sealing":    {2080, 16, "asking, carrying out, marks with their proof, openings and reading: the marks are made and proven by one key that only this room opens"},
	"internal/demo":              {2900, 24, "four years of a province: a small file for each kind of history"},
	"internal/app":               {4200, 40, "the wiring in one readable order: a file for each part, and one for each command"},
	"internal/platform/store":    {2920, 27, "two engines behind one text, and the shape of a table as either tells it, group commit, marks, keys, lists, migrations, and what it tells of itself to who watches, a house filled in bulk, a snapshot that the reads of a page share, and what SQLite knows of its tables"},
	"internal/domain/measure":    {3720, 24, "the facts of a life: begun, taken up again, recorded, corrected, taken in, kept apart, folded, held against the fold and all reckoned anew, one transaction each"},
	"internal/door/casepages":    {2830, 21, "one person's file and how he comes to it, first, again and sent twice: a page for each part of it, and the forms of seventy kinds of facts with what leads to each"},
	"internal/domain/term":       {2700, 24, "the legal clock: seventy kinds of facts with their schemas and handlers, one table, one fold, and why"},
	"internal/platform/audit":    {2910, 22, "the log, its tree, proofs and checkpoints, the marks that bind it to a key, what waits for its number, and the two ways of proving it: fact by fact, row by row, rows by their shape and as they lie in a box"},
	"internal/domain/placement":  {2440, 20, "who sleeps where: acts, offers and what fits, the medical desk that gives beds across brigades, the map, beds given back, reservations, undo and which acts it is offered for, and the review of each morning over one reading of the house"},
	"internal/bench":             {2470, 20, "what a house bears, once the work of the night is done: a file for each kind of line, one for the table, and one for what stands beside"},
	"internal/platform/authn":    {2590, 20, "accounts, sessions, second factor and tickets, each known by a mark of its row; who guesses is slowed, at the sign-in and at the page of a code, and what of it needs two, which is to let anybody in, or to close out who watches"},
	"internal/door/journeypages": {2530, 20, "a case as its list, its forms, its papers, what another organ answers, and the releases ahead: one desk for fourteen courses"},
	"internal/door/web":          {3390, 20, "the kit: chain, the one moment that a page reads, who asks too fast, the part at which no officer sits, what programs are told, frame, forms, lists, parts, files sent and files not lost, secrets that no page holds, one package for every page writer, with its manual in doc.go"},
	"internal/domain/journey":    {2480, 20, "an affair as a table: its steps, fields and cases, what one means for others, and what was brought with it"},
}

// wider functions: package.name → the reason for more parameters.
var wider = map[string]string{
	"history.Keep":     "one flat line in every use case that saves a row; a struct would be spelt out twenty times",
	"history.At":       "reads like Keep",
	"history.Numbered": "reads like Keep",
	"faults.openFile":  "SQLite calls it, with what SQLite gives",
}
