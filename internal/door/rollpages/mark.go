package rollpages

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/rollcall"
	"guitu/internal/door/web"
	"guitu/internal/platform/store"
)

// sent is a mark as the script of the page sends it.
type sent struct {
	Person string `json:"p"`
	Mark   string `json:"m"`
	Words  string `json:"w"`
	At     int64  `json:"at"` // milliseconds
	Seq    int64  `json:"seq"`
}

// answer is what the script is told.
type answer struct {
	State     string   `json:"state,omitempty"`
	Heads     int      `json:"heads"`
	Marked    int      `json:"marked"`
	List      string   `json:"list"` // what is called: another than the page shows, and it is loaded anew
	Looked    []looked `json:"looked,omitempty"`
	Colleague bool     `json:"colleague,omitempty"` // the marks are another officer's: he sends them
	Fault     string   `json:"fault,omitempty"`     // in words; nothing of the batch was taken
}

type looked struct {
	Person string `json:"p"`
	Seq    int64  `json:"seq"`
	Why    string `json:"why"`
	Now    string `json:"now"`
	Was    string `json:"was,omitempty"`
}

// mark takes what a form posted, or a batch of the script: then it answers in JSON.
func (d *desk) mark(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	v, err := r.Posted()
	if err != nil {
		return err
	}
	if v.Has("batch") {
		return d.batch(r, which)
	}
	var marks []rollcall.Mark
	for name, x := range v {
		person, ok := strings.CutPrefix(name, "mark-")
		if !ok || len(x) == 0 {
			continue
		}
		m := rollcall.Mark{Person: id.ID(person), Sort: rollcall.Sort(x[0]), At: r.Now(), Device: "form-" + v.Get("_key"), Seq: 1}
		if m.Sort == rollcall.Other {
			m.Words = v.Get("words-" + person)
		}
		// Only what this officer changed: what a colleague marked meanwhile stands in the page as it was.
		if x[0] != v.Get("was-"+person) || m.Words != v.Get("said-"+person) {
			marks = append(marks, m)
		}
	}
	if len(marks) == 0 {
		return r.Tell(roll(which), web.Info, "roll.nothing_new")
	}
	a, err := d.Rolls.Mark(r.Context(), store.Key(r.Key()), which, marks)
	if err != nil {
		return r.Again(err, d.sheet)
	}
	if len(a.Looked) > 0 {
		return r.Tell(roll(which), web.Warn, "roll.kept_look", len(marks), len(a.Looked))
	}
	return r.Done(roll(which), "roll.kept", len(marks), a.Marked, a.Heads)
}

// batch takes the marks of a device. Whoever else sits there is told that they are a colleague's, and takes none of them.
func (d *desk) batch(r *web.Request, call id.ID) error {
	var form struct{ Batch, Device, Officer string }
	if err := r.Decode(&form); err != nil {
		return tell(r, http.StatusUnprocessableEntity, answer{Fault: r.T("roll.bad_batch")})
	}
	if form.Officer != string(r.Actor().Staff) {
		return tell(r, http.StatusConflict, answer{Colleague: true})
	}
	var list []sent
	if err := json.Unmarshal([]byte(form.Batch), &list); err != nil || form.Device == "" {
		return tell(r, http.StatusUnprocessableEntity, answer{Fault: r.T("roll.bad_batch")})
	}
	marks := make([]rollcall.Mark, len(list))
	for i, x := range list {
		marks[i] = rollcall.Mark{
			Person: id.ID(x.Person), Sort: rollcall.Sort(x.Mark), Words: x.Words, At: time.UnixMilli(x.At), Device: form.Device, Seq: x.Seq,
		}
	}
	a, err := d.Rolls.Mark(r.Context(), store.Key(r.Key()), call, marks)
	if err != nil {
		switch errs.KindOf(err) {
		case errs.Invalid, errs.Conflict, errs.Denied, errs.NotFound:
			e := errs.Find(err)
			return tell(r, http.StatusUnprocessableEntity, answer{Fault: r.T(e.Code, e.Args...)})
		}
		return err
	}
	out := answer{State: string(a.State), Heads: a.Heads, Marked: a.Marked, List: a.List}
	for _, l := range a.Looked {
		out.Looked = append(out.Looked, looked{string(l.Person), l.Seq, l.Why, string(l.Now), string(l.Was)})
	}
	return tell(r, http.StatusOK, out)
}

func tell(r *web.Request, status int, a answer) error {
	w := r.Writer()
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	return json.NewEncoder(w).Encode(a)
}
