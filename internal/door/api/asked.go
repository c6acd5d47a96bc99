package api

import (
	"crypto/sha256"
	"net/http"

	"golang.org/x/text/language"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/door/web"
	"guitu/internal/platform/store"
)

var matcher = language.NewMatcher([]language.Tag{language.Chinese, language.English})

// speaks is the language that a program asks for (Accept-Language); without one of ours it is the given one.
func speaks(r *http.Request, l text.Locale) text.Locale {
	asked := r.Header.Get("Accept-Language")
	if asked == "" {
		return l
	}
	tags, _, err := language.ParseAcceptLanguage(asked)
	if err != nil {
		return l
	}
	switch _, i, sure := matcher.Match(tags...); {
	case sure == language.No:
		return l
	case i == 1:
		return text.EN
	}
	return text.ZH
}

// keyed is the key of a command: the header Idempotency-Key, bound to the address and the body, so that the same key with
// something else in it is not taken for a repetition. Without the header the command is a new one.
func keyed(r *web.Request, body []byte) (store.Key, error) {
	said := r.Header.Get("Idempotency-Key")
	if said == "" {
		return store.NewKey(), nil
	}
	k, err := id.Parse(said)
	if err != nil {
		var f errs.Fields
		f.Add("idempotency_key", "api.key", said)
		return "", f.Err("web.bad_input")
	}
	sum := sha256.Sum256(append([]byte(r.URL.Path+"\n"), body...))
	return store.Key(k).Saying(sum[:]), nil
}
