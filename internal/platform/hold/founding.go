package hold

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/platform/store/lite"
)

// Locks are the files, empty ones, by which processes keep out of each other's way in a data folder.
var Locks = []string{founding, serving}

const founding, serving = "founding.lock", "serving.db"

// Founding lets one program at a time make a house out of a folder; the others wait, and find it made. The lock goes
// with its program, however that ends; its file, which is empty, stays.
func Founding(ctx context.Context, folder string) (release func() error, err error) {
	defer errs.Wrap(&err, "hold.Founding")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, errs.Because(errs.Unavailable, "store.unavailable", err)
	}
	path, err := filepath.Abs(filepath.Join(folder, founding))
	if err != nil {
		return nil, errs.Because(errs.Unavailable, "store.unavailable", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		return nil, errs.Because(errs.Unavailable, "store.unavailable", err)
	}
	if release, err = lite.Lock(ctx, path, 2*time.Minute); err != nil {
		return nil, errs.Because(errs.Unavailable, "store.unavailable", err)
	}
	return release, nil
}
