package store_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// TestVictim is the process that TestCrash kills: it prints what was acknowledged.
func TestVictim(t *testing.T) {
	data := os.Getenv("GUITU_TEST_VICTIM")
	if data == "" {
		return // not killed here
	}
	db := storetest.Open(t, store.Config{Data: data})
	for range 8 {
		go func() {
			for {
				record := id.New()
				if _, err := store.Write(t.Context(), db, store.NewKey(), func(tx *store.Tx) (int, error) {
					mark(tx)
					return 0, addFor(t.Context(), tx, record)
				}); err != nil {
					panic(err)
				}
				fmt.Println(record)
			}
		}()
	}
	select {}
}

// What was acknowledged outlives the process, however it ends; and it was done whole.
func TestCrash(t *testing.T) {
	c := config(t, store.SQLite)
	victim := exec.Command(os.Args[0], "-test.run=^TestVictim$")
	victim.Env = append(os.Environ(), "GUITU_TEST_VICTIM="+c.Data)
	out, err := victim.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	kill := sync.OnceFunc(func() { victim.Process.Kill() })
	defer kill()
	acknowledged := map[string]bool{}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if _, err := id.Parse(lines.Text()); err != nil {
			continue // what the pipe cut off, or the test's own words
		}
		if acknowledged[lines.Text()] = true; len(acknowledged) == 500 {
			kill()
		}
	}
	victim.Wait() // killed, so it has nothing to say
	db := storetest.Open(t, c)
	for record := range acknowledged {
		if n := ask[int](t, db, `select count(*) from trial_case where id = $1`, record); n != 1 {
			t.Fatalf("%s was acknowledged and is gone", record)
		}
	}
	if n := len(acknowledged); n < 500 {
		t.Errorf("the victim acknowledged %d acts only", n)
	}
	if acts, kept := cases(t, db), ask[int](t, db, `select count(*) from store_command`); acts != kept {
		t.Errorf("%d acts, %d commands: half of one was kept", acts, kept)
	}
}
