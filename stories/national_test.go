package stories

import (
	"testing"

	"guitu/internal/platform/seal"
	"guitu/internal/platform/store/storetest"
)

// The main story, from the van to the gate, is the same where the house is set to the national algorithms: its end proves
// the log, every row and the clock.
func TestTheMainStoryUnderTheNationalSuite(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) { tell(t, engine, seal.GM, "from-the-van-to-the-gate.txtar") })
	}
}
