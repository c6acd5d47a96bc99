package verify

import (
	"slices"
	"strings"
	"testing"

	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// looked are the tables that are proven otherwise than by the digest of their rows, with how; and those that nothing
// proves, with why that is no loss. A new table stands in Tables(), or here, or this test fails.
var looked = map[string]string{
	"audit_checkpoint": "proven: signatures, and roots against the tree",
	"audit_fact":       "proven: against the leaves of the tree",
	"audit_number":     "proven: without gaps, and every fact has one",
	"audit_pending":    "proven: each against its keyed mark; a mark without its fact, a fact without number or mark",
	"audit_tile":       "proven: computed again from the facts",
	"audit_tree":       "proven: its keyed mark against size and root of the facts; gone, against numbers and checkpoints",
	"measure_measure":  "computed again from the facts of every life; of somebody without a life, named",
	"measure_extract":  "held against the facts that it is made of, life by life; one of no life is named, one taken away is told as waiting",
	"measure_life":     "what the fold is given and when it was made: what it computes is computed again, the day of the next look too",

	"person_person":   "opened, and held against the digest of the last act upon the person",
	"person_token":    "made anew from every person, and held against what stands there",
	"history_row":     "each held against its keyed mark; that one was taken away is not told",
	"history_version": "as above",
	"resident_tally":  "counted again from the stays",
	"measure_health":  "sealed under the person's own key",
	"document_piece":  "all are opened, each in its place, and counted, and none is of no file; the digest of the whole is sealed with the file",
	"document_series": "the next human number of a series: a number given twice is refused by its table",
	"roster_note":     "sealed remarks of an import, opened with the person's own key; that one was taken away is not told",
	"seal_key":        "wrapped keys: an altered one does not open, and with it nothing under it",
	"seal_ring":       "wrapped by the root key: an altered one does not open",

	"authn_browser":    "digests of browsers: they pass by themselves, and a slipped-in one opens nothing",
	"reminder_look":    "until when an officer says that he has seen his day; that he said so is a fact",
	"authn_guess":      "wrong guesses: they pass by themselves",
	"authn_recovery":   "digests of codes that are used up; a code that was slipped in needs the account, whose presence is proven",
	"authn_session":    "sessions pass by themselves, and a slipped-in or moved one opens nothing: its mark is keyed",
	"authn_ticket":     "tickets pass by themselves, and their marks are keyed",
	"kiosk_session":    "as those of officers",
	"kiosk_ticket":     "as those of officers",
	"kiosk_series":     "how many numbers were given: one given twice is refused by the table of accounts",
	"aside_piece":      "rows of sealed files in sealed pieces: an altered one does not open, and the box says their digest",
	"sealing_mark":     "made anew from the numbers of every sealed person; of a single paper, that it leads to a sealing",
	"jobs_turn":        "when what comes round was last done",
	"store_command":    "what commands answered, for some months",
	"store_migration":  "digests of the steps of the schema, compared when they run",
	"store_node":       "who serves now",
	"store_turn":       "that something was written, not what: ids without a meaning",
	"goose_db_version": "which steps of the schema ran",
}

// Every table of the schema is covered by the digests of its rows, or stands above with the reason.
func TestEveryTableIsLookedAtOrSaysWhyNot(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		text := `select name from sqlite_master where type = 'table' and name not like 'sqlite_%'`
		if db.Engine() == store.Postgres {
			text = `select tablename from pg_tables where schemaname = current_schema()`
		}
		all, err := store.Read(t.Context(), db, func(tx *store.Tx) ([]string, error) {
			return store.Collect(t.Context(), tx, store.Value[string], text)
		})
		if err != nil || len(all) < 60 {
			t.Fatal(len(all), err)
		}
		covered := map[string]bool{}
		for _, x := range Tables() {
			covered[x.Name] = true
		}
		for _, name := range all {
			if _, said := looked[name]; covered[name] == said {
				t.Errorf("%s: digested %v, and said otherwise %v; it must be one of the two", name, covered[name], said)
			}
		}
		for name := range looked {
			if !slices.Contains(all, name) {
				t.Errorf("%s is no table any more", name)
			}
			if strings.TrimSpace(looked[name]) == "" {
				t.Errorf("%s has no reason", name)
			}
		}
	})
}
