//go:build !linux

package doctor

import "errors"

func space(string) (uint64, error) { return 0, errors.ErrUnsupported }

func device(string) (uint64, bool) { return 0, false }

func unsynchronised() bool { return false }
