package telling

import (
	"context"
	"strings"

	"guitu/internal/base/id"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
)

// PurposeCookie keeps for which purpose a file is open on this device: "<person>.<purpose>". It is only what
// the officer said himself; what it allows is policy's, and every opening is in the log with it.
const PurposeCookie = "guitu_purpose"

// Purposed is the context of a request with the purpose for which a person's file is open on this device.
func Purposed(r *web.Request, p id.ID) context.Context {
	c, err := r.Cookie(PurposeCookie)
	if err != nil {
		return r.Context()
	}
	who, purpose, _ := strings.Cut(c.Value, ".")
	if who != string(p) {
		return r.Context()
	}
	return policy.WithPurpose(r.Context(), purpose)
}
