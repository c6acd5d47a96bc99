package web

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"maps"
	"math"
	"mime/multipart"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/go-playground/form/v4"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

// Names of the fields that the kit itself puts into forms; they begin with "_" and never reach a command.
const (
	fieldKey    = "_key"    // idempotency key of the command, made when the form was drawn
	fieldToken  = "_token"  // binds the form to the device
	fieldSeat   = "_seat"   // the account for which the form was drawn
	fieldUnlock = "_unlock" // password that opens a locked session on the way
	fieldCode   = "_code"   // code by which the reader signs the act on the way
	fieldHeld   = "_held"   // what was posted from here before another took the seat
)

// maxForm bounds a form without files, in bytes.
const maxForm = 1 << 20

var decoder = newDecoder()

func newDecoder() *form.Decoder {
	d := form.NewDecoder()
	d.SetMaxArraySize(2000)
	d.RegisterTagNameFunc(func(f reflect.StructField) string { return Name(f.Name) })
	return d
}

// Name is how a field of a command is named in a form: IDNumber → id_number, BedFrom → bed_from.
func Name(field string) string {
	var b strings.Builder
	rs := []rune(field)
	upper := func(i int) bool { return i >= 0 && i < len(rs) && rs[i] >= 'A' && rs[i] <= 'Z' }
	for i, r := range rs {
		if upper(i) && i > 0 && (!upper(i-1) || i+1 < len(rs) && !upper(i+1)) {
			b.WriteByte('_')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}

// Decode reads the posted form into a command: a struct of strings, slices and structs of them, bools and
// integers. A struct field IDNumber is read from the input id_number; white space around values is dropped.
// A number that is no number is Invalid web.bad_form with its field; so is a choice that was not made, of a field
// tagged need:"choice": what is missing is said before a signature is asked for.
func (r *Request) Decode(into any) error {
	v, err := r.Posted()
	if err != nil {
		return err
	}
	clean := url.Values{}
	for name, values := range v {
		if strings.HasPrefix(name, "_") {
			continue
		}
		for _, s := range values {
			clean.Add(name, tidy(s))
		}
	}
	err = decoder.Decode(into, clean)
	var bad form.DecodeErrors
	if errors.As(err, &bad) {
		var f errs.Fields
		for name := range bad {
			f.Add(name, "web.bad_value", clean.Get(name))
		}
		return f.Err("web.bad_form")
	}
	if err != nil {
		return errs.Because(errs.Internal, "web.decode", err)
	}
	return unchosen(reflect.ValueOf(into).Elem())
}

// unchosen names the choices of a command that were not made.
func unchosen(command reflect.Value) error {
	var f errs.Fields
	for i := range command.NumField() {
		if t := command.Type().Field(i); t.Tag.Get("need") == "choice" && command.Field(i).IsZero() {
			f.Add(Name(t.Name), "web.choose", "")
		}
	}
	return f.Err("web.incomplete")
}

// Posted is the form as it was posted, without the query. Too large a form is TooLarge web.too_large.
func (r *Request) Posted() (url.Values, error) {
	if err := parse(r.w, r.Request); err != nil {
		return nil, err
	}
	return r.PostForm, nil
}

func parse(w http.ResponseWriter, r *http.Request) error {
	if r.PostForm != nil {
		return nil
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody(r))
	var err error
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		err = r.ParseMultipartForm(maxBody(r)) // what is more than this lies on the disk meanwhile, readable
	} else {
		err = r.ParseForm()
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return errs.New(errs.TooLarge, "web.too_large", int(large.Limit>>20), megabytes(max(r.ContentLength, large.Limit+1)))
	case err != nil:
		return errs.Because(errs.Invalid, "web.bad_form", err)
	}
	return nil
}

// Key is the idempotency key of the posted command: the one made when the form was drawn, or a new one; with what
// was posted, so that the same form sent again with something else in it is not taken for a repetition.
func (r *Request) Key() string {
	if v, err := r.Posted(); err == nil {
		if k, err := id.Parse(v.Get(fieldKey)); err == nil {
			return string(store.Key(k).Saying(r.said()))
		}
	}
	return string(store.NewKey())
}

// said digests what was posted and where: the fields as Decode reads them, and the files. What the kit itself puts
// into a form is left out; a code to sign with is another one when the form is sent again.
func (r *Request) said() []byte {
	sum := sha256.New()
	put := func(s string) {
		sum.Write(binary.AppendUvarint(nil, uint64(len(s))))
		io.WriteString(sum, s)
	}
	put(r.URL.Path)
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		if strings.HasPrefix(name, "_") {
			continue
		}
		for _, v := range r.PostForm[name] {
			put(name)
			put(tidy(v))
		}
	}
	if r.MultipartForm == nil {
		return sum.Sum(nil)
	}
	for _, name := range slices.Sorted(maps.Keys(r.MultipartForm.File)) {
		for _, head := range r.MultipartForm.File[name] {
			put(name)
			put(head.Filename)
			if f, err := head.Open(); err == nil { // who cannot read it is told by Upload
				io.Copy(sum, f)
				f.Close()
			}
		}
	}
	return sum.Sum(nil)
}

// tidy is a posted value without the white space around it, as commands get it.
func tidy(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// Upload gives a posted file of at most max bytes, which the caller closes. Nothing posted is Invalid
// web.no_file, an empty file web.empty_file; a larger one TooLarge web.large_file, each at its field. The file's name is the sender's: show it, never trust it.
func (r *Request) Upload(field string, max int64) (multipart.File, *multipart.FileHeader, error) {
	if _, err := r.Posted(); err != nil {
		return nil, nil, err
	}
	f, head, err := r.FormFile(field)
	var bad errs.Fields
	switch {
	case err != nil:
		bad.Add(field, "web.no_file", "")
		return nil, nil, bad.Err("web.bad_input")
	case head.Size == 0:
		bad.Add(field, "web.empty_file", "", head.Filename)
		return nil, nil, errors.Join(bad.Err("web.bad_input"), f.Close())
	case head.Size > max:
		bad.Add(field, "web.large_file", "", head.Filename, megabytes(head.Size), int(max>>20))
		e := errs.Find(bad.Err("web.bad_input"))
		e.Kind = errs.TooLarge
		return nil, nil, errors.Join(e, f.Close())
	}
	return f, head, nil
}

// megabytes is a size to one place, rounded up: what is over a limit reads as over it.
func megabytes(n int64) string {
	return strconv.FormatFloat(math.Ceil(float64(n)/(1<<20)*10)/10, 'f', 1, 64)
}

// ReadUpload is Upload read whole.
func (r *Request) ReadUpload(field string, max int64) (body []byte, name string, err error) {
	f, head, err := r.Upload(field, max)
	if err != nil {
		return nil, "", err
	}
	body, err = io.ReadAll(f)
	return body, head.Filename, errors.Join(err, f.Close())
}

// Form is the state of a form that is shown again.
type Form struct {
	Shown   bool // it was posted and something is wrong
	Action  string
	Key     string
	Code    string   // of what is wrong
	Title   string   // of what is wrong, where it has one of its own
	Message string   // what is wrong as a whole
	Basis   []string // articles, when the law refuses
	Remedy  string   // what can be done then
	Next    Act      // and where
	Changed bool     // somebody else changed the record meanwhile
	Faults  []Fault
	files   bool  // some came along: no page can keep them
	stands  *bool // something that was posted stands in the page again, as drawing it finds
	values  url.Values
}

// Fault is one field with what to do about it, in words. Lost: with its file nothing is wrong, but it is gone.
type Fault struct {
	Field, Text string
	Lost        bool
}

func (r *Request) formOf(err error) Form {
	f := Form{Shown: true, Action: r.URL.Path, Key: r.PostForm.Get(fieldKey), values: r.PostForm, stands: new(bool)}
	if e := errs.Find(err); e != nil {
		r.tell(&f, e)
	}
	for _, x := range r.chosen() {
		if f.files = true; f.Fault(x.Field) == "" {
			f.Faults = append(f.Faults, x)
		}
	}
	return f
}

// tell puts what is wrong into a form.
func (r *Request) tell(f *Form, e *errs.Error) {
	f.Code, f.Basis, f.Changed = e.Code, articles(r.words, e.Basis), e.Kind == errs.Conflict
	if len(e.Fields) == 0 || !strings.HasSuffix(e.Code, ".bad_input") { // that some things need mending is the title
		f.Message = r.words.T(e.Code, e.Args...)
	}
	if e.Code == "store.sent_otherwise" || e.Code == "store.key_reused" {
		f.Key, f.Changed = "", false // its key is spent: what is typed here is a command of its own now
	}
	if r.words.Has(e.Code + ".title") { // not every conflict is another's hand
		f.Title = r.words.T(e.Code + ".title")
	}
	if r.words.Has(e.Code + ".remedy") {
		f.Remedy = r.words.T(e.Code+".remedy", e.Args...)
	}
	for _, x := range e.Fields {
		f.Faults = append(f.Faults, Fault{Field: x.Name, Text: r.words.T(x.Code, x.Args...)})
	}
}

// Fault is what is wrong with a field, "" when nothing is. Names match whatever their case and underscores.
func (f Form) Fault(name string) string {
	for _, x := range f.Faults {
		if fold(x.Field) == fold(name) {
			return x.Text
		}
	}
	return ""
}

func fold(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }

// Value is what stands in a field: what was posted when the form is shown again, else first.
func (f Form) Value(name, first string) string {
	if !f.Shown {
		return first
	}
	return f.standing(f.values.Get(name))[0]
}

// All is every value posted under a name: the column of a table.
func (f Form) All(name string) []string { return f.standing(f.values[name]...) }

// standing notes that what is drawn was posted.
func (f Form) standing(values ...string) []string {
	if f.stands != nil && strings.TrimSpace(strings.Join(values, "")) != "" {
		*f.stands = true
	}
	return values
}

// lost tells whether a field's file is gone, with which nothing is wrong.
func (f Form) lost(name string) bool {
	return slices.ContainsFunc(f.Faults, func(x Fault) bool { return x.Lost && fold(x.Field) == fold(name) })
}

// Chosen tells whether an option of a field is ticked: by what was posted, else by first.
func (f Form) Chosen(name, option string, first ...string) bool {
	if !f.Shown {
		return slices.Contains(first, option)
	}
	return slices.Contains(f.values[name], option) && f.standing(option) != nil
}

// key is the idempotency key for a form drawn now: a form shown again keeps its own.
func (f Form) key(action string) string {
	if f.Shown && f.Key != "" && f.Action == action {
		return f.Key
	}
	return string(id.New())
}
