package kept

import (
	"maps"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
)

// What pages keep comes back as it was, also what scs alone has written; an empty session is no gob.
func TestCodecGivesBackWhatPagesKeep(t *testing.T) {
	ends := time.Date(2026, 11, 30, 8, 0, 0, 123000, time.UTC)
	for _, values := range []map[string]any{{}, nil, {"said": "完成"}, {"n": 3, "ok": true}} {
		old, err := scs.GobCodec{}.Encode(ends, values)
		if err != nil {
			t.Fatal(err)
		}
		b, err := Codec{}.Encode(ends, values)
		if err != nil {
			t.Fatal(err)
		}
		if len(values) == 0 && len(b) != emptyLength {
			t.Error(len(b))
		}
		for _, written := range [][]byte{old, b} {
			at, got, err := Codec{}.Decode(written)
			if err != nil || !at.Equal(ends) || !maps.Equal(got, values) {
				t.Error(at, got, err)
			}
			if got != nil {
				got["more"] = 1 // a page writes into it
			}
		}
	}
	if _, _, err := (Codec{}).Decode([]byte{0, 1}); err == nil {
		t.Error("what is neither was read")
	}
}
