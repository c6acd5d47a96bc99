package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
)

// What the browser loads: the kit's own sheets and scripts, and what build/assets.mjs copied from npm.
//
//go:embed css js all:dist
var files embed.FS

// assets is the read-only store of what the browser loads, under a path that changes with its content.
var assets = sync.OnceValue(loadAssets)

type asset struct {
	kind  string
	plain []byte
	gz    []byte
}

type assetStore struct {
	version string
	byName  map[string]asset
}

// sheets and scripts are joined in this order: a later sheet may rely on an earlier one.
var (
	sheets = []string{
		"css/tokens.css", "css/base.css", "css/frame.css", "css/parts.css", "css/forms.css", "css/tables.css", "css/legal.css", "css/beds.css",
		"css/roll.css", "css/own.css", "css/print.css", "css/paper.css",
	}
	scripts = []string{"js/guitu.js", "js/files.js", "js/lock.js", "js/beds.js"}
)

var kinds = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".svg": "image/svg+xml", ".woff2": "font/woff2",
}

func sortedNames(m map[string]asset) []string { return slices.Sorted(maps.Keys(m)) }

func loadAssets() *assetStore {
	s := &assetStore{byName: map[string]asset{}}
	s.add("guitu.css", join(sheets))
	s.add("guitu.js", join(scripts))
	s.add("icon.svg", read("css/icon.svg"))
	for _, alone := range []string{"roll.js", "roll-sw.js", "own.js"} { // of the page that goes on without a network, and of the kiosk
		s.add(alone, read("js/"+alone))
	}
	entries, err := fs.ReadDir(files, "dist")
	if err != nil {
		panic("web: the embedded folder is part of the binary: " + err.Error())
	}
	for _, e := range entries {
		if !e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			s.add(e.Name(), read("dist/"+e.Name()))
		}
	}
	sum := sha256.New()
	for _, name := range sortedNames(s.byName) {
		sum.Write([]byte(name))
		sum.Write(s.byName[name].plain)
	}
	s.version = hex.EncodeToString(sum.Sum(nil))[:12]
	return s
}

func read(name string) []byte {
	raw, err := files.ReadFile(name)
	if err != nil {
		panic("web: an embedded file is part of the binary: " + err.Error())
	}
	return raw
}

func join(names []string) []byte {
	var b bytes.Buffer
	for _, n := range names {
		b.Write(read(n))
		b.WriteByte('\n')
	}
	return b.Bytes()
}

func (s *assetStore) add(name string, body []byte) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic("web: the level is a constant: " + err.Error())
	}
	_, werr := z.Write(body)
	if cerr := z.Close(); werr != nil || cerr != nil {
		panic("web: a buffer does not fail")
	}
	s.byName[name] = asset{kind: kinds[path.Ext(name)], plain: body, gz: b.Bytes()}
}

// Asset is the URL of a static file; it changes when any of them changes, so browsers may keep it for ever.
func Asset(name string) string { return "/static/" + assets().version + "/" + name }

// Script answers with a script from an address of its own: a service worker reaches no further than where it lies.
func (r *Request) Script(name string) error {
	r.w.Header().Set("Content-Type", kinds[".js"])
	r.w.Header().Set("Cache-Control", "no-cache")
	_, err := r.w.Write(assets().byName[name].plain)
	return noteClosed(r, err)
}

// serveStatic answers /static/{version}/{name}.
func serveStatic(w http.ResponseWriter, r *http.Request) {
	a, ok := assets().byName[r.PathValue("name")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	if r.PathValue("version") != assets().version {
		h.Set("Cache-Control", "no-cache")
	}
	h.Set("Vary", "Accept-Encoding")
	body := a.plain
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = a.gz
	}
	if _, err := w.Write(body); err != nil {
		return // the reader went away
	}
}
