package app

import (
	"context"
	"os"

	"guitu/internal/base/errs"
	"guitu/internal/platform/seal"
)

// openVault reads the root key and opens the ring. The key file is made together with the house and never
// later: a new key does not open an old house, and a house without its key is lost, so both are said aloud.
func (h *House) openVault(ctx context.Context, _ Options) error {
	suite, err := seal.ParseSuite(h.Config.Suite)
	if err != nil {
		return err
	}
	root, err := h.root(ctx, suite)
	if err != nil {
		return err
	}
	h.Vault, err = seal.Open(ctx, h.DB, root, suite)
	return err
}

func (h *House) root(ctx context.Context, suite seal.Suite) (seal.Root, error) {
	path := h.Config.KeyPath()
	root, err := seal.KeyFile(path, suite)
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
	h.Log.Info("key file made; keep a copy of it on another disk", "file", path)
	return seal.NewKeyFile(path, suite)
}
