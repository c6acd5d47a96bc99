package app

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/door/signpages"
	"guitu/internal/door/web"
	"guitu/internal/platform/authn/provider"
)

// signing adds the pages of the sign-in, with the provider of identities where the house is told of one. It fails with
// app.secret_unreadable and app.secret_open (both Unavailable) for the file of its secret.
func (h *House) signing(s *web.Site) error {
	deps := signpages.Deps{DB: h.DB, Accounts: h.Accounts, Staff: h.Staff, Reminders: h.Reminders, Source: Source, Begin: h.Begin, ProviderName: h.Config.OIDC.Name}
	if o := h.Config.OIDC; o.Issuer != "" {
		secret, err := secretFile(o.SecretFile)
		if err != nil {
			return err
		}
		deps.Provider = provider.New(provider.Config{
			Issuer: o.Issuer, Client: o.Client, Secret: secret, Callback: h.Address() + "/sign-in/provider", Clock: h.Clock,
		})
	}
	signpages.Routes(s, deps)
	return nil
}

// secretFile reads a secret that its owner alone can read.
func secretFile(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", at(path, errs.Unavailable, "app.secret_unreadable", err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return "", errs.New(errs.Unavailable, "app.secret_open", filepath.Base(path))
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", at(path, errs.Unavailable, "app.secret_unreadable", err)
	}
	return strings.TrimSpace(string(text)), nil
}
