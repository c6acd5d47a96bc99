package store_test

import (
	"slices"
	"testing"

	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// What the running program asks of its own writing connection.
func TestWhatIsWrittenIsKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s, err := db.Settings(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if db.Engine() == store.SQLite && (s.Synchronous != "2" || s.Journal != "wal" || len(s.Weak()) > 0) {
			t.Error(s)
		}
		if db.Engine() == store.Postgres && (s.Version < 130000 || s.Now.IsZero()) {
			t.Error(s)
		}
	})
}

func TestWeakSettingsAreNamed(t *testing.T) {
	for _, c := range []struct {
		s    store.Settings
		want []string
	}{
		{store.SettingsOf(store.SQLite, "wal", "1", "", ""), []string{"synchronous=1"}},
		{store.SettingsOf(store.SQLite, "memory", "2", "", ""), []string{"journal_mode=memory"}},
		{store.SettingsOf(store.Postgres, "", "off", "off", "on"), []string{"fsync=off", "synchronous_commit=off"}},
		{store.SettingsOf(store.Postgres, "", "on", "on", "on"), nil},
	} {
		if got := c.s.Weak(); !slices.Equal(got, c.want) {
			t.Errorf("%v: %v, want %v", c.s, got, c.want)
		}
	}
}
