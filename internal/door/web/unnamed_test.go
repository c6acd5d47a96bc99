package web_test

import (
	"strings"
	"testing"
)

// The events of the machine say who asked, but for one: of whoever watches over those who read them they say that an officer did.
func TestTheEventsDoNotNameWhoWatches(t *testing.T) {
	h := build(t)
	me := string(h.seat.who.Actor.Staff)
	h.ask(t, "GET", "/_gallery", nil)
	if !strings.Contains(h.log.String(), "actor=staff:"+me) {
		t.Fatalf("the events do not say who asked: %s", h.log)
	}
	h.log.Reset()
	h.seat.who.LogAs = "staff"
	h.ask(t, "GET", "/_gallery", nil)
	if said := h.log.String(); strings.Contains(said, me) || !strings.Contains(said, "actor=staff ") || !strings.Contains(said, "actor_kind=staff") {
		t.Errorf("%s", said)
	}
}
