package doctor_test

import (
	"errors"
	"testing"
	"time"

	"guitu/internal/platform/doctor"
)

// A disk that fills up, zone data that contradicts the house, a face without a name: each is told with its remedy.
func TestTheMachine(t *testing.T) {
	for name, c := range map[string]struct {
		found doctor.Finding
		level doctor.Level
		code  string
	}{
		"room":                {doctor.Roomy("data", 6<<30), doctor.OK, "doctor.disk"},
		"little room":         {doctor.Roomy("data", 5<<30-1), doctor.Warn, "doctor.disk.low"},
		"no room":             {doctor.Roomy("data", 1<<30-1), doctor.Bad, "doctor.disk.full"},
		"no zone data":        {doctor.Zoned(nil, errors.New("none")), doctor.OK, "doctor.zone.own"},
		"Shanghai":            {doctor.Zoned(time.FixedZone("CST", 8*60*60), nil), doctor.OK, "doctor.zone"},
		"Shanghai is London":  {doctor.Zoned(time.UTC, nil), doctor.Warn, "doctor.zone.wrong"},
		"a face":              {doctor.Faced(true, ""), doctor.OK, "doctor.font"},
		"a face without some": {doctor.Faced(true, "𠮷"), doctor.Bad, "doctor.font.lacks"},
		"no face":             {doctor.Faced(false, ""), doctor.Bad, "doctor.font.unread"},
	} {
		if c.found.Level != c.level || c.found.Code != c.code || (c.found.Remedy == "") != (c.level == doctor.OK) {
			t.Errorf("%s: %v, want %s %s", name, c.found, c.level, c.code)
		}
	}
}
