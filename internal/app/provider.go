package app

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/door/signpages"
	"guitu/internal/door/web"
	"guitu/internal/platform/authn/provider"
	"guitu/internal/platform/config"
	"guitu/internal/platform/doctor"
)

// signing adds the pages of the sign-in, with the provider of identities where the house is told of one. It fails with
// app.secret_unreadable and app.secret_open (both Unavailable) for the file of its secret.
func (h *House) signing(s *web.Site) error {
	deps := signpages.Deps{DB: h.DB, Accounts: h.Accounts, Staff: h.Staff, Reminders: h.Reminders, Source: Source, Begin: h.Begin, ProviderName: h.Config.OIDC.Name}
	if o := h.Config.OIDC; o.Issuer != "" {
		secret, err := secretFile(h.Config, o.SecretFile)
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

// reachProvider asks whether the provider of single sign-on answers. Its secret is not needed for that.
func (h *House) reachProvider(ctx context.Context) error {
	return provider.New(provider.Config{Issuer: h.Config.OIDC.Issuer, Client: h.Config.OIDC.Client, Clock: h.Clock}).Reach(ctx)
}

// lookAround refuses what can never work of what is set beside the house, and warns in the log of what does not work now:
// its files and programs at once, its neighbours beside the start, for they may be slow.
func (h *House) lookAround(ctx context.Context) error {
	if err := h.DB.Fits(ctx); err != nil {
		h.Log.Warn("the database is not as it must be; guitu doctor says what to do", "code", errs.CodeOf(err), "cause", err)
	}
	set := doctor.Set(h.Config)
	if err := doctor.Never(set); err != nil {
		return err
	}
	said := func(all []doctor.Finding) {
		for _, f := range all {
			h.Log.Warn("what is set beside the house does not work now; guitu doctor says what to do", "code", f.Code, "what", f.Args[0])
		}
	}
	said(set)
	if h.Config.Scanner != "" || h.Config.OIDC.Issuer != "" {
		go func() { said(doctor.Reached(ctx, h.Config, h.reachProvider)) }()
	}
	return nil
}

// secretFile reads a secret that its owner alone can read.
func secretFile(c config.Config, path string) (string, error) {
	text, err := c.Secret(path)
	if errors.Is(err, config.ErrOpen) {
		return "", errs.New(errs.Unavailable, "app.secret_open", filepath.Base(path))
	}
	if err != nil {
		return "", at(path, errs.Unavailable, "app.secret_unreadable", err)
	}
	return strings.TrimSpace(text), nil
}
