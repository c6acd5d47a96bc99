package casepages

import (
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	"guitu/internal/door/web"
)

// again shows a form once more, with every fault named by the label of its field and the value that stands in it:
// the list of faults is read far from the fields. labels gives the key of a field's
// label.
func again(r *web.Request, err error, labels func(string) string, show web.Handler) error {
	e := errs.Find(err)
	if e == nil || len(e.Fields) == 0 {
		return r.Again(err, show)
	}
	told := *e
	told.Err = e // the log keeps the codes
	told.Fields = make([]errs.Field, len(e.Fields))
	for i, x := range e.Fields {
		words := r.T(x.Code, x.Args...)
		if key := labels(x.Name); key != "" && !says(words, x.Code, r.T(key)) {
			if v := brief(x.Value); v != "" && !strings.Contains(words, v) {
				words = r.T("case.fault.value", text.Key(key), v, words)
			} else {
				words = r.T("case.fault.of", text.Key(key), words)
			}
		}
		told.Fields[i] = errs.Field{Name: x.Name, Code: "case.fault", Value: x.Value, Args: []any{words}}
	}
	return r.Again(&told, show)
}

// says tells whether a fault names its field itself. What is said of every date names none, though it has the word in it.
func says(words, code, label string) bool {
	return code != "date.bad" && code != "measure.moment_bad" && strings.Contains(words, label)
}

// brief is a value short enough to be said back in a line.
func brief(value string) string {
	rs := []rune(strings.Join(strings.Fields(value), " "))
	if len(rs) > 30 {
		return string(rs[:29]) + "…"
	}
	return string(rs)
}

// ofIdentity, ofKin, ofFact and ofCorrection give the key of the label of a field in the forms of a file; "" where it has
// none. Their ends are asked of the rooms in families_test.go of app: a field that a room names and no form calls is a
// failing test.
func ofIdentity(field string) string {
	switch field {
	case "version":
		return ""
	case "by", "ground", "organ", "words":
		return "measure.field." + field
	case "letter":
		return "measure.field.number"
	case "at":
		return "case.field.decided"
	}
	return "case.field." + field
}

func ofKin(field string) string {
	switch field {
	case "name", "phone", "relation", "why":
		return "case.kin." + field
	}
	return ""
}

func ofFact(field string) string {
	switch field {
	case "type", "version":
		return ""
	case "how":
		return "case.correct.how"
	case waived:
		return "case.notice.reason"
	case "scan":
		return "case.record.scan"
	}
	return "measure.field." + field
}

func ofCorrection(field string) string {
	if field == "words" {
		return "case.correct.reason"
	}
	return ofFact(field)
}
