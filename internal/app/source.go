package app

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// Source is the network address a request came from, without its port. Behind a proxy it is the client's:
// believed has already put it there.
func Source(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	if a, err := netip.ParseAddr(host); err == nil && a.Is6() && !a.Is4In6() { // one line of IPv6 has more addresses than anybody can count
		if p, err := a.WithZone("").Prefix(64); err == nil && !a.IsLoopback() {
			return p.String()
		}
	}
	return host
}

// believed gives a request the address of its client when a proxy that is believed names it. Whatever stands
// before the first address that is not a proxy's was written by the client himself, and is worth nothing.
func believed(proxies []netip.Prefix, next http.Handler) http.Handler {
	if len(proxies) == 0 {
		return next
	}
	trusted := func(s string) (netip.Addr, bool) {
		a, err := netip.ParseAddr(strings.TrimSpace(s))
		if err != nil {
			return a, false
		}
		for _, p := range proxies {
			if p.Contains(a.Unmap()) {
				return a, true
			}
		}
		return a, false
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, ok := trusted(Source(r)); ok {
			hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
			for i := len(hops) - 1; i >= 0; i-- {
				a, proxy := trusted(hops[i])
				if a.IsValid() {
					r.RemoteAddr = net.JoinHostPort(a.String(), "0")
				}
				if !proxy {
					break
				}
			}
		}
		next.ServeHTTP(w, r)
	})
}
