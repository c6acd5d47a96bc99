package config

import (
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
)

// ACME is how the house has its certificate from an authority (RFC 8555).
type ACME struct {
	Hosts   string // names that the certificate is for, by commas; empty for no ACME
	URL     string // directory of the authority; empty for Let's Encrypt
	Contact string // mail address that the authority writes to before a certificate ends; may be empty
}

// Names are the hosts one by one.
func (a ACME) Names() (out []string) {
	for name := range strings.SplitSeq(a.Hosts, ",") {
		if name = strings.ToLower(strings.TrimSpace(name)); name != "" {
			out = append(out, name)
		}
	}
	return out
}

// ACMEFolder is where account, keys and certificates of ACME lie.
func ACMEFolder(data string) string { return filepath.Join(data, "acme") }

// OIDC is the provider of identities of the province (统一身份认证). Its sign-in stands beside that of the house.
type OIDC struct {
	Issuer     string // https://…, exactly as the provider calls itself; empty for none
	Client     string // the house's name at the provider
	SecretFile string // file with the house's secret there, readable by its owner alone
	Name       string // what the button says; empty for the house's own words
}

func outside() []setting {
	return []setting{
		{"GUITU_ACME_HOSTS", "names of this house, by commas, for a certificate by ACME instead of files", func(c *Config) any { return &c.ACME.Hosts }},
		{"GUITU_ACME_URL", "directory of the ACME authority; that of Let's Encrypt unless set", func(c *Config) any { return &c.ACME.URL }},
		{"GUITU_ACME_CONTACT", "mail address for the ACME authority", func(c *Config) any { return &c.ACME.Contact }},
		{"GUITU_HTTP_LISTEN", "address of plain HTTP that leads pages to TLS, such as :80; none unless set", func(c *Config) any { return &c.Plain }},
		{"GUITU_OIDC_ISSUER", "issuer of single sign-on (OpenID Connect), https://…; none unless set", func(c *Config) any { return &c.OIDC.Issuer }},
		{"GUITU_OIDC_CLIENT", "client id of this house there", func(c *Config) any { return &c.OIDC.Client }},
		{"GUITU_OIDC_SECRET_FILE", "file with the client secret, mode 600", func(c *Config) any { return &c.OIDC.SecretFile }},
		{"GUITU_OIDC_NAME", "name of single sign-on on its button", func(c *Config) any { return &c.OIDC.Name }},
	}
}

// hostName is a name that a certificate can be for: no address, no wildcard.
var hostName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`)

// others tells what is wrong with the authority and the provider.
func (c Config) others(wrong *faults) {
	for _, name := range c.ACME.Names() {
		if !hostName.MatchString(name) {
			wrong.told("GUITU_ACME_HOSTS", "config.host", name)
		}
	}
	if c.ACME.Hosts != "" && c.Cert != "" {
		wrong.Add("GUITU_ACME_HOSTS", "config.acme_or_files", "")
	}
	if u, err := url.Parse(c.ACME.URL); c.ACME.URL != "" && (err != nil || u.Host == "" || u.Scheme != "https") {
		wrong.told("GUITU_ACME_URL", "config.https", c.ACME.URL)
	}
	if a, err := mail.ParseAddress(c.ACME.Contact); c.ACME.Contact != "" && (err != nil || a.Address != c.ACME.Contact) {
		wrong.told("GUITU_ACME_CONTACT", "config.mail", c.ACME.Contact)
	}
	if _, port, err := net.SplitHostPort(c.Plain); c.Plain != "" && (err != nil || !number(port, 0, 65535)) {
		wrong.told("GUITU_HTTP_LISTEN", "config.listen", c.Plain)
	} else if c.Plain != "" && !c.TLS() {
		wrong.told("GUITU_HTTP_LISTEN", "config.plain_only", c.Plain)
	}
	o := c.OIDC
	if o.Issuer == "" {
		if o.Client != "" || o.SecretFile != "" {
			wrong.Add("GUITU_OIDC_ISSUER", "config.missing", "")
		}
		return
	}
	if u, err := url.Parse(o.Issuer); err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && (u.Scheme != "http" || !local(u.Hostname())) {
		wrong.told("GUITU_OIDC_ISSUER", "config.issuer", o.Issuer)
	}
	if o.Client == "" {
		wrong.Add("GUITU_OIDC_CLIENT", "config.missing", "")
	}
	if o.SecretFile == "" {
		wrong.Add("GUITU_OIDC_SECRET_FILE", "config.missing", "")
	}
}

// local tells whether a host is this machine.
func local(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}

// doors tells what is wrong with the addresses at which the house is reached, and at which it reaches others.
func (c Config) doors(wrong *faults) {
	if _, port, err := net.SplitHostPort(c.Listen); err != nil || !number(port, 0, 65535) {
		wrong.told("GUITU_LISTEN", "config.listen", c.Listen)
	}
	if _, port, err := net.SplitHostPort(c.Metrics); c.Metrics != "" && (err != nil || !number(port, 0, 65535)) {
		wrong.told("GUITU_METRICS_LISTEN", "config.listen", c.Metrics)
	}
	if u, err := url.Parse(c.OTLP); c.OTLP != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
		wrong.told("GUITU_OTLP", "config.otlp", c.OTLP)
	}
	if u, err := url.Parse(c.Public); c.Public != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
		wrong.told("GUITU_PUBLIC_URL", "config.public", c.Public)
	}
	if (c.Cert == "") != (c.Key == "") {
		wrong.Add("GUITU_TLS_KEY", "config.tls_pair", "")
	}
	if _, err := c.Proxies(); err != nil {
		wrong.told("GUITU_PROXIES", "config.proxies", c.Proxy)
	}
}

// TLS tells whether this process itself speaks TLS.
func (c Config) TLS() bool { return c.Cert != "" || c.ACME.Hosts != "" }

// Secure tells whether browsers reach the house by TLS only: it speaks it, or the address that people type says that a
// proxy does.
func (c Config) Secure() bool { return c.TLS() || strings.HasPrefix(c.Public, "https://") }

// BaseURL is the address that people type, without a slash at the end.
func (c Config) BaseURL() string {
	if c.Public != "" {
		return strings.TrimRight(c.Public, "/")
	}
	if c.TLS() {
		return "https://" + c.Listen
	}
	return "http://" + c.Listen
}
