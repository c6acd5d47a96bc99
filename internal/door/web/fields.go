package web

import "strings"

// Field is one input with its words. What was posted stands in it when the form is shown again.
type Field struct {
	Name     string // of the command's field, as Name() gives it
	Label    string
	Hint     string
	Law      string // "依据 …"
	Value    string // what stands in it at first
	Type     string // text (default), date, datetime-local, time, number, password, email, tel, search, file, textarea
	Width    Width  // fits the answer
	Optional bool   // says so beside the label; everything else is required
	Complete string // autocomplete, such as "username"
	Mode     string // inputmode, such as "numeric"
	Max      int    // most characters, 0 for no limit
	Accept   string // of a file
	Several  bool   // files may be chosen together: a letter of two pages is two photos
	Options  []Option
	Chosen   []string // options ticked at first
	Empty    string   // first line of a select: "请选择"
	Rows     int      // of a textarea
	Unit     string   // written behind the input: "个月"
	Focus    bool     // takes the focus when the page opens
	Passing  bool     // what is offered changes from page to page: a browser that goes back ticks nothing of it again
}

// Width is how long an answer may look.
type Width string

// The widths.
const (
	Full   Width = ""
	Narrow Width = "narrow" // a number, a code
	Medium Width = "medium" // a date, a name
)

// Option is one choice.
type Option struct {
	Value, Label, Hint string
	Group              string // heading in a select, for the options that follow one another under it
	Off                bool   // cannot be chosen now; Hint says why
}

// grouped cuts options where their group changes.
func grouped(all []Option) (out [][]Option) {
	for i, o := range all {
		if i == 0 || all[i-1].Group != o.Group {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], o)
	}
	return out
}

var idOf = strings.NewReplacer(".", "-", "[", "-", "]", "")

func (f Field) id() string {
	return "f-" + idOf.Replace(f.Name)
}

// described lists the ids of hint, law line and error, for aria-describedby.
func (f Field) described(fault string) string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.id()+"-hint")
	}
	if f.Law != "" {
		ids = append(ids, f.id()+"-law")
	}
	if fault != "" {
		ids = append(ids, f.id()+"-fault")
	}
	return strings.Join(ids, " ")
}

func (f Field) kind() string {
	switch {
	case f.Type != "":
		return f.Type
	case len(f.Options) > 0:
		return "select"
	}
	return "text"
}

func (f Field) rows() int {
	if f.Rows == 0 {
		return 4
	}
	return f.Rows
}

// FormTag is a form that posts a command.
type FormTag struct {
	Action  string
	Upload  bool
	Version string // of the record, for optimistic locking: the hidden field "version"
	ID      string
	Inline  bool // a single button in a row of others
}
