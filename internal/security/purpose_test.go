package security_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	purposes "guitu/internal/door/purpose"
	"guitu/internal/platform/seal"
)

// A computer of a ward has many officers. What one of them said, why he opens something, speaks for him in his session: who
// signs in after him is asked anew, and what stands in the browser tells him nothing of whom the other opened.
func TestAPurposeIsOneOfficersOwn(t *testing.T) {
	w := open(t)
	person := w.chosen["p"]
	doctor, nurse := w.seated(t, "doctor"), w.seated(t, "nurse")
	said := &http.Cookie{Name: purposes.Cookie(seal.Clinical), Value: purposes.Said(w.session(t, doctor.token), person, seal.Clinical, "treatment", w.now.Add(time.Hour))}
	if strings.Contains(said.String(), string(person)) || strings.Contains(said.Name, string(seal.Clinical)) {
		t.Errorf("the browser tells whom he opened: %s", said)
	}
	for s, asked := range map[seat]bool{doctor: false, nurse: true} {
		r := request(t.Context(), t, try{method: "GET", path: "/people/" + string(person) + "/closed/clinical"}, s.token)
		r.AddCookie(said)
		out := w.ask(r)
		if out.Code != http.StatusOK || strings.Contains(out.Body.String(), `action="/purpose"`) != asked {
			t.Errorf("%s: %d, asked again: %v", s, out.Code, !asked)
		}
	}
}
