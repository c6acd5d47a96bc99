package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	kept "guitu/internal/platform/backup"
	"guitu/internal/platform/press"
)

// settings tells which cannot be, each with what would be right, and names that are none.
func settings(_ context.Context, h House) Finding {
	err := h.Config.Validate()
	if err == nil && len(h.Config.Unknown) > 0 {
		return warn("doctor.settings.unknown", "doctor.settings.unknown.do", strings.Join(h.Config.Unknown, ", "))
	}
	if err == nil {
		return fine("doctor.settings")
	}
	said := reason(err)
	if e := errs.Find(err); e != nil {
		for i, f := range e.Fields {
			one := text.Msg{Key: "doctor.settings.one", Args: []any{f.Name, text.Msg{Key: f.Code, Args: f.Args}}}
			if i > 0 {
				one = text.Msg{Key: "doctor.settings.more", Args: []any{said, one}}
			}
			said = one
		}
	}
	return bad("doctor.settings.bad", "doctor.settings.do", said)
}

// folders looks for what others than the owner may read: the database, the sealed documents and the key lie there.
func folders(_ context.Context, h House) Finding {
	if runtime.GOOS == "windows" {
		return fine("doctor.folders.unknown")
	}
	paths := []string{h.Config.Data}
	if h.Config.Database == "" {
		for _, end := range []string{"", "-wal", "-shm"} {
			paths = append(paths, filepath.Join(h.Config.Data, "guitu.db"+end))
		}
	}
	for _, p := range append(paths, h.Config.KeyPath(), filepath.Join(h.Config.Data, kept.Folder)) {
		info, err := os.Stat(p)
		switch {
		case errors.Is(err, fs.ErrNotExist): // other checks miss what has to be there
		case err != nil:
			return bad("doctor.folders.unread", "doctor.folders.unread.do", p)
		case !h.Config.Closed(p, info.Mode()):
			return bad("doctor.folders.open", "doctor.folders.open.do", p, fmt.Sprintf("%04o", info.Mode().Perm()))
		}
	}
	return fine("doctor.folders")
}

// Of the free space: a house that cannot write refuses every act.
const (
	gib      = 1 << 30
	diskBad  = 1 * gib
	diskWarn = 5 * gib
)

// disk is the free space where the records grow: with PostgreSQL that is on the server's machine, and here is the
// space of the data folder only.
func disk(_ context.Context, h House) Finding {
	free, err := Free(h.Config.Data)
	if err != nil {
		return warn("doctor.disk.unknown", "doctor.disk.unknown.do", h.Config.Data)
	}
	return roomy(h.Config.Data, free)
}

// roomy judges how much is free where a folder lies.
func roomy(folder string, free uint64) Finding {
	said := []any{folder, size(free)}
	switch {
	case free < diskBad:
		return bad("doctor.disk.full", "doctor.disk.do", said...)
	case free < diskWarn:
		return warn("doctor.disk.low", "doctor.disk.do", said...)
	}
	return fine("doctor.disk", said...)
}

// Free is how many bytes may still be written where a folder lies, or would lie.
func Free(folder string) (uint64, error) { return space(existing(folder)) }

// existing is the folder, or the nearest one above it that is there.
func existing(folder string) string {
	p, err := filepath.Abs(folder)
	if err != nil {
		return folder
	}
	for p != filepath.Dir(p) {
		if _, err := os.Stat(p); err == nil {
			break
		}
		p = filepath.Dir(p)
	}
	return p
}

func size(bytes uint64) string {
	if bytes < gib {
		return fmt.Sprintf("%.0f MB", float64(bytes)/(1<<20))
	}
	return fmt.Sprintf("%.1f GB", float64(bytes)/gib)
}

// zone looks at the zone data of the machine. The house counts its days by a zone of its own (UTC+8), so that only data
// that contradicts it matters: whatever else reads this machine's times would count other days.
func zone(context.Context, House) Finding {
	return zoned(time.LoadLocation("Asia/Shanghai"))
}

// zoned judges what the machine takes for Shanghai.
func zoned(there *time.Location, err error) Finding {
	if err != nil {
		return fine("doctor.zone.own")
	}
	if _, off := time.Date(2026, 7, 1, 12, 0, 0, 0, there).Zone(); off != 8*60*60 {
		return warn("doctor.zone.wrong", "doctor.zone.do", fmt.Sprintf("UTC%+d", off/3600))
	}
	return fine("doctor.zone")
}

// rare are characters of names that faces lack most often: beyond the first plane, and of the extensions. unassigned
// is a character that no face has: a face that seems to have it was not read at all.
const rare, unassigned = "𠮷䶮㛃𬀪", "\U0010FFFD"

func font(context.Context, House) Finding {
	return faced(press.Missing(unassigned) != "", press.Missing(rare))
}

// faced judges the face of papers: whether it was read at all, and what it lacks.
func faced(read bool, missing string) Finding {
	switch {
	case !read:
		return bad("doctor.font.unread", "doctor.font.do")
	case missing != "":
		return bad("doctor.font.lacks", "doctor.font.do", missing)
	}
	return fine("doctor.font", rare)
}
