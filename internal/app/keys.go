package app

import (
	"context"
	"errors"
	"os"

	"guitu/internal/base/errs"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/config"
	"guitu/internal/platform/history"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/keycommand"
	"guitu/internal/platform/seal/keyfile"
	"guitu/internal/platform/store"
)

// openVault reads the root key and opens the ring. The key file is made together with the house and never
// later: a new key does not open an old house, and a house without its key is lost, so both are said aloud.
func (h *House) openVault(ctx context.Context, o Options) error {
	suite, err := seal.ParseSuite(h.Config.Suite)
	if err != nil {
		return err
	}
	root, err := h.root(ctx, suite)
	if err != nil {
		return err
	}
	if h.Vault, err = seal.OpenAs(ctx, h.DB, root, suite, o.Way); err != nil || h.Vault.Looks() {
		return err
	}
	return h.Vault.Bind(ctx, func(tx *store.Tx) error { return errors.Join(audit.Adopt(ctx, tx), history.Adopt(ctx, tx)) })
}

// root is the root key from where the settings say, and with it, for as long as the house moves, the one before.
func (h *House) root(ctx context.Context, suite seal.Suite) (root seal.Root, err error) {
	switch h.Config.KeySource() {
	case config.FileKey:
		return h.keyFile(ctx, suite)
	case config.TextKey:
		root, err = seal.RootText(h.Config.KeyText, suite)
	case config.CommandKey:
		root, err = keycommand.Open(ctx, h.Config.KeyCall)
	}
	if err != nil || h.Config.KeyOld == "" {
		return root, err
	}
	old, err := keyfile.Open(h.Config.KeyOld, suite, h.Config.Handed()...)
	if err != nil {
		e := errs.New(errs.Unavailable, "app.key_old", h.Config.KeyOld)
		e.Err = err
		return nil, e
	}
	return seal.Moving(root, old), nil
}

func (h *House) keyFile(ctx context.Context, suite seal.Suite) (seal.Root, error) {
	path := h.Config.KeyPath()
	root, err := keyfile.Open(path, suite, h.Config.Handed()...)
	if !errs.Is(err, "seal.no_root") {
		return root, err
	}
	fresh, ask := seal.Fresh(ctx, h.DB)
	if ask != nil {
		return nil, ask
	}
	if !fresh {
		return nil, err
	}
	if err := os.MkdirAll(h.Config.Data, 0o700); err != nil {
		return nil, unusable(h.Config.Data, err)
	}
	if root, err = keyfile.New(path, suite); err == nil {
		h.Log.Info("key file made; keep a copy of it on another disk", "file", path)
	}
	return root, err
}
