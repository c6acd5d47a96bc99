package doctor_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/backup"
	"guitu/internal/platform/config"
	"guitu/internal/platform/doctor"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// bench is a house in a folder of its own, whole unless a test breaks it.
func bench(t *testing.T, db *store.DB, hand *clock.Hand) doctor.House {
	t.Helper()
	c := config.Default()
	c.Data = t.TempDir()
	if err := os.Chmod(c.Data, 0o700); err != nil {
		t.Fatal(err)
	}
	return doctor.House{
		Config: c, Clock: hand.Now, DB: db, Serves: true,
		Key:  func(context.Context) error { return nil },
		Demo: func(context.Context) (bool, error) { return false, nil },
	}
}

// found is what a check says of a house.
func found(t *testing.T, h doctor.House, check string) doctor.Finding {
	t.Helper()
	for _, f := range doctor.Examine(t.Context(), h) {
		if f.Check == check {
			if (f.Remedy == "") != (f.Level == doctor.OK) {
				t.Errorf("%s: %s with the remedy %q", check, f.Level, f.Remedy)
			}
			return f
		}
	}
	t.Fatalf("nothing was said of %s", check)
	return doctor.Finding{}
}

func says(t *testing.T, h doctor.House, check string, level doctor.Level, code string) {
	t.Helper()
	if f := found(t, h, check); f.Level != level || f.Code != code {
		t.Errorf("%s: %s %s %v, want %s %s", check, f.Level, f.Code, f.Args, level, code)
	}
}

func each(t *testing.T, body func(*testing.T, doctor.House, *clock.Hand)) {
	t.Helper()
	// Not storetest.Start: the clock of PostgreSQL is the machine's.
	hand := clock.At(clock.System())
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) { body(t, bench(t, db, hand), hand) })
}

func TestAWholeHouse(t *testing.T) {
	each(t, func(t *testing.T, h doctor.House, _ *clock.Hand) {
		for _, f := range doctor.Examine(t.Context(), h) {
			if f.Level == doctor.Bad && f.Check != "durable" {
				t.Errorf("%s: %s %v", f.Check, f.Code, f.Args)
			}
		}
		for check, code := range map[string]string{
			"settings": "doctor.settings", "database": "doctor.database", "migrations": "doctor.migrations", "durable": "doctor.durable",
			"log": "doctor.log", "jobs": "doctor.jobs", "font": "doctor.font", "demo": "doctor.demo", "tls": "doctor.tls.loopback",
		} {
			if check == "durable" && h.DB.Engine() == store.Postgres { // the servers of the tests keep nothing, and it is seen
				says(t, h, check, doctor.Bad, "doctor.durable.weak")
				continue
			}
			says(t, h, check, doctor.OK, code)
		}
	})
}

// Without records every check answers: what needs them says so, the others look.
func TestAHouseThatDoesNotOpen(t *testing.T) {
	h := bench(t, nil, clock.At(storetest.Start))
	h.Key, h.Demo, h.Shut = nil, nil, errs.New(errs.Unavailable, "store.unavailable")
	says(t, h, "database", doctor.Bad, "doctor.shut")
	for _, check := range []string{"migrations", "durable", "clock", "key", "log", "jobs", "demo"} {
		says(t, h, check, doctor.Warn, "doctor.unseen")
	}
	says(t, h, "font", doctor.OK, "doctor.font")
	h.Shut = errs.New(errs.Unavailable, "store.schema_newer", 9999)
	says(t, h, "migrations", doctor.Bad, "doctor.migrations.newer")
	h.Config.Unknown = []string{"GUITU_LISTN (GUITU_LISTEN?)"}
	says(t, h, "settings", doctor.Warn, "doctor.settings.unknown")
	h.Config.Node = "not a node" // then nothing is known of the records, and nobody is sent to restore them
	says(t, h, "settings", doctor.Bad, "doctor.settings.bad")
	for _, check := range []string{"database", "durable", "clock", "key", "log", "jobs", "demo"} {
		says(t, h, check, doctor.Warn, "doctor.unset")
	}
	if all := doctor.Examine(t.Context(), h); len(all) != len(doctor.Checks()) || doctor.Worst(all) != doctor.Bad {
		t.Error(all)
	}
}

type late struct{}

func (late) Kind() string { return "sweep.lives" }

func TestWorkThatWaits(t *testing.T) {
	each(t, func(t *testing.T, h doctor.House, hand *clock.Hand) {
		facts(t, h.DB, 2)
		says(t, h, "log", doctor.OK, "doctor.log.few")
		if err := store.Ledger(t.Context(), h.DB, func(tx *store.Tx) error { return jobs.Enqueue(t.Context(), tx, late{}) }); err != nil {
			t.Fatal(err)
		}
		says(t, h, "jobs", doctor.OK, "doctor.jobs")
		hand.Forward(20 * time.Minute)
		says(t, h, "log", doctor.Bad, "doctor.log.waits")
		says(t, h, "jobs", doctor.Warn, "doctor.jobs.late")
		hand.Forward(2 * time.Hour)
		says(t, h, "jobs", doctor.Bad, "doctor.jobs.late")
		h.Serves = false // nobody works on them because nobody serves
		says(t, h, "log", doctor.Warn, "doctor.log.waits")
		says(t, h, "jobs", doctor.Warn, "doctor.jobs.late")
		hand.Forward(-4 * time.Hour)
		if h.DB.Engine() == store.SQLite {
			says(t, h, "clock", doctor.Bad, "doctor.clock.back")
		} else {
			says(t, h, "clock", doctor.Bad, "doctor.clock.apart")
		}
	})
}

func TestWhereTheKeyLies(t *testing.T) {
	h := bench(t, nil, clock.At(storetest.Start))
	h.Key = func(context.Context) error { return errs.New(errs.Unavailable, "seal.no_root") }
	says(t, h, "key", doctor.Bad, "doctor.key.away")
	for remedy, set := range map[string]func(*config.Config){
		"doctor.key.away.do": func(*config.Config) {}, "doctor.key.away.text.do": func(c *config.Config) { c.KeyText = "x" },
		"doctor.key.away.command.do": func(c *config.Config) { c.KeyCall = "x" },
	} {
		other := h
		set(&other.Config)
		if f := found(t, other, "key"); f.Remedy != remedy {
			t.Errorf("%s, want %s", f.Remedy, remedy)
		}
	}
	h.Key = func(context.Context) error { return nil }
	moved := h
	write(t, filepath.Join(h.Config.Data, "key"), "of before")
	moved.Config.KeyCall = "x"
	says(t, moved, "key", doctor.OK, "doctor.key.elsewhere")
	moved.Config.KeyOld = filepath.Join(h.Config.Data, "key")
	says(t, moved, "key", doctor.Warn, "doctor.key.with_data")
	h.Config.KeyFile = filepath.Join(t.TempDir(), "gone")
	says(t, h, "key", doctor.OK, "doctor.key.elsewhere")
	write(t, filepath.Join(h.Config.Data, "key"), "x")
	h.Config.KeyFile = ""
	says(t, h, "key", doctor.Warn, "doctor.key.with_data")
	away := t.TempDir()
	h.Config.KeyFile = filepath.Join(away, "key")
	write(t, h.Config.KeyFile, "x")
	says(t, h, "key", doctor.Warn, "doctor.key.same_disk")
	note(t, h, `{"made": "2026-11-22T00:00:00Z", "file": "`+filepath.Join(away, "b.tar")+`"}`)
	says(t, h, "key", doctor.Bad, "doctor.key.with_backup")
}

// A copy of the key beside the backup opens it, wherever the house itself has its key from and whatever the copy is called.
func TestACopyOfTheKeyBesideTheBackup(t *testing.T) {
	top := t.TempDir()
	folder := filepath.Join(top, "backups")
	if err := os.MkdirAll(filepath.Join(folder, "below"), 0o700); err != nil {
		t.Fatal(err)
	}
	mine, other := seal.NewRootText(), seal.NewRootText()
	h := bench(t, nil, clock.At(storetest.Start))
	h.Key = func(context.Context) error { return nil }
	h.Config.KeyFile = filepath.Join(t.TempDir(), "key")
	write(t, h.Config.KeyFile, "# a remark\n"+mine+"\n")
	note(t, h, `{"made": "2026-11-22T00:00:00Z", "file": "`+filepath.Join(folder, "b.tar")+`"}`)
	write(t, filepath.Join(folder, "notes.txt"), other+"\n")
	says(t, h, "key", doctor.Warn, "doctor.key.same_disk")
	text := h
	text.Config.KeyFile, text.Config.KeyText = "", mine
	says(t, text, "key", doctor.OK, "doctor.key.elsewhere")
	for _, at := range []string{filepath.Join(folder, "x.txt"), filepath.Join(folder, "below", "x"), filepath.Join(top, "key.bak")} {
		write(t, at, other+"\n"+mine+"\n")
		for _, h := range []doctor.House{h, text} {
			says(t, h, "key", doctor.Bad, "doctor.key.with_backup")
			if f := found(t, h, "key"); len(f.Args) != 1 || f.Args[0] != at {
				t.Errorf("%v, want %s", f.Args, at)
			}
		}
		if err := os.Remove(at); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheLastBackupAndItsDrill(t *testing.T) {
	hand := clock.At(storetest.Start)
	h := bench(t, nil, hand)
	says(t, h, "backup", doctor.Warn, "doctor.backup.none")
	says(t, h, "drill", doctor.Warn, "doctor.drill.none")
	note(t, h, "no json")
	says(t, h, "backup", doctor.Warn, "doctor.backup.unread")
	now := hand.Now().Format(time.RFC3339)
	note(t, h, `{"made": "`+now+`", "file": "/nowhere/b.tar"}`)
	says(t, h, "backup", doctor.Warn, "doctor.backup.gone")
	cut := filepath.Join(t.TempDir(), "b.tar")
	write(t, cut, "x")
	note(t, h, `{"made": "`+now+`", "file": "`+cut+`", "size": 2}`)
	says(t, h, "backup", doctor.Bad, "doctor.backup.cut")
	later := hand.Now().AddDate(1, 0, 0) // a clock that ran ahead made it
	note(t, h, `{"made": "`+later.Format(time.RFC3339)+`", "file": ""}`)
	if err := (backup.Drill{At: later}).Keep(h.Config.Data); err != nil {
		t.Fatal(err)
	}
	says(t, h, "backup", doctor.Bad, "doctor.backup.ahead")
	says(t, h, "drill", doctor.Warn, "doctor.drill.ahead")
	note(t, h, `{"made": "`+now+`", "file": ""}`)
	if err := (backup.Drill{At: hand.Now()}).Keep(h.Config.Data); err != nil {
		t.Fatal(err)
	}
	says(t, h, "backup", doctor.OK, "doctor.backup")
	says(t, h, "drill", doctor.OK, "doctor.drill")
	hand.Forward(27 * time.Hour)
	says(t, h, "backup", doctor.Warn, "doctor.backup.old")
	hand.Forward(40 * 24 * time.Hour)
	says(t, h, "backup", doctor.Bad, "doctor.backup.old")
	says(t, h, "drill", doctor.Warn, "doctor.drill.old")
}

func TestFoldersThatOthersRead(t *testing.T) {
	h := bench(t, nil, clock.At(storetest.Start))
	says(t, h, "folders", doctor.OK, "doctor.folders")
	if err := os.Chmod(h.Config.Data, 0o750); err != nil {
		t.Fatal(err)
	}
	f := found(t, h, "folders")
	if f.Level != doctor.Bad || f.Args[0] != h.Config.Data || f.Args[1] != "0750" {
		t.Error(f)
	}
}

func TestDemoAccountsBeyondThisMachine(t *testing.T) {
	each(t, func(t *testing.T, h doctor.House, _ *clock.Hand) {
		h.Demo = func(context.Context) (bool, error) { return true, nil }
		says(t, h, "demo", doctor.Warn, "doctor.demo.here")
		h.Config.Listen = "0.0.0.0:8080"
		says(t, h, "demo", doctor.Bad, "doctor.demo.open")
		says(t, h, "tls", doctor.Warn, "doctor.tls.none")
		h.Demo = func(context.Context) (bool, error) { return false, errors.New("x") }
		says(t, h, "demo", doctor.Bad, "doctor.failed")
	})
}

func TestTheCertificateEnds(t *testing.T) {
	hand := clock.At(storetest.Start)
	h := bench(t, nil, hand)
	h.Config.Cert, h.Config.Key = filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	says(t, h, "tls", doctor.Bad, "doctor.tls.missing")
	write(t, h.Config.Cert, "no certificate")
	says(t, h, "tls", doctor.Bad, "doctor.tls.unread")
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	paper := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: hand.Now().AddDate(0, 0, 60)}
	der, err := x509.CreateCertificate(rand.Reader, paper, paper, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	write(t, h.Config.Cert, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
	private := func(k *ecdsa.PrivateKey) {
		der, err := x509.MarshalPKCS8PrivateKey(k)
		if err != nil {
			t.Fatal(err)
		}
		write(t, h.Config.Key, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
	}
	says(t, h, "tls", doctor.Bad, "doctor.tls.pair") // there is no key
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	private(other)
	says(t, h, "tls", doctor.Bad, "doctor.tls.pair")
	private(key)
	says(t, h, "tls", doctor.OK, "doctor.tls")
	for mode, code := range map[os.FileMode]string{0o644: "doctor.tls.key_open", 0o640: "doctor.tls"} { // a group may be that of who ends TLS
		if err := os.Chmod(h.Config.Key, mode); err != nil {
			t.Fatal(err)
		}
		if f := found(t, h, "tls"); f.Code != code {
			t.Errorf("%04o: %s, want %s", mode, f.Code, code)
		}
	}
	if err := os.Chmod(h.Config.Key, 0o600); err != nil {
		t.Fatal(err)
	}
	hand.Forward(40 * 24 * time.Hour)
	says(t, h, "tls", doctor.Warn, "doctor.tls.ends")
	hand.Forward(30 * 24 * time.Hour)
	says(t, h, "tls", doctor.Bad, "doctor.tls.ends")
}

// facts records some facts that nobody numbers.
func facts(t *testing.T, db *store.DB, n int) {
	t.Helper()
	err := store.Ledger(t.Context(), db, func(tx *store.Tx) error {
		for range n {
			if err := audit.Record(t.Context(), tx, audit.Fact{Room: "policy", Kind: "policy.refused", Compartment: seal.General, Sort: audit.Read}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, body string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
}

// note writes what the making of backups leaves behind.
func note(t *testing.T, h doctor.House, body string) {
	t.Helper()
	folder := filepath.Join(h.Config.Data, "backups")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "last.json"), body)
}
