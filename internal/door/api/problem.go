package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"guitu/internal/base/errs"
	"guitu/internal/door/web"
)

const problemType = "application/problem+json"

// Problem is what went wrong (RFC 9457).
type Problem struct {
	Type     string   `json:"type" doc:"always about:blank: the code says which problem it is" example:"about:blank"`
	Title    string   `json:"title" doc:"the kind of problem, in words"`
	Status   int      `json:"status" doc:"the status of the answer"`
	Code     string   `json:"code" doc:"which problem: stable, to be read by programs" example:"person.bad_input"`
	Detail   string   `json:"detail,omitempty" doc:"what happened, in words"`
	Remedy   string   `json:"remedy,omitempty" doc:"what to do, in words"`
	Basis    []string `json:"basis,omitempty" nullable:"false" doc:"the articles by which the law refuses it"`
	Purposes []string `json:"purposes,omitempty" nullable:"false" doc:"for what it may be opened: say one in the header Guitu-Purpose"`
	Ref      string   `json:"ref,omitempty" doc:"names the request to the keeper of the system"`
	Errors   []Fault  `json:"errors,omitempty" nullable:"false" doc:"every field that is wrong"`

	Candidates []Candidate `json:"candidates,omitempty" nullable:"false" doc:"who is known and may be the same person"`
	Elsewhere  int         `json:"elsewhere,omitempty" doc:"how many more files of other facilities agree in birth and county; of them only the bureau tells"`
}

// Fault is one field that is wrong.
type Fault struct {
	Field  string `json:"field" doc:"its name, as it was sent"`
	Code   string `json:"code" doc:"what is wrong: stable, to be read by programs" example:"person.phone_bad"`
	Value  string `json:"value,omitempty" doc:"what was sent"`
	Detail string `json:"detail" doc:"what is wrong and what would be right, in words"`
}

// Error is the code; words are for the answer.
func (p *Problem) Error() string { return p.Code }

// GetStatus is the status of the answer.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of problems, whatever was asked for.
func (p *Problem) ContentType(string) string { return problemType }

// problem puts what is told, and what its error carries besides, into the form of a problem.
func problem(t web.Told, err error) *Problem {
	p := &Problem{
		Type: "about:blank", Title: t.Title, Status: t.Status, Code: t.Code, Detail: t.Text, Remedy: t.Do, Basis: t.Basis, Ref: t.Ref,
	}
	for i, f := range t.Fields {
		x := Fault{Field: f.Name, Code: f.Code, Value: f.Value}
		if i < len(t.Faults) {
			x.Detail = t.Faults[i].Text
		}
		p.Errors = append(p.Errors, x)
	}
	var n needs
	if errors.As(err, &n) {
		p.Purposes = n.purposes
	}
	var a alike
	if errors.As(err, &a) {
		p.Candidates, p.Elsewhere = a.known, a.elsewhere
	}
	return p
}

// say writes a problem that came up before an operation was reached: nobody is signed in, no such address, too fast.
func say(r *web.Request, t web.Told) {
	h := r.Writer().Header()
	h.Set("Content-Type", problemType)
	h.Set("Content-Language", string(r.Words().Locale()))
	r.Writer().WriteHeader(t.Status)
	if err := json.NewEncoder(r.Writer()).Encode(problem(t, nil)); err != nil {
		r.Note("answer", "broken off") // the asker has gone
	}
}

// kinds are the kinds of what the reading of a request can find wrong.
var kinds = map[int]errs.Kind{
	http.StatusBadRequest: errs.Invalid, http.StatusRequestEntityTooLarge: errs.TooLarge, http.StatusUnsupportedMediaType: errs.Invalid,
	http.StatusUnprocessableEntity: errs.Invalid, http.StatusRequestTimeout: errs.Unavailable,
}

// codes are the codes of problems as a whole, by status.
var codes = map[int]string{
	http.StatusBadRequest: "api.bad_json", http.StatusRequestEntityTooLarge: "api.too_large",
	http.StatusUnsupportedMediaType: "api.bad_type", http.StatusUnprocessableEntity: "api.bad_request",
}

// faults puts what the library found wrong with the form of a request into the words of the house: it speaks English only.
func faults(ctx huma.Context, status string, v any) (any, error) {
	model, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	n, err := strconv.Atoi(status)
	if err != nil {
		return nil, err
	}
	r, e := web.Of(ctx.Context()), &errs.Error{Kind: kinds[n], Code: codes[n]}
	switch n {
	case http.StatusUnprocessableEntity:
		for _, x := range model.Errors {
			e.Fields = append(e.Fields, field(x))
		}
	case http.StatusRequestEntityTooLarge:
		e.Args = []any{most >> 10}
	case http.StatusInternalServerError:
		e.Code = "web.internal"
	}
	if e.Code == "" {
		e.Code = "api.bad_request"
	}
	r.Failed(e)
	p := problem(r.Spell(e), e)
	p.Status = n
	return p, nil
}

// unread are the codes of what the library says of one field, by the beginning of it; what follows is what would be right. What
// stands here nowhere is api.bad_value.
var unread = []struct{ says, code string }{
	{validation.MsgUnexpectedProperty, "api.unknown_field"},
	{"unknown query parameter", "api.unknown_parameter"},
	{validation.MsgExpectedString, "api.expected_text"},
	{validation.MsgExpectedBoolean, "api.expected_boolean"},
	{validation.MsgExpectedArray, "api.expected_list"},
	{validation.MsgExpectedObject, "api.expected_object"},
	{validation.MsgExpectedRequiredProperty, "api.required"},
	{validation.MsgExpectedMinimumNumber, "api.at_least"},
	{validation.MsgExpectedMaximumNumber, "api.at_most"},
	{validation.MsgExpectedMaxItems, "api.at_most"},
}

// fits reads what a format of the library has written, and gives what stands in its hole; a format without one must be the
// whole message.
func fits(format, message string) (arg string, ok bool) {
	before, after, hole := strings.Cut(format, "%")
	if !hole {
		return "", format == message
	}
	arg, ok = strings.CutPrefix(message, before)
	if !ok {
		return "", false
	}
	return strings.CutSuffix(arg, after[1:])
}

// field is one fault of the library as a fault of the house. Only what is a text or a number is said back.
func field(x *huma.ErrorDetail) errs.Field {
	_, name, _ := strings.Cut(x.Location, ".")
	f := errs.Field{Name: name, Code: "api.bad_value"}
	switch v := x.Value.(type) {
	case string:
		f.Value = v
	case float64:
		f.Value = strconv.FormatFloat(v, 'f', -1, 64)
	case int64:
		f.Value = strconv.FormatInt(v, 10)
	case bool:
		f.Value = strconv.FormatBool(v)
	}
	for _, u := range unread {
		if arg, ok := fits(u.says, x.Message); ok {
			f.Code = u.code
			if arg != "" {
				f.Args = []any{arg}
			}
			break
		}
	}
	if f.Code == "api.required" {
		f.Name = strings.TrimPrefix(name+"."+f.Args[0].(string), ".")
	}
	return f
}

func key(status int) string { return strconv.Itoa(status) }
