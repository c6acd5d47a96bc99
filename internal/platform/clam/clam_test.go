package clam_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"path/filepath"
	"testing"

	"guitu/internal/base/errs"
	"guitu/internal/platform/clam"
)

// daemon answers as a scanner does: it reads the portions and says what the test wants. Nothing said is a daemon that
// hangs up.
func daemon(t *testing.T, network, address string, say func(content []byte) string) string {
	t.Helper()
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			head := make([]byte, len("zINSTREAM\x00"))
			if _, err := io.ReadFull(c, head); err != nil || string(head) != "zINSTREAM\x00" {
				c.Close()
				continue
			}
			var content []byte
			for {
				var n uint32
				if binary.Read(c, binary.BigEndian, &n) != nil || n == 0 {
					break
				}
				part := make([]byte, n)
				if _, err := io.ReadFull(c, part); err != nil {
					break
				}
				content = append(content, part...)
			}
			io.WriteString(c, say(content))
			c.Close()
		}
	}()
	return l.Addr().String()
}

func TestWhatTheScannerSaysCounts(t *testing.T) {
	content := bytes.Repeat([]byte("scan"), 50_000) // several portions
	say := func(got []byte) string {
		switch {
		case bytes.Contains(got, []byte("virus")):
			return "stream: Test.Signature FOUND\x00"
		case bytes.Contains(got, []byte("large")):
			return "INSTREAM size limit exceeded. ERROR\x00"
		case bytes.Contains(got, []byte("mute")):
			return ""
		case !bytes.Equal(got, content):
			return "stream: Incomplete FOUND\x00"
		}
		return "stream: OK\x00"
	}
	if clam.At("") != nil || clam.At("127.0.0.1:3310") == nil {
		t.Error("an address is somebody, and none is nobody")
	}
	for _, address := range []string{
		daemon(t, "tcp", "127.0.0.1:0", say),
		daemon(t, "unix", filepath.Join(t.TempDir(), "scanner"), say),
	} {
		s := clam.New(address)
		if err := s.Check(t.Context(), content); err != nil {
			t.Error(err)
		}
		err := s.Check(t.Context(), []byte("a virus"))
		if e := errs.Find(err); e == nil || e.Code != "clam.found" || e.Args[0] != "Test.Signature" {
			t.Error(err)
		}
		for _, bad := range []string{"too large", "mute"} {
			if err := s.Check(t.Context(), []byte(bad)); errs.KindOf(err) != errs.Unavailable {
				t.Error(bad, err)
			}
		}
	}
	if err := clam.New(filepath.Join(t.TempDir(), "nobody")).Check(t.Context(), content); !errs.Is(err, "clam.silent") {
		t.Error(err)
	}
}
