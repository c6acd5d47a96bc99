package app

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
)

var then = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// renew writes a fresh pair with a serial number into the folder, as of a moment.
func renew(t *testing.T, folder string, serial int64, at time.Time) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	of := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "guitu.example"}, DNSNames: []string{"guitu.example"},
		NotBefore: then.Add(-time.Hour), NotAfter: then.Add(90 * 24 * time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, of, of, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: der}, "key.pem": {Type: "PRIVATE KEY", Bytes: secret}} {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
}

// shake connects with a greatest version and tells the serial number that was shown.
func shake(t *testing.T, c *certificate, most uint16) (int64, error) {
	t.Helper()
	return meet(t, tlsConfig(c.get), &tls.Config{InsecureSkipVerify: true, MaxVersion: most, MinVersion: tls.VersionTLS10}) // the test looks at the number itself
}

// meet lets a server and a client shake hands, and gives the number of the certificate that was shown.
func meet(t *testing.T, of, with *tls.Config) (int64, error) {
	t.Helper()
	here, there := net.Pipe()
	defer here.Close()
	server := tls.Server(there, of)
	ended := make(chan error, 1)
	go func() { ended <- server.Handshake() }()
	client := tls.Client(here, with)
	err := client.Handshake()
	if err != nil {
		there.Close()
		<-ended
		return 0, err
	}
	go client.Read(make([]byte, 1)) // tickets of the server, which a pipe does not keep
	<-ended
	return client.ConnectionState().PeerCertificates[0].SerialNumber.Int64(), nil
}

func TestACertificateIsRenewedWithoutARestart(t *testing.T) {
	folder, hand := t.TempDir(), clock.At(then)
	cert, key := renew(t, folder, 1, then)
	var failed []error
	c, err := newCertificate(cert, key, hand.Now, func(err error) { failed = append(failed, err) })
	if err != nil {
		t.Fatal(err)
	}
	for i, step := range []struct {
		do   func()
		want int64
	}{
		{func() {}, 1},
		{func() { renew(t, folder, 2, then.Add(time.Minute)) }, 1}, // it is not looked at every handshake
		{func() { hand.Forward(lookEvery) }, 2},
		{func() { // half exchanged: the one before is shown, and it is said
			if err := os.WriteFile(key, []byte("not yet"), 0o600); err != nil {
				t.Fatal(err)
			}
			hand.Forward(lookEvery)
		}, 2},
		{func() { renew(t, folder, 3, then.Add(time.Hour)); hand.Forward(lookEvery) }, 3},
		{func() { os.Remove(cert); hand.Forward(lookEvery) }, 3},
	} {
		step.do()
		if got, err := shake(t, c, 0); err != nil || got != step.want {
			t.Errorf("step %d: %d %v, want %d", i, got, err, step.want)
		}
	}
	if len(failed) != 2 || !errs.Is(failed[0], "app.bad_certificate") {
		t.Error(failed)
	}
	if _, err := newCertificate(cert, key, hand.Now, nil); !errs.Is(err, "app.bad_certificate") {
		t.Error("a house starts without its certificate:", err)
	}
}

func TestOldTLSIsRefused(t *testing.T) {
	cert, key := renew(t, t.TempDir(), 1, then)
	c, err := newCertificate(cert, key, clock.At(then).Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	for most, want := range map[uint16]bool{tls.VersionTLS10: false, tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		if _, err := shake(t, c, most); (err == nil) != want {
			t.Errorf("%s: %v", tls.VersionName(most), err)
		}
	}
	// The suites alone would refuse the old versions. Whoever adds one for an old client meets the version still.
	for _, old := range []uint16{tls.VersionTLS10, tls.VersionTLS11} {
		every := tlsConfig(c.get)
		every.CipherSuites = nil
		for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
			every.CipherSuites = append(every.CipherSuites, s.ID)
		}
		if _, err := meet(t, every, &tls.Config{InsecureSkipVerify: true, MinVersion: old, MaxVersion: old, CipherSuites: every.CipherSuites}); err == nil {
			t.Errorf("%s is spoken where a suite of it is", tls.VersionName(old))
		}
	}
}

// Suites without forward secrecy or without authenticated ciphers are refused, and of two versions the newer is taken.
func TestOldSuitesAreRefused(t *testing.T) {
	cert, key := renew(t, t.TempDir(), 1, then)
	c, err := newCertificate(cert, key, clock.At(then).Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	good := map[uint16]bool{}
	for _, s := range tlsConfig(c.get).CipherSuites {
		good[s] = true
	}
	tried := 0
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		if !slices.Contains(s.SupportedVersions, tls.VersionTLS12) {
			continue
		}
		tried++
		here, there := net.Pipe()
		server := tls.Server(there, tlsConfig(c.get))
		go func() { _ = server.Handshake(); there.Close() }()
		client := tls.Client(here, &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{s.ID}})
		err := client.Handshake()
		if err == nil && (!good[s.ID] || !strings.Contains(s.Name, "ECDHE") || strings.Contains(s.Name, "CBC")) {
			t.Errorf("%s is taken", s.Name)
		}
		here.Close()
	}
	if tried < 15 || len(good) == 0 {
		t.Errorf("%d suites tried", tried)
	}
	here, there := net.Pipe()
	go func() { _ = tls.Server(there, tlsConfig(c.get)).Handshake() }()
	client := tls.Client(here, &tls.Config{InsecureSkipVerify: true})
	if err := client.Handshake(); err != nil || client.ConnectionState().Version != tls.VersionTLS13 {
		t.Errorf("%s %v", tls.VersionName(client.ConnectionState().Version), err)
	}
	here.Close()
	there.Close()
}
