package app

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestOnlyABelievedProxyNamesTheClient(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for _, c := range []struct{ peer, forwarded, want string }{
		{"192.0.2.9:1", "203.0.113.5", "192.0.2.9"},            // a stranger says what he likes
		{"10.1.1.1:1", "203.0.113.5", "203.0.113.5"},           // the proxy
		{"10.1.1.1:1", "1.1.1.1, 203.0.113.5", "203.0.113.5"},  // before it the client wrote himself
		{"10.1.1.1:1", "203.0.113.5, 10.2.2.2", "203.0.113.5"}, // two proxies
		{"10.1.1.1:1", "", "10.1.1.1"},                         // the proxy itself, asking for health
		{"10.1.1.1:1", "nonsense", "10.1.1.1"},                 //
		{"10.1.1.1:1", "203.0.113.5, nonsense", "10.1.1.1"},    // not past what cannot be read
		{"[2001:db8::1]:1", "203.0.113.5", "2001:db8::/64"},    // a line has more addresses than anybody can count
		{"[::1]:1", "", "::1"},
		{"10.1.1.1:1", "10.9.9.9, 10.2.2.2", "10.9.9.9"}, // inside the house all the way
		{"10.1.1.1:1", "203.0.113.5, ::ffff:10.2.2.2", "203.0.113.5"},
	} {
		var got string
		h := believed(proxies, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = Source(r) }))
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.peer
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		h.ServeHTTP(httptest.NewRecorder(), r)
		if got != c.want {
			t.Errorf("%s forwarding %q: %s, want %s", c.peer, c.forwarded, got, c.want)
		}
	}
}
