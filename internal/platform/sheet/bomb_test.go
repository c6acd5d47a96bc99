package sheet_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"guitu/internal/base/errs"
)

// bomb is a workbook of which one part is written out of a small piece, many times over.
func bomb(t *testing.T, part, head, piece string, times int, tail string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	parts := bookParts(`<worksheet><sheetData><row><c t="s"><v>0</v></c></row></sheetData></worksheet>`)
	parts[part] = head
	for name, body := range parts {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, body)
		}
		if err == nil && name == part {
			chunk := strings.Repeat(piece, max(1, (1<<20)/len(piece)))
			for left := times * len(piece); left > 0 && err == nil; left -= len(chunk) {
				_, err = io.WriteString(w, chunk[:min(left, len(chunk))])
			}
			if err == nil {
				_, err = io.WriteString(w, tail)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// peak is the most memory that was in use while something ran, beyond what was in use before.
func peak(do func()) uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	before, most := m.HeapInuse, atomic.Uint64{}
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most.Store(max(most.Load(), m.HeapInuse))
			select {
			case <-stop:
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	}()
	do()
	close(stop)
	<-done
	return most.Load() - min(before, most.Load())
}

// Small files that would become large ones: each is refused by what it is, and none takes the memory of a server.
func TestBombs(t *testing.T) {
	const texts, data, links = "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"
	entity := `<!DOCTYPE sst [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`
	for name, x := range map[string]struct {
		raw  []byte
		code string
	}{
		"one huge shared text":     {bomb(t, texts, `<sst><si><t>`, "long ", 12<<20, `</t></si></sst>`), "sheet.cell_too_long"},
		"a huge text in CDATA":     {bomb(t, texts, `<sst><si><t><![CDATA[`, "<long", 12<<20, `]]></t></si></sst>`), "sheet.damaged"},
		"a huge text in many runs": {bomb(t, texts, `<sst><si>`, "<r><t>longer</t></r>", 3<<20, `</si></sst>`), "sheet.cell_too_long"},
		"millions of shared texts": {bomb(t, texts, `<sst>`, "<si/>", 2<<20, `</sst>`), "sheet.too_large"},
		"more texts than fit":      {bomb(t, texts, `<sst>`, "<si><t>a</t></si>", 2<<20, `</sst>`), "sheet.too_large"},
		"a huge cell":              {bomb(t, data, `<worksheet><sheetData><row><c t="str"><v>`, "long ", 24<<20, `</v></c></row></sheetData></worksheet>`), "sheet.too_large"},
		"a huge attribute":         {bomb(t, data, `<worksheet><sheetData><row r="`, "1", 100<<20, `"/></sheetData></worksheet>`), "sheet.too_large"},
		"a huge comment":           {bomb(t, data, `<worksheet><!--`, "words ", 20<<20, `--></worksheet>`), "sheet.too_large"},
		"millions of other parts":  {bomb(t, links, `<Relationships>`, `<Relationship Id="x" Type="/worksheet" Target="a"/>`, 2<<20, `</Relationships>`), "sheet.too_large"},
		"entities in entities":     {bomb(t, texts, entity+`<sst><si><t>`, "&b;", 1, `</t></si></sst>`), "sheet.damaged"},
		"a file of the system":     {bomb(t, texts, `<!DOCTYPE sst [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst><si><t>`, "&a;", 1, `</t></si></sst>`), "sheet.damaged"},
		"a workbook in a workbook": {bomb(t, data, string(book(t, `<worksheet/>`)), "x", 1, ""), "sheet.damaged"},
		"millions of elements":     {bomb(t, data, `<worksheet>`, "<a>", 3<<20, ``), "sheet.too_large"},
		"elements without end":     {bomb(t, data, `<worksheet><sheetData>`, "<row>", 2<<20, ``), "sheet.damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			var err error
			began := time.Now()
			used := peak(func() { _, err = rows(x.raw) })
			if !errs.Is(err, x.code) {
				t.Errorf("%d bytes: %v", len(x.raw), err)
			}
			if used > 160<<20 {
				t.Errorf("%d MB of memory for a file of %d kB", used>>20, len(x.raw)>>10)
			}
			t.Logf("%d kB, %d MB in use, %v", len(x.raw)>>10, used>>20, time.Since(began))
		})
	}
}

func TestAWorkbookOfAMillionParts(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := range 20_000 {
		if _, err := z.CreateRaw(&zip.FileHeader{Name: fmt.Sprintf("xl/worksheets/sheet%d.xml", i)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := rows(b.Bytes()); !errs.Is(err, "sheet.too_large") {
		t.Error(err)
	}
}
