package web

import (
	"io"
	"mime"
	"strconv"
)

// alone is the policy under which a browser shows a picture or a scan by itself: it may draw it, with the frame that the
// browser puts round it, and nothing in it may do anything.
const alone = "default-src 'none'; img-src 'self'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"

// Sent is a file for the browser.
type Sent struct {
	MediaType string // what its bytes said when it was kept, and nothing that somebody typed
	Name      string
	Size      int64 // bytes
	Shown     bool  // the browser shows it; otherwise it saves it
	Content   io.Reader
}

// Send answers with a file. A reader who goes away meanwhile is a note.
func (r *Request) Send(f Sent) error {
	h, how := r.w.Header(), "attachment"
	if f.Shown {
		how = "inline"
		h.Set("Content-Security-Policy", alone)
	}
	h.Set("Content-Type", f.MediaType)
	h.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": f.Name}))
	h.Set("Content-Length", strconv.FormatInt(f.Size, 10))
	if _, err := io.Copy(r.w, f.Content); err != nil {
		r.Note("download", "broken off")
	}
	return nil
}
